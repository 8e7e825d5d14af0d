/* Copies of whole rows. */

/*
 * Row sources[i] of `from` becomes row targets[i] of `to`, both of d floats; without `targets` it becomes row i. One warp a row.
 * No row may be both a source and a target.
 */
extern "C" __global__ void __launch_bounds__(256)
    copy_rows(const float *from, const i64 *sources, const i64 *targets, i64 count, int d, float *to) {
    i64 at = (i64)blockIdx.x * (blockDim.x / WARP) + threadIdx.x / WARP;
    if (at >= count) {
        return;
    }
    const float *source = from + sources[at] * d;
    float *target = to + (targets ? targets[at] : at) * d;
    for (int column = threadIdx.x % WARP; column < d; column += WARP) {
        target[column] = source[column];
    }
}
