/* The study as text, with a reason for whatever was chosen. */
#include "cli/init/init.h"

#include "cli/init/text.h"
#include "geo/text.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_BYTES = 64 };

static const bp_init_layer *units_of(const bp_init *init)
{
    return &init->layers[init->units];
}

static const char *column_name(const bp_init_layer *layer, int column)
{
    return column < 0 ? NULL : layer->info->table.columns[column].name;
}

/* Why the column was taken for this. */
static const char *reason_of(const bp_init_layer *layer, int column, bp_field_role role)
{
    const bp_field_roles *roles = &layer->info->roles[column];
    for (int k = 0; k < roles->n_fits; k++)
        if (roles->fits[k].role == role)
            return roles->fits[k].reason;
    return "";
}

/* "  missing: [".", "-99997"]", where there are any. */
static void add_missing(bp_init_text *text, int indent, const bp_init_layer *layer)
{
    if (layer->n_missing == 0)
        return;
    bp_init_add(text, "%*smissing: [", indent, "");
    for (int i = 0; i < layer->n_missing; i++)
        bp_init_add(text, "%s\"%s\"", i ? ", " : "", layer->missing[i]);
    bp_init_add(text, "]  # found in place of numbers\n");
}

static void add_head(bp_init_text *text, const bp_init *init)
{
    bp_init_add(text,
                "# Made by brandpunt init from what it recognised. Look it through: every choice has its "
                "reason beside it.\n"
                "# All keys: docs/study.md. Try it: brandpunt check, then brandpunt run.\n");
    bp_init_entry(text, 0, "study", init->title);
    bp_init_add(text, "\n");
}

static void add_column(bp_init_text *text, const char *key, const bp_init_layer *layer, int column,
                       bp_field_role role)
{
    if (column < 0)
        return;
    bp_init_comment(text, 2, "%s: %s", key, reason_of(layer, column, role));
    bp_init_entry(text, 2, key, column_name(layer, column));
}

static void add_municipality(bp_init_text *text, const bp_init *init)
{
    const bp_init_layer *units = units_of(init);
    if (init->code_has_municipality) {
        bp_init_comment(text, 2,
                        "the third to sixth character of a Dutch code are those of its municipality");
        bp_init_add(text, "  municipality:\n");
        bp_init_entry(text, 4, "column", column_name(units, init->id));
        bp_init_add(text, "    characters: [3, 6]\n    prefix: GM\n");
    } else if (init->municipality >= 0) {
        bp_init_comment(text, 2, "municipality: %s",
                        reason_of(units, init->municipality, BP_FIELD_MUNICIPALITY));
        bp_init_add(text, "  municipality:\n");
        bp_init_entry(text, 4, "column", column_name(units, init->municipality));
        bp_init_entry(text, 4, "name", column_name(units, init->municipality_name));
    } else {
        bp_init_comment(text, 2,
                        "no column with the municipality is recognised; with one, areas stay within "
                        "it: municipality: COLUMN");
    }
}

/* A column as a study names it: "column" of the units, else "table.column"; to free(). */
static char *reference_to(const bp_init *init, int l, const char *column)
{
    bool is_own = l == init->units;
    return is_own && !strchr(column, '.')
               ? bp_text_copy(column)
               : bp_text_format("%s.%s", is_own ? "units" : init->layers[l].name, column);
}

static void add_population(bp_init_text *text, const bp_init *init)
{
    const bp_init_layer *layer = &init->layers[init->population_layer];
    char *whole = reference_to(init, init->population_layer, column_name(layer, init->population));
    text->failed = text->failed || !whole;
    bp_init_comment(text, 2, "population: %s", reason_of(layer, init->population, BP_FIELD_POPULATION));
    bp_init_entry(text, 2, "population", whole);
    free(whole);
}

/* The code at the start of a guess, "EPSG:28992 (RD New): ..."; false where it guesses none. */
static bool guess_crs(const bp_source_layer *layer, char code[32])
{
    const char *guess = layer->has_extent ? bp_crs_guess(layer->extent) : "";
    bool is_needed = bp_info_oddity(layer) != NULL;
    if (!is_needed || strncmp(guess, "EPSG:", 5) != 0)
        return false;
    snprintf(code, 32, "%.*s", (int)(5 + strspn(guess + 5, "0123456789")), guess);
    return true;
}

/* For a file that does not say its CRS, or one that its coordinates refute. */
static void add_crs(bp_init_text *text, const bp_source_layer *layer)
{
    char code[32];
    if (!bp_info_oddity(layer))
        return;
    bp_init_comment(text, 2, "crs: %s; they look like %s", bp_info_oddity(layer),
                    bp_crs_guess(layer->extent));
    if (guess_crs(layer, code))
        bp_init_add(text, "  crs: \"%s\"\n", code);
    else
        bp_init_add(text, "  # crs: EPSG:...\n");
}

static void add_units(bp_init_text *text, const bp_init *init)
{
    const bp_init_layer *units = units_of(init);
    const bp_source_layer *layer = units->info->layer;
    char count[32];
    bp_init_comment(text, 0, "The units: %s polygons in %s.", bp_text_count(layer->n_features, count),
                    layer->crs.name ? layer->crs.name : "no coordinate reference system");
    bp_init_add(text, "units:\n");
    bp_init_entry(text, 2, "source", units->source);
    if (units->needs_layer)
        bp_init_entry(text, 2, "layer", layer->name);
    add_crs(text, layer);
    add_column(text, "id", units, init->id, BP_FIELD_ID);
    add_column(text, "name", units, init->name, BP_FIELD_NAME);
    add_population(text, init);
    add_municipality(text, init);
    add_missing(text, 2, units);
    bp_init_add(text, "\n");
}

static void add_join(bp_init_text *text, const bp_init_layer *layer)
{
    const bp_key_join_report *join = &layer->join;
    char matched[32], all[32];
    char *guess = bp_key_cause_text(join, "the units", "the table");
    bp_init_comment(text, 4, "key: %s of %s units have a row by it%s%s",
                    bp_text_count(join->matched, matched), bp_text_count(join->n_left, all),
                    guess ? "; " : "", guess ? guess : "");
    free(guess);
}

static void add_tables(bp_init_text *text, const bp_init *init)
{
    bool is_first = true;
    for (int l = 0; l < init->n_layers; l++) {
        const bp_init_layer *layer = &init->layers[l];
        if (layer->key < 0)
            continue;
        bp_init_add(text, "%s", is_first ? "# Tables whose rows go with the units by code.\ntables:\n" : "");
        is_first = false;
        bp_init_entry(text, 2, "- name", layer->name);
        bp_init_entry(text, 4, "source", layer->source);
        if (layer->needs_layer)
            bp_init_entry(text, 4, "layer", layer->info->layer->name);
        add_join(text, layer);
        bp_init_entry(text, 4, "key", column_name(layer, layer->key));
        add_missing(text, 4, layer);
    }
    bp_init_add(text, "%s", is_first ? "" : "\n");
}

/* Polygons beside the units are areas that exist, or a programme's: which of the two only the user knows. */
static void add_regions(bp_init_text *text, const bp_init_layer *layer)
{
    if (layer->info->layer->dimension != 2 || !layer->info->roles)
        return;
    int n = layer->info->table.n_columns;
    const char *id = column_name(layer, bp_field_roles_best(layer->info->roles, n, BP_FIELD_ID, 0.0)),
               *name = column_name(layer, bp_field_roles_best(layer->info->roles, n, BP_FIELD_NAME, 0.0));
    char *source = bp_init_yaml(layer->source), *part = bp_init_yaml(layer->info->layer->name);
    text->failed = text->failed || !source || !part;
    if (source && part) {
        bp_init_add(text, "# designated: {source: %s, layer: %s, id: %s, name: %s}\n", source, part,
                    id ? id : "COLUMN", name ? name : "COLUMN");
        bp_init_add(text, "# programmes:\n#   - {name: %s, source: %s, layer: %s, id: %s, region_name: %s}\n",
                    layer->name, source, part, id ? id : "COLUMN", name ? name : "COLUMN");
    }
    free(source);
    free(part);
}

/* The files that the study makes no use of, and why. */
static void add_unused(bp_init_text *text, const bp_init *init)
{
    for (int l = 0; l < init->n_layers; l++) {
        const bp_init_layer *layer = &init->layers[l];
        if (l == init->units || layer->key >= 0)
            continue;
        const char *use = layer->info->layer->dimension == 2 ? "polygons, but not the units"
                          : layer->info->layer->geometry     ? "points or lines, to be joined by place"
                          : layer->why_not                   ? layer->why_not
                                                             : "no column of it meets the ids of the units";
        bp_init_comment(text, 0, "Not used: %s, %s: %s", layer->source, layer->info->layer->name, use);
        add_regions(text, layer);
    }
}

/* The indicator's name: letters, digits and _ of the column's; `number` where it is taken. */
static void make_name(const char *column, char name[NAME_BYTES])
{
    size_t n = 0;
    if (!isalpha((unsigned char)column[0]) || (unsigned char)column[0] >= 0x80)
        name[n++] = 'i';
    for (; *column && n + 8 < NAME_BYTES; column++) {
        bool is_letter = (unsigned char)*column < 0x80 && isalnum((unsigned char)*column);
        if (is_letter || (n > 0 && name[n - 1] != '_'))
            name[n++] = is_letter ? *column : '_';
    }
    name[n] = '\0';
}

static bool same_name(const char *a, const char *b)
{
    while (*a && tolower((unsigned char)*a) == tolower((unsigned char)*b))
        a++, b++;
    return *a == *b;
}

/* True when an indicator that comes before this one in the study has its name. */
static bool is_taken(const bp_init *init, int layer, int indicator, const char *name)
{
    char other[NAME_BYTES];
    for (int l = 0; l <= layer; l++)
        for (int k = 0; k < init->layers[l].n_indicators && (l < layer || k < indicator); k++) {
            make_name(column_name(&init->layers[l], init->layers[l].indicators[k].column), other);
            if (same_name(name, other))
                return true;
        }
    return false;
}

/* What makes a count a rate; to free(). */
static char *describe_rate(const bp_init *init)
{
    const bp_init_layer *layer = &init->layers[init->population_layer];
    char *residents = reference_to(init, init->population_layer, column_name(layer, init->population));
    char *quoted = residents ? bp_init_yaml(residents) : NULL;
    char *rate = quoted ? bp_text_format(", denominator: %s, per: 100", quoted) : NULL;
    free(residents);
    free(quoted);
    return rate;
}

static void add_indicator(bp_init_text *text, const bp_init *init, int l, int k)
{
    const bp_init_layer *layer = &init->layers[l];
    const bp_init_indicator *indicator = &layer->indicators[k];
    const char *column = column_name(layer, indicator->column);
    bool is_active = indicator->is_usable && indicator->meaning.is_sure;
    char name[NAME_BYTES];
    make_name(column, name);
    if (is_taken(init, l, k, name))
        snprintf(name + strlen(name), NAME_BYTES - strlen(name), "_%d_%d", l, k);
    char *from = reference_to(init, l, column), *quoted = from ? bp_init_yaml(from) : NULL;
    char *rate = indicator->meaning.is_count ? describe_rate(init) : bp_text_copy("");
    text->failed = text->failed || !quoted || !rate;
    bp_init_comment(text, 2, "%s%s", is_active ? "" : "uncertain: ", indicator->meaning.reason);
    if (indicator->why_not[0])
        bp_init_comment(text, 2, "not usable as it is: %s", indicator->why_not);
    if (quoted && rate)
        bp_init_add(text, "  %s- {name: %s, from: %s%s, domain: %s, worse: %s}\n", is_active ? "" : "# ",
                    name, quoted, rate, indicator->meaning.domain,
                    indicator->meaning.worse_high ? "high" : "low");
    free(rate);
    free(from);
    free(quoted);
}

/* Numbers whose names say nothing, in a list. */
static void add_rest(bp_init_text *text, const bp_init_layer *layer)
{
    char names[3500] = "";
    size_t at = 0;
    for (int k = 0; k < layer->n_indicators && at < sizeof names; k++)
        if (!layer->indicators[k].meaning.domain)
            at += (size_t)snprintf(names + at, sizeof names - at, "%s%s", at ? ", " : "",
                                   column_name(layer, layer->indicators[k].column));
    if (at > 0)
        bp_init_comment(text, 2, "other numbers in %s: %s%s", layer->name, names,
                        at >= sizeof names ? " ..." : "");
}

static void add_indicators(bp_init_text *text, const bp_init *init)
{
    bp_init_comment(text, 0,
                    "What is scored; `worse` says which end is the bad one. Those behind a comment "
                    "sign are not certain: take it away where they are right.");
    if (bp_init_count_sure(init) == 0)
        bp_init_comment(text, 0, "NONE IS CERTAIN: the study does not run before one is taken in.");
    bp_init_add(text, "indicators:\n");
    for (int round = 0; round < 2; round++)
        for (int l = 0; l < init->n_layers; l++)
            for (int k = 0; k < init->layers[l].n_indicators; k++) {
                const bp_init_indicator *indicator = &init->layers[l].indicators[k];
                bool is_active = indicator->is_usable && indicator->meaning.is_sure;
                if (indicator->meaning.domain && is_active == (round == 0))
                    add_indicator(text, init, l, k);
            }
    for (int l = 0; l < init->n_layers; l++)
        add_rest(text, &init->layers[l]);
    bp_init_add(text, "\n");
}

static void add_areas(bp_init_text *text, const bp_init *init)
{
    bool has_municipality = init->municipality >= 0 || init->code_has_municipality;
    bp_init_comment(text, 0,
                    "How areas are drawn: about the worst fifth (base), taking in up to the worst "
                    "35 %% where that joins more than it costs (reach), of 2,500 to 30,000 residents. "
                    "These are the defaults.");
    bp_init_add(text,
                "areas:\n  method: levelset\n  contiguity: queen\n  base: 0.80\n  reach: 0.65\n"
                "  floor: 2500\n  ceiling: 30000\n  within: %s\n\n",
                has_municipality ? "municipality" : "none");
}

static void add_lists(bp_init_text *text, const bp_init *init)
{
    if (init->has_designated) {
        bp_init_comment(text, 0, "Nine in ten codes of the shipped list of NPLV areas are among the units.");
        bp_init_add(text, "designated: {list: nplv}\n\n");
    } else {
        bp_init_comment(text, 0,
                        "Areas that exist already, to compare with: designated: {list: FOLDER} or "
                        "{source: FILE, id: COLUMN, name: COLUMN}");
    }
    if (init->has_programmes) {
        bp_init_comment(text, 0,
                        "Most municipalities of the shipped list of Regio Deals are among the "
                        "units'.");
        bp_init_add(text, "programmes:\n  - {name: Regio Deals, list: regio-deals}\n\n");
    } else {
        bp_init_comment(text, 0,
                        "Regions of another programme: programmes: [{name: NAME, source: FILE, id: "
                        "COLUMN, region_name: COLUMN}]");
    }
}

/* A CRS in metres for units in degrees: the Dutch one, Europe's, or the zone of UTM. */
static void add_output(bp_init_text *text, const bp_init *init)
{
    const bp_source_layer *layer = units_of(init)->info->layer;
    const double *box = layer->extent;
    char stated[32];
    bool is_stated = guess_crs(layer, stated);
    bool is_in_degrees = is_stated ? strcmp(stated, "EPSG:4326") == 0 : layer->crs.is_geographic;
    if (!is_in_degrees || !layer->has_extent)
        return;
    double x = box[0] / 2.0 + box[2] / 2.0, y = box[1] / 2.0 + box[3] / 2.0;
    bool is_dutch = box[0] > 3.0 && box[2] < 7.4 && box[1] > 50.6 && box[3] < 53.8;
    bool is_european = box[0] > -16.0 && box[2] < 40.0 && box[1] > 33.0 && box[3] < 72.0;
    int epsg = is_dutch      ? 28992
               : is_european ? 3035
                             : (y < 0.0 ? 32700 : 32600) + (int)((x + 180.0) / 6.0) + 1;
    bp_init_comment(text, 0, "The units are in degrees, and areas and borders need metres: %s.",
                    is_dutch      ? "the Dutch grid"
                    : is_european ? "Europe's equal-area CRS"
                                  : "the zone of UTM that their middle lies in");
    bp_init_add(text, "output: {crs: \"EPSG:%d\"}\n", epsg);
}

bp_status bp_init_write(const bp_init *init, char **out)
{
    bp_init_text text = BP_INIT_TEXT_INIT;
    add_head(&text, init);
    add_units(&text, init);
    add_tables(&text, init);
    add_unused(&text, init);
    add_indicators(&text, init);
    add_areas(&text, init);
    add_lists(&text, init);
    add_output(&text, init);
    if (text.failed) {
        free(text.bytes);
        return bp_context_fail_memory(init->context, 0);
    }
    *out = text.bytes;
    return BP_OK;
}
