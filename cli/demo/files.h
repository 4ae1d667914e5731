/* The files of the demo folder. */
#ifndef BP_CLI_DEMO_FILES_H
#define BP_CLI_DEMO_FILES_H

#include "cli/demo/country.h"
#include "geo/folder.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Write all files to the folder under construction. */
bp_status bp_demo_files_write(bp_context *context, const bp_demo_country *country, const bp_folder *folder);

#ifdef __cplusplus
}
#endif

#endif
