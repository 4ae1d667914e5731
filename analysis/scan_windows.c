#include "analysis/scan_windows.h"

#include "analysis/scan_grid_private.h"
#include "analysis/scan_places_private.h"
#include "analysis/workers_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const bp_scan_shape bp_scan_ellipses[BP_SCAN_N_ELLIPSES] = {{1.0, 1}, {1.5, 4},  {2.0, 6},
                                                            {3.0, 9}, {4.0, 12}, {5.0, 15}};

static const bp_scan_shape CIRCLE = {1.0, 1};

/* Squares of distances that differ by less than this share are one distance. */
static const double SAME_DISTANCE = 1e-9;

enum { CENTRES_PER_PIECE = 256 };

/* Lists of the centres of one piece, before they are put together. */
typedef struct piece {
    int32_t *unit;
    uint8_t *ends;
    int64_t *lengths; /* lengths[centres of the piece] */
    int64_t n, room, n_windows;
} piece;

typedef struct job {
    const bp_scan_places *places;
    const bp_scan_window_options *options;
    const bp_scan_windows *forms;
    bp_scan_takers takers;
    int64_t pieces_per_form;
    bp_scan_grid *grids; /* grids[n_forms] */
    bp_scan_near **near; /* near[threads][takers.n]: room for the search */
    piece *pieces;
} job;

void bp_scan_windows_clear(bp_scan_windows *windows)
{
    free(windows->offsets);
    free(windows->unit);
    free(windows->ends);
    free(windows->centre);
    free(windows->form);
    free(windows->ratio);
    free(windows->angle);
    free(windows->weight);
    *windows = (bp_scan_windows)BP_SCAN_WINDOWS_INIT;
}

double bp_scan_reach(const bp_scan_places *places, int32_t from, int32_t to, double ratio, double angle)
{
    double dx = places->x[to] - places->x[from], dy = places->y[to] - places->y[from];
    if (ratio <= 1.0)
        return sqrt(dx * dx + dy * dy);
    double along = dx * cos(angle) + dy * sin(angle);
    double across = (dy * cos(angle) - dx * sin(angle)) * ratio;
    return sqrt(along * along + across * across);
}

static bp_status check_shapes(bp_context *context, const bp_scan_window_options *options)
{
    for (int s = 0; s < options->n_shapes; s++)
        if (!(options->shapes[s].ratio >= 1.0) || !isfinite(options->shapes[s].ratio) ||
            options->shapes[s].n_angles < 1)
            return bp_context_fail(
                context, BP_ERROR_ARGUMENT,
                "an ellipse with a ratio of %g and %d angles; the ratio of its axes is 1 or "
                "more, and it has 1 angle or more",
                options->shapes[s].ratio, options->shapes[s].n_angles);
    return BP_OK;
}

static double penalty_of(bp_scan_penalty penalty, double ratio)
{
    double compact = 4.0 * ratio / ((ratio + 1.0) * (ratio + 1.0));
    if (penalty == BP_SCAN_PENALTY_NONE)
        return 1.0;
    return penalty == BP_SCAN_PENALTY_MEDIUM ? sqrt(compact) : compact;
}

static bp_status make_forms(bp_context *context, const bp_scan_window_options *options, bp_scan_windows *out)
{
    const bp_scan_shape *shapes = options->n_shapes > 0 ? options->shapes : &CIRCLE;
    int n_shapes = options->n_shapes > 0 ? options->n_shapes : 1, form = 0;
    for (int s = 0; s < n_shapes; s++)
        out->n_forms += shapes[s].n_angles;
    if (out->n_forms > UINT16_MAX)
        return bp_context_fail(context, BP_ERROR_ARGUMENT,
                               "%d kinds of ellipses; at most %d can be told apart", out->n_forms,
                               UINT16_MAX);
    size_t n = (size_t)out->n_forms;
    out->ratio = (double *)calloc(n, sizeof *out->ratio);
    out->angle = (double *)calloc(n, sizeof *out->angle);
    out->weight = (double *)calloc(n, sizeof *out->weight);
    if (!out->ratio || !out->angle || !out->weight)
        return bp_context_fail_memory(context, n * sizeof *out->ratio);
    const double half_turn = 3.14159265358979323846;
    for (int s = 0; s < n_shapes; s++)
        for (int a = 0; a < shapes[s].n_angles; a++, form++) {
            out->ratio[form] = shapes[s].ratio;
            out->angle[form] = half_turn * a / shapes[s].n_angles;
            out->weight[form] = penalty_of(options->penalty, shapes[s].ratio);
        }
    return BP_OK;
}

/* How many of near[n], which stand by distance, fit into windows; *full where a cap ended the list. */
static int64_t fill_list(const job *work, const bp_scan_near *near, int64_t n, bool *full, uint8_t *ends)
{
    const bp_scan_window_options *options = work->options;
    double population = 0.0;
    int64_t taken = 0;
    for (int64_t first = 0, end = 0; first < n; first = end) {
        double limit = near[first].square * (1.0 + SAME_DISTANCE);
        for (end = first; end < n && near[end].square <= limit; end++)
            population += work->places->population[near[end].unit];
        *full = population > work->takers.cap || (options->n_units > 0 && end > options->n_units) ||
                (options->radius > 0.0 && sqrt(near[first].square) > options->radius);
        if (*full)
            return taken;
        memset(ends + taken, 0, (size_t)(end - taken));
        ends[end - 1] = end >= options->least_units;
        taken = end;
    }
    return taken;
}

static bp_status make_room(bp_context *context, piece *p, int64_t more)
{
    if (p->n + more <= p->room)
        return BP_OK;
    int64_t room = 2 * p->room + more + 1024;
    int32_t *unit = (int32_t *)realloc(p->unit, (size_t)room * sizeof *unit);
    if (unit)
        p->unit = unit;
    uint8_t *ends = unit ? (uint8_t *)realloc(p->ends, (size_t)room) : NULL;
    if (ends)
        p->ends = ends;
    if (!ends)
        return bp_context_fail_memory(context, (size_t)room * sizeof *unit);
    p->room = room;
    return BP_OK;
}

/* The list of one centre: the search goes farther and farther, until a cap ends the list. */
static bp_status add_list(bp_context *context, const job *work, const bp_scan_grid *grid, bp_scan_near *near,
                          int32_t centre, piece *p)
{
    int64_t length = 0;
    bool full = work->places->population[centre] > work->takers.cap;
    if (full) {
        bp_status status = make_room(context, p, 1);
        if (status)
            return status;
        near[0] = (bp_scan_near){0.0, centre};
        p->ends[p->n] = work->options->least_units <= 1 && work->options->oversize != BP_SCAN_OVERSIZE_SKIP;
        length = 1;
    }
    for (int64_t ring = 1; !full; ring *= 2) {
        bool all = false;
        int64_t found = bp_scan_grid_near(grid, centre, ring, SAME_DISTANCE, near, &all);
        bp_status status = make_room(context, p, found);
        if (status)
            return status;
        length = fill_list(work, near, found, &full, p->ends + p->n);
        full = full || all;
    }
    for (int64_t k = 0; k < length; k++) {
        p->unit[p->n + k] = near[k].unit;
        p->n_windows += p->ends[p->n + k];
    }
    p->n += length;
    return BP_OK;
}

static bp_status make_piece(bp_context *context, void *user, int thread, int64_t number)
{
    job *work = (job *)user;
    piece *p = &work->pieces[number];
    const bp_scan_grid *grid = &work->grids[number / work->pieces_per_form];
    int64_t first = number % work->pieces_per_form * CENTRES_PER_PIECE;
    p->lengths = (int64_t *)calloc(CENTRES_PER_PIECE, sizeof *p->lengths);
    if (!p->lengths)
        return bp_context_fail_memory(context, CENTRES_PER_PIECE * sizeof *p->lengths);
    for (int64_t c = 0; c < CENTRES_PER_PIECE && first + c < work->takers.n; c++) {
        int64_t before = p->n;
        bp_status status = add_list(context, work, grid, work->near[thread], work->takers.unit[first + c], p);
        if (status)
            return status;
        p->lengths[c] = p->n - before;
    }
    return BP_OK;
}

static bp_status put_together(bp_context *context, const job *work, bp_scan_windows *out)
{
    int64_t n_pieces = out->n_forms * work->pieces_per_form, length = 0, list = 0;
    for (int64_t p = 0; p < n_pieces; p++)
        length += work->pieces[p].n;
    out->n_lists = out->n_forms * work->takers.n;
    out->offsets = (int64_t *)malloc(((size_t)out->n_lists + 1) * sizeof *out->offsets);
    out->centre = (int32_t *)malloc(((size_t)out->n_lists + 1) * sizeof *out->centre);
    out->form = (uint16_t *)malloc(((size_t)out->n_lists + 1) * sizeof *out->form);
    out->unit = (int32_t *)malloc(((size_t)length + 1) * sizeof *out->unit);
    out->ends = (uint8_t *)malloc((size_t)length + 1);
    if (!out->offsets || !out->centre || !out->form || !out->unit || !out->ends)
        return bp_context_fail_memory(context, (size_t)length * sizeof *out->unit);
    out->offsets[0] = 0;
    for (int64_t number = 0; number < n_pieces; number++) {
        piece *p = &work->pieces[number];
        int64_t first = number % work->pieces_per_form * CENTRES_PER_PIECE;
        if (p->n > 0) {
            memcpy(out->unit + out->offsets[list], p->unit, (size_t)p->n * sizeof *p->unit);
            memcpy(out->ends + out->offsets[list], p->ends, (size_t)p->n);
        }
        for (int64_t c = 0; c < CENTRES_PER_PIECE && first + c < work->takers.n; c++, list++) {
            out->centre[list] = work->takers.unit[first + c];
            out->form[list] = (uint16_t)(number / work->pieces_per_form);
            out->offsets[list + 1] = out->offsets[list] + p->lengths[c];
        }
        out->n_windows += p->n_windows;
        free(p->unit);
        free(p->ends);
        p->unit = NULL;
        p->ends = NULL;
    }
    return BP_OK;
}

static bp_status prepare(bp_context *context, job *work, int n_threads)
{
    int n_forms = work->forms->n_forms;
    work->pieces_per_form = (work->takers.n + CENTRES_PER_PIECE - 1) / CENTRES_PER_PIECE;
    work->pieces = (piece *)calloc((size_t)(n_forms * work->pieces_per_form), sizeof *work->pieces);
    work->grids = (bp_scan_grid *)calloc((size_t)n_forms, sizeof *work->grids);
    work->near = (bp_scan_near **)calloc((size_t)n_threads, sizeof *work->near);
    if (!work->pieces || !work->grids || !work->near)
        return bp_context_fail_memory(context, 0);
    for (int f = 0; f < n_forms; f++) {
        bp_status status = bp_scan_grid_make(context, work->places, work->takers.unit, work->takers.n,
                                             work->forms->ratio[f], work->forms->angle[f], &work->grids[f]);
        if (status)
            return status;
    }
    for (int t = 0; t < n_threads; t++) {
        work->near[t] = (bp_scan_near *)malloc((size_t)work->takers.n * sizeof *work->near[t]);
        if (!work->near[t])
            return bp_context_fail_memory(context, (size_t)work->takers.n * sizeof *work->near[t]);
    }
    return BP_OK;
}

static void clear_job(job *work, int n_forms, int n_threads)
{
    for (int64_t p = 0; work->pieces && p < n_forms * work->pieces_per_form; p++) {
        free(work->pieces[p].unit);
        free(work->pieces[p].ends);
        free(work->pieces[p].lengths);
    }
    for (int f = 0; work->grids && f < n_forms; f++)
        bp_scan_grid_clear(&work->grids[f]);
    for (int t = 0; work->near && t < n_threads; t++)
        free(work->near[t]);
    free(work->pieces);
    free(work->grids);
    free((void *)work->near);
    bp_scan_takers_clear(&work->takers);
}

bp_status bp_scan_windows_make(bp_context *context, const bp_scan_places *places,
                               const bp_scan_window_options *options, bp_scan_windows *out)
{
    bp_scan_windows windows = BP_SCAN_WINDOWS_INIT;
    job work = {0};
    int n_threads = bp_context_threads(context);
    work.places = places;
    work.options = options;
    work.forms = &windows;
    bp_status status = bp_scan_caps_check(context, options);
    if (!status)
        status = check_shapes(context, options);
    if (!status)
        status = make_forms(context, options, &windows);
    if (!status)
        status = bp_scan_places_take_part(context, places, options, &work.takers);
    if (!status)
        status = prepare(context, &work, n_threads);
    if (!status)
        status = bp_workers_run(context, windows.n_forms * work.pieces_per_form, make_piece, &work);
    if (!status)
        status = put_together(context, &work, &windows);
    clear_job(&work, windows.n_forms, n_threads);
    if (status)
        bp_scan_windows_clear(&windows);
    else
        *out = windows;
    return status;
}
