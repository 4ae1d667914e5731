#include "cli/place.h"

#include "cli/place_words.h"
#include "cli/terminal.h"
#include "geo/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_TEXT = 1024, MOST_FOUND = BP_PLACES_LISTED + 1 };

/* What is looked for, and among what. */
typedef struct search {
    bp_context *context;
    const bp_places *places;
    unsigned kinds;
    const char *text;
    const bp_other_names *others;
} search;

/* Places that match, up to one more than is listed. */
typedef struct finds {
    const bp_place_entry *list[MOST_FOUND];
    int n;
} finds;

bp_status bp_places_add(bp_context *context, bp_places *places, const bp_place_entry *entry)
{
    if (!entry->code)
        return BP_OK;
    if (places->n == places->room) {
        int64_t room = places->room ? 2 * places->room : 256;
        bp_place_entry *grown = (bp_place_entry *)realloc(places->list, (size_t)room * sizeof *grown);
        if (!grown)
            return bp_context_fail_memory(context, (size_t)room * sizeof *grown);
        places->list = grown;
        places->room = room;
    }
    places->list[places->n++] = *entry;
    return BP_OK;
}

void bp_places_clear(bp_places *places)
{
    free(places->list);
    *places = (bp_places)BP_PLACES_INIT;
}

static const char *kind_of(bp_place_kind kind)
{
    static const char *const words[] = {"unit", "proposed area", "designated area", "municipality"};
    return words[kind];
}

static bool is_asked(const search *asked, const bp_place_entry *entry)
{
    return asked->kinds >> entry->place.kind & 1U;
}

static bool is_same(const char *a, const char *b)
{
    return a && strlen(a) == strlen(b) && bp_text_distance(a, b) == 0;
}

static bool matches(const bp_place_entry *entry, const char *text, bool by_code)
{
    char both[MOST_TEXT];
    if (by_code)
        return is_same(entry->code, text);
    if (is_same(entry->name, text))
        return true;
    if (!entry->name || !entry->municipality || !strchr(text, ','))
        return false;
    int n = snprintf(both, sizeof both, "%s, %s", entry->name, entry->municipality);
    return n > 0 && (size_t)n < sizeof both && is_same(both, text);
}

static finds find_exact(const search *asked, bool by_code)
{
    finds found = {{NULL}, 0};
    bool has_unit = false;
    for (int64_t i = 0; i < asked->places->n && found.n < MOST_FOUND; i++) {
        const bp_place_entry *entry = &asked->places->list[i];
        /* A proposed area of one unit is called as that unit, which is what is meant. */
        if (!is_asked(asked, entry) || (has_unit && !by_code && entry->place.kind == BP_PLACE_PROPOSED) ||
            !matches(entry, asked->text, by_code))
            continue;
        found.list[found.n++] = entry;
        has_unit = has_unit || entry->place.kind == BP_PLACE_UNIT;
    }
    return found;
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

/* How far the text is from the nearest words of the name, as many together as it has itself; `most`: none is
   nearer. */
static int distance_to_words(const char *name, const char *text, int most)
{
    const int n = bp_place_count_words(text);
    char words[MOST_TEXT];
    for (int first = 0; bp_place_words_from(name, first, n, words, sizeof words); first++) {
        int distance = bp_text_distance(words, text);
        most = distance < most ? distance : most;
    }
    return most;
}

/* How far the text is from what a place is called. A name that holds the text goes before one that is spelt
   like it. */
static int distance_to(const search *asked, const bp_place_entry *entry)
{
    int length = (int)strlen(asked->text), least = bp_text_distance(entry->code, asked->text);
    if (!entry->name)
        return least;
    if (length >= 3 && contains(entry->name, asked->text))
        return 0;
    int other = bp_text_distance(entry->name, asked->text);
    least = other < least ? other : least;
    /* Short words are like too many others. */
    if (length > 3 && distance_to_words(entry->name, asked->text, length) <= length / 3)
        least = distance_to_words(entry->name, asked->text, least);
    if (entry->place.kind != BP_PLACE_MUNICIPALITY)
        return least;
    other = bp_other_names_distance(asked->others, entry->name, asked->text);
    return other < least ? other : least;
}

/* What somebody may have meant, best first. */
static finds find_likely(const search *asked)
{
    finds found = {{NULL}, 0};
    int distances[BP_PLACES_LISTED], most = (int)strlen(asked->text) / 3 + 1;
    for (int64_t i = 0; i < asked->places->n; i++) {
        const bp_place_entry *entry = &asked->places->list[i];
        if (!is_asked(asked, entry))
            continue;
        int distance = distance_to(asked, entry), at = found.n;
        bool is_full = found.n == BP_PLACES_LISTED;
        if (distance > most || (is_full && distance >= distances[BP_PLACES_LISTED - 1]))
            continue;
        at -= is_full;
        for (; at > 0 && distances[at - 1] > distance; at--) {
            distances[at] = distances[at - 1];
            found.list[at] = found.list[at - 1];
        }
        distances[at] = distance;
        found.list[at] = entry;
        found.n += !is_full;
    }
    /* Where some are near, those much farther off are not meant. */
    while (found.n > 1 && distances[found.n - 1] > distances[0] + 1)
        found.n--;
    return found;
}

static void add_place(const bp_place_entry *entry, bool is_first, char *text)
{
    size_t n = strlen(text);
    const char *name = entry->name, *municipality = entry->municipality;
    snprintf(text + n, MOST_TEXT - n, "%s%s (%s%s%s%s%s)", is_first ? "" : "; ", entry->code,
             kind_of(entry->place.kind), name ? " " : "", name ? name : "", municipality ? ", " : "",
             municipality ? municipality : "");
}

static bp_status fail_several(const search *asked, const finds *found)
{
    char list[MOST_TEXT] = "";
    for (int i = 0; i < found->n && i < BP_PLACES_LISTED; i++)
        add_place(found->list[i], i == 0, list);
    return bp_context_fail(asked->context, BP_ERROR_INPUT,
                           "%s: '%s' can be several places: %s%s; give the code, or 'name, municipality'",
                           asked->places->directory, asked->text, list,
                           found->n > BP_PLACES_LISTED ? "; and more" : "");
}

static bp_status fail_none(const search *asked)
{
    char list[MOST_TEXT] = "";
    bool has_units = asked->kinds & BP_PLACES_UNITS, has_areas = asked->kinds & BP_PLACES_AREAS;
    const char *what = has_units   ? "unit, area or municipality"
                       : has_areas ? "area"
                                   : "municipality",
               *listed = has_units   ? "units.gpkg and areas.csv list them"
                         : has_areas ? "areas.csv lists them"
                                     : "units.gpkg has them";
    finds near = find_likely(asked);
    for (int i = 0; i < near.n; i++)
        add_place(near.list[i], i == 0, list);
    if (near.n > 0)
        return bp_context_fail(asked->context, BP_ERROR_INPUT,
                               "%s: has no %s with the code or name '%s'; did you mean %s?",
                               asked->places->directory, what, asked->text, list);
    return bp_context_fail(asked->context, BP_ERROR_INPUT, "%s: has no %s with the code or name '%s'; %s",
                           asked->places->directory, what, asked->text, listed);
}

/* A name may be all of one place's and a part of another's: "Fatima" and "Wijk 14 Fatima". */
static void tell_others(const search *asked, const bp_place_entry *found)
{
    char list[MOST_TEXT] = "";
    int n = 0;
    for (int64_t i = 0; i < asked->places->n && n < BP_PLACES_LISTED; i++) {
        const bp_place_entry *entry = &asked->places->list[i];
        if (entry != found && entry->place.kind == BP_PLACE_UNIT && is_asked(asked, entry) && entry->name &&
            contains(entry->name, asked->text))
            add_place(entry, n++ == 0, list);
    }
    if (n > 0)
        bp_context_warn(asked->context, "similar_names", "other places have '%s' in their name: %s%s",
                        asked->text, list, n == BP_PLACES_LISTED ? "; ..." : "");
}

/* Places of a kind that have every word of the text, added to those found. */
static void find_by_words(const search *asked, bp_place_kind kind, finds *found)
{
    const bp_place_entry *known = found->n > 0 ? found->list[0] : NULL;
    for (int64_t i = 0; i < asked->places->n && found->n < MOST_FOUND; i++) {
        const bp_place_entry *entry = &asked->places->list[i];
        if (entry->place.kind == kind && entry != known && is_asked(asked, entry) && entry->name &&
            bp_place_has_words(asked->others, entry->name, entry->municipality, asked->text))
            found->list[found->n++] = entry;
    }
}

static void find_municipality(const search *asked, finds *found)
{
    for (int64_t i = 0; i < asked->places->n; i++) {
        const bp_place_entry *entry = &asked->places->list[i];
        if (entry->place.kind == BP_PLACE_MUNICIPALITY && is_asked(asked, entry) && entry->name &&
            bp_other_names_has(asked->others, entry->name, asked->text)) {
            found->list[found->n++] = entry;
            return;
        }
    }
}

/* Areas are called as their units are: "Overvecht" is one, and "Wijk 03 Overvecht" can be another. */
static void find_areas(const search *asked, finds *found)
{
    find_by_words(asked, BP_PLACE_DESIGNATED, found);
    find_by_words(asked, BP_PLACE_PROPOSED, found);
}

/* By its words, a unit before a municipality before an area. */
static void find_meant(const search *asked, finds *found)
{
    find_by_words(asked, BP_PLACE_UNIT, found);
    if (found->n == 0)
        find_by_words(asked, BP_PLACE_MUNICIPALITY, found);
    if (found->n == 0)
        find_areas(asked, found);
}

static void tell_taken(const search *asked, const bp_place_entry *entry)
{
    char list[MOST_TEXT] = "";
    add_place(entry, true, list);
    bp_context_warn(asked->context, "taken_for", "'%s' is taken for %s", asked->text, list);
}

static bp_status find_by_name(const search *asked, bp_place *out)
{
    finds found = find_exact(asked, false);
    bool is_exact = found.n > 0, has_comma = strchr(asked->text, ',') != NULL;
    if (!is_exact)
        find_municipality(asked, &found);
    if (found.n == 0)
        find_meant(asked, &found);
    else if (found.n == 1 && found.list[0]->place.kind == BP_PLACE_UNIT && !has_comma)
        find_by_words(asked, BP_PLACE_UNIT, &found);
    else if (found.n == 1 && asked->kinds == BP_PLACES_AREAS && !has_comma)
        find_areas(asked, &found);
    if (found.n > 1)
        return fail_several(asked, &found);
    if (found.n == 0)
        return fail_none(asked);
    if (!is_exact)
        tell_taken(asked, found.list[0]);
    else if (!has_comma)
        tell_others(asked, found.list[0]);
    *out = found.list[0]->place;
    return BP_OK;
}

bp_status bp_place_find(bp_context *context, const bp_places *places, unsigned kinds, const char *text,
                        bp_place *out)
{
    bp_other_names others = {BP_TABLE_INIT, NULL, NULL};
    const search asked = {context, places, kinds, text, &others};
    finds found = find_exact(&asked, true);
    if (found.n > 1)
        return fail_several(&asked, &found);
    if (found.n == 1) {
        *out = found.list[0]->place;
        return BP_OK;
    }
    bp_status status = bp_other_names_read(context, &others);
    if (!status)
        status = find_by_name(&asked, out);
    bp_other_names_clear(&others);
    return status;
}

void bp_place_tell(const bp_context *context)
{
    for (size_t i = 0; i < bp_context_warning_count(context); i++)
        bp_terminal_say("brandpunt: note:", bp_context_warning_at(context, i)->text);
}
