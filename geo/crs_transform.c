#include "geo/crs_private.h"
#include "geo/text.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#ifdef _OPENMP
#include <omp.h>
#endif

enum { CHUNK_POINTS = 8192, MEMORY_BITS = 16 };

/* A point that was transformed, by its bits (what PROJ makes of -0 is its own business), and where it went.
 */
struct remembered {
    uint64_t from[2];
    double to[2];
};

/*
 * PROJ objects may not be shared by threads; so each has a context and a transformation of its own. And a
 * memory: neighbours share their borders, so that most points come twice or thrice, soon after each other.
 */
struct copy {
    PJ_CONTEXT *proj;
    PJ *operation;
    struct remembered *memory; /**< memory[1 << MEMORY_BITS]: at each place the last point that fell there */
};

struct bp_transform {
    char *from, *to, *source; /**< as messages name them */
    bool same;
    int n_copies;
    struct copy *copies;
};

static void be_silent(void *user, int level, const char *text)
{
    (void)user;
    (void)level;
    (void)text;
}

PJ_CONTEXT *bp_proj_open(void)
{
    PJ_CONTEXT *proj = proj_context_create();
    if (!proj)
        return NULL;
    proj_log_func(proj, NULL, be_silent);
    proj_context_set_enable_network(proj, 0);
    return proj;
}

const char *bp_crs_definition(const bp_crs *crs)
{
    return crs->code ? crs->code : crs->wkt;
}

const char *bp_crs_title(const bp_crs *crs)
{
    return crs->code ? crs->code : crs->name ? crs->name : "no coordinate reference system";
}

PJ *bp_proj_east_north(PJ_CONTEXT *proj, const bp_crs *from, const bp_crs *to)
{
    PJ *raw = proj_create_crs_to_crs(proj, bp_crs_definition(from), bp_crs_definition(to), NULL);
    PJ *turned = raw ? proj_normalize_for_visualization(proj, raw) : NULL;
    proj_destroy(raw);
    return turned;
}

static bool open_copy(const bp_crs *from, const bp_crs *to, struct copy *copy)
{
    copy->proj = bp_proj_open();
    copy->operation = copy->proj ? bp_proj_east_north(copy->proj, from, to) : NULL;
    return copy->operation != NULL;
}

static bool open_memory(struct copy *copy)
{
    size_t n = (size_t)1 << MEMORY_BITS;
    copy->memory = (struct remembered *)malloc(n * sizeof *copy->memory);
    for (size_t i = 0; copy->memory && i < n; i++)
        copy->memory[i] = (struct remembered){{UINT64_MAX, UINT64_MAX}, {NAN, NAN}}; /* that is no point */
    return copy->memory != NULL;
}

void bp_transform_free(bp_transform *transform)
{
    for (int i = 0; transform && i < transform->n_copies; i++) {
        proj_destroy(transform->copies[i].operation);
        proj_context_destroy(transform->copies[i].proj);
        free(transform->copies[i].memory);
    }
    if (!transform)
        return;
    free(transform->copies);
    free(transform->from);
    free(transform->to);
    free(transform->source);
    free(transform);
}

bp_status bp_transform_new(bp_context *context, const bp_crs *from, const bp_crs *to, const char *source,
                           int n_threads, bp_transform **out)
{
    source = source ? source : "the layer";
    if (!from->wkt || !to->wkt)
        return bp_context_fail(context, BP_ERROR_INPUT,
                               "%s: has no coordinate reference system to transform from or to", source);
    bp_transform *transform = (bp_transform *)calloc(1, sizeof *transform);
    struct copy *copies = (struct copy *)calloc((size_t)n_threads, sizeof *copies);
    if (!transform || !copies) {
        free(transform);
        free(copies);
        return bp_context_fail_memory(context, 0);
    }
    *transform = (bp_transform){bp_text_copy(bp_crs_title(from)),
                                bp_text_copy(bp_crs_title(to)),
                                bp_text_copy(source),
                                bp_crs_equal(from, to),
                                n_threads,
                                copies};
    int n_failed = 0, n_forgetful = 0;
    if (!transform->same) {
#pragma omp parallel for num_threads(n_threads) schedule(static, 1) reduction(+ : n_failed, n_forgetful)
        for (int i = 0; i < n_threads; i++) {
            n_failed += !open_copy(from, to, &copies[i]);
            n_forgetful += !open_memory(&copies[i]);
        }
    }
    bp_status status = BP_OK;
    if (!transform->from || !transform->to || !transform->source || n_forgetful)
        status = bp_context_fail_memory(context, 0);
    else if (n_failed)
        status = bp_context_fail(context, BP_ERROR_INPUT, "%s: there is no transformation from %s to %s",
                                 source, transform->from, transform->to);
    if (status) {
        bp_transform_free(transform);
        return status;
    }
    *out = transform;
    return BP_OK;
}

/* The place of a point in the memory. Multiplied, because coordinates in whole metres differ in their upper
 * bits only. */
static size_t place_of(const uint64_t bits[2])
{
    uint64_t hash = bits[0] * UINT64_C(0x9E3779B97F4A7C15);
    hash = (hash ^ (hash >> 32) ^ bits[1]) * UINT64_C(0xD6E8FEB86659FD93);
    return (size_t)(hash >> (64 - MEMORY_BITS));
}

int64_t bp_transform_run(bp_transform *transform, int thread, double *xy, int64_t n_points)
{
    if (transform->same)
        return -1;
    struct copy *copy = &transform->copies[thread];
    for (int64_t i = 0; i < n_points; i++) {
        double *point = xy + 2 * i;
        uint64_t bits[2];
        memcpy(bits, point, sizeof bits);
        struct remembered *known = &copy->memory[place_of(bits)];
        if (known->from[0] != bits[0] || known->from[1] != bits[1]) {
            proj_trans_generic(copy->operation, PJ_FWD, point, 0, 1, point + 1, 0, 1, NULL, 0, 0, NULL, 0, 0);
            memcpy(known->from, bits, sizeof bits);
            memcpy(known->to, point, sizeof known->to);
        }
        memcpy(point, known->to, sizeof known->to);
        if (!isfinite(point[0]) || !isfinite(point[1]))
            return i;
    }
    return -1;
}

bp_status bp_transform_fail(bp_context *context, const bp_transform *transform, double x, double y)
{
    return bp_context_fail(context, BP_ERROR_INPUT,
                           "%s: point (%.10g, %.10g) cannot be transformed from %s to %s", transform->source,
                           x, y, transform->from, transform->to);
}

/* The operation that PROJ picks for a point, in words. */
static char *describe_operation(bp_transform *transform, double x, double y)
{
    if (transform->same)
        return bp_text_copy("none: the same coordinate reference system");
    PJ *operation = transform->copies[0].operation;
    const char *words = proj_pj_info(operation).description;
    char *text = NULL;
#if PROJ_VERSION_MAJOR > 9 || (PROJ_VERSION_MAJOR == 9 && PROJ_VERSION_MINOR >= 1)
    proj_trans(operation, PJ_FWD, proj_coord(x, y, 0.0, HUGE_VAL));
    PJ *used = proj_trans_get_last_used_operation(operation);
    if (used && proj_pj_info(used).description)
        words = proj_pj_info(used).description;
    text = bp_text_copy(words ? words : "not named by PROJ");
    proj_destroy(used);
#else
    (void)x;
    (void)y;
    text = bp_text_copy(words ? words : "not named by PROJ");
#endif
    return text;
}

/* Transform chunk by chunk; returns the first chunk's point that failed, or -1. `failed` gets it as it was.
 */
static int64_t run_chunks(bp_transform *transform, double *xy, int64_t n_points, double failed[2])
{
    int64_t n_chunks = (n_points + CHUNK_POINTS - 1) / CHUNK_POINTS, first = INT64_MAX;
#pragma omp parallel for num_threads(transform->n_copies) schedule(dynamic, 1)
    for (int64_t c = 0; c < n_chunks; c++) {
        int thread = 0;
#ifdef _OPENMP
        thread = omp_get_thread_num();
#endif
        int64_t start = c * CHUNK_POINTS,
                n = n_points - start < CHUNK_POINTS ? n_points - start : CHUNK_POINTS;
        double before[2 * CHUNK_POINTS];
        memcpy(before, xy + 2 * start, (size_t)n * 2 * sizeof *xy);
        int64_t bad = bp_transform_run(transform, thread, xy + 2 * start, n);
        if (bad < 0)
            continue;
#pragma omp critical(bp_transform_first_failure)
        if (start + bad < first) {
            first = start + bad;
            failed[0] = before[2 * bad];
            failed[1] = before[2 * bad + 1];
        }
    }
    return first == INT64_MAX ? -1 : first;
}

bp_status bp_crs_transform(bp_context *context, const bp_crs *from, const bp_crs *to, const char *source,
                           double *xy, int64_t n_points, char **operation)
{
    bp_transform *transform = NULL;
    char *words = NULL;
    double failed[2] = {0.0, 0.0};
    int n_threads = n_points > CHUNK_POINTS ? bp_context_threads(context) : 1;
    bp_status status = bp_transform_new(context, from, to, source, n_threads, &transform);
    if (status)
        return status;
    if (operation)
        words = describe_operation(transform, n_points > 0 ? xy[0] : 0.0, n_points > 0 ? xy[1] : 0.0);
    if (operation && !words)
        status = bp_context_fail_memory(context, 0);
    else if (!transform->same && run_chunks(transform, xy, n_points, failed) >= 0)
        status = bp_transform_fail(context, transform, failed[0], failed[1]);
    if (status)
        free(words);
    else if (operation)
        *operation = words;
    bp_transform_free(transform);
    return status;
}
