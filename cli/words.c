#include "cli/words.h"

#include "cli/share.h"
#include "cli/words_file.h"
#include "geo/text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What a name of a study is called in it. */
typedef struct own_name {
    char *name, *label;
} own_name;

struct bp_words {
    bp_language language;
    bp_words_file *file; /* NULL: English */
    own_name *names;     /* names[n_names] */
    int n_names;
};

static const struct {
    const char *name;
    char thousands, decimal;
} languages[] = {{"en", ',', '.'}, {"nl", '.', ','}};

enum { N_LANGUAGES = sizeof languages / sizeof *languages };

/* Names of domains, indicators and levels that studies often use, for the catalogue to have. */
static const char *const known_names[] = {
    N_("education"),   N_("poverty"),        N_("health"),           N_("work"),
    N_("housing"),     N_("safety"),         N_("income"),           N_("low income"),
    N_("debt"),        N_("crime"),          N_("assault"),          N_("threats"),
    N_("vandalism"),   N_("employment"),     N_("unemployment"),     N_("youth"),
    N_("good health"), N_("dwelling value"), N_("higher education"), N_("municipality"),
};

static const char *language_of_locale(void)
{
    static const char *const variables[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < sizeof variables / sizeof *variables; i++) {
        const char *locale = getenv(variables[i]);
        if (locale && *locale)
            return locale;
    }
    return "";
}

/* "nl", "nl_BE.UTF-8", but not "nlx". */
static bool is_dutch(const char *locale)
{
    return strncmp(locale, "nl", 2) == 0 && (locale[2] == '\0' || strchr("_.@-", locale[2]) != NULL);
}

bp_status bp_words_choose(bp_context *context, const char *wanted, bp_language *out)
{
    if (!wanted) {
        *out = is_dutch(language_of_locale()) ? BP_LANGUAGE_DUTCH : BP_LANGUAGE_ENGLISH;
        return BP_OK;
    }
    for (int l = 0; l < N_LANGUAGES; l++)
        if (strcmp(wanted, languages[l].name) == 0) {
            *out = (bp_language)l;
            return BP_OK;
        }
    return bp_context_fail(context, BP_ERROR_ARGUMENT,
                           "--lang: found '%s', expected nl (Dutch) or en (English)", wanted);
}

const char *bp_words_language_name(bp_language language)
{
    return languages[language].name;
}

bp_status bp_words_open(bp_context *context, bp_language language, bp_words **out)
{
    bp_words_file *file = NULL;
    bp_status status = BP_OK;
    if (language != BP_LANGUAGE_ENGLISH) {
        char *path = NULL;
        status = bp_share_words(context, languages[language].name, &path);
        if (!status)
            status = bp_words_file_read(context, path, &file);
        free(path);
    }
    if (status)
        return status;
    bp_words *words = (bp_words *)malloc(sizeof *words);
    if (!words) {
        bp_words_file_free(file);
        return bp_context_fail_memory(context, sizeof *words);
    }
    *words = (bp_words){language, file, NULL, 0};
    *out = words;
    return BP_OK;
}

void bp_words_free(bp_words *words)
{
    for (int k = 0; words && k < words->n_names; k++) {
        free(words->names[k].name);
        free(words->names[k].label);
    }
    if (words) {
        free(words->names);
        bp_words_file_free(words->file);
    }
    free(words);
}

bp_status bp_words_add_name(bp_context *context, bp_words *words, const char *name, const char *label)
{
    own_name *grown = (own_name *)realloc(words->names, (size_t)(words->n_names + 1) * sizeof *grown);
    if (!grown)
        return bp_context_fail_memory(context, 0);
    words->names = grown;
    grown[words->n_names] = (own_name){bp_text_copy(name), bp_text_copy(label)};
    const own_name *added = &grown[words->n_names++];
    return added->name && added->label ? BP_OK : bp_context_fail_memory(context, 0);
}

/* The first that was given counts. */
static const char *find_own(const bp_words *words, const char *front, const char *name)
{
    size_t length = strlen(front);
    for (int k = 0; words && k < words->n_names; k++)
        if (strncmp(words->names[k].name, front, length) == 0 &&
            strcmp(words->names[k].name + length, name) == 0)
            return words->names[k].label;
    return NULL;
}

bp_language bp_words_language(const bp_words *words)
{
    return words ? words->language : BP_LANGUAGE_ENGLISH;
}

const char *bp_word(const bp_words *words, const char *text)
{
    const char *found = words && words->file ? bp_words_file_find(words->file, text, 0) : NULL;
    return found ? found : text;
}

const char *bp_word_count(const bp_words *words, const char *one, const char *many, int64_t count)
{
    /* English and Dutch both have a form for 1 and one for the rest: the rule that the file is checked for.
     */
    int form = count == 1 ? 0 : 1;
    const char *found = words && words->file ? bp_words_file_find(words->file, one, form) : NULL;
    return found ? found : form == 0 ? one : many;
}

/* The name behind `front` as the study calls it, or else as words. */
static char *say_name(const bp_words *words, const char *front, const char *name)
{
    const char *own = find_own(words, front, name);
    char *text = bp_text_copy(own ? own : name);
    if (own)
        return text;
    for (char *c = text; c && *c; c++)
        if (*c == '_')
            *c = ' ';
    for (size_t k = 0; text && k < sizeof known_names / sizeof *known_names; k++)
        if (strcmp(text, known_names[k]) == 0) {
            free(text);
            return bp_text_copy(bp_word(words, known_names[k]));
        }
    return text;
}

char *bp_word_name(const bp_words *words, const char *name)
{
    return say_name(words, "", name);
}

char *bp_word_domain(const bp_words *words, const char *name)
{
    return say_name(words, "domain_", name);
}

/* The digits of a number that is not negative, with one mark before the decimals. Sentences of a hundred
 * thousand units have millions of small whole numbers, for which snprintf is slow. Where a host of the
 * library has set a locale, the mark is the locale's. */
static int write_plain(double size, int decimals, char plain[BP_WORDS_NUMBER / 2])
{
    char reversed[BP_WORDS_NUMBER / 2];
    int length = 0;
    if (decimals > 0 || size != floor(size))
        return snprintf(plain, BP_WORDS_NUMBER / 2, "%.*f", decimals, size);
    int64_t left = (int64_t)size;
    do
        reversed[length++] = (char)('0' + left % 10);
    while ((left /= 10) > 0);
    for (int i = 0; i < length; i++)
        plain[i] = reversed[length - 1 - i];
    plain[length] = '\0';
    return length;
}

char *bp_words_number(const bp_words *words, double value, int decimals, char *buffer)
{
    bp_language language = bp_words_language(words);
    char plain[BP_WORDS_NUMBER / 2];
    int length = write_plain(fmin(fabs(value), 1e15), decimals, plain);
    int whole = decimals > 0 ? length - decimals - 1 : length;
    bool is_zero = strspn(plain, "0.,") == (size_t)length;
    char *at = buffer;
    if (value < 0.0 && !is_zero)
        *at++ = '-';
    for (int i = 0; i < whole; i++) {
        if (i > 0 && (whole - i) % 3 == 0)
            *at++ = languages[language].thousands;
        *at++ = plain[i];
    }
    if (decimals > 0) {
        *at++ = languages[language].decimal;
        for (int i = whole + 1; i < length; i++)
            *at++ = plain[i];
    }
    *at = '\0';
    return buffer;
}

int bp_words_decimals_apart(double a, double b, int least, int most)
{
    int decimals = least;
    double scale = pow(10.0, least);
    for (; a != b && decimals < most && round(a * scale) == round(b * scale); scale *= 10.0)
        decimals++;
    return decimals;
}

static char *percent(const bp_words *words, double value, int decimals, char *buffer)
{
    bp_words_number(words, value, decimals, buffer);
    size_t length = strlen(buffer);
    snprintf(buffer + length, BP_WORDS_NUMBER - length, " %%");
    return buffer;
}

char *bp_words_percent(const bp_words *words, double share, char *buffer)
{
    double value = 100.0 * share;
    int decimals = 0;
    for (double scale = 1.0; decimals < 2 && fabs(value * scale - round(value * scale)) > 1e-6; scale *= 10.0)
        decimals++;
    return percent(words, value, decimals, buffer);
}

char *bp_words_worse_than(const bp_words *words, double rank, char *buffer)
{
    /* A share that is whole on paper may lie a hair below it. */
    double value = 100.0 * rank + 1e-9;
    double told = value < 99.0 ? floor(value) : fmin(floor(value * 10.0) / 10.0, 99.9);
    return percent(words, told, told > 99.0 ? 1 : 0, buffer);
}

/* The filling whose name stands between `text` (a brace) and the brace that closes it; NULL: none. */
static const bp_filling *filling_at(const char *text, const bp_filling *fillings, int n)
{
    for (int i = 0; i < n; i++) {
        if (fillings[i].name[0] != text[1])
            continue;
        size_t length = strlen(fillings[i].name);
        if (strncmp(text + 1, fillings[i].name, length) == 0 && text[1 + length] == '}')
            return &fillings[i];
    }
    return NULL;
}

/* Copy `text` with its fillings to `to`, or only measure when that is NULL; the length without the end. */
static size_t fill(const char *text, const bp_filling *fillings, int n, char *to)
{
    size_t length = 0;
    while (*text) {
        const bp_filling *filling = *text == '{' ? filling_at(text, fillings, n) : NULL;
        const char *piece = filling ? filling->text : text;
        size_t bytes = filling ? strlen(filling->text) : 1;
        if (to)
            memcpy(to + length, piece, bytes);
        length += bytes;
        text += filling ? strlen(filling->name) + 2 : 1;
    }
    return length;
}

char *bp_words_fill(const char *text, const bp_filling *fillings, int n)
{
    size_t length = fill(text, fillings, n, NULL);
    char *out = (char *)malloc(length + 1);
    if (out) {
        fill(text, fillings, n, out);
        out[length] = '\0';
    }
    return out;
}
