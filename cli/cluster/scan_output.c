/* What a scan leaves behind: a layer for a GIS, and a table of clusters. */
#include "cli/cluster/scan.h"

#include "cli/json_print.h"
#include "cli/terminal.h"
#include "geo/text.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const results[] = {"cluster", "llr", "p", "relative_risk", "mean_inside", "mean_outside"};
enum { N_RESULTS = sizeof results / sizeof *results };

/* One number of a cluster, by the name of its column; NaN where it is not defined. */
static double figure(const bp_cluster_scan *job, int32_t c, int what)
{
    const bp_scan_cluster *cluster = &job->found.clusters[c];
    const bp_scan_figures *figures = &job->found.figures[c];
    const double values[] = {
        c + 1, cluster->llr, cluster->p, figures->relative_risk, figures->mean_inside, figures->mean_outside};
    return values[what];
}

static bool is_normal(const bp_cluster_scan *job)
{
    return job->domain.kind == BP_SCAN_NORMAL;
}

/* Means are of the normal model, the relative risk of the others. */
static bool has_figure(const bp_cluster_scan *job, int what)
{
    return what < 3 || (what == 3) != is_normal(job);
}

static bp_status add_results(bp_cluster_scan *job, bp_table *table)
{
    bp_column *column = NULL;
    bp_status status = BP_OK;
    for (int what = 0; !status && what < N_RESULTS; what++) {
        if (!has_figure(job, what))
            continue;
        status = bp_table_add(job->base.context, table, results[what],
                              what == 0 ? BP_COLUMN_INTEGER : BP_COLUMN_REAL, &column);
        for (int64_t i = 0; !status && i < table->n_rows; i++) {
            int32_t c = job->found.cluster[i];
            double value = c < 0 ? NAN : figure(job, c, what);
            if (isfinite(value) && what == 0)
                bp_column_set_integer(column, i, c + 1);
            else if (isfinite(value))
                bp_column_set_real(column, i, value);
        }
    }
    return status;
}

bp_status bp_cluster_scan_write(bp_cluster_scan *job)
{
    bp_statistic *s = &job->base;
    bp_table table = BP_TABLE_INIT;
    bp_graph alone = BP_GRAPH_INIT;
    bp_theme theme = {0};
    if (!s->out)
        return BP_OK;
    bp_progress_begin(s->call->progress, "write");
    table.n_rows = s->layer.table.n_rows;
    bp_status status = bp_cluster_add_inputs(s, results, N_RESULTS, &table);
    if (!status)
        status = add_results(job, &table);
    if (!status)
        status = bp_graph_from_links(s->context, table.n_rows, NULL, 0, &alone);
    if (!status)
        status = bp_cluster_theme(s->context, "cluster", &alone, job->found.cluster, job->found.n_clusters,
                                  &theme);
    if (!status)
        status = bp_cluster_write(s, &table, &theme);
    bp_theme_clear(&theme);
    bp_graph_clear(&alone);
    bp_table_clear(&table);
    return status;
}

static json_t *number(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

static json_t *describe_cluster(const bp_cluster_scan *job, int32_t c)
{
    const bp_scan_cluster *cluster = &job->found.clusters[c];
    const bp_scan_figures *figures = &job->found.figures[c];
    json_t *members = json_array();
    for (int64_t k = 0; k < cluster->n_units; k++)
        json_array_append_new(members,
                              json_string(job->base.ids.text[job->found.members[cluster->first + k]]));
    json_t *object =
        json_pack("{s:I, s:s, s:s, s:f, s:f, s:f, s:I}", "cluster", (json_int_t)c + 1, "direction",
                  bp_scan_direction_name(cluster->direction), "centre", job->base.ids.text[cluster->centre],
                  "radius", cluster->radius, "ratio", cluster->ratio, "angle", cluster->angle, "units",
                  (json_int_t)cluster->n_units);
    json_object_set_new(object, "population", number(cluster->population));
    if (!is_normal(job)) {
        json_object_set_new(object, "observed", number(figures->observed));
        json_object_set_new(object, "expected", number(figures->expected));
        json_object_set_new(object, "relative_risk", number(figures->relative_risk));
    } else {
        json_object_set_new(object, "mean_inside", number(figures->mean_inside));
        json_object_set_new(object, "mean_outside", number(figures->mean_outside));
    }
    json_object_set_new(object, "llr", number(cluster->llr));
    json_object_set_new(object, "p", number(cluster->p));
    json_object_set_new(object, "p_gumbel", number(cluster->p_gumbel));
    json_object_set_new(object, "members", members);
    return object;
}

static bp_status print_json(const bp_cluster_scan *job)
{
    const bp_statistic *s = &job->base;
    json_t *clusters = json_array();
    for (int32_t c = 0; c < job->found.n_clusters; c++)
        json_array_append_new(clusters, describe_cluster(job, c));
    json_t *root = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "command", "cluster", "method", "scan",
                             "source", s->call->arguments[0], "model", bp_scan_kind_name(job->domain.kind),
                             "shape", bp_cluster_shape_name(job->shape), "direction",
                             bp_scan_direction_name(job->options.direction), "column", s->names[job->value]);
    if (s->out)
        json_object_set_new(root, "output", json_string(s->out));
    json_object_set_new(root, job->has_expected ? "expected" : "population",
                        job->weight >= 0 ? json_string(s->names[job->weight]) : json_null());
    json_object_set_new(root, "units", json_integer(job->n_part));
    json_object_set_new(root, "missing", json_integer(job->n_missing));
    if (job->shape == BP_CLUSTER_FLEXIBLE) {
        json_object_set_new(root, "nearest", json_integer(job->flexible.nearest));
        json_object_set_new(root, "restriction", json_real(job->flexible.restriction));
    } else {
        json_object_set_new(root, "windows", json_integer(job->found.n_windows));
    }
    json_object_set_new(root, "replicates", json_integer(job->found.maxima.n));
    if (job->found.n_sizes > 0)
        json_object_set_new(root, "reported_share", json_real(job->found.reported_share));
    json_object_set_new(root, "seed", json_integer((json_int_t)job->options.inference.seed));
    json_object_set_new(root, "clusters", clusters);
    json_object_set_new(root, "warnings", bp_statistic_warnings(s->context));
    return bp_json_print(s->context, root);
}

static void print_cell(double value)
{
    char text[32] = "";
    if (isfinite(value))
        bp_text_number(value, text);
    printf(",%s", text);
}

static void print_csv(const bp_cluster_scan *job)
{
    printf("cluster,centre,direction,units,radius,ratio,angle,population,%s,llr,p,p_gumbel\n",
           is_normal(job) ? "mean_inside,mean_outside" : "observed,expected,relative_risk");
    for (int32_t c = 0; c < job->found.n_clusters; c++) {
        const bp_scan_cluster *cluster = &job->found.clusters[c];
        const bp_scan_figures *figures = &job->found.figures[c];
        printf("%" PRId32 ",%s,%s,%" PRId64, c + 1, job->base.ids.text[cluster->centre],
               bp_scan_direction_name(cluster->direction), cluster->n_units);
        print_cell(cluster->radius);
        print_cell(cluster->ratio);
        print_cell(cluster->angle);
        print_cell(cluster->population);
        print_cell(is_normal(job) ? figures->mean_inside : figures->observed);
        print_cell(is_normal(job) ? figures->mean_outside : figures->expected);
        if (!is_normal(job))
            print_cell(figures->relative_risk);
        print_cell(cluster->llr);
        print_cell(cluster->p);
        print_cell(cluster->p_gumbel);
        printf("\n");
    }
}

static void print_number(double value, int columns, const char *format)
{
    char text[32] = "-";
    if (isfinite(value))
        snprintf(text, sizeof text, format, value); /* NOLINT(clang-diagnostic-format-nonliteral) */
    printf(" %*s", columns, text);
}

/* The last of a line: cut where it is too long, and not filled up where it is short. */
static void print_id(const char *id, int columns)
{
    if (strlen(id) <= (size_t)columns)
        bp_terminal_put(stdout, id);
    else
        bp_terminal_cell(id, columns);
}

static void print_clusters(const bp_cluster_scan *job)
{
    bool normal = is_normal(job);
    printf("\n      units    population %10s %10s%s       llr       p  centre\n",
           normal ? "mean in" : "observed", normal ? "mean out" : "expected", normal ? "" : "   risk");
    for (int32_t c = 0; c < job->found.n_clusters; c++) {
        const bp_scan_cluster *cluster = &job->found.clusters[c];
        const bp_scan_figures *figures = &job->found.figures[c];
        printf("%3" PRId32 " %7" PRId64, c + 1, cluster->n_units);
        print_number(cluster->population, 13, "%.0f");
        print_number(normal ? figures->mean_inside : figures->observed, 10, "%.6g");
        print_number(normal ? figures->mean_outside : figures->expected, 10, "%.6g");
        if (!normal)
            print_number(figures->relative_risk, 6, "%.2f");
        print_number(cluster->llr, 9, "%.5g");
        print_number(cluster->p, 7, "%.4g");
        printf("  ");
        print_id(job->base.ids.text[cluster->centre], normal ? 16 : 12);
        printf("\n");
    }
}

static bp_status print_table(const bp_cluster_scan *job)
{
    const bp_statistic *s = &job->base;
    char units[32], missing[32], windows[32], replicates[32], line[400];
    snprintf(line, sizeof line, "of %s%s%s", s->names[job->value],
             job->weight < 0     ? ""
             : job->has_expected ? ", expected "
             : is_normal(job)    ? " weighted by "
                                 : " among ",
             job->weight < 0 ? "" : s->names[job->weight]);
    bp_terminal_print("scan", line, 4);
    printf("model: %s; sought: %s; windows: ", bp_scan_kind_name(job->domain.kind),
           bp_scan_direction_name(job->options.direction));
    if (job->shape == BP_CLUSTER_FLEXIBLE)
        printf("connected sets among %d nearest\n", job->flexible.nearest);
    else
        printf("%s %ss\n", bp_text_count(job->found.n_windows, windows), bp_cluster_shape_name(job->shape));
    if (job->shape == BP_CLUSTER_FLEXIBLE && job->flexible.restriction < 1.0)
        printf("restricted to units with a mid-p below %g\n", job->flexible.restriction);
    printf("units: %s", bp_text_count(job->n_part, units));
    if (job->n_missing > 0)
        printf(", and %s without a value or a place", bp_text_count(job->n_missing, missing));
    if (job->options.inference.n_replicates > 0)
        printf("\np-values: %s maps drawn by chance\n", bp_text_count(job->found.maxima.n, replicates));
    else
        printf("\np-values: none, no map was drawn\n");
    if (job->found.n_clusters == 0)
        printf("\nno window is %s\n", job->options.direction == BP_SCAN_LOW
                                          ? "lower than what lies around it"
                                          : "higher than what lies around it");
    else
        print_clusters(job);
    if (s->out)
        printf("\nwritten to %s\n", s->out);
    return BP_OK;
}

bp_status bp_cluster_scan_print(const bp_cluster_scan *job)
{
    bp_status status = BP_OK;
    bp_progress *progress = job->base.call->progress;
    bp_progress_end(progress);
    bp_statistic_print_warnings(job->base.call);
    if (job->base.format == BP_FORMAT_JSON)
        status = print_json(job);
    else if (job->base.format == BP_FORMAT_CSV)
        print_csv(job);
    else if (!bp_progress_quiet(progress))
        status = print_table(job);
    return status;
}
