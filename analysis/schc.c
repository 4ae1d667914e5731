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

static bp_status fail_below(bp_context *context, const bp_regions_options *options, int64_t n_groups,
                            double held)
{
    if (n_groups == options->k)
        return bp_context_fail(context, BP_ERROR_INPUT,
                               "schc: at %" PRId64
                               " region%s one of size %.12g is still below floor %.12g: lower k "
                               "or the floor",
                               n_groups, n_groups == 1 ? "" : "s", held, options->floor);
    return bp_context_fail(
        context, BP_ERROR_INPUT,
        "schc: the mergers that keep ceiling %.12g leave a region of size %.12g below floor "
        "%.12g: lower the floor or raise the ceiling",
        options->ceiling, held, options->floor);
}

/* Did the mergers come as far as they had to? */
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
    bp_status status = BP_OK;
    double *held = (double *)calloc((size_t)input->n + 1, sizeof *held);
    if (!held)
        return bp_context_fail_memory(context, (size_t)input->n * sizeof *held);
    for (int64_t i = 0; i < input->n; i++)
        held[label[i]] += input->size[i];
    for (int64_t i = 0; !status && i < input->n; i++)
        if (label[i] == i && held[i] < options->floor)
            status = fail_below(context, options, n_groups, held[i]);
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
