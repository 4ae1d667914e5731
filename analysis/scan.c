#include "analysis/scan.h"

#include "analysis/scan_finder_private.h"
#include "analysis/scan_matter_private.h"
#include "analysis/scan_order_private.h"
#include "analysis/scan_search_private.h"

/* The scan of units that stand in order. */
static bp_status scan(bp_context *context, const bp_scan_input *input, const bp_scan_options *options,
                      bp_scan_result *out)
{
    bp_scan_matter matter = {0};
    bp_scan_windows windows = BP_SCAN_WINDOWS_INIT;
    bp_scan_finder finder = {0};
    bp_status status = bp_scan_matter_make(context, input, &matter);
    if (!status)
        status = bp_scan_windows_make(context, &matter.places, &options->windows, &windows);
    if (!status)
        status = bp_scan_finder_make(context, &windows, &matter.places, matter.models, matter.n_models,
                                     options->direction, &finder);
    if (!status) {
        bp_scan_searcher searcher = {&windows, options->direction};
        const bp_scan_ground ground = {
            input->n,    matter.models,       matter.n_models, matter.places.population,
            matter.part, bp_scan_finder_next, &finder,         bp_scan_search,
            &searcher};
        status = bp_scan_report(context, &ground, options, out);
    }
    if (!status) {
        out->n_part = matter.n_part;
        out->n_windows = windows.n_windows;
    }
    bp_scan_finder_clear(&finder);
    bp_scan_windows_clear(&windows);
    bp_scan_matter_clear(&matter);
    return status;
}

bp_status bp_scan_make(bp_context *context, const bp_scan_input *input, const bp_scan_options *options,
                       bp_scan_result *out)
{
    bp_scan_order order = {0};
    bp_scan_result result = BP_SCAN_RESULT_INIT;
    bp_status status = bp_scan_order_make(context, input, &options->windows, &order);
    if (!status)
        status = scan(context, &order.input, options, &result);
    if (!status)
        status = bp_scan_order_back(context, &order, &result);
    if (status)
        bp_scan_result_clear(&result);
    else
        *out = result;
    bp_scan_order_clear(&order);
    return status;
}
