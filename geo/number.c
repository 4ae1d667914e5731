#include "geo/number_private.h"

#include "geo/text.h"

#include <cpl_conv.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { LONGEST_NUMBER = 400, EXACT_DIGITS = 15, EXACT_POWER = 22, FEW_DECIMALS = 6 };

/* Blanks that are more than one byte in UTF-8: no-break, narrow no-break, thin, figure space. */
static const char *const wide_blanks[] = {"\xC2\xA0", "\xE2\x80\xAF", "\xE2\x80\x89", "\xE2\x80\x87"};

static size_t wide_blank(const char *text, size_t n, bool at_end)
{
    for (size_t b = 0; b < sizeof wide_blanks / sizeof *wide_blanks; b++) {
        size_t length = strlen(wide_blanks[b]);
        if (n >= length && memcmp(at_end ? text + n - length : text, wide_blanks[b], length) == 0)
            return length;
    }
    return 0;
}

/* Length of the blank that the text starts with, 0 when there is none. */
static size_t blank_at_start(const char *text, size_t n)
{
    if (n >= 1 && text[0] && strchr(" \t\r\n\v\f", text[0]))
        return 1;
    if (n >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0)
        return 3;
    return n > 0 && (unsigned char)text[0] >= 0x80 ? wide_blank(text, n, false) : 0;
}

static size_t blank_at_end(const char *text, size_t n)
{
    if (n >= 1 && text[n - 1] && strchr(" \t\r\n\v\f", text[n - 1]))
        return 1;
    return n > 0 && (unsigned char)text[n - 1] >= 0x80 ? wide_blank(text, n, true) : 0;
}

const char *bp_trim(const char *text, size_t n, size_t *out_n)
{
    size_t k;
    while ((k = blank_at_start(text, n)) > 0) {
        text += k;
        n -= k;
    }
    while ((k = blank_at_end(text, n)) > 0)
        n -= k;
    *out_n = n;
    return text;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Length of the mark between thousands that the text starts with. */
static size_t mark_at(const char *text, size_t n, const char *thousands)
{
    if (thousands[0] == ' ')
        return n > 0 && text[0] == ' ' ? 1 : wide_blank(text, n, false);
    size_t length = strlen(thousands);
    return n >= length && memcmp(text, thousands, length) == 0 ? length : 0;
}

static size_t count_digits(const char *text, size_t n)
{
    size_t digits = 0;
    while (digits < n && is_digit(text[digits]))
        digits++;
    return digits;
}

size_t bp_number_without_thousands(const char *text, size_t n, const char *thousands,
                                   char out[BP_NUMBER_BYTES])
{
    size_t m = 0, at = 0, mark = 0;
    bool has_marks = false;
    if (n >= BP_NUMBER_BYTES)
        return 0;
    if (n > 0 && (text[0] == '-' || text[0] == '+'))
        out[m++] = text[at++];
    for (;;) {
        size_t digits = count_digits(text + at, n - at);
        memcpy(out + m, text + at, digits);
        at += digits;
        m += digits;
        mark = mark_at(text + at, n - at, thousands);
        bool is_group = has_marks ? digits == 3 : digits >= 1 && digits <= 3;
        if ((has_marks || mark > 0) && !is_group)
            return 0;
        if (mark == 0)
            break;
        has_marks = true;
        at += mark;
    }
    /* What is left has no such mark any more, and its decimals are set off by the other one. */
    for (; at < n; at++) {
        bool is_decimal = text[at] == '.' || text[at] == ',';
        if (mark_at(text + at, n - at, thousands) > 0 || (is_decimal && text[at] == thousands[0]))
            return 0;
        out[m++] = text[at];
    }
    out[m] = '\0';
    return m;
}

/* A number taken apart: the first digits as a whole number, and the power of ten that goes with it. */
struct parts {
    bool negative;
    uint64_t digits;
    int n_digits, power;
};

static size_t read_mantissa(const char *text, size_t n, size_t at, struct parts *parts)
{
    bool any = false, point = false;
    for (; at < n; at++) {
        if (is_digit(text[at])) {
            any = true;
            parts->n_digits += parts->digits > 0 || text[at] != '0';
            if (parts->n_digits <= EXACT_DIGITS)
                parts->digits = 10 * parts->digits + (uint64_t)(text[at] - '0');
            parts->power -= point;
        } else if (!point && (text[at] == '.' || text[at] == ',')) {
            point = true;
        } else {
            break;
        }
    }
    return any ? at : 0;
}

static bool read_exponent(const char *text, size_t n, size_t at, struct parts *parts)
{
    if (at == n)
        return true;
    if (text[at] != 'e' && text[at] != 'E')
        return false;
    at++;
    bool negative = at < n && text[at] == '-';
    if (at < n && (text[at] == '-' || text[at] == '+'))
        at++;
    int exponent = 0;
    if (at == n)
        return false;
    for (; at < n; at++) {
        if (!is_digit(text[at]))
            return false;
        exponent = exponent < 10000 ? 10 * exponent + (text[at] - '0') : exponent;
    }
    parts->power += negative ? -exponent : exponent;
    return true;
}

static double slow_parse(const char *text, size_t n)
{
    char buffer[LONGEST_NUMBER + 1];
    memcpy(buffer, text, n);
    buffer[n] = '\0';
    char *comma = strchr(buffer, ',');
    if (comma)
        *comma = '.';
    return CPLAtof(buffer);
}

bool bp_number_parse(const char *text, size_t n, double *out)
{
    static const double powers[EXACT_POWER + 1] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                                   1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                                   1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    struct parts parts = {false, 0, 0, 0};
    if (n == 0 || n > LONGEST_NUMBER)
        return false;
    parts.negative = text[0] == '-';
    size_t at = read_mantissa(text, n, text[0] == '-' || text[0] == '+', &parts);
    if (at == 0 || !read_exponent(text, n, at, &parts))
        return false;
    /* Both the digits and the power of ten are exact doubles here, so one division or product rounds
     * correctly. */
    if (parts.n_digits <= EXACT_DIGITS && parts.power >= -EXACT_POWER && parts.power <= EXACT_POWER) {
        double value = (double)parts.digits;
        value = parts.power < 0 ? value / powers[-parts.power] : value * powers[parts.power];
        *out = parts.negative ? -value : value;
    } else {
        *out = slow_parse(text, n);
    }
    return true;
}

/* whole / 10^decimals, which is not zero after its last decimal. */
static int put_decimals(int64_t whole, int decimals, bool negative, char *buffer)
{
    char digits[24];
    int n = 0, out = 0;
    for (int d = 0; d < decimals; d++, whole /= 10)
        digits[n++] = (char)('0' + whole % 10);
    if (decimals > 0)
        digits[n++] = '.';
    do {
        digits[n++] = (char)('0' + whole % 10);
        whole /= 10;
    } while (whole > 0);
    if (negative)
        buffer[out++] = '-';
    while (n > 0)
        buffer[out++] = digits[--n];
    buffer[out] = '\0';
    return out;
}

int bp_number_format(double value, char *buffer)
{
    /*
     * A number of at most 15 digits is the only one that short that reads back as the same double. The limits
     * are those within which the notation has no exponent.
     */
    double size = fabs(value), power = 1.0;
    if (size >= 1e-4 && size < 1e9) {
        for (int decimals = 0; decimals <= FEW_DECIMALS; decimals++, power *= 10.0) {
            double whole = nearbyint(size * power);
            if (whole / power == size)
                return put_decimals((int64_t)whole, decimals, value < 0.0, buffer);
        }
    }
    return bp_text_number(value, buffer);
}
