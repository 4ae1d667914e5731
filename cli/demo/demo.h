/* The demo country: a made-up country with planted problem areas, for tutorials, tests and benchmarks. */
#ifndef BP_CLI_DEMO_DEMO_H
#define BP_CLI_DEMO_DEMO_H

#include "geo/context.h"

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { BP_DEMO_MIN_UNITS = 200, BP_DEMO_MAX_UNITS = 1000000, BP_DEMO_DEFAULT_UNITS = 2000 };
#define BP_DEMO_MOST_NOISE 100.0

typedef struct bp_demo_options {
    int64_t n_units; /**< BP_DEMO_MIN_UNITS .. BP_DEMO_MAX_UNITS */
    uint64_t seed;   /**< the same seed gives the same bytes, whatever the number of threads */
    double noise;    /**< 0 to BP_DEMO_MOST_NOISE: factor on all that an indicator shows beside the score */
} bp_demo_options;

#define BP_DEMO_OPTIONS_INIT                                                                                 \
    {                                                                                                        \
        BP_DEMO_DEFAULT_UNITS, 1, 1.0                                                                        \
    }

/** What was made, for people. */
typedef struct bp_demo_summary {
    int64_t n_units, n_uninhabited, n_islands, residents;
    int32_t n_municipalities, n_wijken;
    int32_t n_areas, n_designated; /**< planted problem areas, and how many of them are designated */
    int64_t planted_units;         /**< units of the planted areas, strips included */
    int64_t planted_residents;
    int64_t missing_cells,
        n_cells; /**< cells of the indicators in inhabited units: missing, and all of them */
} bp_demo_summary;

/**
 * Make the country and write it to the new folder `directory`: boundaries.gpkg and boundaries.shp,
 * designated.gpkg, programmes.gpkg, social.csv, housing_safety.csv, study.yaml, truth.csv and README.txt.
 * Coordinates are metres in EPSG:28992, within x 20-280 km and y 320-600 km; up to about 16,000 units have
 * the size of real neighbourhoods, with more of them the country is as large as it can be and the units
 * shrink. `summary` may be NULL. The folder appears whole or not at all. Errors: BP_ERROR_ARGUMENT for a
 * number of units or a noise out of range, BP_ERROR_OUTPUT when the folder exists or cannot be written.
 * Complexity: O(n log n) time, O(n) memory.
 */
bp_status bp_demo_write(bp_context *context, const bp_demo_options *options, const char *directory,
                        bp_demo_summary *summary);

#ifdef __cplusplus
}
#endif

#endif
