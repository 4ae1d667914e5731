#include "cli/check/check.h"
#include "cli/check/lines.h"
#include "cli/run/json_text.h"
#include "cli/terminal.h"

#include <stdio.h>

const bp_check_section bp_check_sections[] = {
    {"files", bp_check_print_files, bp_check_json_files},
    {"units", bp_check_print_units, bp_check_json_units},
    {"tables", bp_check_print_tables, bp_check_json_tables},
    {"joins", bp_check_print_joins, bp_check_json_joins},
    {"indicators", bp_check_print_indicators, bp_check_json_indicators},
    {"regions", bp_check_print_regions, bp_check_json_regions},
};
const int bp_n_check_sections = (int)(sizeof bp_check_sections / sizeof *bp_check_sections);

bool bp_check_is_ready(const bp_check *check)
{
    return check->study && bp_context_failure_count(check->context) == 0;
}

static void print_findings(const bp_check *check)
{
    size_t n_warnings = bp_context_warning_count(check->context),
           n_errors = bp_context_failure_count(check->context);
    if (n_warnings > 0)
        printf("\nwarnings (%zu)\n", n_warnings);
    for (size_t i = 0; i < n_warnings; i++)
        bp_terminal_print("  -", bp_context_warning_at(check->context, i)->text, 4);
    if (n_errors > 0)
        printf("\nerrors (%zu)\n", n_errors);
    for (size_t i = 0; i < n_errors; i++)
        bp_terminal_print("  -", bp_context_failure_at(check->context, i), 4);
}

static void print_verdict(const bp_check *check)
{
    size_t n_warnings = bp_context_warning_count(check->context),
           n_errors = bp_context_failure_count(check->context);
    if (!bp_check_is_ready(check))
        printf("\nNot ready to run: %zu error%s to mend%s.\n", n_errors, n_errors == 1 ? "" : "s",
               check->study ? "" : "; the data are looked at once the study is right");
    else if (n_warnings > 0)
        printf("\nReady to run; %zu warning%s to read first.\n", n_warnings, n_warnings == 1 ? "" : "s");
    else
        puts("\nReady to run.");
}

/* What the study has none of needs no heading. */
static bool is_empty(const bp_check *check, const bp_check_section *section)
{
    return (section->print == bp_check_print_tables && check->study->n_tables == 0) ||
           (section->print == bp_check_print_joins && check->study->n_joins == 0);
}

void bp_check_print(const bp_check *check)
{
    printf("%s%s%s\n", check->path, check->study ? ": " : "", check->study ? check->study->title : "");
    for (int s = 0; check->study && s < bp_n_check_sections; s++) {
        if (is_empty(check, &bp_check_sections[s]))
            continue;
        printf("\n%s\n", bp_check_sections[s].name);
        bp_check_sections[s].print(check);
    }
    print_findings(check);
    print_verdict(check);
}

static json_t *json_of_warnings(const bp_context *context)
{
    json_t *array = json_array();
    for (size_t i = 0; i < bp_context_warning_count(context); i++) {
        const bp_warning *warning = bp_context_warning_at(context, i);
        json_array_append_new(
            array, json_pack("{s:s, s:o}", "code", warning->code, "text", safe_text(warning->text)));
    }
    return array;
}

static json_t *json_of_errors(const bp_context *context)
{
    json_t *array = json_array();
    for (size_t i = 0; i < bp_context_failure_count(context); i++)
        json_array_append_new(array, safe_text(bp_context_failure_at(context, i)));
    return array;
}

bp_status bp_check_print_json(const bp_check *check)
{
    json_t *root =
        json_pack("{s:s, s:o, s:o}", "schema", "brandpunt-check-1", "study", safe_text(check->path), "title",
                  check->study ? safe_text(check->study->title) : json_null());
    for (int s = 0; check->study && s < bp_n_check_sections; s++)
        json_object_set_new(root, bp_check_sections[s].name, bp_check_sections[s].json(check));
    json_object_set_new(root, "warnings", json_of_warnings(check->context));
    json_object_set_new(root, "errors", json_of_errors(check->context));
    json_object_set_new(root, "ready", json_boolean(bp_check_is_ready(check)));
    char *text = root ? json_dumps(root, JSON_INDENT(2) | JSON_REAL_PRECISION(12)) : NULL;
    json_decref(root);
    if (!text)
        return bp_context_fail_memory(check->context, 0);
    puts(text);
    free(text);
    return BP_OK;
}
