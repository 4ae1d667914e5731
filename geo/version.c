#include "geo/version.h"

#include <gdal.h>
#include <geos_c.h>
#include <proj.h>

bp_versions bp_versions_get(void)
{
    return (bp_versions){GDALVersionInfo("RELEASE_NAME"), GEOSversion(), proj_info().version};
}
