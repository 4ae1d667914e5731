#include "geo/crs.h"

#include "geo/text.h"

#include <proj.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CAUSE_BYTES = 256, IDENTIFY_CONFIDENCE = 90 };

/* PROJ's last message on one context. */
struct cause {
    char text[CAUSE_BYTES];
};

static void take_message(void *user, int level, const char *text)
{
    struct cause *cause = (struct cause *)user;
    if (level == PJ_LOG_ERROR)
        snprintf(cause->text, sizeof cause->text, "%s", text);
}

static PJ_CONTEXT *open_proj(struct cause *cause)
{
    PJ_CONTEXT *proj = proj_context_create();
    cause->text[0] = '\0';
    if (!proj)
        return NULL;
    proj_log_func(proj, cause, take_message);
    proj_context_set_enable_network(proj, 0);
    return proj;
}

void bp_crs_clear(bp_crs *crs)
{
    free(crs->code);
    free(crs->name);
    free(crs->wkt);
    *crs = (bp_crs)BP_CRS_INIT;
}

bp_status bp_crs_copy(bp_context *context, const bp_crs *crs, bp_crs *out)
{
    bp_crs copy = {bp_text_copy(crs->code), bp_text_copy(crs->name), bp_text_copy(crs->wkt),
                   crs->is_geographic, crs->metres_per_unit};
    if ((crs->code && !copy.code) || (crs->name && !copy.name) || (crs->wkt && !copy.wkt)) {
        bp_crs_clear(&copy);
        return bp_context_fail_memory(context, 0);
    }
    *out = copy;
    return BP_OK;
}

static bool is_geographic_type(PJ_TYPE type)
{
    return type == PJ_TYPE_GEOGRAPHIC_2D_CRS || type == PJ_TYPE_GEOGRAPHIC_3D_CRS;
}

/* The part of a CRS that says where a point is on the map: heights are not used. Takes `crs` over. */
static PJ *horizontal_part(PJ_CONTEXT *proj, PJ *crs)
{
    if (!crs || proj_get_type(crs) != PJ_TYPE_COMPOUND_CRS)
        return crs;
    PJ *part = proj_crs_get_sub_crs(proj, crs, 0);
    proj_destroy(crs);
    return part;
}

/* A CRS without a code whose definition is that of a known one becomes the known one. Takes `crs` over. */
static PJ *identified(PJ_CONTEXT *proj, PJ *crs)
{
    if (!crs || proj_get_id_code(crs, 0))
        return crs;
    int *confidence = NULL;
    PJ *known = NULL;
    PJ_OBJ_LIST *list = proj_identify(proj, crs, "EPSG", NULL, &confidence);
    if (list && proj_list_get_count(list) > 0 && confidence[0] >= IDENTIFY_CONFIDENCE)
        known = proj_list_get(proj, list, 0);
    proj_int_list_destroy(confidence);
    proj_list_destroy(list);
    if (!known)
        return crs;
    proj_destroy(crs);
    return known;
}

static double metres_per_unit(PJ_CONTEXT *proj, const PJ *crs)
{
    double factor = 0.0;
    PJ *bare = proj_get_type(crs) == PJ_TYPE_BOUND_CRS ? proj_get_source_crs(proj, crs) : NULL;
    PJ *system = proj_crs_get_coordinate_system(proj, bare ? bare : crs);
    if (!system || !proj_cs_get_axis_info(proj, system, 0, NULL, NULL, NULL, &factor, NULL, NULL, NULL))
        factor = 0.0;
    proj_destroy(system);
    proj_destroy(bare);
    return factor;
}

static PJ_TYPE bare_type(PJ_CONTEXT *proj, const PJ *crs)
{
    PJ_TYPE type = proj_get_type(crs);
    if (type != PJ_TYPE_BOUND_CRS)
        return type;
    PJ *bare = proj_get_source_crs(proj, crs);
    type = bare ? proj_get_type(bare) : PJ_TYPE_UNKNOWN;
    proj_destroy(bare);
    return type;
}

static bp_status describe(bp_context *context, PJ_CONTEXT *proj, const PJ *crs, bp_crs *out)
{
    const char *authority = proj_get_id_auth_name(crs, 0), *code = proj_get_id_code(crs, 0);
    const char *wkt = proj_as_wkt(proj, crs, PJ_WKT2_2019, NULL);
    bp_crs made = BP_CRS_INIT;
    made.is_geographic = is_geographic_type(bare_type(proj, crs));
    made.metres_per_unit = made.is_geographic ? 0.0 : metres_per_unit(proj, crs);
    made.name = bp_text_copy(proj_get_name(crs));
    made.wkt = bp_text_copy(wkt);
    if (authority && code)
        made.code = bp_text_format("%s:%s", authority, code);
    if (!made.name || !made.wkt || (authority && code && !made.code)) {
        bp_crs_clear(&made);
        return bp_context_fail_memory(context, 0);
    }
    *out = made;
    return BP_OK;
}

bp_status bp_crs_parse(bp_context *context, const char *text, const char *source, bp_crs *out)
{
    struct cause cause;
    bp_status status = BP_OK;
    PJ_CONTEXT *proj = open_proj(&cause);
    if (!proj)
        return bp_context_fail_memory(context, 0);
    PJ *crs = identified(proj, horizontal_part(proj, proj_create(proj, text)));
    PJ_TYPE type = crs ? bare_type(proj, crs) : PJ_TYPE_UNKNOWN;
    if (!crs)
        status =
            bp_context_fail(context, BP_ERROR_INPUT, "%s: unknown coordinate reference system '%.80s'%s%s%s",
                            source, text, cause.text[0] ? " (" : "", cause.text, cause.text[0] ? ")" : "");
    else if (!is_geographic_type(type) && type != PJ_TYPE_PROJECTED_CRS)
        status = bp_context_fail(context, BP_ERROR_INPUT,
                                 "%s: '%.80s' is not a geographic or projected coordinate reference system",
                                 source, text);
    else
        status = describe(context, proj, crs, out);
    proj_destroy(crs);
    proj_context_destroy(proj);
    return status;
}

static PJ *open_east_north(PJ_CONTEXT *proj, const bp_crs *crs)
{
    PJ *object = proj_create(proj, crs->code ? crs->code : crs->wkt);
    PJ *turned = object ? proj_normalize_for_visualization(proj, object) : NULL;
    if (!turned)
        return object;
    proj_destroy(object);
    return turned;
}

bool bp_crs_equal(const bp_crs *a, const bp_crs *b)
{
    if (!a->wkt || !b->wkt)
        return false;
    if ((a->code && b->code && strcmp(a->code, b->code) == 0) || strcmp(a->wkt, b->wkt) == 0)
        return true;
    if (a->is_geographic != b->is_geographic)
        return false;
    struct cause cause;
    PJ_CONTEXT *proj = open_proj(&cause);
    if (!proj)
        return false;
    PJ *pa = open_east_north(proj, a), *pb = open_east_north(proj, b);
    bool equal = pa && pb &&
                 proj_is_equivalent_to_with_ctx(proj, pa, pb, PJ_COMP_EQUIVALENT_EXCEPT_AXIS_ORDER_GEOGCRS);
    proj_destroy(pa);
    proj_destroy(pb);
    proj_context_destroy(proj);
    return equal;
}
