/*
 * The encoder's kernels in their plain form as a library for the double of the CUDA libraries, like cuda_emulation.cpp. Compile
 * with -DEMULATION, and with HIDDEN and HEAD as NVRTC would get them.
 */
#include "tensor_emulation.h"

#include KERNELS

#define EXPORT(name)                                                                                                       \
    extern "C" __attribute__((visibility("default"))) int smoothie_kernel_##name(const unsigned *grid, const unsigned *block, \
                                                                                 unsigned shared_bytes, void **params) {   \
        return emulation::launch(name, grid, block, shared_bytes, params);                                                 \
    }

EXPORT(embed_norm)
EXPORT(add_norm)
EXPORT(product_bias)
EXPORT(product_gelu)
EXPORT(attention)
EXPORT(attention_short)
EXPORT(attention_pooled)
EXPORT(gather_rows)
EXPORT(finish_rows)
EXPORT(pool_mean)

/* 0 runs the threads of a block forwards, 1 backwards, anything else from shuffled starts. */
extern "C" __attribute__((visibility("default"))) void smoothie_emulation_order(unsigned order) {
    emulation::order = order;
}

/* How often the calling thread's kernels have read rows of a matrix that share banks of shared memory. */
extern "C" __attribute__((visibility("default"))) unsigned long long smoothie_emulation_bank_conflicts() {
    return emulation::bank_conflicts;
}
