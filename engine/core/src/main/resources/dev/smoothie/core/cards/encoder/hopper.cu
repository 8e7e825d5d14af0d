/*
 * The instructions of compute capability 9.0a that the Hopper kernels use, each as a function and nothing more. The emulation
 * (src/test/c/hopper_emulation.h) defines the same functions in C++.
 */
#ifndef EMULATION

namespace hopper {
typedef unsigned int u32;
typedef unsigned short u16;

/* CUtensorMap: made by the driver (cuTensorMapEncodeTiled), passed to kernels by value. */
struct alignas(64) TensorMap {
    u64 words[16];
};

static __device__ __forceinline__ u32 shared_address(const void *p) {
    return (u32)__cvta_generic_to_shared(p);
}

/* ---- Barriers in shared memory: a phase ends when all arrivals and all announced bytes have come. */

static __device__ __forceinline__ void barrier_init(u32 barrier, u32 arrivals) {
    asm volatile("mbarrier.init.shared::cta.b64 [%0],%1;" ::"r"(barrier), "r"(arrivals));
}

/* After barrier_init, before __syncthreads: TMA sees the barriers too. */
static __device__ __forceinline__ void show_barriers() {
    asm volatile("fence.mbarrier_init.release.cluster;" ::: "memory");
}

/* Waits for the end of the phase of this parity: 0 for the first, then 1, 0, ... */
static __device__ __forceinline__ void barrier_wait(u32 barrier, u32 parity) {
    asm volatile(
        "{.reg .pred p;\n"
        "TRY: mbarrier.try_wait.parity.shared::cta.b64 p,[%0],%1;\n"
        "@p bra DONE;\n"
        "bra TRY;\n"
        "DONE:}" ::"r"(barrier), "r"(parity)
        : "memory");
}

/* Arrives and announces bytes that TMA will bring. */
static __device__ __forceinline__ void barrier_expect(u32 barrier, u32 bytes) {
    asm volatile("mbarrier.arrive.expect_tx.shared::cta.b64 _,[%0],%1;" ::"r"(barrier), "r"(bytes) : "memory");
}

/*
 * Arrives, with the scope of the block. That of the cluster would compile to a fence that waits for the epilogue's stores to
 * memory: QKV took 2.4 instead of 1.55 ns a token with it.
 */
static __device__ __forceinline__ void barrier_arrive(u32 barrier) {
    asm volatile("mbarrier.arrive.shared::cta.b64 _,[%0];" ::"r"(barrier) : "memory");
}

/* Brings the map's box at (row, column) to shared memory; elements outside of the matrix become 0. */
static __device__ __forceinline__ void load_tile(u32 to, const TensorMap *map, int column, int row, u32 barrier) {
    asm volatile("cp.async.bulk.tensor.2d.shared::cluster.global.mbarrier::complete_tx::bytes [%0],[%1,{%2,%3}],[%4];" ::"r"(to),
                 "l"(map), "r"(column), "r"(row), "r"(barrier)
                 : "memory");
}

/* Lowers, raises the registers a thread of this warpgroup may use, so that those who multiply have those of who loads. */
template <int N> static __device__ __forceinline__ void give_registers() {
    asm volatile("setmaxnreg.dec.sync.aligned.u32 %0;" ::"n"(N));
}
template <int N> static __device__ __forceinline__ void take_registers() {
    asm volatile("setmaxnreg.inc.sync.aligned.u32 %0;" ::"n"(N));
}

/* ---- Matrix products of a warpgroup: d (64 x N, float) = a (64 x 16) b (16 x N), plus d where add is not 0; asynchronous. */

static __device__ __forceinline__ void wgmma_fence() {
    asm volatile("wgmma.fence.sync.aligned;" ::: "memory");
}

static __device__ __forceinline__ void wgmma_commit() {
    asm volatile("wgmma.commit_group.sync.aligned;" ::: "memory");
}

/* Waits until at most N of the groups committed are unfinished. */
template <int N> static __device__ __forceinline__ void wgmma_wait() {
    asm volatile("wgmma.wait_group.sync.aligned %0;" ::"n"(N) : "memory");
}

/* After a wait: keeps the compiler from reading accumulators before it. */
template <int N> static __device__ __forceinline__ void settle(float (&d)[N]) {
#pragma unroll
    for (int i = 0; i < N; i++) {
        asm volatile("" : "+f"(d[i])::"memory");
    }
}

#define INOUT_4(d, i) "+f"(d[i]), "+f"(d[i + 1]), "+f"(d[i + 2]), "+f"(d[i + 3])
#define INOUT_16(d, i) INOUT_4(d, i), INOUT_4(d, i + 4), INOUT_4(d, i + 8), INOUT_4(d, i + 12)
#define NAMES_0 "%0,%1,%2,%3,%4,%5,%6,%7,%8,%9,%10,%11,%12,%13,%14,%15"
#define NAMES_16 "%16,%17,%18,%19,%20,%21,%22,%23,%24,%25,%26,%27,%28,%29,%30,%31"
#define NAMES_32 "%32,%33,%34,%35,%36,%37,%38,%39,%40,%41,%42,%43,%44,%45,%46,%47"
#define NAMES_48 "%48,%49,%50,%51,%52,%53,%54,%55,%56,%57,%58,%59,%60,%61,%62,%63"
#define NAMES_64 "%64,%65,%66,%67,%68,%69,%70,%71,%72,%73,%74,%75,%76,%77,%78,%79"
#define NAMES_80 "%80,%81,%82,%83,%84,%85,%86,%87,%88,%89,%90,%91,%92,%93,%94,%95"
#define NAMES_96 "%96,%97,%98,%99,%100,%101,%102,%103,%104,%105,%106,%107,%108,%109,%110,%111"
#define NAMES_112 "%112,%113,%114,%115,%116,%117,%118,%119,%120,%121,%122,%123,%124,%125,%126,%127"

/* Both operands in shared memory, rows of k side by side. */
static __device__ __forceinline__ void wgmma_128(float (&d)[64], u64 a, u64 b, int add) {
    asm volatile(
        "{.reg .pred p; setp.ne.b32 p,%66,0; wgmma.mma_async.sync.aligned.m64n128k16.f32.f16.f16 {"
        NAMES_0 "," NAMES_16 "," NAMES_32 "," NAMES_48
        "}, %64,%65,p,1,1,0,0;}"
        : INOUT_16(d, 0), INOUT_16(d, 16), INOUT_16(d, 32), INOUT_16(d, 48)
        : "l"(a), "l"(b), "r"(add));
}

static __device__ __forceinline__ void wgmma_192(float (&d)[96], u64 a, u64 b, int add) {
    asm volatile(
        "{.reg .pred p; setp.ne.b32 p,%98,0; wgmma.mma_async.sync.aligned.m64n192k16.f32.f16.f16 {"
        NAMES_0 "," NAMES_16 "," NAMES_32 "," NAMES_48 ","
        NAMES_64 "," NAMES_80
        "}, %96,%97,p,1,1,0,0;}"
        : INOUT_16(d, 0), INOUT_16(d, 16), INOUT_16(d, 32), INOUT_16(d, 48),
          INOUT_16(d, 64), INOUT_16(d, 80)
        : "l"(a), "l"(b), "r"(add));
}

static __device__ __forceinline__ void wgmma_256(float (&d)[128], u64 a, u64 b, int add) {
    asm volatile(
        "{.reg .pred p; setp.ne.b32 p,%130,0; wgmma.mma_async.sync.aligned.m64n256k16.f32.f16.f16 {"
        NAMES_0 "," NAMES_16 "," NAMES_32 "," NAMES_48 ","
        NAMES_64 "," NAMES_80 "," NAMES_96 "," NAMES_112
        "}, %128,%129,p,1,1,0,0;}"
        : INOUT_16(d, 0), INOUT_16(d, 16), INOUT_16(d, 32), INOUT_16(d, 48),
          INOUT_16(d, 64), INOUT_16(d, 80), INOUT_16(d, 96), INOUT_16(d, 112)
        : "l"(a), "l"(b), "r"(add));
}

/* Logits of 64 queries (in registers) and 32 keys (in shared memory, a row each). */
static __device__ __forceinline__ void wgmma_logits(float (&d)[16], const u32 (&a)[4], u64 b, int add) {
    asm volatile(
        "{.reg .pred p; setp.ne.b32 p,%21,0; wgmma.mma_async.sync.aligned.m64n32k16.f32.f16.f16 {"
        NAMES_0
        "}, {%16,%17,%18,%19},%20,p,1,1,0;}"
        : INOUT_16(d, 0)
        : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "l"(b), "r"(add));
}

/* 64 rows of weights (in registers) of 16 keys times the keys' values: b is [16 keys][32 or 64 columns] in shared memory. */
static __device__ __forceinline__ void wgmma_values(float (&d)[16], const u32 (&a)[4], u64 b, int add) {
    asm volatile(
        "{.reg .pred p; setp.ne.b32 p,%21,0; wgmma.mma_async.sync.aligned.m64n32k16.f32.f16.f16 {"
        NAMES_0
        "}, {%16,%17,%18,%19},%20,p,1,1,1;}"
        : INOUT_16(d, 0)
        : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "l"(b), "r"(add));
}

static __device__ __forceinline__ void wgmma_values(float (&d)[32], const u32 (&a)[4], u64 b, int add) {
    asm volatile(
        "{.reg .pred p; setp.ne.b32 p,%37,0; wgmma.mma_async.sync.aligned.m64n64k16.f32.f16.f16 {"
        NAMES_0 "," NAMES_16
        "}, {%32,%33,%34,%35},%36,p,1,1,1;}"
        : INOUT_16(d, 0), INOUT_16(d, 16)
        : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "l"(b), "r"(add));
}

/* d += a b, where a is 16 x 16 and all elements of b are 1: every column of d holds the sums of a's rows. */
static __device__ __forceinline__ void add_row_sums(float (&d)[4], const u32 (&a)[4]) {
    asm("mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32 {%0,%1,%2,%3},{%4,%5,%6,%7},{%8,%8},{%0,%1,%2,%3};"
        : INOUT_4(d, 0)
        : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(0x3c003c00u));
}

/* The four 8 x 8 matrices whose rows' addresses lanes 0-7, 8-15, 16-23 and 24-31 give, as fragments. */
static __device__ __forceinline__ void load_matrices(u32 (&r)[4], u32 address) {
    asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0,%1,%2,%3},[%4];"
                 : "=r"(r[0]), "=r"(r[1]), "=r"(r[2]), "=r"(r[3])
                 : "r"(address)
                 : "memory");
}

/* ---- Conversions and fast functions */

static __device__ __forceinline__ u32 pack_halves(float low, float high) {
    u32 r;
    asm("cvt.rn.f16x2.f32 %0,%1,%2;" : "=r"(r) : "f"(high), "f"(low));
    return r;
}

static __device__ __forceinline__ void unpack_halves(u32 pair, float &low, float &high) {
    asm("{.reg .f16 l,h; mov.b32 {l,h},%2; cvt.f32.f16 %0,l; cvt.f32.f16 %1,h;}" : "=f"(low), "=f"(high) : "r"(pair));
}

static __device__ __forceinline__ float fast_exp2(float x) {
    float r;
    asm("ex2.approx.ftz.f32 %0,%1;" : "=f"(r) : "f"(x));
    return r;
}

/* Relative error at most 2^-11. */
static __device__ __forceinline__ float fast_tanh(float x) {
    float r;
    asm("tanh.approx.f32 %0,%1;" : "=f"(r) : "f"(x));
    return r;
}

static __device__ __forceinline__ float fast_reciprocal(float x) {
    float r;
    asm("rcp.approx.ftz.f32 %0,%1;" : "=f"(r) : "f"(x));
    return r;
}

static __device__ __forceinline__ float fast_reciprocal_root(float x) {
    float r;
    asm("rsqrt.approx.f32 %0,%1;" : "=f"(r) : "f"(x));
    return r;
}

static __device__ __forceinline__ float product_rounded_up(float a, float b) {
    float r;
    asm("mul.rp.f32 %0,%1,%2;" : "=f"(r) : "f"(a), "f"(b));
    return r;
}

static __device__ __forceinline__ bool any_in_warp(bool value) {
    return __any_sync(FULL_WARP, value);
}

} // namespace hopper

#endif
