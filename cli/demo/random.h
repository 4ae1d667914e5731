/* Random numbers that are a function of their keys alone, so that no result depends on order or threads. */
#ifndef BP_CLI_DEMO_RANDOM_H
#define BP_CLI_DEMO_RANDOM_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** One stream per purpose: two purposes never share a number. */
typedef enum bp_demo_stream {
    BP_DEMO_STREAM_COAST = 1,
    BP_DEMO_STREAM_TOWNS,
    BP_DEMO_STREAM_TOWN_SHAPE,
    BP_DEMO_STREAM_LAKE,
    BP_DEMO_STREAM_LAND_SITES,
    BP_DEMO_STREAM_SEA_SITES,
    BP_DEMO_STREAM_ISLANDS,
    BP_DEMO_STREAM_MERGE,
    BP_DEMO_STREAM_EDGE,
    BP_DEMO_STREAM_GROW,
    BP_DEMO_STREAM_WIJK,
    BP_DEMO_STREAM_CODE,
    BP_DEMO_STREAM_NAME,
    BP_DEMO_STREAM_UNIT_NAME,
    BP_DEMO_STREAM_POPULATION,
    BP_DEMO_STREAM_UNINHABITED,
    BP_DEMO_STREAM_PLANT,
    BP_DEMO_STREAM_PLANT_SIZE,
    BP_DEMO_STREAM_PLANT_MEMBER,
    BP_DEMO_STREAM_FIELD,
    BP_DEMO_STREAM_MUNICIPALITY_EFFECT,
    BP_DEMO_STREAM_WIJK_EFFECT,
    BP_DEMO_STREAM_UNIT_EFFECT,
    BP_DEMO_STREAM_DEVIATION,
    BP_DEMO_STREAM_MEASUREMENT,
    BP_DEMO_STREAM_MISSING,
    BP_DEMO_STREAM_PROGRAMME
} bp_demo_stream;

/** 64 bits from (seed, stream, a, b) by the splitmix64 finaliser (Steele, Lea, Flood
 * 2014, 10.1145/2660193.2660195). */
uint64_t bp_demo_bits(uint64_t seed, bp_demo_stream stream, uint64_t a, uint64_t b);
/** Uniform on [0, 1). */
double bp_demo_uniform(uint64_t seed, bp_demo_stream stream, uint64_t a, uint64_t b);
/** Standard normal, by Box and Muller. */
double bp_demo_normal(uint64_t seed, bp_demo_stream stream, uint64_t a, uint64_t b);
/** Smooth random field in [-1, 1] with mean 0: five octaves of value noise, the coarsest of wavelength 1. */
double bp_demo_field(uint64_t seed, bp_demo_stream stream, double x, double y);

#ifdef __cplusplus
}
#endif

#endif
