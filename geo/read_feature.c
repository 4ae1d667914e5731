#include "geo/read_private.h"
#include "geo/source_private.h"

#include "geo/encoding_private.h"

#include <cpl_string.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS_PER_TICK = 4096 };

/* Dates and times in the notation of ISO 8601; OGR's own has slashes. */
static void format_time(OGRFeatureH feature, int field, OGRFieldType type, char *buffer, size_t size)
{
    int year = 0, month = 0, day = 0, hour = 0, minute = 0, zone = 0;
    float second = 0.0f;
    OGR_F_GetFieldAsDateTimeEx(feature, field, &year, &month, &day, &hour, &minute, &second, &zone);
    char date[48], time[64];
    snprintf(date, sizeof date, "%04d-%02d-%02d", year, month, day);
    int whole = (int)second, thousandths = (int)((second - (float)whole) * 1000.0f + 0.5f);
    snprintf(time, sizeof time, thousandths ? "%02d:%02d:%02d.%03d" : "%02d:%02d:%02d", hour, minute, whole,
             thousandths);
    if (type == OFTDate)
        snprintf(buffer, size, "%s", date);
    else if (type == OFTTime)
        snprintf(buffer, size, "%s", time);
    else
        snprintf(buffer, size, "%sT%s%s", date, time, zone == 100 ? "Z" : "");
}

static bp_status set_text(bp_reader *reader, bp_column_builder *builder, OGRFeatureH feature, int64_t row)
{
    OGRFieldType type = OGR_Fld_GetType(OGR_F_GetFieldDefnRef(feature, builder->field));
    char buffer[128];
    const char *text = buffer;
    if (type == OFTDate || type == OFTTime || type == OFTDateTime)
        format_time(feature, builder->field, type, buffer, sizeof buffer);
    else
        text = OGR_F_GetFieldAsString(feature, builder->field);
    size_t n = strlen(text);
    if (CPLIsUTF8(text, (int)n))
        return bp_builder_set_text(reader, builder, row, text, n);
    char *recoded = bp_text_from_windows(text, n);
    if (!recoded)
        return bp_context_fail(reader->context, BP_ERROR_INPUT,
                               "%s, layer %s, row %" PRId64 ", column '%s': its text is neither UTF-8 nor "
                               "Windows-1252; say which it is with `encoding`",
                               reader->path, OGR_L_GetName(reader->layer), row + 1, builder->column.name);
    reader->n_recoded++;
    bp_status status = bp_builder_set_text(reader, builder, row, recoded, strlen(recoded));
    free(recoded);
    return status;
}

static bp_status add_feature(bp_reader *reader, OGRFeatureH feature)
{
    int64_t row = reader->n_rows;
    bp_status status = bp_reader_grow(reader, 1);
    for (int c = 0; !status && c < reader->n_columns; c++) {
        bp_column_builder *builder = &reader->columns[c];
        bool is_set = OGR_F_IsFieldSetAndNotNull(feature, builder->field);
        if (builder->column.type == BP_COLUMN_TEXT)
            status = is_set ? set_text(reader, builder, feature, row)
                            : bp_builder_set_text(reader, builder, row, NULL, 0);
        else if (is_set && builder->column.type == BP_COLUMN_REAL)
            bp_builder_set_real(builder, row, OGR_F_GetFieldAsDouble(feature, builder->field));
        else if (is_set)
            bp_builder_set_integer(builder, row, OGR_F_GetFieldAsInteger64(feature, builder->field));
    }
    if (!status && reader->wants_geometry)
        status = bp_reader_add_geometry(reader, row, OGR_F_GetGeometryRef(feature));
    if (!status)
        reader->n_rows++;
    return status;
}

static bp_status fail_rows(const bp_reader *reader)
{
    bp_status interrupted = bp_context_check(reader->context);
    if (interrupted)
        return interrupted;
    char what[256];
    snprintf(what, sizeof what, "layer %s: cannot be read beyond row %" PRId64, OGR_L_GetName(reader->layer),
             reader->n_rows);
    return bp_source_fail(reader->source, what);
}

/* A service that gives more than it says there are may go on for ever: its pages repeat. */
static bool is_past_all(const bp_reader *reader)
{
    int64_t most = reader->source->guard.most_matched;
    return most >= 0 && reader->n_rows > most;
}

bp_status bp_read_features(bp_reader *reader)
{
    bp_status status = BP_OK;
    OGR_L_ResetReading(reader->layer);
    while (!status && !is_past_all(reader)) {
        OGRFeatureH feature = OGR_L_GetNextFeature(reader->layer);
        if (!feature)
            break;
        status = add_feature(reader, feature);
        OGR_F_Destroy(feature);
        if (!status && reader->n_rows % ROWS_PER_TICK == 0)
            status = bp_reader_tick(reader);
    }
    if (!status && (reader->log->n_failures || reader->source->guard.has_failed))
        status = fail_rows(reader);
    return status;
}
