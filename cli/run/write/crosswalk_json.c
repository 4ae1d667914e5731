/* The crosswalk in run.json. */
#include "cli/run/regions/crosswalk.h"

#include "cli/run/json_text.h"
#include "cli/run/read/joins.h"
#include "cli/run/read/json_tables.h"
#include "cli/run/run.h"

json_t *bp_study_crosswalk_json(const bp_study *study)
{
    const bp_study_crosswalk *asked = &study->crosswalk;
    if (!asked->source)
        return json_null();
    json_t *object = json_object();
    const struct {
        const char *key, *value;
    } texts[] = {{"source", asked->source},   {"layer", asked->layer},   {"crs", asked->crs},
                 {"from", asked->from},       {"id", asked->id},         {"code_from", asked->code_from},
                 {"code_to", asked->code_to}, {"weight", asked->weight}, {"residents", asked->residents}};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (texts[i].value)
            json_object_set_new(object, texts[i].key, safe_text(texts[i].value));
    if (asked->population.source)
        json_object_set_new(object, "population", bp_run_join_population_json(&asked->population));
    if (asked->id)
        json_object_set_new(object, "least_share", json_real(asked->least_share));
    bp_json_add_request(object, &asked->request);
    return object;
}

static void add_report(json_t *array, const char *name, const bp_region_set *set)
{
    const bp_crosswalk_report *report = &set->carried;
    if (set->is_carried)
        json_array_append_new(
            array, json_pack("{s:o, s:I, s:I, s:I, s:I, s:I, s:I, s:o}", "list", safe_text(name), "codes",
                             (json_int_t)report->codes, "one_to_one", (json_int_t)report->same, "merged",
                             (json_int_t)report->merged, "split", (json_int_t)report->split, "lost",
                             (json_int_t)report->lost, "partly_lost", (json_int_t)report->partly,
                             "largest_lost_share", rounded(report->largest, 6)));
}

json_t *bp_run_crosswalk_json(const bp_run *run)
{
    if (!run->crosswalk.code)
        return json_null();
    json_t *lists = json_array();
    add_report(lists, "designated", &run->designated);
    add_report(lists, "adopted", &run->adopted);
    for (int p = 0; run->programmes && p < run->study->n_programmes; p++)
        add_report(lists, run->study->programmes[p].name, &run->programmes[p]);
    return json_pack("{s:I, s:I, s:I, s:o}", "codes", (json_int_t)run->crosswalk.links.n_from, "links",
                     (json_int_t)run->crosswalk.links.n, "without_people",
                     (json_int_t)run->crosswalk.n_by_area, "lists", lists);
}
