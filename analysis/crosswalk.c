#include "analysis/crosswalk.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void bp_crosswalk_clear(bp_crosswalk *crosswalk)
{
    free(crosswalk->links);
    *crosswalk = (bp_crosswalk)BP_CROSSWALK_INIT;
}

/* A row of a table, to sort by. */
typedef struct sorted_row {
    int64_t from, to, row;
} sorted_row;

static int by_from_then_to(const void *a, const void *b)
{
    const sorted_row *p = (const sorted_row *)a, *q = (const sorted_row *)b;
    if (p->from != q->from)
        return p->from < q->from ? -1 : 1;
    if (p->to != q->to)
        return p->to < q->to ? -1 : 1;
    return (p->row > q->row) - (p->row < q->row);
}

static bp_status sort_rows(bp_context *context, const bp_crosswalk_rows *rows, sorted_row **out)
{
    sorted_row *sorted = (sorted_row *)malloc((size_t)(rows->n + 1) * sizeof *sorted);
    if (!sorted)
        return bp_context_fail_memory(context, (size_t)rows->n * sizeof *sorted);
    for (int64_t k = 0; k < rows->n; k++)
        sorted[k] = (sorted_row){rows->from[k], rows->to[k], k};
    qsort(sorted, (size_t)rows->n, sizeof *sorted, by_from_then_to);
    *out = sorted;
    return BP_OK;
}

/* Keep the fault with the lowest row. */
static void note_fault(bp_crosswalk_fault *first, bp_crosswalk_fault fault)
{
    if (first->kind == BP_CROSSWALK_FINE || fault.row < first->row)
        *first = fault;
}

/* The rows first .. end - 1 of one old code, by unit. */
static void check_code(const bp_crosswalk_rows *rows, const sorted_row *sorted, int64_t first, int64_t end,
                       double tolerance, bp_crosswalk_fault *fault)
{
    double sum = 0.0;
    int64_t top = sorted[first].row, astray = -1, known = 0;
    for (int64_t k = first; k < end; k++) {
        int64_t row = sorted[k].row;
        sum += rows->weight[row];
        top = row < top ? row : top;
        known += sorted[k].to >= 0;
        if (sorted[k].to < 0 && rows->weight[row] > 0.0 && (astray < 0 || row < astray))
            astray = row;
        if (k > first && sorted[k].to >= 0 && sorted[k].to == sorted[k - 1].to)
            note_fault(fault, (bp_crosswalk_fault){BP_CROSSWALK_TWICE, row, sorted[k - 1].row, 0.0});
    }
    if (!(fabs(sum - 1.0) <= tolerance))
        note_fault(fault, (bp_crosswalk_fault){BP_CROSSWALK_SUM, top, -1, sum});
    if (astray >= 0 && known > 0)
        note_fault(fault, (bp_crosswalk_fault){BP_CROSSWALK_HALF, astray, -1, 0.0});
}

bp_status bp_crosswalk_check(bp_context *context, const bp_crosswalk_rows *rows, double tolerance,
                             bp_crosswalk_fault *out)
{
    bp_crosswalk_fault fault = {BP_CROSSWALK_FINE, -1, -1, 0.0};
    sorted_row *sorted = NULL;
    for (int64_t k = 0; k < rows->n && fault.kind == BP_CROSSWALK_FINE; k++)
        if (!(rows->weight[k] >= 0.0 && rows->weight[k] <= 1.0 + tolerance))
            fault = (bp_crosswalk_fault){BP_CROSSWALK_WEIGHT, k, -1, 0.0};
    if (fault.kind == BP_CROSSWALK_FINE) {
        bp_status status = sort_rows(context, rows, &sorted);
        if (status)
            return status;
        for (int64_t first = 0, end = 0; first < rows->n; first = end) {
            for (end = first; end < rows->n && sorted[end].from == sorted[first].from;)
                end++;
            check_code(rows, sorted, first, end, tolerance, &fault);
        }
    }
    free(sorted);
    *out = fault;
    return BP_OK;
}

/* What row k adds to the residents of its unit, and to its count of old codes. */
static double mass_of(const bp_crosswalk_rows *rows, int64_t k)
{
    return rows->residents ? rows->weight[k] * rows->residents[rows->from[k]] : rows->weight[k];
}

bp_status bp_crosswalk_from_rows(bp_context *context, const bp_crosswalk_rows *rows, bp_crosswalk *out)
{
    sorted_row *sorted = NULL;
    bp_crosswalk made = {rows->n_from, rows->n_to, 0, NULL};
    double *mass = (double *)calloc((size_t)rows->n_to + 1, sizeof *mass);
    double *count = (double *)calloc((size_t)rows->n_to + 1, sizeof *count);
    made.links = (bp_crosswalk_link *)malloc((size_t)(rows->n + 1) * sizeof *made.links);
    bp_status status = mass && count && made.links
                           ? sort_rows(context, rows, &sorted)
                           : bp_context_fail_memory(context, (size_t)rows->n * sizeof *made.links);
    for (int64_t s = 0; !status && s < rows->n; s++) {
        int64_t to = sorted[s].to;
        if (to < 0)
            continue;
        mass[to] += mass_of(rows, sorted[s].row);
        count[to] += rows->weight[sorted[s].row];
    }
    for (int64_t s = 0; !status && s < rows->n; s++) {
        int64_t k = sorted[s].row, to = sorted[s].to;
        if (to < 0 || !(rows->weight[k] > 0.0))
            continue;
        double share = mass[to] > 0.0 ? mass_of(rows, k) / mass[to] : rows->weight[k] / count[to];
        made.links[made.n++] = (bp_crosswalk_link){rows->from[k], to, rows->weight[k], share, share};
    }
    free(sorted);
    free(mass);
    free(count);
    if (status)
        bp_crosswalk_clear(&made);
    else
        *out = made;
    return status;
}

static bool goes_before(const bp_piece *a, const bp_piece *b)
{
    return a->source != b->source ? a->source < b->source : a->target < b->target;
}

bp_status bp_crosswalk_from_pieces(bp_context *context, const bp_pieces *by_area, const bp_pieces *by_people,
                                   const double *target_area, bp_crosswalk *out)
{
    const bp_pieces *pieces = by_people ? by_people : by_area;
    bp_crosswalk made = {pieces->n_sources, pieces->n_targets, 0, NULL};
    made.links = (bp_crosswalk_link *)malloc((size_t)(pieces->n + 1) * sizeof *made.links);
    if (!made.links)
        return bp_context_fail_memory(context, (size_t)pieces->n * sizeof *made.links);
    /* Both lists come by source, then target, so that ground is found beside the people as they go. */
    for (int64_t p = 0, g = 0; p < pieces->n; p++) {
        const bp_piece *piece = &pieces->items[p];
        while (g < by_area->n && goes_before(&by_area->items[g], piece))
            g++;
        bool meets = g < by_area->n && !goes_before(piece, &by_area->items[g]);
        double ground = meets ? by_area->items[g].area : 0.0;
        double whole = target_area[piece->target];
        double area_share = whole > 0.0 ? ground / whole : 0.0;
        made.links[made.n++] = (bp_crosswalk_link){piece->source, piece->target, piece->source_share,
                                                   piece->target_share, area_share > 1.0 ? 1.0 : area_share};
    }
    *out = made;
    return BP_OK;
}

static double settled(double share, double least)
{
    return share > 1.0 - least ? 1.0 : share;
}

void bp_crosswalk_settle(bp_crosswalk *crosswalk, double least)
{
    int64_t kept = 0;
    for (int64_t k = 0; k < crosswalk->n; k++) {
        bp_crosswalk_link link = crosswalk->links[k];
        if (link.weight < least && link.share < least && link.area_share < least)
            continue;
        link.weight = settled(link.weight, least);
        link.share = settled(link.share, least);
        link.area_share = settled(link.area_share, least);
        crosswalk->links[kept++] = link;
    }
    crosswalk->n = kept;
}

bp_status bp_crosswalk_count(bp_context *context, const bp_crosswalk *crosswalk, const uint8_t *wanted,
                             double least, bp_crosswalk_report *out)
{
    bp_crosswalk_report report = {0};
    int64_t *codes_of = (int64_t *)calloc((size_t)crosswalk->n_to + 1, sizeof *codes_of);
    if (!codes_of)
        return bp_context_fail_memory(context, (size_t)crosswalk->n_to * sizeof *codes_of);
    for (int64_t k = 0; k < crosswalk->n; k++)
        codes_of[crosswalk->links[k].to]++;
    for (int64_t code = 0, k = 0; code < crosswalk->n_from; code++) {
        double weight = 0.0;
        int64_t n = 0, first = k;
        for (; k < crosswalk->n && crosswalk->links[k].from == code; k++, n++)
            weight += crosswalk->links[k].weight;
        if (wanted && !wanted[code])
            continue;
        report.codes++;
        bool is_alone = n == 1 && codes_of[crosswalk->links[first].to] == 1;
        report.same += is_alone;
        report.merged += n == 1 && !is_alone;
        report.split += n > 1;
        report.lost += n == 0;
        if (n > 0 && weight < 1.0 - least) {
            report.partly++;
            report.largest = fmax(report.largest, 1.0 - weight);
        }
    }
    free(codes_of);
    *out = report;
    return BP_OK;
}
