/* The driver: descriptions of matrices for the copy engine. */
#include "cuda_double.h"

bool is_tensor_map_here(const struct tensor_map *map) {
    return is_device((const void *) (uintptr_t) map->base, (map->rows - 1) * map->pitch_bytes + map->columns * 2);
}

static int check_tensor_map(const struct tensor_map *map, int type, unsigned rank, uint64_t last_stride,
        const unsigned *steps, int interleave, int promotion, int fill) {
    bool kind = (type == 6 || type == 9) && rank == 2 && interleave == 0 && promotion >= 0 && promotion <= 3 && fill == 0
            && steps[0] == 1 && steps[1] == 1;
    bool matrix = map->base % 16 == 0 && map->rows && map->rows <= (uint64_t) 1 << 32 && map->columns
            && map->columns <= (uint64_t) 1 << 32 && last_stride % 16 == 0 && last_stride < (uint64_t) 1 << 40
            && last_stride >= 2 * map->columns;
    bool box = map->box_rows && map->box_rows <= 256 && map->box_columns && map->box_columns <= 256
            && map->box_columns * 2 % 16 == 0 && (!map->swizzle_bytes || map->box_columns * 2 <= map->swizzle_bytes);
    if (!kind || !matrix || !box) {
        return complain(INVALID_VALUE, "cuTensorMapEncodeTiled: %s", !kind ? "a kind that the double does not know"
                : matrix ? "box" : "matrix");
    }
    if (!is_tensor_map_here(map)) {
        return complain(INVALID_VALUE, "cuTensorMapEncodeTiled: the matrix is not memory of device %d in all its extent",
                current_device);
    }
    return OK;
}

/* Stricter than the original, which does not look at the memory, and knows more kinds. */
EXPORT int cuTensorMapEncodeTiled(struct tensor_map *map, int type, unsigned rank, void *base, const uint64_t *sizes,
        const uint64_t *strides, const unsigned *box, const unsigned *steps, int interleave, int swizzle, int promotion,
        int fill) {
    int status;
    if (enter("cuTensorMapEncodeTiled", &status) || (status = device_status())) {
        return leave(status);
    }
    if (device_architecture(current_device) < 90) {
        return leave(complain(NOT_SUPPORTED_HERE, "cuTensorMapEncodeTiled: device %d is of compute capability %d",
                current_device, device_architecture(current_device)));
    }
    if ((uintptr_t) map % 64 || swizzle < 0 || swizzle == 1 || swizzle > 3) {
        return leave(complain(INVALID_VALUE, "cuTensorMapEncodeTiled: map at %p, swizzle %d", (void *) map, swizzle));
    }
    struct tensor_map made = {(uintptr_t) base, sizes[1], sizes[0], strides[0], box[1], box[0],
        swizzle == 0 ? 0 : 16u << swizzle, TENSOR_MAP_MAGIC, {0}};
    status = check_tensor_map(&made, type, rank, strides[0], steps, interleave, promotion, fill);
    if (!status) {
        *map = made;
    }
    return leave(status);
}
