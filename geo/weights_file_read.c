#include "geo/folder.h"
#include "geo/number_private.h"
#include "geo/text.h"
#include "geo/weights_file_private.h"
#include "geo/weights_words_private.h"

#include <cpl_conv.h>
#include <cpl_port.h>
#include <cpl_vsi.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A link as it stood in the file. */
typedef struct file_link {
    int32_t from, to;
    int64_t line;
    double weight, length;
} file_link;

typedef struct reader {
    bp_context *context;
    const char *path;
    const bp_unit_ids *ids;
    char *bytes;
    bp_word_lines lines;
    file_link *links;
    int64_t n_links, cap_links;
    bool has_weights, has_lengths;
    bp_word header_column; /* that the first line says the ids are in; empty: it does not say */
    int64_t *row_line;     /* row_line[n]: where the unit's row begins, 0: not there */
    int64_t last_row;      /* the unit of the row read last, -1: none yet */
    bp_weights_file_report report;
} reader;

static bp_status load(reader *r)
{
    GByte *bytes = NULL;
    vsi_l_offset size = 0;
    if (!bp_path_exists(r->path))
        return bp_context_fail(r->context, BP_ERROR_INPUT, "%s: there is no such file", r->path);
    CPLPushErrorHandler(CPLQuietErrorHandler);
    bool loaded = VSIIngestFile(NULL, r->path, &bytes, &size, -1);
    CPLPopErrorHandler();
    if (!loaded)
        return bp_context_fail(r->context, BP_ERROR_INPUT, "%s: cannot be read", r->path);
    r->bytes = r->lines.at = (char *)bytes;
    if (memchr(bytes, 0, (size_t)size))
        return bp_context_fail(r->context, BP_ERROR_INPUT, "%s: is no text file", r->path);
    if (size >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0)
        r->lines.at += 3;
    return BP_OK;
}

/* Whoever names no column of ids gets row numbers, which the file may not be about. */
static bp_status fail_row_ids(const reader *r, bp_word id)
{
    bool named = r->header_column.n > 0;
    return bp_context_fail(
        r->context, BP_ERROR_INPUT,
        "%s, line %" PRId64
        ": there is no unit with the id '%.*s'; no column of ids was named, so that the units have their row "
        "numbers: name the column%s%.*s%s with --id",
        r->path, r->lines.line, bp_word_shown(id), id.text, named ? " '" : "",
        bp_word_shown(r->header_column), named ? r->header_column.text : "", named ? "'" : "");
}

static bp_status find_unit(reader *r, bp_word id, int64_t *unit)
{
    int64_t found = bp_unit_ids_find(r->ids, id.text, id.n);
    if (found < 0 && r->ids->are_rows)
        return fail_row_ids(r, id);
    if (found < 0)
        return bp_context_fail(r->context, BP_ERROR_INPUT,
                               "%s, line %" PRId64
                               ": there is no unit with the id '%.*s' in column '%s' of the layer",
                               r->path, r->lines.line, bp_word_shown(id), id.text, r->ids->name);
    *unit = found;
    return BP_OK;
}

static bp_status parse_number(reader *r, bp_word text, const char *what, double *out)
{
    double value = 0.0;
    text.text = bp_trim(text.text, text.n, &text.n);
    bool is_number = bp_number_parse(text.text, text.n, &value);
    if (!is_number || !isfinite(value) || value < 0.0)
        return bp_context_fail(r->context, BP_ERROR_INPUT,
                               "%s, line %" PRId64
                               ": found the %s '%.*s', expected a finite number of 0 or more",
                               r->path, r->lines.line, what, bp_word_shown(text), text.text);
    *out = value;
    return BP_OK;
}

static bp_status add_link(reader *r, int64_t from, int64_t to, double weight, double length)
{
    if (r->n_links == r->cap_links) {
        int64_t cap = r->cap_links ? 2 * r->cap_links : 1024;
        file_link *grown = (file_link *)realloc(r->links, (size_t)cap * sizeof *grown);
        if (!grown)
            return bp_context_fail_memory(r->context, (size_t)cap * sizeof *grown);
        r->links = grown;
        r->cap_links = cap;
    }
    r->links[r->n_links++] = (file_link){(int32_t)from, (int32_t)to, r->lines.line, weight, length};
    r->report.n_self += from == to;
    return BP_OK;
}

/* Rows are expected in the order of the layer; whether they are is worth telling. */
static void enter_row(reader *r, int64_t unit)
{
    if (unit == r->last_row)
        return;
    if (unit < r->last_row && !r->report.other_order) {
        r->report.other_order = true;
        r->report.line = r->lines.line;
    }
    r->last_row = unit;
    if (!r->row_line[unit])
        r->row_line[unit] = r->lines.line;
}

static bp_status fail_header(const reader *r)
{
    return bp_context_fail(r->context, BP_ERROR_INPUT,
                           "%s, line 1: expected '0 N SOURCE COLUMN' or 'N', N being the number of units",
                           r->path);
}

/* "0 N SOURCE COLUMN" or "N". */
static bp_status read_header(reader *r)
{
    bp_word line = {NULL, 0}, words[4];
    int n = 0;
    int64_t count = 0;
    if (!bp_word_lines_next(&r->lines, &line))
        return bp_context_fail(r->context, BP_ERROR_INPUT, "%s: the file is empty", r->path);
    while (n < 4 && bp_word_take(&line, &words[n]))
        n++;
    if (n == 0 || !bp_word_to_count(words[n > 1], &count))
        return fail_header(r);
    if (count != r->ids->n)
        return bp_context_fail(r->context, BP_ERROR_INPUT,
                               "%s, line %" PRId64 ": these are weights of %" PRId64
                               " units, but the layer has %" PRId64,
                               r->path, r->lines.line, count, r->ids->n);
    if (n == 4)
        r->header_column = words[3];
    r->report.other_column =
        n == 4 && (strncmp(words[3].text, r->ids->name, words[3].n) != 0 || r->ids->name[words[3].n] != '\0');
    if (r->report.other_column)
        bp_context_warn(r->context, "weights_column",
                        "%s, line %" PRId64
                        ": the ids are said to be those of '%.*s'; they were matched by '%s'",
                        r->path, r->lines.line, bp_word_shown(words[3]), words[3].text, r->ids->name);
    return BP_OK;
}

/* So many ids, on one line or, as some programs have it, on several. */
static bp_status read_neighbours(reader *r, int64_t unit, int64_t count)
{
    bp_word line = {NULL, 0}, id;
    int64_t row = r->lines.line, to = 0;
    bp_status status = BP_OK;
    for (int64_t k = 0; !status && k < count; k++) {
        while (!status && !bp_word_take(&line, &id))
            if (!bp_word_lines_next(&r->lines, &line))
                return bp_context_fail(r->context, BP_ERROR_INPUT,
                                       "%s, line %" PRId64 ": %" PRId64
                                       " neighbours of '%s' were announced, but the "
                                       "file ends after %" PRId64,
                                       r->path, row, count, r->ids->text[unit], k);
        status = find_unit(r, id, &to);
        if (!status)
            status = add_link(r, unit, to, 1.0, 0.0);
    }
    if (!status && bp_word_take(&line, &id))
        status = bp_context_fail(r->context, BP_ERROR_INPUT,
                                 "%s, line %" PRId64 ": '%s' has more than the %" PRId64
                                 " neighbours that line %" PRId64 " announced",
                                 r->path, r->lines.line, r->ids->text[unit], count, row);
    return status;
}

static bp_status read_gal_row(reader *r, bp_word line)
{
    bp_word id = {NULL, 0}, number = {NULL, 0}, more;
    int64_t unit = 0, count = 0;
    if (!bp_word_take(&line, &id) || !bp_word_take(&line, &number) || bp_word_take(&line, &more) ||
        !bp_word_to_count(number, &count))
        return bp_context_fail(r->context, BP_ERROR_INPUT,
                               "%s, line %" PRId64
                               ": expected the id of a unit and the number of its neighbours",
                               r->path, r->lines.line);
    bp_status status = find_unit(r, id, &unit);
    if (!status && r->row_line[unit])
        status =
            bp_context_fail(r->context, BP_ERROR_INPUT,
                            "%s, line %" PRId64 ": the neighbours of '%s' stand in line %" PRId64 " already",
                            r->path, r->lines.line, r->ids->text[unit], r->row_line[unit]);
    if (!status) {
        enter_row(r, unit);
        status = read_neighbours(r, unit, count);
    }
    return status;
}

static bp_status read_gal(reader *r)
{
    bp_word line;
    bp_status status = read_header(r);
    while (!status && bp_word_lines_next(&r->lines, &line))
        status = read_gal_row(r, line);
    for (int64_t i = 0; !status && i < r->ids->n; i++)
        if (!r->row_line[i])
            status = bp_context_fail(
                r->context, BP_ERROR_INPUT,
                "%s: the unit '%s' of the layer is missing; without neighbours it stands there "
                "with 0",
                r->path, r->ids->text[i]);
    return status;
}

static bp_status read_gwt(reader *r)
{
    bp_word line;
    r->has_weights = true;
    bp_status status = read_header(r);
    while (!status && bp_word_lines_next(&r->lines, &line)) {
        bp_word words[4];
        int n = 0;
        int64_t from = 0, to = 0;
        double weight = 0.0;
        while (n < 4 && bp_word_take(&line, &words[n]))
            n++;
        if (n != 3)
            return bp_context_fail(r->context, BP_ERROR_INPUT,
                                   "%s, line %" PRId64 ": expected the ids of two units and a weight",
                                   r->path, r->lines.line);
        status = find_unit(r, words[0], &from);
        if (!status)
            status = find_unit(r, words[1], &to);
        if (!status)
            status = parse_number(r, words[2], "weight", &weight);
        if (!status) {
            enter_row(r, from);
            status = add_link(r, from, to, weight, 0.0);
        }
    }
    return status;
}

/* What the columns of a .csv hold; column[role] is -1 where there is none. */
enum { CSV_FROM, CSV_TO, CSV_WEIGHT, CSV_LENGTH, CSV_ROLES };

typedef struct csv_columns {
    int n, column[CSV_ROLES];
    char separator;
} csv_columns;

static bool is_blank(const bp_word *cells, int column)
{
    return column < 0 || cells[column].n == 0;
}

static bp_status read_csv_row(reader *r, const csv_columns *columns, const bp_word *cells, int n)
{
    int64_t from = 0, to = 0;
    double weight = 1.0, length = 0.0;
    const int *at = columns->column;
    if (n != columns->n)
        return bp_context_fail(r->context, BP_ERROR_INPUT,
                               "%s, line %" PRId64 ": expected %d cells, as the header has", r->path,
                               r->lines.line, columns->n);
    bp_status status = find_unit(r, cells[at[CSV_FROM]], &from);
    if (!status)
        enter_row(r, from);
    if (status ||
        (is_blank(cells, at[CSV_TO]) && is_blank(cells, at[CSV_WEIGHT]) && is_blank(cells, at[CSV_LENGTH])))
        return status;
    status = find_unit(r, cells[at[CSV_TO]], &to);
    if (!status && r->has_weights)
        status = parse_number(r, cells[at[CSV_WEIGHT]], "weight", &weight);
    if (!status && r->has_lengths)
        status = parse_number(r, cells[at[CSV_LENGTH]], r->report.length_name, &length);
    return status ? status : add_link(r, from, to, weight, length);
}

static bool is_word(bp_word cell, const char *word)
{
    return cell.n == strlen(word) && EQUALN(cell.text, word, cell.n);
}

/* As this program, PySAL, spdep, igraph and ArcGIS call them. */
static int find_role(const reader *r, bp_word cell, const char **length_name)
{
    static const char *const names[][9] = {
        {"from", "focal", "i", "source", "origin", NULL},
        {"to", "neighbor", "neighbour", "j", "target", "destination", "nid", NULL},
        {"weight", "weights", "w", NULL}};
    for (int role = 0; role < CSV_LENGTH; role++)
        for (int k = 0; names[role][k]; k++)
            if (is_word(cell, names[role][k]))
                return role;
    for (int k = 0; bp_weights_length_names[k]; k++)
        if (is_word(cell, bp_weights_length_names[k])) {
            *length_name = bp_weights_length_names[k];
            return CSV_LENGTH;
        }
    return is_word(cell, r->ids->name) ? CSV_FROM : CSV_ROLES;
}

static bp_status fail_csv_header(const reader *r, const bp_word *cells, int n)
{
    char found[256] = "";
    size_t used = 0;
    for (int c = 0; c < n && used < sizeof found; c++)
        used += (size_t)snprintf(found + used, sizeof found - used, "%s'%.*s'", c ? ", " : "",
                                 bp_word_shown(cells[c]), cells[c].text);
    return bp_context_fail(
        r->context, BP_ERROR_INPUT,
        "%s, line %" PRId64
        ": found %s, expected a header with the columns from and to, in any order, and maybe weight and one "
        "of border_m, border, distance_m and distance; focal, neighbor, i, j and w are known too",
        r->path, r->lines.line, found);
}

/* A header of two words may be a first link, between units of these names. */
static bool may_be_link(const reader *r, const bp_word *cells, int n)
{
    return n == 2 && bp_unit_ids_find(r->ids, cells[0].text, cells[0].n) >= 0 &&
           bp_unit_ids_find(r->ids, cells[1].text, cells[1].n) >= 0;
}

/* Every column has a name that is known, and none has the same role as another; one without a name holds the
 * row numbers of pandas. */
static bp_status read_csv_header(reader *r, bp_word line, csv_columns *out)
{
    bp_word cells[BP_WORD_CELLS];
    *out = (csv_columns){0, {-1, -1, -1, -1}, bp_word_separator(line)};
    out->n = bp_word_cells(line, out->separator, cells);
    bool known = out->n < BP_WORD_CELLS && !may_be_link(r, cells, out->n);
    for (int c = 0; known && c < out->n; c++) {
        if (c == 0 && cells[c].n == 0)
            continue;
        int role = find_role(r, cells[c], &r->report.length_name);
        known = role < CSV_ROLES && out->column[role] < 0;
        if (known)
            out->column[role] = c;
    }
    if (!known || out->column[CSV_FROM] < 0 || out->column[CSV_TO] < 0)
        return fail_csv_header(r, cells, out->n);
    r->has_weights = out->column[CSV_WEIGHT] >= 0;
    r->has_lengths = out->column[CSV_LENGTH] >= 0;
    return BP_OK;
}

static bp_status read_csv(reader *r)
{
    bp_word line, cells[BP_WORD_CELLS];
    csv_columns columns;
    if (!bp_word_lines_next(&r->lines, &line))
        return bp_context_fail(r->context, BP_ERROR_INPUT, "%s: the file is empty", r->path);
    bp_status status = read_csv_header(r, line, &columns);
    while (!status && bp_word_lines_next(&r->lines, &line))
        status = read_csv_row(r, &columns, cells, bp_word_cells(line, columns.separator, cells));
    return status;
}

static int by_ends(const void *a, const void *b)
{
    const file_link *p = (const file_link *)a, *q = (const file_link *)b;
    if (p->from != q->from)
        return p->from < q->from ? -1 : 1;
    if (p->to != q->to)
        return p->to < q->to ? -1 : 1;
    return (p->line > q->line) - (p->line < q->line);
}

/* Links sorted by their ends, none twice. */
static bp_status sort_links(reader *r)
{
    bool in_order = true;
    for (int64_t k = 1; in_order && k < r->n_links; k++)
        in_order = by_ends(&r->links[k - 1], &r->links[k]) < 0;
    if (!in_order)
        qsort(r->links, (size_t)r->n_links, sizeof *r->links, by_ends);
    for (int64_t k = 1; k < r->n_links; k++) {
        const file_link *a = &r->links[k - 1], *b = &r->links[k];
        if (a->from == b->from && a->to == b->to)
            return bp_context_fail(r->context, BP_ERROR_INPUT,
                                   "%s, line %" PRId64 ": the link from '%s' to '%s' stands in line %" PRId64
                                   " already",
                                   r->path, b->line, r->ids->text[b->from], r->ids->text[b->to], a->line);
    }
    return BP_OK;
}

static bp_status take_lengths(reader *r)
{
    size_t bytes = ((size_t)r->n_links + 1) * sizeof(double);
    if (!r->has_lengths)
        return BP_OK;
    if (!(r->report.length = (double *)malloc(bytes)))
        return bp_context_fail_memory(r->context, bytes);
    for (int64_t k = 0; k < r->n_links; k++)
        r->report.length[k] = r->links[k].length;
    return BP_OK;
}

static bp_status make_graph(reader *r, bp_graph *out)
{
    bp_status status = sort_links(r);
    if (!status)
        status = take_lengths(r);
    if (status)
        return status;
    size_t room = (size_t)r->n_links + 1;
    bp_graph graph = {r->ids->n, (int64_t *)calloc((size_t)r->ids->n + 2, sizeof *graph.offsets),
                      (int32_t *)malloc(room * sizeof *graph.neighbours),
                      r->has_weights ? (double *)malloc(room * sizeof *graph.length_m) : NULL};
    if (!graph.offsets || !graph.neighbours || (r->has_weights && !graph.length_m)) {
        bp_graph_clear(&graph);
        return bp_context_fail_memory(r->context, room * sizeof *graph.length_m);
    }
    for (int64_t k = 0; k < r->n_links; k++) {
        graph.offsets[r->links[k].from + 1]++;
        graph.neighbours[k] = r->links[k].to;
        if (graph.length_m)
            graph.length_m[k] = r->links[k].weight;
    }
    for (int64_t i = 0; i < graph.n; i++)
        graph.offsets[i + 1] += graph.offsets[i];
    *out = graph;
    return BP_OK;
}

void bp_weights_file_report_clear(bp_weights_file_report *report)
{
    free(report->length);
    *report = (bp_weights_file_report)BP_WEIGHTS_FILE_REPORT_INIT;
}

bp_status bp_weights_file_read(bp_context *context, const char *path, const bp_unit_ids *ids, bp_graph *out,
                               bp_weights_file_report *report)
{
    reader r = {.context = context, .path = path, .ids = ids, .last_row = -1};
    bp_weights_format format = BP_WEIGHTS_CSV;
    bp_status status = bp_weights_file_format(context, path, &format);
    if (!status && ids->n > INT32_MAX)
        status =
            bp_context_fail(context, BP_ERROR_ARGUMENT, "%s: weights of more than %d units", path, INT32_MAX);
    if (!status)
        status = load(&r);
    if (!status && !(r.row_line = (int64_t *)calloc((size_t)ids->n + 1, sizeof *r.row_line)))
        status = bp_context_fail_memory(context, (size_t)ids->n * sizeof *r.row_line);
    if (!status)
        status = format == BP_WEIGHTS_GAL   ? read_gal(&r)
                 : format == BP_WEIGHTS_GWT ? read_gwt(&r)
                                            : read_csv(&r);
    if (!status)
        status = make_graph(&r, out);
    if (!status && r.report.other_order)
        bp_context_warn(context, "weights_order",
                        "%s: the units stand in another order than in the layer (line %" PRId64
                        " is the first that shows it); they were matched by '%s'",
                        path, r.report.line, ids->name);
    if (!status && report)
        *report = r.report;
    else
        bp_weights_file_report_clear(&r.report);
    free(r.row_line);
    free(r.links);
    VSIFree(r.bytes);
    return status;
}
