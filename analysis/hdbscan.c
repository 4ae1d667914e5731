#include "analysis/hdbscan.h"

#include "analysis/condensed_tree_private.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

void bp_hdbscan_clear(bp_hdbscan *result)
{
    free(result->cluster);
    free(result->probability);
    free(result->outlier);
    free(result->size);
    free(result->stability);
    *result = (bp_hdbscan)BP_HDBSCAN_INIT;
}

static bp_status check_options(bp_context *context, const bp_hdbscan_options *options)
{
    if (options->min_cluster_size < 2)
        return bp_context_fail(context, BP_ERROR_ARGUMENT,
                               "hdbscan: min_cluster_size is %" PRId64 "; 2 is the least",
                               options->min_cluster_size);
    if (options->min_samples < 0)
        return bp_context_fail(context, BP_ERROR_ARGUMENT,
                               "hdbscan: min_samples is %" PRId64
                               "; it is 1 or more, the point itself counted",
                               options->min_samples);
    return BP_OK;
}

static bp_status check_points(bp_context *context, const bp_point_set *set, const bp_placed *points,
                              int64_t n, const bp_hdbscan_options *options)
{
    if (n == 0)
        return bp_context_fail(context, BP_ERROR_INPUT,
                               "hdbscan: none of %" PRId64 " rows has a point; give rows coordinates",
                               set->n);
    if (n < options->min_cluster_size)
        return bp_context_fail(context, BP_ERROR_INPUT,
                               "hdbscan: there are %" PRId64 " points, fewer than min_cluster_size, %" PRId64
                               "; ask for fewer",
                               n, options->min_cluster_size);
    if (n < options->min_samples)
        return bp_context_fail(context, BP_ERROR_INPUT,
                               "hdbscan: there are %" PRId64 " points, fewer than min_samples, %" PRId64
                               "; ask for fewer",
                               n, options->min_samples);
    return bp_placed_check_apart(context, points, n, "hdbscan");
}

/* is_taken[clusters]: none within another. */
static void choose_by_mass(const bp_condensed_tree *tree, bool allow_one, double *below, uint8_t *is_taken)
{
    for (int32_t c = tree->n_clusters - 1; c >= 0; c--) {
        const bp_tree_cluster *cluster = &tree->clusters[c];
        is_taken[c] = (c > 0 || allow_one) && cluster->stability >= below[c];
        if (c > 0)
            below[cluster->parent] += is_taken[c] ? cluster->stability : below[c];
    }
}

static void choose_leaves(const bp_condensed_tree *tree, bool allow_one, uint8_t *is_taken)
{
    for (int32_t c = tree->n_clusters - 1; c > 0; c--) {
        is_taken[c] = !is_taken[c];
        is_taken[tree->clusters[c].parent] = 1;
    }
    is_taken[0] = allow_one && !is_taken[0];
}

/* answer[clusters]: the outermost cluster that was taken and holds it, -1: none. */
static void find_answers(const bp_condensed_tree *tree, const uint8_t *is_taken, int32_t *answer)
{
    for (int32_t c = 0; c < tree->n_clusters; c++) {
        int32_t parent = tree->clusters[c].parent;
        answer[c] = parent >= 0 && answer[parent] >= 0 ? answer[parent] : is_taken[c] ? c : -1;
    }
}

typedef struct rank {
    int64_t size;
    int32_t first, cluster;
} rank;

static int by_rank(const void *a, const void *b)
{
    const rank *first = (const rank *)a, *second = (const rank *)b;
    if (first->size != second->size)
        return first->size < second->size ? 1 : -1;
    return (first->first > second->first) - (first->first < second->first);
}

/* Number the clusters that were taken: number[clusters], ranks[n_taken]. */
static int32_t number_taken(const bp_condensed_tree *tree, const int32_t *answer, rank *ranks,
                            int32_t *number)
{
    int32_t n = 0;
    for (int32_t c = 0; c < tree->n_clusters; c++) {
        number[c] = -1;
        if (answer[c] == c)
            ranks[n++] = (rank){tree->clusters[c].size, tree->clusters[c].first, c};
    }
    qsort(ranks, (size_t)n, sizeof *ranks, by_rank);
    for (int32_t k = 0; k < n; k++)
        number[ranks[k].cluster] = k;
    return n;
}

typedef struct chosen {
    uint8_t *is_taken;
    double *below; /* of the stability, then the largest density anywhere within */
    int32_t *answer, *number;
    rank *ranks;
} chosen;

static void clear_choice(chosen *choice)
{
    free(choice->is_taken);
    free(choice->below);
    free(choice->answer);
    free(choice->number);
    free(choice->ranks);
}

static void tell_points(const bp_condensed_tree *tree, const bp_placed *points, const chosen *choice,
                        bp_hdbscan *result)
{
    for (int64_t i = 0; i < result->n; i++) {
        result->cluster[i] = -1;
        result->outlier[i] = NAN;
    }
    for (int64_t p = 0; p < tree->n; p++) {
        int64_t i = points[p].row;
        int32_t last = tree->last[p], answer = choice->answer[last];
        double density = tree->density[p];
        result->outlier[i] = 1.0 - density / choice->below[last];
        result->n_noise += answer < 0;
        if (answer < 0)
            continue;
        result->cluster[i] = choice->number[answer];
        result->probability[i] = fmin(1.0, density / tree->clusters[answer].death);
    }
    result->n_none = result->n - tree->n;
}

static bp_status make_result(bp_context *context, const bp_condensed_tree *tree, const bp_placed *points,
                             const chosen *choice, bp_hdbscan *result)
{
    size_t rows = (size_t)result->n, clusters = (size_t)result->n_clusters + 1;
    result->cluster = (int32_t *)malloc(rows * sizeof *result->cluster);
    result->probability = (double *)calloc(rows, sizeof *result->probability);
    result->outlier = (double *)malloc(rows * sizeof *result->outlier);
    result->size = (int64_t *)malloc(clusters * sizeof *result->size);
    result->stability = (double *)malloc(clusters * sizeof *result->stability);
    if (!result->cluster || !result->probability || !result->outlier || !result->size || !result->stability) {
        bp_hdbscan_clear(result);
        return bp_context_fail_memory(context, rows * sizeof *result->outlier);
    }
    for (int32_t k = 0; k < result->n_clusters; k++) {
        result->size[k] = choice->ranks[k].size;
        result->stability[k] = tree->clusters[choice->ranks[k].cluster].stability;
    }
    tell_points(tree, points, choice, result);
    return BP_OK;
}

static bp_status choose(bp_context *context, const bp_condensed_tree *tree, const bp_placed *points,
                        const bp_hdbscan_options *options, bp_hdbscan *result)
{
    size_t clusters = (size_t)tree->n_clusters;
    chosen made = {(uint8_t *)calloc(clusters, 1), (double *)calloc(clusters, sizeof(double)),
                   (int32_t *)malloc(clusters * sizeof(int32_t)),
                   (int32_t *)malloc(clusters * sizeof(int32_t)), (rank *)malloc(clusters * sizeof(rank))};
    bp_status status = made.is_taken && made.below && made.answer && made.number && made.ranks
                           ? BP_OK
                           : bp_context_fail_memory(context, clusters * sizeof(rank));
    if (status)
        goto done;
    if (options->selection == BP_HDBSCAN_LEAVES)
        choose_leaves(tree, options->allow_one, made.is_taken);
    else
        choose_by_mass(tree, options->allow_one, made.below, made.is_taken);
    find_answers(tree, made.is_taken, made.answer);
    result->n_clusters = number_taken(tree, made.answer, made.ranks, made.number);
    for (int32_t c = 0; c < tree->n_clusters; c++)
        made.below[c] = tree->clusters[c].death;
    for (int32_t c = tree->n_clusters - 1; c > 0; c--) {
        double *of = &made.below[tree->clusters[c].parent];
        *of = made.below[c] > *of ? made.below[c] : *of;
    }
    status = make_result(context, tree, points, &made, result);
done:
    clear_choice(&made);
    return status;
}

bp_status bp_hdbscan_make(bp_context *context, const bp_point_set *set, const bp_hdbscan_options *options,
                          bp_hdbscan *out)
{
    bp_placed *points = NULL;
    bp_reach_link *links = NULL;
    bp_condensed_tree tree = BP_CONDENSED_TREE_INIT;
    bp_hdbscan result = {.n = set->n};
    int64_t n = 0, k = options->min_samples ? options->min_samples : options->min_cluster_size;
    bp_point_set unweighted = *set;
    unweighted.weight = NULL;
    bp_status status = check_options(context, options);
    if (!status)
        status = bp_placed_take(context, &unweighted, "hdbscan", &points, &n);
    if (!status)
        status = check_points(context, set, points, n, options);
    if (!status) {
        links = (bp_reach_link *)malloc((size_t)n * sizeof *links);
        status = links ? bp_mutual_reach_tree(context, points, n, k, links)
                       : bp_context_fail_memory(context, (size_t)n * sizeof *links);
    }
    if (!status)
        status = bp_condensed_tree_build(context, links, n, options->min_cluster_size, &tree);
    if (!status)
        status = choose(context, &tree, points, options, &result);
    if (!status)
        *out = result;
    bp_condensed_tree_clear(&tree);
    free(links);
    free(points);
    return status;
}
