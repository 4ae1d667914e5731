#include "cli/explain/place.h"

#include "cli/explain/place_words.h"
#include "geo/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_TEXT = 1024 };

static const char *code_of(const bp_past *past, bp_place place)
{
    switch (place.kind) {
    case BP_PLACE_UNIT:
        return past->id[place.index];
    case BP_PLACE_PROPOSED:
        return past->areas[BP_PAST_PROPOSED].id[place.index];
    case BP_PLACE_DESIGNATED:
        return past->areas[BP_PAST_DESIGNATED].id[place.index];
    case BP_PLACE_MUNICIPALITY:
        break;
    }
    return past->municipality_code[place.index];
}

/* NULL: it has none. */
static const char *name_of(const bp_past *past, bp_place place)
{
    switch (place.kind) {
    case BP_PLACE_UNIT:
        return past->name[place.index];
    case BP_PLACE_PROPOSED:
        return past->areas[BP_PAST_PROPOSED].name[place.index];
    case BP_PLACE_DESIGNATED:
        return past->areas[BP_PAST_DESIGNATED].name[place.index];
    case BP_PLACE_MUNICIPALITY:
        break;
    }
    return past->municipality_name[place.index];
}

static const char *kind_of(bp_place_kind kind)
{
    static const char *const words[] = {"unit", "proposed area", "designated area", "municipality"};
    return words[kind];
}

static const char *municipality_of(const bp_past *past, bp_place place)
{
    if (place.kind == BP_PLACE_UNIT)
        return bp_past_municipality_of(past, place.index);
    if (place.kind == BP_PLACE_MUNICIPALITY)
        return NULL;
    const bp_past_areas *areas =
        &past->areas[place.kind == BP_PLACE_PROPOSED ? BP_PAST_PROPOSED : BP_PAST_DESIGNATED];
    const char *name = bp_past_area_text(past, areas->row[place.index], "municipality_name");
    return name[0] ? name : NULL;
}

static int64_t count_of(const bp_past *past, bp_place_kind kind)
{
    switch (kind) {
    case BP_PLACE_UNIT:
        return past->n;
    case BP_PLACE_PROPOSED:
        return past->areas[BP_PAST_PROPOSED].n;
    case BP_PLACE_DESIGNATED:
        return past->areas[BP_PAST_DESIGNATED].n;
    case BP_PLACE_MUNICIPALITY:
        break;
    }
    return past->n_municipalities;
}

static bool is_same(const char *a, const char *b)
{
    return a && strlen(a) == strlen(b) && bp_text_distance(a, b) == 0;
}

static bool matches(const bp_past *past, bp_place place, const char *text, bool by_code)
{
    char both[MOST_TEXT];
    if (by_code)
        return is_same(code_of(past, place), text);
    const char *name = name_of(past, place), *municipality = municipality_of(past, place);
    if (is_same(name, text))
        return true;
    if (!name || !municipality || !strchr(text, ','))
        return false;
    int n = snprintf(both, sizeof both, "%s, %s", name, municipality);
    return n > 0 && (size_t)n < sizeof both && is_same(both, text);
}

/* The places that match, up to one more than is listed; how many are returned. */
static int find_exact(const bp_past *past, const char *text, bool by_code, bp_place *found)
{
    int n = 0;
    for (int kind = BP_PLACE_UNIT; kind <= BP_PLACE_MUNICIPALITY; kind++)
        for (int64_t i = 0; i < count_of(past, (bp_place_kind)kind) && n <= BP_PLACES_LISTED; i++) {
            bp_place place = {(bp_place_kind)kind, i};
            /* A proposed area of one unit is called as that unit, which is what is meant. */
            if (kind == BP_PLACE_PROPOSED && !by_code && n > 0)
                break;
            if (matches(past, place, text, by_code))
                found[n++] = place;
        }
    return n;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool contains(const char *name, const char *text)
{
    for (; *name; name++) {
        size_t k = 0;
        while (text[k] && lower(name[k]) == lower(text[k]))
            k++;
        if (!text[k])
            return true;
    }
    return false;
}

/* What somebody may have meant, best first. A name that holds the text goes before one that is spelt like
   it. */
typedef struct likely {
    bp_place place;
    int distance;
} likely;

static int distance_to(const bp_past *past, bp_place place, const char *text)
{
    const char *name = name_of(past, place), *code = code_of(past, place);
    int length = (int)strlen(text), least = bp_text_distance(code, text);
    if (name && length >= 3 && contains(name, text))
        return 0;
    if (name) {
        int other = bp_text_distance(name, text);
        least = other < least ? other : least;
    }
    return least;
}

static int find_likely(const bp_past *past, const char *text, likely *list)
{
    int n = 0, most = (int)strlen(text) / 3 + 1;
    for (int kind = BP_PLACE_UNIT; kind <= BP_PLACE_MUNICIPALITY; kind++)
        for (int64_t i = 0; i < count_of(past, (bp_place_kind)kind); i++) {
            bp_place place = {(bp_place_kind)kind, i};
            int distance = distance_to(past, place, text), at = n;
            if (distance > most || (n == BP_PLACES_LISTED && distance >= list[n - 1].distance))
                continue;
            while (at > 0 && list[at - 1].distance > distance)
                at--;
            if (n < BP_PLACES_LISTED)
                n++;
            memmove(&list[at + 1], &list[at], (size_t)(n - at - 1) * sizeof *list);
            list[at] = (likely){place, distance};
        }
    return n;
}

static void add_place(const bp_past *past, bp_place place, bool is_first, char *text)
{
    size_t n = strlen(text);
    const char *name = name_of(past, place), *municipality = municipality_of(past, place);
    snprintf(text + n, MOST_TEXT - n, "%s%s (%s%s%s%s%s)", is_first ? "" : "; ", code_of(past, place),
             kind_of(place.kind), name ? " " : "", name ? name : "", municipality ? ", " : "",
             municipality ? municipality : "");
}

static bp_status fail_several(bp_context *context, const bp_past *past, const char *text,
                              const bp_place *found, int n)
{
    char list[MOST_TEXT] = "";
    for (int i = 0; i < n && i < BP_PLACES_LISTED; i++)
        add_place(past, found[i], i == 0, list);
    return bp_context_fail(context, BP_ERROR_INPUT,
                           "%s: '%s' can be several places: %s%s; give the code, or 'name, municipality'",
                           past->directory, text, list, n > BP_PLACES_LISTED ? "; and more" : "");
}

static bp_status fail_none(bp_context *context, const bp_past *past, const char *text)
{
    char list[MOST_TEXT] = "";
    likely near[BP_PLACES_LISTED + 1];
    int n = find_likely(past, text, near);
    for (int i = 0; i < n; i++)
        add_place(past, near[i].place, i == 0, list);
    if (n > 0)
        return bp_context_fail(context, BP_ERROR_INPUT,
                               "%s: has no unit, area or municipality with the code or name '%s'; did you "
                               "mean %s?",
                               past->directory, text, list);
    return bp_context_fail(context, BP_ERROR_INPUT,
                           "%s: has no unit, area or municipality with the code or name '%s'; units.gpkg and "
                           "areas.csv list them",
                           past->directory, text);
}

/* A name may be all of one place's and a part of another's: "Fatima" and "Wijk 14 Fatima". */
static void tell_others(bp_context *context, const bp_past *past, const char *text, bp_place found)
{
    char list[MOST_TEXT] = "";
    int n = 0;
    for (int64_t i = 0; i < past->n && n < BP_PLACES_LISTED; i++) {
        bp_place place = {BP_PLACE_UNIT, i};
        bool is_found = found.kind == BP_PLACE_UNIT && found.index == i;
        if (!is_found && contains(past->name[i], text))
            add_place(past, place, n++ == 0, list);
    }
    if (n > 0)
        bp_context_warn(context, "similar_names", "other places have '%s' in their name: %s%s", text, list,
                        n == BP_PLACES_LISTED ? "; ..." : "");
}

/* Places of a kind that have every word of the text, added to those found; one more than is listed is enough.
 */
static int find_by_words(const bp_past *past, const bp_other_names *others, const char *text,
                         bp_place_kind kind, bp_place *found, int n)
{
    for (int64_t i = 0; i < count_of(past, kind) && n <= BP_PLACES_LISTED; i++) {
        bp_place place = {kind, i};
        const char *name = name_of(past, place);
        bool is_found = n > 0 && found[0].kind == kind && found[0].index == i;
        if (!is_found && name && bp_place_has_words(others, name, municipality_of(past, place), text))
            found[n++] = place;
    }
    return n;
}

static int find_municipality(const bp_past *past, const bp_other_names *others, const char *text,
                             bp_place *found)
{
    for (int32_t m = 0; m < past->n_municipalities; m++)
        if (past->municipality_name[m] && bp_other_names_has(others, past->municipality_name[m], text)) {
            found[0] = (bp_place){BP_PLACE_MUNICIPALITY, m};
            return 1;
        }
    return 0;
}

/* By its words, a unit before a municipality before an area. */
static int find_meant(const bp_past *past, const bp_other_names *others, const char *text, bp_place *found)
{
    static const bp_place_kind order[] = {BP_PLACE_UNIT, BP_PLACE_MUNICIPALITY, BP_PLACE_DESIGNATED,
                                          BP_PLACE_PROPOSED};
    int n = 0;
    for (int k = 0; k < 4 && n == 0; k++)
        n = find_by_words(past, others, text, order[k], found, 0);
    return n;
}

static void tell_taken(bp_context *context, const bp_past *past, const char *text, bp_place place)
{
    char list[MOST_TEXT] = "";
    add_place(past, place, true, list);
    bp_context_warn(context, "taken_for", "'%s' is taken for %s", text, list);
}

static bp_status find_by_name(bp_context *context, const bp_past *past, const bp_other_names *others,
                              const char *text, bp_place *out)
{
    bp_place found[BP_PLACES_LISTED + 2];
    int n = find_exact(past, text, false, found), exact = n;
    if (n == 0)
        n = find_municipality(past, others, text, found);
    if (n == 0)
        n = find_meant(past, others, text, found);
    else if (n == 1 && found[0].kind == BP_PLACE_UNIT && !strchr(text, ','))
        n = find_by_words(past, others, text, BP_PLACE_UNIT, found, n);
    if (n > 1)
        return fail_several(context, past, text, found, n);
    if (n == 0)
        return fail_none(context, past, text);
    if (exact == 0)
        tell_taken(context, past, text, found[0]);
    else if (!strchr(text, ','))
        tell_others(context, past, text, found[0]);
    *out = found[0];
    return BP_OK;
}

bp_status bp_place_find(bp_context *context, const bp_past *past, const char *text, bp_place *out)
{
    bp_place found[BP_PLACES_LISTED + 2];
    bp_other_names others = {BP_TABLE_INIT, NULL, NULL};
    int n = find_exact(past, text, true, found);
    if (n > 1)
        return fail_several(context, past, text, found, n);
    if (n == 1) {
        *out = found[0];
        return BP_OK;
    }
    bp_status status = bp_other_names_read(context, &others);
    if (!status)
        status = find_by_name(context, past, &others, text, out);
    bp_other_names_clear(&others);
    return status;
}
