/* A file that is written from its start to its end, with every error checked. */
#ifndef BP_GEO_OUTPUT_PRIVATE_H
#define BP_GEO_OUTPUT_PRIVATE_H

#include "geo/context.h"

/** A buffer that grows, for text that is made before it is written. */
typedef struct bp_buffer {
    char *bytes;
    size_t n, cap;
} bp_buffer;

#define BP_BUFFER_INIT                                                                                       \
    {                                                                                                        \
        NULL, 0, 0                                                                                           \
    }

/** Room for `more` bytes past the end; false when memory runs out. */
bool bp_buffer_reserve(bp_buffer *buffer, size_t more);
/** Append; false when memory runs out. */
bool bp_buffer_add(bp_buffer *buffer, const char *bytes, size_t n);
void bp_buffer_clear(bp_buffer *buffer);

enum { BP_OUTPUT_DATE = 32 };

/** The date that files carry, "2024-01-31T00:00:00.000Z": a fixed one, so that they are the same from run to
 * run; SOURCE_DATE_EPOCH sets another. */
void bp_output_date(char date[BP_OUTPUT_DATE]);

typedef struct bp_output bp_output;

/** Make the file, or empty the one that is there. Failures are BP_ERROR_OUTPUT and name the file and the
 * cause. */
bp_status bp_output_open(bp_context *context, const char *path, bp_output **out);
/** The same of a file that will be moved to where `shown` says, which failures name. */
bp_status bp_output_open_for(bp_context *context, const char *path, const char *shown, bp_output **out);
bp_status bp_output_write(bp_context *context, bp_output *output, const char *bytes, size_t n);
/**
 * Close the file and free `output`. With a `status` that is not BP_OK, or when the close fails, the file is
 * removed. Returns `status`, or that of the close. `output` may be NULL.
 */
bp_status bp_output_close(bp_context *context, bp_output *output, bp_status status);

#endif
