#include "analysis/random.h"

#include <stdlib.h>

/* Up to here a sample is kept free of repeats by looking through it; beyond, by shuffling. */
enum { SMALL_SAMPLE = 24, ROUNDS = 10 };

void bp_random_block(const uint32_t key[2], const uint32_t counter[4], uint32_t out[4])
{
    uint32_t k0 = key[0], k1 = key[1];
    uint32_t c0 = counter[0], c1 = counter[1], c2 = counter[2], c3 = counter[3];
    for (int round = 0; round < ROUNDS; round++) {
        uint64_t p0 = (uint64_t)0xD2511F53u * c0, p1 = (uint64_t)0xCD9E8D57u * c2;
        c0 = (uint32_t)(p1 >> 32) ^ c1 ^ k0;
        c1 = (uint32_t)p1;
        c2 = (uint32_t)(p0 >> 32) ^ c3 ^ k1;
        c3 = (uint32_t)p0;
        k0 += 0x9E3779B9u;
        k1 += 0xBB67AE85u;
    }
    out[0] = c0;
    out[1] = c1;
    out[2] = c2;
    out[3] = c3;
}

bp_random bp_random_at(uint64_t seed, uint32_t stream, uint64_t index)
{
    bp_random random = {{(uint32_t)seed, (uint32_t)(seed >> 32)},
                        {0, stream, (uint32_t)index, (uint32_t)(index >> 32)},
                        {0, 0, 0, 0},
                        0};
    return random;
}

uint32_t bp_random_bits(bp_random *random)
{
    if (random->n_left == 0) {
        bp_random_block(random->key, random->counter, random->block);
        random->counter[0]++;
        random->n_left = 4;
    }
    return random->block[4 - random->n_left--];
}

uint32_t bp_random_below(bp_random *random, uint32_t n)
{
    uint64_t product = (uint64_t)bp_random_bits(random) * n;
    if ((uint32_t)product < n) {
        /* Only here can a number be one of the 2^32 mod n that would make some results likelier. */
        uint32_t surplus = (0u - n) % n;
        while ((uint32_t)product < surplus)
            product = (uint64_t)bp_random_bits(random) * n;
    }
    return (uint32_t)(product >> 32);
}

static int by_looking(uint32_t n, uint32_t k)
{
    return k <= SMALL_SAMPLE && k <= n / 4;
}

bp_status bp_sampler_new(bp_context *context, uint32_t n, uint32_t k, bp_sampler *out)
{
    bp_sampler sampler = {n, NULL, NULL};
    if (k > n || n > INT32_MAX)
        return bp_context_fail(context, BP_ERROR_ARGUMENT, "a sample of %u out of %u units was asked for",
                               (unsigned)k, (unsigned)n);
    if (!by_looking(n, k)) {
        sampler.order = (int32_t *)malloc(n * sizeof *sampler.order);
        sampler.swaps = (int32_t *)malloc(n * sizeof *sampler.swaps);
        if (!sampler.order || !sampler.swaps) {
            bp_sampler_clear(&sampler);
            return bp_context_fail_memory(context, n * sizeof *sampler.order);
        }
        for (uint32_t i = 0; i < n; i++)
            sampler.order[i] = (int32_t)i;
    }
    *out = sampler;
    return BP_OK;
}

void bp_sampler_clear(bp_sampler *sampler)
{
    free(sampler->order);
    free(sampler->swaps);
    *sampler = (bp_sampler)BP_SAMPLER_INIT;
}

static void draw_looking(uint32_t n, bp_random *random, uint32_t k, int32_t *sample)
{
    for (uint32_t t = 0; t < k; t++) {
        int is_repeat = 0;
        do {
            int32_t drawn = (int32_t)bp_random_below(random, n);
            is_repeat = 0;
            for (uint32_t seen = 0; seen < t; seen++)
                is_repeat |= sample[seen] == drawn;
            sample[t] = drawn;
        } while (is_repeat);
    }
}

/* The first k steps of a Fisher-Yates shuffle, undone afterwards so that no call depends on the last one. */
static void draw_shuffling(bp_sampler *sampler, bp_random *random, uint32_t k, int32_t *sample)
{
    int32_t *order = sampler->order;
    for (uint32_t t = 0; t < k; t++) {
        uint32_t at = t + bp_random_below(random, sampler->n - t);
        sample[t] = order[at];
        order[at] = order[t];
        order[t] = sample[t];
        sampler->swaps[t] = (int32_t)at;
    }
    for (uint32_t t = k; t-- > 0;) {
        int32_t taken = order[t];
        order[t] = order[sampler->swaps[t]];
        order[sampler->swaps[t]] = taken;
    }
}

void bp_sampler_draw(bp_sampler *sampler, bp_random *random, uint32_t k, int32_t *sample)
{
    if (by_looking(sampler->n, k))
        draw_looking(sampler->n, random, k, sample);
    else
        draw_shuffling(sampler, random, k, sample);
}
