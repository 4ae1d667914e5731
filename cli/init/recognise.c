/* Which file holds the units, and what their columns are. */
#include "cli/init/init.h"

#include "cli/list.h"
#include "cli/share.h"
#include "geo/folder.h"
#include "geo/source.h"
#include "geo/text.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A role is taken from here on; the shares of a list's codes that must be among the study's. */
static const double LEAST_FIT = 0.5, SURE_FIT = 0.7, LIST_FOUND = 0.9, PROGRAMME_FOUND = 0.5;

void bp_init_clear(bp_init *init)
{
    for (int l = 0; l < init->n_layers; l++) {
        bp_init_layer *layer = &init->layers[l];
        free(layer->source);
        free(layer->name);
        free(layer->row_of);
        free(layer->why_not);
        bp_texts_free(layer->missing, layer->n_missing);
        free(layer->indicators);
        bp_key_join_report_clear(&layer->join);
    }
    free(init->layers);
    for (int i = 0; i < init->n_infos; i++)
        bp_info_clear(&init->infos[i]);
    free(init->infos);
    free(init->title);
    bp_aliases_clear(&init->aliases);
    *init = (bp_init)BP_INIT_INIT;
}

/* Components that two absolute paths have in common, as bytes with the closing slash. */
static size_t common_bytes(const char *a, const char *b)
{
    size_t common = 0;
    for (size_t i = 0; a[i] && a[i] == b[i]; i++)
        if (a[i] == '/')
            common = i + 1;
    return common;
}

char *bp_init_source(const char *path, const char *study_path)
{
    if (!bp_source_is_local(path))
        return bp_text_copy(path);
    char *source = bp_path_absolute(path), *study = bp_path_absolute(study_path), *result = NULL;
    size_t common = source && study ? common_bytes(source, study) : 0;
    /* On another drive, or with nothing but the root in common, the whole path is the clearer one. */
    if (source && study && common <= 1) {
        result = bp_text_copy(source);
    } else if (source && study) {
        result = bp_text_copy(source + common);
        for (const char *c = study + common; result && *c; c++) {
            char *longer = *c == '/' ? bp_text_format("../%s", result) : NULL;
            if (*c != '/')
                continue;
            free(result);
            result = longer;
        }
    }
    free(source);
    free(study);
    return result;
}

/* The file's or layer's name without folders and what follows a dot, in letters, digits and _; to free(). */
static char *stem_of(const char *text)
{
    const char *start = text;
    for (const char *c = text; *c; c++)
        if ((*c == '/' || *c == '\\') && c[1])
            start = c + 1;
    char *name = bp_text_copy(start);
    for (char *c = name; c && *c; c++) {
        if (*c == '.' && c > name)
            *c = '\0';
        if (*c && !isalnum((unsigned char)*c))
            *c = '_';
        if (!*c)
            break;
    }
    return name;
}

/* A name as a study has it for a table: none twice. */
static char *table_name(const bp_init *init, const char *text)
{
    char *name = stem_of(text);
    int same = strcmp(name ? name : "", "units") == 0;
    for (int l = 0; name && l < init->n_layers; l++)
        same += init->layers[l].name && strcmp(init->layers[l].name, name) == 0;
    if (!name || !same)
        return name;
    char *other = bp_text_format("%s_%d", name, init->n_layers + 1);
    free(name);
    return other;
}

static bp_status add_layers(bp_init *init, const char *path, const char *study_path, bp_info *info)
{
    int n = info->description.n_layers;
    bp_init_layer *grown =
        (bp_init_layer *)realloc(init->layers, (size_t)(init->n_layers + n + 1) * sizeof *grown);
    if (!grown)
        return bp_context_fail_memory(init->context, 0);
    init->layers = grown;
    for (int l = 0; l < n; l++) {
        bp_init_layer layer = {.path = path, .key = -1, .needs_layer = n > 1, .info = &info->layers[l]};
        layer.name = table_name(init, n > 1 ? info->description.layers[l].name : path);
        layer.source = bp_init_source(path, study_path);
        grown[init->n_layers++] = layer;
        if (!layer.name || !layer.source)
            return bp_context_fail_memory(init->context, 0);
    }
    return BP_OK;
}

static int best(const bp_init_layer *layer, bp_field_role role, double least)
{
    return layer->info->roles
               ? bp_field_roles_best(layer->info->roles, layer->info->table.n_columns, role, least)
               : -1;
}

static bool has_polygons(const bp_init_layer *layer)
{
    return layer->info->layer->dimension == 2;
}

static bp_status fail_no_polygons(const bp_init *init)
{
    return bp_context_fail(init->context, BP_ERROR_INPUT,
                           "%s%s: no layer of polygons is among the files; give the one with the units, too",
                           init->layers[0].path, init->n_infos > 1 ? " and the others" : "");
}

static bp_status fail_no_id(const bp_init *init, const bp_init_layer *layer)
{
    char names[512] = "";
    size_t at = 0;
    const bp_table *table = &layer->info->table;
    for (int c = 0; c < table->n_columns && at < sizeof names; c++)
        at += (size_t)snprintf(names + at, sizeof names - at, "%s%s", c ? ", " : "", table->columns[c].name);
    return bp_context_fail(
        init->context, BP_ERROR_INPUT,
        "%s, layer %s: no column could be the id of a unit, a code that is filled in every row and every one "
        "another; it has %s",
        layer->path, layer->info->layer->name, names[0] ? names : "no columns");
}

static bp_status fail_two(const bp_init *init, int first, int second)
{
    const bp_init_layer *a = &init->layers[first], *b = &init->layers[second];
    return bp_context_fail(init->context, BP_ERROR_INPUT,
                           "both %s (layer %s) and %s (layer %s) could be the units: polygons with an id%s; "
                           "give one of them only",
                           a->path, a->info->layer->name, b->path, b->info->layer->name,
                           best(a, BP_FIELD_POPULATION, LEAST_FIT) >= 0 ? " and residents" : "");
}

/* The polygons with an id and residents; where none has residents, those with an id. */
static bp_status choose_units(bp_init *init)
{
    int without_id = -1;
    for (int round = 0; round < 2 && init->units < 0; round++) {
        for (int l = 0; l < init->n_layers; l++) {
            const bp_init_layer *layer = &init->layers[l];
            if (!has_polygons(layer))
                continue;
            bool has_id = best(layer, BP_FIELD_ID, LEAST_FIT) >= 0;
            without_id = has_id ? without_id : l;
            if (!has_id || (round == 0 && best(layer, BP_FIELD_POPULATION, LEAST_FIT) < 0))
                continue;
            if (init->units >= 0)
                return fail_two(init, init->units, l);
            init->units = l;
        }
    }
    if (init->units >= 0)
        return BP_OK;
    return without_id < 0 ? fail_no_polygons(init) : fail_no_id(init, &init->layers[without_id]);
}

static bool name_has(const char *name, const char *part)
{
    size_t n = strlen(part);
    for (; *name; name++) {
        size_t i = 0;
        while (i < n && tolower((unsigned char)name[i]) == part[i])
            i++;
        if (i == n)
            return true;
    }
    return false;
}

static bool is_of_municipality(const char *name)
{
    return name_has(name, "gem") || name_has(name, "gm_") || name_has(name, "municip");
}

/* Names that many units share. */
static int find_municipality_name(const bp_init *init, const bp_init_layer *layer)
{
    for (int c = 0; c < layer->info->table.n_columns; c++) {
        const bp_field_profile *profile = &layer->info->roles[c].profile;
        bool is_text = layer->info->table.columns[c].type == BP_COLUMN_TEXT && profile->n_distinct > 0 &&
                       profile->n_numbers == 0 && profile->n_codes == 0;
        if (c != init->id && c != init->municipality && is_text && is_of_municipality(profile->name))
            return c;
    }
    return -1;
}

/* The units' own names; those of their municipalities are no such. */
static int find_name(const bp_init *init, const bp_init_layer *layer)
{
    int found = -1;
    double most = LEAST_FIT;
    for (int c = 0; c < layer->info->table.n_columns; c++) {
        const bp_field_roles *roles = &layer->info->roles[c];
        if (c == init->id || c == init->municipality || is_of_municipality(roles->profile.name))
            continue;
        for (int k = 0; k < roles->n_fits; k++)
            if (roles->fits[k].role == BP_FIELD_NAME && roles->fits[k].score > most) {
                most = roles->fits[k].score;
                found = c;
            }
    }
    return found;
}

/* WK036392, BU03639201: letters of a wijk or buurt, and behind them the municipality's four digits. */
static bool is_dutch_code(const char *text)
{
    bool is_unit = text && (strncmp(text, "WK", 2) == 0 || strncmp(text, "BU", 2) == 0);
    size_t digits = is_unit ? strspn(text + 2, "0123456789") : 0;
    return (digits == 6 || digits == 8) && !text[2 + digits];
}

static bool has_dutch_codes(const bp_table *table, int column)
{
    const bp_column *codes = &table->columns[column];
    for (int64_t i = 0; i < table->n_rows; i++)
        if (codes->type != BP_COLUMN_TEXT || !is_dutch_code(bp_column_text_at(codes, i)))
            return false;
    return table->n_rows > 0;
}

static void choose_columns(bp_init *init)
{
    const bp_init_layer *units = &init->layers[init->units];
    const bp_table *table = &units->info->table;
    init->id = best(units, BP_FIELD_ID, LEAST_FIT);
    init->municipality = best(units, BP_FIELD_MUNICIPALITY, SURE_FIT);
    if (init->municipality == init->id)
        init->municipality = -1;
    init->code_has_municipality = init->municipality < 0 && has_dutch_codes(table, init->id);
    init->name = find_name(init, units);
    if (init->municipality >= 0)
        init->municipality_name = find_municipality_name(init, units);
}

static bp_status choose_population(bp_init *init)
{
    const bp_init_layer *units = &init->layers[init->units];
    init->population_layer = init->units;
    init->population = best(units, BP_FIELD_POPULATION, LEAST_FIT);
    for (int l = 0; init->population < 0 && l < init->n_layers; l++) {
        if (init->layers[l].key < 0)
            continue;
        init->population_layer = l;
        init->population = best(&init->layers[l], BP_FIELD_POPULATION, LEAST_FIT);
    }
    if (init->population >= 0)
        return BP_OK;
    return bp_context_fail(
        init->context, BP_ERROR_INPUT,
        "%s, layer %s: no column with the number of residents is recognised, there or in a "
        "table that goes with it; give a file that has one, named population or the like",
        units->path, units->info->layer->name);
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The share of a shipped list's codes that units (or, `first` to `last`, their municipalities) have. */
static double share_of_list(bp_init *init, const char *name)
{
    const bp_table *table = &init->layers[init->units].info->table;
    const bp_column *ids = &table->columns[init->id];
    bp_list *list = NULL;
    int64_t found = 0, n_members = 0;
    char **codes = (char **)calloc((size_t)table->n_rows + 1, sizeof *codes);
    if (codes && bp_list_read(init->context, name, ".", &list) == BP_OK) {
        bool by_unit = list->level == BP_LIST_UNIT;
        n_members = list->n_members;
        for (int64_t i = 0; i < table->n_rows; i++) {
            const char *id = bp_column_text_at(ids, i);
            codes[i] = by_unit ? bp_text_copy(id) : bp_text_format("GM%.4s", id + 2);
            found -= codes[i] ? 0 : table->n_rows; /* out of memory: no share is large enough then */
        }
        if (found == 0)
            qsort(codes, (size_t)table->n_rows, sizeof *codes, by_text);
        for (int64_t k = 0; found >= 0 && k < n_members; k++)
            found +=
                bsearch(&list->members[k].code, codes, (size_t)table->n_rows, sizeof *codes, by_text) != NULL;
    }
    bp_list_free(list);
    bp_context_clear(init->context);
    bp_texts_free(codes, table->n_rows);
    return n_members > 0 ? (double)found / (double)n_members : 0.0;
}

/* The shipped lists are of the Netherlands, and of a year: their codes say whether they go with these units.
 */
static void choose_lists(bp_init *init)
{
    const bp_table *table = &init->layers[init->units].info->table;
    if (!has_dutch_codes(table, init->id))
        return;
    init->has_designated = share_of_list(init, "nplv") >= LIST_FOUND;
    init->has_programmes = share_of_list(init, "regio-deals") >= PROGRAMME_FOUND;
}

bp_status bp_init_recognise(bp_context *context, const char *const *paths, int n, const char *study_path,
                            bp_init *out)
{
    bp_init init = BP_INIT_INIT;
    init.context = context;
    init.infos = (bp_info *)calloc((size_t)n + 1, sizeof *init.infos);
    bp_status status =
        init.infos ? bp_share_aliases(context, &init.aliases) : bp_context_fail_memory(context, 0);
    for (int i = 0; !status && i < n; i++) {
        const bp_read_options options = BP_READ_OPTIONS_INIT;
        status = bp_info_make(context, paths[i], &options, &init.infos[i]);
        init.n_infos += !status;
        if (!status)
            status = add_layers(&init, paths[i], study_path, &init.infos[i]);
        bp_context_progress(context, (double)(i + 1) / n);
    }
    if (!status)
        status = choose_units(&init);
    if (!status) {
        choose_columns(&init);
        status = bp_init_find_keys(&init);
    }
    if (!status)
        status = choose_population(&init);
    if (!status)
        status = bp_init_find_indicators(&init);
    if (!status) {
        choose_lists(&init);
        init.title = stem_of(init.layers[init.units].path);
        status = init.title ? BP_OK : bp_context_fail_memory(context, 0);
    }
    if (status)
        bp_init_clear(&init);
    else
        *out = init;
    return status;
}
