#include "cli/demo/random.h"

#include <math.h>

static uint64_t mix(uint64_t x)
{
    x += UINT64_C(0x9E3779B97F4A7C15);
    x = (x ^ (x >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94D049BB133111EB);
    return x ^ (x >> 31);
}

uint64_t bp_demo_bits(uint64_t seed, bp_demo_stream stream, uint64_t a, uint64_t b)
{
    return mix(mix(mix(mix(seed) + (uint64_t)stream) + a) + b);
}

static double to_uniform(uint64_t bits)
{
    return (double)(bits >> 11) * 0x1.0p-53;
}

double bp_demo_uniform(uint64_t seed, bp_demo_stream stream, uint64_t a, uint64_t b)
{
    return to_uniform(bp_demo_bits(seed, stream, a, b));
}

double bp_demo_normal(uint64_t seed, bp_demo_stream stream, uint64_t a, uint64_t b)
{
    const double turn = 6.283185307179586;
    uint64_t bits = bp_demo_bits(seed, stream, a, b);
    double radius = sqrt(-2.0 * log(1.0 - to_uniform(bits)));
    return radius * cos(turn * to_uniform(mix(bits)));
}

static double corner(uint64_t seed, bp_demo_stream stream, int64_t x, int64_t y)
{
    return 2.0 * bp_demo_uniform(seed, stream, (uint64_t)x, (uint64_t)y) - 1.0;
}

static double value_noise(uint64_t seed, bp_demo_stream stream, double x, double y)
{
    double left = floor(x), bottom = floor(y);
    double fx = x - left, fy = y - bottom;
    int64_t ix = (int64_t)left, iy = (int64_t)bottom;
    fx = fx * fx * (3.0 - 2.0 * fx);
    fy = fy * fy * (3.0 - 2.0 * fy);
    double low = corner(seed, stream, ix, iy) * (1.0 - fx) + corner(seed, stream, ix + 1, iy) * fx;
    double high = corner(seed, stream, ix, iy + 1) * (1.0 - fx) + corner(seed, stream, ix + 1, iy + 1) * fx;
    return low * (1.0 - fy) + high * fy;
}

double bp_demo_field(uint64_t seed, bp_demo_stream stream, double x, double y)
{
    double sum = 0.0, weight = 1.0, total = 0.0;
    for (uint64_t octave = 0; octave < 5; octave++) {
        /* Every octave has its own lattice, shifted, so that their nodes do not line up. */
        double shift = 0.37 * (double)octave;
        sum += weight * value_noise(seed + (octave << 56), stream, x + shift, y - shift);
        total += weight;
        weight *= 0.5;
        x *= 2.0;
        y *= 2.0;
    }
    return sum / total;
}
