/* The demo country in memory. */
#ifndef BP_CLI_DEMO_COUNTRY_H
#define BP_CLI_DEMO_COUNTRY_H

#include "cli/demo/demo.h"
#include "geo/geometry.h"
#include "geo/graph.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { BP_DEMO_INDICATORS = 8, BP_DEMO_ISLANDS = 5 };

/** What stands out about a unit's place, as bits. */
enum {
    BP_DEMO_PLACE_COAST = 1,  /**< touches the sea */
    BP_DEMO_PLACE_LAKE = 2,   /**< is the lake */
    BP_DEMO_PLACE_ISLAND = 4, /**< lies across the sea, without neighbours */
    BP_DEMO_PLACE_HOLE = 8,   /**< lies inside one other unit */
    BP_DEMO_PLACE_AROUND = 16 /**< has the hole unit in it */
};

typedef enum bp_demo_type {
    BP_DEMO_CENTRE,
    BP_DEMO_URBAN,
    BP_DEMO_SUBURBAN,
    BP_DEMO_VILLAGE,
    BP_DEMO_RURAL,
    BP_DEMO_INDUSTRY, /**< this and what follows has no residents */
    BP_DEMO_FOREST,
    BP_DEMO_RAILWAY,
    BP_DEMO_WATER
} bp_demo_type;

typedef struct bp_demo_town {
    double x, y;     /**< metres */
    double share;    /**< of all urban units, 0-1 */
    double radius_m; /**< within which most of its units lie */
} bp_demo_town;

typedef struct bp_demo_municipality {
    char *name;
    int32_t code; /**< 1-9999 */
    int64_t n_units, population;
} bp_demo_municipality;

typedef struct bp_demo_area {
    char *name;
    double strength; /**< how much worse than its surroundings, in standard deviations of the latent score */
    bool designated;
    int32_t municipality;
    int32_t n_units; /**< strip included */
    int64_t population;
} bp_demo_area;

/** Units are in the order of their codes. Arrays of units have n items. */
typedef struct bp_demo_country {
    uint64_t seed;
    double noise;                /**< see bp_demo_options */
    double left, bottom, side_m; /**< the square it lies in, metres */
    double shrink; /**< of lengths, against neighbourhoods of real size; 1 up to about 16,000 units */
    int64_t n;
    bp_polygons polygons;
    bp_graph graph; /**< units that share a border; length_m is NULL */
    double *x, *y;  /**< a point inside, metres */
    double *urban;  /**< 0 (countryside) to 1 (core of a city) */
    uint8_t *place; /**< bits BP_DEMO_PLACE_ */
    uint8_t *type;  /**< a bp_demo_type */
    int32_t *municipality;
    int32_t *wijk;   /**< within the municipality, from 0 */
    int32_t *number; /**< within the wijk, from 0 */
    int64_t *population;
    int32_t *area;                         /**< planted area, -1 = none */
    uint8_t *strip;                        /**< 1: the uninhabited strip that belongs to its area */
    double *indicator[BP_DEMO_INDICATORS]; /**< NaN where missing */
    int32_t n_towns, n_municipalities, n_wijken, n_areas;
    bp_demo_town *towns;
    bp_demo_municipality *municipalities;
    bp_demo_area *areas;
    int wijk_digits, number_digits;
} bp_demo_country;

/** n zeroed items of `size` bytes; NULL, with the message set, when memory runs out. */
void *bp_demo_zeroed(bp_context *context, int64_t n, size_t size);
void bp_demo_country_clear(bp_demo_country *country);

#ifdef __cplusplus
}
#endif

#endif
