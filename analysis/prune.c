#include "analysis/prune.h"

#include <stdlib.h>
#include <string.h>

enum { MASK_BITS = 64 };

/* One area by itself: m members by local number, and which of them may go. */
typedef struct piece {
    const bp_field *field;
    double floor;
    const int32_t *members; /* members[m]: candidates, worst first, so those short of the base come last */
    int32_t m;
    int32_t n_kept; /* members past the base: local numbers 0 .. n_kept - 1 */
    int32_t *local; /* local[c] of every candidate; -1 outside */
    uint8_t *stays; /* stays[m] */
    int32_t *queue; /* scratch, m */
    uint8_t *seen;  /* scratch, m */
} piece;

static uint64_t neighbours_of(const piece *p, int32_t member)
{
    const bp_graph *links = &p->field->links;
    uint64_t mask = 0;
    int32_t c = p->members[member];
    for (int64_t k = links->offsets[c]; k < links->offsets[c + 1]; k++)
        if (p->local[links->neighbours[k]] >= 0)
            mask |= UINT64_C(1) << p->local[links->neighbours[k]];
    return mask;
}

static int lowest_bit(uint64_t mask)
{
#if defined(__GNUC__)
    return __builtin_ctzll(mask);
#else
    int bit = 0;
    while (!((mask >> bit) & 1))
        bit++;
    return bit;
#endif
}

static int hangs_together(const uint64_t *neighbours, uint64_t set)
{
    uint64_t reached = set & (~set + 1), fresh = reached;
    while (fresh) {
        uint64_t next = 0;
        for (; fresh; fresh &= fresh - 1)
            next |= neighbours[lowest_bit(fresh)];
        fresh = next & set & ~reached;
        reached |= fresh;
    }
    return reached == set;
}

static int count_bits(uint64_t mask)
{
    int n = 0;
    for (; mask; mask &= mask - 1)
        n++;
    return n;
}

/* Try every set of members short of the base. Sets are visited in one fixed order and only a better one
 * replaces. */
static void prune_exactly(const piece *p)
{
    uint64_t neighbours[MASK_BITS];
    for (int32_t i = 0; i < p->m; i++)
        neighbours[i] = neighbours_of(p, i);
    int32_t k = p->m - p->n_kept;
    uint64_t always = (UINT64_C(1) << p->n_kept) - 1;
    double base_population = 0.0;
    for (int32_t i = 0; i < p->n_kept; i++)
        base_population += p->field->population[p->members[i]];
    uint64_t best = (UINT64_C(1) << k) - 1;
    int64_t best_weight = INT64_MIN;
    for (uint64_t set = 0; set < UINT64_C(1) << k; set++) {
        int64_t weight = 0;
        double population = base_population;
        for (uint64_t rest = set; rest; rest &= rest - 1) {
            int32_t c = p->members[p->n_kept + lowest_bit(rest)];
            weight += p->field->weight[c];
            population += p->field->population[c];
        }
        if (population < p->floor || weight < best_weight ||
            (weight == best_weight && count_bits(set) >= count_bits(best)))
            continue;
        if (!hangs_together(neighbours, always | set << p->n_kept))
            continue;
        best = set;
        best_weight = weight;
    }
    for (int32_t i = 0; i < k; i++)
        p->stays[p->n_kept + i] = (uint8_t)((best >> i) & 1);
}

static int stays_connected(const piece *p)
{
    const bp_graph *links = &p->field->links;
    int32_t tail = 0, n = 0;
    memset(p->seen, 0, (size_t)p->m);
    for (int32_t i = 0; i < p->m; i++)
        n += p->stays[i];
    for (int32_t i = 0; i < p->m && tail == 0; i++)
        if (p->stays[i]) {
            p->seen[i] = 1;
            p->queue[tail++] = i;
        }
    for (int32_t head = 0; head < tail; head++) {
        int32_t c = p->members[p->queue[head]];
        for (int64_t k = links->offsets[c]; k < links->offsets[c + 1]; k++) {
            int32_t next = p->local[links->neighbours[k]];
            if (next < 0 || !p->stays[next] || p->seen[next])
                continue;
            p->seen[next] = 1;
            p->queue[tail++] = next;
        }
    }
    return tail == n;
}

/* The member that burdens the area most and can go, or -1. */
static int32_t next_to_go(const piece *p, double population)
{
    int32_t pick = -1;
    for (int32_t i = p->n_kept; i < p->m; i++) {
        int32_t c = p->members[i];
        if (!p->stays[i] || population - p->field->population[c] < p->floor)
            continue;
        if (pick >= 0 && p->field->weight[c] >= p->field->weight[p->members[pick]])
            continue;
        p->stays[i] = 0;
        if (stays_connected(p))
            pick = i;
        p->stays[i] = 1;
    }
    return pick;
}

static void prune_greedily(const bp_context *context, const piece *p)
{
    double population = 0.0;
    for (int32_t i = 0; i < p->m; i++)
        population += p->field->population[p->members[i]];
    for (int32_t i = next_to_go(p, population); i >= 0 && !bp_context_interrupted(context);
         i = next_to_go(p, population)) {
        p->stays[i] = 0;
        population -= p->field->population[p->members[i]];
    }
}

static void prune_piece(const bp_context *context, piece *p, double base, int32_t *label)
{
    for (int32_t i = 0; i < p->m; i++) {
        p->local[p->members[i]] = i;
        p->stays[i] = 1;
        p->n_kept += p->field->score[p->members[i]] >= base;
    }
    if (p->n_kept < p->m) {
        if (p->m - p->n_kept <= BP_PRUNE_EXACT && p->m <= MASK_BITS)
            prune_exactly(p);
        else
            prune_greedily(context, p);
    }
    for (int32_t i = 0; i < p->m; i++) {
        p->local[p->members[i]] = -1;
        if (!p->stays[i])
            label[p->members[i]] = -1;
    }
}

/* members grouped by area, each group in the order of the candidates; start[a] .. start[a + 1]. */
static void group_members(const int32_t *label, int64_t n, int32_t n_areas, int64_t *start, int32_t *members)
{
    for (int64_t c = 0; c < n; c++)
        if (label[c] >= 0)
            start[label[c] + 1]++;
    for (int32_t a = 0; a < n_areas; a++)
        start[a + 1] += start[a];
    int64_t *at = start + n_areas + 1;
    memcpy(at, start, (size_t)n_areas * sizeof *at);
    for (int64_t c = 0; c < n; c++)
        if (label[c] >= 0)
            members[at[label[c]]++] = (int32_t)c;
}

bp_status bp_prune(bp_context *context, const bp_field *field, const bp_delineate_options *options,
                   int32_t n_areas, int32_t *label)
{
    bp_status status = BP_OK;
    size_t rows = (size_t)field->n + 1;
    int32_t *numbers = (int32_t *)malloc(3 * rows * sizeof *numbers);
    uint8_t *marks = (uint8_t *)calloc(2 * rows, 1);
    int64_t *start = (int64_t *)calloc(2 * ((size_t)n_areas + 1), sizeof *start);
    if (!numbers || !marks || !start) {
        status = bp_context_fail_memory(context, 3 * rows * sizeof *numbers);
        goto done;
    }
    int32_t *members = numbers, *local = numbers + rows, *queue = local + rows;
    for (int64_t c = 0; c < field->n; c++)
        local[c] = -1;
    group_members(label, field->n, n_areas, start, members);
    for (int32_t a = 0; !status && a < n_areas; a++) {
        piece p = {field, 0.0,   members + start[a], (int32_t)(start[a + 1] - start[a]), 0, local,
                   marks, queue, marks + rows};
        if (p.m > 0)
            p.floor = bp_floor_at(options, field->unit[p.members[0]]);
        prune_piece(context, &p, options->base, label);
        status = bp_context_check(context);
    }
done:
    free(numbers);
    free(marks);
    free(start);
    return status;
}
