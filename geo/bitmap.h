/* Validity bitmaps: bit i % 8 of byte i / 8 says whether row i has a value. NULL means every row has one. */
#ifndef BP_GEO_BITMAP_H
#define BP_GEO_BITMAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Bytes that a bitmap of n rows takes; at least 1. */
static inline size_t bp_bitmap_bytes(int64_t n)
{
    return (size_t)(n / 8 + 1);
}

static inline bool bp_bitmap_get(const uint8_t *bitmap, int64_t i)
{
    return !bitmap || ((bitmap[i / 8] >> (i % 8)) & 1);
}

/** Not for two threads at once in rows of the same byte. */
static inline void bp_bitmap_set(uint8_t *bitmap, int64_t i)
{
    bitmap[i / 8] |= (uint8_t)(1u << (i % 8));
}

/** The same the other way. */
static inline void bp_bitmap_unset(uint8_t *bitmap, int64_t i)
{
    bitmap[i / 8] &= (uint8_t) ~(1u << (i % 8));
}

#ifdef __cplusplus
}
#endif

#endif
