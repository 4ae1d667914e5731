#include "analysis/random_counts.h"

#include <math.h>

/* Below this mean the probabilities are added up from 0 on; above, a hat is drawn under. */
static const double SMALL_MEAN = 12.0;

/* Width of the table mountain hat: 2 sqrt(2 / e) and 3 - 2 sqrt(3 / e). */
static const double HAT_SLOPE = 1.7155277699214135, HAT_WIDTH = 0.8989161620588988;

double bp_random_share(bp_random *random)
{
    uint64_t high = bp_random_bits(random) >> 5, low = bp_random_bits(random) >> 6;
    return ((double)(high << 26 | low) + 0.5) * 0x1p-53;
}

/* ln k! of small k, where Stirling's series is not yet exact. */
static const double LOG_FACTORIAL[] = {0.0,
                                       0.0,
                                       0.6931471805599453,
                                       1.791759469228055,
                                       3.1780538303479458,
                                       4.787491742782046,
                                       6.579251212010101,
                                       8.525161361065415,
                                       10.60460290274525,
                                       12.801827480081469,
                                       15.104412573075516,
                                       17.502307845873887,
                                       19.987214495661885,
                                       22.552163853123425,
                                       25.19122118273868,
                                       27.89927138384089,
                                       30.671860106080672,
                                       33.50507345013689,
                                       36.39544520803305,
                                       39.339884187199495,
                                       42.335616460753485,
                                       45.38013889847691,
                                       48.47118135183523,
                                       51.60667556776438,
                                       54.78472939811232,
                                       58.00360522298052,
                                       61.261701761002,
                                       64.55753862700634,
                                       67.88974313718154,
                                       71.25703896716801,
                                       74.65823634883016,
                                       78.0922235533153};

enum { N_LOG_FACTORIALS = sizeof LOG_FACTORIAL / sizeof LOG_FACTORIAL[0] };

/* ln k!: lgamma writes to a global variable, and its last digits are not the same everywhere. */
static double log_factorial(double k)
{
    if (k < N_LOG_FACTORIALS)
        return LOG_FACTORIAL[(int)k];
    double x = k + 1.0, over = 1.0 / (x * x);
    const double half_log_two_pi = 0.91893853320467274178;
    return (x - 0.5) * log(x) - x + half_log_two_pi +
           (1.0 / 12.0 - over * (1.0 / 360.0 - over * (1.0 / 1260.0 - over / 1680.0))) / x;
}

/* A distribution over lowest .. highest, as its logarithm up to a constant. */
typedef struct shape {
    double (*log_weight)(const struct shape *, double k);
    double a, b, c; /* its parameters */
    double mean, variance, mode, lowest, highest;
} shape;

static double draw_under_hat(bp_random *random, const shape *s)
{
    double width = HAT_SLOPE * sqrt(s->variance + 0.5) + HAT_WIDTH;
    double at_mode = s->log_weight(s, s->mode);
    for (;;) {
        double u = bp_random_share(random), v = bp_random_share(random);
        double k = floor(s->mean + 0.5 + width * (v - 0.5) / u);
        if (k < s->lowest || k > s->highest)
            continue;
        /* Bounds of 2 ln u on both sides settle most draws without it. */
        double log_ratio = s->log_weight(s, k) - at_mode;
        if (u * (4.0 - u) - 3.0 <= log_ratio)
            return k;
        if (u * (u - log_ratio) < 1.0 && 2.0 * log(u) <= log_ratio)
            return k;
    }
}

static double binomial_log_weight(const shape *s, double k)
{
    return s->b * k - log_factorial(k) - log_factorial(s->a - k);
}

static double draw_small_binomial(bp_random *random, double n, double p)
{
    double odds = p / (1.0 - p), first = exp(n * log1p(-p));
    double u = bp_random_share(random), weight = first, k = 0.0;
    while (u > weight && k < n) {
        u -= weight;
        weight *= odds * (n - k) / (k + 1.0);
        k += 1.0;
    }
    return k;
}

int64_t bp_random_binomial(bp_random *random, int64_t n, double p)
{
    if (n <= 0 || p <= 0.0)
        return 0;
    if (p >= 1.0)
        return n;
    if (p > 0.5)
        return n - bp_random_binomial(random, n, 1.0 - p);
    double trials = (double)n, mean = trials * p;
    if (mean < SMALL_MEAN)
        return (int64_t)draw_small_binomial(random, trials, p);
    shape s = {binomial_log_weight,
               trials,
               log(p / (1.0 - p)),
               0.0,
               mean,
               mean * (1.0 - p),
               floor((trials + 1.0) * p),
               0.0,
               trials};
    return (int64_t)draw_under_hat(random, &s);
}

/* a draws, b marked, c not marked. */
static double hypergeometric_log_weight(const shape *s, double k)
{
    return -log_factorial(k) - log_factorial(s->a - k) - log_factorial(s->b - k) -
           log_factorial(s->c - s->a + k);
}

static double draw_small_hypergeometric(bp_random *random, const shape *s)
{
    double marked = s->b, other = s->c, total = marked + other;
    double u = bp_random_share(random), k = 0.0;
    double weight = exp(log_factorial(other) - log_factorial(other - s->a) + log_factorial(total - s->a) -
                        log_factorial(total));
    while (u > weight && k < s->highest) {
        u -= weight;
        weight *= (marked - k) * (s->a - k) / ((k + 1.0) * (other - s->a + k + 1.0));
        k += 1.0;
    }
    return k;
}

int64_t bp_random_hypergeometric(bp_random *random, int64_t total, int64_t marked, int64_t draws)
{
    if (draws > total / 2)
        return marked - bp_random_hypergeometric(random, total, marked, total - draws);
    if (marked > total / 2)
        return draws - bp_random_hypergeometric(random, total, total - marked, draws);
    if (marked <= 0 || draws <= 0)
        return 0;
    double n = (double)total, a = (double)draws, b = (double)marked, share = b / n;
    shape s = {hypergeometric_log_weight, a, b, n - b, a * share, 0.0, 0.0, 0.0, fmin(a, b)};
    if (s.mean < SMALL_MEAN)
        return (int64_t)draw_small_hypergeometric(random, &s);
    s.variance = s.mean * (1.0 - share) * (n - a) / (n - 1.0);
    s.mode = floor((a + 1.0) * (b + 1.0) / (n + 2.0));
    return (int64_t)draw_under_hat(random, &s);
}
