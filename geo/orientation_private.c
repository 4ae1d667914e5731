#include "geo/orientation_private.h"

#include <math.h>

/* Products of two differences of two numbers each: 4 products of 2 parts, on either side of the minus. */
enum { MOST_PARTS = 16 };

/* A sum without rounding: parts that do not overlap, the smallest first (Shewchuk's expansion). */
typedef struct expansion {
    double parts[MOST_PARTS + 1];
    int n;
} expansion;

static void two_sum(double a, double b, double *sum, double *error)
{
    double s = a + b, from_b = s - a, from_a = s - from_b;
    *error = (a - from_a) + (b - from_b);
    *sum = s;
}

static void add(expansion *to, double value)
{
    for (int i = 0; i < to->n; i++)
        two_sum(value, to->parts[i], &value, &to->parts[i]);
    to->parts[to->n++] = value;
}

static void add_product(expansion *to, double a, double b)
{
    double product = a * b;
    add(to, fma(a, b, -product));
    add(to, product);
}

/* Add sign * (a - c) (b - d). */
static void add_product_of_differences(expansion *to, double a, double c, double b, double d, double sign)
{
    double first[2], second[2];
    two_sum(a, -c, &first[0], &first[1]);
    two_sum(b, -d, &second[0], &second[1]);
    for (int i = 0; i < 2; i++)
        for (int k = 0; k < 2; k++)
            add_product(to, sign * first[i], second[k]);
}

int bp_orientation_exact(const double a[2], const double b[2], const double c[2])
{
    expansion area = {{0.0}, 0};
    add_product_of_differences(&area, a[0], c[0], b[1], c[1], 1.0);
    add_product_of_differences(&area, a[1], c[1], b[0], c[0], -1.0);
    for (int i = area.n - 1; i >= 0; i--)
        if (area.parts[i] != 0.0)
            return area.parts[i] > 0.0 ? 1 : -1;
    return 0;
}
