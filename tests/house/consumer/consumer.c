/* Two squares side by side: how many neighbours has the first, and how large are they together? */
#include <brandpunt/brandpunt.h>

#include <stdio.h>

int main(void)
{
    static const double corners[2][8] = {{0, 0, 1, 0, 1, 1, 0, 1}, {1, 0, 2, 0, 2, 1, 1, 1}};
    bp_context *context = NULL;
    bp_polygons squares = BP_POLYGONS_INIT;
    bp_graph graph = BP_GRAPH_INIT;
    double area[2] = {0};
    bp_status status = bp_context_new(NULL, &context);
    for (int i = 0; !status && i < 2; i++) {
        status = bp_polygons_add_points(context, &squares, corners[i], 4);
        status = status ? status : bp_polygons_end_ring(context, &squares);
        status = status ? status : bp_polygons_end_part(context, &squares);
        status = status ? status : bp_polygons_end_unit(context, &squares);
    }
    status = status ? status : bp_contiguity(context, &squares, BP_CONTIGUITY_ROOK, &graph);
    if (!status) {
        bp_polygons_area(&squares, area);
        printf("%d neighbour, %g m2\n", (int)(graph.offsets[1] - graph.offsets[0]), area[0] + area[1]);
    }
    bp_graph_clear(&graph);
    bp_polygons_clear(&squares);
    bp_context_free(context);
    return status ? 1 : 0;
}
