#include "geo/read_private.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#if GDAL_VERSION_NUM >= GDAL_COMPUTE_VERSION(3, 6, 0)

#include <cpl_string.h>
#include <ogr_recordbatch.h>

/* One column of a batch: row i is at offset + i of its buffers. */
struct values {
    char format;
    const uint8_t *valid;
    const void *data;
    const char *bytes;
    int64_t offset;
};

static struct values open_values(const struct ArrowArray *batch, int child, char format)
{
    const struct ArrowArray *array = batch->children[child];
    bool has_bytes = strchr("uUzZ", format) != NULL;
    struct values values = {format, (const uint8_t *)array->buffers[0], array->buffers[1],
                            has_bytes ? (const char *)array->buffers[2] : NULL,
                            array->offset + batch->offset};
    if (array->null_count == 0)
        values.valid = NULL;
    return values;
}

static bool bit_at(const uint8_t *bits, int64_t i)
{
    return (bits[i / 8] >> (i % 8)) & 1;
}

/* Where the text or geometry of row i starts and how long it is; NULL when missing. */
static const char *bytes_at(const struct values *values, int64_t i, size_t *n)
{
    int64_t k = values->offset + i, start, end;
    *n = 0;
    if (values->valid && !bit_at(values->valid, k))
        return NULL;
    if (values->format == 'u' || values->format == 'z') {
        start = ((const int32_t *)values->data)[k];
        end = ((const int32_t *)values->data)[k + 1];
    } else {
        start = ((const int64_t *)values->data)[k];
        end = ((const int64_t *)values->data)[k + 1];
    }
    *n = (size_t)(end - start);
    return *n > 0 ? values->bytes + start : "";
}

static void set_number(bp_column_builder *builder, const struct values *values, int64_t i, int64_t row)
{
    int64_t k = values->offset + i;
    switch (values->format) {
    case 'b':
        bp_builder_set_integer(builder, row, bit_at((const uint8_t *)values->data, k));
        break;
    case 's':
        bp_builder_set_integer(builder, row, ((const int16_t *)values->data)[k]);
        break;
    case 'i':
        bp_builder_set_integer(builder, row, ((const int32_t *)values->data)[k]);
        break;
    case 'l':
        bp_builder_set_integer(builder, row, ((const int64_t *)values->data)[k]);
        break;
    case 'f':
        bp_builder_set_real(builder, row, (double)((const float *)values->data)[k]);
        break;
    default:
        bp_builder_set_real(builder, row, ((const double *)values->data)[k]);
        break;
    }
}

static bp_status add_column(bp_reader *reader, bp_column_builder *builder, const struct values *values,
                            int64_t n)
{
    bp_status status = BP_OK;
    for (int64_t i = 0; !status && i < n; i++) {
        int64_t row = reader->n_rows + i;
        if (builder->column.type == BP_COLUMN_TEXT) {
            size_t length;
            const char *text = bytes_at(values, i, &length);
            status = bp_builder_set_text(reader, builder, row, text, length);
        } else if (!values->valid || bit_at(values->valid, values->offset + i)) {
            set_number(builder, values, i, row);
        }
    }
    return status;
}

static bp_status add_geometries(bp_reader *reader, const struct values *values, int64_t n)
{
    bp_status status = BP_OK;
    for (int64_t i = 0; !status && i < n; i++) {
        size_t length;
        const char *bytes = bytes_at(values, i, &length);
        status = bp_reader_add_wkb(reader, reader->n_rows + i, (const uint8_t *)bytes, length);
    }
    return status;
}

static bp_status add_batch(bp_reader *reader, const struct ArrowSchema *schema,
                           const struct ArrowArray *batch)
{
    bp_status status = bp_reader_grow(reader, batch->length);
    for (int c = 0; !status && c < reader->n_columns; c++) {
        struct values values = open_values(batch, c, schema->children[c]->format[0]);
        status = add_column(reader, &reader->columns[c], &values, batch->length);
    }
    if (!status && reader->wants_geometry) {
        int last = reader->n_columns;
        struct values values = open_values(batch, last, schema->children[last]->format[0]);
        status = add_geometries(reader, &values, batch->length);
    }
    if (!status)
        reader->n_rows += batch->length;
    return status;
}

/* Whether the stream is what add_batch expects: the wanted fields in their order, then the geometry as WKB.
 */
static bool schema_fits(const bp_reader *reader, const struct ArrowSchema *schema)
{
    if (schema->n_children != reader->n_columns + (reader->wants_geometry ? 1 : 0))
        return false;
    for (int c = 0; c < reader->n_columns; c++) {
        const struct ArrowSchema *child = schema->children[c];
        const bp_column *column = &reader->columns[c].column;
        const char *formats = column->type == BP_COLUMN_REAL      ? "fg"
                              : column->type == BP_COLUMN_INTEGER ? "bsil"
                                                                  : "uU";
        if (strlen(child->format) != 1 || !strchr(formats, child->format[0]) || child->dictionary ||
            strcmp(child->name, column->name) != 0)
            return false;
    }
    if (!reader->wants_geometry)
        return true;
    const char *format = schema->children[reader->n_columns]->format;
    return strcmp(format, "z") == 0 || strcmp(format, "Z") == 0;
}

static bp_status fail_stream(bp_reader *reader, struct ArrowArrayStream *stream)
{
    char cause[BP_GDAL_TEXT_BYTES + 16];
    const char *text = stream->get_last_error(stream);
    const char *known = bp_gdal_log_cause(reader->log, cause);
    return bp_context_fail(reader->context, BP_ERROR_INPUT,
                           "%s, layer %s: cannot be read beyond row %" PRId64 "%s%s", reader->path,
                           OGR_L_GetName(reader->layer), reader->n_rows, known[0] || !text ? "" : ": ",
                           known[0] || !text ? known : text);
}

static bp_status read_batches(bp_reader *reader, const struct ArrowSchema *schema,
                              struct ArrowArrayStream *stream)
{
    bp_status status = BP_OK;
    while (!status) {
        struct ArrowArray batch = {0};
        if (stream->get_next(stream, &batch) != 0)
            return fail_stream(reader, stream);
        if (!batch.release)
            break;
        status = add_batch(reader, schema, &batch);
        batch.release(&batch);
        if (!status)
            status = bp_reader_tick(reader);
    }
    if (!status && reader->log->n_failures)
        status = fail_stream(reader, stream);
    return status;
}

bp_status bp_read_arrow(bp_reader *reader, bool *done)
{
    bp_status status = BP_OK;
    struct ArrowArrayStream stream = {0};
    struct ArrowSchema schema = {0};
    char **options = NULL;
    *done = false;
    if (!OGR_L_TestCapability(reader->layer, OLCFastGetArrowStream))
        return BP_OK;
    options = CSLSetNameValue(options, "INCLUDE_FID", "NO");
    OGR_L_ResetReading(reader->layer);
    if (OGR_L_GetArrowStream(reader->layer, &stream, options) && stream.get_schema(&stream, &schema) == 0 &&
        schema_fits(reader, &schema)) {
        status = read_batches(reader, &schema, &stream);
        *done = true;
    }
    if (schema.release)
        schema.release(&schema);
    if (stream.release)
        stream.release(&stream);
    CSLDestroy(options);
    return status;
}

#else

bp_status bp_read_arrow(bp_reader *reader, bool *done)
{
    (void)reader;
    *done = false;
    return BP_OK;
}

#endif
