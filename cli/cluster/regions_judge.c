/* How whole and how compact the regions came out. */
#include "cli/cluster/regions.h"

#include "geo/contiguity.h"

#include <stdlib.h>

/* Compactness is a matter of outlines, and of true lengths. */
static bool has_outlines(const bp_layer *layer)
{
    return layer->polygons.n_units == layer->table.n_rows && layer->table.n_rows > 0 &&
           !layer->crs.is_geographic;
}

/* Perimeters need the borders that units share, whoever the neighbours of the regions are. */
static bp_status judge_outlines(bp_cluster_regions *job, const bp_partition_input *whole)
{
    const bp_polygons *polygons = &job->base.layer.polygons;
    bp_partition_input input = *whole;
    bp_graph borders = BP_GRAPH_INIT;
    bp_partition compact = BP_PARTITION_INIT;
    bp_shape *shape = (bp_shape *)calloc((size_t)input.n + 1, sizeof *shape);
    bp_status status = shape ? bp_contiguity(job->base.context, polygons, BP_CONTIGUITY_ROOK, &borders)
                             : bp_context_fail_memory(job->base.context, (size_t)input.n * sizeof *shape);
    if (!status) {
        bp_shape_of(polygons, shape);
        input.shape = shape;
        input.graph = &borders;
        status = bp_partition_judge(job->base.context, &input, &compact);
    }
    for (int32_t r = 0; !status && r < compact.n_regions; r++) {
        bp_region_figures *to = &job->judged.regions[r];
        const bp_region_figures *from = &compact.regions[r];
        to->polsby_popper = from->polsby_popper;
        to->has_polsby_popper = from->has_polsby_popper;
        to->roundness = from->roundness;
        to->has_roundness = from->has_roundness;
    }
    bp_partition_clear(&compact);
    bp_graph_clear(&borders);
    free(shape);
    return status;
}

bp_status bp_cluster_regions_judge(bp_cluster_regions *job)
{
    bp_partition_input input = BP_PARTITION_INPUT_INIT;
    input.n = job->found.n;
    input.n_regions = job->found.k;
    input.label = job->found.label;
    input.graph = &job->graph;
    bp_status status = bp_partition_judge(job->base.context, &input, &job->judged);
    job->has_compactness = !status && has_outlines(&job->base.layer);
    return job->has_compactness ? judge_outlines(job, &input) : status;
}
