/* The layers of the demo country: units, designated areas, programme regions. */
#ifndef BP_CLI_DEMO_LAYERS_H
#define BP_CLI_DEMO_LAYERS_H

#include "cli/demo/country.h"
#include "geo/crs.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { BP_DEMO_PROGRAMMES = 5 };

/** boundaries.gpkg and boundaries.shp: the same units, the Shapefile with column names of up to ten
 * characters. */
bp_status bp_demo_layers_write_units(bp_context *context, const bp_demo_country *country, const bp_crs *crs,
                                     const char *geopackage, const char *shapefile);
/** The planted areas that are designated, dissolved. */
bp_status bp_demo_layers_write_designated(bp_context *context, const bp_demo_country *country,
                                          const bp_crs *crs, const char *path);
/** Five large regions drawn without regard to municipal borders. */
bp_status bp_demo_layers_write_programmes(bp_context *context, const bp_demo_country *country,
                                          const bp_crs *crs, const char *path);

#ifdef __cplusplus
}
#endif

#endif
