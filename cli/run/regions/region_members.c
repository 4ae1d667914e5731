#include "cli/run/regions/region_members.h"

#include "cli/run/regions/region_set.h"
#include "cli/words.h"
#include "geo/key_join.h"
#include "geo/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* As of joined tables: more than one code in so many, and so many at least, are of another year. */
enum { CODES_SHOWN = 5, NUMBER_BYTES = 2, YEAR_SHARE = 50, YEAR_LEAST = 3 };

typedef struct member_list {
    bp_region_member *items;
    int64_t n, cap;
} member_list;

static bp_status add_member(bp_context *context, member_list *list, bp_region_member member)
{
    if (list->n == list->cap) {
        int64_t cap = list->cap ? 2 * list->cap : 256;
        bp_region_member *grown = (bp_region_member *)realloc(list->items, (size_t)cap * sizeof *grown);
        if (!grown)
            return bp_context_fail_memory(context, (size_t)cap * sizeof *grown);
        list->items = grown;
        list->cap = cap;
    }
    list->items[list->n++] = member;
    return BP_OK;
}

static int by_region_then_unit(const void *a, const void *b)
{
    const bp_region_member *p = (const bp_region_member *)a, *q = (const bp_region_member *)b;
    if (p->region != q->region)
        return p->region < q->region ? -1 : 1;
    return (p->unit > q->unit) - (p->unit < q->unit);
}

/* start[m] .. start[m + 1]: the units of municipality m, ascending, in units_of. */
static bp_status group_by_municipality(bp_run *run, int64_t **start, int32_t **units_of)
{
    const int32_t *municipality = run->units.municipality;
    int32_t m = run->units.n_municipalities;
    int64_t n = bp_run_n(run);
    int64_t *first = (int64_t *)calloc(2 * ((size_t)m + 1), sizeof *first);
    int32_t *list = (int32_t *)malloc((size_t)(n + 1) * sizeof *list);
    if (!first || !list) {
        free(first);
        free(list);
        return bp_context_fail_memory(run->context, (size_t)n * sizeof *list);
    }
    for (int64_t i = 0; i < n; i++)
        if (municipality[i] >= 0)
            first[municipality[i] + 1]++;
    for (int32_t k = 0; k < m; k++)
        first[k + 1] += first[k];
    int64_t *next = first + m + 1;
    memcpy(next, first, (size_t)m * sizeof *next);
    for (int64_t i = 0; i < n; i++)
        if (municipality[i] >= 0)
            list[next[municipality[i]]++] = (int32_t)i;
    *start = first;
    *units_of = list;
    return BP_OK;
}

/* What the codes of a list lead to: at[n] is a unit or municipality, or a code of the crosswalk where the
   code is carried over; -1: none. */
typedef struct code_hits {
    int64_t *at;
    uint8_t *carried;
    int64_t n_carried;
    int64_t n_unknown, n_beside; /* codes that lead nowhere; those of them with units beside them */
    int64_t n_old;               /* those of them that the crosswalk has as old codes */
    int64_t n_shown;
    char examples[256]; /* the first in the order of the list, each once */
} code_hits;

static bp_status add_codes(bp_context *context, bp_table *table, const char *source, char *const *codes,
                           int64_t n)
{
    table->n_rows = n;
    table->source = bp_text_copy(source);
    if (!table->source)
        return bp_context_fail_memory(context, 0);
    return bp_table_add_text(context, table, "code", (const char *const *)codes);
}

/* The members' codes as they stand in the list, joined to `codes` as those of tables are. */
static bp_status join_codes(bp_run *run, const bp_list *list, char *const *codes, int64_t n, int64_t *at)
{
    bp_table left = BP_TABLE_INIT, right = BP_TABLE_INIT;
    char **asked = (char **)calloc((size_t)list->n_members + 1, sizeof *asked);
    if (!asked)
        return bp_context_fail_memory(run->context, 0);
    for (int64_t k = 0; k < list->n_members; k++)
        asked[k] = list->members[k].code;
    bp_status status = add_codes(run->context, &left, list->members_path, asked, list->n_members);
    if (!status)
        status = add_codes(run->context, &right, "the units", codes, n);
    if (!status)
        status = bp_key_join(run->context, &left, 0, &right, 0, at, NULL);
    bp_table_clear(&left);
    bp_table_clear(&right);
    free(asked);
    return status;
}

/* Whether a unit has this code but for the last two characters: neighbourhoods are numbered anew from year to
   year within a place that keeps its number. */
static bool is_beside(const bp_run *run, const char *code)
{
    size_t n = strlen(code), stem = n > NUMBER_BYTES ? n - NUMBER_BYTES : 0;
    for (int64_t i = 0; stem > 0 && i < bp_run_n(run); i++)
        if (strlen(run->units.id[i]) == n && strncmp(run->units.id[i], code, stem) == 0)
            return true;
    return false;
}

static bool is_old(const bp_run_crosswalk *crosswalk, const char *code)
{
    for (int64_t c = 0; crosswalk->code && c < crosswalk->links.n_from; c++)
        if (strcmp(crosswalk->code[c], code) == 0)
            return true;
    return false;
}

/* A code that leads nowhere; one that several regions name is told once. */
static void note_unknown(const bp_run *run, const bp_list *list, int64_t k, code_hits *hits)
{
    const char *code = list->members[k].code;
    size_t length = strlen(hits->examples);
    bool by_unit = list->level == BP_LIST_UNIT && !hits->carried[k];
    hits->n_unknown++;
    hits->n_beside += by_unit && is_beside(run, code);
    hits->n_old += by_unit && is_old(&run->crosswalk, code);
    if (!strstr(hits->examples, code) && hits->n_shown++ < CODES_SHOWN)
        snprintf(hits->examples + length, sizeof hits->examples - length, "%s%s", length ? ", " : "", code);
}

/* A code of the crosswalk's year that the crosswalk does not have would vanish. */
static bp_status refuse_without_link(const bp_run *run, const bp_list *list, const int64_t *old,
                                     const code_hits *hits)
{
    int64_t missing = 0, first = -1;
    for (int64_t k = 0; k < list->n_members; k++) {
        if (!hits->carried[k] || old[k] >= 0)
            continue;
        first = first < 0 ? k : first;
        missing++;
    }
    if (missing == 0)
        return BP_OK;
    return bp_context_fail(run->context, BP_ERROR_INPUT,
                           "%s: %" PRId64 " of %" PRId64
                           " codes of %s are not in the crosswalk %s (the first: row %" PRId64
                           ", '%s'); give it a row for each",
                           list->members_path, missing, hits->n_carried, run->study->crosswalk.from,
                           run->study->crosswalk.source, list->members[first].row, list->members[first].code);
}

/* Codes of the units' year lead to units, those of the crosswalk's to its codes. */
static bp_status find_codes(bp_run *run, const bp_list *list, code_hits *hits)
{
    bool by_unit = list->level == BP_LIST_UNIT;
    bp_status status = join_codes(run, list, by_unit ? run->units.id : run->units.municipality_code,
                                  by_unit ? bp_run_n(run) : run->units.n_municipalities, hits->at);
    int64_t *old = NULL;
    if (!status && hits->n_carried > 0) {
        old = (int64_t *)malloc((size_t)(list->n_members + 1) * sizeof *old);
        status = old ? join_codes(run, list, run->crosswalk.code, run->crosswalk.links.n_from, old)
                     : bp_context_fail_memory(run->context, 0);
        if (!status)
            status = refuse_without_link(run, list, old, hits);
        for (int64_t k = 0; !status && k < list->n_members; k++)
            if (hits->carried[k])
                hits->at[k] = old[k];
    }
    for (int64_t k = 0; !status && k < list->n_members; k++)
        if (hits->at[k] < 0)
            note_unknown(run, list, k, hits);
    free(old);
    return status;
}

/* Codes of a list that lead nowhere: a study of one city has few of a national list, which is as it should
   be; all of them is an error, and so many beside units of the study are of another year. */
static bp_status judge_codes(bp_run *run, const bp_list *list, const char *what, const code_hits *hits)
{
    bool by_unit = list->level == BP_LIST_UNIT;
    const char *found = by_unit ? run->units.id[0] : run->units.municipality_code[0];
    int64_t n_found = list->n_members - hits->n_unknown;
    char old[160] = "", more[64] = "", all[BP_WORDS_NUMBER], some[BP_WORDS_NUMBER];
    bp_words_number(NULL, (double)list->n_members, 0, all);
    bp_words_number(NULL, (double)n_found, 0, some);
    if (hits->n_shown > CODES_SHOWN)
        snprintf(more, sizeof more, ", ...");
    else if (hits->n_unknown > hits->n_shown)
        snprintf(more, sizeof more, " (in %" PRId64 " rows of the list)", hits->n_unknown);
    if (hits->n_unknown == 0)
        return BP_OK;
    if (hits->n_old > 0)
        snprintf(old, sizeof old,
                 "; %" PRId64
                 " of them are codes of %.40s by the crosswalk: write that year as their vintage",
                 hits->n_old, run->study->crosswalk.from);
    if (n_found == 0)
        return bp_context_fail(run->context, BP_ERROR_INPUT,
                               "%s: none of the %s"
                               " codes is a %s of this study (%s%s); the units have codes such as %s; is the "
                               "list of another year or another level? Leave it out where none of it lies in "
                               "this study, or give units that have its codes%s",
                               list->members_path, all, by_unit ? "unit" : "municipality", hits->examples,
                               more, found, old);
    bp_context_warn(run->context, "list_codes_unknown",
                    "%s: %s of %s codes are in this study, and the others are left out: %s%s%s", what, some,
                    all, hits->examples, more, old);
    if (hits->n_beside >= YEAR_LEAST && hits->n_beside * YEAR_SHARE > list->n_members)
        bp_context_warn(run->context, "list_other_year",
                        "%s: %" PRId64 " codes are no unit, but units have them all but the last two "
                        "characters: the codes look like those of another year",
                        what, hits->n_beside);
    return BP_OK;
}

/* What a list says of how much of a unit belongs. A share that it gives is known; 2: it does not know. */
static int part_of(const bp_list_member *member)
{
    bool is_unknown = member->inclusion && strcmp(member->inclusion, "unknown") == 0;
    return member->has_share ? 0 : bp_list_member_is_part(member) ? 1 : is_unknown ? 2 : 0;
}

/* Codes of the units' own year, or of municipalities. */
static bp_status add_direct(bp_run *run, const bp_list *list, const code_hits *hits, bp_region_set *out,
                            member_list *members)
{
    bool by_unit = list->level == BP_LIST_UNIT;
    int64_t *start = NULL;
    int32_t *units_of = NULL;
    bp_status status = by_unit ? BP_OK : group_by_municipality(run, &start, &units_of);
    for (int64_t k = 0; !status && k < list->n_members; k++) {
        const bp_list_member *asked = &list->members[k];
        int64_t at = hits->at[k];
        if (at < 0 || hits->carried[k])
            continue;
        bp_region_member member = {asked->area,
                                   (int32_t)at,
                                   asked->share,
                                   bp_region_set_word(out, asked->certainty),
                                   part_of(asked),
                                   asked->share,
                                   -1};
        int64_t first = by_unit ? at : start[at], end = by_unit ? at + 1 : start[at + 1];
        for (int64_t j = first; !status && j < end; j++) {
            member.unit = by_unit ? (int32_t)j : units_of[j];
            status = add_member(run->context, members, member);
        }
    }
    free(start);
    free(units_of);
    return status;
}

/* Tell what became of the codes that were carried over, and count those that became nothing. */
static bp_status note_carried(bp_run *run, const bp_list *list, const char *what, code_hits *hits,
                              bp_region_set *out)
{
    const bp_study_crosswalk *asked = &run->study->crosswalk;
    const bp_crosswalk *links = &run->crosswalk.links;
    uint8_t *wanted = (uint8_t *)calloc((size_t)links->n_from + 1, 1);
    uint8_t *linked = (uint8_t *)calloc((size_t)links->n_from + 1, 1);
    bp_status status = wanted && linked ? BP_OK : bp_context_fail_memory(run->context, (size_t)links->n_from);
    for (int64_t k = 0; !status && k < links->n; k++)
        linked[links->links[k].from] = 1;
    for (int64_t k = 0; !status && k < list->n_members; k++) {
        if (!hits->carried[k])
            continue;
        wanted[hits->at[k]] = 1;
        if (!linked[hits->at[k]])
            note_unknown(run, list, k, hits);
    }
    if (!status)
        status = bp_crosswalk_count(run->context, links, wanted, asked->least_share, &out->carried);
    if (!status) {
        const bp_crosswalk_report *report = &out->carried;
        out->is_carried = run->crosswalk.is_used = true;
        /* Where nothing went astray, run.json says enough. */
        if (report->lost > 0 || report->partly > 0)
            bp_context_warn(run->context, "list_carried",
                            "%s: %" PRId64 " codes of %s were carried over by %s: %" PRId64
                            " to one unit, %" PRId64 " to one that holds more, %" PRId64
                            " to several, %" PRId64 " to none; of %" PRId64
                            " a part lies outside the units, %.3g %% at most",
                            what, report->codes, asked->from, asked->source, report->same, report->merged,
                            report->split, report->lost, report->partly, 100.0 * report->largest);
    }
    free(wanted);
    free(linked);
    return status;
}

static bp_status add_carried(bp_run *run, const bp_list *list, const code_hits *hits, bp_region_set *out,
                             member_list *members)
{
    bp_crosswalk_carried *carried = NULL;
    int64_t n = 0;
    bp_crosswalk_member *asked = (bp_crosswalk_member *)malloc((size_t)(list->n_members + 1) * sizeof *asked);
    if (!asked)
        return bp_context_fail_memory(run->context, (size_t)list->n_members * sizeof *asked);
    for (int64_t k = 0; k < list->n_members; k++)
        asked[k] = (bp_crosswalk_member){list->members[k].area, hits->carried[k] ? hits->at[k] : -1,
                                         list->members[k].share, list->members[k].share};
    bp_status status =
        bp_crosswalk_carry(run->context, &run->crosswalk.links, asked, list->n_members, &carried, &n);
    for (int64_t k = 0; !status && k < n; k++) {
        const bp_list_member *origin = &list->members[carried[k].origin];
        status =
            add_member(run->context, members,
                       (bp_region_member){carried[k].group, (int32_t)carried[k].unit, carried[k].area_share,
                                          bp_region_set_word(out, origin->certainty), part_of(origin),
                                          carried[k].share, -1});
    }
    free(asked);
    free(carried);
    return status;
}

/* A unit that codes of two years lead to is one member of its region. */
static void unite_members(member_list *members)
{
    int64_t kept = 0;
    for (int64_t k = 0; k < members->n; k++) {
        bp_region_member *last = kept > 0 ? &members->items[kept - 1] : NULL;
        const bp_region_member *next = &members->items[k];
        if (last && last->region == next->region && last->unit == next->unit) {
            last->share += next->share;
            last->residents += next->residents;
        } else {
            members->items[kept++] = *next;
        }
    }
    members->n = kept;
}

bp_status bp_region_add_members(bp_run *run, const bp_list *list, const char *what, bp_region_set *out)
{
    member_list members = {NULL, 0, 0};
    code_hits hits = {NULL, NULL, 0, 0, 0, 0, 0, ""};
    size_t n = (size_t)list->n_members + 1;
    hits.at = (int64_t *)malloc(n * sizeof *hits.at);
    hits.carried = (uint8_t *)calloc(n, 1);
    bp_status status = hits.at && hits.carried ? bp_region_judge_vintages(run, list, hits.carried)
                                               : bp_context_fail_memory(run->context, n);
    for (int64_t k = 0; !status && k < list->n_members; k++)
        hits.n_carried += hits.carried[k];
    if (!status)
        status = find_codes(run, list, &hits);
    if (!status)
        status = add_direct(run, list, &hits, out, &members);
    if (!status && hits.n_carried > 0)
        status = note_carried(run, list, what, &hits, out);
    if (!status && hits.n_carried > 0)
        status = add_carried(run, list, &hits, out, &members);
    if (!status)
        status = judge_codes(run, list, what, &hits);
    if (members.n > 0)
        qsort(members.items, (size_t)members.n, sizeof *members.items, by_region_then_unit);
    unite_members(&members);
    out->members = members.items;
    out->n_members = members.n;
    out->n_codes = list->n_members;
    out->n_unknown_codes = hits.n_unknown;
    free(hits.at);
    free(hits.carried);
    return status;
}
