/* A file of neighbours or weights, for four units: read, written, read again. The first byte says which
 * format. */
#include "geo/weights_file.h"
#include "tests/fuzz/fuzz.h"

#include <cpl_vsi.h>
#include <string.h>

static void check_graph(const bp_graph *graph)
{
    fuzz_check(graph->n == 4 && graph->offsets[0] == 0);
    for (int64_t i = 0; i < graph->n; i++) {
        fuzz_check(graph->offsets[i] <= graph->offsets[i + 1]);
        for (int64_t k = graph->offsets[i]; k < graph->offsets[i + 1]; k++) {
            fuzz_check(graph->neighbours[k] >= 0 && graph->neighbours[k] < 4);
            fuzz_check(k == graph->offsets[i] || graph->neighbours[k - 1] < graph->neighbours[k]);
            fuzz_check(!graph->length_m || graph->length_m[k] >= 0.0);
        }
    }
}

static void check_round_trip(bp_context *context, const bp_graph *graph, const bp_unit_ids *ids,
                             const bp_weights_file_report *report, const char *path)
{
    bp_weights_file_options options = BP_WEIGHTS_FILE_OPTIONS_INIT;
    bp_weights_file_report read = BP_WEIGHTS_FILE_REPORT_INIT;
    bp_graph again = BP_GRAPH_INIT;
    options.length = report->length;
    options.length_name = report->length_name;
    fuzz_check(fuzz_status(context, bp_weights_file_write(context, graph, ids, &options, path)) == BP_OK);
    fuzz_check(fuzz_status(context, bp_weights_file_read(context, path, ids, &again, &read)) == BP_OK);
    check_graph(&again);
    size_t n = (size_t)graph->offsets[4];
    fuzz_check(memcmp(graph->offsets, again.offsets, 5 * sizeof *graph->offsets) == 0);
    fuzz_check(n == 0 || memcmp(graph->neighbours, again.neighbours, n * sizeof *graph->neighbours) == 0);
    for (size_t k = 0; k < n; k++) {
        fuzz_check((graph->length_m ? graph->length_m[k] : 1.0) ==
                   (again.length_m ? again.length_m[k] : 1.0));
        fuzz_check(!report->length || report->length[k] == read.length[k]);
    }
    fuzz_check(read.n_self == report->n_self && !read.other_order);
    bp_graph_clear(&again);
    bp_weights_file_report_clear(&read);
}

static bp_unit_ids make_ids(bp_context *context)
{
    static const char *const texts[] = {"1", "a", "a\"b", "GM0363"};
    bp_unit_ids ids = BP_UNIT_IDS_INIT;
    bp_table table = BP_TABLE_INIT;
    table.n_rows = 4;
    fuzz_check(bp_table_add_text(context, &table, "id", texts) == BP_OK);
    fuzz_check(bp_unit_ids_make(context, &table, 0, &ids) == BP_OK);
    bp_table_clear(&table);
    return ids;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    static const char *const paths[] = {"/vsimem/fuzz.gal", "/vsimem/fuzz.gwt", "/vsimem/fuzz.csv"};
    bp_graph graph = BP_GRAPH_INIT;
    bp_weights_file_report report = BP_WEIGHTS_FILE_REPORT_INIT;
    if (n == 0)
        return 0;
    const char *path = paths[bytes[0] % 3];
    char *copy = (char *)malloc(n);
    fuzz_check(copy);
    memcpy(copy, bytes + 1, n - 1);
    VSIFCloseL(VSIFileFromMemBuffer(path, (GByte *)copy, n - 1, FALSE));
    bp_context *context = fuzz_context();
    bp_unit_ids ids = make_ids(context);
    bp_status status = fuzz_status(context, bp_weights_file_read(context, path, &ids, &graph, &report));
    VSIUnlink(path);
    free(copy);
    if (!status) {
        check_graph(&graph);
        check_round_trip(context, &graph, &ids, &report, path);
        VSIUnlink(path);
    }
    bp_graph_clear(&graph);
    bp_weights_file_report_clear(&report);
    bp_unit_ids_clear(&ids);
    bp_context_free(context);
    return 0;
}
