/*
 * What tensor.cu wraps, in C++: tensor cores, asynchronous copies and 16-bit conversions, for kernels that run as fibers. The
 * last lane of a warp to come to an operation does it for all of them. An asynchronous copy is done when it is waited for, and
 * until then its target holds NaNs, so that a missing wait shows, and so does a copy that starts before the last reader is done.
 */
#pragma once

#include "cuda_emulation.h"

#include <deque>
#include <stdint.h>
#include <vector>

typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned char *SharedAddress;

namespace emulation {
/* What each thread has brought to the operation of its warp. */
static thread_local void *brought[MOST_THREADS];

/* Waits for all 32 lanes, of which the last calls work(lanes), lanes[i] being what lane i has brought. */
template <class T, class Work> static void together(T &mine, Work work) {
    unsigned first = current->thread / 32 * 32;
    Meeting &warp = warps[first / 32];
    if (warp.size != 32 || warp.done > 0) {
        fail("a warp's operation without all of its lanes");
    }
    brought[current->thread] = &mine;
    if (warp.waiting == 31) {
        T *lanes[32];
        for (unsigned i = 0; i < 32; i++) {
            lanes[i] = (T *)brought[first + i];
        }
        work(lanes);
    }
    wait(AT_WARP);
}

static inline float float_of(u16 half) {
    _Float16 value;
    memcpy(&value, &half, 2);
    return (float)value;
}

static inline u16 half_of(float value) {
    _Float16 rounded = (_Float16)value;
    u16 half;
    memcpy(&half, &rounded, 2);
    return half;
}

struct Copy {
    unsigned char *to;
    const void *from;
    bool there;
};

/* The copies of one thread that are under way. */
struct Copies {
    std::deque<std::vector<Copy>> groups;
    std::vector<Copy> open;
    unsigned long long block;
};

static thread_local Copies all_copies[MOST_THREADS];

static Copies &own_copies() {
    Copies &copies = all_copies[current->thread];
    if (copies.block != blocks) {
        copies.groups.clear();
        copies.open.clear();
        copies.block = blocks;
    }
    return copies;
}

/* How often 8 rows of a matrix were not on different banks. */
static thread_local unsigned long long bank_conflicts;

struct MatrixRows {
    const unsigned char *row;
    u32 *words;
};

static void check_rows(MatrixRows **lanes, unsigned matrix) {
    unsigned banks = 0;
    for (unsigned i = 0; i < 8; i++) {
        uintptr_t at = (uintptr_t)lanes[matrix * 8 + i]->row;
        if (at % 16 != 0) {
            fail("a matrix row that is not aligned to 16 bytes");
        }
        banks |= 1u << at / 16 % 8;
    }
    bank_conflicts += banks != 255;
}

static void load(u32 (&words)[4], SharedAddress row, bool transposed) {
    MatrixRows mine = {row, words};
    together(mine, [transposed](MatrixRows **lanes) {
        for (unsigned matrix = 0; matrix < 4; matrix++) {
            check_rows(lanes, matrix);
            for (unsigned lane = 0; lane < 32; lane++) {
                u16 pair[2];
                for (unsigned i = 0; i < 2; i++) {
                    unsigned row = transposed ? lane % 4 * 2 + i : lane / 4;
                    unsigned column = transposed ? lane / 4 : lane % 4 * 2 + i;
                    memcpy(&pair[i], lanes[matrix * 8 + row]->row + 2 * column, 2);
                }
                memcpy(&lanes[lane]->words[matrix], pair, 4);
            }
        }
    });
}

struct Operands {
    float *sums;
    const u32 *a;
    u32 b[2];
};

static inline float half_at(const u32 &word, unsigned i) {
    return float_of((u16)(word >> 16 * i));
}

static void multiply(Operands **lanes) {
    float a[16][16];
    float b[16][8];
    float sums[16][8];
    for (unsigned lane = 0; lane < 32; lane++) {
        unsigned group = lane / 4;
        unsigned first = lane % 4 * 2;
        for (unsigned i = 0; i < 2; i++) {
            a[group][first + i] = half_at(lanes[lane]->a[0], i);
            a[group + 8][first + i] = half_at(lanes[lane]->a[1], i);
            a[group][first + 8 + i] = half_at(lanes[lane]->a[2], i);
            a[group + 8][first + 8 + i] = half_at(lanes[lane]->a[3], i);
            b[first + i][group] = half_at(lanes[lane]->b[0], i);
            b[first + 8 + i][group] = half_at(lanes[lane]->b[1], i);
            sums[group][first + i] = lanes[lane]->sums[i];
            sums[group + 8][first + i] = lanes[lane]->sums[2 + i];
        }
    }
    for (unsigned row = 0; row < 16; row++) {
        for (unsigned k = 0; k < 16; k++) {
            for (unsigned column = 0; column < 8; column++) {
                sums[row][column] += a[row][k] * b[k][column];
            }
        }
    }
    for (unsigned lane = 0; lane < 32; lane++) {
        for (unsigned i = 0; i < 2; i++) {
            lanes[lane]->sums[i] = sums[lane / 4][lane % 4 * 2 + i];
            lanes[lane]->sums[2 + i] = sums[lane / 4 + 8][lane % 4 * 2 + i];
        }
    }
}
} // namespace emulation

static inline SharedAddress shared_address(const void *at) {
    return (SharedAddress)at;
}
static inline void unpack_halves(u32 pair, float &low, float &high) {
    low = emulation::half_at(pair, 0);
    high = emulation::half_at(pair, 1);
}
static inline u32 pack_halves(float low, float high) {
    return emulation::half_of(low) | (u32)emulation::half_of(high) << 16;
}
static inline float fast_exp2(float x) {
    return x < -126.0f ? 0.0f : exp2f(x);
}
static inline void copy_16_bytes(SharedAddress to, const void *from, bool there) {
    if ((uintptr_t)to % 16 != 0 || (uintptr_t)from % 16 != 0) {
        emulation::fail("a copy that is not aligned to 16 bytes");
    }
    emulation::own_copies().open.push_back({to, from, there});
    memset(to, 0xff, 16);
}
static inline void close_copies() {
    emulation::Copies &copies = emulation::own_copies();
    copies.groups.push_back(std::move(copies.open));
    copies.open.clear();
}
template <int pending> static void wait_for_copies() {
    emulation::Copies &copies = emulation::own_copies();
    while (copies.groups.size() > pending) {
        for (const emulation::Copy &copy : copies.groups.front()) {
            if (copy.there) {
                memcpy(copy.to, copy.from, 16);
            } else {
                memset(copy.to, 0, 16);
            }
        }
        copies.groups.pop_front();
    }
}
static inline void load_matrices(u32 (&words)[4], SharedAddress row) {
    emulation::load(words, row, false);
}
static inline void load_matrices_transposed(u32 (&words)[4], SharedAddress row) {
    emulation::load(words, row, true);
}
static inline void multiply_add(float (&sums)[4], const u32 (&a)[4], u32 b_low, u32 b_high) {
    emulation::Operands mine = {sums, a, {b_low, b_high}};
    emulation::together(mine, emulation::multiply);
}
