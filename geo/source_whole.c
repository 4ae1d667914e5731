/* Whether a service has given all that it has. */
#include "geo/source_private.h"

#include <inttypes.h>
#include <stdio.h>

/* Where services cut their answers unless they are told otherwise. */
enum { USUAL_LIMIT = 1000 };

void bp_source_count(bp_source *source, OGRLayerH layer)
{
    bp_http_guard *guard = &source->guard;
    if (!bp_source_is_service(source))
        return;
    /* GDAL asks a WFS how many there are; of an OGC API the first page tells, which GDAL has read by now. */
    if (source->kind == BP_SOURCE_WFS) {
        guard->n_matched = -1;
        OGR_L_GetFeatureCount(layer, TRUE);
    } else {
        OGR_L_GetLayerDefn(layer);
    }
    guard->most_matched = guard->n_matched;
    /* What was asked for but not needed did no harm by failing; what is needed is asked for again. */
    bp_http_forgive(guard);
    source->log.n_failures = 0;
}

/* In words, why a result of n_rows looks cut short; "" when it does not. */
static void find_reason(const bp_source *source, int64_t n_matched, int64_t n_rows, char *reason, size_t size)
{
    int64_t limit = source->guard.n_limit;
    reason[0] = '\0';
    if (n_matched >= 0 && n_rows > n_matched)
        snprintf(reason, size,
                 "gave more features than the %" PRId64 " that it says there are: its pages repeat",
                 n_matched);
    else if (n_matched >= 0 && n_rows < n_matched)
        snprintf(reason, size, "gave %" PRId64 " features and says that there are %" PRId64, n_rows,
                 n_matched);
    else if (n_rows == USUAL_LIMIT || (limit > 0 && n_rows == limit))
        snprintf(reason, size,
                 "gave exactly %" PRId64 " features, %s, which looks like an answer that was cut", n_rows,
                 n_rows == limit ? "the most it gives at once" : "where many services stop");
}

bp_status bp_source_check_whole(bp_source *source, OGRLayerH layer, int64_t n_rows, bool accept_truncated)
{
    char reason[160];
    if (!bp_source_is_service(source))
        return BP_OK;
    const char *name = OGR_L_GetName(layer);
    find_reason(source, source->guard.n_matched, n_rows, reason, sizeof reason);
    if (!reason[0])
        return BP_OK;
    if (!accept_truncated)
        return bp_context_fail(source->context, BP_ERROR_INPUT,
                               "%s, layer %s: the service %s; name a part of it that it gives whole, or say "
                               "`accept_truncated: true` if this is all you want",
                               source->shown, name, reason);
    bp_context_warn(source->context, "truncated", "%s, layer %s: the service %s; it was accepted as it is",
                    source->shown, name, reason);
    return BP_OK;
}
