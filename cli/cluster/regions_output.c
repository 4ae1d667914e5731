/* What regions leave behind: a layer for a GIS, and a summary. */
#include "cli/cluster/regions.h"

#include "cli/json_print.h"
#include "cli/out_file.h"
#include "cli/terminal.h"
#include "geo/text.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { REGIONS_SHOWN = 20 };

static const char *const results[] = {"region"};

bp_status bp_cluster_regions_write(bp_cluster_regions *job)
{
    bp_statistic *s = &job->base;
    bp_table table = BP_TABLE_INIT;
    bp_theme theme = {0};
    bp_column *column = NULL;
    if (!s->out)
        return BP_OK;
    bp_progress_begin(s->call->progress, "write");
    table.n_rows = s->layer.table.n_rows;
    bp_status status = bp_cluster_add_inputs(s, results, 1, &table);
    if (!status)
        status = bp_table_add(s->context, &table, "region", BP_COLUMN_INTEGER, &column);
    for (int64_t i = 0; !status && i < table.n_rows; i++)
        if (job->found.label[i] >= 0)
            bp_column_set_integer(column, i, job->found.label[i] + 1);
    if (!status)
        status = bp_cluster_theme(s->context, "region", &job->graph, job->found.label, job->found.k, &theme);
    if (!status && theme.n_classes == 0 && bp_has_extension(s->out, ".gpkg"))
        bp_context_warn(s->context, "no_style",
                        "%s gets no style: %" PRId32
                        " regions are more than the %d that colours are given to",
                        s->out, job->found.k, BP_CLUSTER_THEME_MOST);
    if (!status)
        status = bp_cluster_write(s, &table, &theme);
    bp_theme_clear(&theme);
    bp_table_clear(&table);
    return status;
}

/* The share of the differences between units that lies between regions. */
static double explained(const bp_cluster_regions *job)
{
    return job->found.total_ss > 0.0 ? 1.0 - job->found.within_ss / job->found.total_ss : 1.0;
}

static json_t *share_or_null(bool is_defined, double share)
{
    return is_defined ? json_real(share) : json_null();
}

static json_t *describe_regions(const bp_cluster_regions *job)
{
    json_t *array = json_array();
    for (int32_t r = 0; r < job->found.k; r++) {
        const bp_cluster_region *region = &job->regions[r];
        const bp_region_figures *judged = &job->judged.regions[r];
        json_t *object =
            json_pack("{s:I, s:I, s:f, s:i, s:o, s:o}", "region", (json_int_t)r + 1, "units",
                      (json_int_t)region->units, "within_ss", region->within_ss, "parts", judged->n_parts,
                      "polsby_popper", share_or_null(judged->has_polsby_popper, judged->polsby_popper),
                      "roundness", share_or_null(judged->has_roundness, judged->roundness));
        if (job->has_size)
            json_object_set_new(object, "size", json_real(region->size));
        json_array_append_new(array, object);
    }
    return array;
}

static bool has_linkage(const bp_cluster_regions *job)
{
    return strcmp(job->method, "redcap") == 0 || strcmp(job->method, "schc") == 0;
}

static bool has_search(const bp_cluster_regions *job)
{
    return strcmp(job->method, "azp") == 0 || strcmp(job->method, "maxp") == 0;
}

/* All that the method went by, whether it was given or not. */
static json_t *describe_options(const bp_cluster_regions *job)
{
    const bp_regions_options *options = &job->options;
    json_t *object = json_object();
    if (options->k > 0)
        json_object_set_new(object, "k", json_integer(options->k));
    if (has_linkage(job))
        json_object_set_new(object, "linkage", json_string(bp_cluster_linkages[options->linkage]));
    if (strcmp(job->method, "redcap") == 0)
        json_object_set_new(object, "redcap_order", json_string(bp_cluster_orders[options->first_order]));
    if (has_search(job)) {
        json_object_set_new(object, "search", json_string(bp_cluster_searches[options->search]));
        json_object_set_new(object, "starts", json_integer(options->starts));
        if (options->search == BP_SEARCH_TABU)
            json_object_set_new(object, "tabu_length", json_integer(options->tabu_length));
        if (options->search == BP_SEARCH_ANNEALING)
            json_object_set_new(object, "cooling", json_real(options->cooling));
        json_object_set_new(object, "objective", json_string(bp_cluster_objectives[options->objective]));
        json_object_set_new(object, "seed", json_integer((json_int_t)options->seed));
    }
    json_object_set_new(object, "leave_out_small", json_boolean(options->leave_out_small));
    return object;
}

/* The same in a line. */
static void print_settings(const bp_cluster_regions *job)
{
    const bp_regions_options *options = &job->options;
    char line[240] = "";
    if (has_linkage(job))
        snprintf(line, sizeof line, "linkage %s%s%s", bp_cluster_linkages[options->linkage],
                 strcmp(job->method, "redcap") == 0 ? ", order " : "",
                 strcmp(job->method, "redcap") == 0 ? bp_cluster_orders[options->first_order] : "");
    if (has_search(job)) {
        char more[48] = "";
        if (options->search == BP_SEARCH_TABU)
            snprintf(more, sizeof more, " (length %d)", options->tabu_length);
        if (options->search == BP_SEARCH_ANNEALING)
            snprintf(more, sizeof more, " (cooling %g)", options->cooling);
        snprintf(line, sizeof line, "search %s%s, starts %d, objective %s, seed %" PRIu64,
                 bp_cluster_searches[options->search], more, options->starts,
                 bp_cluster_objectives[options->objective], options->seed);
    }
    if (line[0])
        bp_terminal_print("settings:", line, 10);
}

static bp_status print_json(const bp_cluster_regions *job)
{
    const bp_statistic *s = &job->base;
    json_t *columns = json_array();
    for (int c = 0; c < job->n_variables; c++)
        json_array_append_new(columns, json_string(s->names[c]));
    json_t *root = json_pack("{s:s, s:s, s:s, s:o, s:s, s:o}", "command", "cluster", "method", job->method,
                             "source", s->call->arguments[0], "columns", columns, "standardise",
                             bp_cluster_scale_names[job->scale], "weights", bp_statistic_weights_json(s));
    if (s->out)
        json_object_set_new(root, "output", json_string(s->out));
    json_object_set_new(root, "size", job->has_size ? json_string(s->names[job->n_variables]) : json_null());
    json_object_set_new(root, "within", s->text ? json_string(s->text) : json_null());
    json_object_set_new(root, "floor",
                        job->options.floor > 0.0 ? json_real(job->options.floor) : json_null());
    json_object_set_new(root, "ceiling",
                        isfinite(job->options.ceiling) ? json_real(job->options.ceiling) : json_null());
    json_object_set_new(root, "seed", json_integer((json_int_t)job->options.seed));
    json_object_set_new(root, "options", describe_options(job));
    json_object_set_new(root, "units", json_integer(job->n_part));
    json_object_set_new(root, "missing", json_integer(job->n_missing));
    json_object_set_new(root, "left_out", json_integer(job->found.n_left_out));
    json_object_set_new(root, "islands", json_integer(job->n_islands));
    json_object_set_new(root, "components", json_integer(job->found.n_components));
    json_object_set_new(root, "k", json_integer(job->found.k));
    json_object_set_new(root, "within_ss", json_real(job->found.within_ss));
    json_object_set_new(root, "total_ss", json_real(job->found.total_ss));
    json_object_set_new(root, "explained", json_real(explained(job)));
    json_object_set_new(root, "links", json_integer(job->judged.n_links));
    json_object_set_new(root, "join_ratio",
                        share_or_null(job->judged.has_join_ratio, job->judged.join_ratio));
    json_object_set_new(root, "regions", describe_regions(job));
    json_object_set_new(root, "warnings", bp_statistic_warnings(s->context));
    return bp_json_print(s->context, root);
}

static void print_csv(const bp_cluster_regions *job)
{
    char size[32], ss[32], border[32] = "", round[32] = "";
    printf("region,units,%swithin_ss,parts,polsby_popper,roundness\n", job->has_size ? "size," : "");
    for (int32_t r = 0; r < job->found.k; r++) {
        const bp_cluster_region *region = &job->regions[r];
        bp_text_number(region->size, size);
        bp_text_number(region->within_ss, ss);
        const bp_region_figures *judged = &job->judged.regions[r];
        if (judged->has_polsby_popper)
            bp_text_number(judged->polsby_popper, border);
        if (judged->has_roundness)
            bp_text_number(judged->roundness, round);
        printf("%" PRId32 ",%" PRId64 ",%s%s%s,%" PRId32 ",%s,%s\n", r + 1, region->units,
               job->has_size ? size : "", job->has_size ? "," : "", ss, judged->n_parts,
               judged->has_polsby_popper ? border : "", judged->has_roundness ? round : "");
    }
}

static const char *scale_words(bp_cluster_scale scale)
{
    static const char *const words[] = {"none, the columns as they are", "z-scores (n - 1)",
                                        "percentile ranks", "minimum 0, maximum 1"};
    return words[scale];
}

static void print_counts(const bp_cluster_regions *job)
{
    char units[32], missing[32], islands[32], components[32], regions[32], left_out[32], line[240];
    int64_t n_divided = job->n_part - job->found.n_left_out;
    snprintf(line, sizeof line, "%s of %s %s in %s connected %s, %s %s", bp_text_count(job->found.k, regions),
             bp_text_count(n_divided, units), n_divided == 1 ? "unit" : "units",
             bp_text_count(job->found.n_components, components),
             job->found.n_components == 1 ? "part" : "parts", bp_text_count(job->n_islands, islands),
             job->n_islands == 1 ? "island" : "islands");
    bp_terminal_print("regions:", line, 9);
    if (job->n_missing > 0)
        printf("missing: %s %s a value and in no region\n", bp_text_count(job->n_missing, missing),
               job->n_missing == 1 ? "unit without" : "units without");
    if (job->found.n_left_out > 0)
        printf("left out: %s %s of parts that cannot reach the floor\n",
               bp_text_count(job->found.n_left_out, left_out), job->found.n_left_out == 1 ? "unit" : "units");
    printf("explained: %.1f %% of the sum of squares (%.6g of %.6g) lies between regions\n",
           100.0 * explained(job), job->found.total_ss - job->found.within_ss, job->found.total_ss);
    if (job->judged.has_join_ratio)
        printf("joins: %.1f %% of %s %s between neighbours within a region\n", 100.0 * job->judged.join_ratio,
               bp_text_count(job->judged.n_links, regions), job->judged.n_links == 1 ? "link" : "links");
}

/* 1 is a circle. */
static void print_compactness(const bp_cluster_regions *job, int32_t r)
{
    const bp_region_figures *judged = &job->judged.regions[r];
    if (job->has_compactness && judged->has_polsby_popper && judged->has_roundness)
        printf("  %13.3f  %9.3f", judged->polsby_popper, judged->roundness);
    else if (job->has_compactness)
        printf("  %13s  %9s", "-", "-");
    printf("\n");
}

static void print_regions(const bp_cluster_regions *job)
{
    char units[32], size[32];
    printf("\nregion         units%s      within SS   share%s\n", job->has_size ? "            size" : "",
           job->has_compactness ? "  Polsby-Popper  roundness" : "");
    for (int32_t r = 0; r < job->found.k && r < REGIONS_SHOWN; r++) {
        const bp_cluster_region *region = &job->regions[r];
        printf("%6" PRId32 " %13s", r + 1, bp_text_count(region->units, units));
        if (job->has_size) {
            snprintf(size, sizeof size, "%.12g", region->size);
            printf(" %15s", region->size == floor(region->size) && region->size < 1e15
                                ? bp_text_count((int64_t)region->size, size)
                                : size);
        }
        printf(" %14.6g", region->within_ss);
        if (job->found.within_ss > 0.0)
            printf(" %5.1f %%", 100.0 * region->within_ss / job->found.within_ss);
        else
            printf(" %7s", "-");
        print_compactness(job, r);
    }
    if (job->found.k > REGIONS_SHOWN)
        printf("and %" PRId32 " more: --format csv prints them all\n", job->found.k - REGIONS_SHOWN);
}

static bp_status print_table(const bp_cluster_regions *job)
{
    const bp_statistic *s = &job->base;
    char neighbours[512], *columns = bp_text_copy("");
    for (int c = 0; columns && c < job->n_variables; c++) {
        char *longer = bp_text_format("%s%s%s", columns, c ? ", " : "of ", s->names[c]);
        free(columns);
        columns = longer;
    }
    if (!columns)
        return bp_context_fail_memory(s->context, 0);
    bp_terminal_print(job->method, columns, 4);
    free(columns);
    printf("neighbours: %s\n", bp_statistic_neighbours(s, neighbours, sizeof neighbours));
    bp_status status = bp_statistic_print_options(s);
    printf("standardised: %s\n", scale_words(job->scale));
    print_settings(job);
    print_counts(job);
    print_regions(job);
    if (s->out)
        printf("\nwritten to %s\n", s->out);
    return status;
}

bp_status bp_cluster_regions_print(const bp_cluster_regions *job)
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
