/*
 * The encoder's kernels in their Hopper form, and those of the plain form that it uses too, as a library for the double of the CUDA
 * libraries, like cuda_emulation.cpp. Compile with -DEMULATION, and with HIDDEN and HEAD as NVRTC would get them.
 */
#include "hopper_emulation.h"
#include "tensor_emulation.h"

#include KERNELS

#define EXPORT(name)                                                                                                       \
    extern "C" __attribute__((visibility("default"))) int smoothie_kernel_##name(const unsigned *grid, const unsigned *block, \
                                                                                 unsigned shared_bytes, void **params) {   \
        return emulation::launch(name, grid, block, shared_bytes, params);                                                 \
    }

EXPORT(embed_norm)
EXPORT(add_norm)
EXPORT(attention_short)
EXPORT(attention_pooled)
EXPORT(gather_rows)
EXPORT(finish_rows)
EXPORT(pool_mean)

using namespace hopper;

EXPORT(hopper_product_bias)
EXPORT(hopper_product_gelu)
EXPORT(hopper_attention)
#if HIDDEN == 384
EXPORT(resident_product_bias)
EXPORT(resident_product_gelu)
EXPORT(product_norm)
#endif

/*
 * 0 runs the threads of a block forwards, 1 backwards, anything else from shuffled starts; it also decides when tiles arrive (see
 * hopper_emulation.h).
 */
extern "C" __attribute__((visibility("default"))) void smoothie_emulation_order(unsigned order) {
    emulation::order = order;
}
