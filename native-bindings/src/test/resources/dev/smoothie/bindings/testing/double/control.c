/* The state of the double, what its callers do to it, and what it says of them. */
#include "cuda_double.h"
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_FUNCTIONS 128
#define MAX_FAILURES 16

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct { const char *name; long calls; } functions[MAX_FUNCTIONS];
static struct { char name[64]; int status, nth; bool lasting; } failures[MAX_FAILURES];
static struct object *objects;
static char complaint[512];
static int devices = 1;
static int driver = 13000;
static int failed[MAX_DEVICES];
static int architectures[MAX_DEVICES];

__thread int current_device = -1;
__thread int last_error;

/* For a process that no test can call this library in. */
__attribute__((constructor)) static void set_architectures(void) {
    int major = 9, minor = 0;
    const char *asked = getenv("SMOOTHIE_CUDA_DOUBLE_CAPABILITY");
    if (asked && sscanf(asked, "%d.%d", &major, &minor) != 2) {
        fprintf(stderr, "the double of CUDA: SMOOTHIE_CUDA_DOUBLE_CAPABILITY is '%s', expected 9.0 or the like\n", asked);
        abort();
    }
    for (int i = 0; i < MAX_DEVICES; i++) {
        architectures[i] = 10 * major + minor;
    }
}

static long count_call(const char *name) {
    for (int i = 0; i < MAX_FUNCTIONS; i++) {
        if (!functions[i].name) {
            functions[i].name = name;
        }
        if (!strcmp(functions[i].name, name)) {
            return ++functions[i].calls;
        }
    }
    abort();
}

bool enter(const char *function, int *status) {
    pthread_mutex_lock(&lock);
    count_call(function);
    for (int i = 0; i < MAX_FAILURES; i++) {
        if (failures[i].nth > 0 && !strcmp(failures[i].name, function) && --failures[i].nth == 0) {
            *status = failures[i].status;
            if (failures[i].lasting && current_device >= 0) {
                device_failed(current_device, *status);
            }
            return true;
        }
    }
    return false;
}

int leave(int status) {
    pthread_mutex_unlock(&lock);
    return status;
}

int fails(int status) {
    last_error = status ? status : last_error;
    return leave(status);
}

int complain(int status, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(complaint, sizeof complaint, format, arguments);
    va_end(arguments);
    return status;
}

int device_status(void) {
    return current_device < 0 ? complain(INVALID_CONTEXT, "this thread has set no device") : failed[current_device];
}

void device_failed(int device, int status) {
    if (!failed[device]) {
        failed[device] = status;
    }
}

int device_count(void) {
    return devices;
}

int device_architecture(int device) {
    return architectures[device];
}

int driver_version(void) {
    return driver;
}

void *new_object(enum kind kind, size_t size) {
    struct object *object = calloc(1, size);
    object->kind = kind;
    object->device = current_device;
    object->next = objects;
    objects = object;
    return object;
}

void *object_of(const void *handle, enum kind kind, const char *function) {
    for (struct object *object = objects; object; object = object->next) {
        if (object == handle && object->kind == kind) {
            if (object->device == current_device || kind == PROGRAM) {
                return object;
            }
            complain(0, "%s: a handle of device %d on a thread that has set %d", function, object->device, current_device);
            return NULL;
        }
    }
    complain(0, "%s: %p is no open handle of the kind wanted", function, handle);
    return NULL;
}

void forget_object(void *gone) {
    for (struct object **link = &objects; *link; link = &(*link)->next) {
        if (*link == gone) {
            *link = (*link)->next;
            free(gone);
            return;
        }
    }
}

/* In no order that anybody may rely on: the youngest first. */
void drain_device(int device) {
    for (struct object *object = objects; object; object = object->next) {
        if (object->kind == STREAM && object->device == device) {
            drain((struct stream *) object);
        }
    }
}

void smoothie_double_reset(void) {
    pthread_mutex_lock(&lock);
    /* Small things that were left open are leaked: other threads may hold them. */
    objects = NULL;
    memory_reset();
    memset(functions, 0, sizeof functions);
    memset(failures, 0, sizeof failures);
    memset(failed, 0, sizeof failed);
    complaint[0] = 0;
    devices = 1;
    set_architectures();
    driver = 13000;
    last_error = OK;
    pthread_mutex_unlock(&lock);
}

void smoothie_double_devices(int count) {
    devices = count < MAX_DEVICES ? count : MAX_DEVICES;
}

void smoothie_double_capability(int device, int major, int minor) {
    architectures[device] = 10 * major + minor;
}

void smoothie_double_driver(int version) {
    driver = version;
}

static void fail(const char *function, int status, int nth, bool lasting) {
    for (int i = 0; i < MAX_FAILURES; i++) {
        if (failures[i].nth == 0) {
            snprintf(failures[i].name, sizeof failures[i].name, "%s", function);
            failures[i].status = status;
            failures[i].nth = nth;
            failures[i].lasting = lasting;
            return;
        }
    }
    abort();
}

void smoothie_double_fail(const char *function, int status, int nth) {
    fail(function, status, nth, false);
}

void smoothie_double_lose(const char *function, int status, int nth) {
    fail(function, status, nth, true);
}

int smoothie_double_open(void) {
    pthread_mutex_lock(&lock);
    int count = memory_open();
    for (struct object *object = objects; object; object = object->next) {
        count += object->kind != FUNCTION;
    }
    pthread_mutex_unlock(&lock);
    return count;
}

long smoothie_double_calls(const char *function) {
    for (int i = 0; i < MAX_FUNCTIONS && functions[i].name; i++) {
        if (!strcmp(functions[i].name, function)) {
            return functions[i].calls;
        }
    }
    return 0;
}

const char *smoothie_double_complaint(void) {
    return complaint;
}
