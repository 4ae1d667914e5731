/* A map of the scores, where the study asks for one. */
#include "cli/map/map.h"
#include "cli/run/run.h"

#include "geo/write.h"

#include <stdlib.h>

bp_status bp_run_write_map(bp_run *run, const bp_folder *folder)
{
    const bp_map_options options = BP_MAP_OPTIONS_INIT;
    bp_map_run read = {0};
    char *bytes = NULL;
    size_t n = 0;
    if (!run->study->output.map)
        return BP_OK;
    bp_progress_begin(run->progress, "draw map");
    char *path = bp_folder_path(folder, "map.pdf");
    bp_status status = path ? BP_OK : bp_context_fail_memory(run->context, 0);
    if (!status)
        status = bp_map_run_read(run->context, folder->work, run->words, &read);
    if (!status)
        status = bp_map_draw(run->context, &read, &options, &bytes, &n);
    if (!status)
        status = bp_file_write(run->context, path, bytes, n);
    bp_map_run_clear(&read);
    free(bytes);
    free(path);
    return status;
}
