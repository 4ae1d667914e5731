#include "geo/repair.h"

#include "geo/even_odd_private.h"
#include "geo/geos_private.h"
#include "geo/ring_private.h"
#include "geo/text.h"

#include <math.h>
#include <stdlib.h>

/* What is to become of a unit once all have been looked at. */
typedef enum action {
    ACTION_KEEP,
    ACTION_TURN,   /* some of its rings run the wrong way round */
    ACTION_REPLACE /* by the next unit of the piece's `replaced` */
} action;

typedef struct piece {
    bp_polygons replaced;
    int64_t n_mended;
    char *reason; /* of the first mended unit */
    int64_t reason_unit;
    int64_t n_holes, holes_unit; /* parts taken as holes, and the first unit that had such */
} piece;

typedef struct repair_job {
    const bp_polygons *polygons;
    uint8_t *state;
    uint8_t *actions;
    piece *pieces;
    int64_t n_pieces, piece_size;
} repair_job;

/* What a thread keeps from unit to unit. */
typedef struct workspace {
    bp_geos *geos;
    piece *piece; /* the one in hand */
    bp_ring_workspace rings;
    bp_polygons cleaned;
    GEOSMakeValidParams *parameters;
} workspace;

/* What a look at the points of a unit finds. */
typedef struct faults {
    bool repeats;  /* a point repeats the one before it */
    bool too_few;  /* a ring has fewer than three different points in a row */
    bool infinite; /* a coordinate is not a finite number */
} faults;

void bp_repair_report_clear(bp_repair_report *report)
{
    free(report->state);
    free(report->first_reason);
    *report = (bp_repair_report)BP_REPAIR_REPORT_INIT;
}

static void free_workspace(bp_geos *geos)
{
    workspace *space = (workspace *)geos->local;
    bp_ring_workspace_clear(&space->rings);
    bp_polygons_clear(&space->cleaned);
    if (space->parameters)
        GEOSMakeValidParams_destroy_r(geos->handle, space->parameters);
    free(space);
}

/* The thread's workspace, made on first use; NULL when memory runs out. */
static workspace *workspace_of(bp_geos *geos)
{
    if (geos->local)
        return (workspace *)geos->local;
    workspace *space = (workspace *)calloc(1, sizeof *space);
    if (!space)
        return NULL;
    space->geos = geos;
    geos->local = space;
    geos->free_local = free_workspace;
    space->parameters = GEOSMakeValidParams_create_r(geos->handle);
    if (!space->parameters ||
        !GEOSMakeValidParams_setMethod_r(geos->handle, space->parameters, GEOS_MAKE_VALID_STRUCTURE) ||
        !GEOSMakeValidParams_setKeepCollapsed_r(geos->handle, space->parameters, 0))
        return NULL;
    return space;
}

static int64_t first_ring(const bp_polygons *polygons, int64_t unit)
{
    return polygons->part_rings[polygons->unit_parts[unit]];
}

static faults find_faults(const bp_polygons *polygons, int64_t unit)
{
    faults found = {false, false, false};
    int64_t end = first_ring(polygons, unit + 1);
    for (int64_t r = first_ring(polygons, unit); r < end; r++) {
        int64_t closing = polygons->ring_coords[r + 1] - 1, different = 0;
        for (int64_t c = polygons->ring_coords[r]; c < closing; c++) {
            const double *xy = polygons->xy + 2 * c;
            bool repeats = xy[0] == xy[2] && xy[1] == xy[3];
            found.repeats |= repeats;
            found.infinite |= !isfinite(xy[0]) || !isfinite(xy[1]);
            different += !repeats;
        }
        found.too_few |= different < 3;
    }
    return found;
}

/* Append a ring without its repeated points; false in `*kept` when too few are left for a ring. */
static bp_status clean_ring(bp_context *context, const double *xy, int64_t n_points, bp_polygons *out,
                            bool *kept)
{
    int64_t before = out->n_coords;
    bp_status status = BP_OK;
    for (int64_t c = 0; !status && c < n_points; c++)
        if (c == 0 || xy[2 * c] != xy[2 * c - 2] || xy[2 * c + 1] != xy[2 * c - 1])
            status = bp_polygons_add_points(context, out, xy + 2 * c, 1);
    *kept = out->n_coords - before > 3;
    if (!*kept)
        out->n_coords = before;
    else if (!status)
        status = bp_polygons_end_ring(context, out);
    return status;
}

/* The unit without repeated points and without rings of too few points, as the only unit of `out`. */
static bp_status clean_unit(bp_context *context, const bp_polygons *polygons, int64_t unit, bp_polygons *out)
{
    out->n_units = out->n_parts = out->n_rings = out->n_coords = 0;
    bp_status status = BP_OK;
    for (int64_t p = polygons->unit_parts[unit]; !status && p < polygons->unit_parts[unit + 1]; p++) {
        bool kept = true;
        for (int64_t r = polygons->part_rings[p]; !status && r < polygons->part_rings[p + 1]; r++) {
            int64_t first = polygons->ring_coords[r];
            status = clean_ring(context, polygons->xy + 2 * first, polygons->ring_coords[r + 1] - first, out,
                                &kept);
            if (!kept && r == polygons->part_rings[p])
                break; /* holes are nothing without their shell */
        }
        if (!status)
            status = bp_polygons_end_part(context, out);
    }
    if (!status)
        status = bp_polygons_end_unit(context, out);
    return status;
}

/* A part of a single ring is looked at here; what that leaves open, and all else, is for GEOS to say. */
static bp_status check_valid(workspace *space, const bp_polygons *source, int64_t unit, bool *valid,
                             GEOSGeometry **geometry)
{
    bp_geos *geos = space->geos;
    int64_t ring = first_ring(source, unit), n_rings = first_ring(source, unit + 1) - ring;
    if (n_rings == 1) {
        int64_t first = source->ring_coords[ring];
        if (bp_ring_is_simple(&space->rings, source->xy + 2 * first, source->ring_coords[ring + 1] - first)) {
            *valid = true;
            return BP_OK;
        }
    }
    GEOSGeometry *made = bp_geos_from_unit(geos, source, unit);
    char answer = made ? GEOSisValid_r(geos->handle, made) : 2;
    if (answer > 1) {
        if (made)
            GEOSGeom_destroy_r(geos->handle, made);
        return BP_ERROR_INTERNAL;
    }
    *valid = answer == 1;
    *geometry = made;
    return BP_OK;
}

/* Why it was invalid, for the first mended unit of a piece; NULL: a ring of too few points was all. */
static void note_reason(workspace *space, int64_t unit, const GEOSGeometry *invalid)
{
    piece *p = space->piece;
    if (p->n_mended++ > 0)
        return;
    p->reason_unit = unit;
    char *given = invalid ? GEOSisValidReason_r(space->geos->handle, invalid) : NULL;
    p->reason = bp_text_copy(given ? given : "Too few points in a ring");
    if (given)
        GEOSFree_r(space->geos->handle, given);
}

/* The first of the two, freed, for the second. */
static GEOSGeometry *exchange(bp_geos *geos, GEOSGeometry *old, GEOSGeometry *fresh)
{
    if (old)
        GEOSGeom_destroy_r(geos->handle, old);
    return fresh;
}

/*
 * Append what GEOS makes of an invalid geometry. GEOS 3.11 by structure fails on a few rings that run back
 * along themselves, where its older method by linework does not, and at times leaves parts side by side that
 * share an edge, which a union then merges.
 */
static bp_status add_mended(const workspace *space, const GEOSGeometry *invalid, bp_polygons *out)
{
    bp_geos *geos = space->geos;
    GEOSGeometry *mended = GEOSMakeValidWithParams_r(geos->handle, invalid, space->parameters);
    if (!mended)
        mended = GEOSMakeValid_r(geos->handle, invalid);
    if (mended && GEOSisValid_r(geos->handle, mended) != 1)
        mended = exchange(geos, mended, GEOSUnaryUnion_r(geos->handle, mended));
    bp_status status = BP_ERROR_INTERNAL;
    if (mended && GEOSisValid_r(geos->handle, mended) == 1)
        status = bp_geos_to_unit(geos, mended, out);
    exchange(geos, mended, NULL);
    return status;
}

/* The same for a multipolygon of which parts may be holes; how many were, is noted. */
static bp_status add_alternating(workspace *space, int64_t unit, const GEOSGeometry *invalid)
{
    bp_geos *geos = space->geos;
    piece *p = space->piece;
    GEOSGeometry *alternating = NULL;
    int64_t n_holes = 0;
    bp_status status = bp_even_odd(geos, invalid, space->parameters, &alternating, &n_holes);
    if (status)
        return status;
    if (!alternating)
        return add_mended(space, invalid, &p->replaced);
    status = GEOSisValid_r(geos->handle, alternating) == 1 ? bp_geos_to_unit(geos, alternating, &p->replaced)
                                                           : add_mended(space, alternating, &p->replaced);
    exchange(geos, alternating, NULL);
    if (p->n_holes == 0)
        p->holes_unit = unit;
    p->n_holes += n_holes;
    return status;
}

/* Turn the wrong rings of a unit if `turn`; true when there were any. */
static bool turn_rings(const bp_polygons *polygons, int64_t unit, bool turn)
{
    bool any = false;
    for (int64_t p = polygons->unit_parts[unit]; p < polygons->unit_parts[unit + 1]; p++)
        for (int64_t r = polygons->part_rings[p]; r < polygons->part_rings[p + 1]; r++) {
            int64_t first = polygons->ring_coords[r], n = polygons->ring_coords[r + 1] - first;
            if (!bp_geos_runs_wrong(polygons->xy + 2 * first, n, r > polygons->part_rings[p]))
                continue;
            any = true;
            if (turn)
                bp_geos_reverse(polygons->xy + 2 * first, n);
        }
    return any;
}

/*
 * Put a unit in its cleaned form, or what GEOS makes of it when it is invalid, with the replaced ones of the
 * piece.
 * `*is_empty` tells whether anything was left.
 */
static bp_status replace_unit(workspace *space, int64_t unit, const bp_polygons *cleaned,
                              const GEOSGeometry *invalid, bool *is_empty)
{
    bp_polygons *replaced = &space->piece->replaced;
    bp_status status = invalid ? add_alternating(space, unit, invalid)
                               : bp_geos_add_turned(space->geos->context, replaced, cleaned, 0);
    if (!status)
        *is_empty = replaced->unit_parts[replaced->n_units - 1] == replaced->n_parts;
    return status;
}

/* Clean, check and mend a unit that has a geometry. */
static bp_status repair_unit(workspace *space, repair_job *job, int64_t unit)
{
    const bp_polygons *source = job->polygons;
    int64_t place = unit;
    faults found = find_faults(source, unit);
    if (found.infinite)
        return bp_context_fail(
            space->geos->context, BP_ERROR_INPUT,
            "the geometry of row %lld has a coordinate that is not a finite number; correct it "
            "in the source or leave the row out",
            (long long)unit + 1);
    bool changed = found.repeats || found.too_few, valid = true, is_empty = false;
    GEOSGeometry *geometry = NULL;
    bp_status status = BP_OK;
    if (changed) {
        status = clean_unit(space->geos->context, source, unit, &space->cleaned);
        source = &space->cleaned;
        place = 0;
    }
    if (!status && source->unit_parts[place] < source->unit_parts[place + 1])
        status = check_valid(space, source, place, &valid, &geometry);
    if (!status && (changed || !valid))
        status = replace_unit(space, unit, source, valid ? NULL : geometry, &is_empty);
    if (!status) {
        job->state[unit] =
            is_empty ? BP_REPAIR_EMPTY : (valid && !found.too_few ? BP_REPAIR_VALID : BP_REPAIR_MENDED);
        job->actions[unit] = changed || !valid
                                 ? ACTION_REPLACE
                                 : (turn_rings(source, unit, false) ? ACTION_TURN : ACTION_KEEP);
        if (job->state[unit] == BP_REPAIR_MENDED)
            note_reason(space, unit, valid ? NULL : geometry);
    }
    if (geometry)
        GEOSGeom_destroy_r(space->geos->handle, geometry);
    return status == BP_ERROR_INTERNAL ? bp_geos_fail(space->geos, "mend", unit) : status;
}

static bp_status repair_piece(bp_geos *geos, int64_t number, void *user)
{
    repair_job *job = (repair_job *)user;
    workspace *space = workspace_of(geos);
    if (!space)
        return bp_context_fail_memory(geos->context, 0);
    space->piece = &job->pieces[number];
    int64_t first = number * job->piece_size, end = first + job->piece_size;
    bp_status status = BP_OK;
    for (int64_t u = first; !status && u < end && u < job->polygons->n_units; u++) {
        job->state[u] = BP_REPAIR_EMPTY;
        job->actions[u] = ACTION_KEEP;
        if (job->polygons->unit_parts[u] < job->polygons->unit_parts[u + 1])
            status = repair_unit(space, job, u);
    }
    return status;
}

/* The polygons with the replaced units in place of theirs. */
static bp_status put_together(bp_context *context, const repair_job *job, bp_polygons *out)
{
    int64_t unit = 0;
    bp_status status = BP_OK;
    for (int64_t number = 0; !status && number < job->n_pieces; number++) {
        int64_t end = (number + 1) * job->piece_size, taken = 0;
        for (; !status && unit < end && unit < job->polygons->n_units; unit++)
            status = job->actions[unit] == ACTION_REPLACE
                         ? bp_polygons_add_unit(context, out, &job->pieces[number].replaced, taken++)
                         : bp_polygons_add_unit(context, out, job->polygons, unit);
    }
    return status;
}

/* Keep a change among the largest; those that come later come after equal ones. */
static void note_change(bp_repair_report *report, const bp_repair_change *change)
{
    double size = fabs(change->area_after - change->area_before);
    int at = report->n_worst;
    if (size == 0.0)
        return;
    while (at > 0 && fabs(report->worst[at - 1].area_after - report->worst[at - 1].area_before) < size)
        at--;
    if (at == BP_REPAIR_WORST)
        return;
    int last = report->n_worst < BP_REPAIR_WORST ? report->n_worst++ : BP_REPAIR_WORST - 1;
    for (int i = last; i > at; i--)
        report->worst[i] = report->worst[i - 1];
    report->worst[at] = *change;
}

/* What mending did to the areas; before[n_units] and after[n_units] are of all units. */
static void compare_areas(const double *before, const double *after, int64_t n_units,
                          bp_repair_report *report)
{
    for (int64_t u = 0; u < n_units; u++) {
        if (report->state[u] != BP_REPAIR_MENDED)
            continue;
        const bp_repair_change change = {u, before[u], after[u]};
        report->area_before += before[u];
        report->area_after += after[u];
        note_change(report, &change);
    }
}

/* What the pieces found, and how the units ended. */
static void sum_up(repair_job *job, bp_repair_report *report)
{
    for (int64_t i = 0; i < job->n_pieces; i++) {
        piece *p = &job->pieces[i];
        if (!report->first_reason && p->n_mended > 0) {
            report->first_reason = p->reason;
            report->first_unit = p->reason_unit;
            p->reason = NULL;
        }
        if (report->n_holes == 0 && p->n_holes > 0)
            report->first_holes_unit = p->holes_unit;
        report->n_holes += p->n_holes;
    }
    for (int64_t u = 0; u < job->polygons->n_units; u++) {
        report->n_mended += job->state[u] == BP_REPAIR_MENDED;
        report->n_empty += job->state[u] == BP_REPAIR_EMPTY;
    }
}

/* Bring the result of the pieces together: nothing after this can fail once the new polygons are there. */
static bp_status conclude(bp_context *context, repair_job *job, bp_polygons *polygons,
                          bp_repair_report *report)
{
    bp_polygons repaired = BP_POLYGONS_INIT;
    double *areas = NULL; /* before, then after */
    int64_t n = polygons->n_units;
    bp_status status = BP_OK;
    bool replaced = false;
    for (int64_t i = 0; i < job->n_pieces; i++)
        replaced = replaced || job->pieces[i].replaced.n_units > 0;
    sum_up(job, report);
    if (report->n_mended > 0 && !(areas = (double *)malloc(2 * (size_t)n * sizeof *areas)))
        return bp_context_fail_memory(context, 2 * (size_t)n * sizeof *areas);
    if (areas)
        bp_polygons_area(polygons, areas);
    if (replaced)
        status = put_together(context, job, &repaired);
    if (!status && replaced) {
        bp_polygons_clear(polygons);
        *polygons = repaired;
        repaired = (bp_polygons)BP_POLYGONS_INIT;
    }
    if (!status) {
        for (int64_t u = 0; u < n; u++)
            if (job->actions[u] == ACTION_TURN)
                turn_rings(polygons, u, true);
        if (areas) {
            bp_polygons_area(polygons, areas + n);
            compare_areas(areas, areas + n, n, report);
        }
    }
    bp_polygons_clear(&repaired);
    free(areas);
    return status;
}

bp_status bp_polygons_repair(bp_context *context, bp_polygons *polygons, bp_repair_report *out)
{
    size_t n = (size_t)polygons->n_units;
    bp_repair_report report = BP_REPAIR_REPORT_INIT;
    repair_job job = {polygons, NULL, NULL, NULL, 0, bp_geos_piece_size(context, polygons->n_units)};
    job.n_pieces = (polygons->n_units + job.piece_size - 1) / job.piece_size;
    job.actions = (uint8_t *)malloc(n + 1);
    job.pieces = (piece *)calloc((size_t)job.n_pieces + 1, sizeof *job.pieces);
    report.state = job.state = (uint8_t *)malloc(n + 1);
    bp_status status = BP_OK;
    if (!job.actions || !job.pieces || !job.state)
        status = bp_context_fail_memory(context, 2 * n);
    if (!status)
        status = bp_geos_each(context, job.n_pieces, repair_piece, &job);
    if (!status)
        status = conclude(context, &job, polygons, &report);
    for (int64_t i = 0; job.pieces && i < job.n_pieces; i++) {
        bp_polygons_clear(&job.pieces[i].replaced);
        free(job.pieces[i].reason);
    }
    free(job.pieces);
    free(job.actions);
    if (status)
        bp_repair_report_clear(&report);
    else
        *out = report;
    return status;
}
