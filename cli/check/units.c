/* The report's units: how many, who lives there, what is wrong with their geometry, how they hang together.
 */
#include "cli/check/check.h"
#include "cli/check/lines.h"
#include "cli/run/json_text.h"

#include "geo/bitmap.h"
#include "geo/graph.h"

#include <inttypes.h>
#include <stdio.h>

/* Who lives where. */
struct residents {
    double total;
    int64_t n_known, n_inhabited;
};

static struct residents count_residents(const bp_run *run)
{
    struct residents found = {0.0, 0, 0};
    for (int64_t i = 0; i < bp_run_n(run); i++) {
        if (!bp_bitmap_get(run->units.population_known, i))
            continue;
        found.n_known++;
        found.n_inhabited += run->units.population[i] > 0.0;
        found.total += run->units.population[i];
    }
    return found;
}

static double km2(const bp_run *run, double area)
{
    double side = run->units.layer.crs.metres_per_unit;
    return area * side * side * 1e-6;
}

static void print_residents(const bp_run *run)
{
    char total[32], inhabited[32], empty[32], unknown[32];
    if (!run->units.population) {
        bp_check_line("residents", "not known: see the errors below");
        return;
    }
    const struct residents found = count_residents(run);
    bp_check_line("residents", "%s, in %s units; %s with nobody, %s with no number",
                  bp_text_count((int64_t)(found.total + 0.5), total),
                  bp_text_count(found.n_inhabited, inhabited),
                  bp_text_count(found.n_known - found.n_inhabited, empty),
                  bp_text_count(bp_run_n(run) - found.n_known, unknown));
}

static void print_coverage(const bp_run *run)
{
    const bp_coverage_report *found = &run->units.topology;
    char pairs[32], gaps[32];
    bp_check_line("overlaps", "%s pair%s, %.6g km2", bp_text_count(found->n_overlaps, pairs),
                  found->n_overlaps == 1 ? "" : "s", km2(run, found->overlap_area));
    bp_check_line("gaps", "%s, %.6g km2", bp_text_count(found->n_gaps, gaps), km2(run, found->gap_area));
}

static void print_graph(const bp_check *check)
{
    const bp_run *run = check->run;
    char links[32], islands[32], largest[32];
    if (check->n_components == 0)
        return;
    bp_check_line("neighbours", "%s pairs; %s without a neighbour",
                  bp_text_count(run->graph.offsets[run->graph.n] / 2, links),
                  bp_text_count(bp_graph_count_islands(&run->graph), islands));
    bp_check_line("hang together", "%" PRId32 " component%s, the largest of %s units", check->n_components,
                  check->n_components == 1 ? "" : "s", bp_text_count(check->largest, largest));
}

void bp_check_print_units(const bp_check *check)
{
    const bp_run *run = check->run;
    char n[32], repaired[32], empty[32], scored[32];
    if (!run->units.are_read) {
        bp_check_line("not read", "see the errors below");
        return;
    }
    bp_check_line("count", "%s, in %" PRId32 " municipalit%s", bp_text_count(bp_run_n(run), n),
                  run->units.n_municipalities, run->units.n_municipalities == 1 ? "y" : "ies");
    print_residents(run);
    bp_check_line("geometry", "%s repaired, %s empty", bp_text_count(run->units.repair.n_mended, repaired),
                  bp_text_count(run->units.repair.n_empty, empty));
    print_coverage(run);
    print_graph(check);
    if (run->scores.n > 0)
        bp_check_line("scored", "%s of %s", bp_text_count(run->scores.n_scored, scored), n);
}

static json_t *json_of_residents(const bp_run *run)
{
    if (!run->units.population)
        return json_null();
    const struct residents found = count_residents(run);
    return json_pack("{s:o, s:I, s:I, s:I}", "total", rounded(found.total, 3), "units_inhabited",
                     (json_int_t)found.n_inhabited, "units_uninhabited",
                     (json_int_t)(found.n_known - found.n_inhabited), "units_missing",
                     (json_int_t)(bp_run_n(run) - found.n_known));
}

static json_t *json_of_graph(const bp_check *check)
{
    const bp_graph *graph = &check->run->graph;
    if (check->n_components == 0)
        return json_null();
    return json_pack("{s:I, s:I, s:I, s:I}", "pairs", (json_int_t)(graph->offsets[graph->n] / 2), "islands",
                     (json_int_t)bp_graph_count_islands(graph), "components", (json_int_t)check->n_components,
                     "largest_component", (json_int_t)check->largest);
}

json_t *bp_check_json_units(const bp_check *check)
{
    const bp_run *run = check->run;
    const bp_coverage_report *found = &run->units.topology;
    if (!run->units.are_read)
        return json_null();
    json_t *object =
        json_pack("{s:I, s:I, s:I, s:I}", "count", (json_int_t)bp_run_n(run), "municipalities",
                  (json_int_t)run->units.n_municipalities, "repaired", (json_int_t)run->units.repair.n_mended,
                  "empty", (json_int_t)run->units.repair.n_empty);
    json_object_set_new(object, "population", json_of_residents(run));
    json_object_set_new(object, "overlaps",
                        json_pack("{s:I, s:o}", "pairs", (json_int_t)found->n_overlaps, "km2",
                                  rounded(km2(run, found->overlap_area), 9)));
    json_object_set_new(object, "gaps",
                        json_pack("{s:I, s:o}", "count", (json_int_t)found->n_gaps, "km2",
                                  rounded(km2(run, found->gap_area), 9)));
    json_object_set_new(object, "neighbours", json_of_graph(check));
    json_object_set_new(object, "scored",
                        run->scores.n > 0 ? json_integer((json_int_t)run->scores.n_scored) : json_null());
    return object;
}
