/* One number: what is read and what is not, against strtod; writing and reading again; thousands. */
#include "geo/number_private.h"
#include "tests/fuzz/fuzz.h"

#include <math.h>
#include <string.h>

enum { LONGEST = 400 };

static size_t skip_digits(const char *text, size_t n, size_t at)
{
    while (at < n && text[at] >= '0' && text[at] <= '9')
        at++;
    return at;
}

/* The grammar of a number, told once more. */
static bool is_number(const char *text, size_t n)
{
    size_t at = n > 0 && (text[0] == '-' || text[0] == '+');
    size_t whole = skip_digits(text, n, at), digits = whole - at;
    at = whole;
    if (at < n && (text[at] == '.' || text[at] == ',')) {
        size_t end = skip_digits(text, n, at + 1);
        digits += end - at - 1;
        at = end;
    }
    if (at < n && (text[at] == 'e' || text[at] == 'E')) {
        size_t sign = at + 1 < n && (text[at + 1] == '-' || text[at + 1] == '+');
        size_t end = skip_digits(text, n, at + 1 + sign);
        if (end == at + 1 + sign)
            return false;
        at = end;
    }
    return digits > 0 && at == n && n <= LONGEST;
}

static void check_parse(const char *text, size_t n)
{
    char copy[LONGEST + 1];
    double value = 0.0;
    bool read = bp_number_parse(text, n, &value);
    fuzz_check(read == is_number(text, n));
    if (!read)
        return;
    memcpy(copy, text, n);
    copy[n] = '\0';
    char *comma = strchr(copy, ',');
    if (comma)
        *comma = '.';
    double expected = strtod(copy, NULL);
    fuzz_check(value == expected && !signbit(value) == !signbit(expected));
}

static void check_format(const uint8_t *bytes)
{
    double value, again = 0.0;
    char text[64];
    memcpy(&value, bytes, sizeof value);
    if (!isfinite(value))
        return;
    int n = bp_number_format(value, text);
    fuzz_check(n > 0 && (size_t)n == strlen(text));
    fuzz_check(bp_number_parse(text, (size_t)n, &again));
    fuzz_check(value == again && !signbit(value) == !signbit(again));
}

static size_t count_digits(const char *text, size_t n)
{
    size_t digits = 0;
    for (size_t i = 0; i < n; i++)
        digits += text[i] >= '0' && text[i] <= '9';
    return digits;
}

static void check_thousands(const char *text, size_t n)
{
    static const char *const marks[] = {".", ",", "'", " "};
    char bare[BP_NUMBER_BYTES], again[BP_NUMBER_BYTES];
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        size_t m = bp_number_without_thousands(text, n, marks[i], bare);
        if (m == 0)
            continue;
        fuzz_check(m < BP_NUMBER_BYTES && m <= n && bare[m] == '\0');
        fuzz_check(count_digits(bare, m) == count_digits(text, n));
        fuzz_check(bp_number_without_thousands(bare, m, marks[i], again) == m);
        fuzz_check(memcmp(bare, again, m) == 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    const char *text = (const char *)bytes;
    size_t trimmed = 0, twice = 0;
    const char *inner = bp_trim(text, n, &trimmed);
    fuzz_check(bp_trim(inner, trimmed, &twice) == inner && twice == trimmed);
    check_parse(text, n);
    check_thousands(text, n);
    for (size_t at = 0; at + sizeof(double) <= n; at += sizeof(double))
        check_format(bytes + at);
    return 0;
}
