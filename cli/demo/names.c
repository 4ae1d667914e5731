#include "cli/demo/names.h"

#include "cli/demo/random.h"

#include <stdio.h>

static const char *const town_heads[] = {
    "Brem",    "Klaver", "Wolfer", "Zwaluwe", "Merel",  "Linne",  "Ratel",  "Eske",   "Tarwe",    "Distel",
    "Vlinder", "Kevel",  "Gagel",  "Hazel",   "Ibis",   "Juffer", "Koren",  "Lister", "Mispel",   "Nevel",
    "Otter",   "Pluim",  "Reiger", "Sering",  "Tjalke", "Ulle",   "Vossen", "Wilge",  "IJsvogel", "Zegge"};
static const char *const town_tails[] = {
    "dam",  "veen",  "wijk", "broek",   "horst",  "hoven",  "lo",    "donk", "zijl", "kerk",
    "burg", "stede", "berg", "drecht",  "meer",   "sluis",  "woude", "rade", "beek", "voort",
    "kamp", "ham",   "mond", "schoten", "tienen", "warden", "zele",  "gum",  "lede", "dijk"};
static const char *const unit_heads[] = {
    "Vogel",  "Bloemen",    "Schilders", "Rivieren",    "Zee",      "Stations", "Havens",  "Linden",
    "Molen",  "Kasteel",    "Meridiaan", "Componisten", "Tuin",     "Wevers",   "Boeren",  "Curaçao",
    "Reünie", "Patriciërs", "Koloniën",  "Zeeën",       "Dichters", "Sterren",  "Kruiden", "Ambachten"};
static const char *const unit_tails[] = {"buurt", "kwartier", "wijk", "plein",
                                         "park",  "hof",      "dorp", "landen"};
static const char *const unit_sides[] = {"",      "",      "",      "",        "-Noord",
                                         "-Oost", "-Zuid", "-West", "-Midden", " e.o."};
static const char *const unit_plain[] = {"'t Zand",       "Oud-Zuid é",  "De Havik",   "Het Eiland",
                                         "'s-Gravenhoek", "Oude Stad",   "De Veste",   "Buitengebied",
                                         "Café-Kwartier", "De Ooievaar", "Hoge Mieën", "Achter 't Spoor"};

enum {
    N_TOWN_HEADS = sizeof town_heads / sizeof *town_heads,
    N_TOWN_TAILS = sizeof town_tails / sizeof *town_tails,
    N_TOWN_NAMES = N_TOWN_HEADS * N_TOWN_TAILS,
    N_UNIT_HEADS = sizeof unit_heads / sizeof *unit_heads,
    N_UNIT_TAILS = sizeof unit_tails / sizeof *unit_tails,
    N_UNIT_SIDES = sizeof unit_sides / sizeof *unit_sides,
    N_UNIT_PLAIN = sizeof unit_plain / sizeof *unit_plain
};
_Static_assert((int)N_TOWN_NAMES >= (int)BP_DEMO_MOST_TOWNS, "a name for every town");

void bp_demo_town_name(uint64_t seed, int32_t k, char name[BP_DEMO_NAME_SIZE])
{
    /* 900 = 2^2 3^2 5^2: steps of 7 x 11 x 13 visit every combination once. */
    uint64_t start = bp_demo_bits(seed, BP_DEMO_STREAM_NAME, 0, 0) % N_TOWN_NAMES;
    uint64_t at = (start + 1001u * (uint64_t)k) % N_TOWN_NAMES;
    const char *head = town_heads[at / N_TOWN_TAILS], *tail = town_tails[at % N_TOWN_TAILS];
    const char *before = k % 11 == 4 ? "Sint-" : k % 11 == 7 ? "Nieuw-" : k % 11 == 9 ? "Oud-" : "";
    if (k % 17 == 5)
        snprintf(name, BP_DEMO_NAME_SIZE, "'s-%s%sé", head, tail);
    else
        snprintf(name, BP_DEMO_NAME_SIZE, "%s%s%s", before, head, tail);
}

void bp_demo_unit_name(uint64_t seed, int64_t i, char name[BP_DEMO_NAME_SIZE])
{
    uint64_t bits = bp_demo_bits(seed, BP_DEMO_STREAM_UNIT_NAME, (uint64_t)i, 0);
    const char *side = unit_sides[(bits >> 32) % N_UNIT_SIDES];
    if (bits % 9 == 0)
        snprintf(name, BP_DEMO_NAME_SIZE, "%s%s", unit_plain[(bits >> 8) % N_UNIT_PLAIN], side);
    else
        snprintf(name, BP_DEMO_NAME_SIZE, "%s%s%s", unit_heads[(bits >> 8) % N_UNIT_HEADS],
                 unit_tails[(bits >> 20) % N_UNIT_TAILS], side);
}
