/* Which part a column could play in a study, judged by its name and by what stands in it. */
#ifndef BP_CLI_ROLES_H
#define BP_CLI_ROLES_H

#include "cli/field_profile.h"
#include "geo/aliases.h"

/** The parts that a study gives to columns. */
typedef enum bp_field_role {
    BP_FIELD_ID,           /**< code of a unit: filled in every row, and every one another */
    BP_FIELD_KEY,          /**< code of a unit in a table: looks like one, but repeats or has gaps */
    BP_FIELD_NAME,         /**< what a unit is called */
    BP_FIELD_POPULATION,   /**< number of residents */
    BP_FIELD_MUNICIPALITY, /**< code of the municipality a unit lies in */
    BP_FIELD_YEAR,         /**< year a row is about */
    BP_FIELD_X,            /**< easting or longitude of a point */
    BP_FIELD_Y,            /**< northing or latitude of a point */
    BP_FIELD_INDICATOR,    /**< a number that could be scored */
    BP_FIELD_ROLES         /**< how many there are */
} bp_field_role;

/** "id", "key", "name", "population", "municipality", "year", "x", "y", "indicator". Static. */
const char *bp_field_role_name(bp_field_role role);

enum { BP_FIELD_REASON_BYTES = 96 };

/** How well a role fits a column. */
typedef struct bp_role_fit {
    bp_field_role role;
    double score;                       /**< 0 (no) to 1 (sure); only those above 0.2 are told */
    char reason[BP_FIELD_REASON_BYTES]; /**< why, in words: "3,340 different codes such as WK001400" */
} bp_role_fit;

typedef struct bp_field_roles {
    bp_field_profile profile;
    int n_fits;
    bp_role_fit fits[BP_FIELD_ROLES]; /**< best first */
} bp_field_roles;

/**
 * Profile every column of the table and judge its roles; out[table->n_columns], to free with
 * bp_field_roles_free. The table must outlive the result. Complexity: O(cells), and O(rows log rows) per
 * column for the number of different values.
 */
bp_status bp_field_roles_make(bp_context *context, const bp_table *table, bp_field_roles **out);
/** The same, with the names that columns had in other years and files; NULL: none are known. A name may be
 * cut to ten characters, as shapefiles do. */
bp_status bp_field_roles_make_by(bp_context *context, const bp_table *table, const bp_aliases *aliases,
                                 bp_field_roles **out);
void bp_field_roles_free(bp_field_roles *roles, int n);

/** The column that fits a role best, or -1 when none does with at least `least`. */
int bp_field_roles_best(const bp_field_roles *roles, int n, bp_field_role role, double least);

#endif
