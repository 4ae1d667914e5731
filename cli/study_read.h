/* Reading a study, and finding the files that it names. */
#ifndef BP_CLI_STUDY_READ_H
#define BP_CLI_STUDY_READ_H

#include "cli/study.h"

/**
 * Read and check a study. What it leaves out is filled in; paths are resolved against its folder. No data
 * file is opened. Errors: BP_ERROR_INPUT with "FILE:LINE: where: what was found, what was expected" and the
 * nearest name where a name was not known. Complexity: O(bytes), and O(names^2) for the uniqueness of names.
 */
bp_status bp_study_read(bp_context *context, const char *path, bp_study **out);

/**
 * Look for the files in `data` from now on, whatever the study says; a file that is not there is looked for
 * in the study's folder. Fails with BP_ERROR_MEMORY only; that the folder is there is a matter for
 * bp_study_check_files.
 */
bp_status bp_study_use_data(bp_context *context, bp_study *study, const char *data);

/** Check that every file the study names is there; the first that is not fails as a value of the study. */
bp_status bp_study_check_files(bp_context *context, const bp_study *study);

#endif
