#include <stdint.h>
#include <stddef.h>
#include <string.h>

#define EXPORT __attribute__((visibility("default")))

EXPORT int smoothie_kernel_scale(const unsigned grid[3], const unsigned block[3], unsigned shared, void **p) {
    float *x = *(float **) p[0], factor = *(float *) p[2];
    int64_t n = *(int64_t *) p[1];
    for (int64_t i = 0; i < n && i < (int64_t) grid[0] * block[0]; i++) {
        x[i] = x[i] * factor;
    }
    return shared;
}

EXPORT int smoothie_kernel_parameters(const unsigned grid[3], const unsigned block[3], unsigned shared, void **p) {
    double *out = *(double **) p[0];
    out[0] = *(int *) p[1];
    out[1] = *(unsigned *) p[2];
    out[2] = *(int64_t *) p[3];
    out[3] = *(uint64_t *) p[4];
    out[4] = *(float *) p[5];
    out[5] = *(double *) p[6];
    out[6] = *(const float **) p[7] == NULL;
    return grid[0] * block[0] + shared - 1;
}

EXPORT int smoothie_kernel_described(const unsigned grid[3], const unsigned block[3], unsigned shared, void **p) {
    uint64_t *out = *(uint64_t **) p[0];
    memcpy(out, p[2], 128);
    out[16] = *(int *) p[1];
    out[17] = *(float *) p[3];
    return grid[0] * block[0] + shared - 1 + (uintptr_t) p[2] % 64;
}

EXPORT int smoothie_kernel_broken(const unsigned grid[3], const unsigned block[3], unsigned shared, void **p) {
    (void) grid, (void) block, (void) shared, (void) p;
    return 1;
}
