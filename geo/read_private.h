/* What the ways of reading a layer share: the columns and polygons while the rows come in. */
#ifndef BP_GEO_READ_PRIVATE_H
#define BP_GEO_READ_PRIVATE_H

#include "geo/gdal_private.h"
#include "geo/layer.h"
#include "geo/read.h"

#include <ogr_api.h>

/** A column that grows. */
typedef struct bp_column_builder {
    int field; /**< number of the field in the layer */
    bp_column column;
    size_t n_bytes, cap_bytes; /**< of a text column */
} bp_column_builder;

typedef struct bp_reader bp_reader;

/** What becomes of the rows' geometry where no polygons are read. */
typedef struct bp_row_taker {
    const char *wanted; /**< "lines", for messages */
    /** Take the geometry of the next row as WKB; `bytes` NULL: none. `row` counts from 0. */
    bp_status (*add)(bp_reader *reader, int64_t row, const uint8_t *bytes, size_t n);
    void *user;
} bp_row_taker;

struct bp_reader {
    bp_context *context;
    const char *path;   /**< as messages name it */
    const char *opened; /**< what is really opened */
    struct bp_source *source;
    OGRLayerH layer;
    bool wants_geometry;
    bool blank_is_missing; /**< csv cannot tell an empty text from none */
    bool is_cut;           /**< names of columns are cut to ten characters, as in a dbf */
    int64_t n_recoded;     /**< texts that were no UTF-8 and were read as Windows-1252 */
    bp_gdal_log *log;
    int n_columns;
    bp_column_builder *columns;
    int64_t n_rows, cap_rows, n_expected; /**< n_expected 0: not known, and no progress is told */
    int64_t n_mixed, first_mixed;         /**< rows with lines or points beside polygons, and the first */
    bp_polygons polygons;
    const bp_row_taker *taker; /**< NULL: polygons */
};

/**
 * Open the file of reader->path and read its rows the fastest way; `out` gets the table, the CRS and, without
 * a taker, the polygons. Frees the reader.
 */
bp_status bp_reader_read(bp_reader *reader, const bp_read_options *options, bp_layer *out);

/** What a field becomes when it is read. */
bp_column_type bp_reader_column_type(OGRFieldDefnH field);
/** The layer's CRS; untouched where it has none. Uses context, path and layer of the reader. */
bp_status bp_reader_crs(const bp_reader *reader, bp_crs *out);

/** Room for n_more rows, all missing. */
bp_status bp_reader_grow(bp_reader *reader, int64_t n_more);

/** Set a row of a column. A number that is NaN stays missing; a text is copied, NULL is missing. */
void bp_builder_set_real(bp_column_builder *builder, int64_t row, double value);
void bp_builder_set_integer(bp_column_builder *builder, int64_t row, int64_t value);
bp_status bp_builder_set_text(bp_reader *reader, bp_column_builder *builder, int64_t row, const char *text,
                              size_t n);

/** Add the next unit from WKB; `bytes` NULL: no geometry. `row` counts from 0. */
bp_status bp_reader_add_wkb(bp_reader *reader, int64_t row, const uint8_t *bytes, size_t n);
/** The same from an OGR geometry, which stays the caller's; NULL: no geometry. */
bp_status bp_reader_add_geometry(bp_reader *reader, int64_t row, OGRGeometryH geometry);

/** "FILE, layer L, row N: WHAT MORE", a failure of input. `row` counts from 0. */
bp_status bp_reader_fail_row(const bp_reader *reader, int64_t row, const char *what, const char *more);

/** Let the user see how far it is and stop it. */
bp_status bp_reader_tick(bp_reader *reader);

/** The columns become the table's; `layer_name` may be NULL. */
bp_status bp_reader_hand_over(bp_reader *reader, const char *layer_name, bp_table *table);
/** Free what was not handed over. */
void bp_reader_clear(bp_reader *reader);

/** A list of names for a message: "a, b, c and 4 more". */
typedef struct bp_name_list {
    char text[600];
    size_t length;
    int n;
} bp_name_list;

#define BP_NAME_LIST_INIT                                                                                    \
    {                                                                                                        \
        {0}, 0, 0                                                                                            \
    }

void bp_name_list_add(bp_name_list *list, const char *name);
/** The list's text, lent. */
const char *bp_name_list_end(bp_name_list *list);

/** "PLACE: there is no KIND 'name'" with the nearest of names[n], or else the first ten. Returns
 * BP_ERROR_INPUT. */
bp_status bp_fail_name(bp_context *context, const char *place, const char *kind, const char *name,
                       const char *const *names, int n);
/** Number of the column that is found by this name; BP_ERROR_INPUT, as above, when there is none. */
bp_status bp_table_need(bp_context *context, const bp_table *table, const char *name, int *out);

/** What becomes of a column of the file. */
typedef struct bp_column_choice {
    bool is_wanted;
    const char *asked; /**< the name in the options, lent, where it is another; NULL: its own */
    bp_column_found found;
} bp_column_choice;

/** Where the columns of a file are. */
typedef struct bp_column_place {
    const char *text; /**< for messages */
    bool is_cut;      /**< the format cuts names to ten characters */
    const char *const *names;
    int n;
} bp_column_place;

/**
 * Fill in choices[place->n] as the options want it. BP_ERROR_INPUT for a column that is not there, under
 * another name neither, and for two names of one column.
 */
bp_status bp_columns_choose(bp_context *context, const bp_column_place *place, const bp_read_options *options,
                            bp_column_choice *choices);
/** Name a new column and note what it was asked for as. */
bp_status bp_builder_name(bp_context *context, bp_column_builder *builder, const char *name,
                          const bp_column_choice *choice);

/** Read a csv file as a table of texts, separator `,` `;` tab or `|` found from its first line. */
bp_status bp_read_csv(bp_reader *reader, const bp_read_options *options, bp_table *out);

/** Read every row, feature by feature. */
bp_status bp_read_features(bp_reader *reader);
/** Read every row through OGR's Arrow stream. `*done` is false when the layer has none that is fast or can be
 * read. */
bp_status bp_read_arrow(bp_reader *reader, bool *done);

#endif
