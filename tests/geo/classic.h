/* The classical data sets and their reference values, where they are at hand. */
#ifndef BP_TESTS_GEO_CLASSIC_H
#define BP_TESTS_GEO_CLASSIC_H

#include "geo/graph.h"
#include "geo/read.h"
#include "geo/text.h"
#include "tests/support.h"

#include <stdio.h>

enum { N_CLASSIC = 3 };

/* Name of the set in the references, and its file. */
static const char *const classic_sets[N_CLASSIC][2] = {
    {"columbus", "classic/columbus.shp"}, {"sids", "classic/sids.shp"}, {"guerry", "classic/Guerry.shp"}};

/* Path of a file of real data, or NULL when it is not there; to free(). */
static inline char *data_path(const char *name)
{
    const char *data = getenv("BRANDPUNT_DATA"), *source = getenv("BRANDPUNT_SOURCE");
    char *path = data ? bp_text_format("%s/%s", data, name)
                      : bp_text_format("%s/../shared/data/%s", source ? source : ".", name);
    FILE *file = path ? fopen(path, "rb") : NULL;
    if (file) {
        fclose(file);
        return path;
    }
    printf("SKIPPED: %s is not there (set BRANDPUNT_DATA)\n", path ? path : name);
    free(path);
    return NULL;
}

/* A reference file open behind its header; NULL when it is not there. */
static inline FILE *open_reference(const char *set, const char *rest)
{
    char *name = bp_text_format("../reference/%s_%s.csv", set, rest), line[256];
    char *path = data_path(name);
    FILE *file = path ? fopen(path, "r") : NULL;
    if (file)
        ck_assert_ptr_nonnull(fgets(line, sizeof line, file));
    free(path);
    free(name);
    return file;
}

static inline bool has_link(const bp_graph *graph, long i, long j)
{
    for (int64_t k = graph->offsets[i]; k < graph->offsets[i + 1]; k++)
        if (graph->neighbours[k] == j)
            return true;
    return false;
}

/* The links of a reference "SET_nb_WHICH.csv" are those of the graph, no more and no fewer. */
static inline void check_reference_links(const bp_graph *graph, const char *set, const char *which)
{
    char *rest = bp_text_format("nb_%s", which), line[64];
    FILE *file = open_reference(set, rest);
    int64_t n = 0;
    free(rest);
    if (!file)
        return;
    while (fgets(line, sizeof line, file)) {
        char *end = NULL;
        long i = strtol(line, &end, 10), j = strtol(end + 1, NULL, 10);
        ck_assert_msg(has_link(graph, i, j), "%s %s: no link %ld-%ld", set, which, i, j);
        n++;
    }
    fclose(file);
    ck_assert_int_eq(n, graph->offsets[graph->n]);
}

#endif
