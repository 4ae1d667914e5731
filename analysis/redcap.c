#include "analysis/redcap.h"

#include "analysis/linkage.h"
#include "analysis/tree_cut.h"

bp_status bp_redcap_label(bp_context *context, const bp_regions_input *input,
                          const bp_regions_options *options, int32_t *label)
{
    bp_spanning_tree tree = BP_SPANNING_TREE_INIT;
    bp_linkage_options merge = BP_LINKAGE_OPTIONS_INIT;
    merge.linkage = options->linkage;
    merge.first_order = options->first_order;
    bp_status status = bp_linkage_merge(context, input, &merge, &tree);
    if (!status)
        status = bp_tree_cut(context, input, &tree, options, label);
    bp_spanning_tree_clear(&tree);
    return status;
}
