/* Every kind of sentence in both languages. What should stand there was written by hand. */
#include "cli/sentence.h"

#include "tests/cli/program.h"

static bp_words *dutch;

static void setup_words(void)
{
    set_up();
    ck_bp_ok(context, bp_words_open(context, BP_LANGUAGE_DUTCH, &dutch));
}

static void teardown_words(void)
{
    bp_words_free(dutch);
    tear_down();
}

static bp_sentence_rule usual_rule(void)
{
    return (bp_sentence_rule){.unit = BP_UNIT_DISTRICT,
                              .base = 0.8,
                              .stack_at = 0.9,
                              .floor = 2500,
                              .ceiling = 30000,
                              .min_domains = 4};
}

static bp_sentence_area usual_area(void)
{
    return (bp_sentence_area){.units = 6,
                              .population = 9450,
                              .population_past_base = 8210,
                              .n_worst = 2,
                              .worst = {{"work", 0.9612, 0, 0}, {"debt", 0.9312, 0, 0}},
                              .n_missing = 1,
                              .missing = {{"income", 1}},
                              .has_score = true};
}

static void ck_area(const bp_sentence_rule *rule, const bp_sentence_area *area, const char *english,
                    const char *in_dutch)
{
    const bp_words *const words[] = {NULL, dutch};
    const char *const expected[] = {english, in_dutch};
    for (int l = 0; l < 2; l++) {
        char *text = NULL;
        ck_bp_ok(context, bp_sentence_of_area(context, words[l], rule, area, &text));
        ck_assert_str_eq(text, expected[l]);
        free(text);
    }
}

static void ck_unit(const bp_sentence_rule *rule, const bp_sentence_unit *unit, const char *english,
                    const char *in_dutch)
{
    const bp_words *const words[] = {NULL, dutch};
    const char *const expected[] = {english, in_dutch};
    for (int l = 0; l < 2; l++) {
        char *text = NULL;
        ck_bp_ok(context, bp_sentence_of_unit(context, words[l], rule, unit, &text));
        ck_assert_str_eq(text, expected[l]);
        free(text);
    }
}

START_TEST(a_proposed_area)
{
    bp_sentence_rule rule = usual_rule();
    bp_sentence_area area = usual_area();
    ck_area(&rule, &area,
            "Proposed because 8,210 of its 9,450 residents live in districts that are among the worst 20 % "
            "of all "
            "districts; worst on work (on average worse than 96 % of all districts) and debt (93 %); the "
            "figure on "
            "income is missing in 1 of 6 districts.",
            "Voorgesteld omdat 8.210 van de 9.450 inwoners in wijken wonen die bij de slechtste 20 % van "
            "alle wijken "
            "horen; het slechtst op werk (gemiddeld slechter dan 96 % van alle wijken) en schulden (93 %); "
            "het cijfer "
            "over inkomen ontbreekt in 1 van de 6 wijken.");
}
END_TEST

START_TEST(all_residents_and_many_gaps)
{
    bp_sentence_rule rule = usual_rule();
    bp_sentence_area area = usual_area();
    rule.unit = BP_UNIT_NEIGHBOURHOOD;
    rule.base = 0.875;
    area.population_past_base = area.population;
    area.n_worst = 1;
    area.worst[0].score = 0.9987;
    area.n_missing = 3;
    area.missing[1] = (bp_sentence_missing){"low_income", 2};
    area.fallback_share = 0.3333;
    ck_area(
        &rule, &area,
        "Proposed because all of its 9,450 residents live in neighbourhoods that are among the worst 12.5 % "
        "of "
        "all neighbourhoods; worst on work (on average worse than 99.8 % of all neighbourhoods); the figure "
        "on "
        "income is missing in 1 of 6 neighbourhoods; the figure on low income is missing in 2 of 6 "
        "neighbourhoods; 1 more figure is missing in part; for 33 % of its residents a figure of a larger "
        "area "
        "stands in for one of the neighbourhood.",
        "Voorgesteld omdat alle 9.450 inwoners in buurten wonen die bij de slechtste 12,5 % van alle buurten "
        "horen; het slechtst op werk (gemiddeld slechter dan 99,8 % van alle buurten); het cijfer over "
        "inkomen "
        "ontbreekt in 1 van de 6 buurten; het cijfer over laag inkomen ontbreekt in 2 van de 6 buurten; nog "
        "1 "
        "cijfer ontbreekt deels; voor 33 % van de inwoners komt een cijfer van een groter gebied in de "
        "plaats van "
        "dat van de buurt.");
}
END_TEST

START_TEST(an_area_of_one_unit)
{
    bp_sentence_rule rule = usual_rule();
    bp_sentence_area area = usual_area();
    area.units = 1;
    area.n_worst = 0;
    rule.by_residents = true;
    ck_area(&rule, &area,
            "Proposed because it is one district, with 9,450 residents, that is among the worst 20 % of all "
            "districts "
            "(counted by residents); the figure on income is missing.",
            "Voorgesteld omdat het één wijk is, met 9.450 inwoners, die bij de slechtste 20 % van alle "
            "wijken (geteld "
            "naar inwoners) hoort; het cijfer over inkomen ontbreekt.");
    area.n_missing = 0;
    area.population = area.population_past_base = 1;
    rule.by_residents = false;
    ck_area(
        &rule, &area,
        "Proposed because it is one district, with 1 resident, that is among the worst 20 % of all "
        "districts.",
        "Voorgesteld omdat het één wijk is, met 1 inwoner, die bij de slechtste 20 % van alle wijken hoort.");
}
END_TEST

START_TEST(areas_under_other_rules)
{
    bp_sentence_rule rule = usual_rule();
    bp_sentence_area area = usual_area();
    area.n_worst = area.n_missing = 0;
    rule.is_mixed = true;
    ck_area(&rule, &area,
            "Proposed because 8,210 of its 9,450 residents live in districts that are past 80 % within the "
            "municipality.",
            "Voorgesteld omdat 8.210 van de 9.450 inwoners in wijken wonen die binnen de eigen gemeente "
            "boven 80 % komen.");
    rule.by_class = true;
    rule.national = 0.5;
    ck_area(&rule, &area,
            "Proposed because 8,210 of its 9,450 residents live in districts that are past 80 % in the "
            "country and among municipalities of its size together.",
            "Voorgesteld omdat 8.210 van de 9.450 inwoners in wijken wonen die landelijk en tussen gemeenten "
            "van die grootte samen boven 80 % komen.");
    rule.is_mixed = false;
    rule.at_least = 3;
    ck_area(&rule, &area,
            "Proposed because 8,210 of its 9,450 residents live in districts that are among the worst 20 % "
            "of all "
            "districts and, on at least 3 domains, among the worst 10 %.",
            "Voorgesteld omdat 8.210 van de 9.450 inwoners in wijken wonen die bij de slechtste 20 % van "
            "alle wijken "
            "horen, en op ten minste 3 onderwerpen bij de slechtste 10 % horen.");
    rule.stack_alone = true;
    ck_area(
        &rule, &area,
        "Proposed because 8,210 of its 9,450 residents live in districts that are among the worst 10 % on at "
        "least 3 domains.",
        "Voorgesteld omdat 8.210 van de 9.450 inwoners in wijken wonen die op ten minste 3 onderwerpen bij "
        "de "
        "slechtste 10 % horen.");
}
END_TEST

START_TEST(designated_areas)
{
    bp_sentence_rule rule = usual_rule();
    bp_sentence_area area = usual_area();
    area.is_designated = true;
    area.n_worst = area.n_missing = 0;
    ck_area(
        &rule, &area,
        "Designated; 8,210 of its 9,450 residents live in districts that are among the worst 20 % of all "
        "districts.",
        "Aangewezen; 8.210 van de 9.450 inwoners wonen in wijken die bij de slechtste 20 % van alle wijken "
        "horen.");
    area.population_past_base = 0;
    ck_area(&rule, &area,
            "Designated; none of its 9,450 residents live in districts that are among the worst 20 % of all "
            "districts.",
            "Aangewezen; geen van de 9.450 inwoners woont in wijken die bij de slechtste 20 % van alle "
            "wijken horen.");
    area.population = 0;
    area.has_score = false;
    ck_area(&rule, &area, "Designated; it is not known that anybody lives there; it has no score.",
            "Aangewezen; niet bekend is of er iemand woont; er is geen score.");
    area.units = 0;
    ck_area(&rule, &area, "Designated; none of its districts is in this study.",
            "Aangewezen; geen van de wijken zit in deze studie.");
}
END_TEST

static bp_sentence_unit usual_unit(bp_reason reason)
{
    return (bp_sentence_unit){.reason = reason,
                              .area = "P003",
                              .population = 1480,
                              .score = 0.9512,
                              .position = 0.9512,
                              .rank = 157,
                              .of = 3213,
                              .stack = 3,
                              .domains_present = 3,
                              .domains_in_all = 5,
                              .population_around = 1840,
                              .beside = "P016"};
}

START_TEST(a_member)
{
    bp_sentence_rule rule = usual_rule();
    bp_sentence_unit unit = usual_unit(BP_REASON_MEMBER);
    unit.n_worst = 2;
    unit.worst[0] = (bp_sentence_domain){"work", 0.9667, 112, 3100};
    unit.worst[1] = (bp_sentence_domain){"schulden", 0.93, 230, 3090};
    unit.designated = "D11";
    unit.n_missing = 1;
    unit.missing[0].name = "income";
    unit.n_fallback = 1;
    ck_unit(
        &rule, &unit,
        "Proposed, in area P003, because it is worse off than 95 % of all districts (rank 157 of 3,213); "
        "worst on "
        "work (worse than 96 % of all districts, rank 112 of 3,100) and schulden (93 %, rank 230 of 3,090); "
        "the "
        "figure on income is missing; 1 figure is that of a larger area; it is in the designated area D11.",
        "Voorgesteld, in gebied P003, omdat het er slechter gaat dan in 95 % van alle wijken (plaats 157 van "
        "3.213); het slechtst op werk (slechter dan 96 % van alle wijken, plaats 112 van 3.100) en schulden "
        "(93 "
        "%, plaats 230 van 3.090); het cijfer over inkomen ontbreekt; 1 cijfer is van een groter gebied; het "
        "ligt "
        "in het aangewezen gebied D11.");
}
END_TEST

START_TEST(members_under_other_rules)
{
    bp_sentence_rule rule = usual_rule();
    bp_sentence_unit unit = usual_unit(BP_REASON_MEMBER);
    unit.position = 0.842;
    rule.is_mixed = true;
    ck_unit(&rule, &unit,
            "Proposed, in area P003, because its position within the municipality, 84.2 %, is past 80 %.",
            "Voorgesteld, in gebied P003, omdat deze wijk binnen de eigen gemeente op 84,2 % komt, boven de "
            "grens "
            "van 80 %.");
    unit.has_no_local = true;
    ck_unit(
        &rule, &unit,
        "Proposed, in area P003, because its position in the country (its municipality has too few "
        "districts), 84.2 %, is past 80 %.",
        "Voorgesteld, in gebied P003, omdat deze wijk landelijk (want de gemeente heeft te weinig wijken) "
        "op 84,2 % komt, boven de grens van 80 %.");
    unit.has_no_local = false;
    rule.by_class = true;
    ck_unit(&rule, &unit,
            "Proposed, in area P003, because its position among the districts of municipalities of its size, "
            "84.2 %, is past 80 %.",
            "Voorgesteld, in gebied P003, omdat deze wijk tussen de wijken van gemeenten van die grootte op "
            "84,2 % komt, boven de grens van 80 %.");
    rule.at_least = 1;
    rule.stack_alone = true;
    unit.stack = 1;
    ck_unit(&rule, &unit, "Proposed, in area P003, because it is among the worst 10 % on 1 domain.",
            "Voorgesteld, in gebied P003, omdat deze wijk op 1 onderwerp bij de slechtste 10 % hoort.");
    rule.stack_alone = rule.is_mixed = false;
    unit.stack = 2;
    ck_unit(
        &rule, &unit,
        "Proposed, in area P003, because it is worse off than 95 % of all districts (rank 157 of 3,213); "
        "among "
        "the worst 10 % on 2 domains.",
        "Voorgesteld, in gebied P003, omdat het er slechter gaat dan in 95 % van alle wijken (plaats 157 van "
        "3.213); op 2 onderwerpen bij de slechtste 10 %.");
}
END_TEST

/* One row per reason why a unit is not chosen, or is though it is short. */
static const struct {
    bp_reason reason;
    const char *english, *in_dutch;
} others[] = {
    {BP_REASON_MEMBER_BELOW_BASE,
     "Proposed, in area P003, though short of what is asked for: without it the area would fall apart or "
     "lack the "
     "2,500 residents it needs.",
     "Voorgesteld, in gebied P003, al is het er minder slecht dan gevraagd: zonder deze wijk valt het gebied "
     "uit "
     "elkaar of haalt het de 2.500 inwoners niet die nodig zijn."},
    {BP_REASON_BRIDGE,
     "Not proposed, but in the outline of area P003, whose parts it joins; its own residents do not count.",
     "Niet voorgesteld, wel binnen de omtrek van gebied P003, waarvan deze wijk de delen verbindt; de eigen "
     "inwoners "
     "tellen niet mee."},
    {BP_REASON_UNINHABITED, "Not proposed: nobody lives there.", "Niet voorgesteld: er woont niemand."},
    {BP_REASON_NO_SCORE, "Not proposed: it has no score, since 2 of 5 domains are missing and 4 are needed.",
     "Niet voorgesteld: er is geen score, want 2 van de 5 onderwerpen ontbreken en er zijn er 4 nodig."},
    {BP_REASON_POPULATION_UNKNOWN, "Not proposed: it is not known how many people live there.",
     "Niet voorgesteld: niet bekend is hoeveel mensen er wonen."},
    {BP_REASON_EXCLUDED, "Not proposed: the study leaves this district out beforehand.",
     "Niet voorgesteld: de studie laat deze wijk vooraf buiten beschouwing."},
    {BP_REASON_BELOW_STACK, "Not proposed: it is among the worst 10 % on 3 domains, and 4 are needed.",
     "Niet voorgesteld: deze wijk hoort op 3 onderwerpen bij de slechtste 10 %, en er zijn er 4 nodig."},
    {BP_REASON_BELOW_FLOOR,
     "Not proposed: it is worse off than 95 % of all districts, but together with the districts around it "
     "that come "
     "near it has 1,840 residents, and an area needs 2,500.",
     "Niet voorgesteld: het gaat er slechter dan in 95 % van alle wijken, maar samen met de wijken eromheen "
     "waar het "
     "bijna even slecht gaat zijn er 1.840 inwoners, en een gebied heeft er 2.500 nodig."},
    {BP_REASON_ABOVE_CEILING,
     "Not proposed: it is worse off than 95 % of all districts, but area P016 beside it would have 1,840 "
     "residents "
     "with it, and an area has at most 30,000.",
     "Niet voorgesteld: het gaat er slechter dan in 95 % van alle wijken, maar samen met gebied P016 ernaast "
     "zouden "
     "het 1.840 inwoners zijn, en een gebied heeft er hoogstens 30.000."},
    {BP_REASON_OTHER,
     "Not proposed: it is worse off than 95 % of all districts, but it fits in none of the areas that "
     "together weigh "
     "most.",
     "Niet voorgesteld: het gaat er slechter dan in 95 % van alle wijken, maar deze wijk past in geen van de "
     "gebieden "
     "die samen het zwaarst wegen."}};

START_TEST(every_other_reason)
{
    bp_sentence_rule rule = usual_rule();
    bp_sentence_unit unit = usual_unit(others[_i].reason);
    rule.at_least = others[_i].reason == BP_REASON_BELOW_STACK ? 4 : 0;
    ck_unit(&rule, &unit, others[_i].english, others[_i].in_dutch);
}
END_TEST

/* Why a unit past the base is in no area, by the method that drew them. */
static const struct {
    const char *method, *english, *in_dutch;
} by_method[] = {
    {"optimal",
     "Not proposed: it is worse off than 95 % of all districts, but it is in none of the heaviest areas that "
     "were found.",
     "Niet voorgesteld: het gaat er slechter dan in 95 % van alle wijken, maar deze wijk ligt in geen van de "
     "zwaarste gebieden die gevonden zijn."},
    {"components",
     "Not proposed: it is worse off than 95 % of all districts, but with the districts past the base that it "
     "hangs together with it lacks the 2,500 residents that an area needs.",
     "Niet voorgesteld: het gaat er slechter dan in 95 % van alle wijken, maar met de wijken boven de grens "
     "waarmee het samenhangt haalt het de 2.500 inwoners niet die een gebied nodig heeft."},
    {"hotspots",
     "Not proposed: it is worse off than 95 % of all districts, but it is in none of the areas that were "
     "grown from significant hot spots.",
     "Niet voorgesteld: het gaat er slechter dan in 95 % van alle wijken, maar deze wijk ligt in geen van de "
     "gebieden die uit significante brandpunten zijn gegroeid."},
    {"scan",
     "Not proposed: it is worse off than 95 % of all districts, but it is in no significant cluster of the "
     "scan that makes an area there.",
     "Niet voorgesteld: het gaat er slechter dan in 95 % van alle wijken, maar deze wijk ligt in geen "
     "significant cluster van de scan dat daar een gebied oplevert."},
    {"azp",
     "Not proposed: it is worse off than 95 % of all districts, but its region as a whole weighs nothing or "
     "less, or lacks the 2,500 residents that an area needs.",
     "Niet voorgesteld: het gaat er slechter dan in 95 % van alle wijken, maar de regio waar deze wijk in "
     "valt weegt als geheel niets of minder, of haalt de 2.500 inwoners niet die een gebied nodig heeft."}};

START_TEST(the_reason_is_the_methods_own)
{
    bp_sentence_rule rule = usual_rule();
    bp_sentence_unit unit = usual_unit(BP_REASON_OTHER);
    rule.method = by_method[_i].method;
    ck_unit(&rule, &unit, by_method[_i].english, by_method[_i].in_dutch);
}
END_TEST

/* What is short is the difference of the two figures as they are written, with as many decimals as tell them
 * apart: 79.96, and 79.984 as 79.98. */
START_TEST(short_of_the_base)
{
    bp_sentence_rule rule = usual_rule();
    bp_sentence_unit unit = usual_unit(BP_REASON_BELOW_BASE);
    unit.position = 0.7996;
    ck_unit(
        &rule, &unit,
        "Not proposed: it is worse off than 79.96 % of all districts, and 80 % is needed: 0.04 points short.",
        "Niet voorgesteld: het gaat er slechter dan in 79,96 % van alle wijken, en 80 % is nodig: 0,04 "
        "procentpunt "
        "te weinig.");
    unit.position = 0.79984;
    ck_unit(&rule, &unit,
            "Not proposed: it is worse off than 79.98 % of all districts, and 80 % is needed: 0.02 points "
            "short.",
            "Niet voorgesteld: het gaat er slechter dan in 79,98 % van alle wijken, en 80 % is nodig: 0,02 "
            "procentpunt te weinig.");
    unit.position = 0.58;
    rule.is_mixed = true;
    ck_unit(&rule, &unit,
            "Not proposed: its position within the municipality is 58 %, and 80 % is needed: 22 points "
            "short.",
            "Niet voorgesteld: binnen de eigen gemeente komt deze wijk op 58 %, en 80 % is nodig: 22 "
            "procentpunt te "
            "weinig.");
    rule.at_least = 3;
    unit.reason = BP_REASON_BELOW_STACK;
    unit.stack = 1;
    ck_unit(&rule, &unit, "Not proposed: it is among the worst 10 % on 1 domain, and 3 are needed.",
            "Niet voorgesteld: deze wijk hoort op 1 onderwerp bij de slechtste 10 %, en er zijn er 3 nodig.");
    unit.reason = BP_REASON_OTHER;
    ck_unit(
        &rule, &unit,
        "Not proposed: it is past the threshold, but it fits in none of the areas that together weigh most.",
        "Niet voorgesteld: deze wijk komt boven de grens, maar deze wijk past in geen van de gebieden die "
        "samen het "
        "zwaarst wegen.");
}
END_TEST

/* 1,840 residents live in the unit itself: nothing around it counts. */
START_TEST(alone_below_the_floor)
{
    bp_sentence_rule rule = usual_rule();
    bp_sentence_unit unit = usual_unit(BP_REASON_BELOW_FLOOR);
    unit.population = 1840;
    ck_unit(
        &rule, &unit,
        "Not proposed: it is worse off than 95 % of all districts, but it has 1,840 residents, no district "
        "around it comes near, and an area needs 2,500 residents.",
        "Niet voorgesteld: het gaat er slechter dan in 95 % van alle wijken, maar er wonen 1.840 mensen, "
        "in geen wijk eromheen gaat het bijna even slecht, en een gebied heeft 2.500 inwoners nodig.");
}
END_TEST

START_TEST(one_domain_and_figures_of_larger_areas)
{
    bp_sentence_rule rule = usual_rule();
    bp_sentence_unit unit = usual_unit(BP_REASON_NO_SCORE);
    unit.domains_present = 4;
    unit.n_worst = 1;
    unit.worst[0] = (bp_sentence_domain){"safety", 0.5, 1600, 3200};
    unit.n_missing = 4;
    unit.missing[0].name = "low_income";
    unit.missing[1].name = "Share of \"flats\"; 1970's {share} %s";
    unit.n_fallback = 3;
    ck_unit(
        &rule, &unit,
        "Not proposed: it has no score, since 1 of 5 domains is missing and 4 are needed; worst on safety "
        "(worse "
        "than 50 % of all districts, rank 1,600 of 3,200); the figures on low income, Share of \"flats\"; "
        "1970's "
        "{share} %s and 2 more are missing; 3 figures are those of a larger area.",
        "Niet voorgesteld: er is geen score, want 1 van de 5 onderwerpen ontbreekt en er zijn er 4 nodig; "
        "het "
        "slechtst op veiligheid (slechter dan 50 % van alle wijken, plaats 1.600 van 3.200); de cijfers over "
        "laag "
        "inkomen, Share of \"flats\"; 1970's {share} %s en nog 2 ontbreken; 3 cijfers zijn van een groter "
        "gebied.");
}
END_TEST

/* A name of a kilobyte is told whole. */
START_TEST(long_names)
{
    enum { LONG = 1000 };
    static char name[LONG + 1];
    bp_sentence_rule rule = usual_rule();
    bp_sentence_unit unit = usual_unit(BP_REASON_UNINHABITED);
    char *text = NULL;
    memset(name, 'w', LONG);
    unit.designated = name;
    ck_bp_ok(context, bp_sentence_of_unit(context, dutch, &rule, &unit, &text));
    char *expected =
        bp_text_format("Niet voorgesteld: er woont niemand; het ligt in het aangewezen gebied %s.", name);
    ck_assert_str_eq(text, expected);
    free(text);
    free(expected);
}
END_TEST

START_TEST(likeness)
{
    static const struct {
        bp_sentence_likeness of;
        const char *english, *in_dutch;
    } rows[] = {
        {{"Den Haag \"Zuidwest\"", "work", 7, 20},
         "Most like the designated area Den Haag \"Zuidwest\"; worse on work than 7 of 20 designated areas.",
         "Lijkt het meest op het aangewezen gebied Den Haag \"Zuidwest\"; op werk slechter dan 7 van de 20 "
         "aangewezen gebieden."},
        {{"Oost", "work", 1, 1},
         "Most like the designated area Oost; worse on work than 1 of 1 designated area.",
         "Lijkt het meest op het aangewezen gebied Oost; op werk slechter dan 1 van 1 aangewezen gebied."},
        {{"Oost", "work", 20, 20},
         "Most like the designated area Oost; worse on work than all 20 designated areas.",
         "Lijkt het meest op het aangewezen gebied Oost; op werk slechter dan alle 20 aangewezen gebieden."},
        {{"Oost", "work", 0, 20},
         "Most like the designated area Oost; on no domain worse than any designated area.",
         "Lijkt het meest op het aangewezen gebied Oost; op geen enkel onderwerp slechter dan een aangewezen "
         "gebied."},
        {{NULL, NULL, 0, 0},
         "There is no designated area to compare it with.",
         "Er is geen aangewezen gebied om mee te vergelijken."}};
    const bp_words *const words[] = {NULL, dutch};
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++)
        for (int l = 0; l < 2; l++) {
            char *text = NULL;
            ck_bp_ok(context, bp_sentence_of_likeness(context, words[l], &rows[r].of, &text));
            ck_assert_str_eq(text, l == 0 ? rows[r].english : rows[r].in_dutch);
            free(text);
        }
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("sentence");
    TCase *tests = tcase_create("sentence");
    tcase_add_checked_fixture(tests, setup_words, teardown_words);
    tcase_add_test(tests, a_proposed_area);
    tcase_add_test(tests, all_residents_and_many_gaps);
    tcase_add_test(tests, an_area_of_one_unit);
    tcase_add_test(tests, areas_under_other_rules);
    tcase_add_test(tests, designated_areas);
    tcase_add_test(tests, a_member);
    tcase_add_test(tests, members_under_other_rules);
    tcase_add_loop_test(tests, every_other_reason, 0, sizeof others / sizeof *others);
    tcase_add_loop_test(tests, the_reason_is_the_methods_own, 0, sizeof by_method / sizeof *by_method);
    tcase_add_test(tests, short_of_the_base);
    tcase_add_test(tests, alone_below_the_floor);
    tcase_add_test(tests, one_domain_and_figures_of_larger_areas);
    tcase_add_test(tests, long_names);
    tcase_add_test(tests, likeness);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
