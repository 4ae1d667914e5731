/* The report's files: what was read, how many rows, in which CRS, and what brought them to that of the units.
 */
#include "cli/check/check.h"
#include "cli/check/lines.h"
#include "cli/run/json_text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { ACCURACY_BYTES = 64 };

static const bp_crs_operation *operation_of(const bp_run *run, const char *role)
{
    for (int i = 0; i < run->n_crs_operations; i++)
        if (strcmp(run->crs_operations[i].role, role) == 0)
            return &run->crs_operations[i].operation;
    return NULL;
}

static const char *accuracy(const bp_crs_operation *operation, char text[ACCURACY_BYTES])
{
    if (operation->accuracy_m < 0.0)
        return "of an accuracy that nobody states";
    snprintf(text, ACCURACY_BYTES, "good to %.3g m", operation->accuracy_m);
    return text;
}

static void print_operation(const bp_crs_operation *operation)
{
    char text[ACCURACY_BYTES];
    if (operation)
        bp_check_line(NULL, "brought to %s by '%s', %s", operation->to, operation->name,
                      accuracy(operation, text));
}

static void print_input(const bp_run *run, const bp_run_input *input)
{
    char rows[64] = "", count[32];
    if (input->n_rows >= 0)
        snprintf(rows, sizeof rows, ", %s row%s", bp_text_count(input->n_rows, count),
                 input->n_rows == 1 ? "" : "s");
    bp_check_line(input->role, "%s%s%s%s%s%s", input->path, input->layer ? ", layer " : "",
                  input->layer ? input->layer : "", rows, input->crs ? ", " : "",
                  input->crs ? input->crs : "");
    print_operation(operation_of(run, input->role));
}

void bp_check_print_files(const bp_check *check)
{
    const bp_run *run = check->run;
    for (int i = 0; i < run->n_inputs; i++)
        print_input(run, &run->inputs[i]);
    const bp_crs_operation *output = operation_of(run, "GeoJSON output");
    if (output)
        bp_check_line("GeoJSON output", "%s to longitude and latitude", output->from);
    print_operation(output);
}

static json_t *json_of_operation(const bp_crs_operation *operation)
{
    if (!operation)
        return json_null();
    return json_pack("{s:o, s:o, s:o, s:o}", "from", safe_text(operation->from), "to",
                     safe_text(operation->to), "operation", safe_text(operation->name), "accuracy_m",
                     operation->accuracy_m < 0.0 ? json_null() : json_real(operation->accuracy_m));
}

json_t *bp_check_json_files(const bp_check *check)
{
    const bp_run *run = check->run;
    json_t *array = json_array();
    for (int i = 0; i < run->n_inputs; i++) {
        const bp_run_input *input = &run->inputs[i];
        json_array_append_new(array,
                              json_pack("{s:o, s:o, s:o, s:o, s:o, s:o}", "role", safe_text(input->role),
                                        "file", safe_text(input->path), "layer", text_or_null(input->layer),
                                        "rows", input->n_rows < 0 ? json_null() : json_integer(input->n_rows),
                                        "crs", text_or_null(input->crs), "crs_operation",
                                        json_of_operation(operation_of(run, input->role))));
    }
    return array;
}
