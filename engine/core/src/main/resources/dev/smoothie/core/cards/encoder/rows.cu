/*
 * What is done to whole rows of HIDDEN halves: one warp a row, the row in registers. A lane holds ROW_VALUES values, in steps
 * of as many adjacent ones as the widest access that HIDDEN allows. All sums are float32 and in an order that depends on HIDDEN
 * alone.
 */

#define ROW_THREADS 256
#define ROW_VALUES (HIDDEN / WARP)
/* Words of two halves that a lane reads or writes at once: 4, 2 or 1. */
#define ROW_WORDS (HIDDEN % 256 == 0 ? 4 : HIDDEN % 128 == 0 ? 2 : 1)
#define ROW_STEPS (ROW_VALUES / (2 * ROW_WORDS))

static_assert(HIDDEN % 64 == 0 && HIDDEN <= 1024, "rows are kept in registers");

/* As many words as one access of a lane takes. */
template <int WORDS> struct __align__(4 * WORDS) Words {
    u32 word[WORDS];
};

/* As many floats as belong to one access of a lane, but never more than 16 bytes of them. */
#define ROW_FLOATS (ROW_WORDS == 1 ? 2 : 4)
template <int FLOATS> struct __align__(4 * FLOATS) Floats {
    float value[FLOATS];
};

static __device__ __forceinline__ float warp_sum(float x) {
#pragma unroll
    for (int offset = WARP / 2; offset > 0; offset /= 2) {
        x += __shfl_xor_sync(FULL_WARP, x, offset);
    }
    return x;
}

/* The row of this warp. */
static __device__ __forceinline__ int own_row() {
    return blockIdx.x * (ROW_THREADS / WARP) + threadIdx.x / WARP;
}

/* The first of the adjacent values that this lane holds in a step. */
static __device__ __forceinline__ int own_column(int step) {
    return (step * WARP + threadIdx.x % WARP) * 2 * ROW_WORDS;
}

static __device__ __forceinline__ void add_row(float (&values)[ROW_VALUES], const u16 *row) {
#pragma unroll
    for (int step = 0; step < ROW_STEPS; step++) {
        Words<ROW_WORDS> loaded = *(const Words<ROW_WORDS> *)(row + own_column(step));
#pragma unroll
        for (int i = 0; i < ROW_WORDS; i++) {
            float low;
            float high;
            unpack_halves(loaded.word[i], low, high);
            values[(step * ROW_WORDS + i) * 2] += low;
            values[(step * ROW_WORDS + i) * 2 + 1] += high;
        }
    }
}

static __device__ __forceinline__ void load_floats(float (&values)[2 * ROW_WORDS], const float *row, int step) {
#pragma unroll
    for (int i = 0; i < 2 * ROW_WORDS; i += ROW_FLOATS) {
        Floats<ROW_FLOATS> loaded = *(const Floats<ROW_FLOATS> *)(row + own_column(step) + i);
#pragma unroll
        for (int j = 0; j < ROW_FLOATS; j++) {
            values[i + j] = loaded.value[j];
        }
    }
}

static __device__ __forceinline__ void store_floats(const float (&values)[ROW_VALUES], float factor, float *row) {
#pragma unroll
    for (int step = 0; step < ROW_STEPS; step++) {
#pragma unroll
        for (int i = 0; i < 2 * ROW_WORDS; i += ROW_FLOATS) {
            Floats<ROW_FLOATS> stored;
#pragma unroll
            for (int j = 0; j < ROW_FLOATS; j++) {
                stored.value[j] = values[step * 2 * ROW_WORDS + i + j] * factor;
            }
            *(Floats<ROW_FLOATS> *)(row + own_column(step) + i) = stored;
        }
    }
}

/* LayerNorm in two passes: the sum of squares minus the squared mean would lose digits where the mean is large. */
static __device__ __forceinline__ void store_normalized(float (&values)[ROW_VALUES], const float *gamma, const float *beta,
                                                        float epsilon, u16 *row) {
    float sum = 0;
#pragma unroll
    for (int i = 0; i < ROW_VALUES; i++) {
        sum += values[i];
    }
    float mean = warp_sum(sum) * (1.0f / HIDDEN);
    float squares = 0;
#pragma unroll
    for (int i = 0; i < ROW_VALUES; i++) {
        values[i] -= mean;
        squares = fmaf(values[i], values[i], squares);
    }
    float factor = rsqrtf(warp_sum(squares) * (1.0f / HIDDEN) + epsilon);
#pragma unroll
    for (int step = 0; step < ROW_STEPS; step++) {
        float scale[2 * ROW_WORDS];
        float shift[2 * ROW_WORDS];
        load_floats(scale, gamma, step);
        load_floats(shift, beta, step);
        Words<ROW_WORDS> stored;
#pragma unroll
        for (int i = 0; i < ROW_WORDS; i++) {
            int at = (step * ROW_WORDS + i) * 2;
            stored.word[i] = pack_halves(fmaf(values[at] * factor, scale[2 * i], shift[2 * i]),
                                         fmaf(values[at + 1] * factor, scale[2 * i + 1], shift[2 * i + 1]));
        }
        *(Words<ROW_WORDS> *)(row + own_column(step)) = stored;
    }
}

/* 1 over the Euclidean norm; a row of zeros stays one. Squares of halves neither overflow nor vanish in float32. */
static __device__ __forceinline__ float unit_factor(const float (&values)[ROW_VALUES]) {
    float squares = 0;
#pragma unroll
    for (int i = 0; i < ROW_VALUES; i++) {
        squares = fmaf(values[i], values[i], squares);
    }
    squares = warp_sum(squares);
    return squares > 0 ? 1.0f / sqrtf(squares) : 0.0f;
}

/* x[i] = LayerNorm(word[ids[i]] + position[places[i]]). */
extern "C" __global__ void __launch_bounds__(ROW_THREADS)
    embed_norm(const u32 *ids, const u32 *places, const u16 *word, const u16 *position, const float *gamma, const float *beta,
               float epsilon, u16 *x, int tokens) {
    int row = own_row();
    if (row >= tokens) {
        return;
    }
    float values[ROW_VALUES] = {};
    add_row(values, word + (i64)ids[row] * HIDDEN);
    add_row(values, position + (i64)places[row] * HIDDEN);
    store_normalized(values, gamma, beta, epsilon, x + (i64)row * HIDDEN);
}

/* x = LayerNorm(x + y). */
extern "C" __global__ void __launch_bounds__(ROW_THREADS)
    add_norm(u16 *x, const u16 *y, const float *gamma, const float *beta, float epsilon, int rows) {
    int row = own_row();
    if (row >= rows) {
        return;
    }
    float values[ROW_VALUES] = {};
    add_row(values, x + (i64)row * HIDDEN);
    add_row(values, y + (i64)row * HIDDEN);
    store_normalized(values, gamma, beta, epsilon, x + (i64)row * HIDDEN);
}

/* out[i] = x[rows[i]]. */
extern "C" __global__ void __launch_bounds__(ROW_THREADS) gather_rows(const u16 *x, const int *rows, u16 *out, int count) {
    int row = own_row();
    if (row >= count) {
        return;
    }
    const u16 *from = x + (i64)rows[row] * HIDDEN;
    u16 *to = out + (i64)row * HIDDEN;
#pragma unroll
    for (int step = 0; step < ROW_STEPS; step++) {
        *(Words<ROW_WORDS> *)(to + own_column(step)) = *(const Words<ROW_WORDS> *)(from + own_column(step));
    }
}

/* Rows as float32, of length 1 if normalize. */
extern "C" __global__ void __launch_bounds__(ROW_THREADS) finish_rows(const u16 *x, float *out, int count, int normalize) {
    int row = own_row();
    if (row >= count) {
        return;
    }
    float values[ROW_VALUES] = {};
    add_row(values, x + (i64)row * HIDDEN);
    store_floats(values, normalize ? unit_factor(values) : 1.0f, out + (i64)row * HIDDEN);
}

/* Means over the tokens of each text as float32, of length 1 if normalize. */
extern "C" __global__ void __launch_bounds__(ROW_THREADS)
    pool_mean(const u16 *x, const int *starts, float *out, int texts, int normalize) {
    int text = own_row();
    if (text >= texts) {
        return;
    }
    float values[ROW_VALUES] = {};
    int end = starts[text + 1];
    /* Several rows are on their way at a time. */
#pragma unroll 4
    for (int row = starts[text]; row < end; row++) {
        add_row(values, x + (i64)row * HIDDEN);
    }
    float share = 1.0f / (float)(end - starts[text]);
#pragma unroll
    for (int i = 0; i < ROW_VALUES; i++) {
        values[i] *= share;
    }
    store_floats(values, normalize ? unit_factor(values) : 1.0f, out + (i64)text * HIDDEN);
}
