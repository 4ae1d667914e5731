/* Weights of a layer as a request asks for them. */
#include "cli/weights_request.h"
#include "geo/nearest.h"

#include <stdlib.h>

/* Most neighbours that --connected tries. */
enum { MOST_NEAREST = 256 };

void bp_weights_made_clear(bp_weights_made *made)
{
    bp_weights_clear(&made->weights);
    bp_tolerance_report_clear(&made->tolerance);
    *made = (bp_weights_made)BP_WEIGHTS_MADE_INIT;
}

static bool is_metric(const bp_weights_request *r)
{
    return r->way == BP_WEIGHTS_WAY_KNN || r->way == BP_WEIGHTS_WAY_BAND || r->tolerance > 0.0;
}

/* Metres that a unit of the coordinates is, when distances mean anything. */
static bp_status find_scale(bp_context *context, const bp_weights_request *r, const bp_layer *layer,
                            double *scale)
{
    const char *source = layer->table.source ? layer->table.source : "the layer";
    double box[4];
    *scale = 1.0;
    if (r->planar || !is_metric(r))
        return BP_OK;
    if (layer->crs.wkt && !layer->crs.is_geographic) {
        if (layer->crs.metres_per_unit > 0.0)
            *scale = layer->crs.metres_per_unit;
        return BP_OK;
    }
    bool degrees = layer->crs.wkt != NULL;
    if (!degrees && bp_polygons_extent(&layer->polygons, box))
        degrees = box[0] >= -180.0 && box[1] >= -90.0 && box[2] <= 180.0 && box[3] <= 90.0;
    if (!degrees)
        return BP_OK;
    return bp_context_fail(
        context, BP_ERROR_INPUT,
        "%s: %s, in which distances cannot be measured; transform the layer to a projected "
        "system first (ogr2ogr -t_srs EPSG:28992 OUT IN, say), or add --planar to take the "
        "coordinates as they are",
        source,
        layer->crs.wkt ? "its coordinates are longitude and latitude"
                       : "it has no coordinate system and its coordinates look like degrees");
}

static void scale_lengths(double *length, int64_t n, double scale)
{
    for (int64_t k = 0; length && scale != 1.0 && k < n; k++)
        length[k] *= scale;
}

static bp_status make_contiguity(bp_context *context, const bp_weights_request *r, const bp_layer *layer,
                                 double scale, bp_graph *graph, bp_weights_made *made)
{
    bp_contiguity_rule rule = r->way == BP_WEIGHTS_WAY_ROOK ? BP_CONTIGUITY_ROOK : BP_CONTIGUITY_QUEEN;
    bp_tolerance_report *report = &made->tolerance;
    if (r->tolerance == 0.0)
        return bp_contiguity(context, &layer->polygons, rule, graph);
    bp_status status =
        bp_contiguity_tolerant(context, &layer->polygons, rule, r->tolerance / scale, graph, report);
    for (int64_t k = 0; !status && k < report->n_added; k++)
        report->added[k].length_m *= scale;
    report->widened_by *= scale;
    return status;
}

static bp_status make_nearest(bp_context *context, const bp_weights_request *r, const bp_layer *layer,
                              double scale, bp_graph *graph, bp_weights_made *made)
{
    bp_points points = BP_POINTS_INIT;
    bp_status status = bp_point_of(context, &layer->polygons, r->point, &points);
    if (!status) {
        scale_lengths(points.xy, 2 * points.n, scale);
        made->k_used = r->k;
        if (r->way == BP_WEIGHTS_WAY_BAND)
            status = bp_nearest_band(context, &points, 0.0, r->band, graph);
        else if (r->connected)
            status = bp_nearest_connected(context, &points, r->k, r->k > MOST_NEAREST ? r->k : MOST_NEAREST,
                                          graph, &made->k_used);
        else
            status = bp_nearest_k(context, &points, r->k, graph);
    }
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
static bp_status weigh(bp_context *context, const bp_weights_request *r, bp_graph *graph, bp_weights *out)
{
    bp_kernel_options as_is = BP_KERNEL_OPTIONS_INIT;
    as_is.kernel = BP_KERNEL_AS_IS;
    if (r->has_kernel)
        return bp_kernel_weights(context, graph, &r->kernel, out);
    bool weighs = r->way == BP_WEIGHTS_WAY_FILE && r->order == 1 && !r->combines;
    if (weighs && graph->length_m)
        return bp_kernel_weights(context, graph, &as_is, out);
    if (!has_self(graph))
        return bp_weights_from_graph(context, graph, out);
    size_t links = (size_t)graph->offsets[graph->n];
    double *ones = (double *)malloc(links * sizeof *ones);
    if (!ones)
        return bp_context_fail_memory(context, links * sizeof *ones);
    for (size_t k = 0; k < links; k++)
        ones[k] = 1.0;
    free(graph->length_m);
    graph->length_m = ones;
    return bp_kernel_weights(context, graph, &as_is, out);
}

bp_status bp_weights_request_make(bp_context *context, const bp_weights_request *request,
                                  const bp_layer *layer, const bp_unit_ids *ids, bp_weights_made *out)
{
    bp_weights_made made = BP_WEIGHTS_MADE_INIT;
    bp_graph graph = BP_GRAPH_INIT;
    double scale = 1.0;
    bp_status status = find_scale(context, request, layer, &scale);
    if (!status) {
        if (request->way == BP_WEIGHTS_WAY_FILE)
            status = bp_weights_file_read(context, request->file, ids, &graph, &made.file);
        else if (request->way == BP_WEIGHTS_WAY_KNN || request->way == BP_WEIGHTS_WAY_BAND)
            status = make_nearest(context, request, layer, scale, &graph, &made);
        else
            status = make_contiguity(context, request, layer, scale, &graph, &made);
    }
    if (!status)
        status = change_graph(context, request, ids, &graph);
    if (!status)
        status = weigh(context, request, &graph, &made.weights);
    if (!status)
        status = bp_weights_style_set(context, &made.weights, request->style);
    bp_graph_clear(&graph);
    if (status)
        bp_weights_made_clear(&made);
    else
        *out = made;
    return status;
}
