/* The report's spatial joins: what was brought to the units, what lies outside them, what they lack. */
#include "cli/check/check.h"
#include "cli/check/lines.h"
#include "cli/join/report.h"
#include "cli/run/json_text.h"

#include <math.h>

static void print_account(const bp_join_account *account)
{
    char without[32], missing[32];
    if (account->has_total)
        bp_check_line(NULL, "%s: %.10g in all, %.10g in units, %.10g outside", account->name, account->total,
                      account->inside, account->outside);
    if (account->n_without_value > 0 || account->n_missing > 0)
        bp_check_line(NULL, "%s: %s units without a value; %s rows lack it", account->name,
                      bp_text_count(account->n_without_value, without),
                      bp_text_count(account->n_missing, missing));
}

static void print_join(const char *name, const bp_join_report *report)
{
    char rows[32], outside[32], partly[32], bare[32], repaired[32];
    bool is_told = report->kind == BP_JOIN_POINTS || report->kind == BP_JOIN_POLYGONS;
    bp_check_line(name, "%s %s%s%s", bp_text_count(report->n_rows, rows),
                  report->kind == BP_JOIN_RASTER ? "pixels" : "rows", is_told ? "; in no unit: " : "",
                  is_told ? bp_text_count(report->n_outside, outside) : "");
    if (report->operation)
        bp_check_line(NULL, "in %s; brought together by '%s'", report->crs, report->operation);
    if (report->n_repaired > 0)
        bp_check_line(NULL, "%s repaired", bp_text_count(report->n_repaired, repaired));
    if (!isnan(report->share_covered))
        bp_check_line(NULL, "covers %.1f %% of the units; %s of them in part, %s not at all",
                      100.0 * report->share_covered, bp_text_count(report->n_partly_covered, partly),
                      bp_text_count(report->n_not_covered, bare));
    for (int a = 0; a < report->n_accounts; a++)
        print_account(&report->accounts[a]);
}

static bool is_there(const bp_check *check, int j)
{
    return check->run->spatial && check->run->spatial[j].table.n_columns > 0;
}

void bp_check_print_joins(const bp_check *check)
{
    for (int j = 0; j < check->study->n_joins; j++) {
        const char *name = check->study->joins[j].name;
        if (is_there(check, j))
            print_join(name, &check->run->spatial[j].report);
        else
            bp_check_line(name, "not joined: see the errors below");
    }
}

json_t *bp_check_json_joins(const bp_check *check)
{
    json_t *array = json_array();
    for (int j = 0; j < check->study->n_joins; j++) {
        bool is_made = is_there(check, j);
        json_t *object = json_pack("{s:s, s:b}", "join", check->study->joins[j].name, "found", is_made);
        json_t *report = is_made ? bp_join_report_json(&check->run->spatial[j].report) : NULL;
        json_object_update(object, report);
        json_decref(report);
        json_array_append_new(array, object);
    }
    return array;
}
