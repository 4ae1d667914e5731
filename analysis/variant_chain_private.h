/* A variant worked out, from indicators that were normalised once for all of them. */
#ifndef BP_ANALYSIS_VARIANT_CHAIN_PRIVATE_H
#define BP_ANALYSIS_VARIANT_CHAIN_PRIVATE_H

#include "analysis/stability.h"

/** What all variants share. */
typedef struct bp_variant_chain {
    const bp_stability_input *input;
    const bp_variant_options *options;
    bp_variant_weights weights;
    double *indicator_weight; /**< indicator_weight[n_indicators], of weights */
    int *domain_of;           /**< domain_of[n_indicators], of weights */
    uint8_t **valid;          /**< valid[n_indicators]: bitmaps of the units that take part and have it */
    double **normalised;      /**< normalised[n_normalisations * n_indicators] */
} bp_variant_chain;

#define BP_VARIANT_CHAIN_INIT                                                                                \
    {                                                                                                        \
        NULL, NULL, {0, 0, NULL, NULL, NULL}, NULL, NULL, NULL, NULL                                         \
    }

/** Check the options, normalise every indicator in every way. Fails as bp_variant_check and
 * bp_indicator_check do. */
bp_status bp_variant_chain_new(bp_context *context, const bp_stability_input *input,
                               const bp_variant_options *options, bp_variant_chain *out);
void bp_variant_chain_clear(bp_variant_chain *chain);

/** Room for one variant at a time; one per thread. */
typedef struct bp_variant_room {
    bp_variant variant;
    bp_indicator *indicators;  /**< indicators[n_indicators] */
    const double **normalised; /**< normalised[n_indicators] */
    double *domain_weight;     /**< domain_weight[n_domains] */
    int *domain;               /**< domain[n_domains]: its number among those that are left, -1: none */
    uint8_t **complete;        /**< complete[n_domains]: bitmaps of the units that have all of it */
    bp_class_sizes sizes; /**< where the rule has floors and ceilings by size class: they go up and down as
                             the floor and the ceiling do */
    double *class_floor, *class_ceiling;
} bp_variant_room;

#define BP_VARIANT_ROOM_INIT                                                                                 \
    {                                                                                                        \
        {0}, NULL, NULL, NULL, NULL, NULL, {NULL, 0, NULL, NULL}, NULL, NULL                                 \
    }

bp_status bp_variant_room_new(bp_context *context, const bp_variant_chain *chain, bp_variant_room *out);
void bp_variant_room_clear(const bp_variant_chain *chain, bp_variant_room *room);

/**
 * Draw variant `number` into room->variant and work it out. BP_ERROR_INPUT when it selects nothing.
 */
bp_status bp_variant_apply(bp_context *context, const bp_variant_chain *chain, int64_t number,
                           bp_variant_room *room, bp_rule_result *out);

#endif
