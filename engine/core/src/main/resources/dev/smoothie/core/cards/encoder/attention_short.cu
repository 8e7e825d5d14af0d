/*
 * Attention of texts of 1 to 32 tokens: `attention` would leave most of a block idle. A tile is a whole text, and a warp makes all
 * rows of one head of it, from keys that are all there at once, so that softmax takes one step. A warp works by itself.
 * Items are tiles * HEADS, the heads of a text adjacent: together the warps of a block read whole pieces of rows.
 *
 * Texts of up to 16 tokens take one tile of 16 rows and 16 keys, others two of each. That and the bits of a row depend on the
 * text alone.
 *
 * Heads of 32 take 80 registers and 24 KiB a block, so 6 blocks share a multiprocessor; 64 registers, for 8 of them, would spill on
 * compute capability 8.0. Heads of 64 take up to 126 registers and 48 KiB: 3 blocks on 8.0, 4 on 9.0.
 */

#define SHORT_THREADS 128
#define SHORT_WARPS (SHORT_THREADS / WARP)
/* A warp's part of shared memory: queries, keys and values. Heads of 64 take all that a block may have without asking for more. */
#define SHORT_ROWS_BYTES (32 * HEAD_BYTES)
#define SHORT_WARP_BYTES (3 * SHORT_ROWS_BYTES)
#if HEAD == 32
#define SHORT_BLOCKS 6
#else
#define SHORT_BLOCKS 4
#endif

static_assert(SHORT_WARPS * SHORT_WARP_BYTES <= 48 * 1024, "static shared memory");

/* One head of a text of up to 16 ROW_TILES tokens; qkv and attended point at the head in the text's first row. */
template <int ROW_TILES>
static __device__ __forceinline__ void attend_text(unsigned char *memory, const u16 *qkv, u16 *attended, int length) {
    SharedAddress queries = shared_address(memory);
    SharedAddress keys = queries + SHORT_ROWS_BYTES;
    SharedAddress values = keys + SHORT_ROWS_BYTES;
    /* Rows past the text become zeros: even a weight of 0 would make NaN of what may lie there. */
    copy_head_rows<16 * ROW_TILES, WARP>(queries, qkv, length);
    copy_head_rows<16 * ROW_TILES, WARP>(keys, qkv + HIDDEN, length);
    copy_head_rows<16 * ROW_TILES, WARP>(values, qkv + 2 * HIDDEN, length);
    close_copies();
    wait_for_copies<0>();
    __syncwarp();

    Attending<ROW_TILES> state = {};
#pragma unroll
    for (int tile = 0; tile < ROW_TILES; tile++) {
#pragma unroll
        for (int step = 0; step < HEAD_STEPS; step++) {
            load_left<HEAD_BYTES>(state.queries[tile][step], queries + tile * 16 * HEAD_BYTES, step);
        }
    }
    float logits[ROW_TILES][2 * ROW_TILES][4] = {};
    find_logits(logits, state, keys, length);
#pragma unroll
    for (int tile = 0; tile < ROW_TILES; tile++) {
        state.largest[tile][0] = largest_logit(logits[tile], 0, NO_LOGIT);
        state.largest[tile][1] = largest_logit(logits[tile], 1, NO_LOGIT);
    }
    add_values(state, logits, values);
    /* Results leave through the place of the queries, which all lanes have read. */
    __syncwarp();
    store_attended(state, memory, attended, length);
}

/* qkv [tokens, 3 HIDDEN]: queries, keys and values; attended [tokens, HIDDEN]. */
extern "C" __global__ void __launch_bounds__(SHORT_THREADS, SHORT_BLOCKS)
    attention_short(const u16 *qkv, u16 *attended, const int4 *tiles, int items) {
    __shared__ __align__(128) unsigned char memory[SHORT_WARPS * SHORT_WARP_BYTES];
    int warp = threadIdx.x / WARP;
    int item = blockIdx.x * SHORT_WARPS + warp;
    if (item >= items) {
        return;
    }
    int4 tile = tiles[item / HEADS];
    int head = item % HEADS * HEAD;
    unsigned char *own = memory + warp * SHORT_WARP_BYTES;
    const u16 *from = qkv + (i64)tile.x * QKV_PITCH + head;
    u16 *to = attended + (i64)tile.x * HIDDEN + head;
    if (tile.y <= 16) {
        attend_text<1>(own, from, to, tile.y);
    } else {
        attend_text<2>(own, from, to, tile.y);
    }
}
