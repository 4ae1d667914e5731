/* The program against values of spdep, esda and libgeoda on classical data sets: from the shapefile to the
 * table. */
#include "tests/analysis/local_support.h"
#include "tests/cli/program.h"

/* A set: its name in the reference files, its shapefile, and the columns there are values for. */
typedef struct classic_set {
    const char *name, *file, *columns[3];
} classic_set;

static const classic_set sets[] = {{"columbus", "columbus", {"crime", "hoval", "inc"}},
                                   {"guerry", "Guerry", {"Crm_prs", "Donatns", "Litercy"}},
                                   {"sids", "sids", {"SID74", "SID79", "BIR74"}}};

/* Neighbours as the reference files call them, and as the program does. */
typedef struct way {
    const char *name, *option, *value;
} way;

static const way ways[] = {
    {"queen", "--queen", NULL}, {"knn8", "--knn", "8"}, {"rook", "--rook", NULL}, {"knn4", "--knn", "4"}};

/* What a file of global values and the table of a command have in common. */
typedef struct global_check {
    const char *command, *option, *value; /* option and value may be NULL */
    const char *file, *styles;
    struct {
        const char *statistic, *inference;
        const char *names[4]; /* of value, expectation, variance and z in the file */
    } rows[3];
    int n_rows;
} global_check;

static const global_check checks[] = {
    {"moran",
     NULL,
     NULL,
     "global_moran_spdep",
     "WBCS",
     {{"I", "normality", {"I", "EI", "VI_norm", "z_norm"}},
      {"I", "randomisation", {"I", "EI", "VI_rand", "z_rand"}}},
     2},
    {"geary",
     "--sign",
     "spdep",
     "global_geary_spdep",
     "WBCS",
     {{"C", "normality", {"C", "EC", "VC_norm", "z_norm"}},
      {"C", "randomisation", {"C", "EC", "VC_rand", "z_rand"}}},
     2},
    {"getis", NULL, NULL, "global_G_spdep", "B", {{"G", "randomisation", {"G", "EG", "VG", "z"}}}, 1},
    {"joincount",
     "--above",
     "median",
     "joincount_spdep",
     "WB",
     {{"BB", "nonfree", {"BB", "EBB", "VBB", "zBB"}},
      {"WW", "nonfree", {"WW", "EWW", "VWW", "zWW"}},
      {"BW", "nonfree", {"BW", "EBW", "VBW", "zBW"}}},
     3},
};

static double largest;      /* relative difference that was seen */
static double largest_mean; /* difference of p-values, over the units of one map */

static char *shapefile(const classic_set *set)
{
    const char *data = getenv("BRANDPUNT_DATA"), *source = getenv("BRANDPUNT_SOURCE");
    return data ? bp_text_format("%s/classic/%s.shp", data, set->file)
                : bp_text_format("%s/../shared/data/classic/%s.shp", source ? source : ".", set->file);
}

static void near(double got, double expected, double size, const char *what)
{
    double relative = fabs(got - expected) / fmax(fabs(expected), size);
    largest = fmax(largest, relative);
    if (!(relative <= 1e-10))
        ck_abort_msg("%s: %.15g, expected %.15g", what, got, expected);
}

/* Row of a reference file for a column, or -1. */
static int find_row(const local_table *table, const char *set, const char *column, const way *how, char style)
{
    for (int row = 0; row < table->n_rows; row++)
        if (!strcmp(local_text(table, row, "set"), set) && !strcmp(local_text(table, row, "var"), column) &&
            !strcmp(local_text(table, row, "weights"), how->name) &&
            local_text(table, row, "style")[0] == style)
            return row;
    return -1;
}

static json_t *find_result(json_t *root, const char *column, const char *statistic, const char *inference)
{
    size_t at;
    json_t *result;
    json_array_foreach(json_at(root, "results"), at, result)
    {
        if (!strcmp(json_string_value(json_object_get(result, "column")), column) &&
            !strcmp(json_string_value(json_object_get(result, "statistic")), statistic) &&
            !strcmp(json_string_value(json_object_get(result, "inference")), inference))
            return result;
    }
    ck_abort_msg("no %s of %s under %s", statistic, column, inference);
    return NULL;
}

static int compare_results(json_t *root, const global_check *check, const local_table *table,
                           const classic_set *set, const way *how, char style)
{
    static const char *const keys[] = {"value", "expectation", "variance", "z"};
    int n_compared = 0;
    for (int c = 0; c < 3; c++) {
        int row = find_row(table, set->name, set->columns[c], how, style);
        for (int r = 0; row >= 0 && r < check->n_rows; r++) {
            json_t *result =
                find_result(root, set->columns[c], check->rows[r].statistic, check->rows[r].inference);
            for (int k = 0; k < 4; k++, n_compared++)
                near(json_number_value(json_object_get(result, keys[k])),
                     local_number(table, row, check->rows[r].names[k]), k == 3 ? 1e-3 : 0.0,
                     check->rows[r].names[k]);
        }
    }
    return n_compared;
}

static int check_global(const global_check *check, const local_table *table, const classic_set *set,
                        const way *how, char style)
{
    char letter[2] = {style == 'S' ? 'V' : style, '\0'}, *path = shapefile(set);
    const char *arguments[MOST_ARGUMENTS + 1] = {check->command, path};
    int n = 2;
    for (int c = 0; c < 3; c++)
        arguments[n++] = set->columns[c];
    arguments[n++] = how->option;
    if (how->value)
        arguments[n++] = how->value;
    if (check->option) {
        arguments[n++] = check->option;
        arguments[n++] = check->value;
    }
    const char *rest[] = {"--style", letter, "--planar", "--analytic", "--format", "json"};
    for (size_t k = 0; k < sizeof rest / sizeof *rest; k++)
        arguments[n++] = rest[k];
    program_result result = call_program(arguments, NULL);
    ck_assert_msg(result.status == 0, "%s", result.err);
    json_t *root = json_loads(result.out, 0, NULL);
    ck_assert_ptr_nonnull(root);
    int n_compared = compare_results(root, check, table, set, how, style);
    json_decref(root);
    free_result(&result);
    free(path);
    return n_compared;
}

START_TEST(global_statistics)
{
    const char *folder = local_reference();
    for (size_t k = 0; folder && k < sizeof checks / sizeof *checks; k++) {
        char *path = bp_text_format("%s/%s.csv", folder, checks[k].file);
        local_table table;
        int n_compared = 0;
        local_read(path, &table);
        largest = 0.0;
        for (int s = 0; s < 3; s++)
            /* All styles with queen, the first one with the others. */
            for (int w = 0; w < 4; w++)
                for (const char *style = checks[k].styles; *style && (w < 1 || style == checks[k].styles);
                     style++)
                    n_compared += check_global(&checks[k], &table, &sets[s], &ways[w], *style);
        printf("%s: %d values, largest relative difference %.1e\n", checks[k].command, n_compared, largest);
        ck_assert_int_ge(n_compared, 3 * 3 * 3 * 4);
        free(table.cells);
        free(path);
    }
}
END_TEST

/* What `brandpunt lisa` is compared by, and with. */
typedef struct local_check {
    const char *statistic;
    struct {
        const char *own, *theirs;
    } columns[4];     /* ended by NULL; of spdep */
    const char *esda; /* the statistic as esda has it; NULL: not this one */
    const char *geoda;
    int by_n_less_1; /* not 0: these two divide by n - 1 where spdep divides by n */
} local_check;

static const local_check local_checks[] = {
    {"moran",
     {{"statistic", "Ii"}, {"expectation", "E_cond"}, {"variance", "Var_cond"}, {"z", "Z_cond"}},
     "Is",
     "localmoran",
     1},
    {"geary", {{"statistic", "C_W"}}, NULL, "geary", 0},
    {"gi", {{"z", "G_W"}}, "G_R", "g", 0},
    {"gi_star", {{"z", "Gstar_W"}}, "Gstar_R", "gistar", 0},
};

static void compare_column(const local_table *own, const char *column, const local_table *theirs,
                           const char *name, double factor)
{
    double size = 0.0;
    ck_assert_int_eq(own->n_rows, theirs->n_rows);
    for (int i = 0; i < theirs->n_rows; i++)
        size += fabs(local_number(theirs, i, name)) / theirs->n_rows;
    /* Where a value nearly vanishes, its digits are those of the terms it is a difference of. */
    for (int i = 0; i < theirs->n_rows; i++)
        near(local_number(own, i, column), factor * local_number(theirs, i, name), 1e-3 * size, name);
}

/*
 * Folded p-values from 9,999 draws on either side. libgeoda draws its first and last unit half as often as
 * the others, which tells on small maps, and counts ties and the side of Geary's c in its own way: hence the
 * mean difference, and all but a twentieth of the units.
 */
static void compare_p(const local_table *own, const local_table *theirs, const char *what)
{
    double mean = 0.0;
    int n_apart = 0;
    for (int i = 0; i < own->n_rows; i++) {
        double q = local_number(theirs, i, "p"), gap = fabs(local_number(own, i, "p") - fmin(q, 1.0 - q));
        mean += gap / own->n_rows;
        n_apart += gap > 0.05;
    }
    largest_mean = fmax(largest_mean, mean);
    ck_assert_msg(mean < 0.03 && 20 * n_apart <= own->n_rows,
                  "%s: p is %.4f from libgeoda's in the mean, and far from it in %d of %d units", what, mean,
                  n_apart, own->n_rows);
}

static void read_reference(const char *folder, const char *stem, const char *suffix, local_table *table)
{
    char *path = bp_text_format("%s/%s_%s.csv", folder, stem, suffix);
    local_read(path, table);
    free(path);
}

static void check_local(const char *folder, const local_check *check, const classic_set *set, int c,
                        const way *how)
{
    char *path = shapefile(set);
    char *stem = bp_text_format("%s_%s_%s", set->name, set->columns[c], how->name);
    char *geoda = bp_text_format("%s9999_libgeoda", check->geoda);
    const char *arguments[] = {"lisa",
                               path,
                               set->columns[c],
                               at("own.csv"),
                               "--statistic",
                               check->statistic,
                               "--style",
                               "W",
                               "--permutations=9999",
                               "--alternative=directed",
                               "--planar",
                               "--quiet",
                               how->option,
                               how->value,
                               NULL};
    program_result result = call_program(arguments, NULL);
    ck_assert_msg(result.status == 0, "%s", result.err);
    local_table own, spdep, esda, peer;
    local_read(at("own.csv"), &own);
    read_reference(folder, stem, "local_spdep", &spdep);
    read_reference(folder, stem, "local_esda_new", &esda);
    read_reference(folder, stem, geoda, &peer);
    double factor = check->by_n_less_1 ? own.n_rows / (own.n_rows - 1.0) : 1.0;
    for (int k = 0; k < 4 && check->columns[k].own; k++)
        compare_column(&own, check->columns[k].own, &spdep, check->columns[k].theirs, 1.0);
    if (check->esda)
        compare_column(&own, "statistic", &esda, check->esda, factor);
    compare_column(&own, "statistic", &peer, "stat", factor);
    compare_p(&own, &peer, stem);
    unlink(at("own.csv"));
    free(own.cells);
    free(spdep.cells);
    free(esda.cells);
    free(peer.cells);
    free_result(&result);
    free(path);
    free(stem);
    free(geoda);
}

START_TEST(local_statistics)
{
    const char *folder = local_reference();
    for (size_t k = 0; folder && k < sizeof local_checks / sizeof *local_checks; k++) {
        largest = largest_mean = 0.0;
        for (int s = 0; s < 3; s++)
            for (int c = 0; c < 3; c++)
                /* One column of a set with both kinds of neighbours; Moran's I of the others with queen. */
                for (int w = 0; w < (c == s ? 2 : k == 0); w++)
                    check_local(folder, &local_checks[k], &sets[s], c, &ways[w]);
        printf(
            "local %s: largest relative difference %.1e; p-values of libgeoda %.4f off in the mean at most\n",
            local_checks[k].statistic, largest, largest_mean);
    }
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("reference");
    TCase *tests = tcase_create("reference");
    tcase_set_timeout(tests, 300);
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, global_statistics);
    tcase_add_test(tests, local_statistics);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    if (!local_reference())
        return 77;
    return run_suite(make_suite());
}
