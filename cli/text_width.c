#include "cli/text_width.h"

#include <stdbool.h>
#include <string.h>

typedef struct range {
    uint32_t first, last;
} range;

/* Marks that stand on or in the letter before them, and signs that are not seen. */
static const range no_room[] = {
    {0x0300, 0x036F}, {0x0483, 0x0489}, {0x0591, 0x05BD},   {0x05BF, 0x05BF},   {0x05C1, 0x05C2},
    {0x05C4, 0x05C5}, {0x0610, 0x061A}, {0x064B, 0x065F},   {0x0670, 0x0670},   {0x06D6, 0x06DC},
    {0x06DF, 0x06E4}, {0x06E7, 0x06E8}, {0x06EA, 0x06ED},   {0x0900, 0x0902},   {0x093A, 0x093A},
    {0x093C, 0x093C}, {0x0941, 0x0948}, {0x094D, 0x094D},   {0x0E31, 0x0E31},   {0x0E34, 0x0E3A},
    {0x0E47, 0x0E4E}, {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF},   {0x200B, 0x200F},   {0x202A, 0x202E},
    {0x2060, 0x206F}, {0x20D0, 0x20F0}, {0x302A, 0x302D},   {0x3099, 0x309A},   {0xFE00, 0xFE0F},
    {0xFE20, 0xFE2F}, {0xFEFF, 0xFEFF}, {0x1F3FB, 0x1F3FF}, {0xE0100, 0xE01EF},
};

static const range two_columns[] = {
    {0x1100, 0x115F},   {0x231A, 0x231B},   {0x2329, 0x232A},   {0x23E9, 0x23EC},   {0x25FD, 0x25FE},
    {0x2614, 0x2615},   {0x2E80, 0x3029},   {0x302E, 0x303E},   {0x3041, 0x3098},   {0x309B, 0x33FF},
    {0x3400, 0x4DBF},   {0x4E00, 0xA4CF},   {0xA960, 0xA97F},   {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},
    {0xFE30, 0xFE6F},   {0xFF01, 0xFF60},   {0xFFE0, 0xFFE6},   {0x1F300, 0x1F3FA}, {0x1F400, 0x1F64F},
    {0x1F680, 0x1F6FF}, {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD},
};

static bool is_in(uint32_t character, const range *ranges, size_t n)
{
    size_t low = 0;
    while (n > low) {
        size_t middle = low + (n - low) / 2;
        if (character > ranges[middle].last)
            low = middle + 1;
        else if (character < ranges[middle].first)
            n = middle;
        else
            return true;
    }
    return false;
}

int bp_character_columns(uint32_t character)
{
    if (character < 0x300)
        return 1;
    if (is_in(character, no_room, sizeof no_room / sizeof *no_room))
        return 0;
    return is_in(character, two_columns, sizeof two_columns / sizeof *two_columns) ? 2 : 1;
}

uint32_t bp_text_character(const char *text, size_t *bytes)
{
    const unsigned char *c = (const unsigned char *)text;
    size_t n = c[0] < 0x80             ? 1
               : (c[0] & 0xE0) == 0xC0 ? 2
               : (c[0] & 0xF0) == 0xE0 ? 3
               : (c[0] & 0xF8) == 0xF0 ? 4
                                       : 0;
    *bytes = 1;
    if (n == 1)
        return c[0];
    if (n == 0)
        return 0xFFFD;
    uint32_t character = c[0] & (0x7Fu >> n);
    for (size_t i = 1; i < n; i++) {
        if ((c[i] & 0xC0) != 0x80)
            return 0xFFFD;
        character = character << 6 | (c[i] & 0x3Fu);
    }
    *bytes = n;
    return character;
}

int bp_text_columns(const char *text, size_t bytes)
{
    int columns = 0;
    for (size_t i = 0, n = 0; i < bytes; i += n)
        columns += bp_character_columns(bp_text_character(text + i, &n));
    return columns;
}
