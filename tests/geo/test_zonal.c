/* Zonal statistics: exact shares of pixels by hand and beside GEOS, what is conserved, and what is missing.
 */
#define _POSIX_C_SOURCE 200809L

#include "geo/bitmap.h"
#include "geo/pixel_share_private.h"
#include "geo/zonal.h"
#include "tests/geo/tessellation.h"

#include "tests/geo/files.h"
#include "tests/geo/rasters.h"

#include <geos_c.h>
#include <math.h>

enum { MOST_PIXELS = 64 * 64 };

/* Shares of one unit on a grid, found row by row. */
typedef struct shares {
    int64_t n_columns;
    double share[MOST_PIXELS];
} shares;

static void keep_row(void *user, int64_t row, int64_t column, int64_t n, const double *share)
{
    shares *s = (shares *)user;
    for (int64_t i = 0; i < n; i++)
        s->share[row * s->n_columns + column + i] += share[i];
}

/* `rows_at_a_time` rows are scanned in one go. */
static void scan(const bp_polygons *polygons, int64_t unit, const bp_raster_grid *grid,
                 int64_t rows_at_a_time, shares *out)
{
    bp_pixel_scan space = {0};
    bp_raster_window window;
    memset(out, 0, sizeof *out);
    out->n_columns = grid->n_columns;
    if (!bp_pixel_window(polygons, unit, grid, &window))
        return;
    for (int64_t row = window.row; row < window.row + window.n_rows; row += rows_at_a_time) {
        bp_raster_window part = window;
        part.row = row;
        part.n_rows = window.row + window.n_rows - row;
        part.n_rows = part.n_rows < rows_at_a_time ? part.n_rows : rows_at_a_time;
        ck_assert(bp_pixel_scan_unit(&space, polygons, unit, grid, &part, keep_row, out));
    }
    bp_pixel_scan_clear(&space);
}

static void add_box(bp_polygons *polygons, double x0, double y0, double x1, double y1)
{
    const double xy[] = {x0, y0, x1, y0, x1, y1, x0, y1};
    add_ring(polygons, xy, 4);
    end_unit(polygons, true);
}

START_TEST(shares_by_hand)
{
    const bp_raster_grid grid = {4, 3, 0.0, 3.0, 1.0, 1.0};
    bp_polygons polygons = BP_POLYGONS_INIT;
    shares found;
    const double triangle[] = {0, 0, 4, 0, 0, 2};                    /* under y = 2 - x / 2 */
    const double shell[] = {0.5, 0.5, 0.5, 2.5, 3.5, 2.5, 3.5, 0.5}; /* clockwise, which is no matter */
    const double hole[] = {1, 1, 2, 1, 2, 2, 1, 2};
    add_ring(&polygons, triangle, 3);
    end_unit(&polygons, true);
    add_ring(&polygons, shell, 4);
    add_ring(&polygons, hole, 4);
    ck_bp_ok(context, bp_polygons_end_part(context, &polygons));
    add_box(&polygons, 3.75, 2.75, 9, 9); /* a second part, which leaves the grid */
    add_box(&polygons, 1, 1, 3, 2);       /* along the pixels' own edges */
    add_box(&polygons, -5, -5, 9, 9);     /* around the grid */
    const double expected[4][12] = {
        {0, 0, 0, 0, 0.75, 0.25, 0, 0, 1, 1, 0.75, 0.25},
        {0.25, 0.5, 0.5, 0.25 + 0.0625, 0.5, 0, 1, 0.5, 0.25, 0.5, 0.5, 0.25},
        {0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0},
        {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1},
    };
    ck_assert_int_eq(polygons.n_units, 4);
    for (int u = 0; u < 4; u++)
        for (int rows = 1; rows <= 3; rows++) {
            scan(&polygons, u, &grid, rows, &found);
            for (int i = 0; i < 12; i++)
                ck_assert_msg(found.share[i] == expected[u][i], "unit %d, pixel %d: %.17g, expected %g", u, i,
                              found.share[i], expected[u][i]);
        }
    bp_polygons_clear(&polygons);
}
END_TEST

/* A star about (x, y) with n points, radii between r / 2 and r; counter-clockwise. */
static void add_star(bp_polygons *polygons, uint64_t seed, double x, double y, double r, int n)
{
    double xy[2 * 64];
    for (int k = 0; k < n; k++) {
        double angle = 6.283185307179586 * k / n;
        double radius = r * (0.75 + 0.25 * tessellation_noise(seed, k, n, 0));
        xy[2 * k] = x + radius * cos(angle);
        xy[2 * k + 1] = y + radius * sin(angle);
    }
    add_ring(polygons, xy, n);
}

static GEOSGeometry *geos_ring(GEOSContextHandle_t handle, const bp_polygons *polygons, int64_t ring)
{
    int64_t first = polygons->ring_coords[ring], n = polygons->ring_coords[ring + 1] - first;
    return GEOSGeom_createLinearRing_r(
        handle, GEOSCoordSeq_copyFromBuffer_r(handle, polygons->xy + 2 * first, (unsigned int)n, 0, 0));
}

/* A unit of one part as GEOS's polygon. */
static GEOSGeometry *geos_polygon(GEOSContextHandle_t handle, const bp_polygons *polygons, int64_t unit)
{
    int64_t part = polygons->unit_parts[unit], ring = polygons->part_rings[part];
    int64_t n_holes = polygons->part_rings[part + 1] - ring - 1;
    GEOSGeometry *holes[4];
    for (int64_t h = 0; h < n_holes; h++)
        holes[h] = geos_ring(handle, polygons, ring + 1 + h);
    return GEOSGeom_createPolygon_r(handle, geos_ring(handle, polygons, ring), holes, (unsigned int)n_holes);
}

/* The share of a pixel within the polygon, by clipping. */
static double geos_share(GEOSContextHandle_t handle, const GEOSGeometry *polygon, const bp_raster_grid *grid,
                         int64_t column, int64_t row)
{
    double x = grid->west + grid->width * (double)column, y = grid->north - grid->height * (double)row;
    const double box[] = {x, y - grid->height, x + grid->width, y - grid->height, x + grid->width, y, x, y,
                          x, y - grid->height};
    double area = 0.0;
    GEOSGeometry *pixel = GEOSGeom_createPolygon_r(
        handle, GEOSGeom_createLinearRing_r(handle, GEOSCoordSeq_copyFromBuffer_r(handle, box, 5, 0, 0)),
        NULL, 0);
    GEOSGeometry *common = GEOSIntersection_r(handle, polygon, pixel);
    ck_assert_ptr_nonnull(common);
    GEOSArea_r(handle, common, &area);
    GEOSGeom_destroy_r(handle, common);
    GEOSGeom_destroy_r(handle, pixel);
    return area / (grid->width * grid->height);
}

/* Stars with a hole, from much smaller than a pixel to the whole grid, some over its rim. */
START_TEST(shares_as_geos_clips_them)
{
    const bp_raster_grid grid = {24, 20, 100.0, 260.0, 5.0, 8.0};
    GEOSContextHandle_t handle = GEOS_init_r();
    static shares found;
    for (uint64_t seed = 1; seed <= 12; seed++) {
        bp_polygons polygons = BP_POLYGONS_INIT;
        double r = 1.5 * pow(1.5, (double)seed);
        double x = 160.0 + 50.0 * tessellation_noise(seed, 1, 1, 1);
        double y = 180.0 + 60.0 * tessellation_noise(seed, 1, 1, 2);
        add_star(&polygons, seed, x, y, r, 5 + (int)seed * 4);
        add_star(&polygons, seed + 100, x, y, 0.5 * r * cos(0.7), 7);
        end_unit(&polygons, true);
        GEOSGeometry *polygon = geos_polygon(handle, &polygons, 0);
        ck_assert_int_eq(GEOSisValid_r(handle, polygon), 1);
        scan(&polygons, 0, &grid, 7, &found);
        for (int64_t row = 0; row < grid.n_rows; row++)
            for (int64_t column = 0; column < grid.n_columns; column++)
                ck_assert_double_eq_tol(found.share[row * grid.n_columns + column],
                                        geos_share(handle, polygon, &grid, column, row), 1e-10);
        GEOSGeom_destroy_r(handle, polygon);
        bp_polygons_clear(&polygons);
    }
    GEOS_finish_r(handle);
}
END_TEST

/* Units that share their borders share out every pixel among them, to the last step of 2^-44. */
START_TEST(shares_of_a_tessellation_are_whole)
{
    tessellation_options options = {9, 11, 6, true, 7.3, 120000.0, 480000.0, 5};
    const bp_raster_grid grid = {40, 50, 120010.0, 480070.0, 1.1, 0.9};
    bp_polygons polygons = BP_POLYGONS_INIT;
    static shares found, sum;
    make_tessellation(context, &options, &polygons);
    memset(&sum, 0, sizeof sum);
    for (int64_t u = 0; u < polygons.n_units; u++) {
        scan(&polygons, u, &grid, 64, &found);
        for (int i = 0; i < 40 * 50; i++)
            sum.share[i] += found.share[i];
    }
    for (int i = 0; i < 40 * 50; i++)
        ck_assert_msg(fabs(sum.share[i] - 1.0) <= ldexp(64.0, -44), "pixel %d: %.17g", i, sum.share[i]);
    bp_polygons_clear(&polygons);
}
END_TEST

/* Four rows of four pixels, 0 to 15 from the upper left; the raster reaches from (0, 0) to (4, 4). */
static bp_raster *small_raster(const raster_file *file)
{
    double values[16];
    for (int i = 0; i < 16; i++)
        values[i] = i;
    put_raster(at("a.tif"), file, values);
    bp_raster *raster = NULL;
    ck_bp_ok(context, bp_raster_open(context, at("a.tif"), NULL, &raster));
    return raster;
}

static bp_crs crs_of(const char *code)
{
    bp_crs crs = BP_CRS_INIT;
    ck_bp_ok(context, bp_crs_parse(context, code, "test", &crs));
    return crs;
}

START_TEST(statistics_by_hand)
{
    raster_file file = RASTER_FILE_INIT;
    bp_polygons polygons = BP_POLYGONS_INIT;
    bp_zonal_options options = BP_ZONAL_OPTIONS_INIT;
    bp_zonal zonal = BP_ZONAL_INIT;
    bp_crs crs = crs_of("EPSG:28992");
    options.threshold = 5.0;
    bp_raster *raster = small_raster(&file);
    add_box(&polygons, 0.5, 2, 2, 3.5); /* half of 0, of 4 (below), half and whole of 1, 5 */
    ck_bp_ok(context, bp_zonal_statistics(context, &polygons, &crs, raster, &options, &zonal));
    /* Shares: 0: 1/4, 1: 1/2, 4: 1/2, 5: 1. */
    ck_assert_int_eq(zonal.n, 1);
    ck_assert_double_eq(zonal.count[0], 2.25);
    ck_assert_double_eq_tol(zonal.sum[0], 0.5 + 2.0 + 5.0, 1e-14);
    ck_assert_double_eq_tol(zonal.mean[0], 7.5 / 2.25, 1e-14);
    ck_assert_double_eq(zonal.least[0], 0.0);
    ck_assert_double_eq(zonal.most[0], 5.0);
    ck_assert_double_eq(zonal.share_above[0], 0.0); /* 5 is not above 5 */
    double mean = 7.5 / 2.25;
    double squares = 0.25 * mean * mean + 0.5 * (1 - mean) * (1 - mean) + 0.5 * (4 - mean) * (4 - mean) +
                     (5 - mean) * (5 - mean);
    ck_assert_double_eq_tol(zonal.deviation[0], sqrt(squares / 2.25), 1e-14);
    ck_assert_double_eq_tol(zonal.share_covered[0], 1.0, 1e-15);
    ck_assert_int_eq(zonal.state[0], BP_ZONAL_COVERED);
    ck_assert_ptr_null(zonal.operation);
    bp_zonal_clear(&zonal);
    options.threshold = 3.5;
    ck_bp_ok(context, bp_zonal_statistics(context, &polygons, &crs, raster, &options, &zonal));
    ck_assert_double_eq_tol(zonal.share_above[0], 1.5 / 2.25, 1e-15);
    bp_zonal_clear(&zonal);
    bp_raster_close(raster);
    bp_polygons_clear(&polygons);
    bp_crs_clear(&crs);
}
END_TEST

/* Pixels without a value are left out of everything; the unit says how much of it is left. */
START_TEST(what_is_missing_is_never_zero)
{
    raster_file file = RASTER_FILE_INIT;
    bp_polygons polygons = BP_POLYGONS_INIT;
    bp_zonal zonal = BP_ZONAL_INIT;
    bp_crs crs = crs_of("EPSG:28992");
    file.has_nodata = true;
    file.nodata = 5.0;
    file.type = GDT_Int16;
    file.scale = -1.0;
    bp_raster *raster = small_raster(&file);
    add_box(&polygons, 0, 2, 2, 3);             /* 4 and the missing 5 */
    add_box(&polygons, 1.25, 2.25, 1.75, 2.75); /* within the missing 5 */
    add_box(&polygons, 10, 10, 12, 12);         /* beside the raster */
    end_unit(&polygons, false);                 /* without geometry */
    add_box(&polygons, -1, 0, 1, 1);            /* half of it over the rim: 12 */
    add_box(&polygons, 3.25, 0.25, 3.5, 0.5);   /* within 15 */
    add_box(&polygons, 4, 0, 5, 4);             /* touches the raster */
    ck_bp_ok(context, bp_zonal_statistics(context, &polygons, &crs, raster, NULL, &zonal));
    static const bp_zonal_state states[] = {BP_ZONAL_PARTLY, BP_ZONAL_NO_VALUE, BP_ZONAL_OUTSIDE,
                                            BP_ZONAL_EMPTY,  BP_ZONAL_PARTLY,   BP_ZONAL_COVERED,
                                            BP_ZONAL_OUTSIDE};
    static const double means[] = {-4, 0, 0, 0, -12, -15, 0}, covered[] = {0.5, 0, 0, 0, 0.5, 1, 0};
    for (int u = 0; u < 7; u++) {
        ck_assert_int_eq(zonal.state[u], states[u]);
        ck_assert_int_eq(bp_bitmap_get(zonal.valid, u), states[u] <= BP_ZONAL_PARTLY);
        ck_assert_double_eq_tol(zonal.mean[u], means[u], 1e-12);
        ck_assert_double_eq_tol(zonal.share_covered[u], covered[u], 1e-12);
        if (states[u] <= BP_ZONAL_PARTLY) {
            ck_assert_double_eq(zonal.least[u], means[u]);
            ck_assert_double_eq(zonal.most[u], means[u]);
            ck_assert_double_eq(zonal.deviation[u], 0.0);
        }
    }
    ck_assert_ptr_null(zonal.share_above);
    const int64_t counts[BP_ZONAL_STATES] = {1, 2, 1, 2, 1};
    for (int s = 0; s < BP_ZONAL_STATES; s++)
        ck_assert_int_eq(zonal.n_state[s], counts[s]);
    bp_zonal_clear(&zonal);
    bp_raster_close(raster);
    bp_polygons_clear(&polygons);
    bp_crs_clear(&crs);
}
END_TEST

static void ck_same_zonal(const bp_zonal *a, const bp_zonal *b)
{
    const double *const of_a[] = {a->count, a->sum,       a->mean,        a->least,
                                  a->most,  a->deviation, a->share_above, a->share_covered};
    const double *const of_b[] = {b->count, b->sum,       b->mean,        b->least,
                                  b->most,  b->deviation, b->share_above, b->share_covered};
    ck_assert_int_eq(a->n, b->n);
    for (size_t i = 0; i < sizeof of_a / sizeof *of_a; i++)
        ck_assert_mem_eq(of_a[i], of_b[i], (size_t)a->n * sizeof(double));
    ck_assert_mem_eq(a->state, b->state, (size_t)a->n);
}

/* A raster of waves in metres over the tessellation of 13 x 17 units of 7.3 m. */
static bp_raster *wave_raster(void)
{
    enum { N = 60 };
    static double values[N * N];
    raster_file file = RASTER_FILE_INIT;
    const double affine[6] = {119990.0, 2.1, 0.0, 480125.0, 0.0, -2.3};
    memcpy(file.affine, affine, sizeof affine);
    file.columns = file.rows = N;
    for (int i = 0; i < N * N; i++)
        values[i] = 1e6 + 10.0 * sin(0.3 * (i % N)) + 7.0 * cos(0.2 * (i / N));
    put_raster(at("waves.tif"), &file, values);
    bp_raster *raster = NULL;
    ck_bp_ok(context, bp_raster_open(context, at("waves.tif"), NULL, &raster));
    return raster;
}

static void wave_units(bp_polygons *polygons)
{
    tessellation_options options = {13, 17, 5, true, 7.3, 120000.0, 480000.0, 9};
    make_tessellation(context, &options, polygons);
}

START_TEST(same_for_any_threads_and_memory)
{
    bp_polygons polygons = BP_POLYGONS_INIT;
    bp_crs crs = crs_of("EPSG:28992");
    bp_zonal_options options = BP_ZONAL_OPTIONS_INIT;
    bp_zonal first = BP_ZONAL_INIT;
    static const int64_t most[] = {1 << 20, 1, 200, 1000};
    options.threshold = 1e6;
    wave_units(&polygons);
    for (int i = 0; i < 4; i++) {
        bp_zonal again = BP_ZONAL_INIT;
        open_context(i % 3 + 1);
        bp_raster *raster = wave_raster();
        options.most_pixels = most[i];
        ck_bp_ok(context,
                 bp_zonal_statistics(context, &polygons, &crs, raster, &options, i == 0 ? &first : &again));
        if (i > 0)
            ck_same_zonal(&first, &again);
        bp_zonal_clear(&again);
        bp_raster_close(raster);
    }
    bp_zonal_clear(&first);
    bp_polygons_clear(&polygons);
    bp_crs_clear(&crs);
}
END_TEST

/* The sum over units that cover the raster is that of its pixels; the sum of counts is their number. */
START_TEST(sums_are_conserved)
{
    enum { N = 20 };
    tessellation_options options = {13, 17, 5, false, 7.3, 120000.0, 480000.0, 9};
    static double values[N * N];
    raster_file file = RASTER_FILE_INIT;
    const double affine[6] = {120010.0, 3.0, 0.0, 480100.0, 0.0, -3.0};
    bp_polygons polygons = BP_POLYGONS_INIT;
    bp_crs crs = crs_of("EPSG:28992");
    bp_zonal zonal = BP_ZONAL_INIT;
    bp_raster *raster = NULL;
    double total = 0.0, sum = 0.0, count = 0.0, over_areas = 0.0, area[13 * 17];
    memcpy(file.affine, affine, sizeof affine);
    file.columns = file.rows = N;
    for (int i = 0; i < N * N; i++)
        total += values[i] = 100.0 + 50.0 * tessellation_noise(3, i, 0, 0);
    put_raster(at("a.tif"), &file, values);
    ck_bp_ok(context, bp_raster_open(context, at("a.tif"), NULL, &raster));
    make_tessellation(context, &options, &polygons);
    ck_bp_ok(context, bp_zonal_statistics(context, &polygons, &crs, raster, NULL, &zonal));
    bp_polygons_area(&polygons, area);
    for (int64_t u = 0; u < zonal.n; u++) {
        sum += zonal.sum[u];
        count += zonal.count[u];
        over_areas += zonal.state[u] == BP_ZONAL_COVERED;
        if (zonal.state[u] == BP_ZONAL_COVERED)
            ck_assert_double_eq_tol(zonal.count[u] * 9.0, area[u], 1e-9);
    }
    ck_assert_double_gt(over_areas, 20.0);
    ck_assert_double_eq_tol(sum / total, 1.0, 1e-12);
    ck_assert_double_eq_tol(count, (double)(N * N), 1e-9);
    bp_zonal_clear(&zonal);
    bp_raster_close(raster);
    bp_polygons_clear(&polygons);
    bp_crs_clear(&crs);
}
END_TEST

/* A square of 3 km in RD on a raster in degrees, beside the same with 2,000 points to a side, clipped by
 * GEOS. */
START_TEST(raster_in_another_crs)
{
    enum { N = 12, SIDE = 2000 };
    raster_file file = RASTER_FILE_INIT;
    const double affine[6] = {4.88, 0.005, 0.0, 52.40, 0.0, -0.004};
    static double values[N * N], dense[8 * SIDE];
    bp_polygons polygons = BP_POLYGONS_INIT, bent = BP_POLYGONS_INIT;
    bp_crs rd = crs_of("EPSG:28992"), degrees = crs_of("EPSG:4326");
    bp_zonal zonal = BP_ZONAL_INIT;
    bp_raster *raster = NULL;
    memcpy(file.affine, affine, sizeof affine);
    file.columns = file.rows = N;
    file.crs = "EPSG:4326";
    for (int i = 0; i < N * N; i++)
        values[i] = i * i % 23;
    put_raster(at("a.tif"), &file, values);
    ck_bp_ok(context, bp_raster_open(context, at("a.tif"), NULL, &raster));
    add_box(&polygons, 121000, 486000, 124000, 489000);
    ck_bp_ok(context, bp_zonal_statistics(context, &polygons, &rd, raster, NULL, &zonal));
    for (int i = 0; i < 4 * SIDE; i++) {
        double t = 3000.0 * (i % SIDE) / SIDE;
        int side = i / SIDE;
        dense[2 * i] = side == 0 ? 121000 + t : side == 1 ? 124000 : side == 2 ? 124000 - t : 121000;
        dense[2 * i + 1] = side == 0 ? 486000 : side == 1 ? 486000 + t : side == 2 ? 489000 : 489000 - t;
    }
    ck_bp_ok(context, bp_crs_transform(context, &rd, &degrees, "test", dense, 4 * SIDE, NULL));
    add_ring(&bent, dense, 4 * SIDE);
    end_unit(&bent, true);
    GEOSContextHandle_t handle = GEOS_init_r();
    GEOSGeometry *polygon = geos_polygon(handle, &bent, 0);
    double count = 0.0, sum = 0.0;
    for (int i = 0; i < N * N; i++) {
        double share = geos_share(handle, polygon, bp_raster_grid_of(raster), i % N, i / N);
        count += share;
        sum += share * values[i];
    }
    GEOSGeom_destroy_r(handle, polygon);
    GEOS_finish_r(handle);
    ck_assert_int_eq(zonal.state[0], BP_ZONAL_COVERED);
    /* Within the thousandth of a pixel that edges may stray. */
    ck_assert_double_eq_tol(zonal.count[0] / count, 1.0, 1e-4);
    ck_assert_double_eq_tol(zonal.sum[0] / sum, 1.0, 1e-4);
    ck_assert_ptr_nonnull(zonal.operation);
    ck_assert_ptr_nonnull(strstr(zonal.operation, "RD New"));
    bp_zonal_clear(&zonal);
    bp_raster_close(raster);
    bp_polygons_clear(&polygons);
    bp_polygons_clear(&bent);
    bp_crs_clear(&rd);
    bp_crs_clear(&degrees);
}
END_TEST

/* A long edge bends in another CRS: without points on it, a strip of a national raster would be wrong. */
START_TEST(long_edges_are_bent)
{
    raster_file file = RASTER_FILE_INIT;
    const double affine[6] = {3.0, 0.02, 0.0, 53.6, 0.0, -0.02};
    static double values[240 * 150];
    bp_polygons polygons = BP_POLYGONS_INIT, halves = BP_POLYGONS_INIT;
    bp_crs rd = crs_of("EPSG:28992");
    bp_zonal whole = BP_ZONAL_INIT, parts = BP_ZONAL_INIT;
    bp_raster *raster = NULL;
    memcpy(file.affine, affine, sizeof affine);
    file.columns = 240;
    file.rows = 150;
    file.crs = "EPSG:4326";
    for (int i = 0; i < 240 * 150; i++)
        values[i] = 1.0;
    put_raster(at("a.tif"), &file, values);
    ck_bp_ok(context, bp_raster_open(context, at("a.tif"), NULL, &raster));
    add_box(&polygons, 20000, 400000, 270000, 500000);
    for (int k = 0; k < 100; k++)
        add_box(&halves, 20000 + 2500 * k, 400000, 20000 + 2500 * (k + 1), 500000);
    ck_bp_ok(context, bp_zonal_statistics(context, &polygons, &rd, raster, NULL, &whole));
    ck_bp_ok(context, bp_zonal_statistics(context, &halves, &rd, raster, NULL, &parts));
    double sum = 0.0;
    for (int64_t u = 0; u < parts.n; u++)
        sum += parts.count[u];
    ck_assert_double_eq_tol(whole.count[0] / sum, 1.0, 2e-6);
    bp_zonal_clear(&whole);
    bp_zonal_clear(&parts);
    bp_raster_close(raster);
    bp_polygons_clear(&polygons);
    bp_polygons_clear(&halves);
    bp_crs_clear(&rd);
}
END_TEST

START_TEST(units_without_a_crs)
{
    raster_file file = RASTER_FILE_INIT;
    bp_polygons polygons = BP_POLYGONS_INIT;
    bp_crs none = BP_CRS_INIT;
    bp_zonal zonal = BP_ZONAL_INIT;
    bp_raster *raster = small_raster(&file);
    add_box(&polygons, 0, 0, 1, 1);
    ck_assert_int_eq(bp_zonal_statistics(context, &polygons, &none, raster, NULL, &zonal), BP_ERROR_INPUT);
    ck_message(
        "the units have no coordinate reference system, so that their place on a.tif is not known; say "
        "which it is");
    ck_assert_ptr_null(zonal.count);
    bp_raster_close(raster);
    bp_polygons_clear(&polygons);
}
END_TEST

START_TEST(pieces_by_hand)
{
    raster_file file = RASTER_FILE_INIT;
    bp_polygons source = BP_POLYGONS_INIT, target = BP_POLYGONS_INIT;
    bp_zonal_pieces pieces = BP_ZONAL_PIECES_INIT;
    bp_crs crs = crs_of("EPSG:28992");
    file.has_nodata = true;
    file.nodata = 0.0;
    bp_raster *raster = small_raster(&file);
    add_box(&source, 0, 2, 2, 4);     /* 0 (missing), 1, 4, 5 */
    add_box(&source, 2, 2, 4, 4);     /* 2, 3, 6, 7 */
    add_box(&target, 0.5, 2.5, 3, 3); /* lower halves of 0, 1, 2 */
    add_box(&target, 0, 3.5, 1, 4);   /* upper half of 0 */
    add_box(&target, 8, 8, 9, 9);     /* meets none */
    ck_bp_ok(context, bp_zonal_pieces_make(context, &source, &target, &crs, raster, &pieces));
    ck_assert_int_eq(pieces.n, 3);
    const bp_zonal_piece expected[3] = {
        {0, 0, 0.75, 4 * 0.25 + 5 * 0.5, 1.0}, {0, 1, 0.5, 0.0, 0.0}, {1, 0, 0.5, 6 * 0.5, 1.0}};
    for (int k = 0; k < 3; k++) {
        ck_assert_int_eq(pieces.items[k].source, expected[k].source);
        ck_assert_int_eq(pieces.items[k].target, expected[k].target);
        ck_assert_double_eq_tol(pieces.items[k].area, expected[k].area, 1e-12);
        ck_assert_double_eq_tol(pieces.items[k].sum, expected[k].sum, 1e-12);
        ck_assert_double_eq_tol(pieces.items[k].covered, expected[k].covered, 1e-12);
    }
    bp_zonal_pieces_clear(&pieces);
    bp_raster_close(raster);
    bp_polygons_clear(&source);
    bp_polygons_clear(&target);
    bp_crs_clear(&crs);
}
END_TEST

/* The same pieces as weights: what lies outside the other layer goes to -1. */
START_TEST(weights_by_hand)
{
    raster_file file = RASTER_FILE_INIT;
    bp_polygons source = BP_POLYGONS_INIT, target = BP_POLYGONS_INIT;
    bp_zonal_pieces pieces = BP_ZONAL_PIECES_INIT;
    bp_zonal of_source = BP_ZONAL_INIT, of_target = BP_ZONAL_INIT;
    bp_piece_weight *weights = NULL;
    bp_crs crs = crs_of("EPSG:28992");
    int64_t n = 0;
    bp_raster *raster = small_raster(&file);
    add_box(&source, 0, 2, 2, 4); /* 0, 1, 4, 5: 10 */
    add_box(&target, 1, 2, 3, 3); /* 5, of source 0; 6 */
    ck_bp_ok(context, bp_zonal_pieces_make(context, &source, &target, &crs, raster, &pieces));
    ck_bp_ok(context, bp_zonal_statistics(context, &source, &crs, raster, NULL, &of_source));
    ck_bp_ok(context, bp_zonal_statistics(context, &target, &crs, raster, NULL, &of_target));
    ck_bp_ok(context, bp_zonal_piece_weights(context, &pieces, &of_source, &of_target, &weights, &n));
    const bp_piece_weight expected[3] = {{0, 0, 5.0}, {0, -1, 5.0}, {-1, 0, 6.0}};
    ck_assert_int_eq(n, 3);
    for (int k = 0; k < 3; k++) {
        ck_assert_int_eq(weights[k].source, expected[k].source);
        ck_assert_int_eq(weights[k].target, expected[k].target);
        ck_assert_double_eq_tol(weights[k].weight, expected[k].weight, 1e-12);
    }
    pieces.items[0].sum = -1.0;
    bp_piece_weight *none = NULL;
    ck_assert_int_eq(bp_zonal_piece_weights(context, &pieces, &of_source, &of_target, &none, &n),
                     BP_ERROR_INPUT);
    ck_message("the raster adds up to -1 over what row 1 of the sources and row 1 of the targets share; a "
               "weight is 0 or more, so give a raster without negative values");
    ck_assert_ptr_null(none);
    free(weights);
    bp_zonal_clear(&of_source);
    bp_zonal_clear(&of_target);
    bp_zonal_pieces_clear(&pieces);
    bp_raster_close(raster);
    bp_polygons_clear(&source);
    bp_polygons_clear(&target);
    bp_crs_clear(&crs);
}
END_TEST

/* Pieces of a source by targets that cover it add up to what the source itself has. */
START_TEST(pieces_add_up)
{
    tessellation_options coarse = {5, 6, 4, false, 14.0, 120010.0, 480015.0, 4};
    bp_polygons source = BP_POLYGONS_INIT, target = BP_POLYGONS_INIT;
    bp_zonal_pieces pieces = BP_ZONAL_PIECES_INIT;
    bp_zonal zonal = BP_ZONAL_INIT;
    bp_crs crs = crs_of("EPSG:28992");
    bp_raster *raster = wave_raster();
    double sum[5 * 6] = {0};
    make_tessellation(context, &coarse, &source);
    wave_units(&target);
    ck_bp_ok(context, bp_zonal_pieces_make(context, &source, &target, &crs, raster, &pieces));
    ck_bp_ok(context, bp_zonal_statistics(context, &source, &crs, raster, NULL, &zonal));
    ck_assert_int_gt(pieces.n, 60);
    for (int64_t k = 0; k < pieces.n; k++)
        sum[pieces.items[k].source] += pieces.items[k].sum;
    for (int64_t u = 0; u < 5 * 6; u++)
        ck_assert_double_eq_tol(sum[u] / zonal.sum[u], 1.0, 1e-9);
    bp_zonal_clear(&zonal);
    bp_zonal_pieces_clear(&pieces);
    bp_raster_close(raster);
    bp_polygons_clear(&source);
    bp_polygons_clear(&target);
    bp_crs_clear(&crs);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("zonal");
    TCase *tests = tcase_create("zonal");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, shares_by_hand);
    tcase_add_test(tests, shares_as_geos_clips_them);
    tcase_add_test(tests, shares_of_a_tessellation_are_whole);
    tcase_add_test(tests, statistics_by_hand);
    tcase_add_test(tests, what_is_missing_is_never_zero);
    tcase_add_test(tests, same_for_any_threads_and_memory);
    tcase_add_test(tests, sums_are_conserved);
    tcase_add_test(tests, raster_in_another_crs);
    tcase_add_test(tests, long_edges_are_bent);
    tcase_add_test(tests, units_without_a_crs);
    tcase_add_test(tests, pieces_by_hand);
    tcase_add_test(tests, weights_by_hand);
    tcase_add_test(tests, pieces_add_up);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
