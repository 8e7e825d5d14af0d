/*
 * Products with k = 384 on Hopper: a tile of 128 rows of the activations stays in shared memory while the weights stream past it, so
 * that activations are read once and the ring carries half as much.
 *
 * A tile of 128 x 128 takes six blocks of k. Accumulators are double: while the tensor cores work on one tile, the warps finish the
 * one before, 32 columns behind each of the first four blocks of k. (Tiles of 192 columns spilled, and a spilled register costs a
 * round trip to the second-level cache here, because shared memory leaves next to nothing of the first.)
 */
#if HIDDEN == 384
namespace hopper {

#define RESIDENT_BLOCKS (HIDDEN / 64)
#define RESIDENT_STAGES 7
#define RESIDENT_COLUMNS 128
/* Most columns of a launch: their biases are kept in shared memory. */
#define RESIDENT_MOST_COLUMNS 1536

struct ResidentShared {
    u32 activations, stages;
    /* Barriers: full and empty of each block of the activations, and of each stage of the ring. */
    u32 activations_full, activations_empty, full, empty;
};

/* What the producer does; n columns in tiles of 128. */
static __device__ __forceinline__ void resident_tiles(const ResidentShared &shared, const TensorMap *a, const TensorMap *w, int row_tiles,
                                                      int column_tiles) {
    Ring<RESIDENT_STAGES> ring;
    u32 parity = 0;
    for (int tile = blockIdx.x; tile < row_tiles; tile += gridDim.x, parity ^= 1) {
        for (int step = 0; step < column_tiles * RESIDENT_BLOCKS; step++) {
            int column = step / RESIDENT_BLOCKS * RESIDENT_COLUMNS, block = step % RESIDENT_BLOCKS;
            if (column == 0) {
                u32 barrier = shared.activations_full + block * 8;
                barrier_wait(shared.activations_empty + block * 8, parity ^ 1);
                barrier_expect(barrier, TILE_BYTES);
                load_tile(shared.activations + block * TILE_BYTES, a, block * 64, tile * TILE_ROWS, barrier);
            }
            u32 barrier = shared.full + ring.stage * 8;
            barrier_wait(shared.empty + ring.stage * 8, ring.parity ^ 1);
            barrier_expect(barrier, TILE_BYTES);
            load_tile(shared.stages + ring.stage * TILE_BYTES, w, block * 64, column, barrier);
            ring.next();
        }
    }
}

/* What a consumer thread knows from one tile to the next. */
template <bool GELU> struct ResidentConsumer {
    ResidentShared shared;
    const float *bias;
    u16 *out;
    int rows, n, pitch, lane, half;
    Ring<RESIDENT_STAGES> ring;
    u32 parity;
    /* The tile whose sums wait to be stored: first row and column of this thread. */
    int row, column;

    __device__ __forceinline__ void store(const float *sums, int group) {
        store_columns<GELU>(sums + group * 16, bias, out, row, rows, column + group * 32, n, pitch);
    }

    /* A block of k is done: its stage may be overwritten, and its part of the activations when no more columns need it. */
    __device__ __forceinline__ void release(int stage, int block, bool activations) {
        if (lane == 0) {
            barrier_arrive(shared.empty + stage * 8);
            if (activations) {
                barrier_arrive(shared.activations_empty + block * 8);
            }
        }
    }

    /* Multiplies one tile into sums and stores what is in finished. */
    __device__ __forceinline__ void tile(float (&sums)[64], float (&finished)[64], int tile_row, int tile_column) {
        bool first = tile_column == 0, last = tile_column + RESIDENT_COLUMNS >= n;
        int before = 0;
#pragma unroll
        for (int block = 0; block < RESIDENT_BLOCKS; block++) {
            if (first) {
                barrier_wait(shared.activations_full + block * 8, parity);
            }
            barrier_wait(shared.full + ring.stage * 8, ring.parity);
            u64 a_rows = descriptor_of_128(shared.activations + block * TILE_BYTES + half * (TILE_BYTES / 2));
            u64 w_rows = descriptor_of_128(shared.stages + ring.stage * TILE_BYTES);
            wgmma_fence();
#pragma unroll
            for (int i = 0; i < 4; i++) {
                wgmma_128(sums, a_rows + i * 2, w_rows + i * 2, block + i > 0);
            }
            wgmma_commit();
            if (block > 0) {
                wgmma_wait<1>();
                release(before, block - 1, last);
            }
            before = ring.stage;
            ring.next();
            if (block < 4) {
                store(finished, block);
            }
        }
        wgmma_wait<0>();
        settle(sums);
        release(before, RESIDENT_BLOCKS - 1, last);
        row = tile_row + row_in_tile();
        column = tile_column + lane % 4 * 8;
    }
};

template <bool GELU>
static __device__ __forceinline__ void resident_product(const TensorMap *a, const TensorMap *w, const float *bias, u16 *out, int rows,
                                                        int n, int pitch) {
    unsigned char *bytes = aligned_shared();
    float *biases = (float *)(bytes + (RESIDENT_BLOCKS + RESIDENT_STAGES) * TILE_BYTES);
    ResidentShared shared;
    shared.activations = shared_address(bytes);
    shared.stages = shared.activations + RESIDENT_BLOCKS * TILE_BYTES;
    shared.activations_full = shared_address(biases + RESIDENT_MOST_COLUMNS);
    shared.activations_empty = shared.activations_full + RESIDENT_BLOCKS * 8;
    shared.full = shared.activations_empty + RESIDENT_BLOCKS * 8;
    shared.empty = shared.full + RESIDENT_STAGES * 8;
    int row_tiles = (rows + TILE_ROWS - 1) / TILE_ROWS;
    keep_bias(biases, bias, n, RESIDENT_MOST_COLUMNS);
    if (threadIdx.x == 0) {
        init_barriers(shared.activations_full, RESIDENT_BLOCKS, 1);
        init_barriers(shared.activations_empty, RESIDENT_BLOCKS, CONSUMER_WARPS);
        init_barriers(shared.full, RESIDENT_STAGES, 1);
        init_barriers(shared.empty, RESIDENT_STAGES, CONSUMER_WARPS);
        show_barriers();
    }
    __syncthreads();
    if (threadIdx.x >= 2 * WARPGROUP) {
        give_registers<40>();
        if (threadIdx.x == 2 * WARPGROUP) {
            resident_tiles(shared, a, w, row_tiles, (n + RESIDENT_COLUMNS - 1) / RESIDENT_COLUMNS);
        }
        return;
    }
    take_registers<232>();
    ResidentConsumer<GELU> consumer;
    consumer.shared = shared;
    consumer.bias = biases;
    consumer.out = out;
    consumer.rows = rows;
    consumer.n = n;
    consumer.pitch = pitch;
    consumer.lane = threadIdx.x % 32;
    consumer.half = threadIdx.x / WARPGROUP;
    consumer.parity = 0;
    consumer.row = rows; /* Nothing to store yet. */
    consumer.column = 0;
    float even[64], odd[64];
#pragma unroll
    for (int i = 0; i < 64; i++) {
        even[i] = odd[i] = 0.0f;
    }
    int tile = blockIdx.x, column = 0;
    bool even_is_last = false;
    while (tile < row_tiles) {
        consumer.tile(even, odd, tile * TILE_ROWS, column);
        even_is_last = true;
        if ((column += RESIDENT_COLUMNS) >= n) {
            column = 0;
            tile += gridDim.x;
            consumer.parity ^= 1;
            if (tile >= row_tiles) {
                break;
            }
        }
        consumer.tile(odd, even, tile * TILE_ROWS, column);
        even_is_last = false;
        if ((column += RESIDENT_COLUMNS) >= n) {
            column = 0;
            tile += gridDim.x;
            consumer.parity ^= 1;
        }
    }
    if (even_is_last) {
#pragma unroll
        for (int group = 0; group < 4; group++) {
            consumer.store(even, group);
        }
    } else {
#pragma unroll
        for (int group = 0; group < 4; group++) {
            consumer.store(odd, group);
        }
    }
}

extern "C" __global__ void __launch_bounds__(PRODUCT_THREADS, 1)
    resident_product_bias(const __grid_constant__ TensorMap a, const __grid_constant__ TensorMap w, const float *bias, u16 *out, int rows,
                          int n, int pitch) {
    resident_product<false>(&a, &w, bias, out, rows, n, pitch);
}

extern "C" __global__ void __launch_bounds__(PRODUCT_THREADS, 1)
    resident_product_gelu(const __grid_constant__ TensorMap a, const __grid_constant__ TensorMap w, const float *bias, u16 *out, int rows,
                          int n, int pitch) {
    resident_product<true>(&a, &w, bias, out, rows, n, pitch);
}

} // namespace hopper
#endif
