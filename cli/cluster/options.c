/* Which option goes with which method. */
#include "cli/cluster/cluster.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* An option and the methods that it means something to, with a blank around each; NULL: none. */
typedef struct option_use {
    const char *name, *methods;
} option_use;

#define REGIONS  " skater redcap schc azp maxp "
#define SEARCHES " azp maxp "

#define SCAN   " scan "
#define FOUND  " dbscan hdbscan "
#define POINTS " dbscan hdbscan kde "
#define KDE    " kde "
#define LINKS  " skater redcap schc azp maxp scan "

static const option_use uses[] = {
    {"k", " skater redcap schc azp "},
    {"floor", REGIONS},
    {"ceiling", REGIONS},
    {"size", REGIONS},
    {"within", REGIONS},
    {"standardise", REGIONS},
    {"linkage", " redcap schc "},
    {"redcap-order", " redcap "},
    {"search", SEARCHES},
    {"starts", SEARCHES},
    {"tabu-length", SEARCHES},
    {"cooling", SEARCHES},
    {"objective", SEARCHES},
    {"leave-out-small", REGIONS},
    {"seed", " azp maxp scan "},
    {"model", SCAN},
    {"cases", SCAN},
    {"population", SCAN},
    {"expected", SCAN},
    {"shape", SCAN},
    {"nearest", SCAN},
    {"restrict", SCAN},
    {"direction", SCAN},
    {"most-share", SCAN},
    {"most-residents", SCAN},
    {"most-units", SCAN},
    {"most-radius", SCAN},
    {"replicates", SCAN},
    {"stop-at", SCAN},
    {"gini", SCAN},
    {"alpha", SCAN},
    {"eps", " dbscan "},
    {"min-points", " dbscan "},
    {"min-cluster-size", " hdbscan "},
    {"min-samples", " hdbscan "},
    {"selection", " hdbscan "},
    {"allow-one", " hdbscan "},
    {"bandwidth", KDE},
    {"adaptive", KDE},
    {"smoothing", KDE},
    {"cell", KDE},
    {"count", " dbscan kde "},
    {"x", POINTS},
    {"y", POINTS},
    {"crs", POINTS},
    {"hulls", FOUND},
    {"hull-ratio", FOUND},
    {"hull-margin", FOUND},
    {"units", POINTS},
    {"units-layer", POINTS},
    {"units-id", POINTS},
    {"shares", POINTS},
    {"point", LINKS},
    {"centres", LINKS},
    {"centres-layer", LINKS},
    {"residents", LINKS},
    {"queen", LINKS},
    {"rook", LINKS},
    {"knn", LINKS},
    {"band", LINKS},
    {"from", LINKS},
    {"tolerance", LINKS},
    {"connected", LINKS},
    {"order", LINKS},
    {"with-lower", LINKS},
    {"combine", LINKS},
    {"symmetric", LINKS},
    {"kernel", NULL},
    {"power", NULL},
    {"diagonal", NULL},
    {"weight", NULL},
    {"style", NULL},
};

static bool is_for(const option_use *use, const char *method)
{
    char sought[64];
    snprintf(sought, sizeof sought, " %s ", method);
    return use->methods && strstr(use->methods, sought);
}

/* " azp maxp " as "azp and maxp". */
static void list_methods(const char *methods, char *text, size_t size)
{
    size_t used = 0;
    text[0] = '\0';
    for (const char *at = methods + 1; *at && used < size;) {
        size_t length = strcspn(at, " ");
        bool is_first = at == methods + 1, is_last = at[length + 1] == '\0';
        used += (size_t)snprintf(text + used, size - used, "%s%.*s",
                                 is_first  ? ""
                                 : is_last ? " and "
                                           : ", ",
                                 (int)length, at);
        at += length + 1;
    }
}

bp_status bp_cluster_check_options(const bp_call *call, const char *method)
{
    char list[160];
    for (size_t u = 0; u < sizeof uses / sizeof *uses; u++) {
        if (!bp_call_has(call, uses[u].name) || is_for(&uses[u], method))
            continue;
        if (!uses[u].methods)
            return bp_context_fail(call->context, BP_ERROR_ARGUMENT,
                                   "cluster: --%s says how much a neighbour counts; here it only matters who "
                                   "is one: leave it out",
                                   uses[u].name);
        list_methods(uses[u].methods, list, sizeof list);
        return bp_context_fail(call->context, BP_ERROR_ARGUMENT,
                               "cluster: --%s does not go with --method %s; it is for %s", uses[u].name,
                               method, list);
    }
    return BP_OK;
}

bp_status bp_cluster_number(const bp_call *call, const char *option, double least, double *out)
{
    const char *text = bp_call_text(call, option, NULL);
    char *end = NULL;
    if (!text)
        return BP_OK;
    double value = strtod(text, &end);
    if (end == text || *end || !isfinite(value) || value < least)
        return bp_context_fail(call->context, BP_ERROR_ARGUMENT,
                               "cluster: --%s: found '%s', expected a number of %g or more", option, text,
                               least);
    *out = value;
    return BP_OK;
}
