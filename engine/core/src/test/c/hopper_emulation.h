/*
 * What hopper.cu does on a card of compute capability 9.0a, done in C++: barriers in shared memory, tiles brought by TMA,
 * matrix products of a warpgroup (wgmma), and the few instructions beside them. Include it before the kernels, with
 * EMULATION defined, so that hopper.cu leaves the definitions to this file.
 *
 * Everything that is asynchronous on the card happens here as late as it may, so that a wait that is missing shows:
 * - A tile asked for is garbage until it arrives. By emulation_order it arrives when all threads wait (0, 1, and then every
 *   third: 4, 7, ...), at once (2, 5, ...), or one way or the other by chance (3, 6, ...). Tiles that wait arrive in the order of
 *   asking up to order 2, by chance from then on.
 * - A product is computed when its warpgroup waits for it; until then its accumulators are NaN.
 * Shared memory has addresses of its own (not aligned to 1024 at the start), and swizzling is by bits of these addresses.
 * Limits: one block at a time, no clusters; products add in float32, in the order of k (a card's own order is not known).
 */
#pragma once

#ifndef EMULATION
#define EMULATION
#endif
#include "cuda_emulation.h"

#define __grid_constant__

typedef unsigned int u32;
typedef unsigned long long u64;
typedef unsigned short u16;

namespace hopper {
/* In the place of CUtensorMap: what the double's cuTensorMapEncodeTiled writes. 16-bit elements, two dimensions. */
struct alignas(64) TensorMap {
    u64 base, rows, columns, pitch_bytes;
    u32 box_rows, box_columns, swizzle_bytes, magic;
    unsigned char zeros[80];
};
static_assert(sizeof(TensorMap) == 128, "a tensor map has 128 bytes");
} // namespace hopper

namespace hopper_emulation {
using hopper::TensorMap;
static const u32 MAP_MAGIC = 0x7e4504a9;
/* Where shared memory starts: no multiple of 1024, so that kernels must align what they need aligned. */
static const u32 SHARED_START = 1040;
static const u32 WARPGROUP = 128;
static const u32 MOST_COLUMNS = 256;

/* Ends the kernel with an error. */
[[noreturn]] static inline void fail(const char *why) {
    fprintf(stderr, "emulated kernel: %s (block %u, thread %u)\n", why, blockIdx.x, threadIdx.x);
    emulation::stuck = true;
    emulation::go(*emulation::current, emulation::home);
    abort();
}

static inline unsigned char *at(u32 address, u32 bytes) {
    if (address < SHARED_START || address + bytes > SHARED_START + emulation::dynamic_bytes) {
        fail("address outside of shared memory");
    }
    return emulation::dynamic_shared + (address - SHARED_START);
}

static inline float from_half(u16 bits) {
    u32 sign = (u32)(bits & 0x8000) << 16, exponent = bits >> 10 & 31, fraction = bits & 1023;
    if (exponent == 31) {
        return __uint_as_float(sign | 0x7f800000u | fraction << 13);
    }
    if (exponent == 0) {
        return (sign ? -1.0f : 1.0f) * (float)fraction * 0x1p-24f;
    }
    return __uint_as_float(sign | (exponent + 112) << 23 | fraction << 13);
}

/* To the nearest, ties to even. */
static inline u16 to_half(float x) {
    u32 bits = __float_as_uint(x), sign = bits >> 16 & 0x8000, magnitude = bits & 0x7fffffff;
    if (magnitude > 0x7f800000u) {
        return 0x7fff;
    }
    if (magnitude >= 0x477ff000u) {
        return sign | 0x7c00;
    }
    if (magnitude < 0x38800000u) {
        return sign | (u16)nearbyintf(__uint_as_float(magnitude) * 0x1p24f);
    }
    return sign | (u16)((magnitude + 0xfff + (magnitude >> 13 & 1) - 0x38000000u) >> 13);
}

/* ---- Waiting for something that others do */

static thread_local u64 random_state = 88172645463325252ull;
static inline u32 random_below(u32 n) {
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (u32)(random_state >> 20) % n;
}

struct Tile {
    u32 to;
    TensorMap map;
    int column, row;
    u32 barrier;
};

static thread_local Tile tiles[256];
static thread_local u32 tiles_asked;

static inline void deliver(u32 index);

/* Lets others run until the condition holds. When nobody gets anywhere a tile arrives; when there is none, all are stuck. */
template <class Condition> static inline void wait_until(Condition holds) {
    using namespace emulation;
    Fiber *self = current;
    u64 seen = progress;
    u32 fruitless = 0;
    while (!holds()) {
        leave(self);
        if (seen != progress) {
            seen = progress;
            fruitless = 0;
        } else if (++fruitless > 2) {
            if (tiles_asked == 0) {
                stuck = true;
                go(*self, home);
            }
            deliver(order < 3 ? 0 : random_below(tiles_asked));
        }
    }
    progress++;
}

/* ---- Barriers in shared memory */

struct Barrier {
    int bytes;
    u32 arrivals : 10, missing : 10, parity : 1, magic : 11;
};
static_assert(sizeof(Barrier) == 8, "a barrier has 8 bytes");
static const u32 BARRIER_MAGIC = 0x2a5;

static inline Barrier *barrier_at(u32 address) {
    Barrier *barrier = (Barrier *)at(address, 8);
    if (address % 8 != 0 || barrier->magic != BARRIER_MAGIC) {
        fail("no barrier here");
    }
    return barrier;
}

static inline void turn(Barrier *barrier) {
    if (barrier->missing == 0 && barrier->bytes == 0) {
        barrier->missing = barrier->arrivals;
        barrier->parity ^= 1;
    }
    emulation::progress++;
}

static inline void arrive(u32 address, int bytes) {
    Barrier *barrier = barrier_at(address);
    if (barrier->missing == 0) {
        fail("more arrivals at a barrier than it expects");
    }
    barrier->bytes += bytes;
    barrier->missing--;
    turn(barrier);
}

/* ---- TMA */

static inline u32 swizzled(u32 address, u32 swizzle_bytes) {
    u32 mask = swizzle_bytes == 128 ? 7 : swizzle_bytes == 64 ? 3 : swizzle_bytes == 32 ? 1 : 0;
    return address ^ (address >> 7 & mask) << 4;
}

static inline void deliver(u32 index) {
    Tile tile = tiles[index];
    for (u32 i = index + 1; i < tiles_asked; i++) {
        tiles[i - 1] = tiles[i];
    }
    tiles_asked--;
    const TensorMap &map = tile.map;
    for (u32 row = 0; row < map.box_rows; row++) {
        for (u32 chunk = 0; chunk < map.box_columns / 8; chunk++) {
            u16 values[8] = {};
            for (u32 i = 0; i < 8; i++) {
                long long r = (long long)tile.row + row, c = (long long)tile.column + chunk * 8 + i;
                if (r >= 0 && r < (long long)map.rows && c >= 0 && c < (long long)map.columns) {
                    values[i] = *(const u16 *)(map.base + r * map.pitch_bytes + c * 2);
                }
            }
            u32 to = tile.to + row * map.box_columns * 2 + chunk * 16;
            memcpy(at(swizzled(to, map.swizzle_bytes), 16), values, 16);
        }
    }
    Barrier *barrier = barrier_at(tile.barrier);
    barrier->bytes -= map.box_rows * map.box_columns * 2;
    turn(barrier);
}

static inline void ask(u32 to, const TensorMap *map, int column, int row, u32 barrier) {
    u32 row_bytes = map->box_columns * 2, swizzle = map->swizzle_bytes;
    if (map->magic != MAP_MAGIC || map->box_rows == 0 || map->box_rows > 256 || map->box_columns % 8 != 0 || map->box_columns > 256 ||
        (swizzle != 0 && (row_bytes > swizzle || (swizzle != 64 && swizzle != 128))) || map->base % 16 != 0 || map->pitch_bytes % 16 != 0) {
        fail("no tensor map, or one that the driver would refuse");
    }
    if (to % 128 != 0 || tiles_asked == 256) {
        fail("a tile goes to an address that is not a multiple of 128, or too many are asked for");
    }
    memset(at(to, map->box_rows * row_bytes), 0xff, map->box_rows * row_bytes);
    tiles[tiles_asked++] = {to, *map, column, row, barrier};
    u32 manner = emulation::order % 3;
    if (emulation::order >= 2 && (manner == 2 || (manner == 0 && random_below(2) == 0))) {
        deliver(tiles_asked - 1);
    }
}

/* ---- Products of a warpgroup */

enum Operand { K_MAJOR, COLUMNS_MAJOR };

struct Product {
    u64 number, a_descriptor, b_descriptor;
    u32 columns, issued, taken;
    bool a_in_registers, computed;
    Operand b_order;
    float a[64][16], out[64][MOST_COLUMNS];
};

/* A thread's own view of a product that it has not waited for yet. */
struct Pending {
    u64 number, group;
    float *accumulators;
    bool add, poisoned;
    float before[MOST_COLUMNS / 2];
};

static const u32 MOST_PENDING = 64;
struct Thread {
    u64 issued, group;
    u32 pending;
    Pending queue[MOST_PENDING];
};

static thread_local Thread *product_threads;
static thread_local Product *products; /* [warpgroup][number % MOST_PENDING] */

static inline Thread &self() {
    if (!product_threads) {
        product_threads = new Thread[emulation::MOST_THREADS]();
        products = new Product[emulation::MOST_THREADS / WARPGROUP * MOST_PENDING]();
    }
    return product_threads[threadIdx.x];
}

static inline Product &product_of(u64 number) {
    return products[threadIdx.x / WARPGROUP * MOST_PENDING + number % MOST_PENDING];
}

/*
 * Element (row, k) of a matrix that a descriptor points to: rows of up to 128 bytes in groups of 8, swizzled by address.
 * K_MAJOR: the 16 elements of k lie side by side. COLUMNS_MAJOR: those of the other dimension do.
 */
static inline float element(u64 descriptor, Operand order, u32 row, u32 k) {
    u32 start = (u32)(descriptor & 0x3fff) << 4, leading = (u32)(descriptor >> 16 & 0x3fff) << 4;
    u32 stride = (u32)(descriptor >> 32 & 0x3fff) << 4, mode = (u32)(descriptor >> 62);
    u32 span = mode == 1 ? 128 : mode == 2 ? 64 : mode == 3 ? 32 : 0;
    if (span == 0 || (descriptor >> 49 & 7) != 0) {
        fail("a descriptor without swizzle or with a base offset");
    }
    u32 offset;
    if (order == K_MAJOR) {
        offset = row / 8 * stride + row % 8 * span + k * 2;
    } else {
        u32 wide = span / 2;
        offset = row / wide * leading + k / 8 * stride + k % 8 * span + row % wide * 2;
    }
    u16 bits;
    memcpy(&bits, at(swizzled(start + offset, span), 2), 2);
    return from_half(bits);
}

static inline void compute(Product &product) {
    static thread_local float b[16][MOST_COLUMNS];
    if (!product.a_in_registers) {
        for (u32 row = 0; row < 64; row++) {
            for (u32 k = 0; k < 16; k++) {
                product.a[row][k] = element(product.a_descriptor, K_MAJOR, row, k);
            }
        }
    }
    for (u32 column = 0; column < product.columns; column++) {
        for (u32 k = 0; k < 16; k++) {
            b[k][column] = element(product.b_descriptor, product.b_order, column, k);
        }
    }
    for (u32 row = 0; row < 64; row++) {
        float *out = product.out[row];
        memset(out, 0, sizeof(float) * product.columns);
        for (u32 k = 0; k < 16; k++) {
            float a = product.a[row][k];
            const float *line = b[k];
            for (u32 column = 0; column < product.columns; column++) {
                out[column] += a * line[column];
            }
        }
    }
    product.computed = true;
}

static inline void issue(float *accumulators, u32 columns, const u32 *a_registers, u64 a_descriptor, u64 b_descriptor, Operand b_order,
                         bool add) {
    Thread &thread = self();
    if (thread.pending == MOST_PENDING) {
        fail("more products than this emulation keeps");
    }
    u64 number = thread.issued++;
    Product &product = product_of(number);
    u32 lane = threadIdx.x % 32, row = threadIdx.x % WARPGROUP / 32 * 16 + lane / 4;
    if (product.issued == 0) {
        product.number = number;
        product.columns = columns;
        product.a_descriptor = a_descriptor;
        product.b_descriptor = b_descriptor;
        product.a_in_registers = a_registers != nullptr;
        product.b_order = b_order;
        product.computed = false;
        product.taken = 0;
    } else if (product.number != number || product.columns != columns || product.a_descriptor != a_descriptor ||
               product.b_descriptor != b_descriptor || product.b_order != b_order) {
        fail("the warps of a warpgroup do not ask for the same product");
    }
    for (u32 i = 0; a_registers && i < 8; i++) {
        u16 bits = (u16)(a_registers[i / 2] >> i % 2 * 16);
        product.a[row + i / 2 % 2 * 8][i / 4 * 8 + lane % 4 * 2 + i % 2] = from_half(bits);
    }
    product.issued++;
    emulation::progress++;
    Pending &pending = thread.queue[thread.pending++];
    pending.number = number;
    pending.group = thread.group;
    pending.accumulators = accumulators;
    pending.add = add;
    pending.poisoned = true;
    for (u32 i = 0; i + 1 < thread.pending; i++) {
        pending.poisoned = pending.poisoned && thread.queue[i].accumulators != accumulators;
    }
    if (pending.poisoned) {
        memcpy(pending.before, accumulators, sizeof(float) * columns / 2);
        for (u32 i = 0; i < columns / 2; i++) {
            accumulators[i] = NAN;
        }
    }
}

static inline void take(const Pending &pending) {
    Product &product = product_of(pending.number);
    wait_until([&product] { return product.issued == WARPGROUP; });
    if (!product.computed) {
        compute(product);
    }
    u32 lane = threadIdx.x % 32, row = threadIdx.x % WARPGROUP / 32 * 16 + lane / 4;
    for (u32 i = 0; i < product.columns / 2; i++) {
        float old = !pending.add ? 0.0f : pending.poisoned ? pending.before[i] : pending.accumulators[i];
        pending.accumulators[i] = old + product.out[row + i / 2 % 2 * 8][i / 4 * 8 + lane % 4 * 2 + i % 2];
    }
    if (++product.taken == WARPGROUP) {
        product.issued = 0;
    }
}

/* Waits for all but the newest groups; the warp comes together, as on the card. */
static inline void wait_for_products(u32 groups_left) {
    Thread &thread = self();
    u32 done = 0;
    while (done < thread.pending && thread.queue[done].group + groups_left < thread.group) {
        take(thread.queue[done++]);
    }
    for (u32 i = done; i < thread.pending; i++) {
        thread.queue[i - done] = thread.queue[i];
    }
    thread.pending -= done;
    emulation::wait(emulation::AT_WARP);
}

static inline bool finish_block() {
    bool well = tiles_asked == 0;
    if (!well) {
        fprintf(stderr, "emulated kernel: a block ends before tiles that it asked for have come\n");
    }
    tiles_asked = 0;
    for (u32 i = 0; product_threads && i < emulation::threads; i++) {
        if (product_threads[i].pending > 0) {
            fprintf(stderr, "emulated kernel: a thread ends before products that it asked for are there\n");
            well = false;
        }
        product_threads[i].pending = 0;
        product_threads[i].issued = product_threads[i].group = 0;
    }
    for (u32 i = 0; product_threads && i < emulation::MOST_THREADS / WARPGROUP * MOST_PENDING; i++) {
        products[i].issued = 0;
    }
    return well;
}
static const bool installed = (emulation::finish_block = finish_block, true);
} // namespace hopper_emulation

/* ---- What hopper.cu defines, in its order */

namespace hopper {

static inline u32 shared_address(const void *p) {
    return (u32)((const unsigned char *)p - emulation::dynamic_shared) + hopper_emulation::SHARED_START;
}

static inline void barrier_init(u32 barrier, u32 arrivals) {
    *(hopper_emulation::Barrier *)hopper_emulation::at(barrier, 8) = {0, arrivals, arrivals, 0, hopper_emulation::BARRIER_MAGIC};
}

static inline void show_barriers() {}

static inline void barrier_wait(u32 barrier, u32 parity) {
    hopper_emulation::Barrier *at = hopper_emulation::barrier_at(barrier);
    hopper_emulation::wait_until([at, parity] { return at->parity != parity; });
}

static inline void barrier_expect(u32 barrier, u32 bytes) {
    hopper_emulation::arrive(barrier, (int)bytes);
}

static inline void barrier_arrive(u32 barrier) {
    hopper_emulation::arrive(barrier, 0);
}

static inline void load_tile(u32 to, const TensorMap *map, int column, int row, u32 barrier) {
    hopper_emulation::ask(to, map, column, row, barrier);
}

template <int N> static inline void give_registers() {}
template <int N> static inline void take_registers() {}

static inline void wgmma_fence() {}

static inline void wgmma_commit() {
    hopper_emulation::self().group++;
}

template <int N> static inline void wgmma_wait() {
    hopper_emulation::wait_for_products(N);
}

template <int N> static inline void settle(float (&)[N]) {
    asm volatile("" ::: "memory");
}

static inline void wgmma_128(float (&d)[64], u64 a, u64 b, int add) {
    hopper_emulation::issue(d, 128, nullptr, a, b, hopper_emulation::K_MAJOR, add);
}

static inline void wgmma_192(float (&d)[96], u64 a, u64 b, int add) {
    hopper_emulation::issue(d, 192, nullptr, a, b, hopper_emulation::K_MAJOR, add);
}

static inline void wgmma_256(float (&d)[128], u64 a, u64 b, int add) {
    hopper_emulation::issue(d, 256, nullptr, a, b, hopper_emulation::K_MAJOR, add);
}

static inline void wgmma_logits(float (&d)[16], const u32 (&a)[4], u64 b, int add) {
    hopper_emulation::issue(d, 32, a, 0, b, hopper_emulation::K_MAJOR, add);
}

static inline void wgmma_values(float (&d)[16], const u32 (&a)[4], u64 b, int add) {
    hopper_emulation::issue(d, 32, a, 0, b, hopper_emulation::COLUMNS_MAJOR, add);
}

static inline void wgmma_values(float (&d)[32], const u32 (&a)[4], u64 b, int add) {
    hopper_emulation::issue(d, 64, a, 0, b, hopper_emulation::COLUMNS_MAJOR, add);
}

static inline u32 pack_halves(float low, float high) {
    return hopper_emulation::to_half(low) | (u32)hopper_emulation::to_half(high) << 16;
}

static inline void unpack_halves(u32 pair, float &low, float &high) {
    low = hopper_emulation::from_half((u16)pair);
    high = hopper_emulation::from_half((u16)(pair >> 16));
}

static inline float fast_exp2(float x) {
    return exp2f(x);
}

static inline float fast_tanh(float x) {
    return tanhf(x);
}

static inline float fast_reciprocal(float x) {
    return 1.0f / x;
}

static inline float fast_reciprocal_root(float x) {
    return 1.0f / sqrtf(x);
}

static inline float product_rounded_up(float a, float b) {
    return __double2float_ru((double)a * b);
}

static inline bool any_in_warp(bool value) {
    int any = value;
    for (int mask = 1; mask < 32; mask *= 2) {
        any |= __shfl_xor_sync(0xffffffffu, any, mask);
    }
    return any != 0;
}

/* The four 8 x 8 matrices whose rows' addresses lanes 0-7, 8-15, 16-23 and 24-31 give; a lane gets row lane / 4, its pair. */
static inline void load_matrices(u32 (&r)[4], u32 address) {
    u32 lane = threadIdx.x % 32;
    if (address % 16 != 0) {
        hopper_emulation::fail("a matrix row at an address that is not a multiple of 16");
    }
    for (u32 i = 0; i < 4; i++) {
        u32 row = __shfl_sync(0xffffffffu, address, i * 8 + lane / 4);
        memcpy(&r[i], hopper_emulation::at(row + lane % 4 * 4, 4), 4);
    }
    __syncwarp();
}

/* d += a b for 16 x 16 halves a and a b of which all elements are 1: every column holds the sums of the rows. */
static inline void add_row_sums(float (&d)[4], const u32 (&a)[4]) {
    for (u32 half = 0; half < 2; half++) {
        float sum = 0.0f;
        for (u32 part = 0; part < 4; part += 2) {
            for (u32 source = 0; source < 4; source++) {
                float low, high;
                unpack_halves(__shfl_sync(0xffffffffu, a[half + part], threadIdx.x % 32 / 4 * 4 + source), low, high);
                sum += low + high;
            }
        }
        d[2 * half] += sum;
        d[2 * half + 1] += sum;
    }
}
} // namespace hopper
