/* Points of units where the people are: means of a finer layer, weighted by a column of it. */
#ifndef BP_CLI_WEIGHTS_CENTRES_H
#define BP_CLI_WEIGHTS_CENTRES_H

#include "geo/layer.h"
#include "geo/point_of.h"
#include "geo/unit_ids.h"

/** Which finer layer, and how. Texts are lent. */
typedef struct bp_centres_request {
    const char *file, *layer; /**< layer: NULL for the only one */
    const char *weight;       /**< the column that weighs: residents */
    const char *missing;      /**< codes of missing values with commas between; NULL: none */
    bool planar;              /**< coordinates are taken as they are, whatever the systems */
} bp_centres_request;

/** What went into the points. */
typedef struct bp_centres_report {
    int64_t n;            /**< rows of the finer layer */
    int64_t n_used;       /**< that lie in a unit and weigh something */
    int64_t n_outside;    /**< that lie in no unit, or have no geometry */
    int64_t n_unweighted; /**< that lie in a unit and have no value */
    int64_t n_kept;       /**< units that hold no weight and keep their centroid */
} bp_centres_report;

#define BP_CENTRES_REPORT_INIT                                                                               \
    {                                                                                                        \
        0, 0, 0, 0, 0                                                                                        \
    }

/**
 * The points of `units`, in their coordinate system: the mean of the finer points in each, weighted. A finer
 * polygon stands for a point on it. A unit that holds no weight keeps its centroid; that, rows outside all
 * units, rows without a value and points where units overlap are warned of ("centres_...").
 *
 * Errors: BP_ERROR_INPUT as the readers; for a negative weight, naming file, column, row and value; when no
 * row that weighs lies in a unit; when one of the two layers has a coordinate system and the other has none,
 * unless `planar`.
 */
bp_status bp_centres_make(bp_context *context, const bp_centres_request *request, const bp_layer *units,
                          const bp_unit_ids *ids, bp_points *out, bp_centres_report *report);

#endif
