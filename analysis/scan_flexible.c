#include "analysis/scan_flexible.h"

#include "analysis/scan_flexible_private.h"
#include "analysis/scan_matter_private.h"
#include "analysis/scan_order_private.h"

/* All that a flexible scan makes on its way. */
typedef struct job {
    bp_scan_matter matter;
    bp_scan_neighbourhoods neighbourhoods;
    bp_scan_restriction restriction;
    bp_scan_flexible_finder finder;
} job;

static bp_status check(bp_context *context, const bp_scan_input *input, const bp_scan_options *options,
                       const bp_scan_flexible_options *flexible)
{
    if (!flexible->graph || flexible->graph->n != input->n)
        return bp_context_fail(context, BP_ERROR_ARGUMENT,
                               "flexible scan: links between the same units are needed");
    if (options->windows.n_shapes > 0)
        return bp_context_fail(context, BP_ERROR_ARGUMENT,
                               "flexible scan: windows have any connected form; shapes are for circles and "
                               "ellipses");
    if (flexible->nearest < 1 || flexible->nearest > BP_SCAN_MOST_NEAREST)
        return bp_context_fail(context, BP_ERROR_ARGUMENT,
                               "flexible scan: windows among the %d nearest units; give 1 to %d",
                               flexible->nearest, BP_SCAN_MOST_NEAREST);
    if (!(flexible->restriction > 0.0) || flexible->restriction > 1.0)
        return bp_context_fail(
            context, BP_ERROR_ARGUMENT,
            "flexible scan: a restriction to units with a mid-p below %g; it must be above "
            "0, up to 1 (none)",
            flexible->restriction);
    return BP_OK;
}

static bp_status prepare(bp_context *context, const bp_scan_input *input, const bp_scan_options *options,
                         const bp_scan_flexible_options *flexible, job *work)
{
    bp_status status = bp_scan_matter_make(context, input, &work->matter);
    if (!status)
        status = bp_scan_neighbourhoods_make(context, &work->matter.places, &options->windows, flexible,
                                             &work->neighbourhoods);
    if (!status && flexible->restriction < 1.0)
        status = bp_scan_restriction_make(context, work->matter.models, work->matter.n_models,
                                          flexible->restriction, &work->restriction);
    return status;
}

static void clear(job *work)
{
    bp_scan_flexible_finder_clear(&work->finder);
    bp_scan_restriction_clear(&work->restriction);
    bp_scan_neighbourhoods_clear(&work->neighbourhoods);
    bp_scan_matter_clear(&work->matter);
}

/* The scan of units that stand in order. */
static bp_status scan(bp_context *context, const bp_scan_input *input, const bp_scan_options *options,
                      const bp_scan_flexible_options *flexible, bp_scan_result *out)
{
    job work = {0};
    bp_status status = prepare(context, input, options, flexible, &work);
    const bp_scan_matter *matter = &work.matter;
    bp_scan_flexible_ground flexible_ground = {
        &matter->places,   &work.neighbourhoods, flexible->restriction < 1.0 ? &work.restriction : NULL,
        matter->models,    matter->n_models,     options->direction,
        &options->windows,
    };
    if (!status)
        status = bp_scan_flexible_finder_make(context, &flexible_ground, &work.finder);
    if (!status) {
        const bp_scan_ground ground = {
            input->n,        matter->models,        matter->n_models, matter->places.population,
            matter->part,    bp_scan_flexible_next, &work.finder,     bp_scan_flexible_search,
            &flexible_ground};
        status = bp_scan_report(context, &ground, options, out);
    }
    if (!status)
        out->n_part = matter->n_part;
    clear(&work);
    return status;
}

bp_status bp_scan_flexible_make(bp_context *context, const bp_scan_input *input,
                                const bp_scan_options *options, const bp_scan_flexible_options *flexible,
                                bp_scan_result *out)
{
    bp_scan_order order = {0};
    bp_graph graph = BP_GRAPH_INIT;
    bp_scan_flexible_options ordered = *flexible;
    bp_scan_result result = BP_SCAN_RESULT_INIT;
    bp_status status = check(context, input, options, flexible);
    if (!status)
        status = bp_scan_order_make(context, input, &options->windows, &order);
    if (!status)
        status = bp_scan_order_graph(context, &order, flexible->graph, &graph);
    ordered.graph = &graph;
    if (!status)
        status = scan(context, &order.input, options, &ordered, &result);
    if (!status)
        status = bp_scan_order_back(context, &order, &result);
    if (status)
        bp_scan_result_clear(&result);
    else
        *out = result;
    bp_graph_clear(&graph);
    bp_scan_order_clear(&order);
    return status;
}
