/*
 * Attention where only one row of each text is wanted, in the last layer before pooling by a token: one warp for each text and
 * head. A lane looks at a chunk of every KEYS_AT_ONCE-th key, PARTS lanes at the whole key, with a softmax of their own; at the
 * end those are put together. Which keys go together depends on HEAD alone.
 */

#define POOLED_THREADS 128
#define PARTS (HEAD / CHUNK)
#define KEYS_AT_ONCE (WARP / PARTS)
/* Keys of one lane whose loads are under way together. */
#define KEYS_IN_FLIGHT 4

static __device__ __forceinline__ void unpack_chunk(float (&values)[CHUNK], const u16 *at) {
    uint4 words = *(const uint4 *)at;
    unpack_halves(words.x, values[0], values[1]);
    unpack_halves(words.y, values[2], values[3]);
    unpack_halves(words.z, values[4], values[5]);
    unpack_halves(words.w, values[6], values[7]);
}

/* What the lanes of a key have seen: the largest logit, the sum of weights relative to it, and of weighted values. */
struct Pooling {
    float largest;
    float weight;
    float sums[CHUNK];
};

static __device__ __forceinline__ void scale(Pooling &pooling, float factor) {
    pooling.weight *= factor;
#pragma unroll
    for (int i = 0; i < CHUNK; i++) {
        pooling.sums[i] *= factor;
    }
}

/* Looks at KEYS_IN_FLIGHT keys of a lane, from `key` on; those past the end count for nothing. */
static __device__ __forceinline__ void pool_keys(Pooling &pooling, const float (&query)[CHUNK], const u16 *keys, int key, int end) {
    float logits[KEYS_IN_FLIGHT];
    const u16 *places[KEYS_IN_FLIGHT];
    float largest = pooling.largest;
#pragma unroll
    for (int i = 0; i < KEYS_IN_FLIGHT; i++) {
        int own = key + i * KEYS_AT_ONCE;
        places[i] = keys + (i64)(own < end ? own : end - 1) * QKV_PITCH;
        float values[CHUNK];
        unpack_chunk(values, places[i]);
        float logit = 0;
#pragma unroll
        for (int j = 0; j < CHUNK; j++) {
            logit = fmaf(values[j], query[j], logit);
        }
#pragma unroll
        for (int offset = 1; offset < PARTS; offset *= 2) {
            logit += __shfl_xor_sync(FULL_WARP, logit, offset);
        }
        logits[i] = own < end ? logit : NO_LOGIT;
        largest = fmaxf(largest, logits[i]);
    }
    scale(pooling, fast_exp2((pooling.largest - largest) * LOGIT_FACTOR));
    pooling.largest = largest;
#pragma unroll
    for (int i = 0; i < KEYS_IN_FLIGHT; i++) {
        /* Lanes that have seen no key yet have no largest logit to compare with. */
        float weight = logits[i] == NO_LOGIT ? 0.0f : fast_exp2((logits[i] - largest) * LOGIT_FACTOR);
        float values[CHUNK];
        unpack_chunk(values, places[i] + HIDDEN);
        pooling.weight += weight;
#pragma unroll
        for (int j = 0; j < CHUNK; j++) {
            pooling.sums[j] = fmaf(values[j], weight, pooling.sums[j]);
        }
    }
}

/* query and attended [texts, HIDDEN]; keys and values of all tokens from qkv. Warps are texts * HEADS, heads of a text adjacent. */
extern "C" __global__ void __launch_bounds__(POOLED_THREADS)
    attention_pooled(const u16 *qkv, const u16 *query, u16 *attended, const int *starts, int texts) {
    int item = blockIdx.x * (POOLED_THREADS / WARP) + threadIdx.x / WARP;
    int text = item / HEADS;
    if (text >= texts) {
        return;
    }
    int lane = threadIdx.x % WARP;
    int column = item % HEADS * HEAD + lane % PARTS * CHUNK;
    const u16 *keys = qkv + (i64)starts[text] * QKV_PITCH + HIDDEN + column;
    int end = starts[text + 1] - starts[text];
    float own_query[CHUNK];
    unpack_chunk(own_query, query + (i64)text * HIDDEN + column);
    Pooling pooling = {NO_LOGIT, 0, {}};
#pragma unroll 1
    for (int first = 0; first < end; first += KEYS_AT_ONCE * KEYS_IN_FLIGHT) {
        pool_keys(pooling, own_query, keys, first + lane / PARTS, end);
    }
    float largest = pooling.largest;
#pragma unroll
    for (int offset = PARTS; offset < WARP; offset *= 2) {
        largest = fmaxf(largest, __shfl_xor_sync(FULL_WARP, largest, offset));
    }
    scale(pooling, fast_exp2((pooling.largest - largest) * LOGIT_FACTOR));
#pragma unroll
    for (int offset = PARTS; offset < WARP; offset *= 2) {
        pooling.weight += __shfl_xor_sync(FULL_WARP, pooling.weight, offset);
#pragma unroll
        for (int i = 0; i < CHUNK; i++) {
            pooling.sums[i] += __shfl_xor_sync(FULL_WARP, pooling.sums[i], offset);
        }
    }
    if (lane < PARTS) {
        float share = 1.0f / pooling.weight;
        uint4 words;
        words.x = pack_halves(pooling.sums[0] * share, pooling.sums[1] * share);
        words.y = pack_halves(pooling.sums[2] * share, pooling.sums[3] * share);
        words.z = pack_halves(pooling.sums[4] * share, pooling.sums[5] * share);
        words.w = pack_halves(pooling.sums[6] * share, pooling.sums[7] * share);
        *(uint4 *)(attended + (i64)text * HIDDEN + column) = words;
    }
}
