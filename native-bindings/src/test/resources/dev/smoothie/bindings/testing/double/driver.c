/* The driver: devices; and the names of the codes that it and the runtime share. */
#include "cuda_double.h"
#include <stdio.h>

static const struct { int code; const char *runtime, *driver, *text; } names[] = {
    {0, "cudaSuccess", "CUDA_SUCCESS", "no error"},
    {1, "cudaErrorInvalidValue", "CUDA_ERROR_INVALID_VALUE", "invalid argument"},
    {2, "cudaErrorMemoryAllocation", "CUDA_ERROR_OUT_OF_MEMORY", "out of memory"},
    {35, "cudaErrorInsufficientDriver", NULL, "CUDA driver version is insufficient for CUDA runtime version"},
    {46, "cudaErrorDevicesUnavailable", "CUDA_ERROR_DEVICE_UNAVAILABLE",
        "CUDA-capable device(s) is/are busy or unavailable"},
    {100, "cudaErrorNoDevice", "CUDA_ERROR_NO_DEVICE", "no CUDA-capable device is detected"},
    {101, "cudaErrorInvalidDevice", "CUDA_ERROR_INVALID_DEVICE", "invalid device ordinal"},
    {200, "cudaErrorInvalidKernelImage", "CUDA_ERROR_INVALID_IMAGE", "device kernel image is invalid"},
    {201, "cudaErrorDeviceUninitialized", "CUDA_ERROR_INVALID_CONTEXT", "invalid device context"},
    {209, "cudaErrorNoKernelImageForDevice", "CUDA_ERROR_NO_BINARY_FOR_GPU",
        "no kernel image is available for execution on the device"},
    {214, "cudaErrorECCUncorrectable", "CUDA_ERROR_ECC_UNCORRECTABLE", "uncorrectable ECC error encountered"},
    {400, "cudaErrorInvalidResourceHandle", "CUDA_ERROR_INVALID_HANDLE", "invalid resource handle"},
    {500, "cudaErrorSymbolNotFound", "CUDA_ERROR_NOT_FOUND", "named symbol not found"},
    {600, "cudaErrorNotReady", "CUDA_ERROR_NOT_READY", "device not ready"},
    {700, "cudaErrorIllegalAddress", "CUDA_ERROR_ILLEGAL_ADDRESS", "an illegal memory access was encountered"},
    {719, "cudaErrorLaunchFailure", "CUDA_ERROR_LAUNCH_FAILED", "unspecified launch failure"},
    {801, "cudaErrorNotSupported", "CUDA_ERROR_NOT_SUPPORTED", "operation not supported"},
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

/* By the programming guide's table of compute capabilities. */
int shared_optin(int device) {
    switch (device_architecture(device)) {
    case 80: case 87: return 163 << 10;
    case 90: case 100: case 103: return 227 << 10;
    default: return 99 << 10;
    }
}

EXPORT int cuDeviceGetAttribute(int *value, int attribute, int device) {
    int status;
    if (!enter("cuDeviceGetAttribute", &status)) {
        if (device < 0 || device >= device_count()) {
            return leave(INVALID_DEVICE);
        }
        status = OK;
        switch (attribute) {
        case 16: *value = 4; break;            /* multiprocessors */
        case 38: *value = 1 << 20; break;      /* second-level cache */
        case 75: *value = device_architecture(device) / 10; break;
        case 76: *value = device_architecture(device) % 10; break;
        case 97: *value = shared_optin(device); break;
        default: status = INVALID_VALUE;
        }
    }
    return leave(status);
}
