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

/* Why nothing on the right has the form of the left: what its other codes look like. */
static bp_key_cause guess_by_form(const bp_key_matching *matching, bp_key_match match)
{
    bool lacks_zeros = false, has_other_level = false, has_other_letters = false;
    for (int32_t l = 0; l < matching->left_groups.n; l++) {
        const bp_key_group *left = &matching->left_groups.groups[l];
        for (int32_t r = 0; r < matching->right_groups.n; r++) {
            const bp_key_group *right = &matching->right_groups.groups[r];
            bool same = strcmp(left->prefix, right->prefix) == 0;
            bool related = same || !left->prefix[0] || !right->prefix[0];
            bool shorter = right->max_width < left->max_width || right->min_width < left->min_width;
            lacks_zeros = lacks_zeros || (related && shorter && !right->has_zeros && !right->is_several);
            has_other_letters = has_other_letters || (!same && right->max_width == left->max_width);
            has_other_level = true;
        }
    }
    if (lacks_zeros && match == BP_KEY_MATCH_EXACT)
        return BP_KEY_CAUSE_ZEROS;
    if (has_other_letters)
        return BP_KEY_CAUSE_PREFIX;
    return has_other_level ? BP_KEY_CAUSE_LEVEL : BP_KEY_CAUSE_NONE;
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
    }
    return NULL;
}
