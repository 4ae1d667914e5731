/* The report's tables: whose codes met the units' and whose did not. */
#include "cli/check/check.h"
#include "cli/check/lines.h"
#include "cli/run/read/json_tables.h"

#include "geo/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { EXAMPLES_BYTES = 256 };

/* ": U06, U09, ..." or nothing. */
static const char *list(char *const *examples, int n, int64_t all, char text[EXAMPLES_BYTES])
{
    size_t at = 0;
    text[0] = '\0';
    for (int i = 0; i < n && at < EXAMPLES_BYTES; i++)
        at += (size_t)snprintf(text + at, EXAMPLES_BYTES - at, "%s%s", i ? ", " : ": ", examples[i]);
    if (all > n && n > 0 && at < EXAMPLES_BYTES)
        snprintf(text + at, EXAMPLES_BYTES - at, ", ...");
    return text;
}

static void print_matched(const char *name, const bp_key_join_report *join)
{
    char matched[32], all[32], share[64] = "";
    if (join->has_population && join->population > 0.0)
        snprintf(share, sizeof share, ", with %.1f %% of the residents",
                 100.0 * (1.0 - join->unmatched_population / join->population));
    bp_check_line(name, "%s of %s units have a row (%.1f %%)%s", bp_text_count(join->matched, matched),
                  bp_text_count(join->n_left, all), 100.0 * (double)join->matched / (double)join->n_left,
                  share);
}

static void print_left_over(const bp_key_join_report *join)
{
    char text[EXAMPLES_BYTES], count[32];
    if (join->unmatched_left > 0)
        bp_check_line(NULL, "%s without%s", bp_text_count(join->unmatched_left, count),
                      list(join->left_examples, join->n_left_examples, join->unmatched_left, text));
    if (join->unmatched_right > 0)
        bp_check_line(NULL, "%s row%s without a unit%s", bp_text_count(join->unmatched_right, count),
                      join->unmatched_right == 1 ? "" : "s",
                      list(join->right_examples, join->n_right_examples, join->unmatched_right, text));
    if (join->other_right > 0)
        bp_check_line(NULL, "%s row%s of another level left aside", bp_text_count(join->other_right, count),
                      join->other_right == 1 ? "" : "s");
    int64_t mended = join->matched_point + join->matched_zeros + join->matched_prefix;
    if (mended > 0)
        bp_check_line(NULL, "%s only after zeros, letters or decimals were made good",
                      bp_text_count(mended, count));
}

void bp_check_print_tables(const bp_check *check)
{
    const bp_run *run = check->run;
    for (int t = 0; t < check->study->n_tables; t++) {
        const bp_key_join_report *join = run->joins ? &run->joins[t] : NULL;
        const char *name = check->study->tables[t].name;
        if (!join || join->n_left == 0) {
            bp_check_line(name, "not joined: see the errors below");
            continue;
        }
        print_matched(name, join);
        print_left_over(join);
        char *guess = bp_key_cause_text(join, "the units", "the table");
        if (guess)
            bp_check_line(NULL, "%s", guess);
        free(guess);
    }
}

json_t *bp_check_json_tables(const bp_check *check)
{
    return check->run->joins ? bp_json_joins(check->run) : json_null();
}
