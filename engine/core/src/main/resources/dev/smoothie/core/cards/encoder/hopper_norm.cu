/*
 * Product, residual and LayerNorm in one for hidden size 384 on Hopper: x = LN(x + a[rows, k] w[384, k]^T + bias), any k.
 *
 * A block owns whole rows: a tile is 128 x 384, a warpgroup has 64 x 384, 192 accumulators a thread. A stage of the ring holds 128 rows
 * of a and 384 of w, 64 KB. Behind the blocks of k the next two stages carry the tile's rows of x, as six tiles of 64
 * columns, four and two: read by plain loads they cost 23,000 cycles a tile.
 *
 * The compiler (13.0) gives a thread 168 registers and spills 12 bytes: the only spill among the kernels for Hopper at this size.
 */
#if HIDDEN == 384
namespace hopper {

#define NORM_STAGES 3
#define NORM_STAGE_BYTES (4 * TILE_BYTES)

static __device__ __forceinline__ void norm_tiles(u32 stages, u32 full, u32 empty, const TensorMap *a, const TensorMap *w,
                                                  const TensorMap *residual, int row_tiles, int blocks_of_k) {
    Ring<NORM_STAGES> ring;
    for (int tile = blockIdx.x; tile < row_tiles; tile += gridDim.x) {
        int row = tile * TILE_ROWS;
        for (int block = 0; block < blocks_of_k + 2; block++) {
            u32 to = stages + ring.stage * NORM_STAGE_BYTES;
            u32 barrier = full + ring.stage * 8;
            barrier_wait(empty + ring.stage * 8, ring.parity ^ 1);
            if (block < blocks_of_k) {
                barrier_expect(barrier, NORM_STAGE_BYTES);
                load_tile(to, a, block * 64, row, barrier);
                load_tile(to + TILE_BYTES, w, block * 64, 0, barrier);
                load_tile(to + TILE_BYTES + 192 * 128, w, block * 64, 192, barrier);
            } else {
                int first = block == blocks_of_k ? 0 : 4, count = block == blocks_of_k ? 4 : 2;
                barrier_expect(barrier, count * TILE_BYTES);
                for (int i = 0; i < count; i++) {
                    load_tile(to + i * TILE_BYTES, residual, (first + i) * 64, row, barrier);
                }
            }
            ring.next();
        }
    }
}

static __device__ __forceinline__ float sum_of_four_lanes(float x) {
    x += __shfl_xor_sync(FULL_WARP, x, 1);
    return x + __shfl_xor_sync(FULL_WARP, x, 2);
}

/* Eight floats from 16-byte aligned shared memory. */
struct Eight {
    float at[8];

    __device__ __forceinline__ explicit Eight(const float *from) {
        float4 low = *(const float4 *)from, high = *(const float4 *)(from + 4);
        at[0] = low.x;
        at[1] = low.y;
        at[2] = low.z;
        at[3] = low.w;
        at[4] = high.x;
        at[5] = high.y;
        at[6] = high.z;
        at[7] = high.w;
    }
};

extern "C" __global__ void __launch_bounds__(PRODUCT_THREADS, 1)
    product_norm(const __grid_constant__ TensorMap a, const __grid_constant__ TensorMap w, const __grid_constant__ TensorMap residual,
                 const float *bias, const float *gamma, const float *beta, float epsilon, u16 *x, int rows, int k) {
    unsigned char *shared = aligned_shared();
    float *biases = (float *)(shared + NORM_STAGES * NORM_STAGE_BYTES), *gammas = biases + HIDDEN, *betas = gammas + HIDDEN;
    u32 stages = shared_address(shared), full = shared_address(betas + HIDDEN), empty = full + NORM_STAGES * 8;
    int lane = threadIdx.x % 32, warpgroup = threadIdx.x / WARPGROUP;
    int row_tiles = (rows + TILE_ROWS - 1) / TILE_ROWS, blocks_of_k = k / 64;
    keep_bias(biases, bias, HIDDEN, HIDDEN);
    keep_bias(gammas, gamma, HIDDEN, HIDDEN);
    keep_bias(betas, beta, HIDDEN, HIDDEN);
    if (threadIdx.x == 0) {
        init_barriers(full, NORM_STAGES, 1);
        init_barriers(empty, NORM_STAGES, CONSUMER_WARPS);
        show_barriers();
    }
    __syncthreads();
    if (warpgroup == 2) {
        give_registers<24>();
        if (threadIdx.x == 2 * WARPGROUP) {
            norm_tiles(stages, full, empty, &a, &w, &residual, row_tiles, blocks_of_k);
        }
        return;
    }
    take_registers<240>();
    Ring<NORM_STAGES> ring;
    float sums[2][96];
    for (int tile = blockIdx.x; tile < row_tiles; tile += gridDim.x) {
        for (int block = 0; block < blocks_of_k; block++) {
            barrier_wait(full + ring.stage * 8, ring.parity);
            u32 stage = stages + ring.stage * NORM_STAGE_BYTES;
            u64 a_rows = descriptor_of_128(stage + warpgroup * (TILE_BYTES / 2)), w_rows = descriptor_of_128(stage + TILE_BYTES);
            wgmma_fence();
#pragma unroll
            for (int i = 0; i < 4; i++) {
                wgmma_192(sums[0], a_rows + i * 2, w_rows + i * 2, block + i > 0);
                wgmma_192(sums[1], a_rows + i * 2, w_rows + 192 * 128 / 16 + i * 2, block + i > 0);
            }
            wgmma_commit();
            wgmma_wait<1>();
            if (block > 0 && lane == 0) {
                barrier_arrive(empty + ring.last() * 8);
            }
            ring.next();
        }
        wgmma_wait<0>();
        settle(sums[0]);
        settle(sums[1]);
        if (lane == 0) {
            barrier_arrive(empty + ring.last() * 8);
        }
        int row = row_in_tile();
        /* Of this lane's rows, h = 0, 1: eight apart. First the sum, ... */
        float mean[2] = {0.0f, 0.0f}, scale[2] = {0.0f, 0.0f};
#pragma unroll
        for (int group = 0; group < 12; group++) {
            float *sum = &sums[group / 6][group % 6 * 16];
            Eight add(biases + group * 32 + lane % 4 * 8);
            if (group == 0 || group == 8) {
                barrier_wait(full + ring.stage * 8, ring.parity);
            }
            const unsigned char *tile_of_x = shared + ring.stage * NORM_STAGE_BYTES + group % 8 / 2 * TILE_BYTES;
            int chunk = group % 2 * 4 + lane % 4;
#pragma unroll
            for (int h = 0; h < 2; h++) {
                int r = row + h * 8;
                uint4 eight = *(const uint4 *)(tile_of_x + r * 128 + (chunk ^ r % 8) * 16);
                const u32 pairs[4] = {eight.x, eight.y, eight.z, eight.w};
#pragma unroll
                for (int j = 0; j < 4; j++) {
                    float even, odd;
                    unpack_halves(pairs[j], even, odd);
                    even += sum[j * 4 + h * 2] + add.at[2 * j];
                    odd += sum[j * 4 + h * 2 + 1] + add.at[2 * j + 1];
                    mean[h] += even + odd;
                    sum[j * 4 + h * 2] = even;
                    sum[j * 4 + h * 2 + 1] = odd;
                }
            }
            if (group == 7 || group == 11) {
                __syncwarp();
                if (lane == 0) {
                    barrier_arrive(empty + ring.stage * 8);
                }
                ring.next();
            }
        }
        /* ... then the squares of what is left without the mean, ... */
#pragma unroll
        for (int h = 0; h < 2; h++) {
            mean[h] = sum_of_four_lanes(mean[h]) * (1.0f / HIDDEN);
#pragma unroll
            for (int i = 0; i < 96; i++) {
                float centred = sums[i / 48][i % 48 / 2 * 4 + h * 2 + i % 2] - mean[h];
                sums[i / 48][i % 48 / 2 * 4 + h * 2 + i % 2] = centred;
                scale[h] = fmaf(centred, centred, scale[h]);
            }
            scale[h] = fast_reciprocal_root(sum_of_four_lanes(scale[h]) * (1.0f / HIDDEN) + epsilon);
        }
        /* ... then the result. */
        row += tile * TILE_ROWS;
#pragma unroll
        for (int group = 0; group < 12; group++) {
            const float *sum = &sums[group / 6][group % 6 * 16];
            int column = group * 32 + lane % 4 * 8;
            Eight times(gammas + column), plus(betas + column);
#pragma unroll
            for (int h = 0; h < 2; h++) {
                u32 packed[4];
#pragma unroll
                for (int j = 0; j < 4; j++) {
                    packed[j] = pack_halves(fmaf(sum[j * 4 + h * 2] * scale[h], times.at[2 * j], plus.at[2 * j]),
                                       fmaf(sum[j * 4 + h * 2 + 1] * scale[h], times.at[2 * j + 1], plus.at[2 * j + 1]));
                }
                if (row + h * 8 < rows) {
                    *(uint4 *)(x + (u64)(row + h * 8) * HIDDEN + column) = uint4{packed[0], packed[1], packed[2], packed[3]};
                }
            }
        }
    }
}

} // namespace hopper
#endif
