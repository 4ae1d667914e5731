#include "cli/explain/page.h"

#include "cli/terminal.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_FILLINGS = 12 };

static void print_wrapped(const char *text, int indent)
{
    char front[16] = "";
    const char *rest = strchr(text, ' ');
    if (indent == 0 || indent >= (int)sizeof front) {
        size_t n = rest ? (size_t)(rest - text) : strlen(text);
        char *first = (char *)malloc(n + 1);
        if (!first)
            return;
        memcpy(first, text, n);
        first[n] = '\0';
        bp_terminal_print(first, rest ? rest + 1 : "", indent);
        free(first);
        return;
    }
    /* The front and a blank after it make the indent. */
    memset(front, ' ', (size_t)indent - 1);
    front[indent - 1] = '\0';
    bp_terminal_print(front, text, indent);
}

void bp_page_say(const bp_explainer *explainer, int indent, const char *text, ...)
{
    const bp_words *words = explainer->words;
    bool is_district = explainer->rule.unit == BP_UNIT_DISTRICT;
    bp_filling fillings[MOST_FILLINGS] = {
        {"unit", bp_word(words, is_district ? "district" : "neighbourhood")},
        {"units", bp_word(words, is_district ? "districts" : "neighbourhoods")}};
    int n = 2;
    va_list list;
    va_start(list, text);
    for (const char *name = va_arg(list, const char *); name && n < MOST_FILLINGS;
         name = va_arg(list, const char *))
        fillings[n++] = (bp_filling){name, va_arg(list, const char *)};
    va_end(list);
    char *filled = bp_words_fill(text, fillings, n);
    print_wrapped(filled ? filled : text, indent);
    free(filled);
}

void bp_page_head(const bp_explainer *explainer, const char *text)
{
    putchar('\n');
    bp_page_say(explainer, 0, text, NULL);
}

const char *bp_page_count(const bp_explainer *explainer, double count, char buffer[BP_WORDS_NUMBER])
{
    return bp_words_number(explainer->words, count, 0, buffer);
}

const char *bp_page_score(const bp_explainer *explainer, double score, char buffer[BP_WORDS_NUMBER])
{
    return bp_words_number(explainer->words, score, 3, buffer);
}

void bp_page_apart(const bp_explainer *explainer, double a, double b, char first[BP_WORDS_NUMBER],
                   char second[BP_WORDS_NUMBER], char difference[BP_WORDS_NUMBER])
{
    int decimals = bp_words_decimals_apart(a, b, 3, 6);
    double scale = pow(10.0, decimals);
    bp_words_number(explainer->words, a, decimals, first);
    bp_words_number(explainer->words, b, decimals, second);
    bp_words_number(explainer->words, fabs(round(a * scale) - round(b * scale)) / scale, decimals,
                    difference);
}

int bp_page_decimals(double step)
{
    int decimals = 0;
    for (double at = step; at < 0.5 && decimals < 6; at *= 10.0)
        decimals++;
    return decimals;
}

const char *bp_page_value(const bp_explainer *explainer, double value, double step,
                          char buffer[BP_WORDS_NUMBER])
{
    return bp_words_number(explainer->words, value, bp_page_decimals(step), buffer);
}

const char *bp_page_rank(const bp_explainer *explainer, int64_t rank, int64_t of,
                         char buffer[3 * BP_WORDS_NUMBER])
{
    char first[BP_WORDS_NUMBER], second[BP_WORDS_NUMBER];
    if (rank <= 0)
        snprintf(buffer, 3 * BP_WORDS_NUMBER, "-");
    else
        snprintf(buffer, 3 * BP_WORDS_NUMBER, "%s %s %s", bp_page_count(explainer, (double)rank, first),
                 bp_word(explainer->words, "of"), bp_page_count(explainer, (double)of, second));
    return buffer;
}
