/* A csv file: read, written, read again; made wide, and rows of it picked. The first byte says which
 * `encoding` is told. */
#include "geo/pivot.h"
#include "geo/read.h"
#include "geo/text.h"
#include "geo/write.h"
#include "tests/fuzz/fuzz.h"

#include <cpl_vsi.h>
#include <string.h>

static const char *const IN = "/vsimem/fuzz_in.csv", *const OUT = "/vsimem/fuzz_out.csv";

static bp_status read_table(bp_context *context, const char *path, const char *encoding, bp_table *out)
{
    bp_read_options options = BP_READ_OPTIONS_INIT;
    options.encoding = encoding;
    return fuzz_status(context, bp_table_read(context, path, &options, out));
}

static bool same(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

static void check_same(const bp_table *a, const bp_table *b)
{
    fuzz_check(a->n_rows == b->n_rows && a->n_columns == b->n_columns);
    for (int c = 0; c < a->n_columns; c++) {
        fuzz_check(same(a->columns[c].name, b->columns[c].name));
        for (int64_t i = 0; i < a->n_rows; i++)
            fuzz_check(same(bp_column_text_at(&a->columns[c], i), bp_column_text_at(&b->columns[c], i)));
    }
}

static void check_round_trip(bp_context *context, const bp_table *table)
{
    bp_table again = BP_TABLE_INIT;
    fuzz_check(fuzz_status(context, bp_table_write_csv(context, table, OUT, NULL)) == BP_OK);
    fuzz_check(read_table(context, OUT, "UTF-8", &again) == BP_OK);
    check_same(table, &again);
    bp_table_clear(&again);
    VSIUnlink(OUT);
}

/* Rows picked by the first value there is, and what is left of them. */
static void try_pick(bp_context *context, const bp_table *table)
{
    bp_table picked = BP_TABLE_INIT;
    const char *text = bp_column_text_at(&table->columns[0], 0);
    const bp_pick pick = {table->columns[0].name, text ? text : "none"};
    if (!fuzz_status(context, bp_table_pick(context, table, &pick, 1, &picked)))
        fuzz_check(picked.n_rows >= 1 && picked.n_rows <= table->n_rows);
    bp_table_clear(&picked);
}

static void try_pivot(bp_context *context, const bp_table *table)
{
    bp_table wide = BP_TABLE_INIT;
    bp_pivot_options options = BP_PIVOT_OPTIONS_INIT;
    bp_pivot_report report = BP_PIVOT_REPORT_INIT;
    const char *name = table->n_columns >= 3 ? bp_column_text_at(&table->columns[1], 0) : NULL;
    if (!name)
        return;
    options.key = table->columns[0].name;
    options.names = table->columns[1].name;
    options.values = table->columns[2].name;
    options.reasons = table->n_columns > 3 ? table->columns[3].name : NULL;
    options.columns = &name;
    options.n_columns = 1;
    if (!fuzz_status(context, bp_table_pivot(context, table, &options, &wide, &report))) {
        fuzz_check(wide.n_columns == 2 && wide.n_rows <= table->n_rows);
        fuzz_check(report.n_rows == table->n_rows);
        fuzz_check(report.n_other + report.n_blank + wide.n_rows <= table->n_rows + wide.n_rows);
    }
    bp_pivot_report_clear(&report);
    bp_table_clear(&wide);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    static const char *const encodings[] = {NULL,     "UTF-8",    "Windows-1252", "ISO-8859-1",
                                            "UTF-16", "UTF-16BE", "ISO-8859-15"};
    bp_table table = BP_TABLE_INIT;
    if (n == 0)
        return 0;
    /* GDAL takes no file without a byte, and wants memory that it may write to. */
    char *copy = (char *)malloc(n);
    fuzz_check(copy);
    memcpy(copy, bytes + 1, n - 1);
    VSIFCloseL(VSIFileFromMemBuffer(IN, (GByte *)copy, n - 1, FALSE));
    bp_context *context = fuzz_context();
    if (!read_table(context, IN, encodings[bytes[0] % 7], &table)) {
        check_round_trip(context, &table);
        try_pick(context, &table);
        try_pivot(context, &table);
    }
    bp_table_clear(&table);
    bp_context_free(context);
    VSIUnlink(IN);
    free(copy);
    return 0;
}
