#include "geo/line_length.h"

#include "geo/exact_sum.h"
#include "geo/line_cuts_private.h"
#include "geo/point_join.h"

#include <math.h>
#include <stdlib.h>

/* The pieces that the lines are cut to, in their order. */
typedef struct pieces {
    int64_t n;
    double *middle; /* middle[2 * n] */
    double *length; /* length[n] */
    int64_t *unit;  /* unit[n]; -1 outside */
    double along_border;
} pieces;

static void clear_pieces(pieces *p)
{
    free(p->middle);
    free(p->length);
    free(p->unit);
}

/* The segments of all lines but those without length. */
static bp_status list_segments(bp_context *context, const bp_lines *lines, bp_segment **out, int64_t *out_n)
{
    int64_t n = 0;
    bp_segment *segments = (bp_segment *)malloc(((size_t)lines->n_coords + 1) * sizeof *segments);
    if (!segments)
        return bp_context_fail_memory(context, (size_t)lines->n_coords * sizeof *segments);
    for (int64_t line = 0; line < lines->n_lines; line++)
        for (int64_t c = lines->line_coords[line]; c < lines->line_coords[line + 1]; c++) {
            const double *xy = lines->xy + 2 * c;
            if (!isfinite(xy[0]) || !isfinite(xy[1])) {
                free(segments);
                return bp_context_fail(context, BP_ERROR_ARGUMENT, "a coordinate of line %lld is not finite",
                                       (long long)line + 1);
            }
            if (c + 1 < lines->line_coords[line + 1] && (xy[0] != xy[2] || xy[1] != xy[3]))
                segments[n++] = (bp_segment){{xy[0], xy[1]}, {xy[2], xy[3]}, 0};
        }
    *out = segments;
    *out_n = n;
    return BP_OK;
}

/* Which unit a piece belongs to that runs along borders from `run` to `end` - 1. A unit that is in no run has
 * the piece well inside it, so it is another that overlaps; one that is, and does not claim, only came up
 * because the middle was rounded. */
static int64_t unit_along(const bp_line_run *run, const bp_line_run *end, double t, int64_t joined)
{
    int64_t claims = INT64_MAX, touches = INT64_MAX, within = joined >= 0 ? joined : INT64_MAX;
    for (; run < end; run++) {
        if (t < run->from || t > run->to)
            continue;
        touches = run->unit < touches ? run->unit : touches;
        if (run->claims && run->unit < claims)
            claims = run->unit;
        if (run->unit == joined)
            within = INT64_MAX;
    }
    int64_t lowest = claims < within ? claims : within;
    return lowest < INT64_MAX ? lowest : touches;
}

static bool is_along(const bp_line_run *run, const bp_line_run *end, double t)
{
    for (; run < end; run++)
        if (t >= run->from && t <= run->to)
            return true;
    return false;
}

/* Cut every segment to pieces. */
static void cut(const bp_segment *segments, int64_t n, const bp_line_cuts *cuts, pieces *p)
{
    const bp_line_cut *at = cuts->cuts, *end = cuts->cuts + cuts->n_cuts;
    for (int64_t s = 0; s < n; s++) {
        const bp_segment *segment = &segments[s];
        double dx = segment->b[0] - segment->a[0], dy = segment->b[1] - segment->a[1];
        double whole = hypot(dx, dy), from = 0.0;
        bool more = true;
        while (more) {
            more = at < end && at->segment == s;
            double to = more ? at->t : 1.0, t = from + (to - from) / 2.0;
            p->middle[2 * p->n] = segment->a[0] + t * dx;
            p->middle[2 * p->n + 1] = segment->a[1] + t * dy;
            p->length[p->n++] = (to - from) * whole;
            from = to;
            at += more;
        }
    }
}

/* Give the pieces along borders to the units that have them; the walk is that of cut(). */
static void settle_borders(int64_t n, const bp_line_cuts *cuts, pieces *p)
{
    const bp_line_cut *at = cuts->cuts, *end = cuts->cuts + cuts->n_cuts;
    const bp_line_run *run = cuts->runs, *runs_end = cuts->runs + cuts->n_runs;
    bp_exact_sum along = {0, {0.0}};
    int64_t piece = 0;
    for (int64_t s = 0; s < n; s++) {
        const bp_line_run *first = run;
        while (run < runs_end && run->segment == s)
            run++;
        double from = 0.0;
        bool more = true;
        while (more) {
            more = at < end && at->segment == s;
            double to = more ? at->t : 1.0, t = from + (to - from) / 2.0;
            if (first < run && is_along(first, run, t)) {
                p->unit[piece] = unit_along(first, run, t, p->unit[piece]);
                bp_exact_sum_add(&along, p->length[piece]);
            }
            piece++;
            from = to;
            at += more;
        }
    }
    p->along_border = bp_exact_sum_get(&along);
}

/* Pieces in the order of their units, so that every unit has one sum at a time. */
static bp_status add_up(bp_context *context, const pieces *p, int64_t n_units, double *length,
                        bp_line_length_report *report)
{
    bp_exact_sum total = {0, {0.0}}, inside = total, outside = total;
    int64_t *starts = (int64_t *)calloc((size_t)n_units + 2, sizeof *starts);
    double *sorted = (double *)malloc(((size_t)p->n + 1) * sizeof *sorted);
    bp_status status = BP_OK;
    if (!starts || !sorted) {
        status = bp_context_fail_memory(context, (size_t)p->n * sizeof *sorted);
        goto done;
    }
    for (int64_t i = 0; i < p->n; i++) {
        bp_exact_sum_add(&total, p->length[i]);
        bp_exact_sum_add(p->unit[i] < 0 ? &outside : &inside, p->length[i]);
        if (p->unit[i] >= 0)
            starts[p->unit[i] + 2]++;
    }
    for (int64_t u = 0; u < n_units; u++)
        starts[u + 2] += starts[u + 1];
    for (int64_t i = 0; i < p->n; i++)
        if (p->unit[i] >= 0)
            sorted[starts[p->unit[i] + 1]++] = p->length[i];
    for (int64_t u = 0; u < n_units; u++) {
        bp_exact_sum sum = {0, {0.0}};
        for (int64_t i = starts[u]; i < starts[u + 1]; i++)
            bp_exact_sum_add(&sum, sorted[i]);
        length[u] = bp_exact_sum_get(&sum);
    }
    if (report)
        *report = (bp_line_length_report){bp_exact_sum_get(&total), bp_exact_sum_get(&inside),
                                          bp_exact_sum_get(&outside), p->along_border};
done:
    free(starts);
    free(sorted);
    return status;
}

static bp_status make_pieces(bp_context *context, const bp_segment *segments, int64_t n,
                             const bp_polygons *polygons, pieces *p)
{
    bp_line_cuts cuts = BP_LINE_CUTS_INIT;
    bp_status status = bp_line_cuts_find(context, segments, n, polygons, &cuts);
    if (status)
        return status;
    size_t count = (size_t)(n + cuts.n_cuts) + 1;
    p->middle = (double *)malloc(2 * count * sizeof *p->middle);
    p->length = (double *)calloc(count, sizeof *p->length);
    p->unit = (int64_t *)malloc(count * sizeof *p->unit);
    if (!p->middle || !p->length || !p->unit) {
        status = bp_context_fail_memory(context, 4 * count * sizeof *p->length);
        goto done;
    }
    cut(segments, n, &cuts, p);
    const bp_points middles = {p->n, p->middle, NULL};
    status = bp_point_join(context, &middles, polygons, NULL, p->unit, NULL);
    if (!status)
        settle_borders(n, &cuts, p);
done:
    bp_line_cuts_clear(&cuts);
    return status;
}

bp_status bp_line_length(bp_context *context, const bp_lines *lines, const bp_polygons *polygons,
                         double *length, bp_line_length_report *report)
{
    bp_segment *segments = NULL;
    int64_t n = 0;
    pieces p = {0, NULL, NULL, NULL, 0.0};
    bp_status status = list_segments(context, lines, &segments, &n);
    if (!status)
        status = make_pieces(context, segments, n, polygons, &p);
    if (!status)
        status = add_up(context, &p, polygons->n_units, length, report);
    clear_pieces(&p);
    free(segments);
    return status;
}
