/* A zip archive of stored files, written by hand so that the tests need no zip program. */
#ifndef BP_TESTS_SUPPORT_ZIP_FILE_H
#define BP_TESTS_SUPPORT_ZIP_FILE_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct zip_entry {
    const char *name;
    const char *bytes;
    size_t n;
} zip_entry;

static inline uint32_t zip_crc(const char *bytes, size_t n)
{
    uint32_t crc = 0xFFFFFFFFu;
    for (size_t i = 0; i < n; i++) {
        crc ^= (unsigned char)bytes[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc & 1 ? (crc >> 1) ^ 0xEDB88320u : crc >> 1;
    }
    return crc ^ 0xFFFFFFFFu;
}

/* Little-endian; what goes past the four bytes of a value is zero. */
static inline void zip_put(FILE *file, uint32_t value, int n_bytes)
{
    for (int i = 0; i < n_bytes; i++, value >>= 8)
        fputc((int)(value & 0xFF), file);
}

/* What a file's own header and its entry in the directory have in common. */
static inline void zip_put_facts(FILE *file, const zip_entry *entry)
{
    zip_put(file, 20, 2); /* version */
    zip_put(file, 0, 2);  /* flags */
    zip_put(file, 0, 2);  /* stored */
    zip_put(file, 0, 2);  /* time and date: the first of 1980 */
    zip_put(file, 33, 2);
    zip_put(file, zip_crc(entry->bytes, entry->n), 4);
    zip_put(file, (uint32_t)entry->n, 4);
    zip_put(file, (uint32_t)entry->n, 4);
    zip_put(file, (uint32_t)strlen(entry->name), 2);
    zip_put(file, 0, 2); /* nothing extra */
}

/* Write entries[n]; n at most 16. */
static inline void put_zip(const char *path, const zip_entry *entries, int n)
{
    long start[16], directory;
    FILE *file = fopen(path, "wb");
    if (!file || n > 16)
        abort();
    for (int i = 0; i < n; i++) {
        start[i] = ftell(file);
        zip_put(file, 0x04034b50u, 4);
        zip_put_facts(file, &entries[i]);
        fputs(entries[i].name, file);
        fwrite(entries[i].bytes, 1, entries[i].n, file);
    }
    directory = ftell(file);
    for (int i = 0; i < n; i++) {
        zip_put(file, 0x02014b50u, 4);
        zip_put(file, 20, 2);
        zip_put_facts(file, &entries[i]);
        zip_put(file, 0, 2); /* no comment */
        zip_put(file, 0, 2); /* first disk */
        zip_put(file, 0, 2);
        zip_put(file, 0, 4);
        zip_put(file, (uint32_t)start[i], 4);
        fputs(entries[i].name, file);
    }
    long end = ftell(file);
    zip_put(file, 0x06054b50u, 4);
    zip_put(file, 0, 4);
    zip_put(file, (uint32_t)n, 2);
    zip_put(file, (uint32_t)n, 2);
    zip_put(file, (uint32_t)(end - directory), 4);
    zip_put(file, (uint32_t)directory, 4);
    zip_put(file, 0, 2);
    fclose(file);
}

#endif
