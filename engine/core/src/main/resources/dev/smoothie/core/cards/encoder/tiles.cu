/*
 * Tiles of operands in shared memory: rows of ROW_BYTES (64 or 128) bytes, cut into chunks of 16. Tensor cores fetch 8 rows of
 * one chunk at a time; stored straight, those would fall on the same banks. So a row's chunks change places with the row's
 * number, and 8 rows of any one chunk lie on different banks.
 */

#define CHUNK_BYTES 16
/* Halves in a chunk. */
#define CHUNK 8

/* Where a chunk of a row lies in its tile, in bytes. */
template <int ROW_BYTES> static __device__ __forceinline__ int tile_offset(int row, int chunk) {
    static_assert(ROW_BYTES == 64 || ROW_BYTES == 128, "two rows or one fill the banks");
    int place = ROW_BYTES == 64 ? chunk ^ (row >> 1 & 3) : chunk ^ (row & 7);
    return row * ROW_BYTES + place * CHUNK_BYTES;
}

/*
 * Where chunk 2 step + chunk of a row lies, for chunks below 2, or below 4 where step is even: then adding is the same as exclusive
 * or, and all steps share what is computed from row and chunk.
 */
template <int ROW_BYTES> static __device__ __forceinline__ int tile_offset(int row, int chunk, int step) {
    return tile_offset<ROW_BYTES>(row, chunk) ^ step * 2 * CHUNK_BYTES;
}

/*
 * Left operands [16 rows, 16 columns from chunk 2 step on] for multiply_add; `rows` is the address of the first of the 16 rows,
 * a multiple of 8 rows from the tile's start.
 */
template <int ROW_BYTES> static __device__ __forceinline__ void load_left(u32 (&left)[4], SharedAddress rows, int step) {
    int lane = threadIdx.x % WARP;
    load_matrices(left, rows + tile_offset<ROW_BYTES>(lane % 16, lane / 16, step));
}

/*
 * Right operands of two products: rows 0 to 7 and 8 to 15 of the tile are columns of the first and of the second, words 0 and 1
 * belong to the first.
 */
template <int ROW_BYTES> static __device__ __forceinline__ void load_right(u32 (&right)[4], SharedAddress rows, int step) {
    int lane = threadIdx.x % WARP;
    load_matrices(right, rows + tile_offset<ROW_BYTES>(lane / 16 * 8 + lane % 8, lane / 8 % 2, step));
}
