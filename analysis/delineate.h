/* Areas drawn from scores: one interface for every method. */
#ifndef BP_ANALYSIS_DELINEATE_H
#define BP_ANALYSIS_DELINEATE_H

#include "analysis/field.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * A method labels the field's candidates: label[field->n] = number of the area, from 0 without gaps, or -1.
 * Adding a method takes one file pair with such a function and one row in bp_delineation_methods.
 */
typedef bp_status (*bp_delineation_fn)(bp_context *context, const bp_field *field,
                                       const bp_delineate_options *options, int32_t *label, int32_t *n_areas);

typedef struct bp_delineation_method {
    const char *name;
    const char *summary;
    bp_delineation_fn label;
} bp_delineation_method;

extern const bp_delineation_method bp_delineation_methods[];
extern const int bp_n_delineation_methods;

typedef enum bp_role { BP_ROLE_NONE = 0, BP_ROLE_MEMBER, BP_ROLE_BRIDGE } bp_role;

typedef struct bp_area {
    int64_t n_members, n_bridges;
    int64_t n_below_base; /**< members short of the base */
    double population;    /**< of the members */
    double weight;        /**< sum of population * (score - base) over the members */
    int is_above_ceiling; /**< 1 when it has more residents than the ceiling: a single unit, or a method
                             without one */
} bp_area;

/** The areas, heaviest first; equal weights go by their first unit. */
typedef struct bp_areas {
    int64_t n; /**< units */
    int32_t n_areas;
    int32_t *area_of; /**< area_of[n]: number of the area, -1: none; bridges have their area's */
    uint8_t *role;    /**< role[n], a bp_role */
    bp_area *areas;   /**< areas[n_areas] */
} bp_areas;

#define BP_AREAS_INIT                                                                                        \
    {                                                                                                        \
        0, 0, NULL, NULL, NULL                                                                               \
    }

/**
 * Draw areas by options->method. Fails with BP_ERROR_ARGUMENT when the method is unknown or reach > base or
 * floor > ceiling, and with BP_ERROR_INPUT when no unit with residents is at or past the base.
 * With options->rounds above 1 the method is applied again to the units that are in no area and hold none
 * together, as long as that gives areas. Every area hangs together by the graph, its bridges counted, inside
 * one region, and has `floor` residents or more.
 */
bp_status bp_delineate(bp_context *context, const bp_delineate_input *input,
                       const bp_delineate_options *options, bp_areas *out);
void bp_areas_clear(bp_areas *areas);

#ifdef __cplusplus
}
#endif

#endif
