/* The page of a focus area: its map, why it is one, its figures, its members. */
#include "cli/map/sheet.h"

#include "geo/text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* As the answers of explain have them. */
enum { SCORE_DECIMALS = 3 };

/* A column of the page that is filled from its top. */
typedef struct column {
    double x, y, width, bottom;
} column;

static void put_text(const bp_sheet *sheet, column *at, bp_map_text text, double after)
{
    double size[2];
    text.width = at->width;
    bp_map_text_measure(sheet->canvas, &text, size);
    if (at->y + size[1] > at->bottom)
        return;
    bp_sheet_write(sheet, text, at->x, at->y);
    at->y += size[1] + after * sheet->em;
}

static void put_head(const bp_sheet *sheet, column *at, const char *words)
{
    bp_map_text head = bp_sheet_text(sheet, words, 1.0);
    head.is_bold = true;
    put_text(sheet, at, head, 0.3);
}

/* A name at the start and a figure at the end of a line, the name in smaller letters where it is long; false
 * where there is no more room. */
static bool put_figure(const bp_sheet *sheet, column *at, const char *name, const char *figure)
{
    double em = sheet->em, height = 1.4 * em, size[2];
    bp_map_text left = bp_sheet_text(sheet, name, 0.9), right = bp_sheet_text(sheet, figure, 0.9);
    if (at->y + height > at->bottom)
        return false;
    bp_map_text_measure(sheet->canvas, &right, size);
    left.width = at->width - size[0] - 0.6 * em;
    left.lines = 1;
    bp_map_text_fit(sheet->canvas, &left, 0.65 * em);
    bp_sheet_write(sheet, left, at->x, at->y + 0.6 * (0.9 * em - left.size));
    bp_sheet_write(sheet, right, at->x + at->width - size[0], at->y);
    at->y += height;
    return true;
}

static void put_number(const bp_sheet *sheet, column *at, const char *name, const char *source, int decimals)
{
    double value = 0.0;
    char number[BP_WORDS_NUMBER];
    if (!bp_map_run_number(sheet->run, BP_THEME_AREAS, source, sheet->place.index, &value))
        return;
    bp_words_number(sheet->run->words, value, decimals, number);
    put_figure(sheet, at, name, number);
}

/* A share as a percentage. */
static void put_share(const bp_sheet *sheet, column *at, const char *name, const char *source)
{
    double value = 0.0;
    char number[BP_WORDS_NUMBER];
    if (!bp_map_run_number(sheet->run, BP_THEME_AREAS, source, sheet->place.index, &value))
        return;
    bp_words_percent(sheet->run->words, round(value * 100.0) / 100.0, number);
    put_figure(sheet, at, name, number);
}

static void put_domains(const bp_sheet *sheet, column *at)
{
    static const char front[] = "domain_";
    const bp_words *words = sheet->run->words;
    const bp_table *table = &sheet->run->layers[BP_THEME_AREAS].layer.table;
    for (int c = 0; c < table->n_columns; c++) {
        const char *source = table->columns[c].name;
        if (strncmp(source, front, strlen(front)) != 0)
            continue;
        char *name = bp_word_domain(words, source + strlen(front));
        const bp_filling filling = {"name", name};
        char *title = name ? bp_words_fill(bp_word(words, "Domain: {name}"), &filling, 1) : NULL;
        if (title)
            put_number(sheet, at, title, source, SCORE_DECIMALS);
        free(title);
        free(name);
    }
}

static void put_figures(const bp_sheet *sheet, column *at)
{
    const bp_words *words = sheet->run->words;
    put_head(sheet, at, bp_word(words, N_("Figures")));
    put_number(sheet, at, bp_word(words, "Residents"), "population", 0);
    put_number(sheet, at, bp_word(words, "Number of members"), "units", 0);
    put_number(sheet, at, bp_word(words, "Area in km2"), "area_km2", 1);
    put_number(sheet, at, bp_word(words, "Score (1 is the worst)"), "score", SCORE_DECIMALS);
    put_domains(sheet, at);
    put_number(sheet, at, bp_word(words, "Stack: domains past the threshold"), "stack", 0);
    put_share(sheet, at, bp_word(words, "Stability: share of variants that find it"), "survival");
    put_share(sheet, at, bp_word(words, "Share of residents in designated areas"), "share_in_designated");
    put_share(sheet, at, bp_word(words, "Share of residents in proposed areas"), "share_in_proposed");
    at->y += sheet->em;
}

typedef struct member {
    int64_t unit;
    double score; /* below 0: none */
} member;

static int worst_first(const void *a, const void *b)
{
    const member *p = (const member *)a, *q = (const member *)b;
    int order = (p->score < q->score) - (p->score > q->score);
    return order ? order : (p->unit > q->unit) - (p->unit < q->unit);
}

/* In the area, and not only there to join its parts. */
static bool is_member(const bp_sheet *sheet, int64_t unit)
{
    return bp_sheet_is_subject(sheet, unit) && !bp_sheet_is_bridge(sheet, unit);
}

static void put_member(const bp_sheet *sheet, column *at, int64_t unit)
{
    double value = 0.0;
    char residents[BP_WORDS_NUMBER] = "-", score[BP_WORDS_NUMBER] = "-", both[2 * BP_WORDS_NUMBER + 3];
    const char *name = bp_map_run_text(sheet->run, BP_THEME_UNITS, "name", unit);
    if (bp_map_run_number(sheet->run, BP_THEME_UNITS, "population", unit, &value))
        bp_words_number(sheet->run->words, value, 0, residents);
    if (bp_map_run_number(sheet->run, BP_THEME_UNITS, "score", unit, &value))
        bp_words_number(sheet->run->words, value, SCORE_DECIMALS, score);
    snprintf(both, sizeof both, "%s   %s", residents, score);
    put_figure(sheet, at, name ? name : "", both);
}

static bp_status put_members(bp_context *context, const bp_sheet *sheet, column *at)
{
    int64_t n = sheet->run->layers[BP_THEME_UNITS].layer.table.n_rows, m = 0, shown = 0;
    const bp_words *words = sheet->run->words;
    member *list = (member *)malloc((size_t)(n + 1) * sizeof *list);
    if (!list)
        return bp_context_fail_memory(context, (size_t)n * sizeof *list);
    for (int64_t i = 0; i < n; i++)
        if (is_member(sheet, i)) {
            list[m] = (member){i, -1.0};
            bp_map_run_number(sheet->run, BP_THEME_UNITS, "score", i, &list[m++].score);
        }
    qsort(list, (size_t)m, sizeof *list, worst_first);
    put_head(sheet, at, bp_word(words, N_("Members, with residents and score")));
    /* The last line is for how many are not shown. */
    while (shown < m && (shown == m - 1 || at->y + 2.8 * sheet->em <= at->bottom) &&
           at->y + 1.4 * sheet->em <= at->bottom)
        put_member(sheet, at, list[shown++].unit);
    if (shown < m) {
        char number[BP_WORDS_NUMBER];
        const bp_filling filling = {"number", bp_words_number(words, (double)(m - shown), 0, number)};
        char *more = bp_words_fill(bp_word(words, N_("and {number} more")), &filling, 1);
        put_figure(sheet, at, more ? more : "", "");
        free(more);
    }
    free(list);
    return BP_OK;
}

static void put_why(const bp_sheet *sheet, column *at)
{
    const char *why = bp_map_run_text(sheet->run, BP_THEME_AREAS, "why", sheet->place.index),
               *like = bp_map_run_text(sheet->run, BP_THEME_AREAS, "most_like", sheet->place.index);
    if (why)
        put_text(sheet, at, bp_sheet_text(sheet, why, 0.95), 0.6);
    if (like)
        put_text(sheet, at, bp_sheet_text(sheet, like, 0.95), 0.6);
    at->y += 0.4 * sheet->em;
}

static void put_legend(const bp_sheet *sheet, const bp_view *view, column *at)
{
    double height = bp_sheet_legend(sheet, view, at->x, at->y, at->width, false), bar = 3.4 * sheet->em;
    if (at->y + bar > at->bottom)
        return;
    bp_sheet_scale_bar(sheet, view, at->x, at->y, at->width, true);
    at->y += bar + 0.6 * sheet->em;
    if (at->y + height <= at->bottom)
        at->y += bp_sheet_legend(sheet, view, at->x, at->y, at->width, true) + sheet->em;
}

/* "Proposed area P001, rank 1; Amsterdam"; to free(). */
static char *describe(const bp_sheet *sheet)
{
    const bp_words *words = sheet->run->words;
    int64_t row = sheet->place.index;
    double rank = 0.0;
    char number[BP_WORDS_NUMBER] = "";
    const char *id = bp_map_run_text(sheet->run, BP_THEME_AREAS, "area_id", row),
               *kind = bp_map_run_text(sheet->run, BP_THEME_AREAS, "kind", row),
               *municipality = bp_map_run_text(sheet->run, BP_THEME_AREAS, "municipality_name", row);
    bool is_ranked = bp_map_run_number(sheet->run, BP_THEME_AREAS, "rank", row, &rank);
    if (is_ranked)
        bp_words_number(words, rank, 0, number);
    const char *called = kind && strcmp(kind, "proposed") == 0 ? bp_word(words, "Proposed area")
                                                               : bp_word(words, "Designated area");
    return bp_text_format("%s %s%s%s%s%s%s%s", called, id ? id : "", is_ranked ? ", " : "",
                          is_ranked ? bp_word(words, "rank") : "", is_ranked ? " " : "", number,
                          municipality ? "; " : "", municipality ? municipality : "");
}

/* The area with half its own size around it on every side, so that its neighbours are seen. */
static void box_around(const bp_sheet *sheet, double box[4])
{
    const double *own = sheet->outlines[BP_THEME_AREAS].box + 4 * sheet->place.index;
    double around = 0.35 * fmax(own[2] - own[0], own[3] - own[1]);
    for (int k = 0; k < 2; k++) {
        box[k] = own[k] - around;
        box[k + 2] = own[k + 2] + around;
    }
}

bp_status bp_sheet_draw_area_page(bp_context *context, bp_sheet *sheet)
{
    double box[4], em = sheet->em, gap = 2.0 * em;
    const char *name = bp_map_run_text(sheet->run, BP_THEME_AREAS, "name", sheet->place.index);
    char *subtitle = describe(sheet);
    if (!subtitle)
        return bp_context_fail_memory(context, 0);
    bp_rectangle body = bp_sheet_frame(sheet, name ? name : subtitle, subtitle), frame = body;
    free(subtitle);
    bool is_broad = body.width > body.height;
    column left = {body.left, body.top, 0.0, body.top + body.height}, right = left;
    if (is_broad) {
        frame.width = body.width * 0.58;
        left.x = body.left + frame.width + gap;
        left.width = body.width - frame.width - gap;
    } else {
        frame.height = body.height * 0.5;
        left.y = right.y = body.top + frame.height + gap;
        left.width = right.width = (body.width - gap) / 2.0;
        right.x = body.left + left.width + gap;
    }
    box_around(sheet, box);
    bp_view view =
        bp_view_make(box, frame, 0.5 * em, sheet->run->layers[BP_THEME_UNITS].layer.crs.metres_per_unit);
    bp_sheet_draw_map(sheet, &view);
    bp_status status = bp_sheet_draw_labels(context, sheet, &view, NULL);
    column *second = is_broad ? &left : &right;
    put_why(sheet, &left);
    put_figures(sheet, &left);
    put_legend(sheet, &view, second);
    return status ? status : put_members(context, sheet, second);
}
