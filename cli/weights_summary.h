/* What weights look like: links, islands, pieces, symmetry, how many neighbours. */
#ifndef BP_CLI_WEIGHTS_SUMMARY_H
#define BP_CLI_WEIGHTS_SUMMARY_H

#include "cli/weights_request.h"

/** All counts leave links of a unit to itself out, but for n_self. */
typedef struct bp_weights_summary {
    int64_t n, n_links, n_self, n_islands, n_one_way;
    int32_t n_components;             /**< links taken both ways; every island is one */
    int64_t largest;                  /**< units in the largest component */
    int64_t fewest, most;             /**< neighbours of a unit */
    int64_t *histogram;               /**< histogram[most + 1]: units with so many neighbours */
    double least_weight, most_weight; /**< 0 without links */
    bool symmetric_weights;           /**< w(i, j) = w(j, i) to the last bit */
} bp_weights_summary;

#define BP_WEIGHTS_SUMMARY_INIT                                                                              \
    {                                                                                                        \
        0, 0, 0, 0, 0, 0, 0, 0, 0, NULL, 0.0, 0.0, true                                                      \
    }

bp_status bp_weights_summary_make(bp_context *context, const bp_weights *weights, bp_weights_summary *out);
void bp_weights_summary_clear(bp_weights_summary *summary);

/** What is printed. */
typedef struct bp_weights_account {
    const char *source, *output; /**< output: NULL when no file was written */
    const char *options;         /**< what was asked for: bp_weights_request_text */
    const bp_weights_request *request;
    const bp_weights_made *made;
    const bp_unit_ids *ids;
    const bp_weights_summary *summary;
} bp_weights_account;

void bp_weights_print_table(const bp_weights_account *account);
bp_status bp_weights_print_json(bp_context *context, const bp_weights_account *account);

#endif
