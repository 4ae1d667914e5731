/* Rows of the table for a statistic of a whole map. */
#ifndef BP_CLI_STATISTIC_GLOBAL_H
#define BP_CLI_STATISTIC_GLOBAL_H

#include "cli/statistic.h"

/** What a command does with one column: fill rows[], add to *n. */
typedef struct bp_global_job {
    bp_statistic *statistic;
    const char *column; /**< as the table names it */
    bp_global_input input;
    int64_t n_missing;
    bp_statistic_row *rows;
    int *n;
} bp_global_job;

typedef bp_status (*bp_global_fn)(bp_global_job *job);

/**
 * Run `compute` for every column of a command, or with `together` once for all of them, with input.x the
 * first column (standardised rates where --rates says so) and the units where all have a value; then print.
 * At most `most` rows a column.
 */
bp_status bp_statistic_run(bp_call *call, const bp_statistic_kind *kind, bool together, bool are_rates,
                           bp_global_fn compute);

/** Add the rows of a statistic that may have moments under normality (when that variance is above 0), has
 * some under randomisation, and was permuted when the job says so. */
void bp_global_add(bp_global_job *job, const char *what, const bp_global *found, const bp_shuffled *shuffled);

/** Add the rows of moments and of permutations. */
void bp_global_add_moments(bp_global_job *job, const char *what, const char *inference, double value,
                           const bp_global_moments *moments, int64_t n, int64_t n_islands);
void bp_global_add_shuffled(bp_global_job *job, const char *what, const bp_shuffled *shuffled, int64_t n,
                            int64_t n_islands);

#endif
