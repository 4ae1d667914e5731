/* GDAL for the files of geo/ that read and write with it: start, messages, the drivers that may open a file.
 */
#ifndef BP_GEO_GDAL_PRIVATE_H
#define BP_GEO_GDAL_PRIVATE_H

#include "geo/context.h"
#include "geo/crs.h"

#include <gdal.h>
#include <ogr_srs_api.h>

enum { BP_GDAL_TEXT_BYTES = 512 };

/** What GDAL had to say between begin and end, on this thread. Texts are on one line. */
typedef struct bp_gdal_log {
    int n_failures, n_warnings;
    char failure[BP_GDAL_TEXT_BYTES]; /**< the first, which is the one nearest to the cause */
    char warning[BP_GDAL_TEXT_BYTES]; /**< the first */
} bp_gdal_log;

/** Register the drivers, once, with PROJ's network off. Cheap afterwards. */
void bp_gdal_start(void);

/** Take GDAL's messages on this thread into `log` (cleared) instead of stderr, until the matching end. */
void bp_gdal_log_begin(bp_gdal_log *log);
void bp_gdal_log_end(void);

/** " (GDAL: cause)" for the end of a message, or "" when GDAL said nothing. Lent from `buffer`. */
const char *bp_gdal_log_cause(const bp_gdal_log *log, char buffer[BP_GDAL_TEXT_BYTES + 16]);

/** Pass the warnings of a call that succeeded on to the context, as one with the code "gdal". */
void bp_gdal_log_warn(const bp_gdal_log *log, bp_context *context, const char *path);

/** The allow-list: short names of the drivers that may open a file, ended by NULL. */
const char *const *bp_gdal_drivers(void);

/** The CRS as GDAL's object, x east and y north, to OSRRelease(); NULL when it has none or GDAL does not know
 * it. */
OGRSpatialReferenceH bp_gdal_crs(const bp_crs *crs);

#endif
