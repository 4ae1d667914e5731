#include "geo/key_form.h"

#include <string.h>

static bool is_letter(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool bp_key_form_of(const char *code, size_t n, bp_key_form *out)
{
    bp_key_form form = {"", 0, 0, true};
    size_t at = 0;
    for (; at < n && is_letter(code[at]); at++) {
        if (at == BP_KEY_PREFIX_BYTES - 1)
            return false;
        form.prefix[at] = (char)(code[at] & ~0x20);
    }
    form.width = (int)(n - at);
    if (at == n || !is_digit(code[at]))
        return false;
    while (at + (size_t)form.zeros + 1 < n && code[at + (size_t)form.zeros] == '0')
        form.zeros++;
    for (; at < n; at++) {
        if (!is_digit(code[at]) && !is_letter(code[at]))
            return false;
        form.is_number = form.is_number && is_digit(code[at]);
    }
    *out = form;
    return true;
}
