/*
 * Products of activations with weights on Hopper: out[rows, n] = act(a[rows, k] w[n, k]^T + bias), act nothing or GELU.
 *
 * All kernels of the Hopper form share one plan. A block has three warpgroups. One thread of the last asks TMA for tiles, which
 * land in a ring of stages in shared memory; the other two multiply, 64 rows each of a tile of 128 rows. Two barriers a stage:
 * "full" (one arrival, and the bytes) tells the consumers that it may be read, "empty" (one arrival from each of their eight
 * warps) tells the producer that it may be overwritten. Blocks stay: each goes on with the tile that lies gridDim.x further.
 *
 * Matrices come as tiles of 64 columns, rows of 128 bytes, swizzled by TMA: 16-byte chunk c of row r lies at c ^ (r % 8), so that
 * neither TMA nor the tensor cores meet bank conflicts.
 *
 * The rows of a weight are stored in another order (see HopperLayout in Java), so that a lane's accumulators are eight adjacent
 * columns of the result, 16 bytes: accumulator column 8j + 2q + e of each 32 is column 8q + 2j + e of the result, and q is
 * the lane in its group of four.
 */
namespace hopper {

#define WARPGROUP 128
#define CONSUMER_WARPS 8
#define PRODUCT_THREADS 384
#define TILE_ROWS 128
/* A tile of 128 rows and 64 columns. */
#define TILE_BYTES 16384

/* Where in a ring somebody is: the stage, and the parity of the phase in which it is used next. */
template <int STAGES> struct Ring {
    int stage;
    u32 parity;

    __device__ __forceinline__ Ring() : stage(0), parity(0) {}

    __device__ __forceinline__ void next() {
        if (++stage == STAGES) {
            stage = 0;
            parity ^= 1;
        }
    }

    __device__ __forceinline__ int last() const {
        return stage == 0 ? STAGES - 1 : stage - 1;
    }
};

/* The first address of dynamic shared memory that is a multiple of 1024: the swizzle's pattern begins there. */
static __device__ __forceinline__ unsigned char *aligned_shared() {
    DYNAMIC_SHARED(unsigned char, bytes);
    return bytes + (-(int)shared_address(bytes) & 1023);
}

static __device__ __forceinline__ void init_barriers(u32 barriers, int count, u32 arrivals) {
    for (int i = 0; i < count; i++) {
        barrier_init(barriers + i * 8, arrivals);
    }
}

/* Of rows of 128 bytes, swizzled, 8 rows (1024 bytes) to a group; 16 columns further is 2 more. Bits 62-63: 1 = swizzle of 128 bytes. */
static __device__ __forceinline__ u64 descriptor_of_128(u32 address) {
    return (u64)((address & 0x3ffff) >> 4) | 64ull << 16 | 64ull << 32 | 1ull << 62;
}

/*
 * GELU, x/2 (1 + erf(x / sqrt 2)), as x/2 (1 + tanh(u(x))) with an odd quintic u fitted so that the form itself is off by at most
 * 2.7e-5; tanh adds 2^-11 of x/2. (A polynomial for erf without tanh took 12 % more of this kernel's time.)
 */
static __device__ __forceinline__ float gelu(float x) {
    float square = fminf(x * x, 64.0f);
    float argument = x * fmaf(fmaf(-0.00035f, square, 0.037f), square, 0.7975f);
    float half = 0.5f * x;
    return fmaf(fast_tanh(argument), half, half);
}

/*
 * Adds the bias to 32 columns of a lane's two rows (h = 0, 1: eight apart), applies act and stores 16 bytes a row. Only the store has
 * a condition: a branch here, while products are under way, would make ptxas serialise them (C7518).
 */
template <bool GELU>
static __device__ __forceinline__ void store_columns(const float *sums, const float *bias, u16 *out, int row, int rows, int column, int n,
                                                     int pitch) {
    float4 low = *(const float4 *)(bias + column), high = *(const float4 *)(bias + column + 4);
    const float biases[8] = {low.x, low.y, low.z, low.w, high.x, high.y, high.z, high.w};
#pragma unroll
    for (int h = 0; h < 2; h++) {
        u32 packed[4];
#pragma unroll
        for (int j = 0; j < 4; j++) {
            float even = sums[j * 4 + h * 2] + biases[2 * j];
            float odd = sums[j * 4 + h * 2 + 1] + biases[2 * j + 1];
            packed[j] = GELU ? pack_halves(gelu(even), gelu(odd)) : pack_halves(even, odd);
        }
        if (row + h * 8 < rows && column < n) {
            *(uint4 *)(out + (u64)(row + h * 8) * pitch + column) = uint4{packed[0], packed[1], packed[2], packed[3]};
        }
    }
}

/* The first of a thread's two rows within a tile of 128. */
static __device__ __forceinline__ int row_in_tile() {
    return threadIdx.x / 32 * 16 + threadIdx.x % 32 / 4;
}

/* Copies the biases of n columns to shared memory, 0 behind them. */
static __device__ __forceinline__ void keep_bias(float *to, const float *bias, int n, int places) {
    for (int i = threadIdx.x; i < places; i += PRODUCT_THREADS) {
        to[i] = i < n ? bias[i] : 0.0f;
    }
}

/*
 * ---- Any k: both operands stream through the ring.
 * Tiles of 128 x 256: a warpgroup has 64 x 256, 128 accumulators a thread, and reads 10 KB of shared memory for 64 x 256 x 16
 * products, which the tensor cores take 128 cycles for (tiles of 128 columns would have to read and be written faster than
 * shared memory can). The ring lets one warpgroup run up to four stages ahead of the other, so that its epilogue hides behind the
 * other's products.
 */
#define STREAM_COLUMNS 256
#define STREAM_STAGES 4
#define STREAM_STAGE_BYTES (3 * TILE_BYTES)
/* Most columns of a launch: their biases are kept in shared memory. */
#define STREAM_MOST_COLUMNS 4096

static __device__ __forceinline__ void stream_tiles(u32 stages, u32 full, u32 empty, const TensorMap *a, const TensorMap *w, int tiles,
                                                    int column_tiles, int blocks_of_k) {
    Ring<STREAM_STAGES> ring;
    for (int tile = blockIdx.x; tile < tiles; tile += gridDim.x) {
        int row = tile / column_tiles * TILE_ROWS;
        int column = tile % column_tiles * STREAM_COLUMNS;
        for (int block = 0; block < blocks_of_k; block++) {
            u32 to = stages + ring.stage * STREAM_STAGE_BYTES;
            u32 barrier = full + ring.stage * 8;
            barrier_wait(empty + ring.stage * 8, ring.parity ^ 1);
            barrier_expect(barrier, STREAM_STAGE_BYTES);
            load_tile(to, a, block * 64, row, barrier);
            load_tile(to + TILE_BYTES, w, block * 64, column, barrier);
            ring.next();
        }
    }
}

template <bool GELU>
static __device__ __forceinline__ void stream_product(const TensorMap *a, const TensorMap *w, const float *bias, u16 *out, int rows, int n,
                                                      int k, int pitch) {
    unsigned char *shared = aligned_shared();
    float *biases = (float *)(shared + STREAM_STAGES * STREAM_STAGE_BYTES);
    u32 stages = shared_address(shared);
    u32 full = shared_address(biases + STREAM_MOST_COLUMNS), empty = full + STREAM_STAGES * 8;
    int lane = threadIdx.x % 32, warpgroup = threadIdx.x / WARPGROUP;
    int column_tiles = (n + STREAM_COLUMNS - 1) / STREAM_COLUMNS, blocks_of_k = k / 64;
    int tiles = (rows + TILE_ROWS - 1) / TILE_ROWS * column_tiles;
    keep_bias(biases, bias, n, column_tiles * STREAM_COLUMNS);
    if (threadIdx.x == 0) {
        init_barriers(full, STREAM_STAGES, 1);
        init_barriers(empty, STREAM_STAGES, CONSUMER_WARPS);
        show_barriers();
    }
    __syncthreads();
    if (warpgroup == 2) {
        give_registers<40>();
        if (threadIdx.x == 2 * WARPGROUP) {
            stream_tiles(stages, full, empty, a, w, tiles, column_tiles, blocks_of_k);
        }
        return;
    }
    take_registers<232>();
    Ring<STREAM_STAGES> ring;
    float sums[128];
    for (int tile = blockIdx.x; tile < tiles; tile += gridDim.x) {
        for (int block = 0; block < blocks_of_k; block++) {
            barrier_wait(full + ring.stage * 8, ring.parity);
            u32 stage = stages + ring.stage * STREAM_STAGE_BYTES;
            u64 a_rows = descriptor_of_128(stage + warpgroup * (TILE_BYTES / 2)), w_rows = descriptor_of_128(stage + TILE_BYTES);
            wgmma_fence();
#pragma unroll
            for (int i = 0; i < 4; i++) {
                wgmma_256(sums, a_rows + i * 2, w_rows + i * 2, block + i > 0);
            }
            wgmma_commit();
            /* The products of the stage before are done: it may be overwritten. */
            wgmma_wait<1>();
            if (block > 0 && lane == 0) {
                barrier_arrive(empty + ring.last() * 8);
            }
            ring.next();
        }
        wgmma_wait<0>();
        settle(sums);
        if (lane == 0) {
            barrier_arrive(empty + ring.last() * 8);
        }
        int row = tile / column_tiles * TILE_ROWS + row_in_tile();
        int column = tile % column_tiles * STREAM_COLUMNS + lane % 4 * 8;
#pragma unroll
        for (int i = 0; i < 8; i++) {
            store_columns<GELU>(sums + i * 16, biases, out, row, rows, column + i * 32, n, pitch);
        }
    }
}

extern "C" __global__ void __launch_bounds__(PRODUCT_THREADS, 1)
    hopper_product_bias(const __grid_constant__ TensorMap a, const __grid_constant__ TensorMap w, const float *bias, u16 *out, int rows,
                        int n, int k, int pitch) {
    stream_product<false>(&a, &w, bias, out, rows, n, k, pitch);
}

extern "C" __global__ void __launch_bounds__(PRODUCT_THREADS, 1)
    hopper_product_gelu(const __grid_constant__ TensorMap a, const __grid_constant__ TensorMap w, const float *bias, u16 *out, int rows,
                        int n, int k, int pitch) {
    stream_product<true>(&a, &w, bias, out, rows, n, k, pitch);
}

} // namespace hopper
