#include "analysis/schc.h"

#include "analysis/linkage.h"

#include <inttypes.h>
#include <stdlib.h>

static int32_t find_root(int32_t *parent, int32_t i)
{
    while (parent[i] != i) {
        parent[i] = parent[parent[i]];
        i = parent[i];
    }
    return i;
}

/* A group that the mergers left below the floor, told by the size it came to. */
static bp_status check_floor(bp_context *context, const bp_regions_input *input,
                             const bp_regions_options *options, const int32_t *label, double *held)
{
    for (int64_t i = 0; i < input->n; i++)
        held[i] = 0.0;
    for (int64_t i = 0; i < input->n; i++)
        held[label[i]] += input->size[i];
    for (int64_t i = 0; i < input->n; i++)
        if (label[i] == i && held[i] < options->floor)
            return bp_context_fail(
                context, BP_ERROR_INPUT,
                "schc: a region of size %.12g is left below floor %.12g, and no merger with "
                "a neighbour keeps ceiling %.12g and k %" PRId32
                ": lower the floor or k, or raise the ceiling",
                held[i], options->floor, options->ceiling, options->k);
    return BP_OK;
}

static bp_status check_merged(bp_context *context, const bp_regions_input *input,
                              const bp_regions_options *options, const int32_t *label, int64_t n_groups)
{
    if (options->k > 0 && n_groups > options->k)
        return bp_context_fail(context, BP_ERROR_INPUT,
                               "schc: the mergers that keep ceiling %.12g end at %" PRId64
                               " regions and k is %" PRId32 ": raise k or the ceiling",
                               options->ceiling, n_groups, options->k);
    if (options->floor <= 0.0)
        return BP_OK;
    double *held = (double *)malloc(((size_t)input->n + 1) * sizeof *held);
    if (!held)
        return bp_context_fail_memory(context, (size_t)input->n * sizeof *held);
    bp_status status = check_floor(context, input, options, label, held);
    free(held);
    return status;
}

bp_status bp_schc_label(bp_context *context, const bp_regions_input *input, const bp_regions_options *options,
                        int32_t *label)
{
    bp_spanning_tree tree = BP_SPANNING_TREE_INIT;
    bp_linkage_options merge = BP_LINKAGE_OPTIONS_INIT;
    merge.linkage = options->linkage;
    merge.n_groups = options->k > 0 ? options->k : 1;
    merge.floor = options->floor;
    merge.ceiling = options->ceiling;
    if (options->k == 0 && isinf(options->ceiling))
        return bp_context_fail(context, BP_ERROR_ARGUMENT,
                               "k is 0: schc needs the number of regions, or a ceiling to find it by");
    bp_status status = bp_linkage_merge(context, input, &merge, &tree);
    if (status)
        return status;
    for (int32_t i = 0; i < input->n; i++)
        label[i] = i;
    for (int64_t k = 0; k < tree.n_links; k++) {
        int32_t a = find_root(label, tree.links[k].a), b = find_root(label, tree.links[k].b);
        label[a > b ? a : b] = a > b ? b : a;
    }
    for (int32_t i = 0; i < input->n; i++)
        label[i] = find_root(label, i);
    status = check_merged(context, input, options, label, input->n - tree.n_links);
    bp_spanning_tree_clear(&tree);
    return status;
}
