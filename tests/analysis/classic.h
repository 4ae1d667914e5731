/* Classical data sets and the values that other programs gave for them, where they are at hand. */
#ifndef BP_TESTS_CLASSIC_H
#define BP_TESTS_CLASSIC_H

#include "analysis/weights.h"
#include "geo/read.h"
#include "geo/text.h"
#include "geo/values.h"
#include "tests/analysis/maps.h"

#include <stdio.h>

enum { CLASSIC_FIELDS = 32, CLASSIC_LINE = 2048 };

/* A csv file read row by row, fields by name. */
typedef struct reference_file {
    FILE *file;
    char header[CLASSIC_LINE], line[CLASSIC_LINE];
    char *names[CLASSIC_FIELDS], *fields[CLASSIC_FIELDS];
    int n_fields;
} reference_file;

/* Path of a file of reference data, or NULL when it is not there; to free(). */
static inline char *classic_path(const char *name)
{
    const char *data = getenv("BRANDPUNT_DATA"), *source = getenv("BRANDPUNT_SOURCE");
    char *path = data ? bp_text_format("%s/%s", data, name)
                      : bp_text_format("%s/../shared/data/%s", source ? source : ".", name);
    FILE *file = path ? fopen(path, "rb") : NULL;
    if (file) {
        fclose(file);
        return path;
    }
    printf("SKIPPED: %s is not there (set BRANDPUNT_DATA)\n", path ? path : name);
    free(path);
    return NULL;
}

static inline int split_line(char *line, char **fields)
{
    int n = 0, quoted = 0;
    line[strcspn(line, "\r\n")] = '\0';
    fields[n++] = line;
    for (char *c = line; *c; c++) {
        if (*c == '"')
            quoted = !quoted;
        if (*c == ',' && !quoted) {
            *c = '\0';
            ck_assert_int_lt(n, CLASSIC_FIELDS);
            fields[n++] = c + 1;
        }
    }
    for (int i = 0; i < n; i++)
        if (fields[i][0] == '"') {
            fields[i]++;
            fields[i][strcspn(fields[i], "\"")] = '\0';
        }
    return n;
}

/* False, with a line that says so, when the file is not there. */
static inline int open_reference(const char *name, reference_file *reference)
{
    char *relative = bp_text_format("../reference/%s", name), *path = classic_path(relative);
    free(relative);
    if (!path)
        return 0;
    reference->file = fopen(path, "r");
    free(path);
    ck_assert_ptr_nonnull(fgets(reference->header, CLASSIC_LINE, reference->file));
    reference->n_fields = split_line(reference->header, reference->names);
    return 1;
}

/* The next row; closes the file after the last. */
static inline int next_row(reference_file *reference)
{
    if (fgets(reference->line, CLASSIC_LINE, reference->file)) {
        ck_assert_int_eq(split_line(reference->line, reference->fields), reference->n_fields);
        return 1;
    }
    fclose(reference->file);
    return 0;
}

static inline const char *field_text(const reference_file *reference, const char *name)
{
    for (int i = 0; i < reference->n_fields; i++)
        if (strcmp(reference->names[i], name) == 0)
            return reference->fields[i];
    ck_abort_msg("no field %s", name);
    return NULL;
}

static inline double field_number(const reference_file *reference, const char *name)
{
    return strtod(field_text(reference, name), NULL);
}

/* A column of a set: columbus, guerry or sids. */
static inline bp_values classic_column(bp_context *context, const char *set, const char *column)
{
    bp_table table = BP_TABLE_INIT;
    bp_values values = BP_VALUES_INIT;
    char *name = bp_text_format("classic/%s.shp", strcmp(set, "guerry") == 0 ? "Guerry" : set);
    char *path = classic_path(name);
    ck_assert_ptr_nonnull(path);
    ck_bp_ok(context, bp_table_read(context, path, NULL, &table));
    int at = -1;
    for (int c = 0; c < table.n_columns; c++)
        if (bp_text_distance(table.columns[c].name, column) == 0)
            at = c;
    ck_assert_msg(at >= 0, "%s has no column %s", set, column);
    ck_bp_ok(context, bp_values_read(context, &table, at, NULL, 0, &values));
    bp_table_clear(&table);
    free(name);
    free(path);
    return values;
}

/* Links of a set by rule (queen, knn4, ...), in a style by the letter that spdep or esda gives it. */
static inline bp_weights classic_weights(bp_context *context, const char *set, const char *rule, int64_t n,
                                         char style)
{
    char *name = bp_text_format("%s_nb_%s.csv", set, rule);
    reference_file links;
    bp_weights weights = BP_WEIGHTS_INIT;
    ck_assert(open_reference(name, &links));
    bp_graph graph = BP_GRAPH_INIT;
    graph.n = n;
    graph.offsets = (int64_t *)calloc((size_t)n + 1, sizeof *graph.offsets);
    graph.neighbours = (int32_t *)calloc((size_t)n * (size_t)n + 1, sizeof *graph.neighbours);
    for (int64_t m = 0; next_row(&links); m++) {
        int i = (int)field_number(&links, "i");
        graph.neighbours[m] = (int32_t)field_number(&links, "j");
        for (int64_t k = i; k < n; k++)
            graph.offsets[k + 1] = m + 1;
    }
    ck_bp_ok(context, bp_weights_from_graph(context, &graph, &weights));
    const bp_weights_style styles[] = {BP_WEIGHTS_BINARY, BP_WEIGHTS_ROW,      BP_WEIGHTS_ROW,
                                       BP_WEIGHTS_GLOBAL, BP_WEIGHTS_VARIANCE, BP_WEIGHTS_VARIANCE};
    const char letters[] = "BWRCSV";
    ck_bp_ok(context, bp_weights_style_set(context, &weights, styles[strchr(letters, style) - letters]));
    bp_graph_clear(&graph);
    free(name);
    return weights;
}

#endif
