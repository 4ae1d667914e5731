#include "geo/lines.h"

#include <stdlib.h>
#include <string.h>

void bp_lines_clear(bp_lines *lines)
{
    free(lines->row_lines);
    free(lines->line_coords);
    free(lines->xy);
    *lines = (bp_lines)BP_LINES_INIT;
}

/* Make the array one of `needed` items of `size` bytes or more; `*cap` of them fit. */
static bp_status make_room(bp_context *context, void **array, int64_t *cap, int64_t needed, size_t size)
{
    if (*array && needed <= *cap)
        return BP_OK;
    int64_t more = 2 * *cap > needed ? 2 * *cap : needed + 64;
    void *grown = realloc(*array, (size_t)more * size);
    if (!grown)
        return bp_context_fail_memory(context, (size_t)more * size);
    *array = grown;
    *cap = more;
    return BP_OK;
}

bp_status bp_lines_add_points(bp_context *context, bp_lines *lines, const double *xy, int64_t n_points)
{
    bp_status status = make_room(context, (void **)&lines->xy, &lines->cap_coords, lines->n_coords + n_points,
                                 2 * sizeof *lines->xy);
    if (status)
        return status;
    memcpy(lines->xy + 2 * lines->n_coords, xy, 2 * (size_t)n_points * sizeof *xy);
    lines->n_coords += n_points;
    return BP_OK;
}

bp_status bp_lines_end_line(bp_context *context, bp_lines *lines)
{
    bp_status status = make_room(context, (void **)&lines->line_coords, &lines->cap_lines, lines->n_lines + 2,
                                 sizeof *lines->line_coords);
    if (status)
        return status;
    lines->line_coords[0] = 0;
    if (lines->n_coords - lines->line_coords[lines->n_lines] < 2)
        lines->n_coords = lines->line_coords[lines->n_lines];
    else
        lines->line_coords[++lines->n_lines] = lines->n_coords;
    return BP_OK;
}

bp_status bp_lines_end_row(bp_context *context, bp_lines *lines)
{
    bp_status status = make_room(context, (void **)&lines->row_lines, &lines->cap_rows, lines->n_rows + 2,
                                 sizeof *lines->row_lines);
    if (!status && !lines->line_coords)
        status = bp_lines_end_line(context, lines);
    if (status)
        return status;
    lines->row_lines[0] = 0;
    lines->row_lines[++lines->n_rows] = lines->n_lines;
    return BP_OK;
}
