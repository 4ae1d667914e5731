/* A zip archive of texts. */
#ifndef BP_GEO_ZIP_H
#define BP_GEO_ZIP_H

#include "geo/context.h"

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A file in an archive. */
typedef struct bp_zip_entry {
    const char *name;  /**< without folders, ASCII */
    const char *bytes; /**< bytes[n] */
    size_t n;          /**< below 4 GB */
} bp_zip_entry;

/**
 * Write entries[n] to a new archive, deflated, each with the date of 1 January 1980, the first that a zip can
 * have: the same bytes for the same entries. Errors: BP_ERROR_OUTPUT with the file and the cause. Format:
 * PKWARE (2022), .ZIP File Format Specification 6.3.10.
 */
bp_status bp_zip_write(bp_context *context, const char *path, const bp_zip_entry *entries, int n);

#ifdef __cplusplus
}
#endif

#endif
