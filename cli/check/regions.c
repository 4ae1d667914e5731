/* The report's areas and programmes: how many of their members the units have. */
#include "cli/check/check.h"
#include "cli/check/lines.h"
#include "cli/run/json_text.h"

#include <inttypes.h>
#include <stdio.h>

/* Regions that no unit lies in. */
static int32_t count_empty(const bp_region_set *set)
{
    int32_t reached = 0, last = -1;
    for (int64_t k = 0; k < set->n_members; k++) {
        reached += set->members[k].region != last;
        last = set->members[k].region;
    }
    return set->n - reached;
}

static void print_set(const char *label, const bp_region_set *set)
{
    char codes[96] = "", vintage[96] = "", empty[96] = "";
    if (!set->id) {
        bp_check_line(label, "not read: see the errors below");
        return;
    }
    if (!set->has_polygons)
        snprintf(codes, sizeof codes, "; %" PRId64 " of %" PRId64 " codes found",
                 set->n_codes - set->n_unknown_codes, set->n_codes);
    if (set->vintage)
        snprintf(vintage, sizeof vintage, " (codes of %.40s)", set->vintage);
    int32_t n_empty = count_empty(set);
    if (n_empty > 0)
        snprintf(empty, sizeof empty, "; %" PRId32 " with no unit of this study", n_empty);
    bp_check_line(label, "%" PRId32 " area%s%s%s%s", set->n, set->n == 1 ? "" : "s", codes, vintage, empty);
}

void bp_check_print_regions(const bp_check *check)
{
    const bp_run *run = check->run;
    if (check->study->has_designated)
        print_set("designated", &run->designated);
    if (check->study->has_adopted)
        print_set("adopted", &run->adopted);
    for (int p = 0; p < check->study->n_programmes; p++) {
        const bp_region_set none = BP_REGION_SET_INIT;
        print_set(check->study->programmes[p].name, run->programmes ? &run->programmes[p] : &none);
    }
    if (!check->study->has_designated && !check->study->has_adopted && check->study->n_programmes == 0)
        bp_check_line("none", "the study names no designated areas and no programmes");
}

static json_t *json_of_set(const char *name, const bp_region_set *set)
{
    if (!set || !set->id)
        return json_pack("{s:o, s:b}", "name", safe_text(name), "found", 0);
    return json_pack("{s:o, s:b, s:I, s:I, s:I, s:I, s:o}", "name", safe_text(name), "found", 1, "areas",
                     (json_int_t)set->n, "areas_without_unit", (json_int_t)count_empty(set), "codes",
                     (json_int_t)set->n_codes, "codes_unknown", (json_int_t)set->n_unknown_codes, "vintage",
                     text_or_null(set->vintage));
}

json_t *bp_check_json_regions(const bp_check *check)
{
    const bp_run *run = check->run;
    json_t *programmes = json_array();
    for (int p = 0; p < check->study->n_programmes; p++)
        json_array_append_new(programmes, json_of_set(check->study->programmes[p].name,
                                                      run->programmes ? &run->programmes[p] : NULL));
    return json_pack("{s:o, s:o, s:o}", "designated",
                     check->study->has_designated ? json_of_set("designated", &run->designated) : json_null(),
                     "adopted",
                     check->study->has_adopted ? json_of_set("adopted", &run->adopted) : json_null(),
                     "programmes", programmes);
}
