/*
 * Small made-up cases of delineation, and the slow and plain answers to them. A set of units is a mask of
 * bits; nothing here calls the code under test.
 */
#ifndef BP_TESTS_BRUTE_H
#define BP_TESTS_BRUTE_H

#include "analysis/delineate.h"
#include "tests/support.h"

#include <math.h>
#include <string.h>

enum { BRUTE_MAX = 24 };

/* Units with all that bp_delineate is told of them. */
typedef struct brute_case {
    int n;
    bool touch[BRUTE_MAX][BRUTE_MAX];
    double score[BRUTE_MAX], population[BRUTE_MAX];
    uint8_t scored[BRUTE_MAX / 8 + 1], known[BRUTE_MAX / 8 + 1];
    int32_t region[BRUTE_MAX];
    bp_delineate_options options;
} brute_case;

/* A selection of sets that do not overlap, and what it weighs. */
typedef struct brute_choice {
    int64_t weight;
    int n_sets, n_units;
    uint32_t sets[BRUTE_MAX];
    int n_equal; /* choices that are equally good */
} brute_choice;

/* SplitMix64: the next number of a row that the seed alone decides. */
static inline uint64_t brute_random(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

/* A whole number from 0 to n - 1. */
static inline int brute_random_below(uint64_t *state, int n)
{
    return (int)(brute_random(state) % (uint64_t)n);
}

static inline int brute_count(uint32_t set)
{
    int n = 0;
    for (; set; set &= set - 1)
        n++;
    return n;
}

static inline bool brute_has(uint32_t set, int i)
{
    return (set >> i) & 1;
}

static inline void brute_link(brute_case *c, int i, int j)
{
    c->touch[i][j] = c->touch[j][i] = i != j;
}

/* n units that are all known, in one region and touch nobody. */
static inline brute_case brute_new(int n)
{
    brute_case c = {0};
    bp_delineate_options options = BP_DELINEATE_OPTIONS_INIT;
    c.n = n;
    c.options = options;
    memset(c.scored, 0xff, sizeof c.scored);
    memset(c.known, 0xff, sizeof c.known);
    return c;
}

/* A path of n units: each touches the next. */
static inline brute_case brute_path(int n, const double *score, const double *population)
{
    brute_case c = brute_new(n);
    for (int i = 0; i < n; i++) {
        c.score[i] = score[i];
        c.population[i] = population[i];
        if (i > 0)
            brute_link(&c, i - 1, i);
    }
    return c;
}

/* Links of a mesh with holes and some diagonals (planar-ish), or of any pairs. */
static inline void brute_random_links(brute_case *c, uint64_t *state)
{
    int columns = 1 + brute_random_below(state, 4);
    bool is_mesh = brute_random_below(state, 3) > 0;
    int kept = is_mesh ? 8 : 2 + brute_random_below(state, 3);
    for (int i = 0; i < c->n; i++)
        for (int j = i + 1; j < c->n; j++) {
            bool beside = j == i + 1 && j % columns != 0, below = j == i + columns;
            bool diagonal = j == i + columns + 1 && j % columns != 0 && brute_random_below(state, 4) == 0;
            if ((!is_mesh || beside || below || diagonal) && brute_random_below(state, 10) < kept)
                brute_link(c, i, j);
        }
}

/* A case of n units: scores of few levels (many ties), residents, regions, floor, ceiling and bridges by
 * chance. */
static inline brute_case brute_random_case(uint64_t *state, int n, int bridge_steps)
{
    static const double floors[] = {0.0, 500.0, 1500.0, 2500.0}, extra[] = {0.0, 1000.0, 4000.0, INFINITY};
    brute_case c = brute_new(n);
    int n_regions = 1 + brute_random_below(state, 3) / 2;
    bool is_dyadic = brute_random_below(state, 2);
    brute_random_links(&c, state);
    for (int i = 0; i < n; i++) {
        bool is_bridge = bridge_steps > 0 && brute_random_below(state, 3) == 0;
        c.score[i] = is_dyadic ? (4 + brute_random_below(state, 13)) / 16.0
                               : (6 + brute_random_below(state, 15)) * 0.05;
        c.population[i] = is_bridge ? brute_random_below(state, 51) : 100.0 * brute_random_below(state, 21);
        c.region[i] = brute_random_below(state, n_regions) - (brute_random_below(state, 30) == 0);
        if (brute_random_below(state, 20) == 0)
            c.scored[i / 8] &= (uint8_t) ~(1u << (i % 8));
        if (brute_random_below(state, 20) == 0)
            c.known[i / 8] &= (uint8_t) ~(1u << (i % 8));
    }
    c.options.base = is_dyadic ? 0.75 : 0.8;
    c.options.reach = c.options.base - 0.0625 * brute_random_below(state, 5);
    c.options.floor = floors[brute_random_below(state, 4)];
    c.options.ceiling = c.options.floor + extra[brute_random_below(state, 4)];
    c.options.bridge_steps = bridge_steps;
    c.options.bridge_population = 50.0;
    return c;
}

/* The same with cores apart, a thin lot of weaker units between them and a floor that asks for more than one
 * core. */
static inline brute_case brute_random_valleys(uint64_t *state, int n, int bridge_steps)
{
    brute_case c = brute_random_case(state, n, bridge_steps);
    double total = 0.0;
    for (int i = 0; i < n; i++) {
        bool is_core = brute_random_below(state, 3) == 0;
        c.region[i] = 0;
        if (c.population[i] > c.options.bridge_population)
            c.population[i] =
                is_core ? 1000 + 100 * brute_random_below(state, 10) : 60 + 20 * brute_random_below(state, 8);
        c.score[i] = c.options.base +
                     0.0625 * (is_core ? brute_random_below(state, 4) : -brute_random_below(state, 4));
        total += c.population[i];
    }
    c.options.reach = c.options.base - 0.1875;
    c.options.floor = floor(total * (0.3 + 0.1 * brute_random_below(state, 7)));
    c.options.ceiling = INFINITY;
    return c;
}

static inline void brute_graph(bp_context *context, const brute_case *c, bp_graph *out)
{
    bp_link links[BRUTE_MAX * BRUTE_MAX];
    int64_t m = 0;
    for (int i = 0; i < c->n; i++)
        for (int j = i + 1; j < c->n; j++)
            if (c->touch[i][j])
                links[m++] = (bp_link){i, j, 1.0};
    ck_bp_ok(context, bp_graph_from_links(context, c->n, links, m, out));
}

static inline bp_delineate_input brute_input(const brute_case *c, const bp_graph *graph)
{
    return (bp_delineate_input){graph,     c->score, c->scored, c->population, c->known,
                                c->region, NULL,     NULL,      NULL};
}

static inline bool brute_is_known(const brute_case *c, int i)
{
    return (c->known[i / 8] >> (i % 8)) & 1;
}

static inline bool brute_is_bridge(const brute_case *c, int i)
{
    return c->options.bridge_steps > 0 && brute_is_known(c, i) &&
           c->population[i] <= c->options.bridge_population;
}

static inline bool brute_is_candidate(const brute_case *c, int i)
{
    bool is_scored = (c->scored[i / 8] >> (i % 8)) & 1;
    return is_scored && brute_is_known(c, i) && c->population[i] > 0.0 && c->score[i] >= c->options.reach &&
           c->region[i] >= 0 && !brute_is_bridge(c, i);
}

static inline uint32_t brute_candidates(const brute_case *c)
{
    uint32_t set = 0;
    for (int i = 0; i < c->n; i++)
        set |= (uint32_t)brute_is_candidate(c, i) << i;
    return set;
}

/* True when `from` touches `to`, or reaches it over a path of at most `steps` bridges of its region. */
static inline bool brute_reaches(const brute_case *c, int from, int to, int steps)
{
    if (c->region[from] != c->region[to])
        return false;
    if (c->touch[from][to])
        return true;
    for (int i = 0; steps > 0 && i < c->n; i++)
        if (c->touch[from][i] && c->region[i] == c->region[from] && brute_is_bridge(c, i) &&
            brute_reaches(c, i, to, steps - 1))
            return true;
    return false;
}

/* links[i] = the candidates that candidate i is linked with. */
static inline void brute_links(const brute_case *c, uint32_t links[BRUTE_MAX])
{
    for (int i = 0; i < c->n; i++) {
        links[i] = 0;
        for (int j = 0; j < c->n; j++)
            if (j != i && brute_is_candidate(c, i) && brute_is_candidate(c, j) &&
                brute_reaches(c, i, j, c->options.bridge_steps))
                links[i] |= UINT32_C(1) << j;
    }
}

/* What of `set` hangs together with its unit `first`. */
static inline uint32_t brute_component(const uint32_t *links, uint32_t set, int first)
{
    uint32_t reached = UINT32_C(1) << first, before = 0;
    while (reached != before) {
        before = reached;
        for (int i = 0; i < BRUTE_MAX; i++)
            if (brute_has(before, i))
                reached |= links[i] & set;
    }
    return reached;
}

static inline bool brute_is_connected(const uint32_t *links, uint32_t set)
{
    for (int i = 0; i < BRUTE_MAX; i++)
        if (brute_has(set, i))
            return brute_component(links, set, i) == set;
    return true;
}

static inline double brute_population(const brute_case *c, uint32_t set)
{
    double sum = 0.0;
    for (int i = 0; i < c->n; i++)
        sum += brute_has(set, i) ? c->population[i] : 0.0;
    return sum;
}

/* The weight in the fixed point that field.h documents. */
static inline int64_t brute_weight(const brute_case *c, uint32_t set)
{
    int64_t sum = 0;
    for (int i = 0; i < c->n; i++)
        if (brute_has(set, i))
            sum += llround(c->population[i] * (c->score[i] - c->options.base) * 1048576.0);
    return sum;
}

/* The candidates of more residents than the ceiling. */
static inline uint32_t brute_above_ceiling(const brute_case *c)
{
    uint32_t set = 0;
    for (int i = 0; i < c->n; i++)
        if (brute_is_candidate(c, i) && c->population[i] > c->options.ceiling)
            set |= UINT32_C(1) << i;
    return set;
}

/* All components of {score >= t}, t every score that occurs, each set once; those above the ceiling are left
 * aside. */
static inline int brute_branches(const brute_case *c, const uint32_t *links, uint32_t *branches)
{
    uint32_t able = brute_candidates(c) & ~brute_above_ceiling(c);
    int n = 0;
    for (int level = 0; level < c->n; level++) {
        uint32_t set = 0;
        for (int i = 0; i < c->n; i++)
            if (brute_has(able, i) && c->score[i] >= c->score[level])
                set |= UINT32_C(1) << i;
        for (int i = 0; brute_has(able, level) && i < c->n; i++) {
            uint32_t branch = brute_has(set, i) ? brute_component(links, set, i) : 0;
            bool is_new = branch != 0;
            for (int k = 0; k < n; k++)
                is_new = is_new && branches[k] != branch;
            if (is_new)
                branches[n++] = branch;
        }
    }
    return n;
}

static inline void brute_consider(brute_choice *best, const brute_choice *choice)
{
    bool is_better =
        choice->weight > best->weight || (choice->weight == best->weight && choice->n_units < best->n_units);
    bool is_equal = choice->weight == best->weight && choice->n_units == best->n_units;
    int n_equal = is_better ? 1 : best->n_equal + is_equal;
    if (is_better)
        *best = *choice;
    best->n_equal = n_equal;
}

/* Every way to go on from `choice` with branches k and later. */
static inline void brute_extend(const brute_case *c, const uint32_t *branches, int n, int k,
                                const brute_choice *choice, brute_choice *best)
{
    if (k == n) {
        brute_consider(best, choice);
        return;
    }
    brute_extend(c, branches, n, k + 1, choice, best);
    double residents = brute_population(c, branches[k]);
    bool is_free = residents >= c->options.floor && residents <= c->options.ceiling;
    for (int i = 0; i < choice->n_sets; i++)
        is_free = is_free && (choice->sets[i] & branches[k]) == 0;
    if (!is_free)
        return;
    brute_choice longer = *choice;
    longer.sets[longer.n_sets++] = branches[k];
    longer.weight += brute_weight(c, branches[k]);
    longer.n_units += brute_count(branches[k]);
    brute_extend(c, branches, n, k + 1, &longer, best);
}

/* The heaviest selection of admissible branches that do not overlap; of equal ones that of the fewest units.
 */
static inline brute_choice brute_select(const brute_case *c, const uint32_t *links)
{
    uint32_t branches[BRUTE_MAX * BRUTE_MAX];
    int n = brute_branches(c, links, branches);
    brute_choice none = {0}, best = {.weight = INT64_MIN};
    brute_extend(c, branches, n, 0, &none, &best);
    return best;
}

/* The heaviest part of `area` that keeps what is at or past the base, hangs together and has `floor`
 * residents. */
static inline brute_choice brute_prune(const brute_case *c, const uint32_t *links, uint32_t area)
{
    uint32_t short_of_base = 0;
    for (int i = 0; i < c->n; i++)
        if (brute_has(area, i) && c->score[i] < c->options.base)
            short_of_base |= UINT32_C(1) << i;
    brute_choice best = {.weight = INT64_MIN};
    for (uint32_t leave = short_of_base;; leave = (leave - 1) & short_of_base) {
        brute_choice choice = {.n_sets = 1, .sets = {area & ~leave}};
        choice.weight = brute_weight(c, choice.sets[0]);
        choice.n_units = brute_count(choice.sets[0]);
        if (brute_population(c, choice.sets[0]) >= c->options.floor &&
            brute_is_connected(links, choice.sets[0]))
            brute_consider(&best, &choice);
        if (leave == 0)
            return best;
    }
}

/* The areas that bp_levelset_label is to give before pruning: the selection, and the units above the ceiling.
 */
static inline brute_choice brute_levelset(const brute_case *c, const uint32_t *links)
{
    brute_choice choice = brute_select(c, links);
    uint32_t above = brute_above_ceiling(c);
    for (int i = 0; i < c->n; i++)
        if (brute_has(above, i) && c->score[i] >= c->options.base) {
            choice.sets[choice.n_sets++] = UINT32_C(1) << i;
            choice.weight += brute_weight(c, UINT32_C(1) << i);
        }
    return choice;
}

/* Sets in ascending order, so that two selections can be held against each other. */
static inline void brute_sort(uint32_t *sets, int n)
{
    for (int i = 1; i < n; i++)
        for (int j = i; j > 0 && sets[j] < sets[j - 1]; j--) {
            uint32_t swap = sets[j];
            sets[j] = sets[j - 1];
            sets[j - 1] = swap;
        }
}

/* sets[a] = the units of area a that have this role. */
static inline void brute_sets_of(const bp_areas *areas, bp_role role, uint32_t *sets)
{
    memset(sets, 0, (size_t)BRUTE_MAX * sizeof *sets);
    for (int i = 0; i < areas->n; i++)
        if (areas->role[i] == role)
            sets[areas->area_of[i]] |= UINT32_C(1) << i;
}

#endif
