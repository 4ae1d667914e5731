#include "cli/run/read/odd_values.h"

#include "geo/bitmap.h"
#include "geo/text.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { LEAST_ROWS = 3, MOST_KINDS = 8, FAR_RANGES = 3 };

/* 99, 999, ... of either sign, and -1. */
static bool has_form_of_code(double value)
{
    if (value == -1.0)
        return true;
    for (int64_t nines = 99; nines < INT64_C(10000000000); nines = 10 * nines + 9)
        if (fabs(value) == (double)nines)
            return true;
    return false;
}

/* One of the numbers of that form in a column. */
struct suspect {
    double code;
    int64_t n, first_unit;
};

static int by_size(const void *a, const void *b)
{
    double p = *(const double *)a, q = *(const double *)b;
    return (p > q) - (p < q);
}

/* The numbers of the form, apart, and all the others, ascending in `rest`; how many these are. */
static int64_t take_apart(const bp_run_values *values, int64_t n, double *rest, struct suspect *suspects,
                          int *n_suspects)
{
    int64_t m = 0;
    for (int64_t i = 0; i < n; i++) {
        double value = values->value[i];
        if (!bp_bitmap_get(values->valid, i))
            continue;
        int s = 0;
        while (s < *n_suspects && suspects[s].code != value)
            s++;
        if (!has_form_of_code(value) || s == MOST_KINDS) {
            rest[m++] = value;
            continue;
        }
        if (s == *n_suspects)
            suspects[(*n_suspects)++] = (struct suspect){value, 0, i};
        suspects[s].n++;
    }
    qsort(rest, (size_t)m, sizeof *rest, by_size);
    return m;
}

static bool is_odd(const struct suspect *suspect, const double *rest, int64_t m)
{
    if (m == 0)
        return false;
    if (suspect->code < 0.0)
        return rest[0] >= 0.0;
    double low = rest[m / 4], high = rest[(3 * m) / 4];
    return suspect->n >= LEAST_ROWS && suspect->code > rest[m - 1] &&
           suspect->code > high + FAR_RANGES * (high - low);
}

const char *bp_run_missing_place(const bp_run *run, const bp_run_source *source, char buffer[64])
{
    for (int t = 0; t < run->study->n_tables; t++)
        if (source->notation == &run->study->tables[t].notation) {
            snprintf(buffer, 64, "tables[%d]", t);
            return buffer;
        }
    snprintf(buffer, 64, "units");
    return buffer;
}

void bp_run_warn_codes(bp_run *run, const bp_run_source *source, const bp_run_values *values)
{
    struct suspect suspects[MOST_KINDS];
    int n_suspects = 0;
    char place[64];
    double *rest = (double *)malloc((size_t)(bp_run_n(run) + 1) * sizeof *rest);
    if (!rest)
        return;
    int64_t m = take_apart(values, bp_run_n(run), rest, suspects, &n_suspects);
    for (int s = 0; s < n_suspects; s++)
        if (is_odd(&suspects[s], rest, m))
            bp_context_warn(run->context, "looks_like_missing_code",
                            "%s, column '%s': %" PRId64 " %s %.0f, the first is %s, and all others %.6g to "
                            "%.6g; if it stands for a missing value, write missing: [\"%.0f\"] under %s",
                            bp_run_file_name(source->table->source), source->column, suspects[s].n,
                            suspects[s].n == 1 ? "unit has" : "units have", suspects[s].code,
                            run->units.id[suspects[s].first_unit], rest[0], rest[m - 1], suspects[s].code,
                            bp_run_missing_place(run, source, place));
    free(rest);
}

void bp_run_warn_thousands(bp_run *run, const bp_run_source *source, const bp_values *values)
{
    if (values->thousands_row < 0)
        return;
    const bp_column *column = &source->table->columns[bp_table_find(source->table, source->column)];
    char mark = values->thousands_mark;
    bp_context_warn(run->context, "looks_like_thousands",
                    "%s, column '%s': all numbers with a '%c' have three digits after it, as %s; read as "
                    "decimals; if it stands between thousands, say thousands: \"%c\"",
                    bp_run_file_name(source->table->source), source->column, mark,
                    bp_column_text_at(column, values->thousands_row), mark);
}

void bp_run_warn_parts(bp_run *run, const bp_run_source *source, const bp_run_values *values)
{
    int64_t n = 0, first = -1;
    if (run->study->units.population_table >= run->study->n_tables)
        return;
    for (int64_t i = 0; i < bp_run_n(run); i++)
        if (bp_bitmap_get(values->valid, i) && values->value[i] != floor(values->value[i]) && n++ == 0)
            first = i;
    if (n > 0)
        bp_context_warn(run->context, "residents_not_whole",
                        "%s, column '%s': the residents of %" PRId64 " %s no whole number, as %.10g of unit "
                        "%s; is it the right column, and are its decimals right?",
                        bp_run_file_name(source->table->source), source->column, n,
                        n == 1 ? "unit are" : "units are", values->value[first], run->units.id[first]);
}
