#include "cli/demo/study_text.h"

#include "cli/demo/indicators.h"
#include "geo/text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const char study_units[] =
    "# A MADE-UP country: no place, figure or name in it is real. Made by `brandpunt demo` (seed %" PRIu64
    ", %" PRId64 " units).\n"
    "# Run it:  brandpunt run study.yaml --output run\n"
    "# Paths are relative to this file.\n"
    "study: Demo country (made up), seed %" PRIu64 "\n"
    "\n"
    "# The units, one polygon each. boundaries.shp holds the same units; its columns have shorter names.\n"
    "units:\n"
    "  source: boundaries.gpkg\n"
    "  layer: units\n"
    "  id: code\n"
    "  name: name\n"
    "  population: population\n"
    "  municipality: {column: municipality_code, name: municipality}\n"
    "\n"
    "# Two files as a statistical office hands them out: codes and numbers padded with blanks, rows of "
    "municipalities\n"
    "# among those of units, and each its own sign for a missing value.\n"
    "tables:\n"
    "  - {name: social, source: social.csv, key: Codering_3, missing: [\".\"]}\n"
    "  - {name: housing, source: housing_safety.csv, key: RegioS, missing: [\"-99997\"]}\n"
    "\n"
    "# Eight indicators in six domains; `worse` says which end is the bad one, `label` what readers see in "
    "place of a\n"
    "# name.\n"
    "indicators:\n";

static const char study_areas[] =
    "\n"
    "# Each indicator becomes a percentile rank, a domain the rank of the mean of its indicators, the score "
    "the rank of\n"
    "# the mean of the domains: 0 is the best unit, 1 the worst, ranks weighed by residents so that small "
    "units do not\n"
    "# crowd the top. Fewer than four domains known: no score.\n"
    "score: {normalise: percentile, weights: equal, reference: residents, min_domains: 4, stack_at: 0.9}\n"
    "\n"
    "# base 0.95: areas are about the worst twentieth, counted by residents (reference: residents): what a "
    "programme\n"
    "# with means for one resident in twenty would take. reach 0.75: a somewhat better neighbourhood is "
    "taken in where\n"
    "# it joins worse ones, never one outside the worst quarter. floor: about five units (they have 1,500 "
    "residents on\n"
    "# average), since a programme with an office of its own is not set up for fewer. Units with at most 50 "
    "residents\n"
    "# (a railway yard, a park) may join what lies on either side.\n"
    "areas:\n"
    "  method: levelset\n"
    "  contiguity: queen\n"
    "  base: 0.95\n"
    "  reach: 0.75\n"
    "  floor: 7500\n"
    "  ceiling: 30000\n"
    "  within: municipality\n"
    "  bridges: {max_population: 50}\n"
    "\n"
    "# Areas that exist already, to compare with, and the regions of another programme.\n"
    "designated: {source: designated.gpkg, layer: designated, id: id, name: name}\n"
    "programmes:\n"
    "  - {name: Regional programme, source: programmes.gpkg, layer: programmes, id: id, region_name: name}\n"
    "\n"
    "output: {crs: \"EPSG:28992\"}\n";

static const char readme[] =
    "THE DEMO COUNTRY\n"
    "\n"
    "Everything in this folder is made up: places, names, figures, problem areas. Do not use it for anything "
    "but\n"
    "learning, testing and measuring. Made by: brandpunt demo --units %" PRId64 " --seed %" PRIu64
    " (version " BRANDPUNT_VERSION ")\n"
    "\n"
    "%" PRId64 " units in %" PRId32 " wijken and %" PRId32
    " municipalities, %s residents. Coordinates are metres in\n"
    "EPSG:28992 (the Dutch grid), so that maps have a scale; they do not mean a place in the Netherlands.\n"
    "\n"
    "boundaries.gpkg     units: code, name, wijk_code, municipality_code, municipality, population, "
    "area_type\n"
    "boundaries.shp      the same units with shorter column names (and its companions .dbf .shx .prj .cpg)\n"
    "designated.gpkg     designated focus areas: id, name\n"
    "programmes.gpkg     regions of another programme: id, name\n"
    "social.csv          six indicators by code; . is missing\n"
    "housing_safety.csv  two indicators by code; -99997 is missing\n"
    "study.yaml          the study:  brandpunt run study.yaml --output run\n"
    "truth.csv           the %" PRId32
    " planted problem areas, unit by unit: what a good method ought to find.\n"
    "                    strip 1: an uninhabited strip that cuts an area in two and belongs to it\n"
    "\n"
    "Numbers: low_education, early_leavers, low_income, debts, good_health and employment are percentages of "
    "the\n"
    "residents concerned, dwelling_value is in thousands of euros, crime is recorded crimes per 1,000 "
    "residents.\n";

/* Append to a text that is freed on failure; NULL goes through. */
static char *append(char *text, char *more)
{
    char *joined = text && more ? bp_text_format("%s%s", text, more) : NULL;
    free(text);
    free(more);
    return joined;
}

char *bp_demo_study_text(const bp_demo_country *country)
{
    char *text = bp_text_format(study_units, country->seed, country->n, country->seed);
    for (int j = 0; j < BP_DEMO_INDICATORS; j++) {
        const bp_demo_indicator *indicator = &bp_demo_indicators[j];
        text = append(text,
                      bp_text_format("  - {name: %s, %s%s%sfrom: %s.%s, domain: %s, worse: %s}\n",
                                     indicator->name, indicator->label ? "label: " : "",
                                     indicator->label ? indicator->label : "", indicator->label ? ", " : "",
                                     indicator->in_housing ? "housing" : "social", indicator->column,
                                     indicator->domain, indicator->worse_high ? "high" : "low"));
    }
    return append(text, bp_text_copy(study_areas));
}

char *bp_demo_readme_text(const bp_demo_country *country)
{
    char residents[32];
    int64_t total = 0;
    for (int64_t u = 0; u < country->n; u++)
        total += country->population[u];
    return bp_text_format(readme, country->n, country->seed, country->n, country->n_wijken,
                          country->n_municipalities, bp_text_count(total, residents), country->n_areas);
}
