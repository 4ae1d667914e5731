#include "analysis/optimality.h"

#include "analysis/exact_area.h"
#include "analysis/levelset.h"
#include "analysis/optimal_private.h"

#include <math.h>
#include <stdlib.h>

void bp_optimality_clear(bp_optimality *optimality)
{
    free(optimality->regions);
    free(optimality->areas);
    *optimality = (bp_optimality)BP_OPTIMALITY_INIT;
}

/* All that the comparison of given areas with the best ones needs. Weights are in fixed point. */
typedef struct comparison {
    const bp_delineate_input *input;
    const bp_delineate_options *options;
    const bp_optimal_limits *limits;
    const bp_areas *areas;
    bp_field field;
    bp_area_problems problems;
    bp_piece_result *result; /* result[pieces] */
    int32_t *given;          /* given[candidates]: number of the given area */
    int32_t *label;          /* label[candidates]: areas to start from, then the best */
    int32_t *piece_of;       /* piece_of[candidates]; -1: above the ceiling */
    uint8_t *keeps;          /* keeps[areas]: it keeps to the rules */
    uint8_t *breaks;         /* breaks[pieces]: one of its given areas does not */
    int32_t *first_unit;     /* first_unit[areas]: a member; -1: none */
    int32_t *row_of;         /* row_of[regions + 1]; -1: the region has no candidates */
    int32_t n_regions;
} comparison;

static void clear_comparison(comparison *c)
{
    bp_field_clear(&c->field);
    bp_area_problems_clear(&c->problems);
    free(c->result);
    free(c->given);
    free(c->keeps);
    free(c->breaks);
    free(c->first_unit);
    free(c->row_of);
}

static int32_t region_of(const comparison *c, int32_t unit)
{
    return c->input->region ? c->input->region[unit] : 0;
}

static double in_residents(int64_t weight)
{
    return (double)weight / BP_WEIGHT_ONE;
}

static double gap_of(double given, double bound)
{
    return bound > 0.0 ? fmax(0.0, (bound - given) / bound) : 0.0;
}

/* Which given area a candidate is in, which piece it is of, and its number there. */
static void place_candidates(comparison *c, size_t rows)
{
    c->label = c->given + rows;
    c->piece_of = c->label + rows;
    for (int64_t k = 0; k < c->field.n; k++) {
        int32_t unit = c->field.unit[k];
        c->given[k] = c->areas->role[unit] == BP_ROLE_MEMBER ? c->areas->area_of[unit] : -1;
        c->piece_of[k] = -1;
    }
    for (int32_t p = 0; p < c->problems.n; p++)
        for (int32_t i = 0; i < c->problems.items[p].n; i++)
            c->piece_of[c->problems.items[p].candidate[i]] = p;
    for (int32_t a = 0; a < c->areas->n_areas; a++)
        c->first_unit[a] = -1;
    for (int64_t i = c->areas->n - 1; i >= 0; i--)
        if (c->areas->role[i] == BP_ROLE_MEMBER)
            c->first_unit[c->areas->area_of[i]] = (int32_t)i;
}

static bp_status make_comparison(bp_context *context, comparison *c)
{
    bp_status status = bp_field_new(context, c->input, c->options, &c->field);
    if (!status)
        status = bp_area_problems_new(context, &c->field, c->options, c->options->rounds > 1, &c->problems);
    if (status)
        return status;
    size_t rows = (size_t)c->field.n + 1;
    c->n_regions = 1;
    for (int64_t i = 0; c->input->region && i < c->input->graph->n; i++)
        if (c->input->region[i] >= c->n_regions)
            c->n_regions = c->input->region[i] + 1;
    c->result = (bp_piece_result *)calloc((size_t)c->problems.n + 1, sizeof *c->result);
    c->given = (int32_t *)malloc(3 * rows * sizeof *c->given);
    c->keeps = (uint8_t *)calloc((size_t)c->areas->n_areas + 1, 1);
    c->breaks = (uint8_t *)calloc((size_t)c->problems.n + 1, 1);
    c->first_unit = (int32_t *)malloc((size_t)(c->areas->n_areas + 1) * sizeof *c->first_unit);
    c->row_of = (int32_t *)malloc((size_t)(c->n_regions + 1) * sizeof *c->row_of);
    if (!c->result || !c->given || !c->keeps || !c->breaks || !c->first_unit || !c->row_of)
        return bp_context_fail_memory(context, 3 * rows * sizeof *c->given);
    place_candidates(c, rows);
    return BP_OK;
}
/* Members of a given area that hang together with candidate `first`; they are marked in `seen`. */
static int64_t count_together(const comparison *c, int32_t first, uint8_t *seen, int32_t *queue,
                              double *population, bool *is_apart)
{
    const bp_graph *links = &c->field.links;
    int64_t tail = 0;
    *population = 0.0;
    *is_apart = true;
    seen[first] = 1;
    queue[tail++] = first;
    for (int64_t head = 0; head < tail; head++) {
        int32_t at = queue[head];
        *population += c->field.population[at];
        for (int64_t k = links->offsets[at]; k < links->offsets[at + 1]; k++) {
            int32_t next = links->neighbours[k];
            bool is_other = c->given[next] >= 0 && c->given[next] != c->given[first];
            *is_apart = *is_apart && !(is_other && c->piece_of[next] >= 0 && c->piece_of[at] >= 0);
            if (c->given[next] != c->given[first] || seen[next])
                continue;
            seen[next] = 1;
            queue[tail++] = next;
        }
    }
    return tail;
}

/* Which given areas keep to floor, ceiling and each other, and hang together. */
static bp_status check_given(bp_context *context, comparison *c)
{
    bool may_touch = c->options->rounds > 1;
    size_t rows = (size_t)c->field.n + 1;
    int32_t *queue = (int32_t *)malloc(rows * sizeof *queue);
    uint8_t *seen = (uint8_t *)calloc(rows, 1);
    if (!queue || !seen) {
        free(queue);
        free(seen);
        return bp_context_fail_memory(context, rows * sizeof *queue);
    }
    for (int64_t k = 0; k < c->field.n; k++) {
        double population = 0.0;
        bool is_apart = true;
        if (c->given[k] < 0 || seen[k])
            continue;
        int64_t n = count_together(c, (int32_t)k, seen, queue, &population, &is_apart);
        int32_t unit = c->field.unit[k];
        bool is_alone = n == 1 && c->piece_of[k] < 0 && c->field.score[k] >= c->options->base;
        bool is_within = population >= bp_floor_at(c->options, unit) &&
                         population <= bp_ceiling_at(c->options, unit) && (may_touch || is_apart);
        c->keeps[c->given[k]] =
            n == c->areas->areas[c->given[k]].n_members && (is_alone || is_within) ? 1 : 0;
    }
    free(queue);
    free(seen);
    return BP_OK;
}

/* Start from the given areas where a piece has none that break the rules, else from those of levelset. */
static bp_status search_pieces(bp_context *context, comparison *c)
{
    int32_t n_start = 0;
    bp_status status = bp_levelset_label(context, &c->field, c->options, c->label, &n_start);
    for (int64_t k = 0; !status && k < c->field.n; k++)
        if (c->given[k] >= 0 && c->piece_of[k] >= 0 && !c->keeps[c->given[k]])
            c->breaks[c->piece_of[k]] = 1;
    for (int64_t k = 0; !status && k < c->field.n; k++)
        if (c->piece_of[k] >= 0 && !c->breaks[c->piece_of[k]])
            c->label[k] = c->given[k];
    if (!status) {
        bp_pieces_task task = {&c->problems, c->limits, c->label, c->result};
        status = bp_pieces_solve(context, &task);
    }
    return status;
}

static void add_given(const comparison *c, int64_t candidate, bp_region_optimality *row)
{
    double weight = in_residents(c->field.weight[candidate]);
    int32_t area = c->given[candidate];
    row->n_candidates++;
    if (area >= 0)
        row->given += c->keeps[area] ? weight : NAN;
    if (c->piece_of[candidate] < 0 && c->field.score[candidate] >= c->options->base) {
        row->found += weight;
        row->bound += weight;
    }
}

static void add_piece(const bp_piece_result *result, bp_region_optimality *row)
{
    row->n_pieces++;
    row->n_unproved += !result->answer.is_proved;
    row->found += in_residents(result->answer.weight);
    row->bound += in_residents(result->answer.bound);
    row->is_proved = row->is_proved && result->answer.is_proved;
    row->how = result->how > row->how ? result->how : row->how;
}

static void finish_row(bp_region_optimality *row)
{
    row->gap = isnan(row->given) ? NAN : gap_of(row->given, row->bound);
}

static bp_status fill_regions(bp_context *context, comparison *c, bp_optimality *out)
{
    bp_region_optimality empty = {-1, 0, 0, 0, 0, 0.0, 0.0, 0.0, 0.0, 1, BP_PROOF_SUM};
    for (int32_t r = 0; r < c->n_regions; r++)
        c->row_of[r] = -1;
    for (int64_t k = 0; k < c->field.n; k++)
        c->row_of[region_of(c, c->field.unit[k])] = 0;
    for (int32_t r = 0; r < c->n_regions; r++)
        if (c->row_of[r] == 0)
            c->row_of[r] = out->n_regions++;
    out->regions = (bp_region_optimality *)calloc((size_t)out->n_regions + 1, sizeof *out->regions);
    if (!out->regions)
        return bp_context_fail_memory(context, (size_t)out->n_regions * sizeof *out->regions);
    for (int32_t r = 0; r < c->n_regions; r++)
        if (c->row_of[r] >= 0) {
            out->regions[c->row_of[r]] = empty;
            out->regions[c->row_of[r]].region = c->input->region ? r : -1;
        }
    out->all = empty;
    out->all.n_areas = c->areas->n_areas;
    for (int64_t k = 0; k < c->field.n; k++) {
        add_given(c, k, &out->regions[c->row_of[region_of(c, c->field.unit[k])]]);
        add_given(c, k, &out->all);
    }
    for (int32_t p = 0; p < c->problems.n; p++) {
        int32_t unit = c->field.unit[c->problems.items[p].candidate[0]];
        add_piece(&c->result[p], &out->regions[c->row_of[region_of(c, unit)]]);
        add_piece(&c->result[p], &out->all);
    }
    return BP_OK;
}

/* Areas by region; one that breaks a rule leaves nothing to compare. */
static void finish_regions(const comparison *c, bp_optimality *out)
{
    for (int32_t a = 0; a < c->areas->n_areas; a++) {
        int32_t region = c->first_unit[a] < 0 ? -1 : region_of(c, c->first_unit[a]);
        bp_region_optimality *row =
            region >= 0 && c->row_of[region] >= 0 ? &out->regions[c->row_of[region]] : NULL;
        if (row)
            row->n_areas++;
        if (row && !c->keeps[a])
            row->given = NAN;
        if (!c->keeps[a])
            out->all.given = NAN;
    }
    for (int32_t r = 0; r < out->n_regions; r++)
        finish_row(&out->regions[r]);
    finish_row(&out->all);
}

/* The part of a piece that an area could be drawn in anew: what is in no other area and, where areas may not
 * touch, beside none. The units keep their order. */
static bp_status free_part(bp_context *context, const comparison *c, const bp_area_problem *piece,
                           int32_t area, int32_t *number, bp_area_problem *out)
{
    bp_link *links = (bp_link *)malloc((size_t)(piece->links.offsets[piece->n] + 1) * sizeof *links);
    if (!links)
        return bp_context_fail_memory(context, (size_t)piece->links.offsets[piece->n] * sizeof *links);
    int64_t n_links = 0;
    out->n = 0;
    for (int32_t i = 0; i < piece->n; i++) {
        int32_t of = c->given[piece->candidate[i]];
        bool is_free = of < 0 || of == area;
        for (int64_t k = piece->links.offsets[i]; !piece->may_touch && k < piece->links.offsets[i + 1]; k++) {
            int32_t beside = c->given[piece->candidate[piece->links.neighbours[k]]];
            is_free = is_free && (beside < 0 || beside == area);
        }
        number[i] = is_free ? out->n : -1;
        if (!is_free)
            continue;
        out->candidate[out->n] = piece->candidate[i];
        out->weight[out->n] = piece->weight[i];
        out->population[out->n++] = piece->population[i];
        for (int64_t k = piece->links.offsets[i]; k < piece->links.offsets[i + 1]; k++) {
            int32_t other = piece->links.neighbours[k];
            if (other < i && number[other] >= 0)
                links[n_links++] = (bp_link){number[other], number[i], 0.0};
        }
    }
    bp_status status = bp_graph_from_links(context, out->n, links, n_links, &out->links);
    free(links);
    return status;
}

/* The heaviest area that could stand in the place of this one. */
static bp_status solve_area(bp_context *context, const comparison *c, const bp_area_problem *piece,
                            int32_t area, bp_area_answer *answer)
{
    bp_area_problem part = *piece;
    size_t rows = (size_t)piece->n + 1;
    part.links = (bp_graph)BP_GRAPH_INIT;
    int32_t *numbers = (int32_t *)malloc(2 * rows * sizeof *numbers);
    uint8_t *marks = (uint8_t *)calloc(2 * rows, 1);
    part.weight = (int64_t *)malloc(rows * sizeof *part.weight);
    part.population = (double *)malloc(rows * sizeof *part.population);
    bp_status status = BP_OK;
    if (!numbers || !marks || !part.weight || !part.population) {
        status = bp_context_fail_memory(context, rows * sizeof *part.weight);
        goto done;
    }
    part.candidate = numbers;
    status = free_part(context, c, piece, area, numbers + rows, &part);
    for (int32_t i = 0; !status && i < part.n; i++)
        marks[i] = c->given[part.candidate[i]] == area;
    if (!status)
        status = bp_exact_single(context, &part, marks, c->limits->exact_nodes, marks + rows, answer);
done:
    free(numbers);
    free(marks);
    free(part.weight);
    free(part.population);
    bp_graph_clear(&part.links);
    return status;
}

/* With the others left as they are, an area can gain no more than the best of its piece does; a search of its
 * own is often nearer. */
static bp_status fill_area(bp_context *context, const comparison *c, int32_t first, const int64_t *of_piece,
                           int64_t weight, bp_area_optimality *out)
{
    int32_t area = c->given[first], piece = c->piece_of[first];
    bp_area_answer answer = {weight, weight, 1, 0};
    if (piece >= 0) {
        const bp_area_problem *problem = &c->problems.items[piece];
        int64_t bound = c->result[piece].answer.bound - (c->breaks[piece] ? 0 : of_piece[piece] - weight);
        answer.bound = bound;
        answer.is_proved = bound == weight;
        if (!answer.is_proved && problem->n <= BP_EXACT_MAX) {
            bp_status status = solve_area(context, c, problem, area, &answer);
            if (status)
                return status;
            answer.bound = answer.bound < bound ? answer.bound : bound;
        }
    }
    out->bound = in_residents(answer.bound);
    out->gap = gap_of(out->given, out->bound);
    out->is_proved = answer.is_proved;
    return BP_OK;
}

static bp_status fill_areas(bp_context *context, const comparison *c, bp_optimality *out)
{
    bp_status status = BP_OK;
    size_t n_pieces = (size_t)c->problems.n + 1;
    int64_t *of_piece = (int64_t *)calloc(n_pieces + (size_t)c->areas->n_areas, sizeof *of_piece);
    if (!of_piece)
        return bp_context_fail_memory(context, n_pieces * sizeof *of_piece);
    int64_t *of_area = of_piece + n_pieces;
    for (int64_t k = 0; k < c->field.n; k++) {
        if (c->given[k] < 0)
            continue;
        of_area[c->given[k]] += c->field.weight[k];
        if (c->piece_of[k] >= 0)
            of_piece[c->piece_of[k]] += c->field.weight[k];
    }
    /* An area is done at its first candidate; until then its bound is not known. */
    for (int64_t k = 0; !status && k < c->field.n; k++) {
        int32_t area = c->given[k];
        if (area < 0 || !c->keeps[area] || !isnan(out->areas[area].bound))
            continue;
        status = fill_area(context, c, (int32_t)k, of_piece, of_area[area], &out->areas[area]);
    }
    free(of_piece);
    return status;
}

static bp_status compare(bp_context *context, comparison *c, bp_optimality *out)
{
    bp_status status = make_comparison(context, c);
    if (!status)
        status = check_given(context, c);
    if (!status)
        status = search_pieces(context, c);
    if (!status)
        status = fill_regions(context, c, out);
    if (status)
        return status;
    out->areas = (bp_area_optimality *)calloc((size_t)c->areas->n_areas + 1, sizeof *out->areas);
    if (!out->areas)
        return bp_context_fail_memory(context, (size_t)c->areas->n_areas * sizeof *out->areas);
    out->n_areas = c->areas->n_areas;
    for (int32_t a = 0; a < out->n_areas; a++)
        out->areas[a] = (bp_area_optimality){c->areas->areas[a].weight, NAN, NAN, 0};
    finish_regions(c, out);
    return fill_areas(context, c, out);
}

bp_status bp_optimality_of(bp_context *context, const bp_delineate_input *input,
                           const bp_delineate_options *options, const bp_areas *areas,
                           const bp_optimal_limits *limits, bp_optimality *out)
{
    bp_optimality found = BP_OPTIMALITY_INIT;
    comparison c = {0};
    c.input = input;
    c.options = options;
    c.limits = limits;
    c.areas = areas;
    if (areas->n != input->graph->n)
        return bp_context_fail(context, BP_ERROR_ARGUMENT,
                               "areas of %lld units are given for a graph of %lld", (long long)areas->n,
                               (long long)input->graph->n);
    bp_status status = compare(context, &c, &found);
    if (status)
        bp_optimality_clear(&found);
    else
        *out = found;
    clear_comparison(&c);
    return status;
}
