/* An area's and a municipality's answer for people. */
#include "cli/explain/page.h"

#include "cli/terminal.h"
#include "geo/bitmap.h"

#include <stdio.h>
#include <stdlib.h>

static void print_title(const bp_explainer *explainer, const bp_past_areas *areas, int kind, int32_t area)
{
    const bp_words *words = explainer->words;
    bp_page_say(explainer, 0,
                kind == BP_PAST_PROPOSED ? bp_word(words, "Proposed area {code}: {name}.")
                                         : bp_word(words, "Designated area {code}: {name}."),
                "code", areas->id[area], "name", areas->name[area], NULL);
}

static void print_size(const bp_explainer *explainer, const bp_past_areas *areas, int32_t area)
{
    const bp_profile *profile = &areas->profile;
    char members[BP_WORDS_NUMBER], residents[BP_WORDS_NUMBER], weight[BP_WORDS_NUMBER];
    if (profile->n_members[area] == 0)
        return;
    bp_page_say(explainer, 0,
                bp_word_count(explainer->words, "One {unit}, {residents} residents, weight {weight}.",
                              "{members} {units}, {residents} residents, weight {weight}.",
                              profile->n_members[area]),
                "members", bp_page_count(explainer, (double)profile->n_members[area], members), "residents",
                bp_page_count(explainer, profile->population[area], residents), "weight",
                bp_words_number(explainer->words, profile->weight[area], 1, weight), NULL);
}

enum { CODE_WIDTH = 14, NAME_WIDTH = 33, NUMBER_WIDTH = 11 };

static void print_member(const bp_explainer *explainer, int64_t i, bool is_member)
{
    const bp_past *past = explainer->past;
    char number[BP_WORDS_NUMBER];
    bool is_placed = bp_bitmap_get(past->result.position.valid, i);
    fputs("  ", stdout);
    bp_terminal_cell(past->id[i], CODE_WIDTH - 1);
    putchar(' ');
    bp_terminal_cell(past->name[i], NAME_WIDTH - 1);
    putchar(' ');
    bp_terminal_cell_right(is_placed ? bp_page_score(explainer, past->result.position.value[i], number) : "-",
                           NUMBER_WIDTH);
    bp_terminal_cell_right(bp_bitmap_get(past->population_known, i)
                               ? bp_page_count(explainer, past->population[i], number)
                               : "-",
                           NUMBER_WIDTH);
    if (!is_member)
        printf("  %s", bp_word(explainer->words, "bridge"));
    putchar('\n');
}

static void print_members(const bp_explainer *explainer, const bp_past_areas *areas, int32_t area)
{
    const bp_past *past = explainer->past;
    const bp_words *words = explainer->words;
    bp_page_head(explainer, bp_word(words, "Members"));
    printf("  %*s", CODE_WIDTH + NAME_WIDTH, "");
    bp_terminal_cell_right(bp_word(words, "position"), NUMBER_WIDTH);
    bp_terminal_cell_right(bp_word(words, "residents"), NUMBER_WIDTH);
    putchar('\n');
    for (int64_t i = 0; i < past->n; i++)
        if (areas->area_of[i] == area)
            print_member(explainer, i, areas->is_member[i]);
}

/* Which of the other kind's areas its members are in. */
static void print_overlap(const bp_explainer *explainer, const bp_area_answer *answer)
{
    const bp_past *past = explainer->past;
    const bp_past_areas *own = &past->areas[answer->kind], *other = &past->areas[1 - answer->kind];
    const bp_words *words = explainer->words;
    char found[BP_WORDS_NUMBER], members[BP_WORDS_NUMBER], residents[BP_WORDS_NUMBER];
    if (other->n == 0)
        return;
    bp_page_say(explainer, 2,
                answer->kind == BP_PAST_PROPOSED
                    ? bp_word(words, "In designated areas: {found} of its {members} {units}, {residents} "
                                     "residents.")
                    : bp_word(words, "Found by the rule: {found} of its {members} {units}, {residents} "
                                     "residents."),
                "found", bp_page_count(explainer, (double)answer->n_found, found), "members",
                bp_page_count(explainer, (double)own->profile.n_members[answer->area], members), "residents",
                bp_page_count(explainer, answer->found, residents), NULL);
    for (int32_t a = 0; a < other->n; a++) {
        bool meets = false;
        for (int64_t i = 0; i < past->n; i++)
            meets = meets || (other->is_member[i] && other->area_of[i] == a &&
                              own->area_of[i] == answer->area && own->is_member[i]);
        if (meets)
            bp_page_say(explainer, 4, "{code}: {name}", "code", other->id[a], "name", other->name[a], NULL);
    }
}

static const char *reason_text(const bp_words *words, bp_reason reason)
{
    static const char *const texts[] = {
        N_("past the base, in a proposed area"),
        N_("short of the base, in a proposed area that it holds together"),
        N_("a bridge"),
        N_("without residents"),
        N_("without a score: too few domains"),
        N_("residents not known"),
        N_("left out by the study"),
        N_("short of the base"),
        N_("too few domains past the threshold"),
        N_("past the base, too few residents around it"),
        N_("past the base, and the area beside it would pass the ceiling with it"),
        N_("past the base, and other choices weigh more"),
    };
    return bp_word(words, texts[reason]);
}

static void print_reasons(const bp_explainer *explainer, const bp_area_answer *answer)
{
    if (answer->kind != BP_PAST_DESIGNATED)
        return;
    bp_page_head(explainer, bp_word(explainer->words, "What the rule says of its {units}"));
    for (int r = 0; r <= BP_REASON_OTHER; r++) {
        char number[BP_WORDS_NUMBER];
        if (answer->reasons[r] > 0)
            bp_page_say(explainer, 2, "{number}: {reason}", "number",
                        bp_page_count(explainer, (double)answer->reasons[r], number), "reason",
                        reason_text(explainer->words, (bp_reason)r), NULL);
    }
}

static void print_domains(const bp_explainer *explainer, const bp_area_answer *answer)
{
    const bp_past *past = explainer->past;
    const bp_profile *profile = &past->areas[answer->kind].profile;
    const bp_comparability *likeness =
        answer->kind == BP_PAST_PROPOSED ? &explainer->likeness : &explainer->own_likeness;
    bp_page_head(explainer, bp_word(explainer->words, "Domains (mean over its residents)"));
    for (int d = 0; d < past->n_domains; d++) {
        int64_t at = (int64_t)d * profile->n_areas + answer->area;
        char number[BP_WORDS_NUMBER], worse[BP_WORDS_NUMBER], of[BP_WORDS_NUMBER];
        char *name = bp_word_domain(explainer->words, past->domain[d]);
        const char *text = !profile->domain_valid[at] ? bp_word(explainer->words, "{name}: missing")
                           : answer->kind != BP_PAST_PROPOSED || likeness->n_areas == 0 ? "{name}: {score}"
                           : likeness->worse_than[at] == 0
                               ? bp_word(explainer->words, "{name}: {score}, not worse than any of {of} "
                                                           "designated areas")
                           : likeness->worse_than[at] == likeness->of[at]
                               ? bp_word(explainer->words, "{name}: {score}, worse than all {of} designated "
                                                           "areas")
                               : bp_word(explainer->words, "{name}: {score}, worse than {worse} of {of} "
                                                           "designated areas");
        bool is_compared = likeness->n_areas > 0 && profile->domain_valid[at];
        bp_page_say(explainer, 2, text, "name", name ? name : "", "score",
                    bp_page_score(explainer, profile->domain[at], number), "worse",
                    bp_page_count(explainer, is_compared ? likeness->worse_than[at] : 0, worse), "of",
                    bp_page_count(explainer, is_compared ? likeness->of[at] : 0, of), NULL);
        free(name);
    }
}

/* The nearest areas of the other kind, with how far they are. */
static void print_nearest(const bp_explainer *explainer, const bp_area_answer *answer)
{
    const bp_past *past = explainer->past;
    const bp_past_areas *other = &past->areas[1 - answer->kind];
    const bp_comparability *likeness =
        answer->kind == BP_PAST_PROPOSED ? &explainer->likeness : &explainer->own_likeness;
    if (likeness->n_areas == 0)
        return;
    bp_page_head(explainer, answer->kind == BP_PAST_PROPOSED
                                ? bp_word(explainer->words, "Most like these designated areas")
                                : bp_word(explainer->words, "Most like these proposed areas"));
    for (int k = 0; k < BP_NEAREST_AREAS; k++) {
        const bp_near_area *near = &likeness->nearest[BP_NEAREST_AREAS * answer->area + k];
        char distance[BP_WORDS_NUMBER];
        if (near->area >= 0)
            bp_page_say(explainer, 2, bp_word(explainer->words, "{name} ({code}), distance {distance}"),
                        "name", other->name[near->area], "code", other->id[near->area], "distance",
                        bp_page_score(explainer, near->distance, distance), NULL);
    }
}

static void say_alternative(const bp_explainer *explainer, const bp_area_answer *answer, int64_t b,
                            const char *text)
{
    const bp_words *words = explainer->words;
    const bp_branch *branch = &answer->branches.list[b];
    char level[BP_WORDS_NUMBER], members[BP_WORDS_NUMBER], residents[BP_WORDS_NUMBER],
        weight[BP_WORDS_NUMBER];
    bp_page_say(explainer, 2, text, "level", bp_page_score(explainer, branch->level, level), "members",
                bp_page_count(explainer, (double)branch->n_members, members), "residents",
                bp_page_count(explainer, branch->population, residents), "weight",
                bp_words_number(words, branch->weight, 1, weight), "why",
                branch->is_below_floor     ? bp_word(words, "short of the floor")
                : branch->is_above_ceiling ? bp_word(words, "above the ceiling")
                                           : bp_word(words, "the choice as drawn weighs more in all"),
                NULL);
}

static void print_alternatives(const bp_explainer *explainer, const bp_area_answer *answer)
{
    const bp_words *words = explainer->words;
    if (answer->kind != BP_PAST_PROPOSED || answer->branches.n == 0)
        return;
    bp_page_head(explainer, bp_word(words, "What it could have been"));
    if (answer->smaller >= 0)
        say_alternative(explainer, answer, answer->smaller,
                        bp_word(words, "Smaller, from {level} up: {members} {units}, {residents} residents, "
                                       "weight {weight}; not drawn: {why}."));
    if (answer->larger >= 0)
        say_alternative(explainer, answer, answer->larger,
                        bp_word(words, "Larger, from {level} up: {members} {units}, {residents} residents, "
                                       "weight {weight}; not drawn: {why}."));
    if (answer->smaller < 0 && answer->larger < 0)
        bp_page_say(explainer, 2,
                    bp_word(words, "Nothing: no other {unit} past the reach hangs together with it."), NULL);
}

static void print_programmes(const bp_explainer *explainer, int64_t row)
{
    const char *programmes = bp_past_area_text(explainer->past, row, "programmes");
    if (programmes[0])
        bp_page_say(explainer, 2, bp_word(explainer->words, "Programmes: {programmes}"), "programmes",
                    programmes, NULL);
    else
        bp_page_say(explainer, 2, bp_word(explainer->words, "In no region of the study's programmes."), NULL);
}

void bp_print_area(const bp_explainer *explainer, const bp_area_answer *answer)
{
    const bp_past *past = explainer->past;
    const bp_past_areas *areas = &past->areas[answer->kind];
    print_title(explainer, areas, answer->kind, answer->area);
    print_size(explainer, areas, answer->area);
    putchar('\n');
    bp_page_say(explainer, 0, "{sentence}", "sentence", answer->sentence, NULL);
    if (answer->likeness)
        bp_page_say(explainer, 0, "{sentence}", "sentence", answer->likeness, NULL);
    if (areas->profile.n_members[answer->area] > 0) {
        print_members(explainer, areas, answer->area);
        print_reasons(explainer, answer);
        print_alternatives(explainer, answer);
        print_domains(explainer, answer);
        print_nearest(explainer, answer);
    }
    bp_page_head(explainer, bp_word(explainer->words, "Overlap"));
    print_overlap(explainer, answer);
    print_programmes(explainer, areas->row[answer->area]);
    bp_print_standing(explainer, areas->row[answer->area]);
    if (answer->branches.n > 0)
        bp_print_weight(explainer);
}

static void print_counts(const bp_explainer *explainer, const bp_municipality_answer *answer)
{
    char units[BP_WORDS_NUMBER], residents[BP_WORDS_NUMBER], scored[BP_WORDS_NUMBER], past[BP_WORDS_NUMBER],
        selected[BP_WORDS_NUMBER], in_areas[BP_WORDS_NUMBER];
    bp_page_say(
        explainer, 0,
        bp_word(explainer->words,
                "{members} {units}, {residents} residents; {scored} with a score, {past} past the base, "
                "{selected} in proposed areas ({inside} residents)."),
        "members", bp_page_count(explainer, (double)answer->n_units, units), "residents",
        bp_page_count(explainer, answer->population, residents), "scored",
        bp_page_count(explainer, (double)answer->n_scored, scored), "past",
        bp_page_count(explainer, (double)answer->n_past_base, past), "selected",
        bp_page_count(explainer, (double)answer->n_selected, selected), "inside",
        bp_page_count(explainer, answer->selected_population, in_areas), NULL);
}

/* Areas with a member in the municipality. */
static void print_areas(const bp_explainer *explainer, int32_t municipality, int kind)
{
    const bp_past *past = explainer->past;
    const bp_past_areas *areas = &past->areas[kind];
    bool is_any = false;
    bp_page_head(explainer, kind == BP_PAST_PROPOSED ? bp_word(explainer->words, "Proposed areas")
                                                     : bp_word(explainer->words, "Designated areas"));
    for (int32_t a = 0; a < areas->n; a++) {
        bool is_here = false;
        char residents[BP_WORDS_NUMBER];
        for (int64_t i = 0; i < past->n; i++)
            is_here = is_here || (past->municipality[i] == municipality && areas->area_of[i] == a &&
                                  areas->is_member[i]);
        if (is_here)
            bp_page_say(explainer, 2, bp_word(explainer->words, "{code}: {name}, {residents} residents"),
                        "code", areas->id[a], "name", areas->name[a], "residents",
                        bp_page_count(explainer, areas->profile.population[a], residents), NULL);
        is_any = is_any || is_here;
    }
    if (!is_any)
        bp_page_say(explainer, 2, bp_word(explainer->words, "none"), NULL);
}

static void print_nearly(const bp_explainer *explainer, const bp_municipality_answer *answer)
{
    const bp_words *words = explainer->words;
    if (answer->n_worst == 0)
        return;
    bp_page_head(explainer, bp_word(words, "Highest positions outside of proposed areas"));
    for (int k = 0; k < answer->n_worst; k++)
        print_member(explainer, answer->worst[k], true);
    putchar('\n');
    bp_page_say(explainer, 0, bp_word(words, "Of the first of them:"), NULL);
    bp_print_unit(explainer, &answer->answer);
}

void bp_print_municipality(const bp_explainer *explainer, const bp_municipality_answer *answer)
{
    const bp_past *past = explainer->past;
    const char *name = past->municipality_name[answer->municipality],
               *code = past->municipality_code[answer->municipality];
    bp_page_say(explainer, 0, name ? "{name} ({code})" : "{code}", "name", name ? name : "", "code", code,
                NULL);
    print_counts(explainer, answer);
    print_areas(explainer, answer->municipality, BP_PAST_PROPOSED);
    print_areas(explainer, answer->municipality, BP_PAST_DESIGNATED);
    print_nearly(explainer, answer);
}
