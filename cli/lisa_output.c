/* What a local statistic leaves behind: a layer for a GIS, and a summary. */
#include "cli/json_print.h"
#include "cli/lisa.h"
#include "cli/out_file.h"
#include "geo/bitmap.h"
#include "geo/text.h"
#include "geo/write.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

enum { CLUSTERS_MOST = 16 };

static const char *const result_names[] = {"statistic", "lag", "expectation", "variance", "z",
                                           "p",         "q",   "draws",       "class",    "cluster"};

/* How many units are in which cluster, in the order in which the clusters are met. */
typedef struct cluster_counts {
    int n;
    const char *name[CLUSTERS_MOST];
    int64_t units[CLUSTERS_MOST];
} cluster_counts;

static cluster_counts count_clusters(const bp_lisa *lisa)
{
    /* The classes in their own order, so that the summary does not depend on that of the units. */
    static const bp_local_class order[] = {BP_LOCAL_HIGH_HIGH, BP_LOCAL_LOW_LOW,  BP_LOCAL_LOW_HIGH,
                                           BP_LOCAL_HIGH_LOW,  BP_LOCAL_POSITIVE, BP_LOCAL_NEGATIVE,
                                           BP_LOCAL_HOT,       BP_LOCAL_COLD,     BP_LOCAL_UNTESTED,
                                           BP_LOCAL_ISLAND,    BP_LOCAL_MISSING};
    cluster_counts all = {0}, found = {0};
    for (size_t k = 0; k < sizeof order / sizeof *order; k++)
        all.name[all.n++] = bp_local_class_name(order[k]);
    all.name[all.n++] = "Not significant";
    for (int64_t i = 0; i < lisa->local.n; i++) {
        const char *name = bp_lisa_cluster(lisa, i);
        for (int k = 0; k < all.n; k++)
            all.units[k] += strcmp(all.name[k], name) == 0;
    }
    for (int k = 0; k < all.n; k++)
        if (all.units[k] > 0) {
            found.name[found.n] = all.name[k];
            found.units[found.n++] = all.units[k];
        }
    return found;
}

static bp_status add_reals(bp_lisa *lisa, bp_table *table, const char *name, const double *values,
                           const uint8_t *valid)
{
    bp_column *column = NULL;
    bp_status status = bp_table_add(lisa->base.context, table, name, BP_COLUMN_REAL, &column);
    for (int64_t i = 0; !status && i < table->n_rows; i++)
        if (bp_bitmap_get(valid, i))
            bp_column_set_real(column, i, values[i]);
    return status;
}

/* The draws behind a unit's p: fewer than asked for where drawing stopped early. */
static bp_status add_draws(bp_lisa *lisa, bp_table *table)
{
    bp_column *column = NULL;
    if (!lisa->local.tally)
        return BP_OK;
    bp_status status = bp_table_add(lisa->base.context, table, "draws", BP_COLUMN_INTEGER, &column);
    for (int64_t i = 0; !status && i < table->n_rows; i++)
        if (bp_bitmap_get(lisa->local.has_p, i))
            bp_column_set_integer(column, i, lisa->local.tally[i].n_drawn);
    return status;
}

static bp_status add_classes(bp_lisa *lisa, bp_table *table)
{
    int64_t n = table->n_rows;
    const char **texts = (const char **)calloc((size_t)n + 1, sizeof *texts);
    if (!texts)
        return bp_context_fail_memory(lisa->base.context, (size_t)n * sizeof *texts);
    for (int64_t i = 0; i < n; i++)
        texts[i] = bp_local_class_name((bp_local_class)lisa->local.kind[i]);
    bp_status status = bp_table_add_text(lisa->base.context, table, "class", texts);
    for (int64_t i = 0; i < n; i++)
        texts[i] = bp_lisa_cluster(lisa, i);
    if (!status)
        status = bp_table_add_text(lisa->base.context, table, "cluster", texts);
    free(texts);
    return status;
}

static bool is_result_name(const char *name)
{
    for (size_t k = 0; k < sizeof result_names / sizeof *result_names; k++)
        if (bp_text_distance(name, result_names[k]) == 0)
            return true;
    return false;
}

/* The ids, and the columns that were used unless a result has their name. */
static bp_status add_inputs(bp_lisa *lisa, bp_table *table)
{
    bp_statistic *s = &lisa->base;
    const char *id = is_result_name(s->ids.name) ? "id" : s->ids.name;
    bp_status status = bp_table_add_text(s->context, table, id, (const char *const *)s->ids.text);
    for (int c = 0; !status && c < s->n_columns; c++) {
        if (is_result_name(s->names[c]))
            bp_context_warn(s->context, "column_name",
                            "column '%s' is not copied to %s, where a result has that name", s->names[c],
                            s->out);
        else if (bp_table_find(table, s->names[c]) < 0)
            status = add_reals(lisa, table, s->names[c], s->values[c].value, s->values[c].valid);
    }
    return status;
}

static bp_status fill_table(bp_lisa *lisa, bp_table *table)
{
    const bp_local *local = &lisa->local;
    table->n_rows = local->n;
    bp_status status = add_inputs(lisa, table);
    if (!status)
        status = add_reals(lisa, table, "statistic", local->statistic, local->has);
    if (!status)
        status = add_reals(lisa, table, "lag", local->lag, local->has);
    if (!status)
        status = add_reals(lisa, table, "expectation", local->expectation, local->has_z);
    if (!status)
        status = add_reals(lisa, table, "variance", local->variance, local->has_z);
    if (!status)
        status = add_reals(lisa, table, "z", local->z, local->has_z);
    if (!status)
        status = add_reals(lisa, table, "p", local->p, local->has_p);
    if (!status)
        status = add_reals(lisa, table, "q", lisa->q, local->has_p);
    if (!status)
        status = add_draws(lisa, table);
    if (!status)
        status = add_classes(lisa, table);
    return status;
}

bp_status bp_lisa_write(bp_lisa *lisa)
{
    bp_statistic *s = &lisa->base;
    bp_table table = BP_TABLE_INIT;
    if (!s->out)
        return BP_OK;
    bp_progress_begin(s->call->progress, "write");
    bp_status status = fill_table(lisa, &table);
    /* The geometry is lent to the layer for the writing. */
    bp_layer layer = {table, s->layer.polygons, s->layer.crs};
    if (!status && bp_has_extension(s->out, ".csv"))
        status = bp_table_write_csv(s->context, &table, s->out, NULL);
    else if (!status && bp_has_extension(s->out, ".geojson"))
        status = bp_layer_write_geojson(s->context, &layer, s->out);
    else if (!status)
        status = bp_layer_write(s->context, &layer, s->out, "lisa");
    bp_table_clear(&table);
    return status;
}

static const char *inference_text(const bp_lisa *lisa, char *text, size_t size)
{
    if (lisa->kind == BP_LISA_JOINCOUNT)
        return "exact (hypergeometric)";
    if (lisa->local.inference == BP_INFERENCE_ANALYTIC)
        return "analytic (normal)";
    char count[32];
    snprintf(text, size, "%s conditional permutations, %s", bp_text_count(lisa->options.permutations, count),
             lisa->local.inference == BP_INFERENCE_PERMUTATION ? "shared" : "unit by unit");
    return text;
}

static void print_correction(const bp_lisa *lisa)
{
    char tests[32], significant[32];
    const bp_cutoff *cutoff = &lisa->cutoff;
    bp_text_count(cutoff->n_tests, tests);
    printf("correction: %s at %g: ", bp_correction_name(lisa->correction), lisa->alpha);
    if (cutoff->n_significant == 0)
        printf("nothing is significant in %s %s\n", tests, cutoff->n_tests == 1 ? "test" : "tests");
    else
        printf("p up to %.6g is significant, %s of %s %s\n", cutoff->cutoff,
               bp_text_count(cutoff->n_significant, significant), tests,
               cutoff->n_tests == 1 ? "test" : "tests");
}

static bp_status print_table(const bp_lisa *lisa, const cluster_counts *counts)
{
    char neighbours[512], inference[64], units[32];
    const bp_statistic *s = &lisa->base;
    printf("%s", bp_lisa_names[lisa->kind]);
    for (int c = 0; c < s->n_columns; c++)
        printf("%s %s", c ? "," : " of", s->names[c]);
    printf("\nweights: %s, style %s\n", bp_statistic_neighbours(s, neighbours, 512),
           bp_statistic_style(s->request.style));
    bp_status status = bp_statistic_print_options(s);
    printf("p-values: %s, %s\n", bp_alternative_name(s->alternative),
           inference_text(lisa, inference, sizeof inference));
    print_correction(lisa);
    printf("\n");
    for (int k = 0; k < counts->n; k++)
        printf("%-16s %13s\n", counts->name[k], bp_text_count(counts->units[k], units));
    if (s->out)
        printf("\nwritten to %s\n", s->out);
    return status;
}

static bp_status print_json(const bp_lisa *lisa, const cluster_counts *counts)
{
    char inference[64];
    const bp_statistic *s = &lisa->base;
    const bp_local *local = &lisa->local;
    json_t *columns = json_array(), *clusters = json_object(), *root = json_object();
    for (int c = 0; c < s->n_columns; c++)
        json_array_append_new(columns, json_string(s->names[c]));
    for (int k = 0; k < counts->n; k++)
        json_object_set_new(clusters, counts->name[k], json_integer(counts->units[k]));
    json_object_set_new(root, "command", json_string("lisa"));
    json_object_set_new(root, "statistic", json_string(bp_lisa_names[lisa->kind]));
    json_object_set_new(root, "source", json_string(s->call->arguments[0]));
    if (s->out)
        json_object_set_new(root, "output", json_string(s->out));
    json_object_set_new(root, "columns", columns);
    json_object_set_new(root, "weights", bp_statistic_weights_json(s));
    json_object_set_new(root, "inference", json_string(inference_text(lisa, inference, sizeof inference)));
    json_object_set_new(root, "permutations", json_integer(local->tally ? lisa->options.permutations : 0));
    json_object_set_new(root, "stop_after", json_integer((json_int_t)lisa->options.stop_after));
    json_object_set_new(root, "seed", json_integer((json_int_t)lisa->options.seed));
    json_object_set_new(root, "alternative", json_string(bp_alternative_name(s->alternative)));
    json_object_set_new(root, "correction", json_string(bp_correction_name(lisa->correction)));
    json_object_set_new(root, "alpha", json_real(lisa->alpha));
    json_object_set_new(root, "cutoff", json_real(lisa->cutoff.cutoff));
    json_object_set_new(root, "tests", json_integer(lisa->cutoff.n_tests));
    json_object_set_new(root, "significant", json_integer(lisa->cutoff.n_significant));
    json_object_set_new(root, "islands", json_integer(local->n_islands));
    json_object_set_new(root, "missing", json_integer(local->n_missing));
    json_object_set_new(root, "clusters", clusters);
    json_object_set_new(root, "warnings", bp_statistic_warnings(s->context));
    return bp_json_print(s->context, root);
}

bp_status bp_lisa_print(const bp_lisa *lisa)
{
    bp_status status = BP_OK;
    cluster_counts counts = count_clusters(lisa);
    bp_progress_end(lisa->base.call->progress);
    bp_statistic_print_warnings(lisa->base.call);
    if (lisa->base.format == BP_FORMAT_JSON)
        status = print_json(lisa, &counts);
    else if (lisa->base.format == BP_FORMAT_TABLE)
        status = bp_progress_quiet(lisa->base.call->progress) ? BP_OK : print_table(lisa, &counts);
    else {
        puts("cluster,units");
        for (int k = 0; k < counts.n; k++)
            printf("%s,%" PRId64 "\n", counts.name[k], counts.units[k]);
    }
    return status;
}
