#include "cli/run/write/written.h"

#include "cli/terminal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { INDENT = 13 };

typedef struct written_group {
    const char *front;
    const char *const *files; /* up to NULL */
} written_group;

static const char *const layers[] = {
    "focus_areas.gpkg", "units.gpkg", "overlap.gpkg", "stability.gpkg", "focus_areas_by_method.gpkg", NULL};
static const char *const geojson[] = {"focus_areas.geojson", "units.geojson", "overlap.geojson", NULL};
static const char *const styles[] = {"focus_areas.qml", "focus_areas.sld", "units.qml", "units.sld",
                                     "overlap.qml",     "overlap.sld",     NULL};
static const char *const project[] = {"project.qgz", NULL};
static const char *const report[] = {"report.html", "map.pdf", NULL};
static const char *const tables[] = {
    "areas.csv", "adopted.csv",      "backtest.csv",     "methods.csv",          "agreement.csv",
    "rules.csv", "overlap.csv",      "programmes.csv",   "programme_matrix.csv", "budget.csv",
    "audit.csv", "correlations.csv", "explanations.csv", "comparability.csv",    NULL};
static const char *const record[] = {"run.json", NULL};

static const written_group groups[] = {
    {"  to read   ", report},  {"  layers    ", layers}, {"  GeoJSON   ", geojson}, {"  styles    ", styles},
    {"  for QGIS  ", project}, {"  tables    ", tables}, {"  record    ", record}};
enum { N_GROUPS = sizeof groups / sizeof *groups };

bp_status bp_run_note_written(bp_run *run, const bp_folder *folder)
{
    int bit = 0;
    for (int g = 0; g < N_GROUPS; g++)
        for (int f = 0; groups[g].files[f]; f++, bit++) {
            char *path = bp_folder_path(folder, groups[g].files[f]);
            if (!path)
                return bp_context_fail_memory(run->context, 0);
            if (bp_path_exists(path))
                run->written |= UINT64_C(1) << bit;
            free(path);
        }
    return BP_OK;
}

void bp_run_print_written(const bp_run *run, const char *directory)
{
    int bit = 0;
    printf("\nWritten to %s:\n", directory);
    for (int g = 0; g < N_GROUPS; g++) {
        char line[400] = "";
        for (int f = 0; groups[g].files[f]; f++, bit++) {
            size_t used = strlen(line);
            if (run->written >> bit & 1)
                snprintf(line + used, sizeof line - used, "%s%s", used ? ", " : "", groups[g].files[f]);
        }
        if (line[0])
            bp_terminal_print(groups[g].front, line, INDENT);
    }
}
