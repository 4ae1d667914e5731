/* Regions: every unit in one of k connected groups that are alike inside. One interface for every method. */
#ifndef BP_ANALYSIS_REGIONS_H
#define BP_ANALYSIS_REGIONS_H

#include "geo/graph.h"

#include <math.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What is to be divided. All arrays are lent. */
typedef struct bp_regions_input {
    int64_t n;
    const bp_graph *graph; /**< symmetric contiguity on the n units */
    int n_variables;
    const double *x;       /**< x[n_variables * n], variable by variable: x[v * n + i]; finite where valid */
    const uint8_t *valid;  /**< bitmap: units that take part, the others are in no region; NULL: all */
    const int32_t *within; /**< within[n]: a region stays inside one; -1: in no region; NULL: no limit */
    const double *size; /**< size[n] >= 0, finite: what floor and ceiling count (residents); NULL: 1 a unit */
} bp_regions_input;

#define BP_REGIONS_INPUT_INIT                                                                                \
    {                                                                                                        \
        0, NULL, 0, NULL, NULL, NULL, NULL                                                                   \
    }

/** Distance between two groups: of the two nearest, of the two farthest, the mean of all pairs, or what a
 * merger adds to the sum of squares. Distances are squared Euclidean. */
typedef enum bp_linkage {
    BP_LINKAGE_SINGLE,
    BP_LINKAGE_COMPLETE,
    BP_LINKAGE_AVERAGE,
    BP_LINKAGE_WARD
} bp_linkage;

/** What AZP and max-p make small. */
typedef enum bp_objective {
    BP_OBJECTIVE_WITHIN_SS, /**< the sum of squared differences from the region's mean */
    BP_OBJECTIVE_PAIRWISE   /**< the sum of absolute differences over all pairs within a region */
} bp_objective;

/** How AZP and max-p look for better regions. */
typedef enum bp_search { BP_SEARCH_GREEDY, BP_SEARCH_TABU, BP_SEARCH_ANNEALING } bp_search;

typedef struct bp_regions_options {
    const char *method;    /**< a name in bp_regions_methods */
    int32_t k;             /**< regions over all components together; 0: as many as the method finds (maxp; or
                                the fewest that the ceiling allows) */
    double floor, ceiling; /**< of a region's size; 0 and INFINITY: none */
    bp_linkage linkage;    /**< redcap, schc */
    int first_order;  /**< redcap: not 0: linkage over the links there are (first order), 0: full order */
    bp_search search; /**< azp, maxp */
    int starts;       /**< azp, maxp: >= 1, the best is kept */
    int tabu_length;  /**< tabu: moves that stay forbidden */
    double cooling;   /**< annealing: 0 < cooling < 1 */
    uint64_t seed;
    bp_objective objective; /**< azp, maxp */
    int leave_out_small;    /**< not 0: parts that cannot reach the floor are in no region (label -1) and
                               counted;    0: they are an error */
} bp_regions_options;

#define BP_REGIONS_OPTIONS_INIT                                                                              \
    {                                                                                                        \
        "skater", 0, 0.0, INFINITY, BP_LINKAGE_WARD, 0, BP_SEARCH_GREEDY, 10, 10, 0.85, 1,                   \
            BP_OBJECTIVE_WITHIN_SS, 0                                                                        \
    }

/** Regions go by the units in them, most first; of equal ones that with the lowest value of the first
 * variable comes first. */
typedef struct bp_regions {
    int64_t n;
    int32_t k;            /**< regions that were made */
    int32_t *label;       /**< label[n]: 0 .. k - 1, -1: the unit takes no part */
    int32_t n_components; /**< parts that no links join, inside `within` */
    double within_ss;     /**< sum over regions and variables of squared differences from the region's mean */
    double total_ss;      /**< the same from the mean of all units that take part */
    int64_t n_left_out;   /**< units of parts that cannot reach the floor: see options.leave_out_small */
} bp_regions;

#define BP_REGIONS_INIT                                                                                      \
    {                                                                                                        \
        0, 0, NULL, 0, 0.0, 0.0, 0                                                                           \
    }

/**
 * A method gets a problem made ready by bp_regions_make, and none of its checks to do again: n >= 1 units all
 * of which take part (`valid` and `within` are NULL), no link between units of different `within`, `size`
 * never NULL, finite values, as many regions as components or more when k is not 0, no component below the
 * floor, no unit above the ceiling. Units stand in an order that rests on their values and links, not on the
 * rows of the input, so whatever is settled by unit number does not depend on the order of the rows; a
 * message that names a row is therefore not for a method to give. label[n] gets any numbers from 0 to n - 1
 * (gaps are fine), one a region; every region hangs together.
 */
typedef bp_status (*bp_regions_fn)(bp_context *context, const bp_regions_input *input,
                                   const bp_regions_options *options, int32_t *label);

typedef struct bp_regions_method {
    const char *name;
    const char *summary;
    bp_regions_fn label;
} bp_regions_method;

extern const bp_regions_method bp_regions_methods[];
extern const int bp_n_regions_methods;

/** The method of that name; NULL when there is none. */
const bp_regions_method *bp_regions_method_get(const char *name);

/**
 * Divide the units by options->method. Fails with BP_ERROR_ARGUMENT on an unknown method, on options that
 * contradict each other, on a value or size that is not finite and on a size below 0 (rows counted from 1),
 * and with BP_ERROR_INPUT on a value beyond 1e140 and when nothing can fit: no unit that takes part, k above
 * the units or below the components, a floor above what a component holds (which one is said by its first
 * row), k above what the floor allows, a ceiling below a unit, k below what the ceiling asks for. Complexity:
 * O(n log n + links) besides the method's.
 */
bp_status bp_regions_make(bp_context *context, const bp_regions_input *input,
                          const bp_regions_options *options, bp_regions *out);
void bp_regions_clear(bp_regions *regions);

/**
 * z[n_variables * n] = (x - mean) / standard deviation (by n - 1) of every variable over the units that take
 * part, so that all of them count alike; the rows of other units are left as they are. z may be input->x
 * itself when the caller owns it. Fails with BP_ERROR_ARGUMENT on a value that is not finite, with
 * BP_ERROR_INPUT on fewer than two units or a variable that has one value only. The order of the rows does
 * not matter to the last bit. Complexity: O(n n_variables).
 */
bp_status bp_regions_standardise(bp_context *context, const bp_regions_input *input, double *z);

/**
 * Sums of squares: of every region of label[n] (0 .. k - 1, -1: left out) from its mean, and of all labelled
 * units from theirs, over all variables x[n_variables * n]. The order of the rows does not matter to the last
 * bit. Complexity: O(n n_variables).
 */
bp_status bp_regions_ss(bp_context *context, const bp_regions_input *input, const int32_t *label, int32_t k,
                        double *within_ss, double *total_ss);

#ifdef __cplusplus
}
#endif

#endif
