#include "geo/simplify.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The points of one arc that are still there, as a list, and the inner ones of them in a heap by the area of
 * their triangle; of equal areas the first in the arc goes first. */
typedef struct thinning {
    const double *xy; /* of the arc's first point */
    int64_t *before, *after;
    int64_t *heap;  /* heap[n_heap]: points, the least first */
    int64_t *place; /* place[point] in the heap */
    double *area;   /* area[point] */
    int64_t n_heap;
} thinning;

static void thinning_clear(thinning *work)
{
    free(work->before);
    free(work->after);
    free(work->heap);
    free(work->place);
    free(work->area);
}

static bool thinning_allocate(thinning *work, int64_t n_points)
{
    size_t n = (size_t)n_points + 1;
    work->before = (int64_t *)malloc(n * sizeof *work->before);
    work->after = (int64_t *)malloc(n * sizeof *work->after);
    work->heap = (int64_t *)malloc(n * sizeof *work->heap);
    work->place = (int64_t *)malloc(n * sizeof *work->place);
    work->area = (double *)malloc(n * sizeof *work->area);
    return work->before && work->after && work->heap && work->place && work->area;
}

static double triangle(const double *a, const double *b, const double *c)
{
    return 0.5 * fabs((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1]));
}

static bool goes_first(const thinning *work, int64_t a, int64_t b)
{
    return work->area[a] < work->area[b] || (work->area[a] == work->area[b] && a < b);
}

static void put(thinning *work, int64_t at, int64_t point)
{
    work->heap[at] = point;
    work->place[point] = at;
}

static void sift_up(thinning *work, int64_t at)
{
    int64_t point = work->heap[at];
    for (; at > 0 && goes_first(work, point, work->heap[(at - 1) / 2]); at = (at - 1) / 2)
        put(work, at, work->heap[(at - 1) / 2]);
    put(work, at, point);
}

static void sift_down(thinning *work, int64_t at)
{
    int64_t point = work->heap[at];
    for (;;) {
        int64_t child = 2 * at + 1;
        if (child + 1 < work->n_heap && goes_first(work, work->heap[child + 1], work->heap[child]))
            child++;
        if (child >= work->n_heap || !goes_first(work, work->heap[child], point))
            break;
        put(work, at, work->heap[child]);
        at = child;
    }
    put(work, at, point);
}

static int64_t take_first(thinning *work)
{
    int64_t first = work->heap[0];
    work->n_heap--;
    if (work->n_heap > 0) {
        put(work, 0, work->heap[work->n_heap]);
        sift_down(work, 0);
    }
    return first;
}

static double area_at(const thinning *work, int64_t point)
{
    return triangle(work->xy + 2 * work->before[point], work->xy + 2 * point,
                    work->xy + 2 * work->after[point]);
}

/* An inner point's triangle has another corner now. */
static void weigh_again(thinning *work, int64_t point, int64_t n, double least)
{
    if (point == 0 || point == n - 1)
        return;
    double area = area_at(work, point);
    work->area[point] = area > least ? area : least;
    sift_up(work, work->place[point]);
    sift_down(work, work->place[point]);
}

static void weigh_arc(thinning *work, const double *xy, int64_t n, double *weight)
{
    /* A ring of one arc ends where it starts and needs two more points. */
    bool is_ring = xy[0] == xy[2 * n - 2] && xy[1] == xy[2 * n - 1];
    work->xy = xy;
    work->n_heap = 0;
    weight[0] = weight[n - 1] = INFINITY;
    for (int64_t i = 1; i < n - 1; i++) {
        work->before[i] = i - 1;
        work->after[i] = i + 1;
        work->area[i] = area_at(work, i);
        work->heap[work->n_heap++] = i;
        sift_up(work, work->n_heap - 1);
    }
    while (work->n_heap > (is_ring ? 2 : 0)) {
        int64_t point = take_first(work), before = work->before[point], after = work->after[point];
        weight[point] = work->area[point];
        work->after[before] = after;
        work->before[after] = before;
        weigh_again(work, before, n, weight[point]);
        weigh_again(work, after, n, weight[point]);
    }
    for (int64_t i = 0; i < work->n_heap; i++)
        weight[work->heap[i]] = INFINITY;
}

bp_status bp_arcs_weigh(bp_context *context, const bp_arcs *arcs, double *weight)
{
    int64_t longest = 0;
    int n_failed = 0;
    for (int64_t a = 0; a < arcs->n_arcs; a++)
        if (arcs->arc_points[a + 1] - arcs->arc_points[a] > longest)
            longest = arcs->arc_points[a + 1] - arcs->arc_points[a];
#pragma omp parallel num_threads(bp_context_threads(context)) reduction(+ : n_failed)
    {
        thinning work = {NULL, NULL, NULL, NULL, NULL, NULL, 0};
        bool is_ready = thinning_allocate(&work, longest);
        n_failed += !is_ready;
#pragma omp for schedule(dynamic, 256)
        for (int64_t a = 0; a < arcs->n_arcs; a++) {
            int64_t first = arcs->arc_points[a];
            if (is_ready && !bp_context_interrupted(context))
                weigh_arc(&work, arcs->xy + 2 * first, arcs->arc_points[a + 1] - first, weight + first);
        }
        thinning_clear(&work);
    }
    return n_failed > 0 ? bp_context_fail_memory(context, (size_t)longest * sizeof(double))
                        : bp_context_check(context);
}

static int largest_first(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x < y) - (x > y);
}

bp_status bp_arcs_threshold(bp_context *context, const double *weight, int64_t n, int64_t n_points,
                            double *threshold)
{
    if (n_points >= n) {
        *threshold = 0.0;
        return BP_OK;
    }
    double *sorted = (double *)malloc(((size_t)n + 1) * sizeof *sorted);
    if (!sorted)
        return bp_context_fail_memory(context, (size_t)n * sizeof *sorted);
    memcpy(sorted, weight, (size_t)n * sizeof *sorted);
    qsort(sorted, (size_t)n, sizeof *sorted, largest_first);
    *threshold = sorted[n_points > 0 ? n_points - 1 : 0];
    free(sorted);
    return BP_OK;
}

/* What is kept of arcs. */
typedef struct choice {
    const bp_arcs *arcs;
    const double *weight;
    double threshold;
    uint8_t *point;   /* point[n_points] */
    uint8_t *ring;    /* ring[n_rings] */
    int32_t *n_uses;  /* n_uses[n_arcs]: rings that follow the arc */
    int64_t *new_arc; /* new_arc[n_arcs]; -1: followed by no ring that is kept */
} choice;

static int64_t arc_of(int64_t ref)
{
    return ref < 0 ? ~ref : ref;
}

/* The kept points of a ring, and the heaviest that is not kept, or -1. */
static int64_t count_points(const choice *kept, int64_t r, int64_t *heaviest)
{
    const bp_arcs *arcs = kept->arcs;
    int64_t n = 0;
    *heaviest = -1;
    for (int64_t k = arcs->ring_refs[r]; k < arcs->ring_refs[r + 1]; k++) {
        int64_t arc = arc_of(arcs->refs[k]);
        n--; /* its last point is the next one's first */
        for (int64_t c = arcs->arc_points[arc]; c < arcs->arc_points[arc + 1]; c++)
            if (kept->point[c])
                n++;
            else if (*heaviest < 0 || kept->weight[c] > kept->weight[*heaviest])
                *heaviest = c;
    }
    return n;
}

static void choose_points(choice *kept)
{
    const bp_arcs *arcs = kept->arcs;
    for (int64_t c = 0; c < arcs->n_points; c++)
        kept->point[c] = kept->weight[c] >= kept->threshold;
    for (int64_t r = 0; r < arcs->n_rings; r++) {
        int64_t heaviest;
        while (count_points(kept, r, &heaviest) < 3 && heaviest >= 0)
            kept->point[heaviest] = 1;
    }
}

/* Twice the signed sum of the cross products along what is kept of an arc, about point `about`. */
static double arc_area2(const choice *kept, int64_t arc, const double *about)
{
    const bp_arcs *arcs = kept->arcs;
    double sum = 0.0;
    const double *last = NULL;
    for (int64_t c = arcs->arc_points[arc]; c < arcs->arc_points[arc + 1]; c++) {
        const double *p = arcs->xy + 2 * c;
        if (!kept->point[c])
            continue;
        if (last)
            sum += (last[0] - about[0]) * (p[1] - about[1]) - (p[0] - about[0]) * (last[1] - about[1]);
        last = p;
    }
    return sum;
}

static double ring_area(const choice *kept, int64_t r)
{
    const bp_arcs *arcs = kept->arcs;
    double sum = 0.0;
    int64_t first = arcs->ring_refs[r];
    const double *about = arcs->xy + 2 * arcs->arc_points[arc_of(arcs->refs[first])];
    for (int64_t k = first; k < arcs->ring_refs[r + 1]; k++) {
        double area = arc_area2(kept, arc_of(arcs->refs[k]), about);
        sum += arcs->refs[k] < 0 ? -area : area;
    }
    return 0.5 * fabs(sum);
}

/* Too small to be seen, and nobody's border but its own. */
static bool is_droppable(const choice *kept, int64_t r)
{
    const bp_arcs *arcs = kept->arcs;
    for (int64_t k = arcs->ring_refs[r]; k < arcs->ring_refs[r + 1]; k++)
        if (kept->n_uses[arc_of(arcs->refs[k])] > 1)
            return false;
    return ring_area(kept, r) < kept->threshold;
}

static int64_t largest_part(const choice *kept, int64_t unit)
{
    const bp_arcs *arcs = kept->arcs;
    int64_t largest = -1;
    double most = -1.0;
    for (int64_t p = arcs->unit_parts[unit]; p < arcs->unit_parts[unit + 1]; p++) {
        double area = ring_area(kept, arcs->part_rings[p]);
        if (area > most) {
            most = area;
            largest = p;
        }
    }
    return largest;
}

static void choose_rings(choice *kept)
{
    const bp_arcs *arcs = kept->arcs;
    for (int64_t k = 0; k < arcs->n_refs; k++)
        kept->n_uses[arc_of(arcs->refs[k])]++;
    for (int64_t u = 0; u < arcs->n_units; u++) {
        int64_t largest = largest_part(kept, u);
        for (int64_t p = arcs->unit_parts[u]; p < arcs->unit_parts[u + 1]; p++) {
            int64_t shell = arcs->part_rings[p];
            bool stays = p == largest || !is_droppable(kept, shell);
            kept->ring[shell] = stays;
            for (int64_t r = shell + 1; r < arcs->part_rings[p + 1]; r++)
                kept->ring[r] = stays && !is_droppable(kept, r);
        }
    }
}

static void number_arcs(choice *kept, bp_arcs *out)
{
    const bp_arcs *arcs = kept->arcs;
    for (int64_t a = 0; a < arcs->n_arcs; a++)
        kept->new_arc[a] = -1;
    for (int64_t r = 0; r < arcs->n_rings; r++)
        for (int64_t k = arcs->ring_refs[r]; kept->ring[r] && k < arcs->ring_refs[r + 1]; k++)
            kept->new_arc[arc_of(arcs->refs[k])] = 0;
    for (int64_t a = 0; a < arcs->n_arcs; a++) {
        if (kept->new_arc[a] < 0)
            continue;
        kept->new_arc[a] = out->n_arcs++;
        for (int64_t c = arcs->arc_points[a]; c < arcs->arc_points[a + 1]; c++)
            if (kept->point[c])
                memcpy(out->xy + 2 * out->n_points++, arcs->xy + 2 * c, 2 * sizeof *out->xy);
        out->arc_points[out->n_arcs] = out->n_points;
    }
}

static void copy_ring(const choice *kept, int64_t r, bp_arcs *out)
{
    const bp_arcs *arcs = kept->arcs;
    for (int64_t k = arcs->ring_refs[r]; k < arcs->ring_refs[r + 1]; k++) {
        int64_t arc = kept->new_arc[arc_of(arcs->refs[k])];
        out->refs[out->n_refs++] = arcs->refs[k] < 0 ? ~arc : arc;
    }
    out->ring_refs[++out->n_rings] = out->n_refs;
}

static void copy_units(const choice *kept, bp_arcs *out)
{
    const bp_arcs *arcs = kept->arcs;
    for (int64_t u = 0; u < arcs->n_units; u++) {
        for (int64_t p = arcs->unit_parts[u]; p < arcs->unit_parts[u + 1]; p++) {
            if (!kept->ring[arcs->part_rings[p]])
                continue;
            for (int64_t r = arcs->part_rings[p]; r < arcs->part_rings[p + 1]; r++)
                if (kept->ring[r])
                    copy_ring(kept, r, out);
            out->part_rings[++out->n_parts] = out->n_rings;
        }
        out->unit_parts[++out->n_units] = out->n_parts;
    }
}

/* As large as the arcs that they are taken from. */
static bool allocate(const bp_arcs *arcs, choice *kept, bp_arcs *out)
{
    kept->point = (uint8_t *)malloc((size_t)arcs->n_points + 1);
    kept->ring = (uint8_t *)malloc((size_t)arcs->n_rings + 1);
    kept->n_uses = (int32_t *)calloc((size_t)arcs->n_arcs + 1, sizeof *kept->n_uses);
    kept->new_arc = (int64_t *)malloc(((size_t)arcs->n_arcs + 1) * sizeof *kept->new_arc);
    out->unit_parts = (int64_t *)calloc((size_t)arcs->n_units + 1, sizeof *out->unit_parts);
    out->part_rings = (int64_t *)calloc((size_t)arcs->n_parts + 1, sizeof *out->part_rings);
    out->ring_refs = (int64_t *)calloc((size_t)arcs->n_rings + 1, sizeof *out->ring_refs);
    out->refs = (int64_t *)malloc(((size_t)arcs->n_refs + 1) * sizeof *out->refs);
    out->arc_points = (int64_t *)calloc((size_t)arcs->n_arcs + 1, sizeof *out->arc_points);
    out->xy = (double *)malloc(((size_t)arcs->n_points + 1) * 2 * sizeof *out->xy);
    return kept->point && kept->ring && kept->n_uses && kept->new_arc && out->unit_parts && out->part_rings &&
           out->ring_refs && out->refs && out->arc_points && out->xy;
}

bp_status bp_arcs_simplify(bp_context *context, const bp_arcs *arcs, const double *weight, double threshold,
                           bp_arcs *out)
{
    if (isnan(threshold) || threshold < 0.0)
        return bp_context_fail(context, BP_ERROR_ARGUMENT, "a weight of %g to simplify by; 0 or more is one",
                               threshold);
    bp_arcs made = BP_ARCS_INIT;
    choice kept = {arcs, weight, threshold, NULL, NULL, NULL, NULL};
    bp_status status = BP_OK;
    if (allocate(arcs, &kept, &made)) {
        choose_points(&kept);
        choose_rings(&kept);
        number_arcs(&kept, &made);
        copy_units(&kept, &made);
    } else {
        status = bp_context_fail_memory(context, (size_t)arcs->n_points * 2 * sizeof *made.xy);
    }
    free(kept.point);
    free(kept.ring);
    free(kept.n_uses);
    free(kept.new_arc);
    if (status)
        bp_arcs_clear(&made);
    else
        *out = made;
    return status;
}
