/* The outlines of a report: units and areas, small enough to be sent in one page. */
#ifndef BP_CLI_REPORT_SHAPES_H
#define BP_CLI_REPORT_SHAPES_H

#include "cli/report/markup.h"
#include "cli/report/stored.h"

/**
 * Add an object of JSON with the outlines of all units, then all areas, then adopted ones, in degrees
 * (WGS84), rounded to a grid:
 * {"origin": [lon, lat], "step": [lon, lat], "units": n, "areas": n, "adopted": n, "arcs": "...", "rings":
 * "..."}. The two texts are packed numbers (bp_markup_add_packed). `arcs`: how many, then per arc its points
 * less one, and for each point the signed steps from the point before, of the first from the end of the arc
 * before. `rings`: per unit its parts, per part its rings, per ring its arcs, then for each arc twice the
 * signed number (as packed) from the arc before, plus one when it is run backwards. Complexity: O(points).
 */
bp_status bp_page_add_shapes(bp_context *context, const bp_stored_run *run, bp_markup *text);

#endif
