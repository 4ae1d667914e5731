#include "analysis/reference_distance_private.h"

#include <math.h>
#include <stdlib.h>

/* Samples that fit a near cache with all their sums; samples compared in one go. */
enum { DISTANCES_TOGETHER = 4096, COMPARED_TOGETHER = 256 };

/* Twice as many numbers at a time where the processor can, with the same results. The sanitizers start too
 * late for the choice that is made when the program is loaded. */
#if defined(__GNUC__) && !defined(__clang__) && defined(__x86_64__) && defined(__GLIBC__) &&                 \
    !defined(__SANITIZE_ADDRESS__)
#define WIDE_VECTORS __attribute__((target_clones("avx2", "default")))
#else
#define WIDE_VECTORS
#endif

/*
 * With u the standardised values, sum_j (u_i - u_j)^2 is k u_i^2 + sum_j u_j^2 - 2 u_i sum_j u_j: of a sample
 * only the sums and the sum of squares matter, and what is the same for all samples is left out.
 */
typedef struct distances {
    int m; /* variables */
    int64_t n_places;
    double *u;          /* u[m * n_places] */
    double *square;     /* square[n_places], over the variables */
    double *step;       /* step[m] of the fixed point, in standard deviations */
    double *tolerance;  /* tolerance[n_places] within which two distances are equal */
    double *sum;        /* sum[m * DISTANCES_TOGETHER] of a batch */
    double *sum_square; /* sum_square[DISTANCES_TOGETHER] */
} distances;

static void distances_clear(distances *d)
{
    free(d->u);
    free(d->square);
    free(d->step);
    free(d->tolerance);
    free(d->sum);
    free(d->sum_square);
}

static bp_status distances_new(bp_shared *shared, distances *d)
{
    d->m = shared->population.m_columns;
    d->n_places = shared->population.m;
    size_t places = (size_t)d->n_places + 1, m = (size_t)d->m;
    d->u = (double *)malloc(m * places * sizeof *d->u);
    d->square = (double *)calloc(places, sizeof *d->square);
    d->step = (double *)malloc(m * sizeof *d->step);
    d->tolerance = (double *)malloc(places * sizeof *d->tolerance);
    d->sum = (double *)malloc(m * DISTANCES_TOGETHER * sizeof *d->sum);
    d->sum_square = (double *)malloc(DISTANCES_TOGETHER * sizeof *d->sum_square);
    if (d->u && d->square && d->step && d->tolerance && d->sum && d->sum_square)
        return BP_OK;
    return bp_context_fail_memory(shared->context, m * places * sizeof *d->u);
}

static void standardise(const bp_population *population, distances *d)
{
    for (int v = 0; v < d->m; v++) {
        double *u = d->u + v * d->n_places;
        d->step[v] = bp_population_standardise(population, v, u);
        for (int64_t p = 0; p < d->n_places; p++)
            d->square[p] += u[p] * u[p];
    }
}

/* What is observed at place p, and how exactly it is known: to the steps and the bits of its terms. */
static void observe_place(bp_shared *shared, distances *d, int64_t p)
{
    const bp_weights *weights = shared->input->weights;
    const int32_t *place = shared->population.place;
    int32_t i = shared->population.unit[p], k = shared->slots[p].k;
    double distance = 0.0, tolerance = 0.0;
    for (int64_t at = weights->offsets[i]; at < weights->offsets[i + 1]; at++)
        if (weights->neighbours[at] != i)
            distance += d->square[place[weights->neighbours[at]]];
    double size = distance + k * d->square[p];
    for (int v = 0; v < d->m; v++) {
        const double *u = d->u + v * d->n_places;
        double sum = 0.0, absolute = 0.0;
        for (int64_t at = weights->offsets[i]; at < weights->offsets[i + 1]; at++)
            if (weights->neighbours[at] != i) {
                sum += u[place[weights->neighbours[at]]];
                absolute += fabs(u[place[weights->neighbours[at]]]);
            }
        distance -= 2.0 * u[p] * sum;
        tolerance += 8.0 * d->step[v] * (absolute + k * fabs(u[p]));
    }
    shared->slots[p].observed.distance = distance;
    d->tolerance[p] = tolerance + 1e-15 * (k + 1) * size;
}

static void observe(bp_shared *shared, distances *d)
{
#pragma omp parallel for schedule(static) num_threads(bp_shared_threads(shared, d->n_places))
    for (int64_t p = 0; p < d->n_places; p++)
        observe_place(shared, d, p);
}

static void sum_batch(const bp_shared *shared, const bp_batch *batch, distances *d)
{
    int64_t size = batch->k + 1;
#pragma omp parallel for schedule(static) num_threads(bp_shared_threads(shared, batch->n_samples *size))
    for (int64_t b = 0; b < batch->n_samples; b++) {
        const int32_t *members = batch->members + b * size;
        double squares = 0.0;
        for (int64_t t = 0; t < batch->k; t++)
            squares += d->square[members[t]];
        d->sum_square[b] = squares;
        for (int v = 0; v < d->m; v++) {
            double sum = 0.0;
            for (int64_t t = 0; t < batch->k; t++)
                sum += d->u[v * d->n_places + members[t]];
            d->sum[v * (int64_t)DISTANCES_TOGETHER + b] = sum;
        }
    }
}

/* Distances of a stretch of samples from the unit at place p. */
static inline void stretch(const distances *d, int64_t p, int64_t begin, int64_t n, double *distance)
{
    for (int64_t b = 0; b < n; b++)
        distance[b] = d->sum_square[begin + b];
    for (int v = 0; v < d->m; v++) {
        const double *sum = d->sum + v * (int64_t)DISTANCES_TOGETHER + begin;
        double twice = 2.0 * d->u[v * d->n_places + p];
        for (int64_t b = 0; b < n; b++)
            distance[b] -= twice * sum[b];
    }
}

/* How many distances from the unit at place p are at least bounds[0], and at most bounds[1]. */
WIDE_VECTORS
static void compare_place(const distances *d, int64_t p, int64_t n_samples, const double *bounds,
                          int64_t *counts)
{
    int64_t ge = 0, le = 0;
    for (int64_t from = 0; from < n_samples; from += COMPARED_TOGETHER) {
        double distance[COMPARED_TOGETHER];
        int64_t left = n_samples - from, n = left < COMPARED_TOGETHER ? left : COMPARED_TOGETHER;
        stretch(d, p, from, n, distance);
        for (int64_t b = 0; b < n; b++) {
            ge += distance[b] >= bounds[0];
            le += distance[b] <= bounds[1];
        }
    }
    counts[0] = ge;
    counts[1] = le;
}

static void compare_all(bp_shared *shared, const bp_batch *batch, const distances *d)
{
    int64_t begin = shared->k_begin[batch->k], end = shared->k_begin[batch->k + 1];
#pragma omp parallel for schedule(static)                                                                    \
    num_threads(bp_shared_threads(shared, (end - begin) * batch->n_samples))
    for (int64_t at = begin; at < end; at++) {
        int32_t p = shared->by_k[at];
        double observed = shared->slots[p].observed.distance;
        double bounds[2] = {observed - d->tolerance[p], observed + d->tolerance[p]};
        int64_t counts[2];
        compare_place(d, p, batch->n_samples, bounds, counts);
        shared->counts[p].n_ge += counts[0];
        shared->counts[p].n_le += counts[1];
    }
}

static void correct_place(bp_shared *shared, const bp_batch *batch, const distances *d, int64_t b,
                          int32_t place)
{
    int32_t reserve = batch->members[b * (batch->k + 1) + batch->k];
    for (int32_t p = place; p < shared->slots[place].end; p++) {
        if (shared->slots[p].k != batch->k)
            continue;
        double observed = shared->slots[p].observed.distance;
        double low = observed - d->tolerance[p], high = observed + d->tolerance[p];
        double with = 0.0;
        stretch(d, p, b, 1, &with);
        double without = with - d->square[place] + d->square[reserve];
        for (int v = 0; v < d->m; v++) {
            const double *u = d->u + v * d->n_places;
            without += 2.0 * u[p] * (u[place] - u[reserve]);
        }
        int ge = (without >= low) - (with >= low), le = (without <= high) - (with <= high);
#pragma omp atomic
        shared->counts[p].n_ge += ge;
#pragma omp atomic
        shared->counts[p].n_le += le;
    }
}

static void count_distances(bp_shared *shared, const bp_batch *batch, void *room)
{
    distances *d = (distances *)room;
    sum_batch(shared, batch, d);
    compare_all(shared, batch, d);
#pragma omp parallel for schedule(static) num_threads(bp_shared_threads(shared, batch->n_samples * batch->k))
    for (int64_t b = 0; b < batch->n_samples; b++)
        for (int64_t t = 0; t < batch->k; t++) {
            int32_t place = batch->members[b * (batch->k + 1) + t];
            if (bp_shared_is_concerned(shared, place))
                correct_place(shared, batch, d, b, place);
        }
}

bp_status bp_reference_distances(bp_shared *shared)
{
    distances d = {0, 0, NULL, NULL, NULL, NULL, NULL, NULL};
    bp_status status = distances_new(shared, &d);
    if (!status) {
        standardise(&shared->population, &d);
        observe(shared, &d);
        status = bp_shared_run(shared, DISTANCES_TOGETHER, count_distances, &d);
    }
    distances_clear(&d);
    return status;
}
