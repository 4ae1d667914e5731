/* The comparison of two runs for programs: JSON, and the changes of areas as csv. */
#include "cli/compare/compare.h"

#include "geo/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static json_t *text_or_null(const char *text)
{
    return text ? json_string(text) : json_null();
}

static json_t *number_or_null(bool is_there, double value)
{
    return is_there ? json_real(value) : json_null();
}

static json_t *settings_json(const bp_comparison *c)
{
    json_t *list = json_array();
    for (int i = 0; i < c->n_settings; i++)
        json_array_append_new(list, json_pack("{s:s, s:o, s:o}", "key", c->settings[i].key, "first",
                                              text_or_null(c->settings[i].text[0]), "second",
                                              text_or_null(c->settings[i].text[1])));
    return list;
}

static json_t *inputs_json(const bp_comparison *c)
{
    json_t *list = json_array();
    for (int i = 0; i < c->n_inputs; i++)
        json_array_append_new(list, json_pack("{s:s, s:o, s:o}", "role", c->inputs[i].role, "first",
                                              text_or_null(c->inputs[i].file[0]), "second",
                                              text_or_null(c->inputs[i].file[1])));
    return list;
}

static json_t *units_json(const bp_comparison *c)
{
    return json_pack("{s:I, s:I, s:I, s:I, s:I, s:I}", "both", (json_int_t)c->n, "first_only",
                     (json_int_t)c->n_only[0], "second_only", (json_int_t)c->n_only[1],
                     "first_only_in_an_area", (json_int_t)c->n_only_in_area[0], "second_only_in_an_area",
                     (json_int_t)c->n_only_in_area[1], "other_residents", (json_int_t)c->n_other_population);
}

static json_t *figures_json(const bp_agreement *found)
{
    const bool is = found->is_defined;
    return json_pack("{s:I, s:I, s:f, s:o, s:o, s:o, s:o, s:o}", "units", (json_int_t)found->n,
                     "residents_unknown", (json_int_t)found->n_unknown, "weight", found->total, "rand",
                     number_or_null(is, found->rand), "adjusted_rand",
                     number_or_null(is, found->adjusted_rand), "mutual_information",
                     number_or_null(is, found->information), "normalised_mutual_information",
                     number_or_null(is, found->normalised), "variation_of_information",
                     number_or_null(is, found->variation));
}

static json_t *agreement_json(const bp_comparison *c)
{
    const bp_agreement *all = &c->by_units[BP_COMPARE_ALL], *people = &c->by_residents[BP_COMPARE_ALL];
    double jaccard = 0.0, of_people = 0.0;
    const bool has = bp_compare_jaccard((double)all->n_both, (double)(all->n_both + all->n_only_a),
                                        (double)(all->n_both + all->n_only_b), &jaccard);
    const bool has_people = bp_compare_jaccard(people->both, people->both + people->only_a,
                                               people->both + people->only_b, &of_people);
    json_t *object = json_pack(
        "{s:{s:I, s:I, s:I, s:o}, s:{s:f, s:f, s:f, s:o}}", "units", "both", (json_int_t)all->n_both,
        "first_only", (json_int_t)all->n_only_a, "second_only", (json_int_t)all->n_only_b, "jaccard",
        number_or_null(has, jaccard), "residents", "both", people->both, "first_only", people->only_a,
        "second_only", people->only_b, "jaccard", number_or_null(has_people, of_people));
    static const char *const ways[BP_COMPARE_WAYS] = {"in_an_area_of_both", "all_units"};
    for (int way = 0; way < BP_COMPARE_WAYS; way++)
        json_object_set_new(object, ways[way],
                            json_pack("{s:o, s:o}", "by_units", figures_json(&c->by_units[way]),
                                      "by_residents", figures_json(&c->by_residents[way])));
    return object;
}

static json_t *figure_of_area(const bp_compare_side *side, int32_t area, const char *column)
{
    const char *text = bp_compare_area_text(side, area, column);
    return *text ? json_real(strtod(text, NULL)) : json_null();
}

/* The area that is most like it, by units or by residents. */
static json_t *match_json(const bp_comparison *c, int s, int by, int32_t area)
{
    const bp_match *match = &c->match[s][by];
    if (match->best[area] < 0)
        return json_null();
    return json_pack("{s:s, s:f, s:f}", "area_id",
                     bp_compare_area_text(&c->side[1 - s], match->best[area], "area_id"), "shared",
                     match->shared[area], "jaccard", match->jaccard[area]);
}

static json_t *area_json(const bp_comparison *c, int s, int32_t area)
{
    const bp_compare_side *side = &c->side[s];
    static const char front[] = "domain_";
    json_t *domains = json_object();
    for (int k = 0; k < side->areas.n_columns; k++) {
        const char *name = side->areas.columns[k].name;
        if (strncmp(name, front, sizeof front - 1) == 0)
            json_object_set_new(domains, name + sizeof front - 1, figure_of_area(side, area, name));
    }
    return json_pack(
        "{s:s, s:s, s:o, s:o, s:o, s:o, s:o}", "area_id", bp_compare_area_text(side, area, "area_id"), "name",
        bp_compare_area_text(side, area, "name"), "population", figure_of_area(side, area, "population"),
        "score", figure_of_area(side, area, "score"), "domains", domains, "most_like_by_units",
        match_json(c, s, 0, area), "most_like_by_residents", match_json(c, s, 1, area));
}

static json_t *areas_of_change(const bp_comparison *c, int s, int32_t change)
{
    const int32_t *of = s == 0 ? c->changes.of_before : c->changes.of_after;
    json_t *list = json_array();
    for (int32_t a = 0; a < c->side[s].n_areas; a++)
        if (of[a] == change)
            json_array_append_new(list, area_json(c, s, a));
    return list;
}

static json_t *changes_json(const bp_comparison *c)
{
    json_t *list = json_array();
    for (int32_t k = 0; k < c->changes.n; k++) {
        const bp_area_change *change = &c->changes.items[k];
        double jaccard = 0.0;
        const bool has = bp_compare_jaccard(change->both, change->before, change->after, &jaccard);
        json_array_append_new(
            list, json_pack("{s:s, s:{s:I, s:I, s:I, s:I}, s:{s:f, s:f, s:f}, s:o, s:o, s:o}", "change",
                            bp_area_change_name(change->kind), "units", "first",
                            (json_int_t)change->units_before, "second", (json_int_t)change->units_after,
                            "both", (json_int_t)change->units_both, "residents_unknown",
                            (json_int_t)change->n_unknown, "residents", "first", change->before, "second",
                            change->after, "both", change->both, "jaccard", number_or_null(has, jaccard),
                            "first", areas_of_change(c, 0, k), "second", areas_of_change(c, 1, k)));
    }
    return list;
}

static json_t *scores_json(const bp_comparison *c)
{
    json_t *list = json_array();
    for (int i = 0; i < c->n_scores; i++) {
        const bp_compare_score *score = &c->scores[i];
        json_t *most = json_null();
        if (score->n_differ > 0)
            most = json_pack("{s:s, s:f, s:f}", "unit_id", c->side[0].ids.text[c->unit[0][score->unit]],
                             "first", score->at[0], "second", score->at[1]);
        json_array_append_new(
            list,
            json_pack("{s:s, s:I, s:I, s:I, s:I, s:o, s:o, s:o}", "score", score->column, "both",
                      (json_int_t)score->n_both, "first_only", (json_int_t)score->n_only[0], "second_only",
                      (json_int_t)score->n_only[1], "differ", (json_int_t)score->n_differ, "mean_difference",
                      number_or_null(score->n_both > 0, score->mean), "largest_difference",
                      number_or_null(score->n_both > 0, score->largest), "differs_most", most));
    }
    return list;
}

json_t *bp_compare_json(const bp_comparison *c)
{
    return json_pack("{s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o}", "first", c->side[0].directory, "second",
                     c->side[1].directory, "units", units_json(c), "settings", settings_json(c), "data",
                     inputs_json(c), "agreement", agreement_json(c), "areas", changes_json(c), "scores",
                     scores_json(c));
}

/* Ids with semicolons between, as in areas.csv. */
static void print_ids(const bp_comparison *c, int s, int32_t change)
{
    const int32_t *of = s == 0 ? c->changes.of_before : c->changes.of_after;
    bool is_first = true;
    for (int32_t a = 0; a < c->side[s].n_areas; a++)
        if (of[a] == change) {
            printf("%s%s", is_first ? "" : ";", bp_compare_area_text(&c->side[s], a, "area_id"));
            is_first = false;
        }
    putchar(',');
}

void bp_compare_print_csv(const bp_comparison *c)
{
    puts("change,first,second,units_first,units_second,units_both,residents_first,residents_second,"
         "residents_both,units_population_unknown,jaccard");
    for (int32_t k = 0; k < c->changes.n; k++) {
        const bp_area_change *change = &c->changes.items[k];
        const double sizes[] = {change->before, change->after, change->both};
        char number[32] = "";
        double jaccard = 0.0;
        printf("%s,", bp_area_change_name(change->kind));
        print_ids(c, 0, k);
        print_ids(c, 1, k);
        printf("%" PRId64 ",%" PRId64 ",%" PRId64 ",", change->units_before, change->units_after,
               change->units_both);
        for (int i = 0; i < 3; i++) {
            bp_text_number(sizes[i], number);
            printf("%s,", number);
        }
        number[0] = '\0';
        if (bp_compare_jaccard(change->both, change->before, change->after, &jaccard))
            snprintf(number, sizeof number, "%.6f", jaccard);
        printf("%" PRId64 ",%s\n", change->n_unknown, number);
    }
}
