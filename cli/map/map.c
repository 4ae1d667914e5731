#include "cli/map/map.h"

#include "cli/map/sheet.h"
#include "geo/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Points of an ordinary letter on A4. */
static const double letter_a4 = 8.8;

/* The theme of that name: of the units, else of another layer. */
static bp_theme *find_theme(bp_map_run *run, const char *name, bp_theme_layer *layer)
{
    for (int l = 0; l < BP_MAP_LAYERS; l++)
        for (int t = 0; t < run->layers[l].themes.n; t++)
            if (strcmp(run->layers[l].themes.themes[t].name, name) == 0) {
                *layer = (bp_theme_layer)l;
                return &run->layers[l].themes.themes[t];
            }
    return NULL;
}

/* All themes of the run, each name once, in one list that owns nothing. */
static bp_status fail_theme(bp_context *context, const bp_map_run *run, const char *name)
{
    bp_themes all = BP_THEMES_INIT;
    int most = 0;
    for (int l = 0; l < BP_MAP_LAYERS; l++)
        most += run->layers[l].themes.n;
    all.themes = (bp_theme *)calloc((size_t)most + 1, sizeof *all.themes);
    if (!all.themes)
        return bp_context_fail_memory(context, 0);
    for (int l = 0; l < BP_MAP_LAYERS; l++)
        for (int t = 0; t < run->layers[l].themes.n; t++)
            if (!bp_themes_find(&all, run->layers[l].themes.themes[t].name))
                all.themes[all.n++] = run->layers[l].themes.themes[t];
    bp_status status = bp_themes_fail(context, &all, name);
    free(all.themes);
    return status;
}

static bp_status choose_theme(bp_context *context, bp_map_run *run, bp_sheet *sheet)
{
    bp_theme *theme = find_theme(run, sheet->options->theme, &sheet->layer);
    if (!theme)
        return fail_theme(context, run, sheet->options->theme);
    sheet->theme = theme;
    if (!sheet->options->classes)
        return BP_OK;
    bp_theme_options options = BP_THEME_OPTIONS_INIT;
    options.words = run->words;
    return bp_theme_reclass(context, &run->layers[sheet->layer].layer.table, &options,
                            sheet->options->classes, theme);
}

static bp_status choose_place(bp_context *context, const bp_map_run *run, bp_sheet *sheet)
{
    const bp_map_options *options = sheet->options;
    bp_status status = BP_OK;
    int32_t municipality = 0;
    if (options->area) {
        sheet->place.kind = BP_MAP_AREA;
        return bp_map_run_find_area(context, run, options->area, &sheet->place.index);
    }
    if (options->municipality) {
        status = bp_map_run_find_municipality(context, run, options->municipality, &municipality);
        sheet->place = (bp_map_place){BP_MAP_MUNICIPALITY, municipality};
    }
    return status;
}

static bp_status make_outlines(bp_context *context, const bp_map_run *run, bp_sheet *sheet)
{
    bp_status status = BP_OK;
    for (int l = 0; !status && l < BP_MAP_LAYERS; l++)
        if (l == BP_THEME_UNITS || l == BP_THEME_AREAS || l == (int)sheet->layer)
            status = bp_outlines_make(context, &run->layers[l].layer.polygons, &sheet->outlines[l]);
    return status ? status : bp_outlines_make(context, &run->municipalities.outline, &sheet->municipalities);
}

/* A row of the areas and where its page comes: the proposed ones by rank, then the others by theirs. */
typedef struct turn {
    int64_t row;
    bool is_proposed;
    double rank;
} turn;

static int by_turn(const void *a, const void *b)
{
    const turn *p = (const turn *)a, *q = (const turn *)b;
    if (p->is_proposed != q->is_proposed)
        return p->is_proposed ? -1 : 1;
    int order = (p->rank > q->rank) - (p->rank < q->rank);
    return order ? order : (p->row > q->row) - (p->row < q->row);
}

static bp_status draw_atlas(bp_context *context, bp_sheet *sheet)
{
    const bp_map_run *run = sheet->run;
    int64_t n = run->layers[BP_THEME_AREAS].layer.table.n_rows;
    turn *turns = (turn *)calloc((size_t)n + 1, sizeof *turns);
    if (!turns)
        return bp_context_fail_memory(context, (size_t)n * sizeof *turns);
    for (int64_t r = 0; r < n; r++) {
        const char *kind = bp_map_run_text(run, BP_THEME_AREAS, "kind", r);
        turns[r] = (turn){r, kind && strcmp(kind, "proposed") == 0, INFINITY};
        bp_map_run_number(run, BP_THEME_AREAS, "rank", r, &turns[r].rank);
    }
    qsort(turns, (size_t)n, sizeof *turns, by_turn);
    bp_status status = bp_sheet_draw_page(context, sheet);
    for (int64_t k = 0; !status && k < n; k++) {
        const double *box = sheet->outlines[BP_THEME_AREAS].box + 4 * turns[k].row;
        if (box[0] > box[2])
            continue; /* a designated area whose outline nobody knows */
        bp_canvas_next_page(sheet->canvas);
        sheet->place = (bp_map_place){BP_MAP_AREA, turns[k].row};
        status = bp_sheet_draw_area_page(context, sheet);
        bp_context_progress(context, (double)(k + 1) / (double)n);
        if (!status)
            status = bp_context_check(context);
    }
    free(turns);
    return status;
}

static bp_status check_options(bp_context *context, const bp_map_options *options)
{
    if (options->is_atlas && (options->area || options->municipality))
        return bp_context_fail(context, BP_ERROR_ARGUMENT,
                               "an atlas has all areas; leave --area and --municipality out");
    if (options->area && options->municipality)
        return bp_context_fail(context, BP_ERROR_ARGUMENT,
                               "--area and --municipality each say what to show; leave one of them out");
    if (options->is_atlas && options->format != BP_MAP_PDF)
        return bp_context_fail(context, BP_ERROR_ARGUMENT,
                               "an atlas has several pages, which a %s has not; take the format pdf",
                               bp_map_format_name(options->format));
    return BP_OK;
}

static void clear_sheet(bp_sheet *sheet)
{
    for (int l = 0; l < BP_MAP_LAYERS; l++)
        bp_outlines_clear(&sheet->outlines[l]);
    bp_outlines_clear(&sheet->municipalities);
}

static bp_status draw_sheet(bp_context *context, bp_sheet *sheet)
{
    if (sheet->options->is_atlas)
        return draw_atlas(context, sheet);
    return sheet->place.kind == BP_MAP_AREA ? bp_sheet_draw_area_page(context, sheet)
                                            : bp_sheet_draw_page(context, sheet);
}

bp_status bp_map_draw(bp_context *context, bp_map_run *run, const bp_map_options *options, char **bytes,
                      size_t *n)
{
    bool is_broad = options->is_landscape;
    const bp_paper *paper = &options->paper;
    bp_canvas canvas = BP_CANVAS_INIT;
    const bp_canvas_options asked = {options->format, is_broad ? paper->height : paper->width,
                                     is_broad ? paper->width : paper->height,
                                     options->title ? options->title : run->title};
    bp_sheet sheet = {.run = run, .options = options, .canvas = &canvas};
    sheet.em = letter_a4 * sqrt(hypot(paper->width, paper->height) / hypot(210.0 * BP_MM, 297.0 * BP_MM));
    bp_status status = check_options(context, options);
    if (!status)
        status = choose_theme(context, run, &sheet);
    if (!status)
        status = choose_place(context, run, &sheet);
    if (!status)
        status = make_outlines(context, run, &sheet);
    if (!status)
        status = bp_canvas_new(context, &asked, &canvas);
    if (!status)
        status = draw_sheet(context, &sheet);
    if (!status)
        status = bp_canvas_end(context, &canvas);
    if (!status) {
        *bytes = canvas.bytes;
        *n = canvas.n;
        canvas.bytes = NULL;
    }
    bp_canvas_clear(&canvas);
    clear_sheet(&sheet);
    return status;
}
