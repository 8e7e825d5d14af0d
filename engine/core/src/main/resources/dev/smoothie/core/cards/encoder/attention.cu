/*
 * Attention of all tokens of a text, one head: softmax(Q K^T / sqrt(HEAD)) V in one pass over the keys ("flash attention").
 *
 * A block makes the rows of one tile: the grid is x = tile, y = head. A tile is up to QUERY_ROWS query rows of one text, cut
 * anywhere: keys are looked at from the text's first one on, KEY_STEP at a time, whatever the tile, so that the bits of a row
 * depend on its text alone. Four warps take 32 rows each, or 16 each where the tile has no more than 64; a warp without rows only
 * helps to copy.
 */

#define QUERY_ROWS 128
#define ATTENTION_THREADS 128
#define ATTENTION_WARPS (ATTENTION_THREADS / WARP)
/* Keys that are copied at once, and keys between two looks at the maximum: more would not leave registers for a third block. */
#define KEY_BLOCK 64
#define KEY_STEP 32
#if HEAD == 32
#define ATTENTION_BLOCKS 4
#else
#define ATTENTION_BLOCKS 3
#endif

#define HEADS (HIDDEN / HEAD)
/* Halves from one token to the next in qkv. */
#define QKV_PITCH (3 * HIDDEN)
#define HEAD_BYTES (2 * HEAD)
#define HEAD_CHUNKS (HEAD / CHUNK)
#define HEAD_STEPS (HEAD / 16)
#define KEY_BLOCK_BYTES (KEY_BLOCK * HEAD_BYTES)
/* Keys and values. */
#define ATTENTION_STAGE_BYTES (2 * KEY_BLOCK_BYTES)

static_assert(HEAD == 32 || HEAD == 64, "a head's row is 64 or 128 bytes of shared memory");
static_assert(QUERY_ROWS * HEAD_BYTES == ATTENTION_STAGE_BYTES, "queries come through the second stage, results leave through the first");

/* Logits are sums as they come from the tensor cores; this takes them to powers of 2: log2(e) / sqrt(HEAD). */
#define LOGIT_FACTOR (HEAD == 32 ? 0.25503486f : 0.18033688f)
/* Less than any sum of products of halves, and far from the end of float32. */
#define NO_LOGIT (-1e30f)

/* The queries of a warp and their state: sums of values, of weights, and the largest logit so far. */
template <int ROW_TILES> struct Attending {
    u32 queries[ROW_TILES][HEAD_STEPS][4];
    float sums[ROW_TILES][HEAD / 8][4];
    /* A lane has two rows of a tile; of their weights it adds up its own columns' until the end. */
    float weights[ROW_TILES][2];
    float largest[ROW_TILES][2];
};

/* Starts to copy `count` rows of one head, of which `there` exist; the rest become zeros. A block or a warp copies together. */
template <int count, int threads = ATTENTION_THREADS>
static __device__ __forceinline__ void copy_head_rows(SharedAddress to, const u16 *from, int there) {
    const int rows_at_once = threads / HEAD_CHUNKS;
    int thread = threadIdx.x % threads;
    int chunk = thread % HEAD_CHUNKS;
#pragma unroll
    for (int i = 0; i < count / rows_at_once; i++) {
        int row = i * rows_at_once + thread / HEAD_CHUNKS;
        bool is_there = row < there;
        copy_16_bytes(to + tile_offset<HEAD_BYTES>(row, chunk), from + (i64)(is_there ? row : 0) * QKV_PITCH + chunk * CHUNK,
                      is_there);
    }
}

/* Starts to copy a block of keys and values; `keys` is the block's first key, of which `there` follow in the text. */
static __device__ __forceinline__ void copy_keys(SharedAddress stage, const u16 *keys, int there) {
    copy_head_rows<KEY_BLOCK>(stage, keys, there);
    copy_head_rows<KEY_BLOCK>(stage + KEY_BLOCK_BYTES, keys + HIDDEN, there);
}

/*
 * Products of the queries with the keys of a step, groups of 8; keys past the text's last, of which `there` are left, get
 * NO_LOGIT.
 */
template <int ROW_TILES, int GROUPS>
static __device__ __forceinline__ void find_logits(float (&logits)[ROW_TILES][GROUPS][4], const Attending<ROW_TILES> &state,
                                                   SharedAddress keys, int there) {
    int lane = threadIdx.x % WARP;
#pragma unroll
    for (int i = 0; i < GROUPS; i++) {
#pragma unroll
        for (int half = 0; half < HEAD_STEPS / 2; half++) {
            /* Eight keys, 32 dimensions: the right operands of two products one after the other. */
            u32 right[4];
            load_matrices(right, keys + i * 8 * HEAD_BYTES + tile_offset<HEAD_BYTES>(lane % 8, lane / 8, 2 * half));
#pragma unroll
            for (int tile = 0; tile < ROW_TILES; tile++) {
                multiply_add(logits[tile][i], state.queries[tile][2 * half], right[0], right[1]);
                multiply_add(logits[tile][i], state.queries[tile][2 * half + 1], right[2], right[3]);
            }
        }
    }
    if (there < 8 * GROUPS) {
#pragma unroll
        for (int i = 0; i < GROUPS; i++) {
#pragma unroll
            for (int j = 0; j < 4; j++) {
                if (i * 8 + lane % 4 * 2 + j % 2 >= there) {
#pragma unroll
                    for (int tile = 0; tile < ROW_TILES; tile++) {
                        logits[tile][i][j] = NO_LOGIT;
                    }
                }
            }
        }
    }
}

/* The largest logit of one of a lane's two rows, and of what was the largest before. */
template <int GROUPS>
static __device__ __forceinline__ float largest_logit(const float (&logits)[GROUPS][4], int row, float largest) {
#pragma unroll
    for (int i = 0; i < GROUPS; i++) {
        largest = fmaxf(largest, fmaxf(logits[i][2 * row], logits[i][2 * row + 1]));
    }
    /* Four lanes share a row. */
    largest = fmaxf(largest, __shfl_xor_sync(FULL_WARP, largest, 1));
    return fmaxf(largest, __shfl_xor_sync(FULL_WARP, largest, 2));
}

/* Raises the largest logits, and brings what has been summed to the new ones. */
template <int ROW_TILES, int GROUPS>
static __device__ __forceinline__ void raise_largest(Attending<ROW_TILES> &state, const float (&logits)[ROW_TILES][GROUPS][4]) {
    float factors[ROW_TILES][2];
    bool raised = false;
#pragma unroll
    for (int tile = 0; tile < ROW_TILES; tile++) {
#pragma unroll
        for (int row = 0; row < 2; row++) {
            float before = state.largest[tile][row];
            float largest = largest_logit(logits[tile], row, before);
            raised |= largest > before;
            factors[tile][row] = fast_exp2((before - largest) * LOGIT_FACTOR);
            state.largest[tile][row] = largest;
        }
    }
    /* Mostly the maximum is found early. Where none is raised all factors are 1: that others have none changes no bits. */
    if (__any_sync(FULL_WARP, raised)) {
#pragma unroll
        for (int tile = 0; tile < ROW_TILES; tile++) {
#pragma unroll
            for (int row = 0; row < 2; row++) {
                state.weights[tile][row] *= factors[tile][row];
#pragma unroll
                for (int i = 0; i < HEAD / 8; i++) {
                    state.sums[tile][i][2 * row] *= factors[tile][row];
                    state.sums[tile][i][2 * row + 1] *= factors[tile][row];
                }
            }
        }
    }
}

/* Adds the values of a step, times their weights relative to the largest logits so far. */
template <int ROW_TILES, int GROUPS>
static __device__ __forceinline__ void add_values(Attending<ROW_TILES> &state, const float (&logits)[ROW_TILES][GROUPS][4],
                                                  SharedAddress values) {
    int lane = threadIdx.x % WARP;
    /* Weights in [0, 1]. The results of two operations, 16 rows by 8 keys, are the left operand of one of 16 by 16. */
    u32 weights[ROW_TILES][GROUPS / 2][4];
#pragma unroll
    for (int tile = 0; tile < ROW_TILES; tile++) {
#pragma unroll
        for (int i = 0; i < GROUPS; i++) {
#pragma unroll
            for (int row = 0; row < 2; row++) {
                /* The difference first: scaled logits of some 1e10 differ by more than 128 from themselves, rounded. */
                float left = fast_exp2((logits[tile][i][2 * row] - state.largest[tile][row]) * LOGIT_FACTOR);
                float right = fast_exp2((logits[tile][i][2 * row + 1] - state.largest[tile][row]) * LOGIT_FACTOR);
                state.weights[tile][row] += left + right;
                weights[tile][i / 2][i % 2 * 2 + row] = pack_halves(left, right);
            }
        }
    }
#pragma unroll
    for (int i = 0; i < GROUPS / 2; i++) {
#pragma unroll
        for (int j = 0; j < HEAD_STEPS; j++) {
            /* 16 values, 16 dimensions: the right operands of two products side by side. */
            u32 right[4];
            load_matrices_transposed(right, values + i * 16 * HEAD_BYTES + tile_offset<HEAD_BYTES>(lane % 16, lane / 16, j));
#pragma unroll
            for (int tile = 0; tile < ROW_TILES; tile++) {
                multiply_add(state.sums[tile][2 * j], weights[tile][i], right[0], right[1]);
                multiply_add(state.sums[tile][2 * j + 1], weights[tile][i], right[2], right[3]);
            }
        }
    }
}

/* One step: KEY_STEP keys and their values. */
template <int ROW_TILES>
static __device__ __forceinline__ void attend(Attending<ROW_TILES> &state, SharedAddress keys, SharedAddress values, int there) {
    float logits[ROW_TILES][KEY_STEP / 8][4] = {};
    find_logits(logits, state, keys, there);
    raise_largest(state, logits);
    add_values(state, logits, values);
}

/* Stores the rows of a warp, through its own part of shared memory so that rows leave in chunks. */
template <int ROW_TILES>
static __device__ __forceinline__ void store_attended(const Attending<ROW_TILES> &state, unsigned char *staging, u16 *out,
                                                      int rows) {
    int lane = threadIdx.x % WARP;
#pragma unroll
    for (int tile = 0; tile < ROW_TILES; tile++) {
#pragma unroll
        for (int row = 0; row < 2; row++) {
            float sum = state.weights[tile][row];
            sum += __shfl_xor_sync(FULL_WARP, sum, 1);
            sum += __shfl_xor_sync(FULL_WARP, sum, 2);
            /* At least 1: the largest logit's weight. */
            float share = 1.0f / sum;
            int at = tile * 16 + row * 8 + lane / 4;
#pragma unroll
            for (int i = 0; i < HEAD / 8; i++) {
                *(u32 *)(staging + tile_offset<HEAD_BYTES>(at, i) + lane % 4 * 4) =
                    pack_halves(state.sums[tile][i][2 * row] * share, state.sums[tile][i][2 * row + 1] * share);
            }
        }
    }
    __syncwarp();
#pragma unroll
    for (int i = 0; i < ROW_TILES * 16 * HEAD_CHUNKS / WARP; i++) {
        int row = (i * WARP + lane) / HEAD_CHUNKS;
        int chunk = lane % HEAD_CHUNKS;
        if (row < rows) {
            *(uint4 *)(out + (i64)row * HIDDEN + chunk * CHUNK) = *(const uint4 *)(staging + tile_offset<HEAD_BYTES>(row, chunk));
        }
    }
}

/* A tile, 16 ROW_TILES rows a warp. */
template <int ROW_TILES>
static __device__ __forceinline__ void attend_tile(unsigned char *memory, const u16 *qkv, u16 *attended, const int4 *tiles) {
    int4 tile = tiles[blockIdx.x];
    int first_row = threadIdx.x / WARP * 16 * ROW_TILES;
    bool has_rows = first_row < tile.w;
    int length = tile.y;
    const u16 *queries = qkv + (i64)(tile.x + tile.z) * QKV_PITCH + blockIdx.y * HEAD;
    const u16 *keys = qkv + (i64)tile.x * QKV_PITCH + HIDDEN + blockIdx.y * HEAD;
    SharedAddress stages = shared_address(memory);

    copy_keys(stages, keys, length);
    copy_head_rows<ATTENTION_WARPS * 16 * ROW_TILES>(stages + ATTENTION_STAGE_BYTES, queries, tile.w);
    close_copies();
    wait_for_copies<0>();
    __syncthreads();
    Attending<ROW_TILES> state = {};
#pragma unroll
    for (int i = 0; i < ROW_TILES; i++) {
        state.largest[i][0] = NO_LOGIT;
        state.largest[i][1] = NO_LOGIT;
#pragma unroll
        for (int step = 0; step < HEAD_STEPS; step++) {
            load_left<HEAD_BYTES>(state.queries[i][step], stages + ATTENTION_STAGE_BYTES + (first_row + i * 16) * HEAD_BYTES, step);
        }
    }
    /* The queries are in registers; their place is the second stage from here on. */
    __syncthreads();
#pragma unroll 1
    for (int key = 0; key < length; key += KEY_BLOCK) {
        SharedAddress stage = stages + key / KEY_BLOCK % 2 * ATTENTION_STAGE_BYTES;
        int next = key + KEY_BLOCK;
        if (next < length) {
            copy_keys(stages + next / KEY_BLOCK % 2 * ATTENTION_STAGE_BYTES, keys + (i64)next * QKV_PITCH, length - next);
        }
        close_copies();
        int end = length - key < KEY_BLOCK ? length - key : KEY_BLOCK;
        if (has_rows) {
#pragma unroll 1
            for (int step = 0; step < end; step += KEY_STEP) {
                attend(state, stage + step * HEAD_BYTES, stage + KEY_BLOCK_BYTES + step * HEAD_BYTES, end - step);
            }
        }
        wait_for_copies<0>();
        __syncthreads();
    }
    if (has_rows) {
        /* Read again: kept over the loop it would cost the last free registers. */
        tile = tiles[blockIdx.x];
        store_attended(state, memory + first_row * HEAD_BYTES,
                       attended + (i64)(tile.x + tile.z + first_row) * HIDDEN + blockIdx.y * HEAD, tile.w - first_row);
    }
}
