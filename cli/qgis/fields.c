#include "cli/qgis/fields.h"

#include "geo/text.h"

#include <stdlib.h>
#include <string.h>

enum { AS_IT_IS = -1, AS_PERCENT = -2 };

/* Columns by name; a star stands for whatever is there, and {name} in the alias for the same. The first that
 * fits counts. */
static const struct {
    const char *column, *alias;
    bp_field_group group;
    int decimals;
} known[] = {
    /* Not in a layer of units: */
    {"area_id", N_("Code"), BP_FIELDS_PLACE, AS_IT_IS},
    /* Everywhere: */
    {"why", N_("Why"), BP_FIELDS_WHY, AS_IT_IS},
    {"reason", N_("Reason"), BP_FIELDS_QUALITY, AS_IT_IS},
    {"most_like", N_("Most like"), BP_FIELDS_WHY, AS_IT_IS},
    {"name", N_("Name"), BP_FIELDS_PLACE, AS_IT_IS},
    {"unit_id", N_("Code"), BP_FIELDS_PLACE, AS_IT_IS},
    {"kind", N_("Kind"), BP_FIELDS_PLACE, AS_IT_IS},
    {"municipality_name", N_("Municipality"), BP_FIELDS_PLACE, AS_IT_IS},
    {"municipality", N_("Code of the municipality"), BP_FIELDS_PLACE, AS_IT_IS},
    {"size_class", N_("Size class of the municipality"), BP_FIELDS_PLACE, AS_IT_IS},
    {"population", N_("Residents"), BP_FIELDS_PLACE, 0},
    {"area_km2", N_("Area in km2"), BP_FIELDS_PLACE, 2},
    {"units", N_("Number of members"), BP_FIELDS_PLACE, 0},
    {"unit_ids", N_("Codes of the members"), BP_FIELDS_PLACE, AS_IT_IS},
    {"bridges", N_("Number of bridges"), BP_FIELDS_PLACE, 0},
    {"bridge_ids", N_("Codes of the bridges"), BP_FIELDS_PLACE, AS_IT_IS},
    {"score", N_("Score (1 is the worst)"), BP_FIELDS_SCORE, 2},
    {"score_mean", N_("Mean of the domains"), BP_FIELDS_SCORE, 2},
    {"position", N_("Position that areas are drawn by"), BP_FIELDS_SCORE, 2},
    {"position_local", N_("Position among its own"), BP_FIELDS_SCORE, 2},
    {"rank", N_("Rank (1 is the worst)"), BP_FIELDS_SCORE, 0},
    {"stack", N_("Domains past the threshold"), BP_FIELDS_SCORE, 0},
    {"weight", N_("Weight"), BP_FIELDS_SCORE, 0},
    {"bound", N_("Most that an area in its place weighs"), BP_FIELDS_SCORE, 0},
    {"gap", N_("How far its weight is from that, as a share"), BP_FIELDS_SCORE, 3},
    {"worst_domain", N_("Worst domain"), BP_FIELDS_SCORE, AS_IT_IS},
    {"domain_*", N_("Domain: {name}"), BP_FIELDS_SCORE, 2},
    {"stability", N_("Stability"), BP_FIELDS_SCORE, AS_PERCENT},
    {"survival", N_("Share of variants that find it"), BP_FIELDS_SCORE, AS_PERCENT},
    {"variant_overlap", N_("Overlap with the variants' areas"), BP_FIELDS_SCORE, AS_PERCENT},
    {"area_name", N_("Name of the area"), BP_FIELDS_PLACE, AS_IT_IS},
    {"area_id", N_("Proposed area"), BP_FIELDS_AREA, AS_IT_IS},
    {"role", N_("Part in a proposed area"), BP_FIELDS_AREA, AS_IT_IS},
    {"designated_id", N_("Designated area"), BP_FIELDS_AREA, AS_IT_IS},
    {"designated_certainty", N_("How sure that is"), BP_FIELDS_AREA, AS_IT_IS},
    {"certainty", N_("How sure that is"), BP_FIELDS_AREA, AS_IT_IS},
    {"members_certainty", N_("How sure its members are"), BP_FIELDS_AREA, AS_IT_IS},
    {"adopted_id", N_("Code"), BP_FIELDS_PLACE, AS_IT_IS},
    {"proposed_id", N_("Proposed area"), BP_FIELDS_AREA, AS_IT_IS},
    {"proposed_name", N_("Name of the proposed area"), BP_FIELDS_AREA, AS_IT_IS},
    {"kept_units", N_("Units in both"), BP_FIELDS_AREA, 0},
    {"kept_population", N_("Residents in both"), BP_FIELDS_AREA, 0},
    {"added_units", N_("Units added"), BP_FIELDS_AREA, 0},
    {"added_population", N_("Residents added"), BP_FIELDS_AREA, 0},
    {"added_ids", N_("Codes of the units added"), BP_FIELDS_AREA, AS_IT_IS},
    {"dropped_units", N_("Units dropped"), BP_FIELDS_AREA, 0},
    {"dropped_population", N_("Residents dropped"), BP_FIELDS_AREA, 0},
    {"dropped_ids", N_("Codes of the units dropped"), BP_FIELDS_AREA, AS_IT_IS},
    {"designated_share", N_("Share of it that is designated"), BP_FIELDS_AREA, 2},
    {"adopted", N_("Adopted area"), BP_FIELDS_AREA, AS_IT_IS},
    {"versus_national", N_("Against the plain national rule"), BP_FIELDS_AREA, AS_IT_IS},
    {"method", N_("Drawn by"), BP_FIELDS_AREA, AS_IT_IS},
    {"is_answer", N_("Is it the study's answer?"), BP_FIELDS_AREA, AS_IT_IS},
    {"share_in_designated", N_("Share of residents in designated areas"), BP_FIELDS_AREA, 2},
    {"share_in_proposed", N_("Share of residents in proposed areas"), BP_FIELDS_AREA, 2},
    {"source", N_("Source"), BP_FIELDS_AREA, AS_IT_IS},
    {"programmes", N_("Programme regions"), BP_FIELDS_PROGRAMMES, AS_IT_IS},
    {"programme", N_("Programme"), BP_FIELDS_PROGRAMMES, AS_IT_IS},
    {"region_name", N_("Region"), BP_FIELDS_PROGRAMMES, AS_IT_IS},
    {"region_id", N_("Code of the region"), BP_FIELDS_PROGRAMMES, AS_IT_IS},
    {"in_*_area_share", N_("In {name}, share of the ground"), BP_FIELDS_PROGRAMMES, 2},
    {"in_*_share", N_("In {name}, share of the residents"), BP_FIELDS_PROGRAMMES, 2},
    {"in_*_names", N_("Regions of {name}"), BP_FIELDS_PROGRAMMES, AS_IT_IS},
    {"in_*", N_("In {name}"), BP_FIELDS_PROGRAMMES, 2},
    {"relation", N_("Relation"), BP_FIELDS_PROGRAMMES, AS_IT_IS},
    {"scope", N_("Scope"), BP_FIELDS_PROGRAMMES, AS_IT_IS},
    {"residents_counted", N_("How residents are counted"), BP_FIELDS_PROGRAMMES, AS_IT_IS},
    {"inclusion", N_("Whole or part"), BP_FIELDS_PROGRAMMES, AS_IT_IS},
    {"phase", N_("Phase"), BP_FIELDS_PROGRAMMES, AS_IT_IS},
    {"level", N_("Level"), BP_FIELDS_PROGRAMMES, AS_IT_IS},
    {"state", N_("State"), BP_FIELDS_PROGRAMMES, AS_IT_IS},
    {"note", N_("Note"), BP_FIELDS_PROGRAMMES, AS_IT_IS},
    {"shared_population", N_("Residents that they share"), BP_FIELDS_PROGRAMMES, 0},
    {"shared_area_km2", N_("Ground that they share, km2"), BP_FIELDS_PROGRAMMES, 2},
    {"share_of_population", N_("Share of the area's residents"), BP_FIELDS_PROGRAMMES, 2},
    {"share_of_area", N_("Share of the area's ground"), BP_FIELDS_PROGRAMMES, 2},
    {"grant_eur", N_("Grant in euros"), BP_FIELDS_PROGRAMMES, 0},
    {"grant_*_eur", N_("Grant: {name}"), BP_FIELDS_PROGRAMMES, 0},
    {"raw_*", N_("{name}, before it was drawn in"), BP_FIELDS_INDICATORS, 2},
    {"value_*", "{name}", BP_FIELDS_INDICATORS, 2},
    {"fallback_share", N_("Share of residents with a value of a level above"), BP_FIELDS_QUALITY, 2},
    {"fallback_*", N_("{name}, level that it is of"), BP_FIELDS_QUALITY, AS_IT_IS},
    {"n_fallback", N_("Values of a level above"), BP_FIELDS_QUALITY, 0},
    {"missing_share", N_("Share of what is missing"), BP_FIELDS_QUALITY, 2},
    {"units_population_unknown", N_("Members without known residents"), BP_FIELDS_QUALITY, 0},
    {"flags", N_("Flags"), BP_FIELDS_QUALITY, AS_IT_IS},
    {"*_share", N_("{name}, share of the residents in hot units"), BP_FIELDS_EVIDENCE, 2},
    {"*_cluster", N_("Cluster: {name}"), BP_FIELDS_EVIDENCE, AS_IT_IS},
    {"*_p", N_("{name}, p-value"), BP_FIELDS_EVIDENCE, 4},
    {"*_q", N_("{name}, corrected p-value"), BP_FIELDS_EVIDENCE, 4},
    {"gi_*", "{name}", BP_FIELDS_EVIDENCE, 2},
    {"moran_*", "{name}", BP_FIELDS_EVIDENCE, 2},
    {"geary_*", "{name}", BP_FIELDS_EVIDENCE, 2},
};

enum { N_ELSEWHERE = 1, N_KNOWN = sizeof known / sizeof *known };

const char *bp_field_group_title(bp_field_group group)
{
    static const char *const titles[BP_FIELDS_GROUPS] = {N_("Why"),      N_("Place"),      N_("Score"),
                                                         N_("Areas"),    N_("Programmes"), N_("Indicators"),
                                                         N_("Evidence"), N_("Notes"),      N_("Other")};
    return titles[group];
}

/* What a star stands for, as a copy, or a copy of the whole; NULL where the pattern does not fit. */
static char *match(const char *pattern, const char *column)
{
    const char *star = strchr(pattern, '*');
    if (!star)
        return strcmp(pattern, column) == 0 ? bp_text_copy(column) : NULL;
    size_t front = (size_t)(star - pattern), back = strlen(star + 1), length = strlen(column);
    if (length <= front + back || strncmp(column, pattern, front) != 0 ||
        strcmp(column + length - back, star + 1) != 0)
        return NULL;
    return bp_text_format("%.*s", (int)(length - front - back), column + front);
}

/* The columns of statistics by what they are about; a local value has no part of its name but all of it. */
static char *own_words(const bp_words *words, int k, const char *part, const char *column)
{
    if (known[k].group != BP_FIELDS_EVIDENCE)
        return strcmp(known[k].column, "domain_*") == 0 ? bp_word_domain(words, part)
                                                        : bp_word_name(words, part);
    bool is_value = known[k].column[0] != '*';
    return bp_theme_statistic(words, is_value ? column : part);
}

/* A heading begins with a capital; names of other alphabets are left as they are. */
static void capitalise(char *text)
{
    if (text[0] >= 'a' && text[0] <= 'z')
        text[0] = (char)(text[0] - 'a' + 'A');
}

bp_status bp_field_look_of(bp_context *context, const bp_words *words, const bp_qgis_layer *layer, int at,
                           bp_field_look *out)
{
    const bp_qgis_field *field = &layer->fields[at];
    bool is_unit = layer->kind == BP_THEME_UNITS;
    bp_field_look look = {NULL, BP_FIELDS_OTHER, field->type == BP_COLUMN_INTEGER ? 0 : AS_IT_IS, false};
    for (int k = is_unit ? N_ELSEWHERE : 0; k < N_KNOWN && !look.alias; k++) {
        char *part = match(known[k].column, field->name);
        char *own = part ? own_words(words, k, part, field->name) : NULL;
        if (own) {
            const bp_filling filling = {"name", own};
            look.alias = bp_words_fill(bp_word(words, known[k].alias), &filling, 1);
            look.group = known[k].group;
            look.is_share = known[k].decimals == AS_PERCENT;
            look.decimals = look.is_share ? 0 : known[k].decimals;
        }
        free(own);
        free(part);
    }
    if (!look.alias)
        look.alias = bp_word_name(words, field->name);
    if (!look.alias)
        return bp_context_fail_memory(context, 0);
    capitalise(look.alias);
    *out = look;
    return BP_OK;
}
