/*
 * Attention on Hopper, heads of 32 or 64. An item is one head of one tile: up to 128 query rows of a text, and all its keys.
 *
 * Blocks stay and take every gridDim.x-th item. A ninth warp asks TMA for the tile's queries and then for blocks of 64 keys and values,
 * through a ring; it runs ahead, into the next item too. Two warpgroups compute 64 query rows each: the logits of 32 keys, their
 * powers, and the powers times the values. Queries and powers are register operands of wgmma; keys are read as rows, values as
 * columns. 32 keys at a time instead of 64 need fewer registers, and so more blocks share a multiprocessor and hide each
 * other's waits: heads of 32 take 72 registers and 3 blocks, heads of 64 take 96 and 2.
 *
 * Powers without a running maximum. A row's logits are shifted by the maximum of its first 32 keys; powers are 16-bit, and their
 * sum is at least 1. A later logit may be larger, its power above 1; only where one is above 2^15 is the row's shift raised to the
 * maximum so far, and what was summed is scaled. That is rare, so that the common case pays for looking only. Whether a shift is
 * raised depends on the row alone, and so do its bits. The shift is rounded up, so that no power can be infinite.
 */
namespace hopper {

#if HEAD == 32
#define HOPPER_ATTENTION_STAGES 6
#define HOPPER_ATTENTION_BLOCKS 3
#define HOPPER_ATTENTION_SWIZZLE 3
#else
#define HOPPER_ATTENTION_STAGES 4
#define HOPPER_ATTENTION_BLOCKS 2
#define HOPPER_ATTENTION_SWIZZLE 7
#endif
#define HOPPER_ATTENTION_THREADS 288
#define HOPPER_HEADS (HIDDEN / HEAD)
#define HEAD_ROW (2 * HEAD)
/* A tile of 64 rows of one head: queries, keys or values. */
#define HEAD_TILE (64 * HEAD_ROW)
/* log2(e) / sqrt(HEAD): powers of two are what the hardware has. */
#define LOGIT_SCALE (HEAD == 32 ? 0.25503487f : 0.18033688f)
#define MASKED -1e30f
/* How far above its row's shift a logit may be, in powers of two: 2^15 is close to the end of 16-bit floats. */
#define MOST_ABOVE 15.0f

/* Of rows of 64 or 128 bytes, swizzled, 8 rows to a group. */
static __device__ __forceinline__ u64 descriptor_of_head(u32 address) {
    return (u64)((address & 0x3ffff) >> 4) | (u64)(HEAD_ROW / 2) << 16 | (u64)(HEAD_ROW / 2) << 32 | (HEAD == 32 ? 2ull : 1ull) << 62;
}

/* What a thread has of its warp's 16 query rows: those of lane / 4 (h = 0) and 8 more (h = 1). */
struct QueryRows {
    u32 query[HEAD / 16][4];
    float out[HEAD / 2];
    /* Sums of powers: of row h in [2 h] and again in [2 h + 1]. */
    float sum[4];
    float shift[2];
};

/* The largest logit of row h that this lane has. */
static __device__ __forceinline__ float largest_of_lane(const float (&logits)[16], int h) {
    float largest = fmaxf(logits[2 * h], logits[2 * h + 1]);
#pragma unroll
    for (int n = 1; n < 4; n++) {
        largest = fmaxf(largest, fmaxf(logits[n * 4 + 2 * h], logits[n * 4 + 2 * h + 1]));
    }
    return largest;
}

/* Of the four lanes that share a row. */
static __device__ __forceinline__ float largest_of_row(float largest) {
    largest = fmaxf(largest, __shfl_xor_sync(FULL_WARP, largest, 1));
    return fmaxf(largest, __shfl_xor_sync(FULL_WARP, largest, 2));
}

static __device__ __forceinline__ bool too_large(float logit, float shift) {
    return fmaf(logit, LOGIT_SCALE, -shift) > MOST_ABOVE;
}

/* Raises the shift of those rows that have a logit too far above it, and makes what was summed so far fit. */
static __device__ __forceinline__ void raise_shifts(QueryRows &rows, const float (&largest)[2]) {
#pragma unroll
    for (int h = 0; h < 2; h++) {
        float most = largest_of_row(largest[h]);
        float shift = too_large(most, rows.shift[h]) ? product_rounded_up(most, LOGIT_SCALE) : rows.shift[h];
        float factor = fast_exp2(rows.shift[h] - shift);
        rows.shift[h] = shift;
        rows.sum[2 * h] *= factor;
        rows.sum[2 * h + 1] *= factor;
#pragma unroll
        for (int n = 0; n < HEAD / 8; n++) {
            rows.out[n * 4 + 2 * h] *= factor;
            rows.out[n * 4 + 2 * h + 1] *= factor;
        }
    }
}

/* 32 keys, of which the first `valid` belong to the text (at least one). */
template <bool FIRST>
static __device__ __forceinline__ void attend(QueryRows &rows, u32 keys, u32 values, int valid, int lane) {
    float logits[16];
    u64 key_rows = descriptor_of_head(keys), value_rows = descriptor_of_head(values);
    wgmma_fence();
#pragma unroll
    for (int i = 0; i < HEAD / 16; i++) {
        wgmma_logits(logits, rows.query[i], key_rows + i * 2, i > 0);
    }
    wgmma_commit();
    wgmma_wait<0>();
    settle(logits);
    settle(rows.out);
    if (valid < 32) {
#pragma unroll
        for (int i = 0; i < 16; i++) {
            if (i / 4 * 8 + lane % 4 * 2 + i % 2 >= valid) {
                logits[i] = MASKED;
            }
        }
    }
    float largest[2] = {largest_of_lane(logits, 0), largest_of_lane(logits, 1)};
    if (FIRST) {
        rows.shift[0] = product_rounded_up(largest_of_row(largest[0]), LOGIT_SCALE);
        rows.shift[1] = product_rounded_up(largest_of_row(largest[1]), LOGIT_SCALE);
    } else if (any_in_warp(too_large(largest[0], rows.shift[0]) || too_large(largest[1], rows.shift[1]))) {
        raise_shifts(rows, largest);
    }
    /* The powers as two fragments of 16 keys. */
    u32 powers[2][4];
#pragma unroll
    for (int n = 0; n < 4; n++) {
#pragma unroll
        for (int h = 0; h < 2; h++) {
            powers[n / 2][n % 2 * 2 + h] = pack_halves(fast_exp2(fmaf(logits[n * 4 + 2 * h], LOGIT_SCALE, -rows.shift[h])),
                                                  fast_exp2(fmaf(logits[n * 4 + 2 * h + 1], LOGIT_SCALE, -rows.shift[h])));
        }
    }
    settle(rows.out);
    wgmma_fence();
#pragma unroll
    for (int i = 0; i < 2; i++) {
        wgmma_values(rows.out, powers[i], value_rows + i * (16 * HEAD_ROW / 16), !FIRST || i > 0);
    }
    wgmma_commit();
#pragma unroll
    for (int i = 0; i < 2; i++) {
        add_row_sums(rows.sum, powers[i]);
    }
    wgmma_wait<0>();
    settle(rows.out);
}

/* The addresses of what is in shared memory: the ring, two tiles of 128 query rows, barriers, and the two tiles' int4. */
struct AttentionShared {
    u32 stages, queries, full, empty, queries_full, queries_empty;
    int4 *tiles;
};

static __device__ __forceinline__ void attention_tiles(const AttentionShared &shared, const TensorMap *qkv, const int4 *tiles, int items) {
    Ring<HOPPER_ATTENTION_STAGES> ring;
    Ring<2> queries;
    for (int item = blockIdx.x; item < items; item += gridDim.x) {
        int4 tile = tiles[item / HOPPER_HEADS];
        int column = item % HOPPER_HEADS * HEAD, row = tile.x + tile.z;
        u32 to = shared.queries + queries.stage * 2 * HEAD_TILE;
        u32 barrier = shared.queries_full + queries.stage * 8;
        barrier_wait(shared.queries_empty + queries.stage * 8, queries.parity ^ 1);
        shared.tiles[queries.stage] = tile;
        barrier_expect(barrier, tile.w > 64 ? 2 * HEAD_TILE : HEAD_TILE);
        load_tile(to, qkv, column, row, barrier);
        if (tile.w > 64) {
            load_tile(to + HEAD_TILE, qkv, column, row + 64, barrier);
        }
        queries.next();
        for (int key = 0; key < tile.y; key += 64) {
            to = shared.stages + ring.stage * 2 * HEAD_TILE;
            barrier = shared.full + ring.stage * 8;
            barrier_wait(shared.empty + ring.stage * 8, ring.parity ^ 1);
            barrier_expect(barrier, 2 * HEAD_TILE);
            load_tile(to, qkv, HIDDEN + column, tile.x + key, barrier);
            load_tile(to + HEAD_TILE, qkv, 2 * HIDDEN + column, tile.x + key, barrier);
            ring.next();
        }
    }
}

/* Fragments of a warp's 16 query rows from the swizzled tile. */
static __device__ __forceinline__ void load_queries(QueryRows &rows, u32 tile, int lane) {
    int row = threadIdx.x / 32 * 16 + lane % 16;
#pragma unroll
    for (int i = 0; i < HEAD / 16; i++) {
        int chunk = (i * 2 + lane / 16) ^ (row * HEAD_ROW / 128 & HOPPER_ATTENTION_SWIZZLE);
        load_matrices(rows.query[i], tile + row * HEAD_ROW + chunk * 16);
    }
}

/* A 4 x 4 transposition over the four lanes of a row: lane q gets the q-th of each lane. */
static __device__ __forceinline__ void transpose(u32 (&r)[4], int lane) {
#pragma unroll
    for (int bit = 1; bit < 4; bit *= 2) {
#pragma unroll
        for (int i = 0; i < 4; i++) {
            if ((i & bit) == 0) {
                bool upper = lane & bit;
                u32 received = __shfl_xor_sync(FULL_WARP, upper ? r[i] : r[i + bit], bit);
                r[i] = upper ? received : r[i];
                r[i + bit] = upper ? r[i + bit] : received;
            }
        }
    }
}

/* Divides by the sums and stores; out is where this lane's row 0 of the tile and its first column are. */
static __device__ __forceinline__ void store_rows(const QueryRows &rows, u16 *out, int row, int count, int lane) {
#pragma unroll
    for (int h = 0; h < 2; h++) {
        /* The sum is 0 only where logits are beyond 1e8, so that even the shift has no bits left behind the point. */
        float factor = rows.sum[2 * h] > 0.0f ? fast_reciprocal(rows.sum[2 * h]) : 0.0f;
#pragma unroll
        for (int group = 0; group < HEAD / 32; group++) {
            u32 packed[4];
#pragma unroll
            for (int j = 0; j < 4; j++) {
                const float *pair = &rows.out[(group * 4 + j) * 4 + 2 * h];
                packed[j] = pack_halves(pair[0] * factor, pair[1] * factor);
            }
            transpose(packed, lane);
            if (row + h * 8 < count) {
                *(uint4 *)(out + (u64)(row + h * 8) * HIDDEN + group * 32 + lane % 4 * 8) =
                    uint4{packed[0], packed[1], packed[2], packed[3]};
            }
        }
    }
}

extern "C" __global__ void __launch_bounds__(HOPPER_ATTENTION_THREADS, HOPPER_ATTENTION_BLOCKS)
    hopper_attention(const __grid_constant__ TensorMap qkv, u16 *attended, const int4 *tiles, int items) {
    unsigned char *bytes = aligned_shared();
    AttentionShared shared;
    shared.stages = shared_address(bytes);
    shared.queries = shared.stages + HOPPER_ATTENTION_STAGES * 2 * HEAD_TILE;
    shared.full = shared.queries + 2 * 2 * HEAD_TILE;
    shared.empty = shared.full + HOPPER_ATTENTION_STAGES * 8;
    shared.queries_full = shared.empty + HOPPER_ATTENTION_STAGES * 8;
    shared.queries_empty = shared.queries_full + 16;
    shared.tiles = (int4 *)(bytes + (shared.queries_empty + 16 - shared.stages));
    int lane = threadIdx.x % 32, warpgroup = threadIdx.x / WARPGROUP;
    if (threadIdx.x == 0) {
        init_barriers(shared.full, HOPPER_ATTENTION_STAGES, 1);
        init_barriers(shared.empty, HOPPER_ATTENTION_STAGES, CONSUMER_WARPS);
        init_barriers(shared.queries_full, 2, 1);
        init_barriers(shared.queries_empty, 2, CONSUMER_WARPS);
        show_barriers();
    }
    __syncthreads();
    if (warpgroup == 2) {
        if (lane == 0) {
            attention_tiles(shared, &qkv, tiles, items);
        }
        return;
    }
    Ring<HOPPER_ATTENTION_STAGES> ring;
    Ring<2> queries;
    for (int item = blockIdx.x; item < items; item += gridDim.x) {
        QueryRows rows;
        barrier_wait(shared.queries_full + queries.stage * 8, queries.parity);
        int4 tile = shared.tiles[queries.stage];
        bool live = warpgroup * 64 < tile.w;
        if (live) {
            load_queries(rows, shared.queries + queries.stage * 2 * HEAD_TILE, lane);
        }
#pragma unroll
        for (int i = 0; i < HEAD / 2; i++) {
            rows.out[i] = 0.0f;
        }
        rows.sum[0] = rows.sum[1] = rows.sum[2] = rows.sum[3] = 0.0f;
        rows.shift[0] = rows.shift[1] = 0.0f;
        __syncwarp();
        if (lane == 0) {
            barrier_arrive(shared.queries_empty + queries.stage * 8);
        }
        queries.next();
        for (int key = 0; key < tile.y; key += 64) {
            barrier_wait(shared.full + ring.stage * 8, ring.parity);
            if (live) {
                u32 keys = shared.stages + ring.stage * 2 * HEAD_TILE, values = keys + HEAD_TILE;
                int left = tile.y - key;
                if (key == 0) {
                    attend<true>(rows, keys, values, left, lane);
                } else {
                    attend<false>(rows, keys, values, left, lane);
                }
                if (left > 32) {
                    attend<false>(rows, keys + HEAD_TILE / 2, values + HEAD_TILE / 2, left - 32, lane);
                }
            }
            if (lane == 0) {
                barrier_arrive(shared.empty + ring.stage * 8);
            }
            ring.next();
        }
        if (live) {
            u16 *out = attended + (u64)(tile.x + tile.z) * HIDDEN + item % HOPPER_HEADS * HEAD;
            store_rows(rows, out, row_in_tile(), tile.w, lane);
        }
    }
}

} // namespace hopper
