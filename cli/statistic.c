#include "cli/statistic.h"

#include "analysis/rates.h"
#include "cli/out_file.h"
#include "cli/roles.h"
#include "cli/units_layer.h"
#include "geo/bitmap.h"
#include "geo/read.h"
#include "geo/text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { ISLANDS_SHOWN = 5 };

/* How well a column must fit to be taken for that of the codes. */
static const double sure = 0.8;

static const char *const alternatives[] = {"two-sided", "greater", "less", "directed", NULL};
static const char *const formats[] = {"table", "json", "csv", NULL};

bp_status bp_statistic_word(const bp_call *call, const char *option, const char *const *words, int *out)
{
    const char *text = bp_call_text(call, option, NULL);
    char list[128] = "";
    size_t used = 0;
    if (!text)
        return BP_OK;
    for (int i = 0; words[i]; i++) {
        if (strcmp(text, words[i]) == 0) {
            *out = i;
            return BP_OK;
        }
        const char *before = i == 0 ? "" : words[i + 1] ? ", " : " or ";
        if (used < sizeof list)
            used += (size_t)snprintf(list + used, sizeof list - used, "%s%s", before, words[i]);
    }
    return bp_context_fail(call->context, BP_ERROR_ARGUMENT, "%s: --%s: found '%s', expected %s",
                           call->command->name, option, text, list);
}

/* Is the last argument a file to write, by its extension? */
static bool is_output(const char *argument)
{
    static const char *const extensions[] = {".gpkg", ".geojson", ".shp", ".csv", NULL};
    for (int i = 0; extensions[i]; i++)
        if (bp_has_extension(argument, extensions[i]))
            return true;
    return false;
}

/* A file of a kind that is not written is no column: better said than looked for among the columns. */
static bp_status check_last(const bp_call *call, bool takes_out)
{
    static const char *const others[] = {".xlsx", ".xls", ".ods", ".json", ".parquet", ".kml",   ".kmz",
                                         ".gml",  ".fgb", ".gdb", ".dbf",  ".txt",     ".tsv",   ".tab",
                                         ".html", ".pdf", ".png", ".gal",  ".gwt",     ".arrow", NULL};
    const char *last = call->arguments[call->n_arguments - 1];
    bool is_file = !takes_out && is_output(last);
    for (int i = 0; !is_file && others[i]; i++)
        is_file = bp_has_extension(last, others[i]);
    if (!is_file || call->n_arguments < 3)
        return BP_OK;
    if (takes_out)
        return bp_context_fail(call->context, BP_ERROR_ARGUMENT,
                               "%s: found '%s' at the end; OUT may be a .gpkg, .geojson, .shp or .csv file",
                               call->command->name, last);
    return bp_context_fail(call->context, BP_ERROR_ARGUMENT,
                           "%s: found '%s' at the end, which looks like a file; this command writes none: "
                           "--format json or csv and > %s do",
                           call->command->name, last, last);
}

/* Queen contiguity is what is meant when nothing is said: the flag is set as if it had been given. So is a
 * band where distances are all that the geometry is for. */
static bp_status assume_way(bp_call *call, const char *way, const char *text)
{
    static const char *const ways[] = {"queen", "rook", "knn", "band", "from"};
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
        if (bp_call_has(call, ways[i]))
            return BP_OK;
    for (int i = 0; i < call->command->n_options; i++)
        if (strcmp(call->command->options[i].name, way) == 0)
            call->texts[i] = bp_text_copy(text);
    return bp_call_has(call, way) ? BP_OK : bp_context_fail_memory(call->context, 1);
}

/* Options that not every command of columns has. */
static bool knows_option(const bp_call *call, const char *name)
{
    for (int i = 0; i < call->command->n_options; i++)
        if (strcmp(call->command->options[i].name, name) == 0)
            return true;
    return false;
}

/* The columns of the arguments, and those that options name behind them. */
static bp_status list_names(bp_statistic *s, const char *const *arguments, int n)
{
    s->listed = (const char **)calloc((size_t)n + BP_STATISTIC_MORE, sizeof *s->listed);
    if (!s->listed)
        return bp_context_fail_memory(s->context, 0);
    for (int c = 0; c < n; c++)
        s->listed[s->n_columns++] = arguments[c];
    for (int c = 0; c < s->n_more; c++)
        s->listed[s->n_columns++] = s->more[c];
    s->names = s->listed;
    return BP_OK;
}

static bp_status read_command_line(bp_call *call, const bp_statistic_kind *kind, bp_statistic *s)
{
    int alternative = (int)kind->otherwise, format = BP_FORMAT_TABLE, n = call->n_arguments;
    if (kind->takes_out && n > (s->may_lack_columns ? 1 : 2) && is_output(call->arguments[n - 1]))
        s->out = call->arguments[--n];
    bp_status status = list_names(s, call->arguments + 1, n - 1);
    if (!status)
        status = check_last(call, kind->takes_out);
    if (!status && s->out)
        status = bp_out_file_check(call->context, s->out, BP_OUT_NEVER_REPLACED);
    if (!status)
        status = assume_way(call, s->without_weights ? "band" : "queen", s->without_weights ? "1" : "");
    if (!status)
        status = bp_weights_request_read(call, &s->request);
    if (!status && knows_option(call, "alternative"))
        status = bp_statistic_word(call, "alternative", alternatives, &alternative);
    if (!status)
        status = bp_statistic_word(call, "format", formats, &format);
    if (!bp_call_has(call, "style"))
        s->request.style = kind->style;
    s->alternative = (bp_alternative)alternative;
    s->format = (bp_format)format;
    return status;
}

/* A layer that is written again must be where it says it is, and of a kind that can be written. */
static bp_status check_shapes(const bp_statistic *s, bool writes_shapes, bool are_points)
{
    if (writes_shapes && are_points)
        return bp_context_fail(
            s->context, BP_ERROR_INPUT,
            "%s: holds points, of which no layer is written; name a .csv file, and join it by the "
            "ids",
            s->layer.table.source);
    return writes_shapes && !s->request.planar ? bp_units_layer_check_crs(s->context, &s->layer) : BP_OK;
}

/* Columns that were asked for and that of the ids, without repeats. */
static bp_status read_layer(bp_statistic *s)
{
    bp_read_options read = BP_READ_OPTIONS_INIT;
    const char *path = s->call->arguments[0], *id = bp_call_text(s->call, "id", NULL);
    const char **columns = (const char **)calloc((size_t)s->n_columns + 2, sizeof *columns);
    if (!columns)
        return bp_context_fail_memory(s->context, 0);
    for (int c = 0; c < s->n_columns + 2; c++) {
        const char *name = c < s->n_columns ? s->names[c] : c == s->n_columns ? id : s->text;
        bool repeated = !name;
        for (int k = 0; k < read.n_columns && !repeated; k++)
            repeated = strcmp(columns[k], name) == 0;
        if (!repeated)
            columns[read.n_columns++] = name;
    }
    read.columns = columns;
    read.layer = bp_call_text(s->call, "layer", NULL);
    bool are_points = false, writes_shapes = s->out && !bp_has_extension(s->out, ".csv");
    bool needs_shapes = s->request.way != BP_WEIGHTS_WAY_FILE || writes_shapes;
    bp_status status = needs_shapes
                           ? bp_units_layer_read(s->context, path, &read, &s->request, &s->layer, &are_points)
                           : bp_table_read(s->context, path, &read, &s->layer.table);
    if (!status)
        status = check_shapes(s, writes_shapes, are_points);
    if (!status)
        status = bp_unit_ids_make(s->context, &s->layer.table, id ? bp_table_find(&s->layer.table, id) : -1,
                                  &s->ids);
    free(columns);
    return status;
}

bp_status bp_statistic_open(bp_call *call, const bp_statistic_kind *kind, bp_statistic *s)
{
    s->call = call;
    s->context = call->context;
    bp_status status = read_command_line(call, kind, s);
    if (status)
        return status;
    bp_progress_begin(call->progress, "read");
    status = read_layer(s);
    if (!status)
        status = bp_statistic_read_values(s);
    if (status || s->without_weights)
        return status;
    bp_progress_begin(call->progress, "weights");
    bp_weights_request raw = s->request;
    raw.style = BP_WEIGHTS_BINARY;
    return bp_weights_request_make(s->context, &raw, &s->layer, &s->ids, &s->made);
}

void bp_statistic_clear(bp_statistic *s)
{
    for (int c = 0; s->values && c < s->n_columns; c++)
        bp_values_clear(&s->values[c]);
    free(s->values);
    free(s->listed);
    bp_weights_made_clear(&s->made);
    bp_unit_ids_clear(&s->ids);
    bp_layer_clear(&s->layer);
}

static void drop_self(bp_weights *weights)
{
    int64_t m = 0;
    for (int64_t i = 0, first = 0; i < weights->n; i++) {
        int64_t end = weights->offsets[i + 1];
        for (int64_t k = first; k < end; k++)
            if (weights->neighbours[k] != i) {
                weights->neighbours[m] = weights->neighbours[k];
                weights->value[m++] = weights->value[k];
            }
        first = end;
        weights->offsets[i + 1] = m;
    }
    weights->has_self = 0;
}

/* All units are linked to themselves, or none is and each gets its link: with some of them, Gi* would mean
   one thing here and another there. */
static bp_status check_self(bp_statistic *s, const bp_weights *weights)
{
    int64_t n_linked = 0, n_self = 0;
    for (int64_t i = 0; i < weights->n; i++) {
        n_linked += weights->offsets[i] < weights->offsets[i + 1];
        for (int64_t k = weights->offsets[i]; k < weights->offsets[i + 1]; k++)
            n_self += weights->neighbours[k] == i;
    }
    if (n_self == 0 || n_self == n_linked)
        return BP_OK;
    return bp_context_fail(s->context, BP_ERROR_INPUT,
                           "%s links %" PRId64 " of %" PRId64
                           " units to themselves; Gi* needs all of them or none "
                           "(each then gets its link)",
                           s->request.file ? s->request.file : "the weights", n_self, n_linked);
}

/* Without a link there is nothing to say of any unit: better a refusal than a table of nothing. */
static bp_status check_linked(bp_statistic *s, const uint8_t *valid, const bp_weights *weights)
{
    int64_t n_valid = 0;
    for (int64_t i = 0; i < weights->n; i++) {
        n_valid += bp_bitmap_get(valid, i);
        for (int64_t k = weights->offsets[i]; k < weights->offsets[i + 1]; k++)
            if (weights->neighbours[k] != i)
                return BP_OK;
    }
    if (n_valid == 0)
        return bp_context_fail(s->context, BP_ERROR_INPUT, "%s: no unit has a value in '%s'%s",
                               s->call->arguments[0], s->names[0],
                               s->n_columns > 1 ? " and in the columns beside it" : "");
    return bp_context_fail(s->context, BP_ERROR_INPUT,
                           "%s: no two units with a value are neighbours (%" PRId64
                           " have one); --knn K or a wider --band M gives every unit some, --tolerance M "
                           "joins borders that do not match",
                           s->call->arguments[0], n_valid);
}

static bp_status settle_self(bp_statistic *s, bp_self_links self, bp_weights *weights)
{
    bp_weights with = BP_WEIGHTS_INIT;
    if (self == BP_SELF_IN) {
        bp_status status = check_self(s, weights);
        if (status)
            return status;
        status = weights->has_self ? BP_OK : bp_weights_add_self(s->context, weights, 1.0, &with);
        if (!status && !weights->has_self) {
            bp_weights_clear(weights);
            *weights = with;
        }
        return status;
    }
    if (s->request.kernel.diagonal != BP_KERNEL_DIAGONAL_NONE)
        return bp_context_fail(s->context, BP_ERROR_ARGUMENT,
                               "%s: --diagonal gives units a weight for themselves, for which this statistic "
                               "has no place; --statistic gi_star of lisa has",
                               s->call->command->name);
    if (weights->has_self) {
        drop_self(weights);
        if (s->made.file.n_self > 0)
            bp_context_warn(s->context, "weights_self",
                            "%s links %" PRId64 " units to themselves; those links are left out",
                            s->request.file, s->made.file.n_self);
    }
    return BP_OK;
}

bp_status bp_statistic_weights(bp_statistic *s, const uint8_t *valid, bp_self_links self, bp_weights *out)
{
    bp_weights weights = BP_WEIGHTS_INIT;
    bp_status status = bp_weights_drop_missing(s->context, &s->made.weights, valid, &weights);
    if (!status)
        status = check_linked(s, valid, &weights);
    if (!status)
        status = settle_self(s, self, &weights);
    if (!status)
        status = bp_weights_style_set(s->context, &weights, s->request.style);
    if (status)
        bp_weights_clear(&weights);
    else
        *out = weights;
    return status;
}

bp_status bp_statistic_valid(const bp_statistic *s, int first, int m, uint8_t **out)
{
    int64_t n = s->layer.table.n_rows;
    uint8_t *valid = (uint8_t *)calloc(bp_bitmap_bytes(n), 1);
    if (!valid)
        return bp_context_fail_memory(s->context, bp_bitmap_bytes(n));
    for (int64_t i = 0; i < n; i++) {
        bool known = true;
        for (int c = first; known && c < first + m; c++)
            known = bp_values_is_valid(&s->values[c], i);
        if (known)
            bp_bitmap_set(valid, i);
    }
    *out = valid;
    return BP_OK;
}

bp_status bp_statistic_rates(const bp_statistic *s, const uint8_t *valid, double **out)
{
    int64_t n = s->layer.table.n_rows;
    double *rates = (double *)calloc((size_t)n + 1, sizeof *rates);
    if (!rates)
        return bp_context_fail_memory(s->context, (size_t)n * sizeof *rates);
    bp_rates input = {n, s->names[0], s->names[1], s->values[0].value, s->values[1].value, valid};
    bp_status status = bp_rates_standardise(s->context, &input, BP_RATES_NEVER_NEGATIVE, rates);
    if (status)
        free(rates);
    else
        *out = rates;
    return status;
}

/* The column of codes that a layer has, where units are called by their rows: read when a unit is to be
 * named. NULL: none that is sure. Lent from `table`. */
static const bp_column *find_codes(const bp_statistic *s, bp_table *table)
{
    bp_read_options read = BP_READ_OPTIONS_INIT;
    bp_field_roles *roles = NULL;
    const bp_column *codes = NULL;
    read.layer = bp_call_text(s->call, "layer", NULL);
    if (bp_call_has(s->call, "id") || bp_table_read(s->context, s->call->arguments[0], &read, table) ||
        table->n_rows != s->layer.table.n_rows || bp_field_roles_make(s->context, table, &roles))
        return NULL;
    int at = bp_field_roles_best(roles, table->n_columns, BP_FIELD_ID, sure);
    if (at >= 0 && table->columns[at].type == BP_COLUMN_TEXT)
        codes = &table->columns[at];
    bp_field_roles_free(roles, table->n_columns);
    return codes;
}

int64_t bp_statistic_islands(const bp_statistic *s, const bp_weights *weights, const uint8_t *valid,
                             char text[BP_ISLAND_BYTES])
{
    bp_table table = BP_TABLE_INIT;
    const bp_column *codes = NULL;
    int64_t n = 0;
    size_t used = 0;
    text[0] = '\0';
    for (int64_t i = 0; i < weights->n; i++) {
        if (!bp_bitmap_get(valid, i) || !bp_weights_is_island(weights, i))
            continue;
        if (n == 0)
            codes = find_codes(s, &table);
        const char *code = codes ? bp_column_text_at(codes, i) : NULL;
        if (n < ISLANDS_SHOWN)
            used += (size_t)snprintf(text + used, BP_ISLAND_BYTES - used, "%s%.60s%s%.40s%s", n ? ", " : "",
                                     s->ids.text[i], code ? " (" : "", code ? code : "", code ? ")" : "");
        n++;
    }
    if (n > ISLANDS_SHOWN)
        snprintf(text + used, BP_ISLAND_BYTES - used, ", ...");
    bp_table_clear(&table);
    return n;
}

void bp_statistic_warn_not_drawn(const bp_call *call, const char *why)
{
    if (bp_call_has(call, "permutations"))
        bp_context_warn(call->context, "permutations", "--permutations %" PRId64 " has no effect: %s",
                        bp_call_integer(call, "permutations", 0), why);
}
