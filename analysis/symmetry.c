#include "analysis/symmetry_private.h"

#include <stdlib.h>
#include <string.h>

/* What a colour takes in for a link from here, for one to here, and for being singled out. */
static const uint64_t FROM_HERE = 0x9e3779b97f4a7c15u, TO_HERE = 0xd1b54a32d192ed03u,
                      SINGLED_OUT = 0x8cb92ba72f3d8dd7u;

/* One end of a link, as the tied unit at the other end sees it. */
typedef struct half {
    uint64_t tag; /* direction and weight */
    int32_t other;
} half;

/* A tied unit is known by its number here; `colour` is by row of the weights. */
typedef struct symmetry {
    bp_context *context;
    uint64_t *colour;
    const int32_t *unit; /* unit[n]: row */
    int32_t *number;     /* number[rows]: -1 for units that are not tied */
    int64_t *offsets;    /* offsets[n + 1] into halves */
    half *halves;        /* by row of the other end, then by tag */
    uint64_t *next;      /* next[n] */
    int32_t *group;      /* group[n]: the piece that a unit was last put in; none twice */
    int32_t n_groups;
    int64_t budget; /* links that may still be looked at */
    bp_status status;
} symmetry;

/* A unit with its colour, for sorting. */
typedef struct coloured {
    uint64_t colour;
    int32_t number;
} coloured;

/* Some units that are linked, first .. first + n - 1 of a list, and their fingerprint. */
typedef struct piece {
    uint64_t fingerprint;
    int64_t first, n;
} piece;

static uint64_t settle(symmetry *s, coloured *list, int64_t n);

static int by_colour(const void *a, const void *b)
{
    const coloured *p = (const coloured *)a, *q = (const coloured *)b;
    if (p->colour != q->colour)
        return p->colour < q->colour ? -1 : 1;
    return (p->number > q->number) - (p->number < q->number);
}

static int by_fingerprint(const void *a, const void *b)
{
    const piece *p = (const piece *)a, *q = (const piece *)b;
    if (p->fingerprint != q->fingerprint)
        return p->fingerprint < q->fingerprint ? -1 : 1;
    return (p->first > q->first) - (p->first < q->first);
}

static int by_end(const void *a, const void *b)
{
    const half *p = (const half *)a, *q = (const half *)b;
    if (p->other != q->other)
        return p->other < q->other ? -1 : 1;
    return (p->tag > q->tag) - (p->tag < q->tag);
}

static uint64_t tag_of(double weight, uint64_t direction)
{
    float rounded = (float)weight;
    uint32_t bits = 0;
    memcpy(&bits, &rounded, sizeof bits);
    return bp_mix(direction + bits);
}

static void *room(symmetry *s, int64_t n, size_t size)
{
    void *memory = s->status ? NULL : calloc((size_t)n + 1, size);
    if (!memory && !s->status)
        s->status = bp_context_fail_memory(s->context, (size_t)n * size);
    return memory;
}

static uint64_t *colour_of(const symmetry *s, int32_t number)
{
    return &s->colour[s->unit[number]];
}

/* The two ends of every link under the tied units among them. */
static void collect_halves(symmetry *s, const bp_weights *weights, int64_t n)
{
    for (int fill = 0; fill < 2; fill++) {
        for (int64_t i = 0; i < weights->n; i++)
            for (int64_t k = weights->offsets[i]; k < weights->offsets[i + 1]; k++) {
                int32_t j = weights->neighbours[k], a = s->number[i], b = s->number[j];
                if (!fill && a >= 0)
                    s->offsets[a + 2]++;
                if (!fill && b >= 0)
                    s->offsets[b + 2]++;
                if (fill && a >= 0)
                    s->halves[s->offsets[a + 1]++] = (half){tag_of(weights->value[k], FROM_HERE), j};
                if (fill && b >= 0)
                    s->halves[s->offsets[b + 1]++] = (half){tag_of(weights->value[k], TO_HERE), (int32_t)i};
            }
        for (int64_t a = 0; !fill && a < n; a++)
            s->offsets[a + 2] += s->offsets[a + 1];
        if (!fill)
            s->halves = (half *)room(s, s->offsets[n + 1], sizeof *s->halves);
        if (s->status)
            return;
    }
    for (int64_t a = 0; a < n; a++)
        qsort(s->halves + s->offsets[a], (size_t)(s->offsets[a + 1] - s->offsets[a]), sizeof *s->halves,
              by_end);
}

/* What unit a sees: the colours of those it is linked with. Sums, so that the order does not matter. */
static uint64_t sight(symmetry *s, int32_t a)
{
    uint64_t sum = 3 * *colour_of(s, a);
    for (int64_t k = s->offsets[a]; k < s->offsets[a + 1]; k++)
        sum += bp_mix(s->colour[s->halves[k].other] + s->halves[k].tag);
    s->budget -= s->offsets[a + 1] - s->offsets[a] + 1;
    return bp_mix(sum);
}

/* Sorted by colour; how many colours there are. */
static int64_t sort_list(const symmetry *s, coloured *list, int64_t n)
{
    int64_t n_colours = n > 0;
    for (int64_t i = 0; i < n; i++)
        list[i].colour = *colour_of(s, list[i].number);
    qsort(list, (size_t)n, sizeof *list, by_colour);
    for (int64_t i = 1; i < n; i++)
        n_colours += list[i].colour != list[i - 1].colour;
    return n_colours;
}

/* Refine the colours of a list until that tells no more of them apart. */
static void refine(symmetry *s, coloured *list, int64_t n)
{
    int64_t before = 0, now = sort_list(s, list, n);
    while (now > before && now < n && s->budget > 0) {
        for (int64_t i = 0; i < n; i++)
            s->next[list[i].number] = sight(s, list[i].number);
        for (int64_t i = 0; i < n; i++)
            *colour_of(s, list[i].number) = s->next[list[i].number];
        before = now;
        now = sort_list(s, list, n);
    }
}

/* Move those of a sorted list that share their colour to its front; how many. */
static int64_t gather_tied(coloured *list, int64_t n)
{
    int64_t n_tied = 0;
    for (int64_t begin = 0, end = 0; begin < n; begin = end) {
        for (end = begin + 1; end < n && list[end].colour == list[begin].colour;)
            end++;
        for (int64_t i = begin; end - begin > 1 && i < end; i++) {
            coloured moved = list[n_tied];
            list[n_tied++] = list[i];
            list[i] = moved;
        }
    }
    return n_tied;
}

/* Sort list[n] into pieces that are linked within; how many. */
static int64_t find_pieces(symmetry *s, coloured *list, int64_t n, piece *pieces)
{
    int32_t *queue = (int32_t *)room(s, n, sizeof *queue), waiting = ++s->n_groups;
    int64_t n_pieces = 0, n_found = 0;
    for (int64_t i = 0; i < n; i++)
        s->group[list[i].number] = waiting;
    for (int64_t i = 0; queue && i < n; i++) {
        if (s->group[list[i].number] != waiting)
            continue;
        int64_t first = n_found;
        s->group[list[i].number] = 0;
        queue[n_found++] = list[i].number;
        for (int64_t at = first; at < n_found; at++)
            for (int64_t k = s->offsets[queue[at]]; k < s->offsets[queue[at] + 1]; k++) {
                int32_t b = s->number[s->halves[k].other];
                s->budget--;
                if (b >= 0 && s->group[b] == waiting) {
                    s->group[b] = 0;
                    queue[n_found++] = b;
                }
            }
        pieces[n_pieces++] = (piece){0, first, n_found - first};
    }
    for (int64_t i = 0; queue && i < n; i++)
        list[i].number = queue[i];
    free(queue);
    return n_pieces;
}

/* Do two units see the same, but for each other? Then they may change places and nothing else needs to. */
static int are_twins(symmetry *s, int32_t a, int32_t b)
{
    int64_t ka = s->offsets[a], kb = s->offsets[b], end_a = s->offsets[a + 1], end_b = s->offsets[b + 1];
    int64_t own_a = -1, own_b = -1;
    if (end_a - ka != end_b - kb)
        return 0;
    while (ka < end_a || kb < end_b) {
        s->budget--;
        if (ka < end_a && s->halves[ka].other == s->unit[b]) {
            own_a = own_a < 0 ? ka : own_a;
            ka++;
        } else if (kb < end_b && s->halves[kb].other == s->unit[a]) {
            own_b = own_b < 0 ? kb : own_b;
            kb++;
        } else if (ka == end_a || kb == end_b || by_end(&s->halves[ka++], &s->halves[kb++]) != 0) {
            return 0;
        }
    }
    if (own_a < 0 || own_b < 0)
        return own_a == own_b;
    /* Links between the two, as either sees them. */
    for (; own_a < end_a && s->halves[own_a].other == s->unit[b]; own_a++, own_b++)
        if (own_b == end_b || s->halves[own_b].other != s->unit[a] ||
            s->halves[own_a].tag != s->halves[own_b].tag)
            return 0;
    return 1;
}

/* Single out unit list[0] and its twins among list[n], in whatever order these come; mark them in `done`. */
static void single_out(symmetry *s, const coloured *list, int64_t n, char *done)
{
    uint64_t turn = 0;
    for (int64_t i = 0; i < n; i++)
        if (i == 0 || (!done[i] && are_twins(s, list[0].number, list[i].number))) {
            done[i] = 1;
            *colour_of(s, list[i].number) = bp_mix(list[i].colour + SINGLED_OUT * ++turn);
        }
}

/* The smallest class of more than one unit in a sorted list; n 0 when there is none. */
static piece smallest_class(const coloured *list, int64_t n)
{
    piece best = {0, 0, 0};
    for (int64_t begin = 0, end = 0; begin < n; begin = end) {
        for (end = begin + 1; end < n && list[end].colour == list[begin].colour;)
            end++;
        if (end - begin > 1 && (best.n == 0 || end - begin < best.n))
            best = (piece){0, begin, end - begin};
    }
    return best;
}

static void copy_colours(const symmetry *s, const coloured *list, int64_t n, uint64_t *out)
{
    for (int64_t i = 0; i < n; i++)
        out[i] = *colour_of(s, list[i].number);
}

static void set_colours(symmetry *s, const coloured *list, int64_t n, const uint64_t *colours)
{
    for (int64_t i = 0; i < n; i++)
        *colour_of(s, list[i].number) = colours[i];
}

/* Colours of their own for a piece of which no unit is linked to a tied one outside; its fingerprint. */
static uint64_t settle_piece(symmetry *s, coloured *list, int64_t n)
{
    uint64_t least = 0;
    sort_list(s, list, n);
    piece class = smallest_class(list, n);
    if (class.n == 0 || s->budget <= 0)
        return settle(s, list, n);
    uint64_t *before = (uint64_t *)room(s, n, sizeof *before), *best = (uint64_t *)room(s, n, sizeof *best);
    coloured *tried = (coloured *)room(s, n, sizeof *tried);
    char *done = (char *)room(s, class.n, 1);
    if (s->status)
        goto done;
    copy_colours(s, list, n, before);
    int is_first = 1;
    for (int64_t c = 0; c < class.n && (is_first || s->budget > 0); c++) {
        if (done[c])
            continue;
        single_out(s, list + class.first + c, class.n - c, done + c);
        memcpy(tried, list, (size_t)n * sizeof *tried);
        uint64_t fingerprint = settle(s, tried, n);
        if (is_first || fingerprint < least) {
            least = fingerprint;
            copy_colours(s, list, n, best);
        }
        is_first = 0;
        set_colours(s, list, n, before);
    }
    set_colours(s, list, n, best);
done:
    free(before);
    free(best);
    free(tried);
    free(done);
    return least;
}

/* Of units that all have colours of their own: which of them are linked, and how. */
static uint64_t fingerprint_of(symmetry *s, const coloured *list, int64_t n)
{
    uint64_t sum = 0;
    for (int64_t i = 0; i < n; i++)
        sum += sight(s, list[i].number);
    return sum;
}

/* Refine, and give what is tied still its own colours piece by piece; pieces go by their fingerprints. */
static uint64_t settle(symmetry *s, coloured *list, int64_t n)
{
    refine(s, list, n);
    int64_t n_tied = s->budget > 0 ? gather_tied(list, n) : 0;
    piece *pieces = (piece *)room(s, n_tied, sizeof *pieces);
    int64_t n_pieces = pieces && n_tied > 0 ? find_pieces(s, list, n_tied, pieces) : 0;
    for (int64_t p = 0; p < n_pieces && !s->status; p++)
        pieces[p].fingerprint = pieces[p].n > 1 ? settle_piece(s, list + pieces[p].first, pieces[p].n)
                                                : sight(s, list[pieces[p].first].number);
    if (n_pieces > 0)
        qsort(pieces, (size_t)n_pieces, sizeof *pieces, by_fingerprint);
    for (int64_t p = 0; p < n_pieces && !s->status; p++)
        for (int64_t i = pieces[p].first; i < pieces[p].first + pieces[p].n; i++) {
            uint64_t *colour = colour_of(s, list[i].number);
            *colour = bp_mix(*colour + SINGLED_OUT * (uint64_t)(p + 1));
        }
    free(pieces);
    return fingerprint_of(s, list, n);
}

bp_status bp_symmetry_break(bp_context *context, const bp_weights *weights, const int32_t *tied,
                            int64_t n_tied, int64_t budget, uint64_t *colour, int *is_settled)
{
    symmetry s = {.context = context, .colour = colour, .unit = tied, .budget = budget, .status = BP_OK};
    coloured *list = (coloured *)room(&s, n_tied, sizeof *list);
    s.number = (int32_t *)room(&s, weights->n, sizeof *s.number);
    s.offsets = (int64_t *)room(&s, n_tied + 2, sizeof *s.offsets);
    s.next = (uint64_t *)room(&s, n_tied, sizeof *s.next);
    s.group = (int32_t *)room(&s, n_tied, sizeof *s.group);
    if (s.status)
        goto done;
    for (int64_t i = 0; i < weights->n; i++)
        s.number[i] = -1;
    for (int64_t a = 0; a < n_tied; a++) {
        s.number[tied[a]] = (int32_t)a;
        list[a].number = (int32_t)a;
    }
    collect_halves(&s, weights, n_tied);
    if (s.status)
        goto done;
    settle(&s, list, n_tied);
    if (!s.status)
        *is_settled = s.budget > 0;
done:
    free(s.halves);
    free(list);
    free(s.number);
    free(s.offsets);
    free(s.next);
    free(s.group);
    return s.status;
}
