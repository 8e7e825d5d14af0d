/*
 * The kernels of the engine as a library for the double of the CUDA libraries: for each kernel a function that runs the whole
 * grid on the calling thread. Compile with -ffp-contract=off, so that sums are what the sources say, and
 * -include of nothing: KERNELS is the concatenation that NVRTC would get.
 */
#include "cuda_emulation.h"

#include KERNELS

#define EXPORT(name)                                                                                                       \
    extern "C" __attribute__((visibility("default"))) int smoothie_kernel_##name(const unsigned *grid, const unsigned *block, \
                                                                                 unsigned shared_bytes, void **params) {   \
        return emulation::launch(name, grid, block, shared_bytes, params);                                                 \
    }

EXPORT(largest_magnitude)
EXPORT(column_sums)
EXPORT(column_means)
EXPORT(pack)
EXPORT(key_terms)
EXPORT(gather)
EXPORT(first_thresholds)
EXPORT(select_tile)
EXPORT(compact)
EXPORT(rank_candidates)
EXPORT(widen)
EXPORT(store_widened)
EXPORT(row_estimates_few)
EXPORT(row_estimates_many)
EXPORT(neighbor_means)
EXPORT(copy_rows)

/* 0 runs the threads of a block forwards, 1 backwards, anything else from shuffled starts. */
extern "C" __attribute__((visibility("default"))) void smoothie_emulation_order(unsigned order) {
    emulation::order = order;
}
