/* How much of the lines lies in every unit. */
#include "cli/join/parts.h"

#include "geo/line_length.h"

#include <stdlib.h>

static bp_status measure(bp_join_work *work, const bp_lines *lines, double *length)
{
    bp_line_length_report found = BP_LINE_LENGTH_REPORT_INIT;
    bp_join_report *report = &work->joined->report;
    double metre = bp_join_metre(work);
    bp_status status = bp_line_length(work->context, lines, &work->units->layer->polygons, length, &found);
    if (status)
        return status;
    for (int64_t i = 0; i < bp_join_n(work); i++)
        length[i] *= metre;
    report->along_border_m = found.along_border * metre;
    if (found.outside > 0.0)
        bp_context_warn(work->context, "join_outside",
                        "%s: %.3f of %.3f km (%.2f %%) lie in no unit and count for none",
                        work->request->source.shown, found.outside * metre * 1e-3, found.total * metre * 1e-3,
                        100.0 * found.outside / found.total);
    for (int k = 0; !status && k < work->request->n_measures; k++) {
        bp_join_account *account = &report->accounts[k];
        account->has_total = true;
        account->total = found.total * metre;
        account->inside = found.inside * metre;
        account->outside = found.outside * metre;
        status = bp_join_add(work, k, length, NULL);
    }
    return status;
}

bp_status bp_join_lines(bp_join_work *work)
{
    bp_line_layer lines = BP_LINE_LAYER_INIT;
    int64_t n = bp_join_n(work);
    bp_status status = bp_join_read_lines(work->context, &work->request->source, work->units->layer, &lines,
                                          &work->joined->report);
    double *length = (double *)calloc((size_t)n + 1, sizeof *length);
    if (!status)
        status = length ? measure(work, &lines.lines, length)
                        : bp_context_fail_memory(work->context, (size_t)n * sizeof *length);
    free(length);
    bp_line_layer_clear(&lines);
    return status;
}
