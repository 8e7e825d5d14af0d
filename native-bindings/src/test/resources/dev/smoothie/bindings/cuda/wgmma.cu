// Two products on tensor cores, one after the other into the same sums; with SERIAL the sums are touched between them, which
// makes ptxas wait for the first. Compiled by a test, never run.
typedef unsigned long long u64;

__device__ void multiply(float *sums, u64 a, u64 b) {
    asm volatile("wgmma.mma_async.sync.aligned.m64n8k16.f32.f16.f16 {%0, %1, %2, %3}, %4, %5, 1, 1, 1, 0, 0;"
            : "+f"(sums[0]), "+f"(sums[1]), "+f"(sums[2]), "+f"(sums[3])
            : "l"(a), "l"(b));
}

extern "C" __global__ void twice(float *out, u64 a, u64 b) {
    float sums[4] = {0, 0, 0, 0};
    asm volatile("wgmma.fence.sync.aligned;");
    multiply(sums, a, b);
#ifdef SERIAL
    sums[0] += 1;
#endif
    multiply(sums, a + 2, b + 2);
    asm volatile("wgmma.commit_group.sync.aligned;");
    asm volatile("wgmma.wait_group.sync.aligned 0;");
    for (int i = 0; i < 4; i++) {
        out[threadIdx.x * 4 + i] = sums[i];
    }
}
