#include "cli/roles.h"

#include "geo/text.h"

#include <ctype.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A role that fits worse is not told. */
static const double least_told = 0.2;

const char *bp_field_role_name(bp_field_role role)
{
    static const char *const names[BP_FIELD_ROLES] = {"id",   "key", "name", "population", "municipality",
                                                      "year", "x",   "y",    "indicator"};
    return role < BP_FIELD_ROLES ? names[role] : "unknown";
}

/* Names that speak for a role, in lower case without signs; one that ends in '*' is a beginning, one that
 * starts with '*' may stand anywhere. From the CBS maps and StatLine, and what is usual elsewhere. */
static const char *const id_names[] = {
    "*code",  "bucode",          "wkcode", "gmcode", "*geoid",   "lsoa*", "geocode", "id", "*statcode",
    "regio*", "wijkenenbuurten", "pc4",    "pc6",    "postcode", "nuts*", "*fips",   NULL};
static const char *const row_number_names[] = {"fid",   "ogcfid", "objectid", "gid",
                                               "gmlid", "index",  "rownr",    NULL};
static const char *const name_names[] = {"*naam", "name", "*name", "label", "title", "omschrijving", NULL};
static const char *const population_names[] = {
    "aantinw*",   "aantalinwoners*", "inwoners*",      "population*", "residents*",
    "bevolking*", "totpop*",         "poptot*",        "pop",         "ainw*",
    "bevtot*",    "inhabitants*",    "numinhabitants", NULL};
static const char *const density_names[] = {"*dichtheid", "*density", "*perkm2", NULL};
static const char *const municipality_names[] = {
    "gmcode", "gemeentecode", "*gemcode", "municipality*", "gemeente", "gemcode", "mun", "muncode", NULL};
static const char *const year_names[] = {"jaar*", "year*", "perioden", "period", "peiljaar", NULL};
static const char *const x_names[] = {"x",   "lon",     "lng", "long",   "longitude", "easting",
                                      "rdx", "xcoord*", "xrd", "coordx", NULL};
static const char *const y_names[] = {"y",       "lat", "latitude", "northing", "rdy",
                                      "ycoord*", "yrd", "coordy",   NULL};

/* "AANT_INW" and "aant inw" are one name. */
static void fold_name(const char *name, char *folded, size_t size)
{
    size_t n = 0;
    for (; *name && n + 1 < size; name++)
        if (isalnum((unsigned char)*name))
            folded[n++] = (char)tolower((unsigned char)*name);
    folded[n] = '\0';
}

static bool matches(const char *folded, const char *pattern)
{
    size_t n = strlen(pattern);
    if (pattern[0] == '*')
        return strstr(folded, pattern + 1) != NULL;
    if (n > 0 && pattern[n - 1] == '*')
        return strncmp(folded, pattern, n - 1) == 0;
    return strcmp(folded, pattern) == 0;
}

static bool is_named(const char *name, const char *const *patterns)
{
    char folded[128];
    fold_name(name, folded, sizeof folded);
    for (int i = 0; patterns[i]; i++)
        if (matches(folded, patterns[i]))
            return true;
    return false;
}

/* A column under judgement. */
struct judged {
    bp_field_roles *roles;
    const bp_field_profile *profile;
    int64_t n_rows, n_values;
    const bp_aliases *aliases;
    bool is_number; /* nearly all values are numbers */
    bool is_whole;  /* and all of these whole */
    bool is_code;   /* nearly all look like codes of areas */
    bool is_unique; /* filled in every row, each another */
};

enum { CUT_NAME = 10 };

static bool same_letters(const char *a, const char *b)
{
    while (*a && tolower((unsigned char)*a) == tolower((unsigned char)*b)) {
        a++;
        b++;
    }
    return !*a && !*b;
}

/* True where the shipped names say that a column of this name, perhaps cut to ten characters, is `role`. */
static bool is_known_as(const struct judged *j, const char *role)
{
    const bp_aliases *known = j->aliases;
    const char *name = j->profile->name;
    if (!known)
        return false;
    for (int f = bp_aliases_find(known, name, 0); f >= 0; f = bp_aliases_find(known, name, f + 1))
        if (strcmp(known->role[f], role) == 0)
            return true;
    for (int i = 0; strlen(name) == CUT_NAME && i < known->n_names; i++) {
        char cut[CUT_NAME + 1];
        snprintf(cut, sizeof cut, "%.10s", known->name[i]);
        if (strcmp(known->role[known->family[i]], role) == 0 && same_letters(cut, name))
            return true;
    }
    return false;
}

static void add_fit(struct judged *j, bp_field_role role, double score, const char *reason)
{
    if (score < least_told)
        return;
    bp_field_roles *roles = j->roles;
    int at = roles->n_fits++;
    for (; at > 0 && roles->fits[at - 1].score < score; at--)
        roles->fits[at] = roles->fits[at - 1];
    roles->fits[at].role = role;
    roles->fits[at].score = score;
    snprintf(roles->fits[at].reason, sizeof roles->fits[at].reason, "%s", reason);
}

/* "3,340 different values such as WK001400", for the reasons. */
static void say_values(const struct judged *j, const char *what, char *reason)
{
    char count[32];
    snprintf(reason, BP_FIELD_REASON_BYTES, "%s different %s such as %.40s",
             bp_text_count(j->profile->n_distinct, count), what,
             j->profile->examples[0] ? j->profile->examples[0] : "none");
}

/* POLYID, area_id; those that merely number rows are known by name. */
static bool ends_in_id(const char *name)
{
    size_t n = strlen(name);
    if (n < 3)
        return false;
    const char *end = name + n - 2;
    return strcmp(end, "ID") == 0 || strcmp(end, "Id") == 0 ||
           (strcmp(end, "id") == 0 && !isalnum((unsigned char)end[-1]));
}

static void judge_id(struct judged *j)
{
    char reason[BP_FIELD_REASON_BYTES];
    bool named =
        is_named(j->profile->name, id_names) || ends_in_id(j->profile->name) || is_known_as(j, "code");
    bool is_row_number = is_named(j->profile->name, row_number_names);
    say_values(j, j->is_code ? "codes" : "values", reason);
    if (j->n_rows < 2 || (j->is_number && !j->is_whole))
        return;
    if (j->is_unique)
        add_fit(j, BP_FIELD_ID,
                is_row_number ? 0.3
                : j->is_code  ? (named ? 0.98 : 0.9)
                : named       ? 0.85
                              : 0.25,
                reason);
    else if (j->profile->n_distinct < 2)
        return;
    else if (j->is_code || (named && !j->is_number))
        add_fit(j, BP_FIELD_KEY, j->is_code && named ? 0.8 : j->is_code ? 0.65 : 0.5, reason);
    else if (named && j->is_whole)
        add_fit(j, BP_FIELD_KEY, 0.5, reason);
}

static void judge_municipality(struct judged *j)
{
    char reason[BP_FIELD_REASON_BYTES];
    const char *example = j->profile->examples[0];
    bool named = is_named(j->profile->name, municipality_names);
    bool has_prefix = j->is_code && example && toupper((unsigned char)example[0]) == 'G' &&
                      toupper((unsigned char)example[1]) == 'M';
    say_values(j, "codes", reason);
    if (has_prefix)
        add_fit(j, BP_FIELD_MUNICIPALITY, j->is_unique ? 0.6 : 0.95, reason);
    else if (named && (j->is_code || j->is_whole))
        add_fit(j, BP_FIELD_MUNICIPALITY, 0.75, reason);
    else if (named && !j->is_number)
        add_fit(j, BP_FIELD_MUNICIPALITY, 0.5, reason);
}

static void judge_name(struct judged *j)
{
    char reason[BP_FIELD_REASON_BYTES];
    if (j->is_number || j->is_code || j->n_values == 0 || j->roles->profile.n_numbers * 10 > j->n_values)
        return;
    bool named = is_named(j->profile->name, name_names);
    bool varied = j->profile->n_distinct * 2 >= j->n_values;
    say_values(j, "texts", reason);
    add_fit(j, BP_FIELD_NAME, named ? (varied ? 0.95 : 0.55) : varied ? 0.5 : 0.1, reason);
}

static void judge_population(struct judged *j)
{
    char reason[BP_FIELD_REASON_BYTES], most[32];
    if (!j->is_whole || j->profile->least < 0.0 ||
        (!is_named(j->profile->name, population_names) && !is_known_as(j, "population")) ||
        is_named(j->profile->name, density_names))
        return;
    snprintf(reason, sizeof reason, "named like it, whole numbers up to %s",
             bp_text_count((int64_t)j->profile->most, most));
    add_fit(j, BP_FIELD_POPULATION, 0.95, reason);
}

/* StatLine writes "2019JJ00". */
static bool is_period(const char *text)
{
    return text && strlen(text) == 8 && strspn(text, "0123456789") == 4 && strncmp(text + 4, "JJ", 2) == 0;
}

static void judge_year(struct judged *j)
{
    char reason[BP_FIELD_REASON_BYTES];
    bool named = is_named(j->profile->name, year_names);
    if (is_period(j->profile->examples[0])) {
        snprintf(reason, sizeof reason, "periods such as %s", j->profile->examples[0]);
        add_fit(j, BP_FIELD_YEAR, 0.95, reason);
    } else if (j->is_whole && j->profile->least >= 1900.0 && j->profile->most <= 2100.0) {
        snprintf(reason, sizeof reason, "whole numbers from %.0f to %.0f", j->profile->least,
                 j->profile->most);
        add_fit(j, BP_FIELD_YEAR, named ? 0.95 : j->profile->n_distinct <= 30 ? 0.45 : 0.1, reason);
    }
}

static void judge_coordinate(struct judged *j)
{
    char reason[BP_FIELD_REASON_BYTES];
    bool is_x = is_named(j->profile->name, x_names), is_y = is_named(j->profile->name, y_names);
    if (!j->is_number || (!is_x && !is_y))
        return;
    snprintf(reason, sizeof reason, "named like it, from %.6g to %.6g", j->profile->least, j->profile->most);
    add_fit(j, is_x ? BP_FIELD_X : BP_FIELD_Y, 0.9, reason);
}

/* A number that is nothing else may be scored. */
static void judge_indicator(struct judged *j)
{
    char reason[BP_FIELD_REASON_BYTES];
    double best = j->roles->n_fits > 0 ? j->roles->fits[0].score : 0.0;
    if (!j->is_number || j->is_code || j->profile->n_distinct < 3 || best >= 0.75)
        return;
    bool is_row_number = is_named(j->profile->name, row_number_names);
    bool percent = j->profile->least >= 0.0 && j->profile->most <= 100.0 && j->profile->most > 1.0;
    snprintf(reason, sizeof reason, "numbers from %.6g to %.6g%s", j->profile->least, j->profile->most,
             percent && !j->is_whole ? ", perhaps percent" : "");
    add_fit(j, BP_FIELD_INDICATOR, is_row_number ? 0.1 : 0.6, reason);
}

static bp_status judge(bp_context *context, const bp_table *table, const bp_aliases *aliases, int c,
                       bp_field_roles *out)
{
    bp_status status = bp_field_profile_make(context, &table->columns[c], table->n_rows, &out->profile);
    if (status)
        return status;
    const bp_field_profile *profile = &out->profile;
    int64_t n = table->n_rows - profile->n_missing;
    struct judged j = {
        .roles = out, .profile = profile, .n_rows = table->n_rows, .n_values = n, .aliases = aliases};
    j.is_number = n > 0 && profile->n_numbers * 20 >= n * 19;
    j.is_whole = j.is_number && profile->n_whole == profile->n_numbers;
    j.is_code = n > 0 && profile->n_codes * 20 >= n * 19;
    j.is_unique = profile->n_missing == 0 && profile->n_distinct == table->n_rows;
    judge_id(&j);
    judge_municipality(&j);
    judge_name(&j);
    judge_population(&j);
    judge_year(&j);
    judge_coordinate(&j);
    judge_indicator(&j);
    return BP_OK;
}

bp_status bp_field_roles_make(bp_context *context, const bp_table *table, bp_field_roles **out)
{
    return bp_field_roles_make_by(context, table, NULL, out);
}

bp_status bp_field_roles_make_by(bp_context *context, const bp_table *table, const bp_aliases *aliases,
                                 bp_field_roles **out)
{
    bp_field_roles *roles = (bp_field_roles *)calloc((size_t)table->n_columns + 1, sizeof *roles);
    bp_status status = roles ? BP_OK : bp_context_fail_memory(context, 0);
    for (int c = 0; !status && c < table->n_columns; c++)
        status = judge(context, table, aliases, c, &roles[c]);
    if (status)
        bp_field_roles_free(roles, table->n_columns);
    else
        *out = roles;
    return status;
}

void bp_field_roles_free(bp_field_roles *roles, int n)
{
    for (int c = 0; roles && c < n; c++)
        bp_field_profile_clear(&roles[c].profile);
    free(roles);
}

int bp_field_roles_best(const bp_field_roles *roles, int n, bp_field_role role, double least)
{
    int best = -1;
    double most = least;
    for (int c = 0; c < n; c++) {
        for (int k = 0; k < roles[c].n_fits; k++) {
            double score = roles[c].fits[k].score;
            if (roles[c].fits[k].role == role && (score > most || (best < 0 && score >= most))) {
                best = c;
                most = score;
            }
        }
    }
    return best;
}
