/* Colour schemes of maps. */
#ifndef BP_CLI_THEME_COLOURS_H
#define BP_CLI_THEME_COLOURS_H

#include <stdint.h>

typedef enum bp_scheme {
    BP_SCHEME_HEAT,  /**< YlOrRd: more is worse */
    BP_SCHEME_STEPS, /**< YlGnBu: counts */
    BP_SCHEME_PLAIN, /**< BuPu: shares and amounts that are neither good nor bad */
    BP_SCHEME_MANY   /**< Set2: categories without an order */
} bp_scheme;

/** The most classes that a scheme has colours for that the eye tells apart. */
enum { BP_SCHEME_MOST = 8 };

/**
 * Colour k of n in a scheme, from low to high, 1 <= n <= BP_SCHEME_MOST. No scheme begins with white, which
 * would read as low. Source: Harrower & Brewer (2003), ColorBrewer.org, doi:10.1179/000870403235002042.
 */
void bp_scheme_colour(bp_scheme scheme, int n, int k, uint8_t colour[3]);

/** 0xRRGGBB as a colour. */
void bp_colour_set(uint8_t colour[3], uint32_t hex);

#endif
