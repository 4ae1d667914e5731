/* The table of a statistics command: for people, as JSON, as csv. */
#include "cli/json_print.h"
#include "cli/statistic.h"
#include "cli/terminal.h"
#include "geo/text.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

const char *bp_statistic_style(bp_weights_style style)
{
    static const char *const letters[] = {"B", "W", "C", "V"};
    return letters[style];
}

const char *bp_statistic_neighbours(const bp_statistic *s, char *text, size_t size)
{
    const bp_weights_request *r = &s->request;
    char number[32], from[32];
    switch (r->way) {
    case BP_WEIGHTS_WAY_QUEEN:
        return "queen";
    case BP_WEIGHTS_WAY_ROOK:
        return "rook";
    case BP_WEIGHTS_WAY_KNN:
        snprintf(text, size, "%" PRId64 " nearest", s->made.k_used);
        return text;
    case BP_WEIGHTS_WAY_BAND:
        bp_text_number(r->band, number);
        bp_text_number(r->band_least, from);
        snprintf(text, size, "%s%s%s%s", r->band_least > 0.0 ? from : "within ",
                 r->band_least > 0.0 ? " to " : "", number, r->planar ? "" : " m");
        return text;
    case BP_WEIGHTS_WAY_FILE:
        break;
    }
    snprintf(text, size, "from %s", r->file);
    return text;
}

json_t *bp_statistic_weights_json(const bp_statistic *s)
{
    char text[512];
    char *options = bp_weights_request_text(s->call);
    json_t *object =
        options ? json_pack("{s:s, s:s, s:s}", "neighbours", bp_statistic_neighbours(s, text, sizeof text),
                            "style", bp_statistic_style(s->request.style), "options", options)
                : NULL;
    free(options);
    return object;
}

bp_status bp_statistic_print_options(const bp_statistic *s)
{
    char *options = bp_weights_request_text(s->call);
    if (!options)
        return bp_context_fail_memory(s->context, 0);
    bp_terminal_print("options:", options, 9);
    free(options);
    return BP_OK;
}

json_t *bp_statistic_warnings(const bp_context *context)
{
    json_t *texts = json_array();
    for (size_t i = 0; i < bp_context_warning_count(context); i++)
        json_array_append_new(texts, json_string(bp_context_warning_at(context, i)->text));
    return texts;
}

void bp_statistic_print_warnings(const bp_call *call)
{
    if (bp_progress_quiet(call->progress))
        return;
    for (size_t i = 0; i < bp_context_warning_count(call->context); i++)
        fprintf(stderr, "brandpunt: warning: %s\n", bp_context_warning_at(call->context, i)->text);
}

/* A p below what a double holds is small, and not 0. */
static void print_p(double p)
{
    if (p > 0.0)
        printf(" %10.4g\n", p);
    else
        printf(" %10s\n", "<1e-300");
}

static void print_column(const bp_statistic_row *row)
{
    char n[32], islands[32], missing[32];
    char *text =
        bp_text_format("%s %s part, %s %s, %s without a value", bp_text_count(row->n, n),
                       row->n == 1 ? "unit takes" : "units take", bp_text_count(row->n_islands, islands),
                       row->n_islands == 1 ? "island" : "islands", bp_text_count(row->n_missing, missing));
    char *front = bp_text_format("%s:", row->column);
    putchar('\n');
    if (text && front)
        bp_terminal_print(front, text, 4);
    free(text);
    free(front);
    printf("%-5s %-13s %12s %12s %12s %10s %10s\n", "what", "inference", "value", "expectation", "variance",
           "z", "p");
}

static bp_status print_table(const bp_statistic *s, const bp_statistic_row *rows, int n)
{
    char text[512], draws[32];
    int64_t permutations = 0;
    printf("weights: %s, style %s\n", bp_statistic_neighbours(s, text, sizeof text),
           bp_statistic_style(s->request.style));
    bp_status status = bp_statistic_print_options(s);
    for (int r = 0; r < n; r++)
        permutations = rows[r].permutations > permutations ? rows[r].permutations : permutations;
    printf("p-values: %s", bp_alternative_name(s->alternative));
    if (permutations > 0)
        printf("; %s %s", bp_text_count(permutations, draws),
               permutations == 1 ? "permutation" : "permutations");
    printf("\n");
    for (int r = 0; r < n; r++) {
        const bp_statistic_row *row = &rows[r];
        if (r == 0 || strcmp(row->column, rows[r - 1].column) != 0)
            print_column(row);
        printf("%-5s %-13s %12.6g", row->statistic, row->inference, row->value);
        if (row->has_moments)
            printf(" %12.6g %12.6g %10.5g", row->expectation, row->variance, row->z);
        else
            printf(" %12s %12s %10s", "-", "-", "-");
        print_p(row->p);
    }
    return status;
}

static void add_number(json_t *object, const char *name, bool is_known, double value)
{
    json_object_set_new(object, name, is_known ? json_real(value) : json_null());
}

static json_t *describe_row(const bp_statistic_row *row)
{
    json_t *object = json_pack("{s:s, s:s, s:s}", "column", row->column, "statistic", row->statistic,
                               "inference", row->inference);
    add_number(object, "value", true, row->value);
    add_number(object, "expectation", row->has_moments, row->expectation);
    add_number(object, "variance", row->has_moments, row->variance);
    add_number(object, "z", row->has_moments, row->z);
    add_number(object, "p", true, row->p);
    json_object_set_new(object, "n", json_integer(row->n));
    json_object_set_new(object, "islands", json_integer(row->n_islands));
    json_object_set_new(object, "missing", json_integer(row->n_missing));
    json_object_set_new(object, "permutations", json_integer(row->permutations));
    return object;
}

static bp_status print_json(const bp_statistic *s, const char *command, const bp_statistic_row *rows, int n)
{
    json_t *results = json_array();
    for (int r = 0; r < n; r++)
        json_array_append_new(results, describe_row(&rows[r]));
    json_t *root =
        json_pack("{s:s, s:s, s:o, s:s, s:I, s:o, s:o}", "command", command, "source", s->call->arguments[0],
                  "weights", bp_statistic_weights_json(s), "alternative", bp_alternative_name(s->alternative),
                  "seed", (json_int_t)bp_call_integer(s->call, "seed", 1), "results", results, "warnings",
                  bp_statistic_warnings(s->context));
    return bp_json_print(s->context, root);
}

static void print_cell(bool is_known, double value)
{
    char number[32] = "";
    if (is_known)
        bp_text_number(value, number);
    printf("%s,", number);
}

/* RFC 4180: quotes only where they are needed. */
static void print_text(const char *text)
{
    if (!strpbrk(text, ",\"\r\n")) {
        printf("%s,", text);
        return;
    }
    putchar('"');
    for (; *text; text++) {
        if (*text == '"')
            putchar('"');
        putchar(*text);
    }
    fputs("\",", stdout);
}

static void print_csv(const bp_statistic_row *rows, int n)
{
    puts("column,statistic,inference,value,expectation,variance,z,p,n,islands,missing,permutations");
    for (int r = 0; r < n; r++) {
        const bp_statistic_row *row = &rows[r];
        print_text(row->column);
        printf("%s,%s,", row->statistic, row->inference);
        print_cell(true, row->value);
        print_cell(row->has_moments, row->expectation);
        print_cell(row->has_moments, row->variance);
        print_cell(row->has_moments, row->z);
        print_cell(true, row->p);
        printf("%" PRId64 ",%" PRId64 ",%" PRId64 ",%" PRId64 "\n", row->n, row->n_islands, row->n_missing,
               row->permutations);
    }
}

bp_status bp_statistic_print(const bp_statistic *s, const char *command, const bp_statistic_row *rows, int n)
{
    bp_status status = BP_OK;
    bp_progress_end(s->call->progress);
    bp_statistic_print_warnings(s->call);
    if (s->format == BP_FORMAT_TABLE)
        status = bp_progress_quiet(s->call->progress) ? BP_OK : print_table(s, rows, n);
    else if (s->format == BP_FORMAT_CSV)
        print_csv(rows, n);
    else
        status = print_json(s, command, rows, n);
    return status;
}
