#include "cli/manual/candidates.h"

#include "cli/list.h"
#include "cli/list_manifest.h"
#include "cli/share.h"
#include "cli/theme.h"
#include "geo/folder.h"
#include "geo/read.h"
#include "geo/source.h"
#include "geo/text.h"

#include <stdlib.h>
#include <string.h>

void bp_candidates_columns(const bp_candidates *to, const char *file, const char *layer)
{
    bp_read_options read = BP_READ_OPTIONS_INIT;
    bp_source_description source = BP_SOURCE_DESCRIPTION_INIT;
    read.layer = layer;
    if (bp_source_describe(to->context, file, &read, &source))
        return;
    for (int l = 0; l < source.n_layers; l++)
        for (int f = 0; f < source.layers[l].n_fields; f++)
            to->tell(to->user, source.layers[l].fields[f].name, source.layers[l].fields[f].kind);
    bp_source_description_clear(&source);
}

void bp_candidates_layers(const bp_candidates *to, const char *file)
{
    bp_read_options read = BP_READ_OPTIONS_INIT;
    bp_source_description source = BP_SOURCE_DESCRIPTION_INIT;
    if (bp_source_describe(to->context, file, &read, &source))
        return;
    for (int l = 0; l < source.n_layers; l++)
        to->tell(to->user, source.layers[l].name, source.layers[l].geometry);
    bp_source_description_clear(&source);
}

/* Which columns of a table of a run hold codes and names. */
typedef struct code_table {
    const char *file, *layer;
    const char *code, *name;
} code_table;

static bool begins_word(const char *name, const char *at)
{
    static const char between[] = " ,;./-()'\"";
    return *at && !strchr(between, *at) && (at == name || strchr(between, at[-1]));
}

/* A name goes by any of its words, too: "Bouwlust" for Wijk 30 Bouwlust. */
static void tell_name(const bp_candidates *to, const char *name, const char *code)
{
    to->tell(to->user, name, code);
    for (const char *at = name + (*name != '\0'); *at; at++)
        if (begins_word(name, at))
            to->tell(to->user, at, code);
}

static void tell_rows(const bp_candidates *to, const bp_table *table, const code_table *asked)
{
    int code = bp_table_find(table, asked->code), name = bp_table_find(table, asked->name);
    if (code < 0 || table->columns[code].type != BP_COLUMN_TEXT)
        return;
    bool are_named = name >= 0 && table->columns[name].type == BP_COLUMN_TEXT;
    for (int64_t i = 0; i < table->n_rows; i++) {
        if (!bp_column_is_valid(&table->columns[code], i))
            continue;
        const char *its_code = bp_column_text_at(&table->columns[code], i);
        bool is_named = are_named && bp_column_is_valid(&table->columns[name], i);
        const char *its_name = is_named ? bp_column_text_at(&table->columns[name], i) : NULL;
        to->tell(to->user, its_code, its_name);
        if (its_name && to->with_names)
            tell_name(to, its_name, its_code);
    }
}

static void tell_table(const bp_candidates *to, const char *run, const code_table *asked)
{
    bp_read_options read = BP_READ_OPTIONS_INIT;
    bp_table table = BP_TABLE_INIT;
    const char *columns[2] = {asked->code, asked->name};
    char *path = bp_path_join(run, asked->file);
    read.layer = asked->layer;
    read.columns = columns;
    read.n_columns = 2;
    if (path && !bp_table_read(to->context, path, &read, &table)) {
        tell_rows(to, &table, asked);
        bp_table_clear(&table);
    }
    free(path);
}

void bp_candidates_units(const bp_candidates *to, const char *run)
{
    tell_table(to, run, &(code_table){"units.gpkg", "units", "unit_id", "name"});
}

void bp_candidates_areas(const bp_candidates *to, const char *run)
{
    tell_table(to, run, &(code_table){"areas.csv", NULL, "area_id", "name"});
}

void bp_candidates_municipalities(const bp_candidates *to, const char *run)
{
    tell_table(to, run, &(code_table){"units.gpkg", "units", "municipality", "municipality_name"});
}

static void tell_themes(const bp_candidates *to, const char *run, const char *file, bp_theme_layer layer)
{
    static const char *const names[] = {[BP_THEME_UNITS] = "units",
                                        [BP_THEME_AREAS] = "focus_areas",
                                        [BP_THEME_ADOPTED] = "adopted",
                                        [BP_THEME_OVERLAP] = "overlap"};
    bp_read_options read = BP_READ_OPTIONS_INIT;
    bp_theme_options options = BP_THEME_OPTIONS_INIT;
    bp_table table = BP_TABLE_INIT;
    bp_themes themes = BP_THEMES_INIT;
    char *path = bp_path_join(run, file);
    options.layer = layer;
    read.layer = names[layer];
    if (path && !bp_table_read(to->context, path, &read, &table)) {
        if (!bp_themes_make(to->context, &table, &options, &themes))
            for (int t = 0; t < themes.n; t++)
                to->tell(to->user, themes.themes[t].name, themes.themes[t].title);
        bp_themes_clear(&themes);
        bp_table_clear(&table);
    }
    free(path);
}

void bp_candidates_themes(const bp_candidates *to, const char *run)
{
    tell_themes(to, run, "units.gpkg", BP_THEME_UNITS);
    tell_themes(to, run, "focus_areas.gpkg", BP_THEME_AREAS);
    tell_themes(to, run, "focus_areas.gpkg", BP_THEME_ADOPTED);
    tell_themes(to, run, "overlap.gpkg", BP_THEME_OVERLAP);
}

void bp_candidates_lists(const bp_candidates *to)
{
    bp_list_names *shipped = NULL;
    char *directory = NULL, *path = NULL;
    if (bp_share_directory(to->context, &directory))
        return;
    path = bp_path_join(directory, "lists.yaml");
    if (path && !bp_list_names_read(to->context, path, &shipped))
        for (int i = 0; i < shipped->n; i++)
            to->tell(to->user, shipped->names[i], NULL);
    bp_list_names_free(shipped);
    free(path);
    free(directory);
}
