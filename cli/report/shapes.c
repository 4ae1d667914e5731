#include "cli/report/shapes.h"

#include "geo/arcs.h"
#include "geo/text.h"

/* About a metre in the Netherlands; a study of a continent gets coarser, since it is seen from further away. */
static const double STEP_DEGREES = 1e-5;
static const double MOST_STEPS = 1048576.0;

static bp_status gather(bp_context *context, const bp_stored_run *run, bp_polygons *out)
{
    bp_status status = BP_OK;
    for (int64_t u = 0; !status && u < run->units.polygons.n_units; u++)
        status = bp_polygons_add_unit(context, out, &run->units.polygons, u);
    for (int64_t a = 0; !status && a < run->areas.polygons.n_units; a++)
        status = bp_polygons_add_unit(context, out, &run->areas.polygons, a);
    return status;
}

static bp_status to_degrees(bp_context *context, const bp_stored_run *run, bp_polygons *polygons)
{
    bp_crs degrees = BP_CRS_INIT;
    bp_status status = bp_crs_parse(context, "EPSG:4326", "report", &degrees);
    if (!status)
        status = bp_crs_transform(context, &run->units.crs, &degrees, run->units.table.source, polygons->xy,
                                  polygons->n_coords, NULL);
    bp_crs_clear(&degrees);
    return status;
}

static void add_arcs(const bp_arcs *arcs, bp_page_text *text)
{
    int64_t x = 0, y = 0;
    bp_page_add_packed(text, (uint64_t)arcs->n_arcs);
    for (int64_t a = 0; a < arcs->n_arcs; a++) {
        int64_t first = arcs->arc_offsets[a], end = arcs->arc_offsets[a + 1];
        bp_page_add_packed(text, (uint64_t)(end - first - 1));
        for (int64_t c = first; c < end; c++) {
            bp_page_add_packed_signed(text, arcs->point[2 * c] - x);
            bp_page_add_packed_signed(text, arcs->point[2 * c + 1] - y);
            x = arcs->point[2 * c];
            y = arcs->point[2 * c + 1];
        }
    }
}

static void add_ring(const bp_arcs *arcs, int64_t r, int64_t *before, bp_page_text *text)
{
    bp_page_add_packed(text, (uint64_t)(arcs->ring_offsets[r + 1] - arcs->ring_offsets[r]));
    for (int64_t k = arcs->ring_offsets[r]; k < arcs->ring_offsets[r + 1]; k++) {
        int64_t ref = arcs->ring_arcs[k], arc = ref < 0 ? ~ref : ref, change = arc - *before;
        uint64_t twice = (uint64_t)change << 1;
        bp_page_add_packed(text, (change < 0 ? ~twice : twice) << 1 | (ref < 0 ? 1u : 0u));
        *before = arc;
    }
}

static void add_rings(const bp_arcs *arcs, bp_page_text *text)
{
    int64_t before = 0;
    for (int64_t u = 0; u < arcs->n_units; u++) {
        bp_page_add_packed(text, (uint64_t)(arcs->unit_parts[u + 1] - arcs->unit_parts[u]));
        for (int64_t p = arcs->unit_parts[u]; p < arcs->unit_parts[u + 1]; p++) {
            bp_page_add_packed(text, (uint64_t)(arcs->part_rings[p + 1] - arcs->part_rings[p]));
            for (int64_t r = arcs->part_rings[p]; r < arcs->part_rings[p + 1]; r++)
                add_ring(arcs, r, &before, text);
        }
    }
}

static void add_pair(bp_page_text *text, const char *key, const double pair[2])
{
    char number[32];
    bp_page_add_text(text, key);
    for (int axis = 0; axis < 2; axis++) {
        bp_page_add_text(text, axis == 0 ? "[" : ",");
        bp_text_number(pair[axis], number);
        bp_page_add_text(text, number);
    }
    bp_page_add_text(text, "]");
}

static void add_object(const bp_stored_run *run, const bp_arcs *arcs, bp_page_text *text)
{
    add_pair(text, "{\"origin\":", arcs->origin);
    add_pair(text, ",\"step\":", arcs->step);
    bp_page_add_text(text, ",\"units\":");
    bp_page_add_integer(text, run->units.polygons.n_units);
    bp_page_add_text(text, ",\"areas\":");
    bp_page_add_integer(text, run->areas.polygons.n_units);
    bp_page_add_text(text, ",\"arcs\":\"");
    add_arcs(arcs, text);
    bp_page_add_text(text, "\",\"rings\":\"");
    add_rings(arcs, text);
    bp_page_add_text(text, "\"}");
}

bp_status bp_page_add_shapes(bp_context *context, const bp_stored_run *run, bp_page_text *text)
{
    bp_polygons polygons = BP_POLYGONS_INIT;
    bp_arcs arcs = BP_ARCS_INIT;
    double box[4] = {0.0, 0.0, 0.0, 0.0}, step[2];
    bp_status status = gather(context, run, &polygons);
    if (!status)
        status = to_degrees(context, run, &polygons);
    if (!status) {
        bp_polygons_extent(&polygons, box);
        for (int axis = 0; axis < 2; axis++) {
            double coarse = (box[axis + 2] - box[axis]) / MOST_STEPS;
            step[axis] = coarse > STEP_DEGREES ? coarse : STEP_DEGREES;
        }
        status = bp_arcs_make(context, &polygons, step, &arcs);
    }
    if (!status)
        add_object(run, &arcs, text);
    if (!status && text->failed)
        status = bp_context_fail_memory(context, text->n);
    bp_arcs_clear(&arcs);
    bp_polygons_clear(&polygons);
    return status;
}
