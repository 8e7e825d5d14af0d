/* Looks through tiles of inner products for keys below thresholds. */

/* A lower bound of the squared distance, from the inner product and the terms of row and column. */
static __device__ __forceinline__ float key_of(float product, float row_term, float column_term) {
    return fmaf(-2.0f, product, row_term + column_term);
}

static __device__ __forceinline__ unsigned key_bits(float key) {
    return __float_as_uint(fmaxf(key, 0.0f));
}

/* A threshold of 0 would let keys below 0 pass, which count as 0; -1 lets nothing pass and certifies nothing. */
static __device__ __forceinline__ float threshold_at(unsigned bits) {
    return bits == 0 ? -1.0f : __uint_as_float(bits);
}

static __device__ __noinline__ void append(u64 *candidates, int *counts, i64 slot, int capacity, float key, i64 row) {
    int at = atomicAdd(&counts[slot], 1);
    if (at < capacity) {
        candidates[slot * capacity + at] = (u64)key_bits(key) << 32 | (unsigned)row;
    }
}

/*
 * First thresholds: for each row of a tile, one block each, the keep-th smallest key, found byte by byte; infinity where there
 * are fewer. In a self search (row_slot >= 0) a row's own column does not count.
 */
extern "C" __global__ void __launch_bounds__(256)
    first_thresholds(const float *products, i64 stride, int columns, i64 row_slot, const float *row_terms,
                     const float *column_terms, int keep, float *thresholds) {
    __shared__ int histogram[256];
    __shared__ unsigned prefix;
    __shared__ int rank;
    int row = blockIdx.x;
    i64 own = row_slot < 0 ? -1 : row_slot + row;
    int others = own >= 0 && own < columns ? columns - 1 : columns;
    if (others < keep) {
        if (threadIdx.x == 0) {
            thresholds[row] = positive_infinity();
        }
        return;
    }
    if (threadIdx.x == 0) {
        prefix = 0;
        rank = keep - 1;
    }
    float row_term = row_terms[row];
    for (int shift = 24; shift >= 0; shift -= 8) {
        histogram[threadIdx.x] = 0;
        __syncthreads();
        unsigned above = shift == 24 ? 0 : prefix >> (shift + 8);
        for (int column = threadIdx.x; column < columns; column += blockDim.x) {
            unsigned bits = key_bits(key_of(products[row * stride + column], row_term, column_terms[column]));
            if (column != own && (shift == 24 || bits >> (shift + 8) == above)) {
                atomicAdd(&histogram[bits >> shift & 255], 1);
            }
        }
        __syncthreads();
        if (threadIdx.x == 0) {
            int digit = 0;
            int left = rank;
            while (left >= histogram[digit]) {
                left -= histogram[digit++];
            }
            prefix |= (unsigned)digit << shift;
            rank = left;
        }
        __syncthreads();
    }
    if (threadIdx.x == 0) {
        thresholds[row] = threshold_at(prefix);
    }
}

/* Threads of a block, rows of a block, loads of a thread in flight. */
#define SELECT_THREADS 128
#define SELECT_ROWS 32
#define SELECT_LOADS 8

/*
 * One read of a tile of inner products, 16 bytes a load: what lies below its row's threshold becomes a candidate of the row,
 * what lies below its column's threshold one of the column, where column_thresholds is given (a self search off the diagonal;
 * the slots of rows and columns are then those of one set). On the diagonal a pair of equal slots is skipped. Thresholds do not
 * change while it runs, so that the candidates are the same in whatever order the threads come; a count above the capacity says
 * that some were lost. stride is a multiple of 4, and products are aligned to 16 bytes.
 */
extern "C" __global__ void __launch_bounds__(SELECT_THREADS)
    select_tile(const float *products, i64 stride, int rows, int columns, i64 row_slot, i64 column_slot, int diagonal,
                const float *row_terms, const float *column_terms, const float *row_thresholds,
                const float *column_thresholds, u64 *row_candidates, int *row_counts, u64 *column_candidates,
                int *column_counts, int capacity, i64 multiplier, i64 n) {
    __shared__ float shared_terms[SELECT_ROWS];
    __shared__ float shared_thresholds[SELECT_ROWS];
    int first = blockIdx.y * SELECT_ROWS;
    int height = rows - first < SELECT_ROWS ? rows - first : SELECT_ROWS;
    if (threadIdx.x < SELECT_ROWS) {
        bool inside = (int)threadIdx.x < height;
        shared_terms[threadIdx.x] = inside ? row_terms[first + threadIdx.x] : positive_infinity();
        shared_thresholds[threadIdx.x] = inside ? row_thresholds[first + threadIdx.x] : -positive_infinity();
    }
    __syncthreads();
    int column = (blockIdx.x * SELECT_THREADS + threadIdx.x) * 4;
    if (column >= columns) {
        return;
    }
    float terms[4];
    float thresholds[4];
#pragma unroll
    for (int i = 0; i < 4; i++) {
        /* Past the last column keys are infinite or NaN, below nothing. */
        terms[i] = column + i < columns ? column_terms[column + i] : positive_infinity();
        thresholds[i] = column_thresholds && column + i < columns ? column_thresholds[column + i] : -positive_infinity();
    }
    const float *at = products + (i64)first * stride + column;
#pragma unroll 1
    for (int group = 0; group < height; group += SELECT_LOADS) {
        /* All loads before the first use: the branch below would keep the compiler from moving them up. */
        float4 loaded[SELECT_LOADS];
#pragma unroll
        for (int i = 0; i < SELECT_LOADS; i++) {
            int row = group + i < height ? group + i : height - 1;
            loaded[i] = *(const float4 *)(at + row * stride);
        }
        unsigned hits = 0;
#pragma unroll
        for (int i = 0; i < SELECT_LOADS; i++) {
            float row_term = shared_terms[group + i];
            float row_threshold = shared_thresholds[group + i];
            /* Not ||, which would branch. */
            bool hit = (key_of(loaded[i].x, row_term, terms[0]) < fmaxf(row_threshold, thresholds[0])) |
                       (key_of(loaded[i].y, row_term, terms[1]) < fmaxf(row_threshold, thresholds[1])) |
                       (key_of(loaded[i].z, row_term, terms[2]) < fmaxf(row_threshold, thresholds[2])) |
                       (key_of(loaded[i].w, row_term, terms[3]) < fmaxf(row_threshold, thresholds[3]));
            hits |= hit ? 1u << i : 0;
        }
        /* Few: a row has some hundred candidates in all. They are read once more, from the cache, to keep the loop above short. */
        for (int i = 0; hits; hits >>= 1, i++) {
            for (int j = 0; (hits & 1) && group + i < height && j < 4 && column + j < columns; j++) {
                i64 r = first + group + i;
                i64 c = column + j;
                float key = key_of(at[(group + i) * stride + j], shared_terms[group + i], column_terms[c]);
                if (diagonal && r + row_slot == c + column_slot) {
                    continue;
                }
                if (key < shared_thresholds[group + i]) {
                    append(row_candidates, row_counts, r, capacity, key, row_of_slot(column_slot + c, multiplier, n));
                }
                if (column_thresholds && key < column_thresholds[c]) {
                    append(column_candidates, column_counts, c, capacity, key, row_of_slot(row_slot + r, multiplier, n));
                }
            }
        }
    }
}

/* Sorts size (a power of two) integers in shared memory, one warp. */
static __device__ void warp_sort(u64 *x, int size, int lane) {
    for (int span = 2; span <= size; span *= 2) {
        for (int step = span / 2; step > 0; step /= 2) {
            __syncwarp();
            for (int i = lane; i < size / 2; i += WARP) {
                int low = 2 * i - (i & (step - 1));
                int high = low + step;
                bool ascending = (low & span) == 0;
                u64 a = x[low];
                u64 b = x[high];
                if ((a > b) == ascending) {
                    x[low] = b;
                    x[high] = a;
                }
            }
        }
    }
    __syncwarp();
}

/*
 * Cuts the candidates of slots with more than `trigger` of them to the best `keep`, one warp for each; the worst that stays
 * is the new threshold, so that whatever was refused or forgotten has at least its key. A slot that had more candidates than
 * room is marked as lost. Shared: a power of two of u64 for each warp, at least the capacity.
 */
extern "C" __global__ void __launch_bounds__(256)
    compact(u64 *candidates, int *counts, float *thresholds, unsigned char *lost, int slots, int keep, int capacity,
            int trigger) {
    DYNAMIC_SHARED(u64, sorted);
    int slot = blockIdx.x * (blockDim.x / WARP) + threadIdx.x / WARP;
    int lane = threadIdx.x % WARP;
    if (slot >= slots) {
        return;
    }
    int count = counts[slot];
    if (count <= trigger) {
        return;
    }
    u64 *mine = sorted + threadIdx.x / WARP * power_of_two(capacity);
    u64 *all = candidates + (i64)slot * capacity;
    int there = count < capacity ? count : capacity;
    int size = power_of_two(there);
    for (int i = lane; i < size; i += WARP) {
        mine[i] = i < there ? all[i] : ~0ull;
    }
    warp_sort(mine, size, lane);
    int kept = there < keep ? there : keep;
    for (int i = lane; i < kept; i += WARP) {
        all[i] = mine[i];
    }
    if (lane == 0) {
        counts[slot] = kept;
        if (count > capacity) {
            lost[slot] = 1;
        }
        if (there > keep) {
            thresholds[slot] = threshold_at((unsigned)(mine[keep - 1] >> 32));
        }
    }
}
