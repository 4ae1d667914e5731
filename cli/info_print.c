/* brandpunt info, for people and for programs. */
#include "cli/info.h"
#include "cli/terminal.h"

#include "geo/text.h"

#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Widths of the columns; with the blanks between them they make 80. */
enum {
    NAME_MOST = 24,
    TYPE_WIDTH = 7,
    MISSING_WIDTH = 9,
    ROLE_WIDTH = 13,
    EXAMPLE_BYTES = 256,
    CODES_SHOWN = 6
};

/* A role that fits worse is left to the JSON. */
static const double least_shown = 0.45;

/* Characters in the first `bytes` of a text. */
static size_t width_of_first(const char *text, size_t bytes)
{
    size_t n = 0;
    for (size_t k = 0; k < bytes; k++)
        n += ((unsigned char)text[k] & 0xC0) != 0x80;
    return n;
}

static size_t width_of(const char *text)
{
    return width_of_first(text, strlen(text));
}

/* Print in `width` columns: filled up with blanks, or cut, with "..." for the rest. */
static void print_padded(const char *text, size_t width)
{
    size_t n = width_of(text), shown = n > width ? width - 3 : n, at = 0;
    for (size_t k = 0; text[at]; at++) {
        k += ((unsigned char)text[at] & 0xC0) != 0x80;
        if (k > shown)
            break;
    }
    printf("%.*s", (int)at, text);
    if (n > width)
        fputs("...", stdout);
    for (size_t k = n; k < width; k++)
        putchar(' ');
}

static const char *type_name(bp_column_type type)
{
    return type == BP_COLUMN_TEXT ? "text" : type == BP_COLUMN_INTEGER ? "whole" : "real";
}

/* Areas and lines stand where their geometry is, not in columns. */
static bool is_possible(const bp_source_layer *layer, bp_field_role role)
{
    return layer->dimension < 1 || (role != BP_FIELD_X && role != BP_FIELD_Y);
}

static const char *best_role(const bp_source_layer *layer, const bp_field_roles *roles)
{
    for (int k = 0; k < roles->n_fits && roles->fits[k].score >= least_shown; k++)
        if (is_possible(layer, roles->fits[k].role))
            return bp_field_role_name(roles->fits[k].role);
    return "";
}

/* Line ends and the like would break the table. */
static void join_examples(const bp_field_profile *profile, char *buffer)
{
    size_t n = 0;
    buffer[0] = '\0';
    for (int i = 0; i < BP_FIELD_EXAMPLES && profile->examples[i] && n < EXAMPLE_BYTES; i++)
        n += (size_t)snprintf(buffer + n, EXAMPLE_BYTES - n, "%s%s", i ? ", " : "", profile->examples[i]);
    for (char *c = buffer; *c; c++)
        if ((unsigned char)*c < ' ')
            *c = ' ';
}

static void print_field(const bp_info_layer *info, int c, size_t name_width)
{
    const bp_table *table = &info->table;
    const bp_field_roles *roles = info->roles;
    const bp_column *column = &table->columns[c];
    char examples[EXAMPLE_BYTES], missing[32];
    join_examples(&roles[c].profile, examples);
    if (width_of(column->name) > name_width) {
        printf("  %s\n", column->name);
        printf("  %*s", (int)name_width, "");
    } else {
        fputs("  ", stdout);
        print_padded(column->name, name_width);
    }
    printf(" %-*s %*s  ", TYPE_WIDTH, type_name(column->type), MISSING_WIDTH - 2,
           bp_text_count(roles[c].profile.n_missing, missing));
    const char *role = best_role(info->layer, &roles[c]);
    size_t left = BP_TERMINAL_COLUMNS - 2 - name_width - 1 - TYPE_WIDTH - 1 - MISSING_WIDTH - 1 - ROLE_WIDTH;
    if (role[0]) {
        print_padded(examples, left);
        printf(" %s\n", role);
    } else {
        puts(width_of(examples) <= left ? examples : (print_padded(examples, left), ""));
    }
}

static void print_fields(const bp_info_layer *info)
{
    size_t width = strlen("field");
    const bp_table *table = &info->table;
    for (int c = 0; c < table->n_columns; c++) {
        size_t n = width_of(table->columns[c].name);
        if (n > width)
            width = n < NAME_MOST ? n : NAME_MOST;
    }
    size_t left = BP_TERMINAL_COLUMNS - 2 - width - 1 - TYPE_WIDTH - 1 - MISSING_WIDTH - 1 - ROLE_WIDTH;
    printf("\n  %-*s %-*s %*s  %-*s %s\n", (int)width, "field", TYPE_WIDTH, "type", MISSING_WIDTH - 2,
           "missing", (int)left, "examples", "could be");
    for (int c = 0; c < table->n_columns; c++)
        print_field(info, c, width);
}

/* "name: " and what follows it, broken between words at 80 columns. */
static void print_wrapped(const char *front, const char *text)
{
    size_t indent = width_of(front), at = indent;
    fputs(front, stdout);
    for (bool is_first = true; *text; is_first = false) {
        size_t n = strcspn(text, " "), width = width_of_first(text, n);
        if (!is_first && at + 1 + width > BP_TERMINAL_COLUMNS) {
            printf("\n%*s", (int)indent, "");
            at = indent;
        } else if (!is_first) {
            putchar(' ');
            at++;
        }
        fwrite(text, 1, n, stdout);
        at += width;
        text += n + strspn(text + n, " ");
    }
    putchar('\n');
}

/* The codes that stand for a missing value, of the first columns that have some; blank cells need no word. */
static void print_missing_codes(const bp_info_layer *info)
{
    int n = 0;
    char count[32];
    for (int c = 0; c < info->table.n_columns; c++) {
        const bp_field_profile *profile = &info->roles[c].profile;
        if (profile->n_missing_codes == 0 || n++ >= CODES_SHOWN)
            continue;
        if (n == 1)
            fputs("\n  codes for missing values:\n", stdout);
        printf("    %.40s: %s%s in %s cell%s\n", profile->name, profile->missing_code,
               profile->has_more_codes ? " and others" : "", bp_text_count(profile->n_missing_codes, count),
               profile->n_missing_codes == 1 ? "" : "s");
    }
    if (n > CODES_SHOWN)
        printf("    and in %d more column%s\n", n - CODES_SHOWN, n == CODES_SHOWN + 1 ? "" : "s");
}

/* A table of several levels has rows of municipalities beside those of neighbourhoods. */
static void print_levels(const bp_info_layer *info)
{
    for (int c = 0; c < info->table.n_columns; c++) {
        const bp_field_profile *profile = &info->roles[c].profile;
        char front[80], text[BP_FIELD_LEVELS * 40] = "", count[32];
        size_t n = 0;
        if (profile->n_levels < 2 || profile->n_codes * 20 < profile->n_distinct)
            continue;
        for (int i = 0; i < profile->n_levels; i++)
            n += (size_t)snprintf(text + n, sizeof text - n, "%s%s in %s row%s", i ? ", " : "",
                                  profile->levels[i].prefix, bp_text_count(profile->levels[i].n, count),
                                  profile->levels[i].n == 1 ? "" : "s");
        snprintf(front, sizeof front, "  levels of %.40s: ", profile->name);
        putchar('\n');
        print_wrapped(front, text);
    }
}

/* Without their values, the fields are named only. */
static void print_names(const bp_source_layer *layer)
{
    size_t at = 9;
    fputs("  fields ", stdout);
    for (int f = 0; f < layer->n_fields; f++) {
        size_t n = width_of(layer->fields[f].name) + (f + 1 < layer->n_fields);
        if (at + 1 + n > BP_TERMINAL_COLUMNS && f > 0) {
            fputs("\n         ", stdout);
            at = 9;
        }
        printf(" %s%s", layer->fields[f].name, f + 1 < layer->n_fields ? "," : "");
        at += 1 + n;
    }
    putchar('\n');
}

/* What study keys the best columns are for. */
static void print_suggestion(const bp_info_layer *info)
{
    static const bp_field_role roles[] = {
        BP_FIELD_ID,           BP_FIELD_KEY,  BP_FIELD_NAME, BP_FIELD_POPULATION,
        BP_FIELD_MUNICIPALITY, BP_FIELD_YEAR, BP_FIELD_X,    BP_FIELD_Y};
    bool is_first = true;
    int id = bp_field_roles_best(info->roles, info->table.n_columns, BP_FIELD_ID, least_shown);
    for (size_t k = 0; k < sizeof roles / sizeof *roles; k++) {
        int c = bp_field_roles_best(info->roles, info->table.n_columns, roles[k], least_shown);
        /* What is the id is nothing else; a key is only looked for where there is no id. */
        if (c < 0 || !is_possible(info->layer, roles[k]) || (roles[k] != BP_FIELD_ID && c == id) ||
            (roles[k] == BP_FIELD_KEY && id >= 0))
            continue;
        if (is_first)
            fputs("\n  best fits:\n", stdout);
        is_first = false;
        printf("    %s: %s\n", bp_field_role_name(roles[k]), info->table.columns[c].name);
    }
}

static void print_extent(const bp_source_layer *layer)
{
    char numbers[4][32];
    for (int i = 0; i < 4; i++)
        snprintf(numbers[i], sizeof numbers[i], fabs(layer->extent[i]) < 1000.0 ? "%.5f" : "%.0f",
                 layer->extent[i]);
    printf("  extent   %s, %s to %s, %s\n", numbers[0], numbers[1], numbers[2], numbers[3]);
    print_wrapped("  like     ", bp_crs_guess(layer->extent));
}

static void print_layer(const bp_info_layer *info)
{
    const bp_source_layer *layer = info->layer;
    char count[32];
    printf("\n%s: %s, ", layer->name, layer->geometry ? layer->geometry : "table");
    if (layer->n_features < 0)
        fputs("number of rows not told\n", stdout);
    else
        printf("%s %s%s\n", bp_text_count(layer->n_features, count), layer->geometry ? "feature" : "row",
               layer->n_features == 1 ? "" : "s");
    if (layer->geometry)
        printf("  CRS      %s%s%s\n", layer->crs.code ? layer->crs.code : "", layer->crs.code ? ", " : "",
               layer->crs.name ? layer->crs.name : "none");
    if (layer->has_extent)
        print_extent(layer);
    if (bp_info_oddity(layer))
        print_wrapped("  note     ", bp_info_oddity(layer));
    if (layer->encoding)
        printf("  texts    %s\n", layer->encoding);
    printf("  could be %s\n", bp_info_use(layer));
    if (info->roles) {
        print_fields(info);
        print_missing_codes(info);
        print_levels(info);
        print_suggestion(info);
    } else if (layer->n_fields > 0) {
        print_names(layer);
    }
}

void bp_info_print(const bp_info *info)
{
    const bp_source_description *description = &info->description;
    printf("%s: %s, %d layer%s\n", description->shown, description->driver, description->n_layers,
           description->n_layers == 1 ? "" : "s");
    for (int i = 0; i < description->n_layers; i++)
        print_layer(&info->layers[i]);
}

static json_t *text_or_null(const char *text)
{
    json_t *string = text ? json_string(text) : NULL;
    return string ? string : json_null();
}

static json_t *number_or_null(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

static json_t *json_of_roles(const bp_field_roles *roles)
{
    json_t *array = json_array();
    for (int k = 0; k < roles->n_fits; k++) {
        const bp_role_fit *fit = &roles->fits[k];
        json_array_append_new(array, json_pack("{s:s, s:f, s:o}", "role", bp_field_role_name(fit->role),
                                               "score", fit->score, "reason", text_or_null(fit->reason)));
    }
    return array;
}

static void add_profile(json_t *object, const bp_field_roles *roles)
{
    const bp_field_profile *profile = &roles->profile;
    json_t *examples = json_array();
    for (int i = 0; i < BP_FIELD_EXAMPLES && profile->examples[i]; i++)
        json_array_append_new(examples, text_or_null(profile->examples[i]));
    json_object_set_new(object, "missing", json_integer(profile->n_missing));
    json_object_set_new(object, "missing_codes", json_integer(profile->n_missing_codes));
    json_object_set_new(object, "missing_code",
                        text_or_null(profile->missing_code[0] ? profile->missing_code : NULL));
    json_object_set_new(object, "distinct", json_integer(profile->n_distinct));
    json_object_set_new(object, "numbers", json_integer(profile->n_numbers));
    json_object_set_new(object, "least", number_or_null(profile->least));
    json_object_set_new(object, "most", number_or_null(profile->most));
    json_object_set_new(object, "examples", examples);
    json_object_set_new(object, "roles", json_of_roles(roles));
}

static json_t *json_of_layer(const bp_info_layer *info)
{
    const bp_source_layer *layer = info->layer;
    json_t *fields = json_array(), *object = json_object();
    for (int f = 0; f < layer->n_fields; f++) {
        const bp_source_field *field = &layer->fields[f];
        json_t *one = json_pack("{s:o, s:s, s:o}", "name", text_or_null(field->name), "type",
                                type_name(field->type), "kind", text_or_null(field->kind));
        int c = info->roles ? bp_table_find(&info->table, field->name) : -1;
        if (c >= 0)
            add_profile(one, &info->roles[c]);
        json_array_append_new(fields, one);
    }
    json_object_set_new(object, "name", text_or_null(layer->name));
    json_object_set_new(object, "geometry", text_or_null(layer->geometry));
    json_object_set_new(object, "features",
                        layer->n_features < 0 ? json_null() : json_integer(layer->n_features));
    json_object_set_new(object, "crs",
                        layer->crs.wkt ? json_pack("{s:o, s:o}", "code", text_or_null(layer->crs.code),
                                                   "name", text_or_null(layer->crs.name))
                                       : json_null());
    json_object_set_new(object, "extent",
                        layer->has_extent ? json_pack("[f, f, f, f]", layer->extent[0], layer->extent[1],
                                                      layer->extent[2], layer->extent[3])
                                          : json_null());
    json_object_set_new(object, "looks_like",
                        text_or_null(layer->has_extent ? bp_crs_guess(layer->extent) : NULL));
    json_object_set_new(object, "note", text_or_null(bp_info_oddity(layer)));
    json_object_set_new(object, "encoding", text_or_null(layer->encoding));
    json_object_set_new(object, "could_be", json_string(bp_info_use(layer)));
    json_object_set_new(object, "fields", fields);
    return object;
}

bp_status bp_info_print_json(bp_context *context, const bp_info *info)
{
    const bp_source_description *description = &info->description;
    json_t *layers = json_array();
    for (int i = 0; i < description->n_layers; i++)
        json_array_append_new(layers, json_of_layer(&info->layers[i]));
    json_t *root = json_pack("{s:s, s:o, s:s, s:s, s:o}", "schema", "brandpunt-info-1", "source",
                             text_or_null(description->shown), "kind", bp_source_kind_name(description->kind),
                             "driver", description->driver, "layers", layers);
    char *text = root ? json_dumps(root, JSON_INDENT(2) | JSON_REAL_PRECISION(12)) : NULL;
    json_decref(root);
    if (!text)
        return bp_context_fail_memory(context, 0);
    puts(text);
    free(text);
    return BP_OK;
}
