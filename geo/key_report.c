#include "geo/key_report_private.h"

#include "geo/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* With more than one code in so many left over on both sides, and not just one or two, the two are likely to
   be of different years. */
enum { YEAR_SHARE = 50, YEAR_LEAST = 3, LEVELS_BYTES = 200 };

void bp_key_join_report_clear(bp_key_join_report *report)
{
    for (int i = 0; i < report->n_left_examples; i++)
        free(report->left_examples[i]);
    for (int i = 0; i < report->n_right_examples; i++)
        free(report->right_examples[i]);
    free(report->first_right);
    *report = (bp_key_join_report)BP_KEY_JOIN_REPORT_INIT;
}

static int by_rows(const void *a, const void *b)
{
    const bp_key_level *p = (const bp_key_level *)a, *q = (const bp_key_level *)b;
    if (p->rows != q->rows)
        return p->rows < q->rows ? 1 : -1;
    int order = strcmp(p->prefix, q->prefix);
    return order ? order : q->width - p->width;
}

static bp_key_level *level_of(bp_key_level *levels, int *n, const char *prefix, int width)
{
    for (int l = 0; l < *n; l++)
        if (strcmp(levels[l].prefix, prefix) == 0 && (levels[l].width == 0) == (width == 0))
            return &levels[l];
    bp_key_level *level = &levels[(*n)++];
    *level = (bp_key_level){"", width, 0, 0};
    memcpy(level->prefix, prefix, sizeof level->prefix);
    return level;
}

void bp_key_report_levels(const bp_key_groups *groups, const bp_key_index *index, const uint8_t *is_wanted,
                          bp_key_join_report *report)
{
    bp_key_level levels[BP_KEY_MOST_PREFIXES + 1];
    int n = 0;
    for (int64_t t = 0; t < groups->n_codes; t++) {
        const bp_key_code *code = &groups->codes[t];
        static const char none[BP_KEY_PREFIX_BYTES] = "";
        bool has_form = code->group >= 0;
        bp_key_level *level =
            level_of(levels, &n, has_form ? code->form.prefix : none, has_form ? code->form.width : 0);
        if (has_form && code->form.width > level->width)
            level->width = code->form.width;
        level->rows += index->count[t];
        level->matched += is_wanted[t] ? index->count[t] : 0;
    }
    qsort(levels, (size_t)n, sizeof *levels, by_rows);
    report->n_levels = n < BP_KEY_JOIN_LEVELS ? n : BP_KEY_JOIN_LEVELS;
    for (int l = 0; l < n; l++) {
        if (l < BP_KEY_JOIN_LEVELS) {
            report->levels[l] = levels[l];
            continue;
        }
        bp_key_level *last = &report->levels[BP_KEY_JOIN_LEVELS - 1];
        *last = (bp_key_level){"", 0, last->rows + levels[l].rows, last->matched + levels[l].matched};
    }
}

/* What the codes of one side consist of, in numbers of codes. */
struct writing {
    int64_t n, exponents, no_digit, marks;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* A number as a spreadsheet shortens it, in lower case: "5,18e+06". */
static bool has_exponent(const char *text)
{
    size_t at = strspn(text, "0123456789.,");
    if (at == 0 || text[at] != 'e' || (text[at + 1] != '+' && text[at + 1] != '-'))
        return false;
    return text[at + 2] && text[at + 2 + strspn(text + at + 2, "0123456789")] == '\0';
}

static struct writing see_writing(const bp_key_index *index)
{
    struct writing seen = {index->n_texts, 0, 0, 0};
    for (int64_t t = 0; t < index->n_texts; t++) {
        const char *text = index->text[t];
        bool has_digit = false, has_mark = false;
        for (const char *c = text; *c; c++) {
            has_digit = has_digit || is_digit(*c);
            has_mark = has_mark || (*c > ' ' && *c < 0x7f && !is_digit(*c) && !(*c >= 'a' && *c <= 'z'));
        }
        bool is_short = has_exponent(text);
        seen.exponents += is_short;
        seen.no_digit += !has_digit;
        seen.marks += has_digit && has_mark && !is_short;
    }
    return seen;
}

/* What most codes of the right are, and those of the left are not. */
static bp_key_cause guess_by_writing(const bp_key_matching *matching)
{
    struct writing left = see_writing(matching->left), right = see_writing(matching->right);
    if (2 * right.exponents > right.n && 2 * left.exponents <= left.n)
        return BP_KEY_CAUSE_SCIENTIFIC;
    if (2 * right.no_digit > right.n && 2 * left.no_digit <= left.n)
        return BP_KEY_CAUSE_NAMES;
    if (2 * right.marks > right.n && 2 * left.marks <= left.n)
        return BP_KEY_CAUSE_MARKS;
    return BP_KEY_CAUSE_NONE;
}

/* How the codes of two groups differ. */
struct form_differences {
    bool lacks_zeros, is_several, other_letters, other_level;
};

static void compare_groups(const bp_key_group *left, const bp_key_group *right, struct form_differences *out)
{
    bool same = strcmp(left->prefix, right->prefix) == 0;
    bool related = same || !left->prefix[0] || !right->prefix[0];
    bool shorter = right->max_width < left->max_width || right->min_width < left->min_width;
    out->is_several |= related && right->is_several;
    out->lacks_zeros |= related && shorter && !right->has_zeros && !right->is_several;
    out->other_letters |= !same && right->prefix[0] && right->max_width == left->max_width;
    out->other_level = true;
}

/* Why nothing on the right has the form of the left: what its other codes look like. */
static bp_key_cause guess_by_form(const bp_key_matching *matching, bp_key_match match)
{
    struct form_differences found = {false, false, false, false};
    for (int32_t l = 0; l < matching->left_groups.n; l++)
        for (int32_t r = 0; r < matching->right_groups.n; r++)
            compare_groups(&matching->left_groups.groups[l], &matching->right_groups.groups[r], &found);
    if (found.is_several)
        return BP_KEY_CAUSE_SEVERAL;
    if (found.lacks_zeros && match == BP_KEY_MATCH_EXACT)
        return BP_KEY_CAUSE_ZEROS;
    if (found.other_letters)
        return BP_KEY_CAUSE_PREFIX;
    return found.other_level ? BP_KEY_CAUSE_LEVEL : BP_KEY_CAUSE_NONE;
}

void bp_key_report_cause(const bp_key_matching *matching, bp_key_match match, bp_key_join_report *report)
{
    bool many_left =
        report->unmatched_left >= YEAR_LEAST && report->unmatched_left * YEAR_SHARE > report->n_left;
    bool many_right =
        report->unmatched_right >= YEAR_LEAST && report->unmatched_right * YEAR_SHARE > report->same_right;
    report->cause = BP_KEY_CAUSE_NONE;
    if (report->unmatched_left == 0 || report->n_left_examples == 0)
        return;
    if (report->matched == 0)
        report->cause = guess_by_writing(matching);
    if (report->cause != BP_KEY_CAUSE_NONE)
        return;
    if (report->same_right == 0)
        report->cause = guess_by_form(matching, match);
    else if (report->matched > 0 && many_left && many_right)
        report->cause = BP_KEY_CAUSE_YEAR;
    else if (report->matched > 0)
        report->cause = BP_KEY_CAUSE_INCOMPLETE;
}

const char *bp_key_cause_name(bp_key_cause cause)
{
    switch (cause) {
    case BP_KEY_CAUSE_NONE:
        return "none";
    case BP_KEY_CAUSE_YEAR:
        return "other_year";
    case BP_KEY_CAUSE_ZEROS:
        return "lost_zeros";
    case BP_KEY_CAUSE_LEVEL:
        return "other_level";
    case BP_KEY_CAUSE_PREFIX:
        return "other_prefix";
    case BP_KEY_CAUSE_INCOMPLETE:
        return "no_rows";
    case BP_KEY_CAUSE_SEVERAL:
        return "several_levels";
    case BP_KEY_CAUSE_SCIENTIFIC:
        return "scientific";
    case BP_KEY_CAUSE_NAMES:
        return "names";
    case BP_KEY_CAUSE_MARKS:
        return "marks";
    }
    return "none";
}

/* "GM and 4 characters: 345 rows, NL and 2 characters: 1 row" */
static void list_levels(const bp_key_join_report *report, char list[LEVELS_BYTES])
{
    char count[32];
    size_t used = 0;
    list[0] = '\0';
    for (int l = 0; l < report->n_levels && used < LEVELS_BYTES; l++) {
        const bp_key_level *level = &report->levels[l];
        const char *plural = level->rows == 1 ? "row" : "rows";
        const char *separator = l ? ", " : "";
        bp_text_count(level->rows, count);
        if (level->width == 0)
            used += (size_t)snprintf(list + used, LEVELS_BYTES - used, "%sother codes in %s %s", separator,
                                     count, plural);
        else
            used +=
                (size_t)snprintf(list + used, LEVELS_BYTES - used, "%s%s%s%d characters in %s %s", separator,
                                 level->prefix, level->prefix[0] ? " and " : "", level->width, count, plural);
    }
}

static char *year_text(const bp_key_join_report *report, const char *left, const char *right)
{
    char unmatched[32], all[32], unmatched_right[32], all_right[32];
    return bp_text_format(
        "%s of %s codes of %s are not in %s, and %s of %s the other way: the codes look like "
        "those of another year",
        bp_text_count(report->unmatched_left, unmatched), bp_text_count(report->n_left, all), left, right,
        bp_text_count(report->unmatched_right, unmatched_right),
        bp_text_count(report->same_right, all_right));
}

char *bp_key_cause_text(const bp_key_join_report *report, const char *left, const char *right)
{
    char levels[LEVELS_BYTES];
    list_levels(report, levels);
    switch (report->cause) {
    case BP_KEY_CAUSE_NONE:
    case BP_KEY_CAUSE_INCOMPLETE:
        return NULL;
    case BP_KEY_CAUSE_YEAR:
        return year_text(report, left, right);
    case BP_KEY_CAUSE_ZEROS:
        return bp_text_format("the codes of %s look like those of %s without the zeros in front", right,
                              left);
    case BP_KEY_CAUSE_LEVEL:
        return bp_text_format("the codes of %s look like those of another level (%s)", right, levels);
    case BP_KEY_CAUSE_PREFIX:
        return bp_text_format("the codes of %s have other letters in front (%s)", right, levels);
    case BP_KEY_CAUSE_SEVERAL:
        return bp_text_format(
            "the codes of %s are bare numbers of several levels without the zeros in front, "
            "and which is which cannot be told",
            right);
    case BP_KEY_CAUSE_SCIENTIFIC:
        return bp_text_format("a spreadsheet has made numbers of the codes of %s and shortened them; make "
                              "the file anew with that column as text",
                              right);
    case BP_KEY_CAUSE_NAMES:
        return bp_text_format("what %s has there looks like names, not codes", right);
    case BP_KEY_CAUSE_MARKS:
        return bp_text_format("the codes of %s have other marks between their letters and digits", right);
    }
    return NULL;
}
