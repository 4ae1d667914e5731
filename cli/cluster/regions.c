#include "cli/cluster/regions.h"

#include "analysis/normalise.h"
#include "cli/run/columns.h"
#include "geo/bitmap.h"
#include "geo/text.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *const bp_cluster_scale_names[] = {"none", "z", "rank", "minmax", NULL};

static const char *const linkages[] = {"single", "complete", "average", "ward", NULL};
static const char *const orders[] = {"full", "first", NULL};
static const char *const objectives[] = {"ss", "pairwise", NULL};
static const char *const searches[] = {"greedy", "tabu", "annealing", NULL};

bool bp_cluster_is_region_method(const char *method)
{
    return bp_regions_method_get(method) != NULL;
}

/* What a method cannot do without is asked for before anything is read. */
static bp_status check_needs(const bp_call *call, const char *method)
{
    if (call->n_arguments < 2)
        return bp_context_fail(
            call->context, BP_ERROR_ARGUMENT,
            "cluster: %s needs a COLUMN or more after the file: what regions are to be alike "
            "in",
            method);
    if (strcmp(method, "maxp") == 0)
        return bp_call_has(call, "floor")
                   ? BP_OK
                   : bp_context_fail(call->context, BP_ERROR_ARGUMENT,
                                     "cluster: maxp makes as many regions as a floor allows: --floor F is "
                                     "missing, and --size COLUMN where F is not a number of units");
    if (bp_call_has(call, "k") || bp_call_has(call, "ceiling"))
        return BP_OK;
    return bp_context_fail(call->context, BP_ERROR_ARGUMENT,
                           "cluster: how many regions? --k K says, or --ceiling C: as few as it allows%s",
                           bp_call_has(call, "knn") ? " (-k is short for --knn, the nearest neighbours)"
                                                    : "");
}

static bp_status read_options(bp_call *call, bp_cluster_regions *job)
{
    bp_regions_options *options = &job->options;
    int linkage = BP_LINKAGE_WARD, order = 0, search = BP_SEARCH_GREEDY, scale = BP_CLUSTER_SCALE_Z;
    int objective = BP_OBJECTIVE_WITHIN_SS;
    *options = (bp_regions_options)BP_REGIONS_OPTIONS_INIT;
    bp_status status = bp_cluster_number(call, "floor", 0.0, &options->floor);
    if (!status)
        status = bp_cluster_number(call, "ceiling", 0.0, &options->ceiling);
    if (!status)
        status = bp_cluster_number(call, "cooling", 0.0, &options->cooling);
    if (!status && !(options->cooling > 0.0 && options->cooling < 1.0))
        status = bp_context_fail(call->context, BP_ERROR_ARGUMENT,
                                 "cluster: --cooling: found '%s', expected a number between 0 and 1",
                                 bp_call_text(call, "cooling", ""));
    if (!status)
        status = bp_statistic_word(call, "linkage", linkages, &linkage);
    if (!status)
        status = bp_statistic_word(call, "redcap-order", orders, &order);
    if (!status)
        status = bp_statistic_word(call, "search", searches, &search);
    if (!status)
        status = bp_statistic_word(call, "objective", objectives, &objective);
    if (!status)
        status = bp_statistic_word(call, "standardise", bp_cluster_scale_names, &scale);
    if (!status)
        status = check_needs(call, job->method);
    options->method = job->method;
    options->k = (int32_t)bp_call_integer(call, "k", 0);
    options->linkage = (bp_linkage)linkage;
    options->first_order = order;
    options->search = (bp_search)search;
    options->objective = (bp_objective)objective;
    options->leave_out_small = bp_call_has(call, "leave-out-small");
    options->starts = (int)bp_call_integer(call, "starts", options->starts);
    options->tabu_length = (int)bp_call_integer(call, "tabu-length", options->tabu_length);
    options->seed = (uint64_t)bp_call_integer(call, "seed", 1);
    job->scale = (bp_cluster_scale)scale;
    return status;
}

static bp_status open_job(bp_call *call, const char *method, bp_cluster_regions *job)
{
    const bp_statistic_kind kind = {true, BP_WEIGHTS_BINARY, BP_ALTERNATIVE_TWO_SIDED};
    bp_statistic *s = &job->base;
    job->method = method;
    bp_status status = read_options(call, job);
    if (status)
        return status;
    s->text = bp_call_text(call, "within", NULL);
    s->more[0] = bp_call_text(call, "size", NULL);
    s->n_more = s->more[0] ? 1 : 0;
    job->has_size = s->n_more == 1;
    status = bp_statistic_open(call, &kind, s);
    job->n_variables = s->n_columns - s->n_more;
    if (!status)
        status = bp_statistic_valid(s, 0, s->n_columns, &job->valid);
    if (!status)
        status = bp_cluster_graph(s->context, &s->made.weights, &job->graph);
    return status;
}

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* within[n]: the place of the unit's text among all of them, -1 where it has none. */
static bp_status number_texts(bp_cluster_regions *job, char *const *texts, const char **order)
{
    int64_t n = job->base.layer.table.n_rows, m = 0, n_distinct = 0;
    for (int64_t i = 0; i < n; i++)
        if (texts[i])
            order[m++] = texts[i];
    qsort(order, (size_t)m, sizeof *order, compare_texts);
    for (int64_t k = 0; k < m; k++)
        if (k == 0 || strcmp(order[k], order[n_distinct - 1]) != 0)
            order[n_distinct++] = order[k];
    for (int64_t i = 0; i < n; i++) {
        const char *key = texts[i];
        const char **at =
            key ? (const char **)bsearch(&key, order, (size_t)n_distinct, sizeof *order, compare_texts)
                : NULL;
        job->within[i] = at ? (int32_t)(at - order) : -1;
    }
    return n_distinct > 0 ? BP_OK
                          : bp_context_fail(job->base.context, BP_ERROR_INPUT,
                                            "%s, column '%s' (--within): empty in every unit",
                                            job->base.layer.table.source, job->base.text);
}

static bp_status read_within(bp_cluster_regions *job)
{
    bp_statistic *s = &job->base;
    int64_t n = s->layer.table.n_rows;
    if (!s->text)
        return BP_OK;
    const bp_column *column = &s->layer.table.columns[bp_table_find(&s->layer.table, s->text)];
    char **texts = (char **)calloc((size_t)n + 1, sizeof *texts);
    const char **order = (const char **)calloc((size_t)n + 1, sizeof *order);
    job->within = (int32_t *)calloc((size_t)n + 1, sizeof *job->within);
    bp_status status = texts && order && job->within ? BP_OK : bp_context_fail_memory(s->context, 0);
    for (int64_t i = 0; !status && i < n; i++) {
        texts[i] = bp_cell_text(column, i);
        if (texts[i] && !texts[i][0]) {
            free(texts[i]);
            texts[i] = NULL;
        }
    }
    if (!status)
        status = number_texts(job, texts, order);
    bp_texts_free(texts, n);
    free(order);
    return status;
}

static bool takes_part(const bp_cluster_regions *job, int64_t i)
{
    return bp_bitmap_get(job->valid, i) && (!job->within || job->within[i] >= 0);
}

/* A column in which all units are alike tells none from another; of a single unit there is no more to say. */
static bp_status check_differs(const bp_cluster_regions *job, int c)
{
    const bp_statistic *s = &job->base;
    int64_t first = -1;
    for (int64_t i = 0; i < s->layer.table.n_rows; i++) {
        if (!takes_part(job, i))
            continue;
        if (first >= 0 && s->values[c].value[i] != s->values[c].value[first])
            return BP_OK;
        first = first < 0 ? i : first;
    }
    if (first < 0)
        return bp_context_fail(s->context, BP_ERROR_INPUT, "%s: no unit has a value in '%s'%s",
                               s->call->arguments[0], s->names[0],
                               s->n_columns > 1 || s->text ? " and in the columns beside it" : "");
    return bp_context_fail(
        s->context, BP_ERROR_INPUT,
        "%s, column '%s': %g in every unit that takes part, which tells none from another; "
        "leave it out",
        s->layer.table.source, s->names[c], s->values[c].value[first]);
}

static bp_status scale_columns(bp_cluster_regions *job, const bp_regions_input *input)
{
    const bp_statistic *s = &job->base;
    bp_status status = BP_OK;
    bp_normalisation method =
        job->scale == BP_CLUSTER_SCALE_RANK ? BP_NORMALISE_PERCENTILE : BP_NORMALISE_MINMAX;
    if (job->scale == BP_CLUSTER_SCALE_Z)
        return bp_regions_standardise(s->context, input, job->x);
    for (int c = 0; job->scale != BP_CLUSTER_SCALE_NONE && !status && c < job->n_variables; c++)
        status = bp_normalise(s->context, method, BP_WORSE_HIGH, s->values[c].value, job->valid, NULL,
                              input->n, job->x + c * input->n);
    return status;
}

static bp_status make_input(bp_cluster_regions *job, bp_regions_input *out)
{
    const bp_statistic *s = &job->base;
    int64_t n = s->layer.table.n_rows;
    bp_status status = read_within(job);
    if (status)
        return status;
    job->x = (double *)calloc((size_t)n * (size_t)job->n_variables + 1, sizeof *job->x);
    if (!job->x)
        return bp_context_fail_memory(s->context, (size_t)n * (size_t)job->n_variables * sizeof *job->x);
    /* Units without a text of --within leave `valid`, so that the scale is that of the units that take part.
     */
    for (int64_t i = 0; i < n; i++)
        if (!takes_part(job, i))
            bp_bitmap_unset(job->valid, i);
        else
            job->n_part++;
    job->n_missing = n - job->n_part;
    for (int c = 0; !status && c < job->n_variables; c++) {
        memcpy(job->x + c * n, s->values[c].value, (size_t)n * sizeof *job->x);
        status = check_differs(job, c);
    }
    *out = (bp_regions_input){n,
                              &job->graph,
                              job->n_variables,
                              job->x,
                              job->valid,
                              job->within,
                              job->has_size ? s->values[job->n_variables].value : NULL};
    return status ? status : scale_columns(job, out);
}

/* Units that no link of theirs leads out of: each is a region, whatever was asked for. */
static void warn_islands(bp_cluster_regions *job)
{
    char who[BP_ISLAND_BYTES] = "";
    size_t used = 0;
    const bp_graph *graph = &job->graph;
    for (int64_t i = 0; i < graph->n; i++) {
        bool has_neighbour = false;
        for (int64_t k = graph->offsets[i]; k < graph->offsets[i + 1]; k++) {
            int32_t j = graph->neighbours[k];
            has_neighbour =
                has_neighbour || (takes_part(job, j) && (!job->within || job->within[i] == job->within[j]));
        }
        if (has_neighbour || job->found.label[i] < 0)
            continue;
        if (job->n_islands < 5)
            used += (size_t)snprintf(who + used, sizeof who - used, "%s%.60s", job->n_islands ? ", " : "",
                                     job->base.ids.text[i]);
        job->n_islands++;
    }
    if (job->n_islands > 5)
        snprintf(who + used, sizeof who - used, ", ...");
    if (job->n_islands > 0)
        bp_context_warn(
            job->base.context, "islands", "%" PRId64 " %s no neighbour that takes part%s, and %s: %s",
            job->n_islands, job->n_islands == 1 ? "unit has" : "units have",
            job->within ? " and lies within the same" : "",
            job->n_islands == 1 ? "is a region by itself" : "are each a region by themselves", who);
}

/* Units, size and sum of squares of each region. */
static bp_status add_up(bp_cluster_regions *job)
{
    const bp_statistic *s = &job->base;
    int64_t n = job->found.n;
    double *mean = (double *)calloc((size_t)job->found.k + 1, sizeof *mean);
    job->regions = (bp_cluster_region *)calloc((size_t)job->found.k + 1, sizeof *job->regions);
    if (!mean || !job->regions) {
        free(mean);
        return bp_context_fail_memory(s->context, (size_t)job->found.k * sizeof *job->regions);
    }
    for (int64_t i = 0; i < n; i++)
        if (job->found.label[i] >= 0) {
            bp_cluster_region *region = &job->regions[job->found.label[i]];
            region->units++;
            region->size += job->has_size ? s->values[job->n_variables].value[i] : 1.0;
        }
    for (int v = 0; v < job->n_variables; v++) {
        const double *x = job->x + v * n;
        memset(mean, 0, (size_t)job->found.k * sizeof *mean);
        for (int64_t i = 0; i < n; i++)
            if (job->found.label[i] >= 0)
                mean[job->found.label[i]] += x[i] / (double)job->regions[job->found.label[i]].units;
        for (int64_t i = 0; i < n; i++)
            if (job->found.label[i] >= 0) {
                double by = x[i] - mean[job->found.label[i]];
                job->regions[job->found.label[i]].within_ss += by * by;
            }
    }
    free(mean);
    return BP_OK;
}

static void clear_job(bp_cluster_regions *job)
{
    bp_regions_clear(&job->found);
    bp_partition_clear(&job->judged);
    bp_graph_clear(&job->graph);
    free(job->x);
    free(job->valid);
    free(job->within);
    free(job->regions);
    bp_statistic_clear(&job->base);
}

bp_status bp_cluster_make_regions(bp_call *call, const char *method)
{
    bp_cluster_regions job = {0};
    bp_regions_input input = BP_REGIONS_INPUT_INIT;
    bp_status status = open_job(call, method, &job);
    if (!status)
        status = make_input(&job, &input);
    if (!status) {
        bp_progress_begin(call->progress, "regions");
        status = bp_regions_make(call->context, &input, &job.options, &job.found);
    }
    if (!status) {
        bp_progress_count(call->progress, job.found.k, job.found.k == 1 ? "region" : "regions");
        warn_islands(&job);
        status = add_up(&job);
    }
    if (!status)
        status = bp_cluster_regions_judge(&job);
    if (!status)
        status = bp_cluster_regions_write(&job);
    if (!status)
        status = bp_cluster_regions_print(&job);
    clear_job(&job);
    return status;
}
