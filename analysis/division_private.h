/* The units that are to be divided, and one division of them that units move about in. */
#ifndef BP_ANALYSIS_DIVISION_PRIVATE_H
#define BP_ANALYSIS_DIVISION_PRIVATE_H

#include "analysis/regions.h"

/* What a method was given (see bp_regions_fn), unit by unit, and its components. */
typedef struct bp_ground {
    int32_t n;
    int n_variables;
    const bp_graph *graph; /* lent */
    const double *size;    /* size[n], lent */
    double *x;             /* x[n * n_variables], unit by unit, less the mean of all */
    int32_t n_components;
    int32_t *component; /* component[n] */
    int32_t *first;     /* first[n_components + 1]: where a component starts in unit[] */
    int32_t *unit;      /* unit[n]: by component */
    double *held;       /* held[n_components]: the sizes of its units together */
    double floor, ceiling;
    bp_objective objective;
} bp_ground;

bp_status bp_ground_make(bp_context *context, const bp_regions_input *input,
                         const bp_regions_options *options, bp_ground *out);
void bp_ground_clear(bp_ground *ground);

/* How far a size is off floor and ceiling. */
static inline double bp_ground_excess(const bp_ground *ground, double size)
{
    double off = 0.0;
    if (size < ground->floor)
        off = ground->floor - size;
    else if (size > ground->ceiling)
        off = size - ground->ceiling;
    return off;
}

/* One division into k regions. There is room for n of them. */
typedef struct bp_division {
    const bp_ground *ground;
    int32_t k;
    int32_t *label;                  /* label[n], -1: in none yet */
    int32_t *count;                  /* count[n]: units of a region */
    double *size;                    /* size[n]: of a region */
    double *sum;                     /* sum[n * n_variables]: of a region */
    int32_t *head, *next, *previous; /* the units of a region as a list, -1 ends it */
} bp_division;

bp_status bp_division_new(bp_context *context, const bp_ground *ground, bp_division *out);
void bp_division_clear(bp_division *partition);

/* Start anew from label[n] of 0 .. k - 1 or -1; sums are taken afresh. */
void bp_division_set(bp_division *partition, int32_t k, const int32_t *label);

/* Put unit i into region `to`; from none or into none (-1) is allowed. */
void bp_division_move(bp_division *partition, int32_t i, int32_t to);

/* The objective, from the members anew. O(n * variables); pairwise O(pairs * variables). */
double bp_division_objective(const bp_division *partition);

/* By how much the objective changes when unit i leaves its region, and when it joins another one. */
double bp_division_leave(const bp_division *partition, int32_t i);
double bp_division_join(const bp_division *partition, int32_t i, int32_t region);

/* By how much the sizes of all regions miss floor and ceiling. */
double bp_division_excess(const bp_division *partition);

#endif
