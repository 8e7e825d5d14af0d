/*
 * What all kernels share. The files of this folder are compiled as one, in the order common, pack, select, exact, estimates, copy, by
 * NVRTC for the device at hand; no header is included, so that nothing but the driver and NVRTC is needed.
 *
 * Conventions. Matrices are row-major. A "slot" is a row in the order in which it is screened, a "row" one in the order of the
 * data: slot s holds row (s * multiplier) % n, the multiplier coprime to n. That spreads data that come sorted evenly over
 * tiles. A candidate is a key's bits above a row, so that unsigned integers order candidates by key, equal keys by row.
 */

typedef unsigned long long u64;
typedef long long i64;

#define FULL_WARP 0xffffffffu
#define WARP 32

#ifndef DYNAMIC_SHARED
#define DYNAMIC_SHARED(type, name)                        \
    extern __shared__ __align__(16) unsigned char shared_bytes[]; \
    type *name = (type *)shared_bytes
#endif

static __device__ __forceinline__ float positive_infinity() {
    return __uint_as_float(0x7f800000u);
}

static __device__ __forceinline__ i64 row_of_slot(i64 slot, i64 multiplier, i64 n) {
    return (slot * multiplier) % n;
}

/* The sum over a warp in a fixed order; every lane gets it. */
static __device__ __forceinline__ double warp_sum(double x) {
    for (int offset = WARP / 2; offset > 0; offset /= 2) {
        x += __shfl_xor_sync(FULL_WARP, x, offset);
    }
    return x;
}

/* The least power of two that is at least n. */
static __device__ __forceinline__ int power_of_two(int n) {
    int size = 1;
    while (size < n) {
        size *= 2;
    }
    return size;
}
