/* Row estimates (the closed form of the triplet means) and means over neighbourhoods. */

#define FEW_GENERATORS 16

/* Whether generator has a repeat-th output: `present` is null where every output exists. */
static __device__ __forceinline__ bool there(const unsigned char *present, i64 output) {
    return !present || present[output];
}

/*
 * The state of one generator of one sample: the sum and number of its estimates over the repeats. Each lane keeps one
 * generator in turn.
 */
static __device__ __forceinline__ void add_triplet_mean(double spread, double total, int count, double *sum, int *estimates) {
    double c = count;
    *sum += (c * (c - 1) * spread - total) * (1 / ((c - 1) * (c - 2)));
    *estimates += 1;
}

static __device__ __forceinline__ bool is_finite(double x) {
    return fabs(x) <= 1.7976931348623157e308;
}

/*
 * y [samples, m] for m <= FEW_GENERATORS, one warp a sample: the m outputs of a column are read once, into registers. The
 * lowest sample with a value that is not finite goes to first_bad.
 */
extern "C" __global__ void __launch_bounds__(256)
    row_estimates_few(const float *x, const unsigned char *present, i64 samples, int repeats, int m, int d, i64 first_sample,
                      double *y, u64 *first_bad) {
    i64 sample = (i64)blockIdx.x * (blockDim.x / WARP) + threadIdx.x / WARP;
    int lane = threadIdx.x % WARP;
    if (sample >= samples) {
        return;
    }
    double sum = 0;
    int estimates = 0;
#pragma unroll 1
    for (int repeat = 0; repeat < repeats; repeat++) {
        i64 output = (sample * repeats + repeat) * m;
        unsigned mask = 0;
        int count = 0;
#pragma unroll
        for (int i = 0; i < FEW_GENERATORS; i++) {
            if (i < m && there(present, output + i)) {
                mask |= 1u << i;
                count++;
            }
        }
        if (count == 0) {
            continue;
        }
        double inverse = 1.0 / count;
        double spread[FEW_GENERATORS];
#pragma unroll
        for (int i = 0; i < FEW_GENERATORS; i++) {
            spread[i] = 0;
        }
        const float *rows = x + output * d;
#pragma unroll 1
        for (int column = lane; column < d; column += WARP) {
            float value[FEW_GENERATORS];
            double mean = 0;
#pragma unroll
            for (int i = 0; i < FEW_GENERATORS; i++) {
                value[i] = mask >> i & 1 ? rows[i * d + column] : 0.0f;
            }
#pragma unroll
            for (int i = 0; i < FEW_GENERATORS; i++) {
                mean += value[i];
            }
            mean *= inverse;
#pragma unroll
            for (int i = 0; i < FEW_GENERATORS; i++) {
                double difference = mask >> i & 1 ? value[i] - mean : 0.0;
                spread[i] += difference * difference;
            }
        }
        double total = 0;
        double own = 0;
#pragma unroll
        for (int i = 0; i < FEW_GENERATORS; i++) {
            if (i < m) {
                spread[i] = warp_sum(spread[i]);
                total += spread[i];
                own = lane == i ? spread[i] : own;
            }
        }
        if (!is_finite(total) && lane == 0) {
            atomicMin(first_bad, (u64)(first_sample + sample));
        }
        if (count >= 3 && lane < m && (mask >> lane & 1)) {
            add_triplet_mean(own, total, count, &sum, &estimates);
        }
    }
    if (lane < m) {
        y[sample * m + lane] = sum / estimates;
    }
}

/* Columns of a lane whose means are in registers at a time. */
#define COLUMNS_OF_LANE 8

/*
 * The same for any m, one warp (a block of its own) a sample. The m outputs of 256 columns are read twice, the second time from
 * the cache. Shared: 2m doubles and m ints.
 */
extern "C" __global__ void __launch_bounds__(WARP)
    row_estimates_many(const float *x, const unsigned char *present, int repeats, int m, int d,
                       i64 first_sample, double *y, u64 *first_bad) {
    DYNAMIC_SHARED(double, spread);
    double *sums = spread + m;
    int *estimates = (int *)(sums + m);
    i64 sample = blockIdx.x;
    int lane = threadIdx.x;
    for (int i = lane; i < m; i += WARP) {
        sums[i] = 0;
        estimates[i] = 0;
    }
    for (int repeat = 0; repeat < repeats; repeat++) {
        i64 output = (sample * repeats + repeat) * m;
        const float *rows = x + output * d;
        int count = 0;
        for (int i = 0; i < m; i++) {
            count += there(present, output + i);
        }
        __syncwarp();
        for (int i = lane; i < m; i += WARP) {
            spread[i] = 0;
        }
        __syncwarp();
        for (int first = 0; count > 0 && first < d; first += WARP * COLUMNS_OF_LANE) {
            double mean[COLUMNS_OF_LANE];
#pragma unroll
            for (int c = 0; c < COLUMNS_OF_LANE; c++) {
                mean[c] = 0;
            }
            for (int i = 0; i < m; i++) {
                if (there(present, output + i)) {
#pragma unroll
                    for (int c = 0; c < COLUMNS_OF_LANE; c++) {
                        int column = first + c * WARP + lane;
                        mean[c] += column < d ? rows[(i64)i * d + column] : 0.0f;
                    }
                }
            }
            for (int i = 0; i < m; i++) {
                if (there(present, output + i)) {
                    double part = 0;
#pragma unroll
                    for (int c = 0; c < COLUMNS_OF_LANE; c++) {
                        int column = first + c * WARP + lane;
                        double difference = column < d ? rows[(i64)i * d + column] - mean[c] / count : 0.0;
                        part += difference * difference;
                    }
                    part = warp_sum(part);
                    if (lane == 0) {
                        spread[i] += part;
                    }
                }
            }
        }
        __syncwarp();
        double total = 0;
        for (int i = 0; i < m; i++) {
            total += spread[i];
        }
        if (!is_finite(total) && lane == 0) {
            atomicMin(first_bad, (u64)(first_sample + sample));
        }
        for (int i = lane; count >= 3 && i < m; i += WARP) {
            if (there(present, output + i)) {
                add_triplet_mean(spread[i], total, count, &sums[i], &estimates[i]);
            }
        }
    }
    __syncwarp();
    for (int i = lane; i < m; i += WARP) {
        y[sample * m + i] = sums[i] / estimates[i];
    }
}

/* Means of rows of y over the first k of `known` neighbours, [queries, m], one thread a number; rows without an estimate (NaN) are skipped. */
extern "C" __global__ void __launch_bounds__(256)
    neighbor_means(const double *y, const int *neighbors, i64 queries, int known, int k, int m, double *means) {
    i64 at = (i64)blockIdx.x * blockDim.x + threadIdx.x;
    if (at >= queries * m) {
        return;
    }
    i64 query = at / m;
    int generator = (int)(at % m);
    double sum = 0;
    int count = 0;
    for (int i = 0; i < k; i++) {
        double estimate = y[(i64)neighbors[query * known + i] * m + generator];
        if (estimate == estimate) {
            sum += estimate;
            count++;
        }
    }
    means[at] = sum / count;
}
