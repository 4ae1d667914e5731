#include "cli/cluster/scan.h"

#include "geo/bitmap.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const char *const models[] = {"poisson", "bernoulli", "normal", NULL};
static const char *const shapes[] = {"circle", "ellipse", "flexible", NULL};
static const char *const directions[] = {"high", "low", "both", NULL};

const char *bp_cluster_shape_name(bp_cluster_shape shape)
{
    return shapes[shape];
}

bool bp_cluster_is_scan(const char *method)
{
    return strcmp(method, "scan") == 0;
}

static bp_status read_words(bp_call *call, bp_cluster_scan *job)
{
    int model = BP_SCAN_POISSON, shape = 0, direction = BP_SCAN_HIGH;
    bp_status status = bp_statistic_word(call, "model", models, &model);
    if (!status)
        status = bp_statistic_word(call, "shape", shapes, &shape);
    if (!status)
        status = bp_statistic_word(call, "direction", directions, &direction);
    job->domain = (bp_scan_domain)BP_SCAN_DOMAIN_INIT;
    job->domain.kind = (bp_scan_kind)model;
    job->shape = (bp_cluster_shape)shape;
    job->options.direction = (bp_scan_direction)direction;
    return status;
}

static bp_status read_numbers(bp_call *call, bp_cluster_scan *job)
{
    bp_scan_window_options *windows = &job->options.windows;
    bp_status status = bp_cluster_number(call, "most-share", 0.0, &windows->population_share);
    if (!status)
        status = bp_cluster_number(call, "most-residents", 0.0, &windows->population);
    if (!status)
        status = bp_cluster_number(call, "most-radius", 0.0, &windows->radius);
    if (!status)
        status = bp_cluster_number(call, "alpha", 0.0, &job->options.p_limit);
    windows->n_units = bp_call_integer(call, "most-units", 0);
    if (!status)
        status = bp_cluster_number(call, "restrict", 0.0, &job->flexible.restriction);
    job->flexible.nearest = (int)bp_call_integer(call, "nearest", job->flexible.nearest);
    windows->shapes = job->shape == BP_CLUSTER_ELLIPSE ? bp_scan_ellipses : NULL;
    windows->n_shapes = job->shape == BP_CLUSTER_ELLIPSE ? BP_SCAN_N_ELLIPSES : 0;
    job->options.inference.n_replicates = bp_call_integer(call, "replicates", 999);
    job->options.inference.stop_at = bp_call_integer(call, "stop-at", 0);
    job->options.gini = bp_call_has(call, "gini");
    job->options.inference.seed = (uint64_t)bp_call_integer(call, "seed", 1);
    return status;
}

/* Circles and ellipses ask nobody who is whose neighbour. */
static bp_status check_shape(const bp_call *call, const bp_cluster_scan *job)
{
    static const char *const of_links[] = {"nearest",    "restrict", "queen",     "rook",      "knn",
                                           "band",       "from",     "tolerance", "connected", "order",
                                           "with-lower", "combine",  "symmetric"};
    for (size_t k = 0; job->shape != BP_CLUSTER_FLEXIBLE && k < sizeof of_links / sizeof *of_links; k++)
        if (bp_call_has(call, of_links[k]))
            return bp_context_fail(call->context, BP_ERROR_ARGUMENT,
                                   "cluster: --%s does not go with --shape %s; it is for flexible",
                                   of_links[k], shapes[job->shape]);
    return BP_OK;
}

/* Which columns a model takes, and from where. */
static bp_status check_columns(const bp_call *call, const bp_cluster_scan *job)
{
    bool has_cases = bp_call_has(call, "cases"), has_population = bp_call_has(call, "population"),
         has_expected = bp_call_has(call, "expected");
    const char *bad = NULL;
    if (job->domain.kind == BP_SCAN_NORMAL && (has_cases || has_expected))
        bad =
            "--model normal scans the COLUMN after the file; --cases and --expected are of the other models";
    else if (job->domain.kind != BP_SCAN_NORMAL && !has_cases)
        bad = "--cases COLUMN is missing: what is counted";
    else if (job->domain.kind == BP_SCAN_BERNOULLI && (!has_population || has_expected))
        bad = "--model bernoulli takes --population COLUMN, the persons that could have been cases, and no "
              "--expected";
    else if (job->domain.kind == BP_SCAN_POISSON && has_population == has_expected)
        bad = "--model poisson takes --population COLUMN or --expected COLUMN, one of the two";
    return bad ? bp_context_fail(call->context, BP_ERROR_ARGUMENT, "cluster: %s", bad) : BP_OK;
}

static void name_more(const bp_call *call, bp_cluster_scan *job)
{
    static const char *const options[] = {"cases", "population", "expected"};
    bp_statistic *s = &job->base;
    for (int k = 0; k < 3; k++)
        if (bp_call_has(call, options[k]))
            s->more[s->n_more++] = bp_call_text(call, options[k], NULL);
    job->has_expected = bp_call_has(call, "expected");
    s->may_lack_columns = true;
    s->without_weights = job->shape != BP_CLUSTER_FLEXIBLE;
}

/* Columns after the file belong to the normal model, which takes one. */
static bp_status check_count(const bp_cluster_scan *job)
{
    const bp_statistic *s = &job->base;
    int n = s->n_columns - s->n_more, wanted = job->domain.kind == BP_SCAN_NORMAL ? 1 : 0;
    if (n == wanted)
        return BP_OK;
    if (wanted == 1)
        return bp_context_fail(s->context, BP_ERROR_ARGUMENT,
                               "cluster: --model normal scans one COLUMN after the file; %d were named", n);
    return bp_context_fail(s->context, BP_ERROR_ARGUMENT,
                           "cluster: found the column '%s' after the file; --model %s takes its columns from "
                           "--cases and --population or --expected",
                           s->names[0], bp_scan_kind_name(job->domain.kind));
}

static bp_status open_job(bp_call *call, bp_cluster_scan *job)
{
    const bp_statistic_kind kind = {true, BP_WEIGHTS_BINARY, BP_ALTERNATIVE_TWO_SIDED};
    job->options = (bp_scan_options)BP_SCAN_OPTIONS_INIT;
    job->flexible = (bp_scan_flexible_options)BP_SCAN_FLEXIBLE_OPTIONS_INIT;
    bp_status status = read_words(call, job);
    if (!status)
        status = read_numbers(call, job);
    if (!status)
        status = check_shape(call, job);
    if (!status)
        status = check_columns(call, job);
    if (status)
        return status;
    name_more(call, job);
    status = bp_statistic_open(call, &kind, &job->base);
    if (!status)
        status = check_count(job);
    job->value = 0;
    job->weight = job->base.n_columns > 1 ? 1 : -1;
    return status;
}

/* Units with a place and a value in all columns. */
static bp_status place(bp_cluster_scan *job)
{
    bp_statistic *s = &job->base;
    int64_t n = s->layer.table.n_rows;
    bp_points points = BP_POINTS_INIT;
    bp_status status = bp_statistic_valid(s, 0, s->n_columns, &job->part);
    if (!status)
        status = bp_weights_request_points(s->context, &s->request, &s->layer, &s->ids, &points);
    job->x = (double *)calloc((size_t)n + 1, sizeof *job->x);
    job->y = (double *)calloc((size_t)n + 1, sizeof *job->y);
    if (!status && (!job->x || !job->y))
        status = bp_context_fail_memory(s->context, (size_t)n * sizeof *job->x);
    for (int64_t i = 0; !status && i < n; i++) {
        if (!bp_bitmap_get(points.valid, i))
            bp_bitmap_unset(job->part, i);
        if (!bp_bitmap_get(job->part, i))
            continue;
        job->x[i] = points.xy[2 * i];
        job->y[i] = points.xy[2 * i + 1];
        job->n_part++;
    }
    job->n_missing = n - job->n_part;
    bp_points_clear(&points);
    return status;
}

/* Persons may fall ill twice, so more cases than persons are no error of the poisson model; as a rule two
 * columns were mixed up. */
static void warn_more_cases(const bp_cluster_scan *job)
{
    const bp_statistic *s = &job->base;
    int64_t n_more = 0, first = -1;
    if (job->domain.kind != BP_SCAN_POISSON || job->has_expected)
        return;
    for (int64_t i = 0; i < s->layer.table.n_rows; i++)
        if (bp_bitmap_get(job->part, i) && s->values[job->value].value[i] > s->values[job->weight].value[i]) {
            first = first < 0 ? i : first;
            n_more++;
        }
    if (n_more > 0)
        bp_context_warn(s->context, "more_cases",
                        "%" PRId64 " %s more cases in '%s' than population in '%s', such as %s (%.10g of "
                        "%.10g): are the columns the right ones?",
                        n_more, n_more == 1 ? "unit has" : "units have", s->names[job->value],
                        s->names[job->weight], s->ids.text[first], s->values[job->value].value[first],
                        s->values[job->weight].value[first]);
}

static bp_status search(bp_cluster_scan *job)
{
    bp_statistic *s = &job->base;
    bp_scan_input input = BP_SCAN_INPUT_INIT;
    bp_progress_begin(s->call->progress, "scan");
    job->domain.name = s->names[job->value];
    job->domain.value = s->values[job->value].value;
    job->domain.base = job->weight >= 0 ? s->values[job->weight].value : NULL;
    input.n = s->layer.table.n_rows;
    input.x = job->x;
    input.y = job->y;
    input.part = job->part;
    input.population = job->domain.kind == BP_SCAN_NORMAL ? job->domain.base : NULL;
    input.domains = &job->domain;
    input.n_domains = 1;
    job->flexible.graph = &job->graph;
    bp_status status = BP_OK;
    if (job->shape == BP_CLUSTER_FLEXIBLE)
        status = bp_scan_flexible_make(s->context, &input, &job->options, &job->flexible, &job->found);
    else
        status = bp_scan_make(s->context, &input, &job->options, &job->found);
    if (!status && job->shape != BP_CLUSTER_FLEXIBLE)
        bp_progress_count(s->call->progress, job->found.n_windows, "windows");
    return status;
}

bp_status bp_cluster_make_scan(bp_call *call, const char *method)
{
    bp_cluster_scan job = {0};
    (void)method;
    bp_status status = open_job(call, &job);
    if (!status)
        status = place(&job);
    if (!status && job.shape == BP_CLUSTER_FLEXIBLE)
        status = bp_cluster_graph(call->context, &job.base.made.weights, &job.graph);
    if (!status)
        warn_more_cases(&job);
    if (!status)
        status = search(&job);
    if (!status)
        status = bp_cluster_scan_write(&job);
    if (!status)
        status = bp_cluster_scan_print(&job);
    bp_scan_result_clear(&job.found);
    bp_graph_clear(&job.graph);
    free(job.x);
    free(job.y);
    free(job.part);
    bp_statistic_clear(&job.base);
    return status;
}
