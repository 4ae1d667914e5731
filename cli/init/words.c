#include "cli/init/words.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* A word within a column's name, in lower case without signs. The first that fits is taken, so "unemploy"
   goes before "employ". */
struct word {
    const char *part;
    const char *domain;
    bool worse_high, is_sure, is_amount;
};

static const struct word words[] = {
    {"unemploy", "work", true, true, false},
    {"werkloos", "work", true, true, false},
    {"bijstand", "work", true, true, false},
    {"uitkering", "work", true, false, false},
    {"employment", "work", false, true, false},
    {"employed", "work", false, true, false},
    {"arbeidsparticipatie", "work", false, true, false},
    {"lowincome", "poverty", true, true, false},
    {"incomelow", "poverty", true, true, false},
    {"laaginkomen", "poverty", true, true, false},
    {"laagsteinkomen", "poverty", true, true, false},
    {"lagekoopkracht", "poverty", true, true, false},
    {"sociaalminimum", "poverty", true, true, false},
    {"armoede", "poverty", true, true, false},
    {"poverty", "poverty", true, true, false},
    {"debt", "poverty", true, true, false},
    {"schuld", "poverty", true, true, false},
    {"moeitemetrondkomen", "poverty", true, true, false},
    {"incomehigh", "poverty", false, false, false},
    {"highincome", "poverty", false, false, false},
    {"hoogsteinkomen", "poverty", false, false, false},
    {"gemiddeldinkomen", "poverty", false, false, true},
    {"income", "poverty", false, false, true},
    {"loweduc", "education", true, true, false},
    {"opleidingsniveaulaag", "education", true, true, false},
    {"laagopgeleid", "education", true, true, false},
    {"earlyleav", "education", true, true, false},
    {"schoolleav", "education", true, true, false},
    {"schoolverlat", "education", true, true, false},
    {"highereduc", "education", false, true, false},
    {"higheduc", "education", false, true, false},
    {"eduapplsci", "education", false, true, false},
    {"hoogopgeleid", "education", false, true, false},
    {"opleidingsniveauhoog", "education", false, true, false},
    {"goodhealth", "health", false, true, false},
    {"gezondheidgoed", "health", false, true, false},
    {"hoogrisicoopangstofdepressie", "health", true, false, false},
    {"ernstigovergewicht", "health", true, true, false},
    {"ernstigbeperkt", "health", true, true, false},
    {"zeerernstigeenzaam", "health", true, true, false},
    {"roker", "health", true, true, false},
    {"smoker", "health", true, true, false},
    {"obes", "health", true, true, false},
    {"lonel", "health", true, true, false},
    {"depress", "health", true, false, false},
    {"eenzaam", "health", true, false, false},
    {"beperk", "health", true, false, false},
    {"gezond", "health", false, false, false},
    {"health", "health", false, false, false},
    {"dwellingvalue", "housing", false, true, true},
    {"housevalue", "housing", false, true, true},
    {"woningwaarde", "housing", false, true, true},
    {"wozwaarde", "housing", false, true, true},
    {"overcrowd", "housing", true, true, false},
    {"vacan", "housing", true, true, false},
    {"leegstand", "housing", true, true, false},
    {"onbewoond", "housing", true, true, false},
    {"corporatie", "housing", true, false, false},
    {"socialhousing", "housing", true, false, false},
    {"ownership", "housing", false, false, false},
    {"koopwoning", "housing", false, false, false},
    {"crime", "safety", true, true, false},
    {"misdr", "safety", true, true, false},
    {"diefstal", "safety", true, true, false},
    {"inbra", "safety", true, true, false},
    {"burglar", "safety", true, true, false},
    {"overlast", "safety", true, true, false},
    {"onveilig", "safety", true, true, false},
    {"unsafe", "safety", true, true, false},
};

/* The roles of the shipped names that are domains. */
static const char *const domains[][2] = {{"armoede", "poverty"},     {"werk", "work"},
                                         {"onderwijs", "education"}, {"wonen", "housing"},
                                         {"gezondheid", "health"},   {"veiligheid", "safety"}};

static const char *domain_of(const char *role)
{
    for (size_t d = 0; d < sizeof domains / sizeof *domains; d++)
        if (strcmp(role, domains[d][0]) == 0 || strcmp(role, domains[d][1]) == 0)
            return domains[d][1];
    return NULL;
}

/* What the table of names says in its note decides the direction: it is the one place that was looked up. */
static bp_init_meaning by_alias(const bp_aliases *aliases, int family)
{
    const char *note = aliases->note[family] ? aliases->note[family] : "";
    const char *certainty = aliases->certainty[family];
    bp_init_meaning meaning = {.domain = domain_of(aliases->role[family]), .worse_high = true};
    bool is_good = strstr(note, "high is good") != NULL;
    bool is_told = is_good || (meaning.domain && strcmp(meaning.domain, "housing") != 0);
    meaning.worse_high = !is_good;
    meaning.is_amount = strstr(note, "euro") != NULL;
    meaning.is_count = strstr(note, "count") != NULL;
    if (meaning.is_count)
        snprintf(meaning.reason, sizeof meaning.reason, "a count, to be divided by the residents first");
    else if (!certainty || strcmp(certainty, "sure") != 0)
        snprintf(meaning.reason, sizeof meaning.reason, "the shipped names of columns know it as %.20s only",
                 certainty ? certainty : "uncertain");
    else if (!is_told)
        snprintf(meaning.reason, sizeof meaning.reason, "which end is bad is not said anywhere");
    else
        snprintf(meaning.reason, sizeof meaning.reason, "known by the shipped names of columns%s%.80s",
                 note[0] ? ": " : "", note);
    meaning.is_sure = is_told && certainty && strcmp(certainty, "sure") == 0 && !meaning.is_count;
    return meaning;
}

static bp_init_meaning by_word(const char *column)
{
    bp_init_meaning meaning = {.worse_high = true};
    char folded[128];
    size_t n = 0;
    for (; *column && n + 1 < sizeof folded; column++)
        if (isalnum((unsigned char)*column))
            folded[n++] = (char)tolower((unsigned char)*column);
    folded[n] = '\0';
    for (size_t w = 0; w < sizeof words / sizeof *words; w++) {
        if (!strstr(folded, words[w].part))
            continue;
        meaning.domain = words[w].domain;
        meaning.worse_high = words[w].worse_high;
        meaning.is_sure = words[w].is_sure;
        meaning.is_amount = words[w].is_amount;
        snprintf(meaning.reason, sizeof meaning.reason, "its name has '%s' in it%s", words[w].part,
                 words[w].is_sure ? "" : ", which does not say enough");
        break;
    }
    return meaning;
}

bp_init_meaning bp_init_meaning_of(const bp_aliases *aliases, const char *column)
{
    int family = bp_aliases_find(aliases, column, 0);
    if (family >= 0 && domain_of(aliases->role[family])) {
        bp_init_meaning meaning = by_alias(aliases, family), word = by_word(column);
        /* Where only the direction is open, the name may tell it. */
        bool is_open = !meaning.is_sure && strstr(meaning.reason, "which end");
        return is_open && word.is_sure ? word : meaning;
    }
    return by_word(column);
}

bool bp_init_is_other(const bp_aliases *aliases, const char *column)
{
    int family = bp_aliases_find(aliases, column, 0);
    return family >= 0 && !domain_of(aliases->role[family]);
}
