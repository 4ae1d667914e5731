/* The formats of weights, for the two files that read and write them. */
#ifndef BP_GEO_WEIGHTS_FILE_PRIVATE_H
#define BP_GEO_WEIGHTS_FILE_PRIVATE_H

#include "geo/weights_file.h"

typedef enum bp_weights_format { BP_WEIGHTS_GAL, BP_WEIGHTS_GWT, BP_WEIGHTS_CSV } bp_weights_format;

/** The format that an extension stands for; BP_ERROR_ARGUMENT when it is none of them. */
bp_status bp_weights_file_format(bp_context *context, const char *path, bp_weights_format *out);

#endif
