/* Scale, centre and operands of the screen. */

/* The bits of the largest magnitude: those of an infinity or a NaN are larger than those of any number. */
extern "C" __global__ void __launch_bounds__(256) largest_magnitude(const float *x, i64 count, unsigned *bits) {
    unsigned largest = 0;
    for (i64 i = (i64)blockIdx.x * blockDim.x + threadIdx.x; i < count; i += (i64)gridDim.x * blockDim.x) {
        unsigned magnitude = __float_as_uint(x[i]) & 0x7fffffffu;
        largest = magnitude > largest ? magnitude : largest;
    }
    atomicMax(bits, largest);
}

/* Sums of columns over chunks of rows, [gridDim.y, d]: in a fixed order, so that the mean is the same each time. */
extern "C" __global__ void __launch_bounds__(128)
    column_sums(const float *x, i64 rows, int d, i64 rows_per_chunk, double *partial) {
    int column = blockIdx.x * blockDim.x + threadIdx.x;
    if (column >= d) {
        return;
    }
    i64 first = blockIdx.y * rows_per_chunk;
    i64 last = first + rows_per_chunk < rows ? first + rows_per_chunk : rows;
    double sum = 0;
#pragma unroll 8
    for (i64 row = first; row < last; row++) {
        sum += x[row * d + column];
    }
    partial[(i64)blockIdx.y * d + column] = sum;
}

extern "C" __global__ void __launch_bounds__(128)
    column_means(const double *partial, int chunks, int d, i64 rows, float scale, float *mean) {
    int column = blockIdx.x * blockDim.x + threadIdx.x;
    if (column >= d) {
        return;
    }
    double sum = 0;
    for (int chunk = 0; chunk < chunks; chunk++) {
        sum += partial[(i64)chunk * d + column];
    }
    mean[column] = (float)(sum / (double)rows * scale);
}

/* To bfloat16, half to even; finite values of at most 2^127 only. */
static __device__ __forceinline__ unsigned short bf16_bits(float x) {
    unsigned bits = __float_as_uint(x);
    return (unsigned short)((bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16);
}

static __device__ __forceinline__ float bf16_value(unsigned short bits) {
    return __uint_as_float((unsigned)bits << 16);
}

/* To the 11 significant bits of TF32, half to even: whatever the hardware does with the rest, there is none. */
static __device__ __forceinline__ float tf32_value(float x) {
    unsigned bits = __float_as_uint(x);
    return __uint_as_float((bits + 0xfffu + ((bits >> 13) & 1u)) & 0xffffe000u);
}

/* To IEEE half precision, half to even; magnitudes of at most 65,504 only. */
static __device__ __forceinline__ unsigned short half_bits(float x) {
    unsigned bits = __float_as_uint(x);
    unsigned sign = bits >> 16 & 0x8000u;
    unsigned magnitude = bits & 0x7fffffffu;
    if (magnitude < 0x38800000u) {
        /* Below 2^-14 halves are multiples of 2^-24, as floats of [0.5, 1) are: the addition rounds. */
        return (unsigned short)(sign | (__float_as_uint(__uint_as_float(magnitude) + 0.5f) - 0x3f000000u));
    }
    return (unsigned short)(sign | ((magnitude + 0xfffu + ((magnitude >> 13) & 1u) - 0x38000000u) >> 13));
}

static __device__ __forceinline__ float half_value(unsigned short bits) {
    return __uint_as_float((bits & 0x7fffu) << 13 | (bits & 0x8000u) << 16) * 0x1p112f;
}

/* As in the host's class Precision. */
#define FP32 0
#define TF32 1
#define BF16 2
#define BF16X3 3
#define FP16 4

/*
 * Writes centred rows as operands of the screen, one warp for each slot in [0, slots), padded with zeros to `padded` columns:
 *   FP32, TF32   float  [slots, padded]
 *   BF16         bf16   [slots, padded]
 *   FP16         half   [slots, padded]
 *   BF16X3       bf16   [slots, 4 padded] = high | low | high | high, so that columns [0, 3 padded) of one row and columns
 *                       [padded, 4 padded) of another multiply to high*low + low*high + high*high, from one copy
 * norms receives the squared lengths before rounding to operands. ratios[0] and ratios[1] receive the bits of the largest
 * length of what the operands leave out, and of the low parts, over the length of a row.
 */
extern "C" __global__ void __launch_bounds__(256)
    pack(const float *x, i64 n, int d, int padded, float scale, const float *mean, i64 multiplier, i64 slots,
         int precision, void *operands, double *norms, unsigned *ratios) {
    i64 slot = (i64)blockIdx.x * (blockDim.x / WARP) + threadIdx.x / WARP;
    int lane = threadIdx.x % WARP;
    if (slot >= slots) {
        return;
    }
    const float *row = x + row_of_slot(slot, multiplier, n) * d;
    double norm = 0;
    double left_out = 0;
    double low_parts = 0;
    for (int column = lane; column < padded; column += WARP) {
        float a = column < d ? fmaf(row[column], scale, -mean[column]) : 0.0f;
        norm += (double)a * a;
        float rest = 0;
        if (precision == FP32) {
            ((float *)operands)[slot * padded + column] = a;
        } else if (precision == TF32) {
            float rounded = tf32_value(a);
            ((float *)operands)[slot * padded + column] = rounded;
            rest = a - rounded;
        } else if (precision == FP16) {
            unsigned short rounded = half_bits(a);
            ((unsigned short *)operands)[slot * padded + column] = rounded;
            rest = a - half_value(rounded);
        } else {
            unsigned short high = bf16_bits(a);
            rest = a - bf16_value(high);
            if (precision == BF16) {
                ((unsigned short *)operands)[slot * padded + column] = high;
            } else {
                unsigned short low = bf16_bits(rest);
                unsigned short *parts = (unsigned short *)operands + slot * 4 * padded + column;
                parts[0] = high;
                parts[padded] = low;
                parts[2 * padded] = high;
                parts[3 * padded] = high;
                float low_part = bf16_value(low);
                low_parts += (double)low_part * low_part;
                rest -= low_part;
            }
        }
        left_out += (double)rest * rest;
    }
    norm = warp_sum(norm);
    left_out = warp_sum(left_out);
    low_parts = warp_sum(low_parts);
    if (lane == 0) {
        norms[slot] = norm;
        /* Shorter rows may lose digits to underflow; the terms carry an absolute allowance for them. */
        if (norm >= 0x1p-200) {
            atomicMax(&ratios[0], __float_as_uint(__double2float_ru(sqrt(left_out / norm))));
            atomicMax(&ratios[1], __float_as_uint(__double2float_ru(sqrt(low_parts / norm))));
        }
    }
}

/* The terms of keys: squared lengths, lowered so that a key never exceeds the squared distance. */
extern "C" __global__ void __launch_bounds__(256)
    key_terms(const double *norms, i64 count, double keep, double underflow, float *terms) {
    i64 i = (i64)blockIdx.x * blockDim.x + threadIdx.x;
    if (i < count) {
        terms[i] = __double2float_rd(norms[i] * keep - underflow);
    }
}

/* Copies the operands and terms of some slots, one block for each, `words` ints a slot. */
extern "C" __global__ void __launch_bounds__(128)
    gather(const int *operands, i64 words, const float *terms, const int *slots, int *gathered, float *gathered_terms) {
    i64 from = slots[blockIdx.x] * words;
    i64 to = blockIdx.x * words;
    for (i64 word = threadIdx.x; word < words; word += blockDim.x) {
        gathered[to + word] = operands[from + word];
    }
    if (threadIdx.x == 0) {
        gathered_terms[blockIdx.x] = terms[slots[blockIdx.x]];
    }
}
