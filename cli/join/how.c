#include "cli/join/how.h"

#include "geo/text.h"

#include <stdlib.h>
#include <string.h>

enum { POINTS = 1 << BP_JOIN_POINTS, LINES = 1 << BP_JOIN_LINES, POLYGONS = 1 << BP_JOIN_POLYGONS };
enum { RASTER = 1 << BP_JOIN_RASTER };

static const struct {
    const char *name;
    int kinds;
    bool has_column, is_amount; /* of points, lines and polygons; a raster has no columns */
} words[BP_JOIN_HOWS] = {
    [BP_JOIN_COUNT] = {"count", POINTS, false, true},
    [BP_JOIN_SUM] = {"sum", POINTS | RASTER, true, true},
    [BP_JOIN_MEAN] = {"mean", POINTS | RASTER, true, false},
    [BP_JOIN_MEDIAN] = {"median", POINTS, true, false},
    [BP_JOIN_MIN] = {"min", POINTS | RASTER, true, false},
    [BP_JOIN_MAX] = {"max", POINTS | RASTER, true, false},
    [BP_JOIN_DISTINCT] = {"distinct", POINTS, true, true},
    [BP_JOIN_NEAREST] = {"nearest", POINTS, false, false},
    [BP_JOIN_WITHIN] = {"within", POINTS, false, false},
    [BP_JOIN_LENGTH] = {"length", LINES, false, true},
    [BP_JOIN_INTERPOLATE] = {"interpolate", POLYGONS, true, true},
    [BP_JOIN_LARGEST] = {"largest", POLYGONS, true, false},
    [BP_JOIN_COVERED] = {"covered", POLYGONS | RASTER, false, false},
    [BP_JOIN_STDEV] = {"stdev", RASTER, false, false},
    [BP_JOIN_ABOVE] = {"above", RASTER, false, false},
};

const char *bp_join_kind_name(bp_join_kind kind)
{
    static const char *const names[] = {"points", "lines", "polygons", "a raster"};
    return names[kind];
}

const char *bp_join_how_name(bp_join_how how)
{
    return words[how].name;
}

bool bp_join_how_parse(const char *name, bp_join_how *out)
{
    if (strcmp(name, "zonal") == 0) {
        *out = BP_JOIN_MEAN;
        return true;
    }
    for (int i = 0; i < BP_JOIN_HOWS; i++)
        if (strcmp(words[i].name, name) == 0) {
            *out = (bp_join_how)i;
            return true;
        }
    return false;
}

const char *const *bp_join_how_names(int *n)
{
    static const char *names[BP_JOIN_HOWS + 2];
    for (int i = 0; i < BP_JOIN_HOWS; i++)
        names[i] = words[i].name;
    names[BP_JOIN_HOWS] = "zonal";
    *n = BP_JOIN_HOWS + 1;
    return names;
}

bool bp_join_how_fits(bp_join_how how, bp_join_kind kind)
{
    return (words[how].kinds >> kind) & 1;
}

bool bp_join_how_has_column(bp_join_how how, bp_join_kind kind)
{
    return kind != BP_JOIN_RASTER && words[how].has_column;
}

bool bp_join_how_is_amount(bp_join_how how)
{
    return words[how].is_amount;
}

char *bp_join_how_list(bp_join_kind kind)
{
    int last = BP_JOIN_HOWS - 1, n = 0;
    while (last > 0 && !bp_join_how_fits((bp_join_how)last, kind))
        last--;
    char *list = bp_text_copy("");
    for (int i = 0; list && i <= last; i++) {
        if (!bp_join_how_fits((bp_join_how)i, kind))
            continue;
        char *longer = bp_text_format("%s%s%s", list,
                                      n++ == 0    ? ""
                                      : i == last ? " and "
                                                  : ", ",
                                      words[i].name);
        free(list);
        list = longer;
    }
    return list;
}
