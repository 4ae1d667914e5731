#include "geo/crs_operation.h"

#include "geo/crs_private.h"
#include "geo/text.h"

#include <math.h>
#include <proj.h>
#include <stdlib.h>
#include <string.h>

enum { POINTS_LOOKED_AT = 32 };

/* PROJ's objects for one question. */
struct question {
    PJ_CONTEXT *proj;
    PJ *from, *to;
    PJ *chooser;        /**< what bp_crs_transform uses: picks an operation for every point */
    PJ_OBJ_LIST *known; /**< operations whether their grids are here or not, the best first */
};

void bp_crs_operation_clear(bp_crs_operation *operation)
{
    free(operation->from);
    free(operation->to);
    free(operation->name);
    free(operation->better);
    free(operation->missing_grid);
    *operation = (bp_crs_operation)BP_CRS_OPERATION_INIT;
}

static PJ_OBJ_LIST *list_operations(const struct question *question, PROJ_GRID_AVAILABILITY_USE use)
{
    PJ_OPERATION_FACTORY_CONTEXT *factory = proj_create_operation_factory_context(question->proj, NULL);
    if (!factory)
        return NULL;
    proj_operation_factory_context_set_spatial_criterion(question->proj, factory,
                                                         PROJ_SPATIAL_CRITERION_PARTIAL_INTERSECTION);
    proj_operation_factory_context_set_grid_availability_use(question->proj, factory, use);
    PJ_OBJ_LIST *list = proj_create_operations(question->proj, question->from, question->to, factory);
    proj_operation_factory_context_destroy(factory);
    return list;
}

static bool open_question(const bp_crs *from, const bp_crs *to, struct question *question)
{
    question->proj = bp_proj_open();
    if (!question->proj)
        return false;
    question->from = proj_create(question->proj, bp_crs_definition(from));
    question->to = proj_create(question->proj, bp_crs_definition(to));
    question->chooser = bp_proj_east_north(question->proj, from, to);
    if (!question->from || !question->to || !question->chooser)
        return false;
    question->known = list_operations(question, PROJ_GRID_AVAILABILITY_IGNORED);
    return true;
}

static void close_question(struct question *question)
{
    proj_list_destroy(question->known);
    proj_destroy(question->chooser);
    proj_destroy(question->from);
    proj_destroy(question->to);
    if (question->proj)
        proj_context_destroy(question->proj);
}

static const char *name_of(const PJ *operation)
{
    const char *name = proj_get_name(operation);
    return name && *name ? name : "not named by PROJ";
}

/* An operation's steps as PROJ joins them, without those that only put east before north. To free(). */
static char *describe(const PJ *operation)
{
    static const char join[] = " + ", swap[] = "axis order change";
    char *text = bp_text_copy(name_of(operation));
    char *to = text;
    for (const char *at = text; at && *at;) {
        const char *end = strstr(at, join);
        size_t n = end ? (size_t)(end - at) : strlen(at);
        const char *swapped = strstr(at, swap);
        if (!swapped || swapped >= at + n) {
            if (to > text) {
                memmove(to, join, sizeof join - 1);
                to += sizeof join - 1;
            }
            memmove(to, at, n);
            to += n;
        }
        at = end ? end + sizeof join - 1 : at + n;
    }
    if (to && to > text)
        *to = '\0';
    return text;
}

/* Metres; an operation of which nothing is known is worse than any other. */
static bool is_less_accurate(double a, double b)
{
    return a < 0.0 ? b >= 0.0 : b >= 0.0 && a > b;
}

/* Take note of one that is used: the least accurate is told, between equals the first. */
static bool note_used(const struct question *question, const PJ *used, bp_crs_operation *out)
{
    double accuracy = proj_coordoperation_get_accuracy(question->proj, used);
    if (out->name && !is_less_accurate(accuracy, out->accuracy_m))
        return true;
    char *name = describe(used);
    if (!name)
        return false;
    free(out->name);
    out->name = name;
    out->accuracy_m = accuracy;
    return true;
}

#if PROJ_VERSION_MAJOR > 9 || (PROJ_VERSION_MAJOR == 9 && PROJ_VERSION_MINOR >= 1)

/* The operations that PROJ takes at some of the points. */
static bool note_all_used(const struct question *question, const double *xy, int64_t n_points,
                          bp_crs_operation *out)
{
    const char *seen[POINTS_LOOKED_AT];
    int64_t n = n_points < POINTS_LOOKED_AT ? n_points : POINTS_LOOKED_AT;
    PJ *kept[POINTS_LOOKED_AT];
    bool ok = true;
    for (int64_t k = 0; ok && k < n; k++) {
        const double *point = xy + 2 * (n > 1 ? k * (n_points - 1) / (n - 1) : 0);
        proj_trans(question->chooser, PJ_FWD, proj_coord(point[0], point[1], 0.0, HUGE_VAL));
        PJ *used = proj_trans_get_last_used_operation(question->chooser);
        if (!used)
            continue;
        bool is_new = true;
        for (int i = 0; i < out->n_used && is_new; i++)
            is_new = strcmp(seen[i], name_of(used)) != 0;
        if (!is_new) {
            proj_destroy(used);
            continue;
        }
        kept[out->n_used] = used;
        seen[out->n_used++] = name_of(used);
        ok = note_used(question, used, out);
    }
    for (int i = 0; i < out->n_used; i++)
        proj_destroy(kept[i]);
    return ok;
}

#else

static bool note_all_used(const struct question *question, const double *xy, int64_t n_points,
                          bp_crs_operation *out)
{
    (void)question;
    (void)xy;
    (void)n_points;
    (void)out;
    return true;
}

#endif

/* The best that works on this machine, where there is no point to choose by. */
static bool note_first_available(const struct question *question, bp_crs_operation *out)
{
    PJ_OBJ_LIST *available =
        list_operations(question, PROJ_GRID_AVAILABILITY_DISCARD_OPERATION_IF_MISSING_GRID);
    bool any = available && proj_list_get_count(available) > 0;
    PJ *first = any ? proj_list_get(question->proj, available, 0) : NULL;
    bool ok = note_used(question, first ? first : question->chooser, out);
    proj_destroy(first);
    proj_list_destroy(available);
    out->n_used = 1;
    return ok;
}

/* The first file of an operation that is not on this machine, lent; NULL when it has all. */
static const char *missing_grid_of(const struct question *question, const PJ *operation)
{
    int n = proj_coordoperation_get_grid_used_count(question->proj, operation);
    for (int i = 0; i < n; i++) {
        const char *name = NULL;
        int is_here = 1;
        if (proj_coordoperation_get_grid_used(question->proj, operation, i, &name, NULL, NULL, NULL, NULL,
                                              NULL, &is_here) &&
            !is_here)
            return name;
    }
    return NULL;
}

/* Among those that cannot be used for want of a grid: the most accurate that beats what is used. */
static bool note_better(const struct question *question, bp_crs_operation *out)
{
    int n = question->known ? proj_list_get_count(question->known) : 0;
    bool ok = true;
    for (int i = 0; ok && i < n; i++) {
        PJ *operation = proj_list_get(question->proj, question->known, i);
        double accuracy = operation ? proj_coordoperation_get_accuracy(question->proj, operation) : -1.0;
        double least = out->better ? out->better_accuracy_m : out->accuracy_m;
        const char *grid = operation ? missing_grid_of(question, operation) : NULL;
        if (grid && accuracy >= 0.0 && is_less_accurate(least, accuracy)) {
            char *name = describe(operation), *file = bp_text_copy(grid);
            ok = name && file;
            free(out->better);
            free(out->missing_grid);
            out->better = name;
            out->missing_grid = file;
            out->better_accuracy_m = accuracy;
        }
        proj_destroy(operation);
    }
    return ok;
}

static bool note_nothing_done(bp_crs_operation *out)
{
    out->name = bp_text_copy("none: the same coordinate reference system");
    out->accuracy_m = 0.0;
    return out->name != NULL;
}

bp_status bp_crs_operation_find(bp_context *context, const bp_crs *from, const bp_crs *to, const double *xy,
                                int64_t n_points, bp_crs_operation *out)
{
    bp_crs_operation found = BP_CRS_OPERATION_INIT;
    struct question question = {NULL, NULL, NULL, NULL, NULL};
    bp_status status = BP_OK;
    found.from = bp_text_copy(bp_crs_title(from));
    found.to = bp_text_copy(bp_crs_title(to));
    bool ok = found.from && found.to;
    if (ok && bp_crs_equal(from, to)) {
        ok = note_nothing_done(&found);
    } else if (ok && (!from->wkt || !to->wkt || !open_question(from, to, &question))) {
        status = bp_context_fail(context, BP_ERROR_INPUT, "there is no transformation from %s to %s",
                                 found.from, found.to);
    } else if (ok) {
        ok = note_all_used(&question, xy, n_points, &found);
        if (ok && !found.name)
            ok = note_first_available(&question, &found);
        ok = ok && note_better(&question, &found);
    }
    close_question(&question);
    if (!ok)
        status = bp_context_fail_memory(context, 0);
    if (status)
        bp_crs_operation_clear(&found);
    else
        *out = found;
    return status;
}
