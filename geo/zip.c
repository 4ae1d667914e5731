#include "geo/zip.h"

#include "geo/output_private.h"

#include <cpl_conv.h>
#include <stdlib.h>
#include <string.h>

enum { LOCAL_BYTES = 30, CENTRAL_BYTES = 46, END_BYTES = 22, VERSION = 20, DEFLATED = 8, FIRST_DAY = 0x21 };

/* An entry as it stands in the archive. */
struct member {
    const bp_zip_entry *entry;
    uint32_t checksum, packed, at;
    char *bytes; /* a zlib stream: two bytes of heading, the deflated bytes, four of checksum */
};

static void put16(unsigned char *to, unsigned value)
{
    to[0] = (unsigned char)value;
    to[1] = (unsigned char)(value >> 8);
}

static void put32(unsigned char *to, uint32_t value)
{
    put16(to, value & 0xffff);
    put16(to + 2, value >> 16);
}

/* CRC-32 of ISO 3309, as zip has it; bit by bit, for texts are small. */
static uint32_t checksum(const char *bytes, size_t n)
{
    uint32_t sum = 0xffffffffu;
    for (size_t i = 0; i < n; i++) {
        sum ^= (unsigned char)bytes[i];
        for (int bit = 0; bit < 8; bit++)
            sum = (sum >> 1) ^ (sum & 1 ? 0xedb88320u : 0);
    }
    return ~sum;
}

/* What the local and the central header have in common, from the version that it needs on. */
static void put_common(unsigned char *to, const struct member *member)
{
    put16(to, VERSION);
    put16(to + 4, DEFLATED);
    put16(to + 8, FIRST_DAY);
    put32(to + 10, member->checksum);
    put32(to + 14, member->packed);
    put32(to + 18, (uint32_t)member->entry->n);
    put16(to + 22, (unsigned)strlen(member->entry->name));
}

static bp_status write_member(bp_context *context, bp_output *output, struct member *member, uint32_t *at)
{
    unsigned char header[LOCAL_BYTES] = {'P', 'K', 3, 4};
    size_t name = strlen(member->entry->name), packed = 0;
    member->bytes = (char *)CPLZLibDeflate(member->entry->bytes, member->entry->n, 9, NULL, 0, &packed);
    if (!member->bytes)
        return bp_context_fail_memory(context, member->entry->n);
    member->checksum = checksum(member->entry->bytes, member->entry->n);
    member->packed = (uint32_t)packed - 6;
    member->at = *at;
    put_common(header + 4, member);
    bp_status status = bp_output_write(context, output, (const char *)header, sizeof header);
    if (!status)
        status = bp_output_write(context, output, member->entry->name, name);
    if (!status)
        status = bp_output_write(context, output, member->bytes + 2, member->packed);
    *at += (uint32_t)(sizeof header + name) + member->packed;
    return status;
}

static bp_status write_directory(bp_context *context, bp_output *output, const struct member *members, int n,
                                 uint32_t at)
{
    unsigned char end[END_BYTES] = {'P', 'K', 5, 6};
    bp_status status = BP_OK;
    uint32_t bytes = 0;
    for (int m = 0; !status && m < n; m++) {
        unsigned char header[CENTRAL_BYTES] = {'P', 'K', 1, 2, VERSION};
        size_t name = strlen(members[m].entry->name);
        put_common(header + 6, &members[m]);
        put32(header + 42, members[m].at);
        status = bp_output_write(context, output, (const char *)header, sizeof header);
        if (!status)
            status = bp_output_write(context, output, members[m].entry->name, name);
        bytes += (uint32_t)(sizeof header + name);
    }
    put16(end + 8, (unsigned)n);
    put16(end + 10, (unsigned)n);
    put32(end + 12, bytes);
    put32(end + 16, at);
    return status ? status : bp_output_write(context, output, (const char *)end, sizeof end);
}

bp_status bp_zip_write(bp_context *context, const char *path, const bp_zip_entry *entries, int n)
{
    bp_output *output = NULL;
    uint32_t at = 0;
    struct member *members = (struct member *)calloc((size_t)n + 1, sizeof *members);
    bp_status status = members ? bp_output_open(context, path, &output) : bp_context_fail_memory(context, 0);
    for (int m = 0; !status && m < n; m++) {
        members[m].entry = &entries[m];
        status = write_member(context, output, &members[m], &at);
    }
    if (!status)
        status = write_directory(context, output, members, n, at);
    status = bp_output_close(context, output, status);
    for (int m = 0; members && m < n; m++)
        CPLFree(members[m].bytes);
    free(members);
    return status;
}
