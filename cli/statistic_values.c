/* The columns of a statistics command as numbers, and what of them is missing. */
#include "cli/missing_codes.h"
#include "cli/statistic.h"
#include "geo/bitmap.h"
#include "geo/text.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MISSING_MOST = 16 };

/* The codes of --missing, and of which column each is: -1 of all. */
typedef struct missing_codes {
    char *text; /* the codes, cut into pieces */
    int n, column[MISSING_MOST];
    const char *code[MISSING_MOST];
} missing_codes;

/* "COLUMN=CODE" is of that column alone. */
static bp_status add_code(const bp_statistic *s, char *entry, missing_codes *codes)
{
    if (codes->n == MISSING_MOST)
        return bp_context_fail(s->context, BP_ERROR_ARGUMENT, "%s: --missing: more than %d codes",
                               s->call->command->name, MISSING_MOST);
    char *equals = strrchr(entry, '=');
    int column = -1;
    for (int c = 0; equals && c < s->n_columns; c++)
        if (strncmp(s->names[c], entry, (size_t)(equals - entry)) == 0 && !s->names[c][equals - entry])
            column = c;
    if (equals && column < 0)
        return bp_context_fail(s->context, BP_ERROR_ARGUMENT,
                               "%s: --missing: found '%s', but '%.*s' is none of the columns named",
                               s->call->command->name, entry, (int)(equals - entry), entry);
    codes->column[codes->n] = column;
    codes->code[codes->n++] = equals ? equals + 1 : entry;
    return BP_OK;
}

static bp_status read_codes(const bp_statistic *s, missing_codes *codes)
{
    bp_status status = BP_OK;
    codes->text = bp_text_copy(bp_call_text(s->call, "missing", ""));
    if (!codes->text)
        return bp_context_fail_memory(s->context, 0);
    for (char *at = codes->text; !status && *at;) {
        char *comma = at + strcspn(at, ",");
        bool last = !*comma;
        *comma = '\0';
        status = add_code(s, at, codes);
        at = last ? comma : comma + 1;
    }
    return status;
}

/* Codes that nobody named are refused, numbers that are none are counted. */
static bp_status check_column(const bp_statistic *s, int c, const char *const *codes, int n_codes)
{
    const bp_values *values = &s->values[c];
    const bp_codes_found found = bp_codes_find(values);
    char text[BP_CODES_BYTES];
    int64_t n_not_finite = 0;
    if (found.n > 0)
        return bp_context_fail(s->context, BP_ERROR_INPUT,
                               "%s, column '%s': found %s; say so with --missing %.0f%s",
                               s->layer.table.source, s->names[c], bp_codes_describe(&found, text),
                               found.code[0], found.n > 1 ? ",..." : "");
    for (int k = 0; k < values->n_codes; k++) {
        char *end = NULL;
        bool is_named = false;
        double number = strtod(values->codes[k].code, &end);
        for (int m = 0; m < n_codes; m++)
            is_named = is_named || strcmp(codes[m], values->codes[k].code) == 0;
        if (end != values->codes[k].code && !*end && !isfinite(number) && !is_named)
            n_not_finite += values->codes[k].count;
    }
    if (n_not_finite > 0)
        bp_context_warn(s->context, "not_finite",
                        "column '%s': %" PRId64 " %s (inf or nan), and %s as missing", s->names[c],
                        n_not_finite,
                        n_not_finite == 1 ? "value is no finite number" : "values are no finite numbers",
                        n_not_finite == 1 ? "counts" : "count");
    return BP_OK;
}

/* Rates were asked for, of a command that knows them. */
static bool has_rates(const bp_call *call)
{
    for (int i = 0; i < call->command->n_options; i++)
        if (strcmp(call->command->options[i].name, "rates") == 0)
            return call->texts[i] != NULL;
    return false;
}

/* With --rates: a unit in which nobody lives has no rate. It is left out where that is asked for, and only
 * where nothing happened in it either. */
static bp_status settle_empty(bp_statistic *s)
{
    int64_t n_empty = 0, first = -1;
    if (s->n_columns != 2 || !has_rates(s->call))
        return BP_OK;
    const bp_values *cases = &s->values[0], *people = &s->values[1];
    bool leave_out = bp_call_has(s->call, "leave-out-empty");
    for (int64_t i = 0; i < people->n; i++) {
        if (!bp_values_is_valid(people, i) || people->value[i] != 0.0 ||
            (bp_values_is_valid(cases, i) && cases->value[i] != 0.0))
            continue;
        first = n_empty++ == 0 ? i : first;
        if (leave_out)
            people->valid[i / 8] &= (uint8_t) ~(1U << (i % 8));
    }
    if (n_empty > 0 && !leave_out)
        return bp_context_fail(
            s->context, BP_ERROR_INPUT,
            "column '%s': %" PRId64 " %s 0 and no cases (row %" PRId64
            " is the first); a rate needs a population above 0: --leave-out-empty leaves such units out",
            s->names[1], n_empty, n_empty == 1 ? "unit has" : "units have", first + 1);
    if (n_empty > 0)
        bp_context_warn(s->context, "rates_empty",
                        "column '%s': %" PRId64 " %s 0 and no cases, and %s left out (--leave-out-empty)",
                        s->names[1], n_empty, n_empty == 1 ? "unit has" : "units have",
                        n_empty == 1 ? "is" : "are");
    return BP_OK;
}

bp_status bp_statistic_read_values(bp_statistic *s)
{
    missing_codes codes = {0};
    s->values = (bp_values *)calloc((size_t)s->n_columns + 1, sizeof *s->values);
    bp_status status = s->values ? read_codes(s, &codes) : bp_context_fail_memory(s->context, 0);
    for (int c = 0; !status && c < s->n_columns; c++) {
        const char *of_column[MISSING_MOST];
        int n = 0;
        for (int k = 0; k < codes.n; k++)
            if (codes.column[k] < 0 || codes.column[k] == c)
                of_column[n++] = codes.code[k];
        status = bp_values_read(s->context, &s->layer.table, bp_table_find(&s->layer.table, s->names[c]),
                                of_column, n, &s->values[c]);
        if (!status)
            status = check_column(s, c, of_column, n);
    }
    free(codes.text);
    return status ? status : settle_empty(s);
}

bp_status bp_statistic_check_not_binary(const bp_statistic *s, int column, const uint8_t *valid,
                                        const char *instead)
{
    const bp_values *values = &s->values[column];
    int64_t ones = 0, zeros = 0;
    for (int64_t i = 0; i < values->n; i++) {
        if (!bp_bitmap_get(valid, i))
            continue;
        ones += values->value[i] == 1.0;
        zeros += values->value[i] == 0.0;
        if (values->value[i] != 1.0 && values->value[i] != 0.0)
            return BP_OK;
    }
    if (ones == 0 || zeros == 0)
        return BP_OK;
    return bp_context_fail(s->context, BP_ERROR_INPUT,
                           "column '%s': holds nothing but 0 and 1, which this statistic is not for; %s is",
                           s->names[column], instead);
}
