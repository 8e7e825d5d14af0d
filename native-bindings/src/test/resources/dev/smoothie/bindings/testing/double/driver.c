/* The driver: devices, modules, kernels; and the names of the codes that it and the runtime share. */
#include "cuda_double.h"
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_PARAMETERS 64
#define MAX_LIBRARIES 16
#define DEFAULT_SHARED 49152
#define SHARED_OPTIN 232448

struct function {
    struct object object;
    kernel_body body;
    char name[128];
    char sizes[MAX_PARAMETERS + 1]; /* one letter a parameter: p a pointer, else its size as a digit */
    int shared;
};

struct module {
    struct object object;
    char *text; /* a line a kernel, "name sizes" */
};

struct launch {
    struct work work;
    struct function *function;
    int device;
    unsigned grid[3], block[3], shared;
    uint64_t values[MAX_PARAMETERS];
};

static void *libraries[MAX_LIBRARIES];
static int library_count;

static const struct { int code; const char *runtime, *driver, *text; } names[] = {
    {0, "cudaSuccess", "CUDA_SUCCESS", "no error"},
    {1, "cudaErrorInvalidValue", "CUDA_ERROR_INVALID_VALUE", "invalid argument"},
    {2, "cudaErrorMemoryAllocation", "CUDA_ERROR_OUT_OF_MEMORY", "out of memory"},
    {35, "cudaErrorInsufficientDriver", NULL, "CUDA driver version is insufficient for CUDA runtime version"},
    {100, "cudaErrorNoDevice", "CUDA_ERROR_NO_DEVICE", "no CUDA-capable device is detected"},
    {101, "cudaErrorInvalidDevice", "CUDA_ERROR_INVALID_DEVICE", "invalid device ordinal"},
    {200, "cudaErrorInvalidKernelImage", "CUDA_ERROR_INVALID_IMAGE", "device kernel image is invalid"},
    {201, "cudaErrorDeviceUninitialized", "CUDA_ERROR_INVALID_CONTEXT", "invalid device context"},
    {209, "cudaErrorNoKernelImageForDevice", "CUDA_ERROR_NO_BINARY_FOR_GPU",
        "no kernel image is available for execution on the device"},
    {400, "cudaErrorInvalidResourceHandle", "CUDA_ERROR_INVALID_HANDLE", "invalid resource handle"},
    {500, "cudaErrorSymbolNotFound", "CUDA_ERROR_NOT_FOUND", "named symbol not found"},
    {600, "cudaErrorNotReady", "CUDA_ERROR_NOT_READY", "device not ready"},
    {700, "cudaErrorIllegalAddress", "CUDA_ERROR_ILLEGAL_ADDRESS", "an illegal memory access was encountered"},
    {719, "cudaErrorLaunchFailure", "CUDA_ERROR_LAUNCH_FAILED", "unspecified launch failure"},
    {802, "cudaErrorSystemNotReady", "CUDA_ERROR_SYSTEM_NOT_READY", "system not yet initialized"},
    {803, "cudaErrorSystemDriverMismatch", "CUDA_ERROR_SYSTEM_DRIVER_MISMATCH",
        "system has unsupported display driver / cuda driver combination"},
    {999, "cudaErrorUnknown", "CUDA_ERROR_UNKNOWN", "unknown error"},
};
#define NAMES (sizeof names / sizeof *names)

EXPORT const char *cudaGetErrorName(int code) {
    for (size_t i = 0; i < NAMES; i++) {
        if (names[i].code == code) {
            return names[i].runtime;
        }
    }
    return "unrecognized error code";
}

EXPORT const char *cudaGetErrorString(int code) {
    for (size_t i = 0; i < NAMES; i++) {
        if (names[i].code == code) {
            return names[i].text;
        }
    }
    return "unrecognized error code";
}

EXPORT int cuGetErrorName(int code, const char **name) {
    *name = NULL;
    for (size_t i = 0; i < NAMES; i++) {
        *name = names[i].code == code ? names[i].driver : *name;
    }
    return *name ? OK : INVALID_VALUE;
}

EXPORT int cuGetErrorString(int code, const char **text) {
    *text = NULL;
    for (size_t i = 0; i < NAMES; i++) {
        *text = names[i].code == code ? names[i].text : *text;
    }
    return *text ? OK : INVALID_VALUE;
}

EXPORT int cuInit(unsigned flags) {
    int status;
    if (!enter("cuInit", &status)) {
        status = flags ? INVALID_VALUE : device_count() ? OK : NO_DEVICE;
    }
    return leave(status);
}

EXPORT int cuDriverGetVersion(int *version) {
    int status;
    if (!enter("cuDriverGetVersion", &status)) {
        *version = driver_version();
        status = OK;
    }
    return leave(status);
}

EXPORT int cuDeviceGetCount(int *count) {
    int status;
    if (!enter("cuDeviceGetCount", &status)) {
        *count = device_count();
        status = OK;
    }
    return leave(status);
}

/* Handles differ from ordinals, as they may. */
EXPORT int cuDeviceGet(int *device, int ordinal) {
    int status;
    if (!enter("cuDeviceGet", &status)) {
        status = ordinal >= 0 && ordinal < device_count() ? OK : INVALID_DEVICE;
        *device = ordinal;
    }
    return leave(status);
}

EXPORT int cuDeviceGetName(char *name, int bytes, int device) {
    int status;
    if (!enter("cuDeviceGetName", &status)) {
        status = device < device_count() ? OK : INVALID_DEVICE;
        snprintf(name, bytes, "CUDA double %d (the host, not a GPU)", device);
    }
    return leave(status);
}

EXPORT int cuDeviceGetAttribute(int *value, int attribute, int device) {
    int status;
    if (!enter("cuDeviceGetAttribute", &status)) {
        status = device < device_count() ? OK : INVALID_DEVICE;
        switch (attribute) {
        case 16: *value = 4; break;            /* multiprocessors */
        case 38: *value = 1 << 20; break;      /* second-level cache */
        case 75: *value = 9; break;            /* compute capability */
        case 76: *value = 0; break;
        case 97: *value = SHARED_OPTIN; break;
        default: status = INVALID_VALUE;
        }
    }
    return leave(status);
}

static void add_library(const char *path) {
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!library || library_count == MAX_LIBRARIES) {
        fprintf(stderr, "the double of CUDA cannot load kernels: %s\n", library ? "too many libraries" : dlerror());
        abort();
    }
    for (int i = 0; i < library_count; i++) {
        if (libraries[i] == library) {
            return;
        }
    }
    libraries[library_count++] = library;
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

EXPORT int cuModuleLoadData(struct module **module, const char *image) {
    int status, major;
    if (enter("cuModuleLoadData", &status) || (status = device_status())) {
        return leave(status);
    }
    if (sscanf(image, "SMOOTHIE DOUBLE CUBIN sm_%d", &major) != 1) {
        return leave(INVALID_IMAGE);
    }
    if (major / 10 != 9) {
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

EXPORT int cuModuleGetFunction(struct function **function, struct module *module, const char *name) {
    int status;
    if (enter("cuModuleGetFunction", &status) || (status = device_status())) {
        return leave(status);
    }
    if (!object_of(module, MODULE, "cuModuleGetFunction")) {
        return leave(INVALID_HANDLE);
    }
    char start[192], sizes[MAX_PARAMETERS + 1] = "";
    snprintf(start, sizeof start, "\nkernel %s ", name);
    const char *line = strstr(module->text, start);
    kernel_body body = find_kernel(name);
    if (!line || !body) {
        return leave(complain(NOT_FOUND, "kernel %s: %s", name,
                line ? "no library of kernels has a body for it" : "its module has none of that name"));
    }
    sscanf(line + strlen(start), "%64[p1248]", sizes);
    *function = new_object(FUNCTION, sizeof **function);
    (*function)->body = body;
    snprintf((*function)->name, sizeof (*function)->name, "%s", name);
    strcpy((*function)->sizes, sizes);
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
    if (attribute != 8 || value < 0 || value > SHARED_OPTIN) {
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
    if (index >= strlen(function->sizes)) {
        return leave(INVALID_VALUE);
    }
    *offset = 8 * index;
    *size = function->sizes[index] == 'p' ? 8 : function->sizes[index] - '0';
    return leave(OK);
}

static int run_launch(struct work *work) {
    struct launch *launch = (struct launch *) work;
    void *parameters[MAX_PARAMETERS];
    int device = current_device;
    current_device = launch->device;
    int status = OK;
    for (int i = 0; launch->function->sizes[i]; i++) {
        const void *pointer = (const void *) (uintptr_t) launch->values[i];
        parameters[i] = &launch->values[i];
        if (launch->function->sizes[i] == 'p' && pointer && !is_device(pointer, 1)) {
            status = complain(ILLEGAL_ADDRESS, "kernel %s: parameter %d, %p, is not memory of device %d",
                    launch->function->name, i, pointer, current_device);
        }
    }
    if (!status && launch->function->body(launch->grid, launch->block, launch->shared, parameters)) {
        status = complain(719, "kernel %s failed", launch->function->name);
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
    struct launch *launch = calloc(1, sizeof *launch);
    *launch = (struct launch) {{run_launch, NULL}, function, current_device, {gx, gy, gz}, {bx, by, bz}, shared, {0}};
    for (int i = 0; function->sizes[i]; i++) {
        memcpy(&launch->values[i], parameters[i], function->sizes[i] == 'p' ? 8 : function->sizes[i] - '0');
    }
    put_off(stream, &launch->work);
    return leave(OK);
}
