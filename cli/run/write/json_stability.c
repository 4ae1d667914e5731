/* Stability and significance in run.json. */
#include "cli/run/draw/stability.h"
#include "cli/run/json_text.h"
#include "cli/study_stability.h"

const char *bp_run_normalisation_name(bp_normalisation method)
{
    static const char *const names[BP_N_NORMALISATIONS] = {
        [BP_NORMALISE_PERCENTILE] = "percentile",   [BP_NORMALISE_ZSCORE] = "zscore",
        [BP_NORMALISE_MINMAX] = "minmax",           [BP_NORMALISE_WINSORISED] = "winsorised",
        [BP_NORMALISE_EXPONENTIAL] = "exponential",
    };
    return names[method];
}

static json_t *pair_of(const double *range)
{
    return json_pack("[f,f]", range[0], range[1]);
}

json_t *bp_json_stability_asked(const bp_study *study)
{
    const bp_study_stability *asked = &study->stability;
    json_t *methods = json_array(), *rules = json_array(), *policies = json_array();
    for (int i = 0; i < asked->n_normalise; i++)
        json_array_append_new(methods, json_string(bp_run_normalisation_name(asked->normalise[i])));
    for (int i = 0; i < asked->n_contiguity; i++)
        json_array_append_new(rules,
                              json_string(asked->contiguity[i] == BP_CONTIGUITY_QUEEN ? "queen" : "rook"));
    for (int i = 0; i < asked->n_missing; i++)
        json_array_append_new(policies, json_string(bp_study_policy_name(asked->missing[i])));
    json_t *object =
        json_pack("{s:I, s:s, s:o, s:o, s:o, s:o}", "variants", (json_int_t)asked->variants, "weights",
                  asked->weights_stay ? "fixed" : "dirichlet", "concentration",
                  asked->weights_stay ? json_null() : json_real(asked->concentration), "normalise", methods,
                  "base", pair_of(asked->base), "reach", pair_of(asked->reach));
    json_object_set_new(object, "floor", pair_of(asked->floor));
    json_object_set_new(object, "ceiling", pair_of(asked->ceiling));
    json_object_set_new(object, "contiguity", rules);
    json_object_set_new(object, "leave_out", json_boolean(asked->leave_out));
    json_object_set_new(object, "missing", policies);
    json_object_set_new(
        object, "min_domains",
        json_pack("[I,I]", (json_int_t)asked->min_domains[0], (json_int_t)asked->min_domains[1]));
    return object;
}

json_t *bp_json_significance_asked(const bp_study *study)
{
    const bp_study_significance *asked = &study->significance;
    return json_pack("{s:I, s:s}", "replicates", (json_int_t)asked->replicates, "within",
                     asked->within == BP_STUDY_EXCHANGE_MUNICIPALITY ? "municipality" : "nation");
}

/* How a measure spreads over the variants, and which choice that comes from. */
static json_t *describe_measure(const bp_stability *found, int m)
{
    int decimals = m == BP_MEASURE_JACCARD ? 6 : 3;
    json_t *object = json_pack("{s:o, s:o, s:o}", "mean", rounded(found->mean[m], decimals), "p05",
                               rounded(found->low[m], decimals), "p95", rounded(found->high[m], decimals));
    json_t *shares = found->has_shares && found->defined[m] ? json_object() : json_null();
    for (int c = 0; json_is_object(shares) && c < BP_N_CHOICES; c++)
        if (found->varied[c])
            json_object_set_new(shares, bp_choice_names[c], rounded(found->share[m][c], 6));
    if (json_is_object(shares))
        json_object_set_new(shares, "rest", rounded(found->rest[m], 6));
    json_object_set_new(object, "variance_shares", shares);
    return object;
}

json_t *bp_json_stability(const bp_run *run)
{
    const bp_stability *found = &run->stability;
    if (!run->study->stability.is_asked)
        return json_null();
    int64_t always = 0, never_base = 0, sometimes = 0;
    for (int64_t i = 0; i < found->n; i++) {
        always += found->selected[i] == found->n_variants;
        sometimes += found->selected[i] > 0;
        never_base += found->selected[i] == 0 && run->delineated.role[i] == BP_ROLE_MEMBER;
    }
    json_t *object = json_pack("{s:I, s:I, s:I, s:I, s:I}", "variants", (json_int_t)found->n_variants,
                               "empty_variants", (json_int_t)found->n_empty, "units_in_every_variant",
                               (json_int_t)always, "units_in_any_variant", (json_int_t)sometimes,
                               "members_in_no_variant", (json_int_t)never_base);
    for (int m = 0; m < BP_N_MEASURES; m++)
        json_object_set_new(object, bp_measure_names[m], describe_measure(found, m));
    json_t *areas = json_array();
    for (int32_t a = 0; a < found->n_areas; a++)
        json_array_append_new(
            areas, json_pack("{s:s, s:o, s:o}", "area_id", run->areas[BP_PROPOSED].id[a], "survival",
                             rounded((double)found->survived[a] / (double)found->n_variants, 6),
                             "variant_overlap", rounded(found->overlap[a], 6)));
    json_object_set_new(object, "areas", areas);
    return object;
}

/* What p does and does not say. */
static const char meaning[] =
    "p is how often the same rule draws an area as heavy anywhere on the map when the values are dealt out "
    "to "
    "the units at random. A small p says that the area is no accident of the search, not that its outline or "
    "its rank is certain. A large p does not say that its problems are not real: by chance one unit of many "
    "residents that is dealt bad values weighs as much.";

static json_t *describe_total(const bp_significance *found)
{
    return json_pack("{s:o, s:o, s:I, s:f}", "weight", rounded(found->total, 3), "median_weight",
                     rounded(found->median_total, 3), "replicates_at_least",
                     (json_int_t)found->total_at_least, "p", found->total_p);
}

json_t *bp_json_significance(const bp_run *run)
{
    const bp_significance *found = &run->significance;
    if (!run->study->significance.is_asked)
        return json_null();
    json_t *object = json_pack(
        "{s:I, s:I, s:o, s:o, s:o, s:s}", "replicates", (json_int_t)found->n_replicates, "empty_replicates",
        (json_int_t)found->n_empty, "median_maximum", rounded(found->median, 3), "highest_maximum",
        rounded(found->highest, 3), "all_areas", describe_total(found), "meaning", meaning);
    json_t *areas = json_array();
    for (int32_t a = 0; a < found->n_areas; a++)
        json_array_append_new(areas, json_pack("{s:s, s:I, s:f}", "area_id", run->areas[BP_PROPOSED].id[a],
                                               "replicates_at_least", (json_int_t)found->at_least[a], "p",
                                               found->p[a]));
    json_object_set_new(object, "areas", areas);
    return object;
}
