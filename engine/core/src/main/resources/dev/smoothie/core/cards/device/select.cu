/* Looks through tiles of inner products for keys below thresholds. */

/*
 * How a tile stores inner products. raw is a product times a power of two, FACTOR what a raw one is multiplied by in a key: minus
 * twice the inverse of that power, so that nothing is rounded. A load has 16 bytes, COLUMNS products.
 */
struct Floats {
    typedef float Stored;
    enum { COLUMNS = 4 };
    static constexpr float FACTOR = -2.0f;
    static __device__ __forceinline__ float raw(float x) {
        return x;
    }
    static __device__ __forceinline__ float raw(const float4 &load, int i) {
        return i == 0 ? load.x : i == 1 ? load.y : i == 2 ? load.z : load.w;
    }
};

/* IEEE half precision: its bits, moved to where a float has them, are 2^-112 of the number, subnormal ones too. None is infinite. */
struct Halves {
    typedef unsigned short Stored;
    enum { COLUMNS = 8 };
    static constexpr float FACTOR = -0x1p113f;
    static __device__ __forceinline__ float raw(unsigned short bits) {
        return __uint_as_float((bits & 0x7fffu) << 13 | (bits & 0x8000u) << 16);
    }
    static __device__ __forceinline__ float raw(const float4 &load, int i) {
        unsigned two = __float_as_uint(i < 2 ? load.x : i < 4 ? load.y : i < 6 ? load.z : load.w);
        return i % 2 == 0 ? __uint_as_float((two << 13 & 0x0fffe000u) | (two << 16 & 0x80000000u))
                          : __uint_as_float((two >> 3 & 0x0fffe000u) | (two & 0x80000000u));
    }
};

/* A lower bound of the squared distance, from the inner product and the terms of row and column. */
template <class Tile> static __device__ __forceinline__ float key_of(float raw, float row_term, float column_term) {
    return fmaf(Tile::FACTOR, raw, row_term + column_term);
}

/* The same of one product, stored as half or as float. */
static __device__ __forceinline__ float key_at(const void *products, int halves, i64 at, float row_term, float column_term) {
    return halves ? key_of<Halves>(Halves::raw(((const unsigned short *)products)[at]), row_term, column_term)
                  : key_of<Floats>(Floats::raw(((const float *)products)[at]), row_term, column_term);
}

static __device__ __forceinline__ unsigned key_bits(float key) {
    return __float_as_uint(fmaxf(key, 0.0f));
}

/* A threshold of 0 would let keys below 0 pass, which count as 0; -1 lets nothing pass and certifies nothing. */
static __device__ __forceinline__ float threshold_at(unsigned bits) {
    return bits == 0 ? -1.0f : __uint_as_float(bits);
}

/*
 * The bits of the key of some rank (0 is the smallest) among key(i), i < count, by a whole block of 256 threads: found byte by
 * byte. key(i) is the bits of a key, or ALL_BITS for one that does not count; at least rank + 1 do.
 */
#define ALL_BITS 0xffffffffu
template <class Key> static __device__ __forceinline__ unsigned key_of_rank(int count, int rank, Key key) {
    __shared__ int histogram[256];
    __shared__ unsigned found;
    __shared__ int left;
    if (threadIdx.x == 0) {
        found = 0;
        left = rank;
    }
    for (int shift = 24; shift >= 0; shift -= 8) {
        histogram[threadIdx.x] = 0;
        __syncthreads();
        unsigned above = shift == 24 ? 0 : found >> (shift + 8);
        for (int i = threadIdx.x; i < count; i += blockDim.x) {
            unsigned bits = key(i);
            if (bits != ALL_BITS && (shift == 24 || bits >> (shift + 8) == above)) {
                atomicAdd(&histogram[bits >> shift & 255], 1);
            }
        }
        __syncthreads();
        if (threadIdx.x == 0) {
            int digit = 0;
            int before = left;
            while (before >= histogram[digit]) {
                before -= histogram[digit++];
            }
            found |= (unsigned)digit << shift;
            left = before;
        }
        __syncthreads();
    }
    return found;
}

/* How the columns of a sample are divided: the least key of each part stands for the part where the rank is far smaller. */
#define FIRST_THREADS 256
#define PARTS_OF_THREAD 4
#define PARTS (FIRST_THREADS * PARTS_OF_THREAD)

/*
 * First thresholds: for each row of a tile, one block each, the key of some rank (0 is the smallest); infinity where there are
 * fewer. In a self search (row_slot >= 0) a row's own column, own = row_slot + row - column_slot, does not count.
 *
 * Any value is right, a higher one only lets more pass. So where the rank is small, the products are read once, each thread keeps
 * the least keys of its four parts, and the rank is taken among those 1,024: two of the r smallest keys are in one part about
 * r * r / 2048 times, which is how many ranks too high the threshold comes out. Other ranks take four reads of the row.
 */
extern "C" __global__ void __launch_bounds__(FIRST_THREADS)
    first_thresholds(const void *products, int halves, i64 stride, int columns, i64 row_slot, i64 column_slot,
                     const float *row_terms, const float *column_terms, int rank, float *thresholds) {
    __shared__ unsigned least[PARTS];
    int row = blockIdx.x;
    i64 own = row_slot < 0 ? -1 : row_slot + row - column_slot;
    int others = own >= 0 && own < columns ? columns - 1 : columns;
    if (others <= rank) {
        if (threadIdx.x == 0) {
            thresholds[row] = positive_infinity();
        }
        return;
    }
    float row_term = row_terms[row];
    auto key = [&](int column) {
        return column == own ? ALL_BITS
                             : key_bits(key_at(products, halves, row * stride + column, row_term, column_terms[column]));
    };
    unsigned bits;
    if (rank * 16 <= PARTS && columns >= 2 * PARTS) {
        unsigned mine[PARTS_OF_THREAD];
#pragma unroll
        for (int part = 0; part < PARTS_OF_THREAD; part++) {
            mine[part] = ALL_BITS;
        }
        for (int first = 0; first < columns; first += PARTS) {
#pragma unroll
            for (int part = 0; part < PARTS_OF_THREAD; part++) {
                int column = first + part * FIRST_THREADS + threadIdx.x;
                unsigned other = column < columns ? key(column) : ALL_BITS;
                mine[part] = other < mine[part] ? other : mine[part];
            }
        }
#pragma unroll
        for (int part = 0; part < PARTS_OF_THREAD; part++) {
            least[part * FIRST_THREADS + threadIdx.x] = mine[part];
        }
        __syncthreads();
        bits = key_of_rank(PARTS, rank, [&](int part) { return least[part]; });
    } else {
        bits = key_of_rank(columns, rank, key);
    }
    if (threadIdx.x == 0) {
        thresholds[row] = threshold_at(bits);
    }
}

/*
 * Adds a candidate to the room of a slot. The one that makes them more than `trigger` puts the slot on the list of those that
 * are due to be cut: due[0] counts them, the slots follow.
 */
static __device__ __noinline__ void append(u64 *candidates, int *counts, int *due, int capacity, int trigger, int slot, float key,
                                           i64 row) {
    int at = atomicAdd(&counts[slot], 1);
    if (at < capacity) {
        candidates[(i64)slot * capacity + at] = (u64)key_bits(key) << 32 | (unsigned)row;
    }
    if (at == trigger) {
        due[1 + atomicAdd(&due[0], 1)] = slot;
    }
}

/* Threads of a block, rows of a block, loads of a thread in flight, hits of a block that can wait. */
#define SELECT_THREADS 128
#define SELECT_ROWS 32
#define SELECT_LOADS 8
#define QUEUE 512

/* What select_tile is given, and its shared memory. */
struct Selection {
    const void *products;
    i64 stride;
    int rows, columns;
    i64 row_slot, column_slot;
    int self;
    const float *column_terms;
    int row_from, column_from;
    const float *thresholds;
    u64 *candidates;
    int *counts, *due;
    int capacity, trigger;
    i64 multiplier, n;
    const float *row_terms, *row_thresholds; /* of this block's rows */
    u64 *queue;
    int *queued;
};

/* Gives a pair that is below one of its thresholds to its row, its column, or both. */
static __device__ __forceinline__ void take(const Selection &s, int first, int row, int column, float key) {
    if (key < s.row_thresholds[row]) {
        append(s.candidates, s.counts, s.due, s.capacity, s.trigger, s.row_from + first + row, key,
               row_of_slot(s.column_slot + column, s.multiplier, s.n));
    }
    if (s.column_from >= 0 && key < s.thresholds[s.column_from + column]) {
        append(s.candidates, s.counts, s.due, s.capacity, s.trigger, s.column_from + column, key,
               row_of_slot(s.row_slot + first + row, s.multiplier, s.n));
    }
}

template <class Tile> static __device__ __forceinline__ void select(const Selection &s, int first, int height) {
    int block_column = blockIdx.x * SELECT_THREADS * Tile::COLUMNS;
    int column = block_column + threadIdx.x * Tile::COLUMNS;
    float terms[Tile::COLUMNS];
    float column_thresholds[Tile::COLUMNS];
#pragma unroll
    for (int i = 0; i < Tile::COLUMNS; i++) {
        /* Past the last column keys are infinite or NaN, below nothing. */
        bool inside = column + i < s.columns;
        terms[i] = inside ? s.column_terms[column + i] : positive_infinity();
        column_thresholds[i] = s.column_from >= 0 && inside ? s.thresholds[s.column_from + column + i] : -positive_infinity();
    }
    const typename Tile::Stored *at = (const typename Tile::Stored *)s.products + (i64)first * s.stride + column;
#pragma unroll 1
    for (int group = 0; column < s.columns && group < height; group += SELECT_LOADS) {
        /* All loads before the first use: the branch below would keep the compiler from moving them up. */
        float4 loaded[SELECT_LOADS];
#pragma unroll
        for (int i = 0; i < SELECT_LOADS; i++) {
            int row = group + i < height ? group + i : height - 1;
            loaded[i] = *(const float4 *)(at + row * s.stride);
        }
        unsigned hits = 0;
#pragma unroll
        for (int i = 0; i < SELECT_LOADS; i++) {
            float row_term = s.row_terms[group + i];
            float row_threshold = s.row_thresholds[group + i];
            bool hit = false;
#pragma unroll
            for (int j = 0; j < Tile::COLUMNS; j++) {
                /* Not ||, which would branch. */
                hit = hit | (key_of<Tile>(Tile::raw(loaded[i], j), row_term, terms[j]) < fmaxf(row_threshold, column_thresholds[j]));
            }
            hits |= hit ? 1u << i : 0;
        }
        /* They are read once more, from the cache, to keep the loop above short. */
        for (int i = 0; hits; hits >>= 1, i++) {
            int row = group + i;
            for (int j = 0; (hits & 1) && row < height && j < Tile::COLUMNS && column + j < s.columns; j++) {
                int c = column + j;
                float key = key_of<Tile>(Tile::raw(at[row * s.stride + j]), s.row_terms[row], s.column_terms[c]);
                bool below = key < s.row_thresholds[row] || (s.column_from >= 0 && key < s.thresholds[s.column_from + c]);
                if (!below || (s.self && s.row_slot + first + row == s.column_slot + c)) {
                    continue;
                }
                int place = atomicAdd(s.queued, 1);
                if (place < QUEUE) {
                    s.queue[place] = (u64)__float_as_uint(key) << 32 | (unsigned)(row << 16 | (c - block_column));
                } else {
                    take(s, first, row, c, key);
                }
            }
        }
    }
    __syncthreads();
    int waiting = *s.queued < QUEUE ? *s.queued : QUEUE;
    for (int i = threadIdx.x; i < waiting; i += SELECT_THREADS) {
        unsigned place = (unsigned)s.queue[i];
        take(s, first, (int)(place >> 16), block_column + (int)(place & 0xffff), __uint_as_float((unsigned)(s.queue[i] >> 32)));
    }
}

/*
 * One read of a tile of inner products, 16 bytes a load: what lies below its row's threshold becomes a candidate of the row,
 * what lies below its column's threshold one of the column, where column_from >= 0 (a self search). Candidates, counts and
 * thresholds are those of the slots of a range; the tile's rows start at row_from of it, its columns at column_from. In a self
 * search a pair of equal slots is skipped.
 *
 * Hits are few and scattered. Appended at once, each would hold up its warp for the time of an atomic operation on memory; so
 * they wait in shared memory, and all threads append them together at the end.
 *
 * Thresholds do not change while it runs, so that the candidates are the same in whatever order the threads come; a count above
 * the capacity says that some were lost. Rows of products are aligned to 16 bytes.
 */
extern "C" __global__ void __launch_bounds__(SELECT_THREADS)
    select_tile(const void *products, int halves, i64 stride, int rows, int columns, i64 row_slot, i64 column_slot, int self,
                const float *row_terms, const float *column_terms, int row_from, int column_from, const float *thresholds,
                u64 *candidates, int *counts, int *due, int capacity, int trigger, i64 multiplier, i64 n) {
    __shared__ float shared_terms[SELECT_ROWS];
    __shared__ float shared_thresholds[SELECT_ROWS];
    __shared__ u64 queue[QUEUE];
    __shared__ int queued;
    int first = blockIdx.y * SELECT_ROWS;
    int height = rows - first < SELECT_ROWS ? rows - first : SELECT_ROWS;
    if (threadIdx.x < SELECT_ROWS) {
        bool inside = (int)threadIdx.x < height;
        shared_terms[threadIdx.x] = inside ? row_terms[first + threadIdx.x] : positive_infinity();
        shared_thresholds[threadIdx.x] = inside ? thresholds[row_from + first + threadIdx.x] : -positive_infinity();
    }
    if (threadIdx.x == 0) {
        queued = 0;
    }
    __syncthreads();
    Selection selection = {products,   stride,      rows,       columns, row_slot, column_slot, self,       column_terms, row_from,
                           column_from, thresholds, candidates, counts,  due,      capacity,    trigger,    multiplier,   n,
                           shared_terms, shared_thresholds, queue, &queued};
    if (halves) {
        select<Halves>(selection, first, height);
    } else {
        select<Floats>(selection, first, height);
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
 * Cuts the candidates of a slot to the best `keep`, by a warp; the worst that stays is the new threshold, so that whatever was
 * refused or forgotten has at least its key. A slot that had more candidates than room is marked as lost.
 */
static __device__ void cut(u64 *mine, u64 *all, int *count_at, float *threshold, unsigned char *lost, int keep, int capacity) {
    int lane = threadIdx.x % WARP;
    int count = *count_at;
    int there = count < capacity ? count : capacity;
    int size = power_of_two(there);
    __syncwarp(); /* Nobody still reads `mine` or the count. */
    for (int i = lane; i < size; i += WARP) {
        mine[i] = i < there ? all[i] : ~0ull;
    }
    warp_sort(mine, size, lane);
    int kept = there < keep ? there : keep;
    for (int i = lane; i < kept; i += WARP) {
        all[i] = mine[i];
    }
    if (lane == 0) {
        *count_at = kept;
        if (count > capacity) {
            *lost = 1;
        }
        if (there > keep) {
            *threshold = threshold_at((unsigned)(mine[keep - 1] >> 32));
        }
    }
}

/*
 * Cuts the slots that are due, a warp each; with nothing due all blocks end at once. There are two lists, of which one is read
 * here and was filled by the selection before; the other, read the time before, is emptied for the selection after. Without a
 * list all of `slots` are cut that have more than they keep, or lost some. Shared: a power of two of u64 for each warp, at least
 * the capacity.
 */
extern "C" __global__ void __launch_bounds__(256)
    compact(u64 *candidates, int *counts, float *thresholds, unsigned char *lost, const int *due, int *other, int slots, int keep,
            int capacity) {
    DYNAMIC_SHARED(u64, sorted);
    int warps = blockDim.x / WARP;
    int end = due ? due[0] : slots;
    for (int i = blockIdx.x * warps + threadIdx.x / WARP; i < end; i += gridDim.x * warps) {
        int slot = due ? due[1 + i] : i;
        if (counts[slot] > keep) {
            cut(sorted + threadIdx.x / WARP * power_of_two(capacity), candidates + (i64)slot * capacity, counts + slot,
                thresholds + slot, lost + slot, keep, capacity);
        }
    }
    if (due && blockIdx.x == 0 && threadIdx.x == 0) {
        other[0] = 0;
    }
}
