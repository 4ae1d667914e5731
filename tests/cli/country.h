/*
 * A country that fits on a sheet of paper: 6 x 5 squares of 1 km in RD New, so that every number of a run can
 * be worked out by hand. Unit U01 is at the bottom left, U06 at the bottom right, U30 at the top right. The
 * three columns on the left are municipality GM01, those on the right GM02. Order of badness k (25 is the
 * worst, 0 has no residents):
 *
 *      0 13 14 | 15  0 18
 *     25  9 10 | 21 11 12
 *     24  0 23 | 19  7  8
 *     16  4  5 | 22 20  6
 *     17  1  0 |  2  3  0
 *
 * Poverty and housing rank the 25 as k does. Work has 1 and 2, 3 and 4, ... 23 and 24 change places, health 2
 * and 3, ... 24 and 25. So the mean of a unit's four ranks is k, but for k = 1 (5 / 4) and k = 25 (99 / 4);
 * its score is (k - 0.5) / 25: k = 21 and up are past a base of 0.80, k = 17 and up within a reach of 0.65.
 */
#ifndef BP_TESTS_CLI_COUNTRY_H
#define BP_TESTS_CLI_COUNTRY_H

#include "tests/cli/program.h"

enum { COLUMNS = 6, ROWS = 5, UNITS = COLUMNS * ROWS, RANKED = 25 };

static const int badness[UNITS] = {17, 1, 0, 2,  3, 0,  16, 4,  5,  22, 20, 6,  24, 0, 23,
                                   19, 7, 8, 25, 9, 10, 21, 11, 12, 0,  13, 14, 15, 0, 18};
static const int residents[UNITS] = {300, 400,  0,   250, 350, 0,   500, 600, 450,  2000,
                                     600, 300,  900, 0,   700, 400, 800, 200, 1000, 500,
                                     600, 1500, 700, 150, 0,   300, 350, 400, 0,    800};

static inline int rank_in_work(int k)
{
    return k == RANKED ? k : k % 2 == 1 ? k + 1 : k - 1;
}

static inline int rank_in_health(int k)
{
    return k == 1 ? k : k % 2 == 0 ? k + 1 : k - 1;
}

static inline const char *municipality_of(int u)
{
    return u % COLUMNS < 3 ? "GM01" : "GM02";
}

/* How units.geojson is written, and what is wrong with it. */
typedef struct country_setting {
    bool shuffled;                                 /* rows in another order */
    bool degrees;                                  /* in WGS84, without a crs member */
    const char *crs;                               /* urn in the crs member; NULL: RD New */
    const char *duplicate_of;                      /* this id for U02 to U07 as well */
    const char *population_of_u05, *income_of_u05; /* instead of the number; NULL: the number */
    const char *income;                            /* the same for all units */
    double east;                                   /* moved so many metres */
} country_setting;

static inline void write_ring(FILE *file, int u, const country_setting *setting)
{
    double x = 100000.0 + 1000.0 * (u % COLUMNS) + setting->east, y = 450000.0 + 1000.0 * (u / COLUMNS);
    double xy[10] = {x, y, x + 1000, y, x + 1000, y + 1000, x, y + 1000, x, y};
    bp_crs metres = BP_CRS_INIT, degrees = BP_CRS_INIT;
    if (setting->degrees) {
        ck_bp_ok(context, bp_crs_parse(context, "EPSG:28992", "test", &metres));
        ck_bp_ok(context, bp_crs_parse(context, "EPSG:4326", "test", &degrees));
        ck_bp_ok(context, bp_crs_transform(context, &metres, &degrees, "test", xy, 5, NULL));
    }
    fputs("\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[", file);
    for (int i = 0; i < 5; i++)
        fprintf(file, "%s[%.12g,%.12g]", i ? "," : "", xy[2 * i], xy[2 * i + 1]);
    fputs("]]}", file);
    bp_crs_clear(&metres);
    bp_crs_clear(&degrees);
}

static inline const char *name_of(int u, char name[32])
{
    if (u == 18)
        return "\xC3\x89lisabethbuurt";
    if (u == 12)
        return "Noord, \xE2\x80\x98oost\xE2\x80\x99";
    snprintf(name, 32, "Buurt %d", u + 1);
    return name;
}

static inline void write_unit(FILE *file, int u, const country_setting *setting)
{
    char name[32], id[16], population[32], income[32];
    int k = badness[u];
    snprintf(id, sizeof id, "U%02d", u + 1);
    snprintf(population, sizeof population, "%d", residents[u]);
    /* Where nobody lives there is nothing to measure: the codes that stand there must not be taken for
     * numbers. */
    snprintf(income, sizeof income, "%d", k ? 10 + k : -99997);
    fprintf(file,
            "{\"type\":\"Feature\",\"properties\":{\"code\":\"%s\",\"naam\":\"%s\",\"gm\":\"%s\",\"gm_naam\":"
            "\"%s\",",
            setting->duplicate_of && u > 0 && u < 7 ? setting->duplicate_of : id, name_of(u, name),
            municipality_of(u), u % COLUMNS < 3 ? "W\xC3\xA9sterhaar" : "Oost");
    fprintf(file, "\"inwoners\":%s,\"arm\":%s,\"werk\":%d,\"woz\":",
            setting->population_of_u05 && u == 4 ? setting->population_of_u05 : population,
            setting->income                    ? setting->income
            : setting->income_of_u05 && u == 4 ? setting->income_of_u05
                                               : income,
            k ? 90 - rank_in_work(k) : -99997);
    if (k)
        fprintf(file, "%.1f},", 400.5 - 5 * k);
    else
        fputs("null},", file);
    write_ring(file, u, setting);
    fputs("}", file);
}

static inline void write_units(const char *path, const country_setting *setting)
{
    const country_setting plain = {0};
    FILE *file = fopen(path, "wb");
    ck_assert_ptr_nonnull(file);
    if (!setting)
        setting = &plain;
    fputs("{\"type\":\"FeatureCollection\",\"name\":\"buurten\",", file);
    if (!setting->degrees)
        fprintf(file, "\"crs\":{\"type\":\"name\",\"properties\":{\"name\":\"%s\"}},",
                setting->crs ? setting->crs : "urn:ogc:def:crs:EPSG::28992");
    fputs("\"features\":[\n", file);
    for (int i = 0; i < UNITS; i++) {
        fputs(i ? ",\n" : "", file);
        write_unit(file, setting->shuffled ? (i * 7 + 11) % UNITS : i, setting);
    }
    fputs("\n]}\n", file);
    ck_assert_int_eq(fclose(file), 0);
}

/* Health as a Dutch user gets it: byte-order mark, semicolons, padded codes, decimal commas, other levels
 * between. */
static inline void write_health(const char *path)
{
    FILE *file = fopen(path, "wb");
    ck_assert_ptr_nonnull(file);
    fputs("\xEF\xBB\xBF\"Codering\";\"Gezond\"\n\"NL00      \";  80,1\n\"GM01      \";  81,0\nU99       ;  "
          "70,0\n",
          file);
    for (int u = UNITS - 1; u >= 0; u--) {
        int tenths = 955 - 10 * rank_in_health(badness[u]);
        if (badness[u])
            fprintf(file, "U%02d       ; %d,%d\n", u + 1, tenths / 10, tenths % 10);
        else if (u != 5)
            fprintf(file, "U%02d       ;       .\n", u + 1);
    }
    ck_assert_int_eq(fclose(file), 0);
}

static inline void append_box(FILE *file, const char *lead, double x0, double y0, double x1, double y1)
{
    fprintf(file, "%s[[[%.1f,%.1f],[%.1f,%.1f],[%.1f,%.1f],[%.1f,%.1f],[%.1f,%.1f]]]", lead, x0, y0, x1, y0,
            x1, y1, x0, y1, x0, y0);
}

typedef struct country_box {
    const char *id, *name;
    double x0, y0, x1, y1; /* km east and north of the corner of the country */
    double u0, v0, u1, v1; /* a second part; none when all are 0 */
} country_box;

static inline void write_boxes(const char *path, const country_box *boxes, int n)
{
    FILE *file = fopen(path, "wb");
    ck_assert_ptr_nonnull(file);
    fputs("{\"type\":\"FeatureCollection\",\"crs\":{\"type\":\"name\",\"properties\":{\"name\":"
          "\"urn:ogc:def:crs:EPSG::28992\"}},\"features\":[",
          file);
    for (int i = 0; i < n; i++) {
        const country_box *box = &boxes[i];
        fprintf(file, "%s{\"type\":\"Feature\",\"properties\":{\"nr\":\"%s\",\"naam\":\"%s\"},\"geometry\":",
                i ? "," : "", box->id, box->name);
        append_box(file, "{\"type\":\"MultiPolygon\",\"coordinates\":[", 1e5 + 1e3 * box->x0,
                   4.5e5 + 1e3 * box->y0, 1e5 + 1e3 * box->x1, 4.5e5 + 1e3 * box->y1);
        if (box->u1 > 0.0)
            append_box(file, ",", 1e5 + 1e3 * box->u0, 4.5e5 + 1e3 * box->v0, 1e5 + 1e3 * box->u1,
                       4.5e5 + 1e3 * box->v1);
        fputs("]}}", file);
    }
    fputs("]}\n", file);
    ck_assert_int_eq(fclose(file), 0);
}

/* Half of U13 and U19; all of U14 (nobody lives there) with a quarter of U15; a place without focus areas. */
static const country_box regions[] = {{"R1", "Regio \xC3\xA9\xC3\xA9n", 0, 2, 0.5, 4, 0, 0, 0, 0},
                                      {"R2", "Regio 2", 1, 2, 2.25, 3, 0, 0, 0, 0},
                                      {"R3", "Regio 3", 4, 0, 5, 1, 0, 0, 0, 0}};
/* U07, U13 and U19 with 0.4 of U20; 0.6 of U22 with all of U30. */
static const country_box named_areas[] = {{"N", "Noord", 0, 1, 1, 4, 1, 3, 1.4, 4},
                                          {"O", "Oost", 3, 3, 3.6, 4, 5, 4, 6, 5}};

static inline void make_folder(const char *path)
{
    ck_assert_msg(mkdir(path, 0700) == 0, "%s cannot be made", path);
}

static inline void write_lists(void)
{
    make_folder(at("priority"));
    put_file(at("priority/list.yaml"),
             "list: priority\ntitle: Priority places\nkind: designated\nsource: made up\n"
             "areas: {file: areas.csv, id: id, name: name, source: found, certainty: sure}\n"
             "members: {file: members.csv, area: area, code: code, level: unit}\n");
    put_file(at("priority/areas.csv"), "id,name,found,sure\n1,Oud-Noord,letter 7,sure\n2,Oost,,likely\n");
    put_file(at("priority/members.csv"), "area,code\n1,U19\n2,U30\n1,U13\n1,U07\n2,U22\n");
    make_folder(at("deals"));
    put_file(at("deals/list.yaml"),
             "list: deals\ntitle: Deals\nkind: programme\nsource: made up\n"
             "areas: {file: areas.csv, id: id, name: name, phase: round}\n"
             "members: {file: members.csv, area: area, code: code, level: municipality, part: part}\n");
    put_file(at("deals/areas.csv"), "id,name,round\nA,Both sides,3\nB,Nowhere,4\n");
    put_file(at("deals/members.csv"), "area,code,part\nA,GM01,\nA,GM02,the north\nB,GM77,\n");
}

/* Lines, as messages count them: 2-3 units, 4-5 tables, 6-10 indicators, 11 areas, 12 designated, 13-15
   programmes, 16 output. */
static const char study_text[] =
    "study: Papierland\n"
    "units: {source: units.geojson, id: code, name: naam, population: inwoners, missing: "
    "[\"-99997\"],\n"
    "        municipality: {column: gm, name: gm_naam}}\n"
    "tables:\n"
    "  - {name: health, source: health.csv, key: Codering, missing: [\".\"]}\n"
    "indicators:\n"
    "  - {name: low_income, from: arm, domain: poverty, worse: high}\n"
    "  - {name: employment, from: werk, domain: work, worse: low}\n"
    "  - {name: dwelling_value, from: woz, domain: housing, worse: low}\n"
    "  - {name: good_health, from: health.Gezond, domain: health, worse: low}\n"
    "areas: {base: 0.80, reach: 0.65, floor: 2500, ceiling: 30000, bridges: {}}\n"
    "designated: {list: ./priority}\n"
    "programmes:\n"
    "  - {name: Regions, source: regions.geojson, id: nr, region_name: naam}\n"
    "  - {name: Deals, list: ./deals}\n"
    "output: {crs: EPSG:28992}\n";

/* The study with the first `from` in it replaced by `to`. */
static inline void write_study(const char *from, const char *to)
{
    const char *found = from ? strstr(study_text, from) : NULL;
    ck_assert_msg(!from || found, "the study has no '%s'", from);
    char *text =
        found ? bp_text_format("%.*s%s%s", (int)(found - study_text), study_text, to, found + strlen(from))
              : bp_text_copy(study_text);
    put_file(at("study.yaml"), text);
    free(text);
}

/* Everything that the study names, in the scratch folder. */
static inline void write_country(const country_setting *setting)
{
    write_units(at("units.geojson"), setting);
    write_health(at("health.csv"));
    write_boxes(at("regions.geojson"), regions, 3);
    write_lists();
    write_study(NULL, NULL);
}

/* brandpunt run study.yaml --output scratch/`output`, with up to three more arguments. */
static inline program_result run_country(const char *output, const char *a, const char *b, const char *c)
{
    char *study = bp_text_copy(at("study.yaml")), *folder = bp_text_copy(at(output));
    const char *arguments[] = {"run", study, "--output", folder, a, a ? b : NULL, a && b ? c : NULL, NULL};
    program_result result = call_program(arguments, NULL);
    free(study);
    free(folder);
    return result;
}

#endif
