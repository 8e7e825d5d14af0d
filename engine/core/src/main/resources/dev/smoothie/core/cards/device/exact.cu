/* Exact distances: differences first, in double, in the very order of sums of the host's class Distance. */

/* How many sums take turns column by column, as on the host; a group of as many threads holds one each. */
#define SUMS 16

/*
 * The squared distance of two rows, by a group of SUMS threads: squares are rounded before they are added, and the sums are
 * folded in halves, so that every bit is the host's. All threads of a warp call together; every member of the group gets it.
 */
static __device__ double exact_distance(const float *a, const float *b, int d, int member) {
    double sum = 0;
#pragma unroll 8
    for (int column = member; column < d; column += SUMS) {
        double difference = (double)a[column] - (double)b[column];
        sum = __dadd_rn(sum, __dmul_rn(difference, difference));
    }
    for (int half = SUMS / 2; half > 0; half /= 2) {
        sum = __dadd_rn(sum, __shfl_xor_sync(FULL_WARP, sum, half, SUMS));
    }
    return sum;
}

/* Distances of query to rows ids[from, to), by a whole block; the results go beside them. */
static __device__ void measure(const float *query, const float *base, int d, const int *ids, double *distances,
                               int from, int to) {
    int groups = blockDim.x / SUMS;
    int group = threadIdx.x / SUMS;
    int member = threadIdx.x % SUMS;
    for (int first = from; first < to; first += groups) {
        int i = first + group;
        int id = ids[i < to ? i : to - 1];
        double distance = exact_distance(query, base + (i64)id * d, d, member);
        if (member == 0 && i < to) {
            distances[i] = distance;
        }
    }
}

static __device__ __forceinline__ bool before(double distance, int id, double other_distance, int other_id) {
    return distance < other_distance || (distance == other_distance && id < other_id);
}

/* Sorts size (a power of two) rows in shared memory by distance, equal distances by row; a whole block. */
static __device__ void block_sort(double *distances, int *ids, int size) {
    for (int span = 2; span <= size; span *= 2) {
        for (int step = span / 2; step > 0; step /= 2) {
            __syncthreads();
            for (int i = threadIdx.x; i < size / 2; i += blockDim.x) {
                int low = 2 * i - (i & (step - 1));
                int high = low + step;
                bool ascending = (low & span) == 0;
                double low_distance = distances[low];
                double high_distance = distances[high];
                int low_id = ids[low];
                int high_id = ids[high];
                if (before(high_distance, high_id, low_distance, low_id) == ascending) {
                    distances[low] = high_distance;
                    distances[high] = low_distance;
                    ids[low] = high_id;
                    ids[high] = low_id;
                }
            }
        }
    }
    __syncthreads();
}

static __device__ void pad(double *distances, int *ids, int from, int to) {
    for (int i = from + threadIdx.x; i < to; i += blockDim.x) {
        distances[i] = (double)positive_infinity();
        ids[i] = 0x7fffffff;
    }
}

/* The most candidates of a slot that are ranked. */
#define MOST_RANKED 1024
#define RANK_THREADS 128

/*
 * Ranks the candidates of slots by exact distance, one block each, and certifies: what was no candidate has at least the key
 * `threshold`, so a row whose wanted-th distance lies below is done, and goes to neighbors[slot, own..]; with own = 1 the row
 * itself comes first. bounds[slot] is NaN for a row that is done, otherwise its wanted-th distance among the candidates, infinite
 * where there are fewer.
 */
extern "C" __global__ void __launch_bounds__(RANK_THREADS)
    rank_candidates(const float *queries, i64 query_multiplier, i64 query_count, i64 first_slot, const float *base, int d,
                    const u64 *candidates, const int *counts, const float *thresholds, const unsigned char *lost,
                    int capacity, double squared_scale, int wanted, int own, int *neighbors, double *bounds) {
    __shared__ double distances[MOST_RANKED];
    __shared__ int ids[MOST_RANKED];
    int slot = blockIdx.x;
    i64 row = row_of_slot(first_slot + slot, query_multiplier, query_count);
    int count = counts[slot];
    int size = power_of_two(count);
    for (int i = threadIdx.x; i < count; i += blockDim.x) {
        ids[i] = (int)(unsigned)candidates[(i64)slot * capacity + i];
    }
    pad(distances, ids, count, size);
    __syncthreads();
    measure(queries + row * d, base, d, ids, distances, 0, count);
    block_sort(distances, ids, size);
    double worst = count >= wanted ? distances[wanted - 1] : (double)positive_infinity();
    bool certified = count >= wanted && !lost[slot] &&
                     (thresholds[slot] == positive_infinity() || worst * squared_scale < thresholds[slot]);
    if (threadIdx.x == 0) {
        bounds[slot] = certified ? (double)__uint_as_float(0x7fc00000u) : worst;
        if (own) {
            neighbors[(i64)slot * (wanted + own)] = (int)row;
        }
    }
    for (int i = threadIdx.x; certified && i < wanted; i += blockDim.x) {
        neighbors[(i64)slot * (wanted + own) + own + i] = ids[i];
    }
}

/* The rows found so far, up to MOST_RANKED, and those that wait to be measured. */
#define WAITING 256
#define WIDEN_ROOM 2048
#define WIDEN_THREADS 128

/*
 * Searches a tile again for rows that were not certified, one block each: whatever the row's bound does not rule out is
 * measured, and the wanted nearest stay in found_distances, found_ids [rows, wanted], found_counts. It is right for any data,
 * however many keys are equal.
 */
extern "C" __global__ void __launch_bounds__(WIDEN_THREADS)
    widen(const void *products, int halves, i64 stride, int columns, i64 column_slot, const float *row_terms, const float *column_terms,
          const int *query_rows, const double *bounds, const float *queries, const float *base, i64 multiplier, i64 n, int d,
          double squared_scale, int wanted, int self, double *found_distances, int *found_ids,
          int *found_counts) {
    __shared__ double distances[WIDEN_ROOM];
    __shared__ int ids[WIDEN_ROOM];
    __shared__ int end;
    int row = blockIdx.x;
    int query = query_rows[row];
    float row_term = row_terms[row];
    int count = found_counts[row];
    for (int i = threadIdx.x; i < count; i += blockDim.x) {
        distances[i] = found_distances[(i64)row * wanted + i];
        ids[i] = found_ids[(i64)row * wanted + i];
    }
    if (threadIdx.x == 0) {
        end = count;
    }
    __syncthreads();
    double worst = count == wanted ? distances[wanted - 1] : bounds[row];
    for (int first = 0; first < columns; first += blockDim.x) {
        int column = first + threadIdx.x;
        if (column < columns) {
            float key = key_at(products, halves, row * stride + column, row_term, column_terms[column]);
            int id = (int)row_of_slot(column_slot + column, multiplier, n);
            /* Nothing is nearer than 0, so among equal rows only lower indices matter. */
            bool beaten = count == wanted && worst == 0 && id > ids[wanted - 1];
            if (key <= worst * squared_scale && !beaten && !(self && id == query)) {
                ids[atomicAdd(&end, 1)] = id;
            }
        }
        __syncthreads();
        int there = end;
        if (there - count > WAITING - WIDEN_THREADS || first + (int)blockDim.x >= columns) {
            measure(queries + (i64)query * d, base, d, ids, distances, count, there);
            int size = power_of_two(there);
            pad(distances, ids, there, size);
            block_sort(distances, ids, size);
            count = there < wanted ? there : wanted;
            worst = count == wanted ? distances[wanted - 1] : bounds[row];
            if (threadIdx.x == 0) {
                end = count;
            }
        }
        __syncthreads();
    }
    for (int i = threadIdx.x; i < count; i += blockDim.x) {
        found_distances[(i64)row * wanted + i] = distances[i];
        found_ids[(i64)row * wanted + i] = ids[i];
    }
    if (threadIdx.x == 0) {
        found_counts[row] = count;
    }
}

/* Copies what widening found to where it belongs, one block a row. */
extern "C" __global__ void __launch_bounds__(128)
    store_widened(const int *slots, const int *found_ids, int wanted, int own, int *neighbors) {
    i64 to = (i64)slots[blockIdx.x] * (wanted + own) + own;
    for (int i = threadIdx.x; i < wanted; i += blockDim.x) {
        neighbors[to + i] = found_ids[(i64)blockIdx.x * wanted + i];
    }
}
