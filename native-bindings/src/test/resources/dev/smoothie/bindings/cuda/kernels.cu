// What the tests of the wrappers run; its bodies for the double are in kernels.c.
typedef long long i64;

#ifndef OFFSET
#define OFFSET 0
#endif

// x[i] = x[i] * factor + OFFSET
extern "C" __global__ void __launch_bounds__(4 * (64))
scale(float *__restrict__ x, const i64 n, float factor) {
    i64 i = blockIdx.x * (i64) blockDim.x + threadIdx.x;
    if (i < n) {
        x[i] = x[i] * factor + OFFSET;
    }
}

// Every kind of parameter, written to out in order.
extern "C" __global__ void parameters(double *out, int a, unsigned b, i64 c, unsigned long long d, float e, double f,
        const float *nothing) {
    out[0] = a;
    out[1] = b;
    out[2] = c;
    out[3] = d;
    out[4] = e;
    out[5] = f;
    out[6] = nothing == 0;
}

struct alignas(64) TensorMap {
    unsigned long long words[16];
};

// What is passed by value, as words, between two small parameters.
extern "C" __global__ void described(unsigned long long *out, int before, const __grid_constant__ TensorMap map, float after) {
    for (int i = 0; i < 16; i++) {
        out[i] = map.words[i];
    }
    out[16] = before;
    out[17] = after;
}

extern "C" __global__ void broken() {
    *(volatile int *) 8 = 1;
}
