/* Weights of a layer as a request asks for them. */
#include "cli/units_layer.h"
#include "cli/weights_request.h"
#include "geo/nearest.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* Most neighbours that --connected tries. */
enum { MOST_NEAREST = 256, SUGGESTION_BYTES = 120 };

void bp_weights_made_clear(bp_weights_made *made)
{
    bp_weights_clear(&made->weights);
    bp_tolerance_report_clear(&made->tolerance);
    bp_weights_file_report_clear(&made->file);
    free(made->length);
    *made = (bp_weights_made)BP_WEIGHTS_MADE_INIT;
}

/* What a length in the coordinates of a layer is. */
typedef struct measure {
    double scale;   /* metres in a unit of the coordinates; 1 where they are taken as they are */
    bool in_metres; /* else in units of the layer */
    bool known;     /* else the coordinates are degrees, and lengths mean nothing */
} measure;

static bool is_metric(const bp_weights_request *r)
{
    return r->way == BP_WEIGHTS_WAY_KNN || r->way == BP_WEIGHTS_WAY_BAND || r->tolerance > 0.0 ||
           r->by_length;
}

/* A projected system for degrees, by where they are: that of the Netherlands, the UTM zone of the middle
 * where the layer is no wider than two, or none in particular. */
static const char *suggest_projected(const bp_layer *layer, bool has_none, char text[SUGGESTION_BYTES])
{
    double box[4] = {0.0, 0.0, 360.0, 0.0};
    int code = 0;
    bp_polygons_extent(&layer->polygons, box);
    double x = 0.5 * (box[0] + box[2]), y = 0.5 * (box[1] + box[3]);
    if (box[0] >= 3.0 && box[2] <= 8.0 && box[1] >= 50.0 && box[3] <= 54.0)
        code = 28992;
    else if (box[2] - box[0] <= 12.0 && x >= -180.0 && x < 180.0 && fabs(y) <= 84.0)
        code = (y < 0.0 ? 32700 : 32600) + (int)((x + 180.0) / 6.0) + 1;
    if (code > 0)
        snprintf(text, SUGGESTION_BYTES, "ogr2ogr %s-t_srs EPSG:%d OUT IN, say",
                 has_none ? "-s_srs EPSG:4326 " : "", code);
    else
        snprintf(text, SUGGESTION_BYTES,
                 "ogr2ogr %s-t_srs EPSG:CODE OUT IN, with that of the country or continent",
                 has_none ? "-s_srs EPSG:4326 " : "");
    return text;
}

/* Fails when a length is needed and there is none. */
static bp_status find_measure(bp_context *context, const bp_weights_request *r, const bp_layer *layer,
                              measure *out)
{
    const char *source = layer->table.source ? layer->table.source : "the layer";
    const bp_crs *crs = &layer->crs;
    double box[4];
    char text[SUGGESTION_BYTES];
    *out = (measure){1.0, false, true};
    if (r->planar)
        return BP_OK;
    bp_status status = is_metric(r) ? bp_units_layer_check_crs(context, layer) : BP_OK;
    if (status)
        return status;
    if (crs->wkt && !crs->is_geographic) {
        out->in_metres = crs->metres_per_unit > 0.0;
        out->scale = out->in_metres ? crs->metres_per_unit : 1.0;
        return BP_OK;
    }
    bool degrees = crs->wkt != NULL;
    if (!degrees && bp_polygons_extent(&layer->polygons, box))
        degrees = box[0] >= -180.0 && box[1] >= -90.0 && box[2] <= 180.0 && box[3] <= 90.0;
    out->known = !degrees;
    if (out->known || !is_metric(r))
        return BP_OK;
    return bp_context_fail(context, BP_ERROR_INPUT,
                           "%s: %s, in which distances cannot be measured; transform the layer to a "
                           "projected system first (%s), "
                           "or add --planar to take the coordinates as they are",
                           source,
                           crs->wkt ? "its coordinates are longitude and latitude"
                                    : "it has no coordinate system and its coordinates look like degrees",
                           suggest_projected(layer, crs->wkt == NULL, text));
}

static void scale_lengths(double *length, int64_t n, double scale)
{
    for (int64_t k = 0; length && scale != 1.0 && k < n; k++)
        length[k] *= scale;
}

static bp_status make_contiguity(bp_context *context, const bp_weights_request *r, const bp_layer *layer,
                                 measure in, bp_graph *graph, bp_weights_made *made)
{
    bp_contiguity_rule rule = r->way == BP_WEIGHTS_WAY_ROOK ? BP_CONTIGUITY_ROOK : BP_CONTIGUITY_QUEEN;
    bp_tolerance_report *report = &made->tolerance;
    bp_status status = r->tolerance == 0.0 ? bp_contiguity(context, &layer->polygons, rule, graph)
                                           : bp_contiguity_tolerant(context, &layer->polygons, rule,
                                                                    r->tolerance / in.scale, graph, report);
    if (status)
        return status;
    scale_lengths(graph->length_m, graph->offsets[graph->n], in.scale);
    for (int64_t k = 0; k < report->n_added; k++)
        report->added[k].length_m *= in.scale;
    report->widened_by *= in.scale;
    return BP_OK;
}

static bp_status find_nearest(bp_context *context, const bp_weights_request *r, const bp_points *points,
                              bp_graph *graph, bp_weights_made *made)
{
    made->k_used = r->k;
    if (r->way == BP_WEIGHTS_WAY_BAND)
        return bp_nearest_band(context, points, r->band_least, r->band, graph);
    if (r->connected)
        return bp_nearest_connected(context, points, r->k, r->k > MOST_NEAREST ? r->k : MOST_NEAREST, graph,
                                    &made->k_used);
    return bp_nearest_k(context, points, r->k, graph);
}

/* Of several at the same distance the first by id is the nearest, in whatever order the rows of the file. */
static bp_status find_nearest_by_id(bp_context *context, const bp_weights_request *r, const bp_unit_ids *ids,
                                    const bp_points *points, bp_graph *graph, bp_weights_made *made)
{
    bp_points ordered = BP_POINTS_INIT;
    bp_graph found = BP_GRAPH_INIT;
    size_t bytes = ((size_t)points->n + 1) * sizeof(int64_t);
    int64_t *order = (int64_t *)malloc(bytes);
    bp_status status =
        order ? bp_unit_ids_order(context, ids, order) : bp_context_fail_memory(context, bytes);
    bool as_rows = !status;
    for (int64_t i = 0; as_rows && i < points->n; i++)
        as_rows = order[i] == i;
    if (!status && as_rows) {
        status = find_nearest(context, r, points, graph, made);
    } else if (!status) {
        status = bp_points_take(context, points, order, &ordered);
        if (!status)
            status = find_nearest(context, r, &ordered, &found, made);
        if (!status)
            status = bp_graph_renumber(context, &found, order, graph);
    }
    bp_graph_clear(&found);
    bp_points_clear(&ordered);
    free(order);
    return status;
}

static bp_status make_points(bp_context *context, const bp_weights_request *r, const bp_layer *layer,
                             const bp_unit_ids *ids, measure in, bp_centres_report *report, bp_points *out)
{
    bp_status status = r->centres.file ? bp_centres_make(context, &r->centres, layer, ids, out, report)
                                       : bp_point_of(context, &layer->polygons, r->point, out);
    if (!status)
        scale_lengths(out->xy, 2 * out->n, in.scale);
    return status;
}

bp_status bp_weights_request_points(bp_context *context, const bp_weights_request *request,
                                    const bp_layer *layer, const bp_unit_ids *ids, bp_points *out)
{
    bp_centres_report report = BP_CENTRES_REPORT_INIT;
    measure in;
    bp_status status = find_measure(context, request, layer, &in);
    return status ? status : make_points(context, request, layer, ids, in, &report, out);
}

static bp_status make_nearest(bp_context *context, const bp_weights_request *r, const bp_layer *layer,
                              const bp_unit_ids *ids, measure in, bp_graph *graph, bp_weights_made *made)
{
    bp_points points = BP_POINTS_INIT;
    bp_status status = make_points(context, r, layer, ids, in, &made->centres, &points);
    if (!status)
        status = find_nearest_by_id(context, r, ids, &points, graph, made);
    if (!status && r->for_account)
        status = bp_nearest_distance(context, &points, NULL, &made->least_band);
    bp_points_clear(&points);
    return status;
}

/* Replace the graph by another made of it. */
static void take_over(bp_graph *graph, bp_graph *made)
{
    bp_graph_clear(graph);
    *graph = *made;
    *made = (bp_graph)BP_GRAPH_INIT;
}

static bp_status combine(bp_context *context, const bp_weights_request *r, const bp_unit_ids *ids,
                         bp_graph *graph)
{
    bp_graph other = BP_GRAPH_INIT, made = BP_GRAPH_INIT;
    bp_status status = bp_weights_file_read(context, r->other_file, ids, &other, NULL);
    /* Its weights are no lengths. */
    free(other.length_m);
    other.length_m = NULL;
    if (!status)
        status = bp_graph_combine(context, graph, &other, r->operation, &made);
    if (!status)
        take_over(graph, &made);
    bp_graph_clear(&other);
    return status;
}

/* Higher order, the other file, both ways: in this order. */
static bp_status change_graph(bp_context *context, const bp_weights_request *r, const bp_unit_ids *ids,
                              bp_graph *graph)
{
    bp_graph made = BP_GRAPH_INIT;
    bp_status status = BP_OK;
    if (r->order > 1) {
        status = bp_graph_higher_order(context, graph, r->order, r->order_rows, &made);
        if (!status)
            take_over(graph, &made);
    }
    if (!status && r->combines)
        status = combine(context, r, ids, graph);
    if (!status && r->symmetrises) {
        status = bp_graph_symmetrise(context, graph, r->symmetry, &made);
        if (!status)
            take_over(graph, &made);
    }
    return status;
}

static bool has_self(const bp_graph *graph)
{
    for (int64_t i = 0; i < graph->n; i++)
        for (int64_t k = graph->offsets[i]; k < graph->offsets[i + 1]; k++)
            if (graph->neighbours[k] == i)
                return true;
    return false;
}

/* Raw weights: by the kernel, as the file has them, or 1 for every link. */
static bp_status weigh(bp_context *context, const bp_weights_request *r, const bp_graph *graph,
                       bp_weights *out)
{
    bp_kernel_options as_is = BP_KERNEL_OPTIONS_INIT;
    as_is.kernel = BP_KERNEL_AS_IS;
    if (r->has_kernel)
        return bp_kernel_weights(context, graph, &r->kernel, out);
    bool weighs = r->way == BP_WEIGHTS_WAY_FILE && r->order == 1 && !r->combines;
    if ((weighs || r->by_length) && graph->length_m)
        return bp_kernel_weights(context, graph, &as_is, out);
    if (!has_self(graph))
        return bp_weights_from_graph(context, graph, out);
    size_t links = (size_t)graph->offsets[graph->n];
    double *ones = (double *)malloc(links * sizeof *ones);
    if (!ones)
        return bp_context_fail_memory(context, links * sizeof *ones);
    for (size_t k = 0; k < links; k++)
        ones[k] = 1.0;
    const bp_graph plain = {graph->n, graph->offsets, graph->neighbours, ones};
    bp_status status = bp_kernel_weights(context, &plain, &as_is, out);
    free(ones);
    return status;
}

static const char *length_name(const bp_weights_request *r, measure in)
{
    bool distance = r->way == BP_WEIGHTS_WAY_KNN || r->way == BP_WEIGHTS_WAY_BAND;
    if (distance)
        return in.in_metres ? "distance_m" : "distance";
    return in.in_metres ? "border_m" : "border";
}

/*
 * Lengths of the links that have a weight, which are links of the graph, but for that of a unit to itself:
 * that is its distance from itself, 0.
 */
static bp_status keep_lengths(bp_context *context, const bp_graph *graph, bp_weights_made *made)
{
    const bp_weights *w = &made->weights;
    size_t bytes = ((size_t)w->offsets[w->n] + 1) * sizeof(double);
    if (!(made->length = (double *)malloc(bytes)))
        return bp_context_fail_memory(context, bytes);
    for (int64_t i = 0; i < w->n; i++) {
        int64_t at = graph->offsets[i];
        for (int64_t k = w->offsets[i]; k < w->offsets[i + 1]; k++) {
            while (at < graph->offsets[i + 1] && graph->neighbours[at] < w->neighbours[k])
                at++;
            made->length[k] = w->neighbours[k] == i ? 0.0 : graph->length_m[at];
        }
    }
    return BP_OK;
}

/* What a file of the weights can tell of the lengths: those measured here, or those of the file they come
 * from. */
static bp_status account_lengths(bp_context *context, const bp_weights_request *r, measure in,
                                 const bp_graph *graph, bp_weights_made *made)
{
    if (r->way != BP_WEIGHTS_WAY_FILE) {
        if (!in.known || !graph->length_m)
            return BP_OK;
        made->length_name = length_name(r, in);
        return keep_lengths(context, graph, made);
    }
    if (r->order > 1 || r->combines || r->symmetrises)
        return BP_OK;
    made->length = made->file.length;
    made->length_name = made->file.length_name;
    made->file.length = NULL;
    return BP_OK;
}

static bp_status make_graph(bp_context *context, const bp_weights_request *r, const bp_layer *layer,
                            const bp_unit_ids *ids, measure in, bp_graph *graph, bp_weights_made *made)
{
    switch (r->way) {
    case BP_WEIGHTS_WAY_FILE:
        return bp_weights_file_read(context, r->file, ids, graph, &made->file);
    case BP_WEIGHTS_WAY_KNN:
    case BP_WEIGHTS_WAY_BAND:
        return make_nearest(context, r, layer, ids, in, graph, made);
    case BP_WEIGHTS_WAY_QUEEN:
    case BP_WEIGHTS_WAY_ROOK:
        break;
    }
    return make_contiguity(context, r, layer, in, graph, made);
}

bp_status bp_weights_request_make(bp_context *context, const bp_weights_request *request,
                                  const bp_layer *layer, const bp_unit_ids *ids, bp_weights_made *out)
{
    bp_weights_made made = BP_WEIGHTS_MADE_INIT;
    bp_graph graph = BP_GRAPH_INIT;
    measure in;
    bp_status status = find_measure(context, request, layer, &in);
    if (!status)
        status = make_graph(context, request, layer, ids, in, &graph, &made);
    if (!status)
        status = change_graph(context, request, ids, &graph);
    if (!status)
        status = weigh(context, request, &graph, &made.weights);
    if (!status && request->for_account)
        status = account_lengths(context, request, in, &graph, &made);
    if (!status)
        status = bp_weights_style_set(context, &made.weights, request->style);
    bp_graph_clear(&graph);
    if (status)
        bp_weights_made_clear(&made);
    else
        *out = made;
    return status;
}
