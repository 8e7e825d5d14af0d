/*
 * Products with weights: out[rows, n] = a[rows, k] w[n, k]^T + bias, halves in and out, sums in float32, GELU on the way if asked
 * for. n and k are multiples of 64; pitch, the distance of rows of out in halves, is a multiple of 8, and all matrices are
 * aligned to 16 bytes.
 *
 * A block makes a tile of PRODUCT_ROWS x PRODUCT_COLUMNS. The grid is x = ceil(n / PRODUCT_COLUMNS), y = ceil(rows /
 * PRODUCT_ROWS): tiles of the same rows run together, so that `a` comes from memory once. k is never split among blocks, and each
 * number of the result is summed in the order of k, so its bits do not depend on rows, n or its place.
 *
 * Four warps of 64 x 64, as fewer columns or rows a warp would make shared memory the limit (at 64 x 64 a warp reads 4 KB for
 * 65,536 multiplications: half of what shared memory gives while an A100's tensor cores do those). Operands come through a ring
 * of three stages of 16 KB: 48 KB are what needs no permission, and two blocks of them fit where a multiprocessor has 100 KB
 * (compute capability 8.6, 8.9 and 12.0).
 */

#define PRODUCT_THREADS 128
#define PRODUCT_ROWS 128
#define PRODUCT_COLUMNS 128
/* Columns of a and w in a stage. */
#define PRODUCT_DEPTH 32
#define PRODUCT_STAGES 3
#define PRODUCT_WARP_ROWS 64
#define PRODUCT_WARP_COLUMNS 64

#define DEPTH_BYTES (2 * PRODUCT_DEPTH)
#define DEPTH_CHUNKS (PRODUCT_DEPTH / CHUNK)
#define PRODUCT_OPERAND_BYTES (PRODUCT_ROWS * DEPTH_BYTES)
#define PRODUCT_STAGE_BYTES (2 * PRODUCT_OPERAND_BYTES)
/* Rows that the threads of a block copy at once, and how often they do for a stage of one operand. */
#define COPIED_ROWS (PRODUCT_THREADS / DEPTH_CHUNKS)
#define ROW_COPIES (PRODUCT_ROWS / COPIED_ROWS)

/* Tensor-core operations of a warp: down and across, and in a stage's depth. */
#define ROW_TILES_OF_WARP (PRODUCT_WARP_ROWS / 16)
#define COLUMN_TILES_OF_WARP (PRODUCT_WARP_COLUMNS / 8)
#define DEPTH_STEPS (PRODUCT_DEPTH / 16)

static_assert(PRODUCT_ROWS == PRODUCT_COLUMNS, "both operands are copied alike");
static_assert(COPIED_ROWS == 32, "within_group permutes what is copied at once");
static_assert(DEPTH_STEPS == 2, "the loop is written for two");

/*
 * GELU(x) = x (1 + erf(x / sqrt(2))) / 2. The error function is an odd polynomial, clamped where it is 1 within 1.1e-5, and fitted so
 * that it is 1 there. GELU is off by at most 4e-5, relative to x / 2 by at most 1e-4: a fifth of what rounding to halves may add. It
 * takes 14 instructions without a branch, where erff takes about twice as many.
 */
#define ERF_END 4.4f
static __device__ __forceinline__ float gelu(float x) {
    float clamped = fminf(fmaxf(x, -ERF_END), ERF_END);
    float square = clamped * clamped;
    float p = 7.13885435e-11f;
    p = fmaf(p, square, -7.50809473e-09f);
    p = fmaf(p, square, 3.48169353e-07f);
    p = fmaf(p, square, -9.44973445e-06f);
    p = fmaf(p, square, 1.68586012e-04f);
    p = fmaf(p, square, -2.10998488e-03f);
    p = fmaf(p, square, 1.92860557e-02f);
    p = fmaf(p, square, -1.32152860e-01f);
    p = fmaf(p, square, 7.97523219e-01f);
    float half = 0.5f * x;
    return fmaf(p * clamped, half, half);
}

/*
 * In which row of shared memory a row of w goes, within its group of 32: such that the results of one lane, two adjacent columns
 * in each of four operations, are eight adjacent columns of out, and one store of 16 bytes.
 */
static __device__ __forceinline__ int within_group(int row) {
    int lane_of_four = row / 8;
    int operation = row % 8 / 2;
    return operation * 8 + lane_of_four * 2 + row % 2;
}

static __device__ __forceinline__ int lesser(int a, int b) {
    return a < b ? a : b;
}

/* What a thread copies of each stage: one chunk of every 32nd row of both operands. Rows past the end repeat the last one. */
struct ProductCopies {
    const u16 *a;
    const u16 *w;
    int a_rows[ROW_COPIES];
    int w_rows[ROW_COPIES];
    int a_place;
    int w_place;
};

static __device__ __forceinline__ ProductCopies product_copies(const u16 *a, const u16 *w, int rows, int n, int k) {
    ProductCopies copies;
    int first_row = blockIdx.y * PRODUCT_ROWS;
    int first_column = blockIdx.x * PRODUCT_COLUMNS;
    int row = threadIdx.x / DEPTH_CHUNKS;
    int chunk = threadIdx.x % DEPTH_CHUNKS;
    copies.a = a + (i64)first_row * k + chunk * CHUNK;
    copies.w = w + (i64)first_column * k + chunk * CHUNK;
#pragma unroll
    for (int i = 0; i < ROW_COPIES; i++) {
        copies.a_rows[i] = lesser(row + i * COPIED_ROWS, rows - 1 - first_row) * k;
        copies.w_rows[i] = lesser(row + i * COPIED_ROWS, n - 1 - first_column) * k;
    }
    copies.a_place = tile_offset<DEPTH_BYTES>(row, chunk);
    copies.w_place = PRODUCT_OPERAND_BYTES + tile_offset<DEPTH_BYTES>(within_group(row), chunk);
    return copies;
}

/* Starts the copies of the next stage. */
static __device__ __forceinline__ void copy_stage(ProductCopies &copies, SharedAddress stage) {
#pragma unroll
    for (int i = 0; i < ROW_COPIES; i++) {
        copy_16_bytes(stage + copies.a_place + i * COPIED_ROWS * DEPTH_BYTES, copies.a + copies.a_rows[i], true);
        copy_16_bytes(stage + copies.w_place + i * COPIED_ROWS * DEPTH_BYTES, copies.w + copies.w_rows[i], true);
    }
    copies.a += PRODUCT_DEPTH;
    copies.w += PRODUCT_DEPTH;
}

/* A warp's operands of 16 columns of a and w. */
struct ProductOperands {
    u32 a[ROW_TILES_OF_WARP][4];
    u32 w[COLUMN_TILES_OF_WARP / 2][4];
};

/* a and w: the addresses of the warp's first rows in a stage. */
static __device__ __forceinline__ void load_operands(ProductOperands &operands, SharedAddress a, SharedAddress w, int step) {
#pragma unroll
    for (int i = 0; i < ROW_TILES_OF_WARP; i++) {
        load_left<DEPTH_BYTES>(operands.a[i], a + i * 16 * DEPTH_BYTES, step);
    }
#pragma unroll
    for (int i = 0; i < COLUMN_TILES_OF_WARP / 2; i++) {
        load_right<DEPTH_BYTES>(operands.w[i], w + i * 16 * DEPTH_BYTES, step);
    }
}

typedef float ProductSums[ROW_TILES_OF_WARP][COLUMN_TILES_OF_WARP][4];

static __device__ __forceinline__ void multiply_operands(ProductSums &sums, const ProductOperands &operands) {
#pragma unroll
    for (int i = 0; i < ROW_TILES_OF_WARP; i++) {
#pragma unroll
        for (int j = 0; j < COLUMN_TILES_OF_WARP; j++) {
            multiply_add(sums[i][j], operands.a[i], operands.w[j / 2][j % 2 * 2], operands.w[j / 2][j % 2 * 2 + 1]);
        }
    }
}

/* Adds the bias, applies GELU if asked for, and stores eight adjacent columns at a time. */
template <bool GELU>
static __device__ __forceinline__ void store_product(const ProductSums &sums, int first_row, int first_column, const float *bias,
                                                     u16 *out, int rows, int n, int pitch) {
    int lane = threadIdx.x % WARP;
    /* n is a multiple of a warp's columns: all of them are there, or none. */
    if (first_column >= n) {
        return;
    }
#pragma unroll
    for (int group = 0; group < COLUMN_TILES_OF_WARP / 4; group++) {
        int column = first_column + group * 32 + lane % 4 * 8;
        float4 low = *(const float4 *)(bias + column);
        float4 high = *(const float4 *)(bias + column + 4);
        float shift[8] = {low.x, low.y, low.z, low.w, high.x, high.y, high.z, high.w};
#pragma unroll
        for (int i = 0; i < 2 * ROW_TILES_OF_WARP; i++) {
            int row = first_row + i * 8 + lane / 4;
            u32 words[4];
#pragma unroll
            for (int j = 0; j < 4; j++) {
                float left = sums[i / 2][group * 4 + j][i % 2 * 2] + shift[2 * j];
                float right = sums[i / 2][group * 4 + j][i % 2 * 2 + 1] + shift[2 * j + 1];
                words[j] = GELU ? pack_halves(gelu(left), gelu(right)) : pack_halves(left, right);
            }
            if (row < rows) {
                *(uint4 *)(out + (i64)row * pitch + column) = uint4{words[0], words[1], words[2], words[3]};
            }
        }
    }
}

template <bool GELU>
static __device__ __forceinline__ void product(const u16 *a, const u16 *w, const float *bias, u16 *out, int rows, int n, int k,
                                               int pitch) {
    __shared__ __align__(128) unsigned char ring[PRODUCT_STAGES * PRODUCT_STAGE_BYTES];
    int warp = threadIdx.x / WARP;
    int warp_row = warp % 2 * PRODUCT_WARP_ROWS;
    int warp_column = warp / 2 * PRODUCT_WARP_COLUMNS;
    SharedAddress first_stage = shared_address(ring);
    SharedAddress end = first_stage + PRODUCT_STAGES * PRODUCT_STAGE_BYTES;
    int w_part = PRODUCT_OPERAND_BYTES + warp_column * DEPTH_BYTES;
    int a_part = warp_row * DEPTH_BYTES;

    ProductCopies copies = product_copies(a, w, rows, n, k);
    int steps = k / PRODUCT_DEPTH;
#pragma unroll
    for (int i = 0; i < PRODUCT_STAGES - 1; i++) {
        /* k is at least 64, two stages. */
        copy_stage(copies, first_stage + i * PRODUCT_STAGE_BYTES);
        close_copies();
    }
    SharedAddress stage = first_stage;
    SharedAddress free_stage = first_stage + (PRODUCT_STAGES - 1) * PRODUCT_STAGE_BYTES;
    wait_for_copies<PRODUCT_STAGES - 2>();
    __syncthreads();

    ProductSums sums = {};
    /* Two sets, so that one is loaded while the other is multiplied. */
    ProductOperands even;
    ProductOperands odd;
    load_operands(even, stage + a_part, stage + w_part, 0);
#pragma unroll 1
    for (int step = 0; step < steps; step++) {
        load_operands(odd, stage + a_part, stage + w_part, 1);
        if (step + PRODUCT_STAGES - 1 < steps) {
            copy_stage(copies, free_stage);
        }
        /* Empty at the end: the number of groups under way stays the same. */
        close_copies();
        multiply_operands(sums, even);
        /* The next stage has come for all, and nobody reads this one any more. */
        wait_for_copies<PRODUCT_STAGES - 2>();
        __syncthreads();
        free_stage = stage;
        stage = stage + PRODUCT_STAGE_BYTES == end ? first_stage : stage + PRODUCT_STAGE_BYTES;
        if (step + 1 < steps) {
            load_operands(even, stage + a_part, stage + w_part, 0);
        }
        multiply_operands(sums, odd);
    }
    store_product<GELU>(sums, blockIdx.y * PRODUCT_ROWS + warp_row, blockIdx.x * PRODUCT_COLUMNS + warp_column, bias, out, rows,
                        n, pitch);
}

extern "C" __global__ void __launch_bounds__(PRODUCT_THREADS, 2)
    product_bias(const u16 *a, const u16 *w, const float *bias, u16 *out, int rows, int n, int k, int pitch) {
    product<false>(a, w, bias, out, rows, n, k, pitch);
}

extern "C" __global__ void __launch_bounds__(PRODUCT_THREADS, 2)
    product_gelu(const u16 *a, const u16 *w, const float *bias, u16 *out, int rows, int n, int k, int pitch) {
    product<true>(a, w, bias, out, rows, n, k, pitch);
}
