/* The comparison of two runs for people. */
#include "cli/compare/compare.h"

#include "cli/terminal.h"
#include "geo/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    FRONT_WIDTH = 8,
    MOST_FILLINGS = 10,
    KEY_WIDTH = 32,
    VALUE_WIDTH = 22,
    LABEL_WIDTH = 54,
    NUMBER_WIDTH = 12
};
enum {
    KIND_WIDTH = 11,
    IDS_WIDTH = 14,
    AMOUNT_WIDTH = 10,
    SHARE_WIDTH = 8,
    NAME_WIDTH = 22,
    IDS_BYTES = 256
};

typedef struct page {
    const bp_comparison *c;
    const bp_words *words;
    const char *units;
} page;

/* After the text come pairs of a name and what stands for it, ended by NULL. {units} is known. */
static void say(const page *p, const char *text, ...)
{
    bp_filling fillings[MOST_FILLINGS] = {{"units", p->units}};
    int n = 1;
    va_list list;
    va_start(list, text);
    for (const char *name = va_arg(list, const char *); name && n < MOST_FILLINGS;
         name = va_arg(list, const char *))
        fillings[n++] = (bp_filling){name, va_arg(list, const char *)};
    va_end(list);
    char *filled = bp_words_fill(text, fillings, n);
    const char *whole = filled ? filled : text, *rest = strchr(whole, ' ');
    char *front = bp_text_format("%.*s", (int)(rest ? rest - whole : (long)strlen(whole)), whole);
    if (front)
        bp_terminal_print(front, rest ? rest + 1 : "", 0);
    free(front);
    free(filled);
}

static const char *count(const page *p, double value, char *buffer)
{
    return bp_words_number(p->words, value, 0, buffer);
}

/* The last cell of a line: cut where it is too long, and not filled. */
static void last_cell(const char *text, int columns)
{
    if (strlen(text) <= (size_t)columns)
        bp_terminal_put(stdout, text);
    else
        bp_terminal_cell(text, columns);
    putchar('\n');
}

/* A heading above columns of the two runs. */
static void head(const char *text, int width, const char *first, const char *second)
{
    putchar('\n');
    bp_terminal_cell(text, width + 2);
    putchar(' ');
    bp_terminal_cell(first, VALUE_WIDTH);
    putchar(' ');
    last_cell(second, VALUE_WIDTH);
}

/* The next line of a text in a column, which *text moves past; to free(). */
static char *next_line(const char **text, int columns)
{
    size_t bytes = bp_terminal_line(*text, columns);
    char *line = bp_text_format("%.*s", (int)bytes, *text);
    *text += bytes;
    *text += strspn(*text, " ");
    return line;
}

/* What is too long for its column goes on below: where two values part may be at their end. */
static void row_of_two(const page *p, const char *name, const char *first, const char *second)
{
    const char *none = bp_word(p->words, "(not there)"),
               *cells[] = {name, first ? first : none, second ? second : none};
    static const int widths[] = {KEY_WIDTH, VALUE_WIDTH, VALUE_WIDTH};
    do {
        putchar(' ');
        for (int c = 0; c < 3; c++) {
            char *line = next_line(&cells[c], widths[c]);
            putchar(' ');
            if (c < 2)
                bp_terminal_cell(line ? line : "", widths[c]);
            else
                last_cell(line ? line : "", widths[c]);
            free(line);
        }
    } while (*cells[0] || *cells[1] || *cells[2]);
}

static void print_settings(const page *p)
{
    const bp_comparison *c = p->c;
    if (c->n_settings == 0)
        say(p, bp_word(p->words, "No setting differs."), NULL);
    else
        head(bp_word(p->words, "Settings that differ"), KEY_WIDTH, bp_word(p->words, "first"),
             bp_word(p->words, "second"));
    for (int i = 0; i < c->n_settings; i++)
        row_of_two(p, c->settings[i].key, c->settings[i].text[0], c->settings[i].text[1]);
    if (c->n_inputs == 0) {
        say(p, bp_word(p->words, "All data that went in are the same."), NULL);
        return;
    }
    head(bp_word(p->words, "Data that are not the same"), KEY_WIDTH, bp_word(p->words, "first"),
         bp_word(p->words, "second"));
    for (int i = 0; i < c->n_inputs; i++)
        row_of_two(p, c->inputs[i].role, c->inputs[i].file[0], c->inputs[i].file[1]);
}

static void print_units(const page *p)
{
    const bp_comparison *c = p->c;
    char both[BP_WORDS_NUMBER], first[BP_WORDS_NUMBER], second[BP_WORDS_NUMBER];
    static const char *const fronts[] = {N_("First:"), N_("Second:")};
    for (int s = 0; s < 2; s++) {
        bp_terminal_cell(bp_word(p->words, fronts[s]), FRONT_WIDTH);
        bp_terminal_put(stdout, c->side[s].directory);
        putchar('\n');
    }
    say(p,
        bp_word(p->words, "{both} {units} in both, {first} in the first only, {second} in the second only."),
        "both", count(p, (double)c->n, both), "first", count(p, (double)c->n_only[0], first), "second",
        count(p, (double)c->n_only[1], second), NULL);
    if (c->n_only_in_area[0] + c->n_only_in_area[1] > 0)
        say(p,
            bp_word(p->words, "Of those in one only, {first} and {second} are in an area; nothing below "
                              "counts them."),
            "first", count(p, (double)c->n_only_in_area[0], first), "second",
            count(p, (double)c->n_only_in_area[1], second), NULL);
    if (c->n_other_population > 0)
        say(p,
            bp_word(p->words, "{both} {units} have other residents in the first; all figures below go by "
                              "those of the second."),
            "both", count(p, (double)c->n_other_population, both), NULL);
}

static void row_of_numbers(const page *p, const char *label, double units, double residents, int decimals)
{
    char number[BP_WORDS_NUMBER];
    fputs("  ", stdout);
    bp_terminal_cell(label, LABEL_WIDTH);
    bp_terminal_cell_right(bp_words_number(p->words, units, decimals, number), NUMBER_WIDTH);
    bp_terminal_cell_right(bp_words_number(p->words, residents, decimals, number), NUMBER_WIDTH);
    putchar('\n');
}

/* The figures of one way of counting, where there is anything to compare. */
static void print_way(const page *p, const bp_agreement *units, const bp_agreement *residents)
{
    if (!units->is_defined || !residents->is_defined)
        return;
    row_of_numbers(p, bp_word(p->words, "  adjusted Rand index"), units->adjusted_rand,
                   residents->adjusted_rand, 3);
    row_of_numbers(p, bp_word(p->words, "  normalised mutual information"), units->normalised,
                   residents->normalised, 3);
    row_of_numbers(p, bp_word(p->words, "  variation of information (nats)"), units->variation,
                   residents->variation, 3);
}

static void print_agreement(const page *p)
{
    const bp_agreement *units = p->c->by_units, *residents = p->c->by_residents;
    const bp_agreement *all = &units[BP_COMPARE_ALL], *people = &residents[BP_COMPARE_ALL];
    double jaccard = 0.0, of_people = 0.0;
    putchar('\n');
    bp_terminal_cell(bp_word(p->words, "Agreement"), LABEL_WIDTH + 2);
    bp_terminal_cell_right(p->units, NUMBER_WIDTH + 2);
    bp_terminal_cell_right(bp_word(p->words, "residents"), NUMBER_WIDTH - 2);
    putchar('\n');
    row_of_numbers(p, bp_word(p->words, "in an area of both"), (double)all->n_both, people->both, 0);
    row_of_numbers(p, bp_word(p->words, "in an area of the first only"), (double)all->n_only_a,
                   people->only_a, 0);
    row_of_numbers(p, bp_word(p->words, "in an area of the second only"), (double)all->n_only_b,
                   people->only_b, 0);
    if (bp_compare_jaccard((double)all->n_both, (double)(all->n_both + all->n_only_a),
                           (double)(all->n_both + all->n_only_b), &jaccard) &&
        bp_compare_jaccard(people->both, people->both + people->only_a, people->both + people->only_b,
                           &of_people))
        row_of_numbers(p, bp_word(p->words, "both of either (Jaccard)"), jaccard, of_people, 3);
    if (units[BP_COMPARE_IN_BOTH].is_defined && residents[BP_COMPARE_IN_BOTH].is_defined)
        say(p, bp_word(p->words, "  of those in an area of both:"), NULL);
    print_way(p, &units[BP_COMPARE_IN_BOTH], &residents[BP_COMPARE_IN_BOTH]);
    say(p, bp_word(p->words, "  of all, those in no area as one group:"), NULL);
    print_way(p, all, people);
}

/* The ids of the areas of side `s` in a change: "P001 P004"; cut where they are many. */
static const char *ids_of(const bp_comparison *c, int s, int32_t change, char text[IDS_BYTES])
{
    const int32_t *of = s == 0 ? c->changes.of_before : c->changes.of_after;
    size_t used = 0;
    text[0] = '\0';
    for (int32_t a = 0; a < c->side[s].n_areas && used < IDS_BYTES; a++)
        if (of[a] == change)
            used += (size_t)snprintf(text + used, IDS_BYTES - used, "%s%s", used ? " " : "",
                                     bp_compare_area_text(&c->side[s], a, "area_id"));
    return text;
}

static const char *kind_in_words(const page *p, bp_area_change_kind kind)
{
    static const char *const kinds[BP_AREA_CHANGE_KINDS] = {N_("the same"),  N_("grown"), N_("shrunk"),
                                                            N_("moved"),     N_("split"), N_("merged"),
                                                            N_("regrouped"), N_("new"),   N_("gone")};
    return bp_word(p->words, kinds[kind]);
}

static void print_change(const page *p, int32_t k)
{
    const bp_area_change *change = &p->c->changes.items[k];
    const double sizes[] = {change->before, change->after, change->both};
    char ids[IDS_BYTES], number[BP_WORDS_NUMBER];
    double jaccard = 0.0;
    fputs("  ", stdout);
    bp_terminal_cell(kind_in_words(p, change->kind), KIND_WIDTH);
    for (int s = 0; s < 2; s++) {
        bp_terminal_cell(ids_of(p->c, s, k, ids), IDS_WIDTH - 1);
        putchar(' ');
    }
    for (int i = 0; i < 3; i++)
        bp_terminal_cell_right(count(p, sizes[i], number), AMOUNT_WIDTH);
    const bool has = bp_compare_jaccard(change->both, change->before, change->after, &jaccard);
    bp_terminal_cell_right(has ? bp_words_number(p->words, jaccard, 2, number) : "-", SHARE_WIDTH);
    putchar('\n');
}

static void print_changes(const page *p)
{
    const bp_area_changes *changes = &p->c->changes;
    const char *const sizes[] = {bp_word(p->words, "before"), bp_word(p->words, "after"),
                                 bp_word(p->words, "in both")};
    if (changes->n == 0) {
        putchar('\n');
        say(p, bp_word(p->words, "Neither run proposes an area."), NULL);
        return;
    }
    putchar('\n');
    bp_terminal_cell(bp_word(p->words, "Areas"), KIND_WIDTH + 2);
    bp_terminal_cell(bp_word(p->words, "first"), IDS_WIDTH);
    bp_terminal_cell(bp_word(p->words, "second"), IDS_WIDTH);
    for (int i = 0; i < 3; i++)
        bp_terminal_cell_right(sizes[i], AMOUNT_WIDTH);
    bp_terminal_cell_right("Jaccard", SHARE_WIDTH);
    putchar('\n');
    for (int32_t k = 0; k < changes->n; k++)
        print_change(p, k);
    say(p, bp_word(p->words, "Residents; of several areas in one line the sum."), NULL);
}

static void print_score(const page *p, const bp_compare_score *score)
{
    const bp_comparison *c = p->c;
    char number[BP_WORDS_NUMBER], of[BP_WORDS_NUMBER];
    const bool is_score = strcmp(score->column, "score") == 0;
    char *name = is_score ? bp_word_name(p->words, score->column)
                          : bp_word_domain(p->words, score->column + strlen("domain_"));
    char *differ = bp_text_format("%s / %s", count(p, (double)score->n_differ, number),
                                  count(p, (double)score->n_both, of));
    fputs("  ", stdout);
    bp_terminal_cell(name ? name : score->column, NAME_WIDTH);
    bp_terminal_cell_right(differ ? differ : "", AMOUNT_WIDTH + NUMBER_WIDTH - 4);
    if (score->n_differ > 0) {
        bp_terminal_cell_right(bp_words_number(p->words, score->mean, 4, number), AMOUNT_WIDTH);
        bp_terminal_cell_right(bp_words_number(p->words, score->largest, 4, number), AMOUNT_WIDTH);
        fputs("  ", stdout);
        last_cell(c->side[0].ids.text[c->unit[0][score->unit]], IDS_WIDTH);
    } else {
        putchar('\n');
    }
    free(name);
    free(differ);
}

static void print_scores(const page *p)
{
    putchar('\n');
    bp_terminal_cell(bp_word(p->words, "Scores"), NAME_WIDTH + 2);
    bp_terminal_cell_right(bp_word(p->words, "that differ"), AMOUNT_WIDTH + NUMBER_WIDTH - 4);
    bp_terminal_cell_right(bp_word(p->words, "mean"), AMOUNT_WIDTH);
    bp_terminal_cell_right(bp_word(p->words, "most"), AMOUNT_WIDTH);
    printf("  %s\n", bp_word(p->words, "of"));
    for (int i = 0; i < p->c->n_scores; i++)
        print_score(p, &p->c->scores[i]);
}

void bp_compare_print(const bp_comparison *comparison, const bp_words *words)
{
    const json_t *asked = json_object_get(json_object_get(comparison->side[0].record, "study"), "units");
    const char *called = json_string_value(json_object_get(asked, "called"));
    const bool is_district = called && strcmp(called, "district") == 0;
    const page p = {comparison, words, bp_word(words, is_district ? "districts" : "neighbourhoods")};
    print_units(&p);
    print_settings(&p);
    print_agreement(&p);
    print_changes(&p);
    print_scores(&p);
}
