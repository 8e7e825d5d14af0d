/* Attention for texts of any length in the plain form; the Hopper form has hopper_attention.cu. */

/* qkv [tokens, 3 HIDDEN]: queries, keys and values; attended [tokens, HIDDEN]. */
extern "C" __global__ void __launch_bounds__(ATTENTION_THREADS, ATTENTION_BLOCKS)
    attention(const u16 *qkv, u16 *attended, const int4 *tiles) {
    __shared__ __align__(128) unsigned char memory[2 * ATTENTION_STAGE_BYTES];
    if (tiles[blockIdx.x].w > QUERY_ROWS / 2) {
        attend_tile<2>(memory, qkv, attended, tiles);
    } else {
        attend_tile<1>(memory, qkv, attended, tiles);
    }
}
