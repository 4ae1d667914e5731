/* Programmes in run.json and in the summary. */
#include "cli/run/json_text.h"
#include "cli/run/run.h"
#include "cli/terminal.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

/* Areas of a kind per relation to the programme as a whole, and residents that are surely in it. */
static double count_areas(const bp_run *run, int p, int kind, int64_t n[BP_RELATION_INSIDE + 1])
{
    double population = 0.0;
    for (int32_t a = 0; a < run->areas[kind].n; a++) {
        const bp_programme_standing *at =
            &run->relations.standing[kind][(int64_t)a * run->study->n_programmes + p];
        n[at->relation]++;
        if (!isnan(at->share))
            population += at->share * run->areas[kind].profile.population[a];
    }
    return population;
}

json_t *bp_json_programme(const bp_run *run, int p)
{
    json_t *object = json_object();
    for (int kind = 0; run->relations.regions && kind < 2; kind++) {
        int64_t n[BP_RELATION_INSIDE + 1] = {0};
        double population = count_areas(run, p, kind, n);
        json_t *counts = json_object();
        for (int relation = BP_RELATION_INSIDE; relation >= 0; relation--)
            json_object_set_new(counts, bp_relation_name((bp_relation)relation), json_integer(n[relation]));
        json_object_set_new(counts, "population", rounded(population, 3));
        json_object_set_new(object, bp_kind_names[kind], counts);
    }
    int64_t states[BP_REGION_ENDED + 1] = {0}, nowhere = 0;
    json_t *counts = json_object();
    for (int32_t r = 0; run->relations.regions && r < run->programmes[p].n; r++) {
        states[run->relations.regions[p][r].state]++;
        nowhere +=
            run->relations.regions[p][r].n_municipalities == 0 && run->relations.regions[p][r].n_units == 0;
    }
    for (int s = 0; s <= BP_REGION_ENDED; s++)
        json_object_set_new(counts, bp_region_state_name((bp_region_state)s), json_integer(states[s]));
    json_object_set_new(object, "states", counts);
    json_object_set_new(object, "regions_without_units", json_integer(nowhere));
    return object;
}

void bp_run_print_programmes(const bp_run *run)
{
    for (int p = 0; p < run->study->n_programmes; p++)
        for (int kind = 0; kind < 2; kind++) {
            static const char *const words[] = {"in none", "in a ring", "possibly", "partly", "inside"};
            int64_t n[BP_RELATION_INSIDE + 1] = {0};
            char line[400];
            if (run->areas[kind].n == 0)
                continue;
            count_areas(run, p, kind, n);
            size_t used = (size_t)snprintf(line, sizeof line, "%.200s: of %" PRId32 " %s %s ",
                                           run->programmes[p].name, run->areas[kind].n, bp_kind_names[kind],
                                           run->areas[kind].n == 1 ? "area" : "areas");
            for (int r = BP_RELATION_INSIDE; r >= 0 && used < sizeof line; r--)
                if (n[r] > 0)
                    used += (size_t)snprintf(line + used, sizeof line - used, "%s%" PRId64 " %s",
                                             line[used - 1] == ' ' ? "" : ", ", n[r], words[r]);
            bp_terminal_print(p == 0 && kind == 0 ? "programmes  " : "            ", line, 13);
        }
}
