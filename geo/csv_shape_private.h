/* How a csv file is laid out: what stands between its cells, and which line names the columns. */
#ifndef BP_GEO_CSV_SHAPE_PRIVATE_H
#define BP_GEO_CSV_SHAPE_PRIVATE_H

/** How many of the first lines are looked at. */
enum { BP_CSV_FIRST_LINES = 20 };

typedef struct bp_csv_shape {
    char separator;
    char *header;      /**< where the header starts; NULL: the file has fewer lines */
    const char *below; /**< where the line below it starts */
    int below_line;    /**< number of that line, from 1 */
    int likely_line;   /**< the first with as many cells as most have, where that is not the header; else 0 */
} bp_csv_shape;

/**
 * Of the text from `at` to `end`, UTF-8. A first line `sep=;` says the separator and is passed over. Else it
 * is the one of comma, semicolon, tab and bar that cuts most of the first lines into equally many cells, more
 * than one; of two that do the one with more cells. Those under which every quote among them stands around a
 * whole cell come before all others. `header_row` 0: the first line that is not `sep=`.
 */
bp_csv_shape bp_csv_find_shape(char *at, const char *end, int header_row);

/** The line below the header, among the first, that has a cell with this very text; 0: none. */
int bp_csv_find_line(const bp_csv_shape *shape, const char *end, const char *cell);

#endif
