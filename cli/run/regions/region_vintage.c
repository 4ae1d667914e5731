/* Whether the codes of a list are of the year of the units, or of the one that the crosswalk starts from. */
#include "cli/run/regions/region_members.h"

#include <inttypes.h>
#include <string.h>

/* The rows that a message names; -1: there is none. */
struct years {
    int64_t told, untold;       /* the first row with a year, and without one */
    int64_t first, other;       /* the first row that is not carried, and the first of another year than it */
    int64_t foreign, n_foreign; /* of another year than the units */
};

static bool same(const char *a, const char *b)
{
    return a && b && strcmp(a, b) == 0;
}

static struct years find_years(const bp_run *run, const bp_list *list, uint8_t *carried)
{
    struct years years = {-1, -1, -1, -1, -1, 0};
    const char *units = run->study->units.vintage, *from = run->study->crosswalk.from;
    for (int64_t k = 0; k < list->n_members; k++) {
        const char *vintage = list->members[k].vintage;
        int64_t *slot = vintage ? &years.told : &years.untold;
        *slot = *slot < 0 ? k : *slot;
        carried[k] = same(vintage, from);
        if (!vintage || carried[k])
            continue;
        if (units && !same(vintage, units)) {
            years.foreign = years.foreign < 0 ? k : years.foreign;
            years.n_foreign++;
        }
        if (years.first < 0)
            years.first = k;
        else if (years.other < 0 && !same(vintage, list->members[years.first].vintage))
            years.other = k;
    }
    return years;
}

bp_status bp_region_judge_vintages(const bp_run *run, const bp_list *list, uint8_t *carried)
{
    const bp_list_member *members = list->members;
    const char *units = run->study->units.vintage;
    if (list->level != BP_LIST_UNIT)
        return BP_OK;
    struct years years = find_years(run, list, carried);
    if (years.told >= 0 && years.untold >= 0)
        return bp_context_fail(run->context, BP_ERROR_INPUT,
                               "%s, row %" PRId64 ": the vintage of '%s' is empty, and row %" PRId64
                               " has %s; write the year of every code, or of none",
                               list->members_path, members[years.untold].row, members[years.untold].code,
                               members[years.told].row, members[years.told].vintage);
    if (years.n_foreign > 0)
        return bp_context_fail(
            run->context, BP_ERROR_INPUT,
            "%s: %" PRId64 " of %" PRId64
            " codes are of another year than the units, which are of %s (the first: "
            "row %" PRId64 ", '%s' of %s); give codes of %s, or carry them over with `crosswalk: {from: %s, "
            "...}`",
            list->members_path, years.n_foreign, list->n_members, units, members[years.foreign].row,
            members[years.foreign].code, members[years.foreign].vintage, units,
            members[years.foreign].vintage);
    if (years.other >= 0)
        return bp_context_fail(run->context, BP_ERROR_INPUT,
                               "%s: has codes of %s (row %" PRId64 ") and of %s (row %" PRId64
                               "); say of which year the units are (units: {vintage: ...}) and carry the "
                               "others over with `crosswalk`",
                               list->members_path, members[years.first].vintage, members[years.first].row,
                               members[years.other].vintage, members[years.other].row);
    return BP_OK;
}
