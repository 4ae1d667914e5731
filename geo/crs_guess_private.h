/* What coordinates look like. */
#ifndef BP_GEO_CRS_GUESS_PRIVATE_H
#define BP_GEO_CRS_GUESS_PRIVATE_H

#include <stdbool.h>

typedef struct bp_crs_guessed {
    double box[4];     /**< min x, min y, max x, max y that the coordinates lie in */
    const char *code;  /**< the CRS; NULL: one of several, or none */
    bool is_swapped;   /**< of which the axes stand the other way round */
    const char *words; /**< for a message */
} bp_crs_guessed;

/** The narrowest guess for coordinates within `box`; never NULL. Static. */
const bp_crs_guessed *bp_crs_guess_at(const double box[4]);

#endif
