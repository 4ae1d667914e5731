/* A column of texts as numbers. The first byte says what stands between thousands and whether there are
 * marks; then a line per row. */
#include "geo/bitmap.h"
#include "geo/values.h"
#include "tests/fuzz/fuzz_lines.h"

#include <math.h>

static const char *const missing[] = {".", "-99997", "x", ""};

static bp_status read_column(bp_context *context, const fuzz_lines *lines, const bp_values_options *options,
                             bp_values *out)
{
    bp_table table = BP_TABLE_INIT;
    table.n_rows = lines->n;
    fuzz_check(bp_table_add_text(context, &table, "x", lines->text) == BP_OK);
    bp_status status = fuzz_status(context, bp_values_read_by(context, &table, 0, options, out));
    bp_table_clear(&table);
    return status;
}

/* Every row is a number or counted under a code. */
static void check_counts(const bp_values *values)
{
    int64_t n = 0;
    for (int64_t i = 0; i < values->n; i++) {
        n += bp_values_is_valid(values, i);
        fuzz_check(isfinite(values->value[i]));
    }
    for (int c = 0; c < values->n_codes; c++)
        n += values->codes[c].count;
    fuzz_check(n == values->n);
    fuzz_check(values->n_percent <= values->n && values->n_marked <= values->n);
}

static void check_reversed(const bp_values *values, const bp_values *reversed)
{
    fuzz_check(values->n == reversed->n && values->n_codes == reversed->n_codes);
    fuzz_check(values->n_percent == reversed->n_percent && values->n_marked == reversed->n_marked);
    for (int64_t i = 0; i < values->n; i++) {
        int64_t j = values->n - 1 - i;
        fuzz_check(bp_values_is_valid(values, i) == bp_values_is_valid(reversed, j));
        fuzz_check(!bp_values_is_valid(values, i) || values->value[i] == reversed->value[j]);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    static const char *const thousands[] = {NULL, ".", ",", "'", " "};
    bp_values_options options = BP_VALUES_OPTIONS_INIT;
    bp_values values = BP_VALUES_INIT, reversed = BP_VALUES_INIT;
    if (n == 0)
        return 0;
    options.thousands = thousands[bytes[0] % 5];
    options.marks = bytes[0] & 0x80 ? "*p" : NULL;
    options.missing = (bp_missing_codes){missing, 4};
    bp_context *context = fuzz_context();
    fuzz_lines lines = fuzz_lines_make(bytes + 1, n - 1);
    bp_status status = read_column(context, &lines, &options, &values);
    fuzz_reverse(lines.text, lines.n);
    fuzz_check(read_column(context, &lines, &options, &reversed) == status);
    if (!status) {
        check_counts(&values);
        check_reversed(&values, &reversed);
    }
    bp_values_clear(&values);
    bp_values_clear(&reversed);
    fuzz_lines_free(&lines);
    bp_context_free(context);
    return 0;
}
