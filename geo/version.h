/* The libraries underneath, for the record of a run. */
#ifndef BP_GEO_VERSION_H
#define BP_GEO_VERSION_H

#ifdef __cplusplus
extern "C" {
#endif

/** Versions of the libraries that this process really uses. Static strings. */
typedef struct bp_versions {
    const char *gdal, *geos, *proj;
} bp_versions;

bp_versions bp_versions_get(void);

#ifdef __cplusplus
}
#endif

#endif
