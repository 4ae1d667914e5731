#include "cli/cluster/points.h"

#include "cli/json_print.h"
#include "cli/terminal.h"
#include "geo/bitmap.h"
#include "geo/text.h"

#include <inttypes.h>
#include <stdlib.h>

enum { CLUSTERS_SHOWN = 20 };

static const char *const names[] = {"dbscan", "hdbscan", "kde"};

static int64_t count_noise(const bp_cluster_points *job)
{
    return job->method == BP_POINTS_DBSCAN ? job->dbscan.n_noise : job->hdbscan.n_noise;
}

/* Square metres, or square units of the layer. */
static double area_of(const bp_cluster_points *job, int32_t c)
{
    return job->hull_area[c] / (job->metre * job->metre);
}

/* Mass of the kernels in the cells: what lies beyond the grid is not in it. */
static double sum_density(const bp_cluster_points *job, double *most)
{
    double sum = 0.0;
    *most = 0.0;
    for (int64_t c = 0; c < job->grid.n_columns * job->grid.n_rows; c++) {
        sum += job->density[c] * job->grid.size * job->grid.size;
        *most = job->density[c] > *most ? job->density[c] : *most;
    }
    *most *= job->in_metres ? 1e6 * job->metre * job->metre : 1.0;
    return sum;
}

static double sum_weight(const bp_cluster_points *job)
{
    double sum = 0.0;
    for (int64_t i = 0; i < job->set.n; i++)
        if (bp_bitmap_get(job->valid, i))
            sum += job->set.weight ? job->set.weight[i] : 1.0;
    return sum;
}

static void describe_density(const bp_cluster_points *job, json_t *root)
{
    double most = 0.0, sum = sum_density(job, &most);
    json_object_set_new(root, "smoothing", json_string(bp_density_kernel_names[job->density_options.kernel]));
    json_object_set_new(root, "bandwidth", json_real(job->bandwidth / job->metre));
    json_object_set_new(root, "nearest", json_integer(job->density_options.nearest));
    json_object_set_new(root, "cell", json_real(job->grid.size / job->metre));
    json_object_set_new(root, "columns", json_integer(job->grid.n_columns));
    json_object_set_new(root, "rows", json_integer(job->grid.n_rows));
    json_object_set_new(root, "weight", json_real(sum_weight(job)));
    json_object_set_new(root, "sum", json_real(sum));
    json_object_set_new(root, job->in_metres ? "largest_density_km2" : "largest_density", json_real(most));
}

static json_t *describe_cluster(const bp_cluster_points *job, int32_t c)
{
    json_t *object = json_pack("{s:i, s:I}", "cluster", (int)c + 1, "points", (json_int_t)job->size[c]);
    if (job->method == BP_POINTS_HDBSCAN)
        json_object_set_new(object, "stability", json_real(job->hdbscan.stability[c]));
    if (job->hull_area)
        json_object_set_new(object, job->in_metres ? "area_m2" : "area", json_real(area_of(job, c)));
    return object;
}

static void describe_clusters(const bp_cluster_points *job, json_t *root)
{
    json_t *clusters = json_array();
    if (job->method == BP_POINTS_DBSCAN) {
        json_object_set_new(root, "eps", json_real(job->dbscan_options.eps / job->metre));
        json_object_set_new(root, "min_points", json_real(job->dbscan_options.min_points));
        json_object_set_new(root, "core", json_integer(job->dbscan.n_core));
        json_object_set_new(root, "border", json_integer(job->dbscan.n_border));
        json_object_set_new(root, "shared", json_integer(job->dbscan.n_shared));
    } else {
        json_object_set_new(root, "min_cluster_size", json_integer(job->hdbscan_options.min_cluster_size));
        json_object_set_new(root, "min_samples",
                            json_integer(job->hdbscan_options.min_samples
                                             ? job->hdbscan_options.min_samples
                                             : job->hdbscan_options.min_cluster_size));
        json_object_set_new(
            root, "selection",
            json_string(job->hdbscan_options.selection == BP_HDBSCAN_LEAVES ? "leaves" : "mass"));
    }
    json_object_set_new(root, "noise", json_integer(count_noise(job)));
    for (int32_t c = 0; c < job->n_clusters; c++)
        json_array_append_new(clusters, describe_cluster(job, c));
    json_object_set_new(root, "clusters", clusters);
}

static bp_status print_json(const bp_cluster_points *job)
{
    static const char *const keys[] = {"output", "hulls", "shares"};
    json_t *root = json_pack("{s:s, s:s, s:s, s:I, s:I}", "command", "cluster", "method", names[job->method],
                             "source", job->call->arguments[0], "points", (json_int_t)job->n_part, "missing",
                             (json_int_t)job->n_missing);
    if (job->method == BP_POINTS_KDE)
        describe_density(job, root);
    else
        describe_clusters(job, root);
    for (int f = 0; f < BP_POINTS_FILES; f++)
        if (job->paths[f])
            json_object_set_new(root, keys[f], json_string(job->paths[f]));
    json_object_set_new(root, "warnings", bp_statistic_warnings(job->context));
    return bp_json_print(job->context, root);
}

static void print_csv(const bp_cluster_points *job)
{
    char number[32];
    if (job->method == BP_POINTS_KDE) {
        double most = 0.0, sum = sum_density(job, &most);
        printf("bandwidth,cell,columns,rows,sum,largest%s\n", job->in_metres ? "_km2" : "");
        bp_text_number(job->bandwidth / job->metre, number);
        printf("%s,", number);
        bp_text_number(job->grid.size / job->metre, number);
        printf("%s,%" PRId64 ",%" PRId64 ",", number, job->grid.n_columns, job->grid.n_rows);
        bp_text_number(sum, number);
        printf("%s,", number);
        bp_text_number(most, number);
        printf("%s\n", number);
        return;
    }
    printf("cluster,points%s\n", !job->hull_area ? "" : job->in_metres ? ",area_m2" : ",area");
    for (int32_t c = 0; c < job->n_clusters; c++) {
        printf("%" PRId32 ",%" PRId64, c + 1, job->size[c]);
        if (job->hull_area) {
            bp_text_number(area_of(job, c), number);
            printf(",%s", number);
        }
        printf("\n");
    }
}

static void print_density(const bp_cluster_points *job)
{
    char columns[32], rows[32];
    double most = 0.0, sum = sum_density(job, &most);
    const char *length = job->in_metres ? " m" : "", *area = job->in_metres ? " per km2" : " per square unit";
    printf("smoothing: %s", bp_density_kernel_names[job->density_options.kernel]);
    if (job->density_options.nearest > 0)
        printf(", as far as the %" PRId64 " nearest", job->density_options.nearest);
    if (job->bandwidth > 0.0)
        printf(job->density_options.nearest > 0 ? ", %.6g%s at least" : ", bandwidth %.6g%s",
               job->bandwidth / job->metre, length);
    printf("\n");
    printf("grid: %s x %s cells of %.6g%s\n", bp_text_count(job->grid.n_columns, columns),
           bp_text_count(job->grid.n_rows, rows), job->grid.size / job->metre, length);
    printf("density: %.6g%s at most; sum over the grid %.6g of %.12g\n", most, area, sum, sum_weight(job));
}

static void print_clusters(const bp_cluster_points *job)
{
    char count[32];
    if (job->n_clusters == 0)
        return;
    printf("\ncluster        points   share%s\n", !job->hull_area  ? ""
                                                  : job->in_metres ? "        area km2    points/km2"
                                                                   : "            area   points/area");
    for (int32_t c = 0; c < job->n_clusters && c < CLUSTERS_SHOWN; c++) {
        printf("%7" PRId32 " %13s %5.1f %%", c + 1, bp_text_count(job->size[c], count),
               100.0 * (double)job->size[c] / (double)job->n_part);
        if (job->hull_area) {
            double area = area_of(job, c) / (job->in_metres ? 1e6 : 1.0);
            printf(" %15.6g", area);
            if (area > 0.0)
                printf(" %13.6g", (double)job->size[c] / area);
            else
                printf(" %13s", "-");
        }
        printf("\n");
    }
    if (job->n_clusters > CLUSTERS_SHOWN)
        printf("and %" PRId32 " more: --format csv prints them all\n", job->n_clusters - CLUSTERS_SHOWN);
}

static void print_found(const bp_cluster_points *job)
{
    char clusters[32], noise[32], core[32], border[32], shared[32];
    if (job->method == BP_POINTS_DBSCAN)
        printf("dense: %.12g or more within %.12g%s\n", job->dbscan_options.min_points,
               job->dbscan_options.eps / job->metre, job->in_metres ? " m" : "");
    else
        printf("least cluster: %" PRId64 " points\n", job->hdbscan_options.min_cluster_size);
    printf("clusters: %s; noise: %s of the points\n", bp_text_count(job->n_clusters, clusters),
           bp_text_count(count_noise(job), noise));
    if (job->method == BP_POINTS_DBSCAN) {
        printf("core: %s; border: %s", bp_text_count(job->dbscan.n_core, core),
               bp_text_count(job->dbscan.n_border, border));
        if (job->dbscan.n_shared > 0)
            printf(", %s in reach of several clusters", bp_text_count(job->dbscan.n_shared, shared));
        printf("\n");
    }
    print_clusters(job);
}

static void print_table(const bp_cluster_points *job)
{
    char points[32], missing[32];
    printf("%s of %s points", names[job->method], bp_text_count(job->n_part, points));
    if (job->n_missing > 0)
        printf(", and %s without a place%s", bp_text_count(job->n_missing, missing),
               job->count ? " or a count" : "");
    printf("\n");
    if (job->method == BP_POINTS_KDE)
        print_density(job);
    else
        print_found(job);
    for (int f = 0; f < BP_POINTS_FILES; f++)
        if (job->paths[f])
            printf("%swritten to %s\n", f == 0 || !job->paths[0] ? "\n" : "", job->paths[f]);
}

bp_status bp_cluster_points_print(const bp_cluster_points *job)
{
    bp_progress *progress = job->call->progress;
    bp_progress_end(progress);
    bp_statistic_print_warnings(job->call);
    if (job->format == BP_FORMAT_JSON)
        return print_json(job);
    if (job->format == BP_FORMAT_CSV)
        print_csv(job);
    else if (!bp_progress_quiet(progress))
        print_table(job);
    return BP_OK;
}
