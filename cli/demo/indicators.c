/*
 * How the indicators come about. Every unit u has a latent score
 *
 *     z(u) = 0.35 F(u) + 0.25 M(u) + 0.20 U(u) + 0.20 W(u) + 0.30 E(u) + planted(u)
 *
 * F a smooth field over the country, M an effect of its municipality, U how urban it is (these three
 * standardised over units), W an effect of its wijk, E one of its own, all with mean 0 and standard
 * deviation 1. In a planted area planted(u) is the area's strength (3.2-4.2) times a factor of the unit
 * (0.5-1.3); elsewhere it is 0. Indicator j shows it as
 *
 *     x(u, j) = a(j) z(u) + 0.55 D(u, j) + 0.20 V(m, j) + s(u) N(u, j),    s(u) = min(1.8, 0.6 sqrt(1000 /
 * residents))
 *
 * (the last three times --noise, 1 unless it is given), D what the unit has of its own in that respect, V its
 * municipality, and N the error of measurement: survey and register figures of small units are noisier. In
 * inhabited units of under 800 residents each cell is withheld with a probability of 0.15, and units without
 * residents have no figures at all.
 */
#include "cli/demo/indicators.h"

#include "cli/demo/random.h"

#include <math.h>
#include <stdlib.h>

const bp_demo_indicator bp_demo_indicators[BP_DEMO_INDICATORS] = {
    {"low_education", "{nl: laag opleidingsniveau, en: low education}", "LowEducation_10", "education", true,
     false, 1, 0.85, 28.0, 8.0, false, 1.0, 90.0, 0.0},
    {"early_leavers", "{nl: voortijdige schoolverlaters, en: early school leavers}", "EarlySchoolLeavers_11",
     "education", true, false, 1, 0.70, 3.2, 1.0, false, 0.0, 25.0, 0.0},
    {"low_income", NULL, "LowIncome_12", "poverty", true, false, 1, 0.90, 39.0, 8.5, false, 2.0, 95.0, 0.0},
    {"debts", "{nl: problematische schulden, en: debts}", "ProblematicDebts_13", "poverty", true, false, 1,
     0.85, 9.0, 2.6, false, 0.1, 60.0, 0.0},
    {"good_health", NULL, "GoodHealth_14", "health", false, false, 1, 0.80, 76.0, -5.0, false, 20.0, 99.0,
     0.0},
    {"employment", NULL, "NetEmployment_15", "work", false, false, 1, 0.80, 68.0, -6.0, false, 10.0, 97.0,
     0.0},
    {"dwelling_value", NULL, "AverageDwellingValue_20", "housing", false, true, 0, 0.75, 310.0, 0.80, true,
     40.0, 3000.0, 0.0},
    {"crime", NULL, "RecordedCrime_21", "safety", true, true, 1, 0.65, 34.0, 1.42, true, 0.5, 900.0, 0.6},
};

static double normal(const bp_demo_country *country, bp_demo_stream stream, int64_t a, int64_t b)
{
    return bp_demo_normal(country->seed, stream, (uint64_t)a, (uint64_t)b);
}

static void standardise(double *x, int64_t n)
{
    double mean = 0.0, square = 0.0;
    for (int64_t i = 0; i < n; i++)
        mean += x[i] / (double)n;
    for (int64_t i = 0; i < n; i++)
        square += (x[i] - mean) * (x[i] - mean) / (double)n;
    double scale = square > 0.0 ? 1.0 / sqrt(square) : 0.0;
    for (int64_t i = 0; i < n; i++)
        x[i] = (x[i] - mean) * scale;
}

static double planted(const bp_demo_country *country, int64_t u)
{
    if (country->area[u] < 0)
        return 0.0;
    double factor = 0.5 + 0.8 * bp_demo_uniform(country->seed, BP_DEMO_STREAM_PLANT_MEMBER, (uint64_t)u, 0);
    return factor * country->areas[country->area[u]].strength;
}

/* z[n], by way of field[n] and urban[n]. */
static void draw_latent(const bp_demo_country *country, double *field, double *urban, double *z)
{
    for (int64_t u = 0; u < country->n; u++) {
        /* Six waves across the country, whatever its size. */
        double x = 6.0 * (country->x[u] - country->left) / country->side_m;
        double y = 6.0 * (country->y[u] - country->bottom) / country->side_m;
        field[u] = bp_demo_field(country->seed, BP_DEMO_STREAM_FIELD, x, y);
        urban[u] = country->urban[u];
        z[u] = normal(country, BP_DEMO_STREAM_MUNICIPALITY_EFFECT, country->municipality[u], 0);
    }
    standardise(field, country->n);
    standardise(urban, country->n);
    standardise(z, country->n);
    for (int64_t u = 0; u < country->n; u++) {
        int64_t wijk = (int64_t)country->municipality[u] * 1000000 + country->wijk[u];
        z[u] = 0.35 * field[u] + 0.25 * z[u] + 0.20 * urban[u] +
               0.20 * normal(country, BP_DEMO_STREAM_WIJK_EFFECT, wijk, 0) +
               0.30 * normal(country, BP_DEMO_STREAM_UNIT_EFFECT, u, 0) + planted(country, u);
    }
}

static double measure(const bp_demo_country *country, int64_t u, int j, double z)
{
    const bp_demo_indicator *indicator = &bp_demo_indicators[j];
    double residents = (double)country->population[u];
    double noise = country->noise, error = noise * fmin(1.8, 0.6 * sqrt(1000.0 / residents));
    double x =
        indicator->loading * z + noise * 0.55 * normal(country, BP_DEMO_STREAM_DEVIATION, u, j) +
        noise * 0.20 * normal(country, BP_DEMO_STREAM_MUNICIPALITY_EFFECT, country->municipality[u], j + 1) +
        error * normal(country, BP_DEMO_STREAM_MEASUREMENT, u, j);
    if (country->type[u] == BP_DEMO_CENTRE)
        x += indicator->centre_effect;
    double value = indicator->is_ratio ? indicator->centre * pow(indicator->step, x)
                                       : indicator->centre + indicator->step * x;
    double grid = indicator->decimals == 0 ? 1.0 : 10.0;
    value = fmin(fmax(value, indicator->least), indicator->most);
    return floor(value * grid + 0.5) / grid;
}

static bool is_withheld(const bp_demo_country *country, int64_t u, int j)
{
    return country->population[u] == 0 ||
           (country->population[u] < 800 &&
            bp_demo_uniform(country->seed, BP_DEMO_STREAM_MISSING, (uint64_t)u, (uint64_t)j) < 0.15);
}

bp_status bp_demo_measure(bp_context *context, bp_demo_country *country)
{
    double *field = (double *)bp_demo_zeroed(context, country->n, sizeof *field);
    double *urban = (double *)bp_demo_zeroed(context, country->n, sizeof *urban);
    double *z = (double *)bp_demo_zeroed(context, country->n, sizeof *z);
    bp_status status = field && urban && z ? BP_OK : BP_ERROR_MEMORY;
    if (!status) {
        draw_latent(country, field, urban, z);
        for (int j = 0; j < BP_DEMO_INDICATORS; j++)
            for (int64_t u = 0; u < country->n; u++)
                country->indicator[j][u] = is_withheld(country, u, j) ? NAN : measure(country, u, j, z[u]);
    }
    free(field);
    free(urban);
    free(z);
    return status;
}
