#include "analysis/skater.h"

#include "analysis/tree_cut.h"

bp_status bp_skater_label(bp_context *context, const bp_regions_input *input,
                          const bp_regions_options *options, int32_t *label)
{
    bp_spanning_tree tree = BP_SPANNING_TREE_INIT;
    bp_status status = bp_spanning_tree_make(context, input, &tree);
    if (!status)
        status = bp_tree_cut(context, input, &tree, options, label);
    bp_spanning_tree_clear(&tree);
    return status;
}
