/* Coordinate reference systems, through PROJ. */
#ifndef BP_GEO_CRS_H
#define BP_GEO_CRS_H

#include "geo/geometry.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct bp_crs {
    char *code;             /**< "EPSG:28992" where it has a code, else NULL */
    char *name;             /**< "Amersfoort / RD New" */
    char *wkt;              /**< WKT2, for writing */
    bool is_geographic;     /**< coordinates are degrees */
    double metres_per_unit; /**< of a projected CRS; 0 when geographic */
} bp_crs;

#define BP_CRS_INIT                                                                                          \
    {                                                                                                        \
        NULL, NULL, NULL, false, 0.0                                                                         \
    }

/** From "EPSG:28992", WKT or PROJJSON. `source` names where it was found, for the message. BP_ERROR_INPUT if
 * unknown. */
bp_status bp_crs_parse(bp_context *context, const char *text, const char *source, bp_crs *out);
bp_status bp_crs_copy(bp_context *context, const bp_crs *crs, bp_crs *out);
void bp_crs_clear(bp_crs *crs);
/** True when a point has the same coordinates in both (axis order aside: x is always east). */
bool bp_crs_equal(const bp_crs *a, const bp_crs *b);

/** Which CRS coordinates within `box` look like, in words for a message ("EPSG:28992 (RD New): ..."). Static.
 */
const char *bp_crs_guess(const double box[4]);

/**
 * Transform xy[2 * n_points] in place, x east and y north on both sides (GIS axis order). No network is used.
 * Same result for any number of threads. `source` names the data in the message when a point cannot be
 * transformed (BP_ERROR_INPUT; xy is then undefined). `*operation` (may be NULL) gets the PROJ operation's
 * description, to free().
 */
bp_status bp_crs_transform(bp_context *context, const bp_crs *from, const bp_crs *to, const char *source,
                           double *xy, int64_t n_points, char **operation);

#ifdef __cplusplus
}
#endif

#endif
