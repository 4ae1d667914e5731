/* Codes of two tables. The first byte says how they match; then a line per code, those of the left first,
 * then a line "=", then those of the right. */
#include "geo/key_join.h"
#include "geo/number_private.h"
#include "tests/fuzz/fuzz_lines.h"

/* The form of a code written in its own form is that form. */
static void check_form(const char *text)
{
    bp_key_form form, again;
    char capitals[64];
    size_t n = 0;
    text = bp_trim(text, strlen(text), &n);
    if (n >= sizeof capitals || !bp_key_form_of(text, n, &form))
        return;
    size_t letters = strlen(form.prefix);
    fuzz_check(letters < BP_KEY_PREFIX_BYTES && letters + (size_t)form.width == n);
    fuzz_check(form.zeros >= 0 && form.zeros < form.width);
    memcpy(capitals, text, n);
    memcpy(capitals, form.prefix, letters);
    fuzz_check(bp_key_form_of(capitals, n, &again));
    fuzz_check(strcmp(form.prefix, again.prefix) == 0 && form.width == again.width);
    fuzz_check(form.zeros == again.zeros && form.is_number == again.is_number);
}

static bp_table make_table(bp_context *context, const char **texts, int64_t n)
{
    bp_table table = BP_TABLE_INIT;
    table.n_rows = n;
    fuzz_check(bp_table_add_text(context, &table, "code", texts) == BP_OK);
    return table;
}

/* A join and what came of it. */
typedef struct outcome {
    bp_status status;
    int64_t *right_row;
    bp_key_join_report report;
} outcome;

static outcome join(bp_context *context, const bp_table *left, const bp_table *right, bp_key_match match)
{
    bp_key_join_options options = BP_KEY_JOIN_OPTIONS_INIT;
    outcome out = {BP_OK, NULL, BP_KEY_JOIN_REPORT_INIT};
    options.match = match;
    out.right_row = (int64_t *)malloc((size_t)(left->n_rows + 1) * sizeof *out.right_row);
    fuzz_check(out.right_row);
    out.status = fuzz_status(
        context, bp_key_join_by(context, left, 0, right, 0, &options, out.right_row, &out.report));
    return out;
}

static void clear(outcome *out)
{
    free(out->right_row);
    bp_key_join_report_clear(&out->report);
}

static void check_report(const outcome *out, int64_t n_left, int64_t n_right)
{
    const bp_key_join_report *report = &out->report;
    int64_t matched = 0, rows = 0;
    for (int64_t i = 0; i < n_left; i++) {
        fuzz_check(out->right_row[i] >= -1 && out->right_row[i] < n_right);
        matched += out->right_row[i] >= 0;
    }
    fuzz_check(report->n_left == n_left && report->n_right == n_right && report->matched == matched);
    fuzz_check(report->matched_as_is + report->matched_case + report->matched_point + report->matched_zeros +
                   report->matched_prefix ==
               matched);
    fuzz_check(report->unmatched_left == n_left - matched);
    fuzz_check(report->same_right + report->other_right == n_right);
    for (int l = 0; l < report->n_levels; l++) {
        rows += report->levels[l].rows;
        fuzz_check(report->levels[l].matched <= report->levels[l].rows);
    }
    /* A row without a code is of no level. */
    fuzz_check(rows <= n_right);
    free(bp_key_cause_text(report, "the units", "the table"));
}

static void check_reversed(const outcome *a, const outcome *b)
{
    fuzz_check(a->status == b->status);
    if (a->status)
        return;
    int64_t n_left = a->report.n_left, n_right = a->report.n_right;
    for (int64_t i = 0; i < n_left; i++) {
        int64_t row = a->right_row[i];
        fuzz_check(b->right_row[n_left - 1 - i] == (row < 0 ? -1 : n_right - 1 - row));
    }
    fuzz_check(a->report.cause == b->report.cause && a->report.same_right == b->report.same_right);
    fuzz_check(a->report.n_left_examples == b->report.n_left_examples);
}

/* Ids that differ meet themselves. */
static void check_itself(bp_context *context, const bp_table *left, bp_key_match match)
{
    if (fuzz_status(context, bp_key_check_unique(context, left, 0)))
        return;
    outcome out = join(context, left, left, match);
    fuzz_check(!out.status && out.report.matched_as_is == left->n_rows);
    for (int64_t i = 0; i < left->n_rows; i++)
        fuzz_check(out.right_row[i] == i);
    clear(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    if (n == 0)
        return 0;
    bp_context *context = fuzz_context();
    bp_key_match match = bytes[0] & 1 ? BP_KEY_MATCH_FORM : BP_KEY_MATCH_EXACT;
    fuzz_lines lines = fuzz_lines_make(bytes + 1, n - 1);
    int64_t n_left = 0;
    while (n_left < lines.n && !(lines.text[n_left] && strcmp(lines.text[n_left], "=") == 0))
        n_left++;
    int64_t n_right = n_left < lines.n ? lines.n - n_left - 1 : 0;
    const char **right_text = lines.text + (lines.n - n_right);
    for (int64_t i = 0; i < lines.n; i++)
        if (lines.text[i])
            check_form(lines.text[i]);

    bp_table left = make_table(context, lines.text, n_left), right = make_table(context, right_text, n_right);
    outcome straight = join(context, &left, &right, match);
    if (!straight.status)
        check_report(&straight, n_left, n_right);
    check_itself(context, &left, match);
    bp_table_clear(&left);
    bp_table_clear(&right);

    fuzz_reverse(lines.text, n_left);
    fuzz_reverse(right_text, n_right);
    left = make_table(context, lines.text, n_left);
    right = make_table(context, right_text, n_right);
    outcome reversed = join(context, &left, &right, match);
    check_reversed(&straight, &reversed);
    clear(&straight);
    clear(&reversed);
    bp_table_clear(&left);
    bp_table_clear(&right);
    fuzz_lines_free(&lines);
    bp_context_free(context);
    return 0;
}
