#include "geo/crs_private.h"
#include "geo/geojson_private.h"
#include "geo/write.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#ifdef _OPENMP
#include <omp.h>
#endif

/* The text of some consecutive units, kept until those before it are written. */
struct piece {
    bool is_made;
    bp_buffer text;
    int64_t n_lost; /**< units that had a geometry and have none on the grid */
    int64_t box[4]; /**< in steps of the grid; empty while box[0] > box[2] */
};

struct job {
    const bp_layer *layer;
    bp_transform *transform;
    bp_output *output;
    bp_buffer *names;       /**< names[n_columns]: `"name":` as it stands in every feature */
    int64_t piece_size;     /**< units to a piece */
    int64_t n_pieces, next; /**< the piece to be written next */
    struct piece *pieces;
};

static void widen(int64_t box[4], int64_t x0, int64_t y0, int64_t x1, int64_t y1)
{
    box[0] = x0 < box[0] ? x0 : box[0];
    box[1] = y0 < box[1] ? y0 : box[1];
    box[2] = x1 > box[2] ? x1 : box[2];
    box[3] = y1 > box[3] ? y1 : box[3];
}

static const int64_t EMPTY_BOX[4] = {INT64_MAX, INT64_MAX, INT64_MIN, INT64_MIN};

static bool add_feature(const struct job *job, const bp_polygons *polygons, int64_t unit, int64_t row,
                        bp_buffer *text)
{
    static const char start[] = "{\"type\":\"Feature\",\"properties\":{", middle[] = "},\"geometry\":";
    const bp_table *table = &job->layer->table;
    bool ok = bp_buffer_add(text, ",\n", row > 0 ? 2 : 0) && bp_buffer_add(text, start, sizeof start - 1);
    for (int c = 0; ok && c < table->n_columns; c++) {
        ok = bp_buffer_add(text, ",", c > 0 ? 1 : 0);
        ok = ok && bp_buffer_add(text, job->names[c].bytes, job->names[c].n);
        ok = ok && bp_json_add_cell(text, &table->columns[c], row);
    }
    ok = ok && bp_buffer_add(text, middle, sizeof middle - 1);
    return ok && bp_json_add_geometry(text, polygons, unit) && bp_buffer_add(text, "}", 1);
}

/* Units first .. end - 1 in longitude and latitude. */
static bp_status transformed(bp_geos *geos, const struct job *job, int64_t first, int64_t end,
                             bp_polygons *out)
{
    const bp_polygons *from = &job->layer->polygons;
    bp_status status = BP_OK;
    for (int64_t u = first; !status && u < end; u++)
        status = bp_polygons_add_unit(geos->context, out, from, u);
    if (status)
        return status;
    int thread = 0;
#ifdef _OPENMP
    thread = omp_get_thread_num();
#endif
    int64_t bad = bp_transform_run(job->transform, thread, out->xy, out->n_coords);
    if (bad < 0)
        return BP_OK;
    const double *point = from->xy + 2 * (from->ring_coords[from->part_rings[from->unit_parts[first]]] + bad);
    return bp_transform_fail(geos->context, job->transform, point[0], point[1]);
}

static bp_status format_units(bp_geos *geos, const struct job *job, int64_t first, int64_t end,
                              struct piece *piece)
{
    bp_polygons degrees = BP_POLYGONS_INIT, rounded = BP_POLYGONS_INIT;
    double box[4];
    bp_status status = transformed(geos, job, first, end, &degrees);
    for (int64_t u = 0; !status && u < end - first; u++) {
        status = bp_grid_add_unit(geos, &degrees, u, &rounded);
        if (status)
            break;
        bool had = degrees.unit_parts[u] < degrees.unit_parts[u + 1];
        piece->n_lost += had && rounded.unit_parts[u] == rounded.unit_parts[u + 1];
        if (!add_feature(job, &rounded, u, first + u, &piece->text))
            status = bp_context_fail_memory(geos->context, 0);
    }
    if (!status && bp_polygons_extent(&rounded, box))
        widen(piece->box, bp_grid_steps(box[0]), bp_grid_steps(box[1]), bp_grid_steps(box[2]),
              bp_grid_steps(box[3]));
    bp_polygons_clear(&degrees);
    bp_polygons_clear(&rounded);
    return status;
}

/* Write the pieces that are made and have nothing unwritten before them. One thread at a time. */
static bp_status write_made(bp_geos *geos, struct job *job)
{
    bp_status status = BP_OK;
    while (!status && job->next < job->n_pieces && job->pieces[job->next].is_made) {
        bp_buffer *text = &job->pieces[job->next].text;
        status = bp_output_write(geos->context, job->output, text->bytes, text->n);
        bp_buffer_clear(text);
        job->next++;
    }
    return status;
}

static bp_status do_piece(bp_geos *geos, int64_t number, void *user)
{
    struct job *job = (struct job *)user;
    struct piece *piece = &job->pieces[number];
    int64_t first = number * job->piece_size, end = first + job->piece_size;
    if (end > job->layer->table.n_rows)
        end = job->layer->table.n_rows;
    memcpy(piece->box, EMPTY_BOX, sizeof piece->box);
    bp_status status = format_units(geos, job, first, end, piece);
    if (status)
        return status;
#pragma omp critical(bp_geojson_order)
    {
        piece->is_made = true;
        status = write_made(geos, job);
    }
    return status;
}

static bp_status write_end(bp_context *context, const struct job *job)
{
    static const char box_start[] = "\n],\"bbox\":[", no_box[] = "\n]}\n";
    int64_t box[4], n_lost = 0;
    bp_buffer text = BP_BUFFER_INIT;
    memcpy(box, EMPTY_BOX, sizeof box);
    for (int64_t p = 0; p < job->n_pieces; p++) {
        const struct piece *piece = &job->pieces[p];
        widen(box, piece->box[0], piece->box[1], piece->box[2], piece->box[3]);
        n_lost += piece->n_lost;
    }
    bool ok = bp_buffer_reserve(&text, 128);
    if (ok && box[0] <= box[2]) {
        ok = bp_buffer_add(&text, box_start, sizeof box_start - 1);
        for (int i = 0; ok && i < 4; i++) {
            ok = bp_buffer_add(&text, ",", i > 0 ? 1 : 0);
            bp_json_put_degrees(&text, box[i]);
        }
        ok = ok && bp_buffer_add(&text, "]}\n", 3);
    } else if (ok) {
        ok = bp_buffer_add(&text, no_box, sizeof no_box - 1);
    }
    bp_status status =
        ok ? bp_output_write(context, job->output, text.bytes, text.n) : bp_context_fail_memory(context, 0);
    if (!status && n_lost > 0)
        bp_context_warn(context, "geojson_lost",
                        n_lost == 1 ? "%" PRId64 " feature is smaller than the 7 decimals of GeoJSON and "
                                      "has no geometry there"
                                    : "%" PRId64 " features are smaller than the 7 decimals of GeoJSON "
                                      "and have no geometry there",
                        n_lost);
    bp_buffer_clear(&text);
    return status;
}

static bp_status make_names(bp_context *context, const bp_table *table, bp_buffer *names)
{
    for (int c = 0; c < table->n_columns; c++)
        if (!bp_json_add_text(&names[c], table->columns[c].name) || !bp_buffer_add(&names[c], ":", 1))
            return bp_context_fail_memory(context, 0);
    return BP_OK;
}

static bp_status open_job(bp_context *context, struct job *job, const char *path)
{
    static const char start[] = "{\"type\":\"FeatureCollection\",\"features\":[\n";
    bp_crs degrees = BP_CRS_INIT;
    const bp_table *table = &job->layer->table;
    const char *source = table->source ? table->source : path;
    job->names = (bp_buffer *)calloc((size_t)table->n_columns + 1, sizeof *job->names);
    job->pieces = (struct piece *)calloc((size_t)job->n_pieces + 1, sizeof *job->pieces);
    if (!job->names || !job->pieces)
        return bp_context_fail_memory(context, 0);
    bp_status status = make_names(context, table, job->names);
    if (!status)
        status = bp_crs_parse(context, "EPSG:4326", path, &degrees);
    if (!status)
        status = bp_transform_new(context, &job->layer->crs, &degrees, source, bp_context_threads(context),
                                  &job->transform);
    bp_crs_clear(&degrees);
    if (!status)
        status = bp_output_open(context, path, &job->output);
    return status ? status : bp_output_write(context, job->output, start, sizeof start - 1);
}

static void clear_job(struct job *job)
{
    for (int c = 0; job->names && c < job->layer->table.n_columns; c++)
        bp_buffer_clear(&job->names[c]);
    for (int64_t p = 0; job->pieces && p < job->n_pieces; p++)
        bp_buffer_clear(&job->pieces[p].text);
    free(job->names);
    free(job->pieces);
    bp_transform_free(job->transform);
}

bp_status bp_layer_write_geojson(bp_context *context, const bp_layer *layer, const char *path)
{
    struct job job = {.layer = layer};
    job.piece_size = bp_geos_piece_size(context, layer->table.n_rows);
    job.n_pieces = (layer->table.n_rows + job.piece_size - 1) / job.piece_size;
    bp_status status = open_job(context, &job, path);
    if (!status)
        status = bp_geos_each(context, job.n_pieces, do_piece, &job);
    if (!status)
        status = write_end(context, &job);
    status = bp_output_close(context, job.output, status);
    clear_job(&job);
    return status;
}
