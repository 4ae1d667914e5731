#include "geo/point_mean.h"

#include "geo/bitmap.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

/* A finer point that counts. */
typedef struct mass {
    int64_t unit;
    double x, y, weight;
} mass;

void bp_point_mean_report_clear(bp_point_mean_report *report)
{
    free(report->kept);
    *report = (bp_point_mean_report)BP_POINT_MEAN_REPORT_INIT;
}

static bp_status check_mass(bp_context *context, const bp_point_masses *m, int64_t row, int64_t n_units)
{
    double weight = m->weight[row];
    if (bp_bitmap_get(m->valid, row) && !(weight >= 0.0 && isfinite(weight)))
        return bp_context_fail(context, BP_ERROR_INPUT,
                               "row %" PRId64 " has the weight %g; it is a finite number of 0 or more",
                               row + 1, weight);
    if (m->unit[row] < -1 || m->unit[row] >= n_units)
        return bp_context_fail(context, BP_ERROR_ARGUMENT,
                               "row %" PRId64 " lies in unit %" PRId64 ", but the units are 0 to %" PRId64,
                               row + 1, m->unit[row], n_units - 1);
    return BP_OK;
}

static int compare(double a, double b)
{
    return (a > b) - (a < b);
}

/* By unit, and within it by all there is, so that sums are the same for any order of the rows. */
static int by_place(const void *a, const void *b)
{
    const mass *p = (const mass *)a, *q = (const mass *)b;
    if (p->unit != q->unit)
        return p->unit < q->unit ? -1 : 1;
    int order = compare(p->x, q->x);
    if (order == 0)
        order = compare(p->y, q->y);
    return order != 0 ? order : compare(p->weight, q->weight);
}

/* The points that count, in the order in which they are summed up. */
static bp_status gather(bp_context *context, const bp_point_masses *m, int64_t n_units, mass *list,
                        bp_point_mean_report *report)
{
    for (int64_t row = 0; row < m->points->n; row++) {
        bp_status status = check_mass(context, m, row, n_units);
        if (status)
            return status;
        if (m->unit[row] < 0 || !bp_bitmap_get(m->points->valid, row))
            report->n_outside++;
        else if (!bp_bitmap_get(m->valid, row))
            report->n_unweighted++;
        else if (m->weight[row] > 0.0)
            list[report->n_used++] =
                (mass){m->unit[row], m->points->xy[2 * row], m->points->xy[2 * row + 1], m->weight[row]};
    }
    qsort(list, (size_t)report->n_used, sizeof *list, by_place);
    return BP_OK;
}

/* The mean of list[from] .. list[end - 1], about the first of them. */
static void mean_of(const mass *list, int64_t from, int64_t end, double xy[2])
{
    double x = 0.0, y = 0.0, weight = 0.0;
    for (int64_t k = from; k < end; k++) {
        x += list[k].weight * (list[k].x - list[from].x);
        y += list[k].weight * (list[k].y - list[from].y);
        weight += list[k].weight;
    }
    xy[0] = list[from].x + x / weight;
    xy[1] = list[from].y + y / weight;
}

static void move_points(const mass *list, bp_points *points, bp_point_mean_report *report)
{
    int64_t at = 0;
    for (int64_t unit = 0; unit < points->n; unit++) {
        int64_t from = at;
        while (at < report->n_used && list[at].unit == unit)
            at++;
        if (at == from) {
            report->kept[report->n_kept++] = unit;
            continue;
        }
        mean_of(list, from, at, points->xy + 2 * unit);
        if (points->valid)
            bp_bitmap_set(points->valid, unit);
    }
}

bp_status bp_point_mean(bp_context *context, const bp_point_masses *masses, bp_points *points,
                        bp_point_mean_report *out)
{
    bp_point_mean_report report = BP_POINT_MEAN_REPORT_INIT;
    mass *list = (mass *)malloc(((size_t)masses->points->n + 1) * sizeof *list);
    bp_status status = BP_OK;
    report.kept = (int64_t *)malloc(((size_t)points->n + 1) * sizeof *report.kept);
    if (!list || !report.kept)
        status = bp_context_fail_memory(context, ((size_t)masses->points->n + 1) * sizeof *list);
    else
        status = gather(context, masses, points->n, list, &report);
    if (!status)
        move_points(list, points, &report);
    if (!status && out)
        *out = report;
    else
        bp_point_mean_report_clear(&report);
    free(list);
    return status;
}
