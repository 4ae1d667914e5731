#include "cli/study_schema.h"

#include "cli/study.h"

#include <cyaml/cyaml.h>

/* One name per kind of key, so that the tables below read like the reference in docs/study.md. */
#define TEXT(key, type, member)                                                                              \
    CYAML_FIELD_STRING_PTR(key, CYAML_FLAG_POINTER, type, member, 1, CYAML_UNLIMITED)
#define OPTIONAL_TEXT(key, type, member)                                                                     \
    CYAML_FIELD_STRING_PTR(key, CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, type, member, 1, CYAML_UNLIMITED)
#define OPTIONAL_TEXTS(key, type, member, count)                                                             \
    CYAML_FIELD_SEQUENCE_COUNT(key, CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, type, member, count,           \
                               &any_text, 0, CYAML_UNLIMITED)
#define OPTIONAL_NUMBER(key, type, member) CYAML_FIELD_FLOAT(key, CYAML_FLAG_OPTIONAL, type, member)
#define OPTIONAL_WHOLE(key, type, member)  CYAML_FIELD_INT(key, CYAML_FLAG_OPTIONAL, type, member)
#define OPTIONAL_FLAG(key, type, member)   CYAML_FIELD_BOOL(key, CYAML_FLAG_OPTIONAL, type, member)
/* How a source is asked; of every part that has one. */
#define REQUEST(type)                                                                                        \
    OPTIONAL_TEXT("query", type, request.query), OPTIONAL_WHOLE("timeout", type, request.timeout),           \
        OPTIONAL_FLAG("accept_truncated", type, request.accept_truncated)
#define CHOICE(key, flags, type, member, words)                                                              \
    CYAML_FIELD_ENUM(key, CYAML_FLAG_STRICT | (flags), type, member, words, CYAML_ARRAY_LEN(words))
#define OPTIONAL_CHOICE(key, type, member, words) CHOICE(key, CYAML_FLAG_OPTIONAL, type, member, words)
#define OPTIONAL_PART(key, type, member, fields)                                                             \
    CYAML_FIELD_MAPPING(key, CYAML_FLAG_OPTIONAL, type, member, fields)
#define LIST(key, flags, type, member, count, entry, least)                                                  \
    CYAML_FIELD_SEQUENCE_COUNT(key, CYAML_FLAG_POINTER | (flags), type, member, count, entry, least,         \
                               CYAML_UNLIMITED)

#define NOTATION(type)                                                                                       \
    OPTIONAL_TEXT("encoding", type, notation.encoding),                                                      \
        OPTIONAL_TEXT("thousands", type, notation.thousands), OPTIONAL_TEXT("marks", type, notation.marks)

/* Where figures come from; of every part that has figures. */
#define ORIGIN(type)                                                                                         \
    OPTIONAL_WHOLE("year", type, origin.year), OPTIONAL_TEXT("attribution", type, origin.attribution)

static const cyaml_strval_t match_words[] = {{"form", BP_KEY_MATCH_FORM}, {"exact", BP_KEY_MATCH_EXACT}};
static const cyaml_strval_t worse_words[] = {{"high", BP_WORSE_HIGH}, {"low", BP_WORSE_LOW}};
static const cyaml_strval_t normalise_words[] = {{"percentile", BP_NORMALISE_PERCENTILE},
                                                 {"zscore", BP_NORMALISE_ZSCORE},
                                                 {"minmax", BP_NORMALISE_MINMAX},
                                                 {"winsorised", BP_NORMALISE_WINSORISED},
                                                 {"exponential", BP_NORMALISE_EXPONENTIAL}};
static const cyaml_strval_t weights_words[] = {{"given", BP_STUDY_WEIGHTS_GIVEN},
                                               {"equal", BP_STUDY_WEIGHTS_EQUAL}};
static const cyaml_strval_t reference_words[] = {{"units", BP_STUDY_REFERENCE_UNITS},
                                                 {"residents", BP_STUDY_REFERENCE_RESIDENTS}};
static const cyaml_strval_t contiguity_words[] = {{"queen", BP_CONTIGUITY_QUEEN},
                                                  {"rook", BP_CONTIGUITY_ROOK}};
static const cyaml_strval_t within_words[] = {{"municipality", BP_STUDY_WITHIN_MUNICIPALITY},
                                              {"none", BP_STUDY_WITHIN_NONE}};

static const cyaml_strval_t local_words[] = {{"municipality", BP_THRESHOLD_MUNICIPALITY},
                                             {"size_class", BP_THRESHOLD_SIZE_CLASS}};
static const cyaml_strval_t shrink_words[] = {{"none", BP_STUDY_SHRINK_NONE},
                                              {"municipality", BP_STUDY_SHRINK_MUNICIPALITY},
                                              {"nation", BP_STUDY_SHRINK_NATION}};
static const cyaml_strval_t repeats_words[] = {{"refuse", BP_STUDY_REPEATS_REFUSE},
                                               {"dissolve", BP_STUDY_REPEATS_DISSOLVE}};

static const cyaml_strval_t unit_words[] = {{"neighbourhood", BP_UNIT_NEIGHBOURHOOD},
                                            {"district", BP_UNIT_DISTRICT}};

static const cyaml_strval_t statistic_words[] = {
    {"moran", BP_STUDY_MORAN}, {"geary", BP_STUDY_GEARY}, {"gi", BP_STUDY_GI}, {"gi_star", BP_STUDY_GI_STAR}};
static const cyaml_strval_t correction_words[] = {{"none", BP_CORRECTION_NONE},
                                                  {"bonferroni", BP_CORRECTION_BONFERRONI},
                                                  {"holm", BP_CORRECTION_HOLM},
                                                  {"fdr", BP_CORRECTION_FDR},
                                                  {"by", BP_CORRECTION_BENJAMINI_YEKUTIELI}};
static const cyaml_strval_t alternative_words[] = {{"two-sided", BP_ALTERNATIVE_TWO_SIDED},
                                                   {"greater", BP_ALTERNATIVE_GREATER},
                                                   {"less", BP_ALTERNATIVE_LESS},
                                                   {"directed", BP_ALTERNATIVE_DIRECTED}};

static const cyaml_schema_value_t any_text = {
    CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char *, 0, CYAML_UNLIMITED)};
static const cyaml_schema_value_t any_number = {CYAML_VALUE_FLOAT(CYAML_FLAG_DEFAULT, double)};
static const cyaml_schema_value_t whole_number = {CYAML_VALUE_INT(CYAML_FLAG_DEFAULT, int64_t)};

static const cyaml_schema_field_t names_fields[] = {TEXT("source", bp_study_names, source),
                                                    OPTIONAL_TEXT("layer", bp_study_names, layer),
                                                    REQUEST(bp_study_names),
                                                    TEXT("key", bp_study_names, key),
                                                    TEXT("name", bp_study_names, name),
                                                    CYAML_FIELD_END};

static const cyaml_schema_field_t municipality_fields[] = {
    TEXT("column", bp_study_municipality, column),
    CYAML_FIELD_SEQUENCE_FIXED("characters", CYAML_FLAG_OPTIONAL, bp_study_municipality, characters,
                               &whole_number, 2),
    OPTIONAL_TEXT("prefix", bp_study_municipality, prefix),
    OPTIONAL_TEXT("name", bp_study_municipality, name),
    OPTIONAL_PART("names", bp_study_municipality, names, names_fields),
    CYAML_FIELD_END};

#define UNITS_FIELDS(municipality)                                                                           \
    TEXT("source", bp_study_units, source), OPTIONAL_TEXT("layer", bp_study_units, layer),                   \
        OPTIONAL_TEXT("crs", bp_study_units, crs), REQUEST(bp_study_units),                                  \
        OPTIONAL_CHOICE("repeats", bp_study_units, repeats, repeats_words), TEXT("id", bp_study_units, id),  \
        OPTIONAL_TEXT("name", bp_study_units, name), TEXT("population", bp_study_units, population),         \
        OPTIONAL_TEXTS("missing", bp_study_units, missing, n_missing), NOTATION(bp_study_units),             \
        OPTIONAL_TEXT("vintage", bp_study_units, vintage), ORIGIN(bp_study_units),                           \
        OPTIONAL_CHOICE("called", bp_study_units, called, unit_words),                                       \
        CYAML_FIELD_IGNORE("levels", CYAML_FLAG_OPTIONAL), municipality, CYAML_FIELD_END

static const cyaml_schema_field_t units_fields[] = {
    UNITS_FIELDS(OPTIONAL_PART("municipality", bp_study_units, municipality, municipality_fields))};
static const cyaml_schema_field_t units_fields_column[] = {
    UNITS_FIELDS(OPTIONAL_TEXT("municipality", bp_study_units, municipality.column))};

static const cyaml_schema_field_t pivot_fields[] = {
    TEXT("names", bp_study_pivot, names), TEXT("values", bp_study_pivot, values),
    OPTIONAL_TEXT("reasons", bp_study_pivot, reasons), CYAML_FIELD_END};

static const cyaml_schema_field_t table_fields[] = {
    TEXT("name", bp_study_table, name), TEXT("source", bp_study_table, source),
    OPTIONAL_TEXT("layer", bp_study_table, layer), REQUEST(bp_study_table), TEXT("key", bp_study_table, key),
    OPTIONAL_TEXT("level", bp_study_table, level_name),
    OPTIONAL_CHOICE("match", bp_study_table, match, match_words),
    OPTIONAL_TEXTS("missing", bp_study_table, missing, n_missing), NOTATION(bp_study_table),
    OPTIONAL_WHOLE("header_row", bp_study_table, header_row),
    /* Its keys are columns of the file, which no schema knows: cli/study_check.c takes them from the file. */
    CYAML_FIELD_IGNORE("rows", CYAML_FLAG_OPTIONAL),
    /* A text, a mapping or a list of both: cli/study_fallback.c. The names of `levels` are the study's own.
     */
    CYAML_FIELD_IGNORE("fallback", CYAML_FLAG_OPTIONAL),
    OPTIONAL_PART("pivot", bp_study_table, pivot, pivot_fields),
    OPTIONAL_TEXT("measures", bp_study_table, measures), ORIGIN(bp_study_table), CYAML_FIELD_END};
static const cyaml_schema_value_t table_entry = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, bp_study_table, table_fields)};

static const cyaml_strval_t point_words[] = {{"centroid", BP_POINT_CENTROID}, {"surface", BP_POINT_SURFACE}};

static const cyaml_schema_field_t join_population_fields[] = {
    TEXT("source", bp_study_join_population, source),
    OPTIONAL_TEXT("layer", bp_study_join_population, layer),
    OPTIONAL_TEXT("column", bp_study_join_population, column),
    OPTIONAL_TEXT("crs", bp_study_join_population, crs),
    OPTIONAL_WHOLE("band", bp_study_join_population, band),
    CYAML_FIELD_END};

static const cyaml_schema_field_t join_fields[] = {
    TEXT("name", bp_study_join, name), TEXT("source", bp_study_join, source),
    OPTIONAL_TEXT("layer", bp_study_join, layer), REQUEST(bp_study_join),
    /* A word or a list of words: cli/study_joins.c takes them from the file. */
    CYAML_FIELD_IGNORE("how", CYAML_FLAG_DEFAULT), CYAML_FIELD_IGNORE("per", CYAML_FLAG_OPTIONAL),
    OPTIONAL_TEXT("column", bp_study_join, column), OPTIONAL_NUMBER("radius", bp_study_join, radius),
    OPTIONAL_NUMBER("threshold", bp_study_join, threshold),
    OPTIONAL_FLAG("extensive", bp_study_join, extensive),
    OPTIONAL_NUMBER("least_covered", bp_study_join, least_covered),
    OPTIONAL_PART("population", bp_study_join, population, join_population_fields),
    OPTIONAL_TEXT("crs", bp_study_join, crs), OPTIONAL_TEXT("x", bp_study_join, x),
    OPTIONAL_TEXT("y", bp_study_join, y), OPTIONAL_WHOLE("band", bp_study_join, band),
    OPTIONAL_CHOICE("point", bp_study_join, point, point_words),
    OPTIONAL_TEXTS("missing", bp_study_join, missing, n_missing), ORIGIN(bp_study_join), CYAML_FIELD_END};
static const cyaml_schema_value_t join_entry = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, bp_study_join, join_fields)};

/* A text, or one for each language: cli/study_labels.c. */
#define LABEL CYAML_FIELD_IGNORE("label", CYAML_FLAG_OPTIONAL)

static const cyaml_schema_field_t indicator_fields[] = {
    TEXT("name", bp_study_indicator, name),
    LABEL,
    TEXT("from", bp_study_indicator, from),
    TEXT("domain", bp_study_indicator, domain),
    CHOICE("worse", CYAML_FLAG_DEFAULT, bp_study_indicator, worse, worse_words),
    OPTIONAL_NUMBER("weight", bp_study_indicator, weight),
    OPTIONAL_TEXTS("missing", bp_study_indicator, missing, n_missing),
    ORIGIN(bp_study_indicator),
    CYAML_FIELD_SEQUENCE_FIXED("range", CYAML_FLAG_OPTIONAL, bp_study_indicator, range, &any_number, 2),
    OPTIONAL_TEXT("denominator", bp_study_indicator, denominator_text),
    OPTIONAL_NUMBER("per", bp_study_indicator, per),
    OPTIONAL_CHOICE("shrink", bp_study_indicator, shrink, shrink_words),
    CYAML_FIELD_IGNORE("fallback", CYAML_FLAG_OPTIONAL),
    CYAML_FIELD_END};
static const cyaml_schema_value_t indicator_entry = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, bp_study_indicator, indicator_fields)};

static const cyaml_schema_field_t domain_fields[] = {TEXT("name", bp_study_domain, name), LABEL,
                                                     OPTIONAL_NUMBER("weight", bp_study_domain, weight),
                                                     CYAML_FIELD_END};
static const cyaml_schema_value_t domain_entry = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, bp_study_domain, domain_fields)};

static const cyaml_schema_field_t score_fields[] = {
    OPTIONAL_CHOICE("normalise", bp_study_score, normalise, normalise_words),
    OPTIONAL_CHOICE("weights", bp_study_score, weights, weights_words),
    OPTIONAL_CHOICE("reference", bp_study_score, reference, reference_words),
    OPTIONAL_WHOLE("min_domains", bp_study_score, min_domains),
    OPTIONAL_NUMBER("stack_at", bp_study_score, stack_at),
    CYAML_FIELD_END};

static const cyaml_schema_field_t bridges_fields[] = {
    OPTIONAL_WHOLE("max_population", bp_study_bridges, max_population),
    OPTIONAL_WHOLE("max_steps", bp_study_bridges, max_steps), CYAML_FIELD_END};

static const cyaml_schema_field_t threshold_fields[] = {
    CHOICE("local", CYAML_FLAG_DEFAULT, bp_study_threshold, local, local_words),
    OPTIONAL_NUMBER("national", bp_study_threshold, national),
    OPTIONAL_WHOLE("min_units", bp_study_threshold, min_units), CYAML_FIELD_END};

static const cyaml_schema_field_t stack_fields[] = {
    CYAML_FIELD_INT("at_least", CYAML_FLAG_DEFAULT, bp_study_stack, at_least),
    OPTIONAL_FLAG("alone", bp_study_stack, alone), CYAML_FIELD_END};

static const cyaml_strval_t core_words[] = {{"moran", BP_CORE_MORAN}, {"gi_star", BP_CORE_GI_STAR}};

static const cyaml_schema_field_t core_fields[] = {
    OPTIONAL_CHOICE("statistic", bp_study_core, statistic, core_words),
    OPTIONAL_CHOICE("correction", bp_study_core, correction, correction_words),
    OPTIONAL_NUMBER("alpha", bp_study_core, alpha),
    OPTIONAL_WHOLE("permutations", bp_study_core, permutations),
    OPTIONAL_WHOLE("seed", bp_study_core, seed),
    CYAML_FIELD_END};

static const cyaml_schema_field_t optimal_fields[] = {
    OPTIONAL_WHOLE("steps", bp_study_optimal, steps),
    OPTIONAL_WHOLE("cut_nodes", bp_study_optimal, cut_nodes), CYAML_FIELD_END};

static const cyaml_schema_field_t class_sizes_fields[] = {
    TEXT("class", bp_study_class_sizes, name), OPTIONAL_WHOLE("floor", bp_study_class_sizes, floor),
    OPTIONAL_WHOLE("ceiling", bp_study_class_sizes, ceiling), CYAML_FIELD_END};
static const cyaml_schema_value_t class_sizes_entry = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, bp_study_class_sizes, class_sizes_fields)};

static const cyaml_schema_field_t size_classes_fields[] = {
    LIST("limits", CYAML_FLAG_OPTIONAL, bp_study_size_classes, limits, n_limits, &whole_number, 1),
    OPTIONAL_TEXT("column", bp_study_size_classes, column), CYAML_FIELD_END};

/* Each a text or a list of texts: cli/study_rules.c. */
static const cyaml_schema_field_t candidates_fields[] = {
    CYAML_FIELD_IGNORE("exclude", CYAML_FLAG_OPTIONAL), CYAML_FIELD_IGNORE("include", CYAML_FLAG_OPTIONAL),
    CYAML_FIELD_IGNORE("size_class", CYAML_FLAG_OPTIONAL), CYAML_FIELD_END};

static const cyaml_schema_field_t areas_fields[] = {
    OPTIONAL_TEXT("method", bp_study_areas, method),
    OPTIONAL_TEXTS("also", bp_study_areas, also, n_also),
    OPTIONAL_CHOICE("contiguity", bp_study_areas, contiguity, contiguity_words),
    OPTIONAL_NUMBER("tolerance", bp_study_areas, tolerance),
    OPTIONAL_NUMBER("base", bp_study_areas, base),
    OPTIONAL_NUMBER("reach", bp_study_areas, reach),
    OPTIONAL_WHOLE("floor", bp_study_areas, floor),
    OPTIONAL_WHOLE("ceiling", bp_study_areas, ceiling),
    OPTIONAL_WHOLE("rounds", bp_study_areas, rounds),
    OPTIONAL_CHOICE("within", bp_study_areas, within, within_words),
    OPTIONAL_PART("bridges", bp_study_areas, bridges, bridges_fields),
    OPTIONAL_PART("threshold", bp_study_areas, threshold, threshold_fields),
    OPTIONAL_PART("stack", bp_study_areas, stack, stack_fields),
    OPTIONAL_PART("core", bp_study_areas, core, core_fields),
    OPTIONAL_PART("optimal", bp_study_areas, optimal, optimal_fields),
    LIST("by_size", CYAML_FLAG_OPTIONAL, bp_study_areas, by_size, n_by_size, &class_sizes_entry, 1),
    CYAML_FIELD_END};

static const cyaml_schema_field_t designated_fields[] = {OPTIONAL_TEXT("list", bp_study_regions, list),
                                                         OPTIONAL_TEXT("source", bp_study_regions, source),
                                                         OPTIONAL_TEXT("layer", bp_study_regions, layer),
                                                         OPTIONAL_TEXT("crs", bp_study_regions, crs),
                                                         REQUEST(bp_study_regions),
                                                         OPTIONAL_TEXT("id", bp_study_regions, id),
                                                         OPTIONAL_TEXT("name", bp_study_regions, region_name),
                                                         CYAML_FIELD_END};

static const cyaml_schema_field_t programme_fields[] = {
    TEXT("name", bp_study_regions, name),
    OPTIONAL_TEXT("list", bp_study_regions, list),
    OPTIONAL_TEXT("source", bp_study_regions, source),
    OPTIONAL_TEXT("layer", bp_study_regions, layer),
    OPTIONAL_TEXT("crs", bp_study_regions, crs),
    REQUEST(bp_study_regions),
    OPTIONAL_TEXT("id", bp_study_regions, id),
    OPTIONAL_TEXT("region_name", bp_study_regions, region_name),
    OPTIONAL_TEXT("level", bp_study_regions, level),
    OPTIONAL_TEXT("start", bp_study_regions, start),
    OPTIONAL_TEXT("end", bp_study_regions, end),
    CYAML_FIELD_END};
static const cyaml_schema_value_t programme_entry = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, bp_study_regions, programme_fields)};

static const cyaml_schema_field_t crosswalk_fields[] = {
    TEXT("source", bp_study_crosswalk, source),
    OPTIONAL_TEXT("layer", bp_study_crosswalk, layer),
    OPTIONAL_TEXT("crs", bp_study_crosswalk, crs),
    REQUEST(bp_study_crosswalk),
    TEXT("from", bp_study_crosswalk, from),
    OPTIONAL_TEXT("id", bp_study_crosswalk, id),
    OPTIONAL_TEXT("code_from", bp_study_crosswalk, code_from),
    OPTIONAL_TEXT("code_to", bp_study_crosswalk, code_to),
    OPTIONAL_TEXT("weight", bp_study_crosswalk, weight),
    OPTIONAL_TEXT("residents", bp_study_crosswalk, residents),
    OPTIONAL_NUMBER("least_share", bp_study_crosswalk, least_share),
    OPTIONAL_PART("population", bp_study_crosswalk, population, join_population_fields),
    CYAML_FIELD_END};

static const cyaml_schema_field_t evidence_fields[] = {
    CHOICE("statistic", CYAML_FLAG_DEFAULT, bp_study_evidence, statistic, statistic_words),
    OPTIONAL_TEXT("of", bp_study_evidence, of),
    OPTIONAL_WHOLE("permutations", bp_study_evidence, permutations),
    OPTIONAL_CHOICE("correction", bp_study_evidence, correction, correction_words),
    OPTIONAL_NUMBER("alpha", bp_study_evidence, alpha),
    OPTIONAL_CHOICE("alternative", bp_study_evidence, alternative, alternative_words),
    CYAML_FIELD_END};
static const cyaml_schema_value_t evidence_entry = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, bp_study_evidence, evidence_fields)};

static const cyaml_strval_t varied_weights_words[] = {{"dirichlet", false}, {"fixed", true}};
static const cyaml_strval_t policy_words[] = {{"present", BP_MISSING_PRESENT},
                                              {"complete", BP_MISSING_COMPLETE}};
static const cyaml_strval_t exchange_words[] = {{"nation", BP_STUDY_EXCHANGE_NATION},
                                                {"municipality", BP_STUDY_EXCHANGE_MUNICIPALITY}};
#define WORD(type, words)                                                                                    \
    {                                                                                                        \
        CYAML_VALUE_ENUM(CYAML_FLAG_STRICT, type, words, CYAML_ARRAY_LEN(words))                             \
    }
static const cyaml_schema_value_t any_normalise = WORD(bp_normalisation, normalise_words);
static const cyaml_schema_value_t any_contiguity = WORD(bp_contiguity_rule, contiguity_words);
static const cyaml_schema_value_t any_policy = WORD(bp_missing_policy, policy_words);

#define OPTIONAL_PAIR(key, type, member, entry)                                                              \
    CYAML_FIELD_SEQUENCE_FIXED(key, CYAML_FLAG_OPTIONAL, type, member, entry, 2)
#define OPTIONAL_WORDS(key, type, member, entry)                                                             \
    LIST(key, CYAML_FLAG_OPTIONAL, type, member, n_##member, entry, 1)

static const cyaml_schema_field_t stability_fields[] = {
    OPTIONAL_WHOLE("variants", bp_study_stability, variants),
    OPTIONAL_CHOICE("weights", bp_study_stability, weights_stay, varied_weights_words),
    OPTIONAL_NUMBER("concentration", bp_study_stability, concentration),
    OPTIONAL_WORDS("normalise", bp_study_stability, normalise, &any_normalise),
    OPTIONAL_PAIR("base", bp_study_stability, base, &any_number),
    OPTIONAL_PAIR("reach", bp_study_stability, reach, &any_number),
    OPTIONAL_PAIR("floor", bp_study_stability, floor, &any_number),
    OPTIONAL_PAIR("ceiling", bp_study_stability, ceiling, &any_number),
    OPTIONAL_WORDS("contiguity", bp_study_stability, contiguity, &any_contiguity),
    OPTIONAL_FLAG("leave_out", bp_study_stability, leave_out),
    OPTIONAL_WORDS("missing", bp_study_stability, missing, &any_policy),
    OPTIONAL_PAIR("min_domains", bp_study_stability, min_domains, &whole_number),
    CYAML_FIELD_END};

static const cyaml_schema_field_t modelled_fields[] = {
    TEXT("indicator", bp_study_modelled, indicator),
    LIST("from", CYAML_FLAG_DEFAULT, bp_study_modelled, from, n_from, &any_text, 1),
    OPTIONAL_TEXT("why", bp_study_modelled, why), CYAML_FIELD_END};
static const cyaml_schema_value_t modelled_entry = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, bp_study_modelled, modelled_fields)};
static const cyaml_schema_field_t audit_fields[] = {
    LIST("modelled", CYAML_FLAG_OPTIONAL, bp_study_audit, modelled, n_modelled, &modelled_entry, 0),
    CYAML_FIELD_END};

static const cyaml_schema_field_t significance_fields[] = {
    OPTIONAL_WHOLE("replicates", bp_study_significance, replicates),
    OPTIONAL_CHOICE("within", bp_study_significance, within, exchange_words), CYAML_FIELD_END};

static const cyaml_schema_field_t topology_fields[] = {
    OPTIONAL_NUMBER("max_overlap_km2", bp_study_topology, max_overlap_km2),
    OPTIONAL_NUMBER("max_gap_km2", bp_study_topology, max_gap_km2),
    OPTIONAL_NUMBER("sliver_m", bp_study_topology, sliver_m), CYAML_FIELD_END};

static const cyaml_schema_field_t output_fields[] = {
    OPTIONAL_TEXT("crs", bp_study_output, crs), OPTIONAL_FLAG("report", bp_study_output, report),
    OPTIONAL_FLAG("map", bp_study_output, map), CYAML_FIELD_END};

#define STUDY_FIELDS(units_table)                                                                            \
    TEXT("study", bp_study, title), OPTIONAL_TEXT("data", bp_study, data),                                   \
        CYAML_FIELD_MAPPING("units", CYAML_FLAG_DEFAULT, bp_study, units, units_table),                      \
        OPTIONAL_PART("topology", bp_study, topology, topology_fields),                                      \
        LIST("tables", CYAML_FLAG_OPTIONAL, bp_study, tables, n_tables, &table_entry, 0),                    \
        LIST("joins", CYAML_FLAG_OPTIONAL, bp_study, joins, n_joins, &join_entry, 0),                        \
        LIST("indicators", CYAML_FLAG_DEFAULT, bp_study, indicators, n_indicators, &indicator_entry, 1),     \
        LIST("domains", CYAML_FLAG_OPTIONAL, bp_study, domains, n_domains, &domain_entry, 1),                \
        OPTIONAL_PART("score", bp_study, score, score_fields),                                               \
        OPTIONAL_PART("areas", bp_study, areas, areas_fields),                                               \
        OPTIONAL_PART("size_classes", bp_study, size_classes, size_classes_fields),                          \
        OPTIONAL_PART("candidates", bp_study, candidates, candidates_fields),                                \
        OPTIONAL_PART("designated", bp_study, designated, designated_fields),                                \
        OPTIONAL_PART("adopted", bp_study, adopted, designated_fields),                                      \
        OPTIONAL_PART("crosswalk", bp_study, crosswalk, crosswalk_fields),                                   \
        LIST("programmes", CYAML_FLAG_OPTIONAL, bp_study, programmes, n_programmes, &programme_entry, 0),    \
        LIST("evidence", CYAML_FLAG_OPTIONAL, bp_study, evidence, n_evidence, &evidence_entry, 0),           \
        OPTIONAL_PART("stability", bp_study, stability, stability_fields),                                   \
        OPTIONAL_PART("audit", bp_study, audit, audit_fields),                                               \
        OPTIONAL_PART("significance", bp_study, significance, significance_fields),                          \
        CYAML_FIELD_IGNORE("budget", CYAML_FLAG_OPTIONAL), /* by names of the study: cli/study_budget.c */   \
        OPTIONAL_TEXT("as_of", bp_study, as_of), OPTIONAL_PART("output", bp_study, output, output_fields),   \
        OPTIONAL_TEXTS("allow_drivers", bp_study, allow_drivers, n_allow_drivers), CYAML_FIELD_END

static const cyaml_schema_field_t study_fields[] = {STUDY_FIELDS(units_fields)};
static const cyaml_schema_field_t study_fields_column[] = {STUDY_FIELDS(units_fields_column)};
static const cyaml_schema_value_t study_schema = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, bp_study, study_fields)};
static const cyaml_schema_value_t study_schema_column = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, bp_study, study_fields_column)};

const struct cyaml_schema_value *bp_study_schema(bool municipality_is_column)
{
    return municipality_is_column ? &study_schema_column : &study_schema;
}
