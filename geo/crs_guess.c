#include "geo/crs_guess_private.h"

#include "geo/crs.h"

#include <math.h>
#include <stddef.h>

static bool within(const double box[4], const double outer[4])
{
    return box[0] >= outer[0] && box[1] >= outer[1] && box[2] <= outer[2] && box[3] <= outer[3];
}

const bp_crs_guessed *bp_crs_guess_at(const double box[4])
{
    static const bp_crs_guessed
        not_finite = {{0, 0, 0, 0},
                      NULL,
                      false,
                      "no coordinate reference system: the coordinates are not all finite"},
        unknown = {{0, 0, 0, 0}, NULL, false, "no coordinate reference system that is known here"};
    /* From the narrow to the wide. */
    static const bp_crs_guessed known[] = {
        {{0, 300000, 300000, 630000},
         "EPSG:28992",
         false,
         "EPSG:28992 (RD New): metres in the range of the Dutch grid"},
        {{300000, 0, 630000, 300000}, "EPSG:28992", true, "EPSG:28992 (RD New) with x and y swapped"},
        {{3, 50, 8, 54}, "EPSG:4326", false, "EPSG:4326 (WGS84): degrees around the Netherlands"},
        {{50, 3, 54, 8},
         "EPSG:4326",
         true,
         "EPSG:4326 (WGS84) with latitude and longitude swapped: degrees around the Netherlands"},
        {{-180, -90, 180, 90}, "EPSG:4326", false, "EPSG:4326 (WGS84): degrees"},
        {{-90, -180, 90, 180}, "EPSG:4326", true, "EPSG:4326 (WGS84) with latitude and longitude swapped"},
        {{0, 300, 300, 630}, NULL, false, "EPSG:28992 (RD New) in kilometres instead of metres"},
        {{300000, 6500000, 820000, 7140000},
         "EPSG:3857",
         false,
         "EPSG:3857 (Web Mercator): metres around the Netherlands"},
        {{480000, 5600000, 800000, 5960000},
         "EPSG:25831",
         false,
         "EPSG:25831 or 32631 (UTM zone 31N): metres around the Netherlands"},
        {{90000, 5600000, 390000, 5960000},
         "EPSG:25832",
         false,
         "EPSG:25832 or 32632 (UTM zone 32N): metres around the Netherlands"},
        {{2500000, 1300000, 7500000, 5500000},
         "EPSG:3035",
         false,
         "EPSG:3035 (ETRS89 / LAEA Europe): metres in the range of Europe"},
        {{160000, 0, 840000, 9400000},
         NULL,
         false,
         "UTM or a like projection (EPSG:258xx or 326xx, by zone): metres"},
        {{-2.004e7, -2.005e7, 2.004e7, 2.005e7},
         NULL,
         false,
         "EPSG:3857 (Web Mercator) or another projection in metres"},
    };
    for (int i = 0; i < 4; i++)
        if (!isfinite(box[i]))
            return &not_finite;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (within(box, known[i].box))
            return &known[i];
    return &unknown;
}

const char *bp_crs_guess(const double box[4])
{
    return bp_crs_guess_at(box)->words;
}
