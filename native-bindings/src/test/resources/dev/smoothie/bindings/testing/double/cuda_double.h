/*
 * A double of CUDA for machines without a GPU. It exports the functions of the driver, the runtime, NVRTC and cuBLAS that our
 * bindings call, computes on the host, and is stricter than the original:
 *
 * - Memory of a device lies in one reserved region, so that a host's pointer where a device's is wanted is an error, and the
 *   other way round. It is filled with 0xff (float NaN, int -1) when allocated and unmapped when freed; addresses are never
 *   used twice, and each allocation ends at an unmapped page.
 * - Streams put work off until something waits for it. What forgets to wait reads what was there before.
 * - A thread must set its device before it uses one, and may use only what that device owns.
 * - A failed call leaves a last error behind, which the next cuBLAS call trips over, as the real one may.
 *
 * Nothing that passes on it has been tested on a GPU.
 */
#ifndef CUDA_DOUBLE_H
#define CUDA_DOUBLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define EXPORT __attribute__((visibility("default")))
#define MAX_DEVICES 8

/* What the tests call. */

/* One device of 1 GiB and compute capability 9.0, or that of the environment, no failures to come, all streams, allocations and other objects forgotten; kernels stay. */
EXPORT void smoothie_double_reset(void);
EXPORT void smoothie_double_devices(int count);
EXPORT void smoothie_double_memory(int device, size_t total);
/*
 * The compute capability of a device: 8, 6 for 8.6. What its blocks may share and what code it loads go by it. Where the
 * environment variable SMOOTHIE_CUDA_DOUBLE_CAPABILITY is set, to 8.6, all devices start with that.
 */
EXPORT void smoothie_double_capability(int device, int major, int minor);
/* The version that the driver serves up to: 13000 for 13.0. */
EXPORT void smoothie_double_driver(int version);
/* The nth call from now on of a function (1 is the next) returns this status and does nothing. */
EXPORT void smoothie_double_fail(const char *function, int status, int nth);
/* The same, and the device that its thread has set is lost by it: it returns this status to all calls from then on. */
EXPORT void smoothie_double_lose(const char *function, int status, int nth);
/* Device allocations of more bytes than this fail; SIZE_MAX for none. */
EXPORT void smoothie_double_fail_above(size_t bytes);
/* Bytes allocated on a device now. */
EXPORT size_t smoothie_double_used(int device);
/* Allocations, pinned buffers, streams, events, handles, modules and programs that are open now. */
EXPORT int smoothie_double_open(void);
/* How often a function was called since the reset. */
EXPORT long smoothie_double_calls(const char *function);
/* What the last misuse was, in words; empty if there was none since the reset. */
EXPORT const char *smoothie_double_complaint(void);
/*
 * Adds a library with kernels, as the environment variable SMOOTHIE_CUDA_DOUBLE_KERNELS does (several by ':'). Kernel foo of the
 * source is, in the library, int smoothie_kernel_foo(const unsigned grid[3], const unsigned block[3], unsigned shared,
 * void **params), which returns 0, or another number for a failed launch. It may follow its pointers as they are, and what is
 * larger than 8 bytes is aligned to 64. It runs when its stream's turn comes, on whatever thread waits for that, and never two
 * at once.
 */
EXPORT void smoothie_double_kernels(const char *path);

/*
 * What cuTensorMapEncodeTiled writes in place of NVIDIA's description, for a kernel's body to read: 128 bytes, a parameter
 * passed by value. The matrix is row-major, of 16-bit elements, and so is a box. Where it has a swizzle of 64 or 128 bytes,
 * the original permutes the 16-byte pieces of shared memory by their address; what a box has beyond the matrix is 0.
 */
#define TENSOR_MAP_MAGIC 0x7e4504a9u
struct tensor_map {
    uint64_t base;        /* address of the first element */
    uint64_t rows;
    uint64_t columns;
    uint64_t pitch_bytes; /* from one row to the next */
    uint32_t box_rows;
    uint32_t box_columns;
    uint32_t swizzle_bytes; /* 0, 64 or 128 */
    uint32_t magic;         /* TENSOR_MAP_MAGIC */
    uint64_t zero[10];
};

/* What the parts of the double share. */

/* Codes of cuda.h and driver_types.h, which agree where both have one. */
enum {
    OK = 0,
    INVALID_VALUE = 1,
    OUT_OF_MEMORY = 2,
    INSUFFICIENT_DRIVER = 35,
    NO_DEVICE = 100,
    INVALID_DEVICE = 101,
    INVALID_IMAGE = 200,
    INVALID_CONTEXT = 201,
    NO_BINARY = 209,
    INVALID_HANDLE = 400,
    NOT_FOUND = 500,
    NOT_READY = 600,
    ILLEGAL_ADDRESS = 700,
    LAUNCH_FAILED = 719,
    NOT_SUPPORTED_HERE = 801
};

enum kind { STREAM = 0x53545245, EVENT, MODULE, FUNCTION, BLAS, PROGRAM };

/* How every handle starts. */
struct object {
    enum kind kind;
    int device;
    struct object *next;
};

typedef int (*kernel_body)(const unsigned grid[3], const unsigned block[3], unsigned shared, void **params);

/* Work put off. It runs under the lock; its result is the device's lasting failure unless it is OK. */
struct work {
    int (*run)(struct work *);
    struct work *next;
};

struct stream {
    struct object object;
    struct work *first, *last;
};

/* Takes the lock and counts the call: nonzero if it is to fail with *status. leave() gives the lock back. */
bool enter(const char *function, int *status);
int leave(int status);
/* leave() for the runtime, which keeps a failure as this thread's last error. */
int fails(int status);
/* Notes a misuse, and returns the status that the original would have. */
int complain(int status, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The device that this thread has set, or -1. */
extern __thread int current_device;
/* Lasting failure of the current device, or INVALID_CONTEXT if there is none. */
int device_status(void);
void device_failed(int device, int status);
int device_count(void);
/* 90 for compute capability 9.0. */
int device_architecture(int device);
/* The most shared memory of a block of a device. */
int shared_optin(int device);
int driver_version(void);
/* The runtime's last error of this thread. */
extern __thread int last_error;

void *new_object(enum kind kind, size_t size);
/* The object if it is one, of the current device; otherwise NULL, with a complaint. */
void *object_of(const void *handle, enum kind kind, const char *function);
void forget_object(void *object);

/* Whether [at, at + bytes) is one piece of memory of the current device. */
bool is_device(const void *at, size_t bytes);
/* Whether any of it is in the region of the devices. */
bool touches_devices(const void *at, size_t bytes);
bool is_pinned(const void *at, size_t bytes);
void memory_reset(void);
size_t memory_used(int device);
int memory_open(void);

void put_off(struct stream *stream, struct work *work);
/* Runs what a stream, or all of a device's, has put off. */
void drain(struct stream *stream);
void drain_device(int device);

kernel_body find_kernel(const char *name);

/* The bytes of what a declaration of the source declares, no pointer; 0 where the type is none that the double knows. */
size_t size_of(const char *declaration, const char *source);

/* Whether the matrix that a tensor map describes is memory of the current device in all its extent. */
bool is_tensor_map_here(const struct tensor_map *map);

#endif
