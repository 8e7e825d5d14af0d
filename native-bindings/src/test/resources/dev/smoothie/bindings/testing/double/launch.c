/* The driver: modules, kernels and their launches. */
#include "cuda_double.h"
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_PARAMETERS 64
#define MAX_LIBRARIES 16
#define MAX_PARAMETER_BYTES 4096
#define DEFAULT_SHARED 49152
#define LARGE_ALIGNMENT 64

struct parameter {
    bool pointer;
    size_t offset, size;
};

struct function {
    struct object object;
    kernel_body body;
    char name[128];
    int count;
    struct parameter parameters[MAX_PARAMETERS];
    int shared;
};

struct module {
    struct object object;
    char *text; /* a line a kernel, "kernel name p 4 128": p is a pointer, all others are sizes in bytes */
};

struct launch {
    struct work work;
    struct function *function;
    int device;
    unsigned grid[3], block[3], shared;
    char values[MAX_PARAMETER_BYTES] __attribute__((aligned(LARGE_ALIGNMENT)));
};

static void *libraries[MAX_LIBRARIES];
static int library_count;

static void add_library(const char *path) {
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!library || library_count == MAX_LIBRARIES) {
        fprintf(stderr, "the double of CUDA cannot load kernels: %s\n", library ? "too many libraries" : dlerror());
        abort();
    }
    /* The one named last comes first: of two libraries with the same kernel, for models of other sizes, it is meant. */
    int place = 0;
    while (place < library_count && libraries[place] != library) {
        place++;
    }
    library_count += place == library_count;
    memmove(libraries + 1, libraries, place * sizeof *libraries);
    libraries[0] = library;
}

void smoothie_double_kernels(const char *paths) {
    char *copy = strdup(paths), *rest = copy, *path;
    while ((path = strsep(&rest, ":"))) {
        if (*path) {
            add_library(path);
        }
    }
    free(copy);
}

kernel_body find_kernel(const char *name) {
    static bool asked;
    if (!asked && getenv("SMOOTHIE_CUDA_DOUBLE_KERNELS")) {
        smoothie_double_kernels(getenv("SMOOTHIE_CUDA_DOUBLE_KERNELS"));
    }
    asked = true;
    char symbol[192];
    snprintf(symbol, sizeof symbol, "smoothie_kernel_%s", name);
    for (int i = 0; i < library_count; i++) {
        void *body = dlsym(libraries[i], symbol);
        if (body) {
            return (kernel_body) body;
        }
    }
    return NULL;
}

/* Code of a generation runs on its later cards too, but that for one architecture's own instructions nowhere else. */
static bool runs_here(int architecture, bool own) {
    int card = device_architecture(current_device);
    return own ? architecture == card : architecture / 10 == card / 10 && architecture <= card;
}

EXPORT int cuModuleLoadData(struct module **module, const char *image) {
    int status, architecture;
    char own = 0;
    if (enter("cuModuleLoadData", &status) || (status = device_status())) {
        return leave(status);
    }
    if (sscanf(image, "SMOOTHIE DOUBLE CUBIN sm_%d%c", &architecture, &own) < 1) {
        return leave(INVALID_IMAGE);
    }
    if (!runs_here(architecture, own == 'a')) {
        return leave(NO_BINARY);
    }
    *module = new_object(MODULE, sizeof **module);
    (*module)->text = strdup(image);
    return leave(OK);
}

EXPORT int cuModuleUnload(struct module *module) {
    int status;
    if (enter("cuModuleUnload", &status)) {
        return leave(status);
    }
    if (!object_of(module, MODULE, "cuModuleUnload")) {
        return leave(INVALID_HANDLE);
    }
    drain_device(current_device);
    free(module->text);
    forget_object(module);
    return leave(device_status());
}

/* Reads the rest of a module's line. A parameter lies at a multiple of its size, one of a structure's size at one of 64. */
static void read_parameters(const char *line, struct function *function) {
    size_t end = 0;
    for (int length = 0; function->count < MAX_PARAMETERS; line += length) {
        struct parameter *p = &function->parameters[function->count];
        *p = (struct parameter) {*line == 'p', 0, 8};
        if (!p->pointer && sscanf(line, "%zu", &p->size) != 1) {
            return;
        }
        size_t alignment = p->size > 8 ? LARGE_ALIGNMENT : p->size;
        p->offset = (end + alignment - 1) / alignment * alignment;
        end = p->offset + p->size;
        if (end > MAX_PARAMETER_BYTES) {
            fprintf(stderr, "the double of CUDA: kernel %s has more than %d bytes of parameters\n", function->name,
                    MAX_PARAMETER_BYTES);
            abort();
        }
        function->count++;
        length = strcspn(line, " \n");
        length += line[length] == ' ';
    }
}

EXPORT int cuModuleGetFunction(struct function **function, struct module *module, const char *name) {
    int status;
    if (enter("cuModuleGetFunction", &status) || (status = device_status())) {
        return leave(status);
    }
    if (!object_of(module, MODULE, "cuModuleGetFunction")) {
        return leave(INVALID_HANDLE);
    }
    char start[192];
    snprintf(start, sizeof start, "\nkernel %s ", name);
    const char *line = strstr(module->text, start);
    kernel_body body = find_kernel(name);
    if (!line || !body) {
        return leave(complain(NOT_FOUND, "kernel %s: %s", name,
                line ? "no library of kernels has a body for it" : "its module has none of that name"));
    }
    *function = new_object(FUNCTION, sizeof **function);
    (*function)->body = body;
    snprintf((*function)->name, sizeof (*function)->name, "%s", name);
    read_parameters(line + strlen(start), *function);
    (*function)->shared = DEFAULT_SHARED;
    return leave(OK);
}

EXPORT int cuFuncGetAttribute(int *value, int attribute, struct function *function) {
    int status;
    if (enter("cuFuncGetAttribute", &status) || (status = device_status())) {
        return leave(status);
    }
    if (!object_of(function, FUNCTION, "cuFuncGetAttribute")) {
        return leave(INVALID_HANDLE);
    }
    switch (attribute) {
    case 0: *value = 1024; break; /* threads of a block */
    case 1: *value = 0; break;    /* shared memory */
    case 3: *value = 0; break;    /* local memory */
    case 4: *value = 32; break;   /* registers */
    case 8: *value = function->shared; break;
    default: status = INVALID_VALUE;
    }
    return leave(status);
}

EXPORT int cuFuncSetAttribute(struct function *function, int attribute, int value) {
    int status;
    if (enter("cuFuncSetAttribute", &status) || (status = device_status())) {
        return leave(status);
    }
    if (!object_of(function, FUNCTION, "cuFuncSetAttribute")) {
        return leave(INVALID_HANDLE);
    }
    if (attribute != 8 || value < 0 || value > shared_optin(current_device)) {
        return leave(INVALID_VALUE);
    }
    function->shared = value;
    return leave(OK);
}

EXPORT int cuFuncGetParamInfo(struct function *function, size_t index, size_t *offset, size_t *size) {
    int status;
    if (enter("cuFuncGetParamInfo", &status) || (status = device_status())) {
        return leave(status);
    }
    if (!object_of(function, FUNCTION, "cuFuncGetParamInfo")) {
        return leave(INVALID_HANDLE);
    }
    if (index >= (size_t) function->count) {
        return leave(INVALID_VALUE);
    }
    *offset = function->parameters[index].offset;
    *size = function->parameters[index].size;
    return leave(OK);
}

/* Whether what a parameter points at, or describes, is memory of the current device. */
static bool reaches_memory(const struct parameter *p, const void *value) {
    const struct tensor_map *map = value;
    if (p->pointer) {
        const void *pointer = *(const void *const *) value;
        return !pointer || is_device(pointer, 1);
    }
    return p->size != sizeof *map || map->magic != TENSOR_MAP_MAGIC
            || is_tensor_map_here(map);
}

static int run_launch(struct work *work) {
    struct launch *launch = (struct launch *) work;
    void *parameters[MAX_PARAMETERS];
    int device = current_device;
    current_device = launch->device;
    int status = OK;
    for (int i = 0; i < launch->function->count; i++) {
        const struct parameter *p = &launch->function->parameters[i];
        parameters[i] = launch->values + p->offset;
        if (!reaches_memory(p, parameters[i])) {
            status = complain(ILLEGAL_ADDRESS, "kernel %s: parameter %d, %p, is not memory of device %d",
                    launch->function->name, i, *(void **) parameters[i], current_device);
        }
    }
    if (!status && launch->function->body(launch->grid, launch->block, launch->shared, parameters)) {
        status = complain(LAUNCH_FAILED, "kernel %s failed", launch->function->name);
    }
    current_device = device;
    return status;
}

EXPORT int cuLaunchKernel(struct function *function, unsigned gx, unsigned gy, unsigned gz, unsigned bx, unsigned by,
        unsigned bz, unsigned shared, struct stream *stream, void **parameters, void **extra) {
    int status;
    if (enter("cuLaunchKernel", &status) || (status = device_status())) {
        return leave(status);
    }
    if (!object_of(function, FUNCTION, "cuLaunchKernel") || !object_of(stream, STREAM, "cuLaunchKernel")) {
        return leave(INVALID_HANDLE);
    }
    bool grid = gx && gy && gz && gx <= INT32_MAX && gy <= 65535 && gz <= 65535;
    bool block = bx && by && bz && bx <= 1024 && by <= 1024 && bz <= 64 && bx * by * bz <= 1024;
    if (!grid || !block || shared > (unsigned) function->shared || extra) {
        return leave(complain(INVALID_VALUE, "cuLaunchKernel: kernel %s with %u x %u x %u blocks of %u x %u x %u, %u bytes",
                function->name, gx, gy, gz, bx, by, bz, shared));
    }
    struct launch *launch = aligned_alloc(LARGE_ALIGNMENT, sizeof *launch);
    *launch = (struct launch) {{run_launch, NULL}, function, current_device, {gx, gy, gz}, {bx, by, bz}, shared, {0}};
    for (int i = 0; i < function->count; i++) {
        memcpy(launch->values + function->parameters[i].offset, parameters[i], function->parameters[i].size);
    }
    put_off(stream, &launch->work);
    return leave(OK);
}
