/*
 * The instructions that the plain form needs beyond CUDA C: tensor cores (mma.sync, ldmatrix), asynchronous copies (cp.async),
 * 16-bit conversions and the fast exponential. One wrapper each, for compute capability 8.0 and more. The emulation defines the
 * same names in C++ (tensor_emulation.h), so inline PTX stands nowhere else.
 *
 * A "half" is an IEEE binary16 number. Halves travel in pairs, the lower one in the lower 16 bits of a word.
 */
#ifndef EMULATION

typedef unsigned short u16;
typedef unsigned int u32;

/* Where something lies in shared memory, in bytes. */
typedef u32 SharedAddress;

static __device__ __forceinline__ SharedAddress shared_address(const void *at) {
    return (SharedAddress)__cvta_generic_to_shared(at);
}

static __device__ __forceinline__ void unpack_halves(u32 pair, float &low, float &high) {
    asm("{ .reg .f16 l, h; mov.b32 {l, h}, %2; cvt.f32.f16 %0, l; cvt.f32.f16 %1, h; }" : "=f"(low), "=f"(high) : "r"(pair));
}

/* Rounds to nearest, ties to even. */
static __device__ __forceinline__ u32 pack_halves(float low, float high) {
    u32 pair;
    asm("cvt.rn.f16x2.f32 %0, %1, %2;" : "=r"(pair) : "f"(high), "f"(low));
    return pair;
}

/* 2^x within two units of the last place; exactly 1 for 0, and 0 for whatever is far below. */
static __device__ __forceinline__ float fast_exp2(float x) {
    float y;
    asm("ex2.approx.ftz.f32 %0, %1;" : "=f"(y) : "f"(x));
    return y;
}

/* Starts to copy 16 bytes, past the first-level cache; where there is nothing to copy, zeros arrive. */
static __device__ __forceinline__ void copy_16_bytes(SharedAddress to, const void *from, bool there) {
    int bytes = there ? 16 : 0;
    asm volatile("cp.async.cg.shared.global [%0], [%1], 16, %2;" ::"r"(to), "l"(from), "r"(bytes) : "memory");
}

/* Closes a group of copies: all that this thread has started since the last group. */
static __device__ __forceinline__ void close_copies() {
    asm volatile("cp.async.commit_group;" ::: "memory");
}

/* Waits until at most `pending` of this thread's groups are under way. */
template <int pending> static __device__ __forceinline__ void wait_for_copies() {
    asm volatile("cp.async.wait_group %0;" ::"n"(pending) : "memory");
}

/*
 * Four matrices of 8 x 8 halves: lanes 8i to 8i + 7 name the rows of matrix i, 16 bytes each, and lane l receives of each matrix
 * columns 2 (l % 4) and 2 (l % 4) + 1 of row l / 4.
 */
static __device__ __forceinline__ void load_matrices(u32 (&words)[4], SharedAddress row) {
    asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0, %1, %2, %3}, [%4];"
                 : "=r"(words[0]), "=r"(words[1]), "=r"(words[2]), "=r"(words[3])
                 : "r"(row)
                 : "memory");
}

/* The same with rows and columns of each matrix exchanged. */
static __device__ __forceinline__ void load_matrices_transposed(u32 (&words)[4], SharedAddress row) {
    asm volatile("ldmatrix.sync.aligned.m8n8.x4.trans.shared.b16 {%0, %1, %2, %3}, [%4];"
                 : "=r"(words[0]), "=r"(words[1]), "=r"(words[2]), "=r"(words[3])
                 : "r"(row)
                 : "memory");
}

/*
 * sums[16, 8] += a[16, 16] b[16, 8], halves in, float32 out. With g = lane / 4 and q = lane % 4 a lane holds
 *   sums  (g, 2q) (g, 2q + 1) (g + 8, 2q) (g + 8, 2q + 1)
 *   a     pairs from (g, 2q) (g + 8, 2q) (g, 2q + 8) (g + 8, 2q + 8)
 *   b     pairs down from (2q, g) (2q + 8, g)
 */
static __device__ __forceinline__ void multiply_add(float (&sums)[4], const u32 (&a)[4], u32 b_low, u32 b_high) {
    asm("mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"
        : "+f"(sums[0]), "+f"(sums[1]), "+f"(sums[2]), "+f"(sums[3])
        : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b_low), "r"(b_high));
}

#endif
