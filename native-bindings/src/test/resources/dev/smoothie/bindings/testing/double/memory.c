/* Memory of the devices, in one reserved region, and pinned memory of the host. */
#define _GNU_SOURCE
#include "cuda_double.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define PER_DEVICE ((size_t) 1 << 40)
#define PAGE ((size_t) 4096)
#define ALIGNMENT ((size_t) 256)
#define POISON 0xff
/* Of the file that is mapped, again and again, where memory is given out. */
#define POISON_BYTES ((size_t) 16 << 20)

struct allocation {
    char *at;      /* NULL once freed */
    size_t bytes;
    char *pages;   /* what is mapped for it */
    size_t mapped;
    int device;    /* -1 for pinned memory of the host */
    struct allocation *next;
};

static char *region;
static int poison = -1;
static size_t next_offset[MAX_DEVICES];
static size_t total[MAX_DEVICES];
static size_t limit = SIZE_MAX;
static struct allocation *allocations;

static void make_poison(void) {
    poison = memfd_create("poison", MFD_CLOEXEC);
    char *bytes = MAP_FAILED;
    if (poison >= 0 && !ftruncate(poison, POISON_BYTES)) {
        bytes = mmap(NULL, POISON_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, poison, 0);
    }
    if (bytes == MAP_FAILED) {
        perror("the double of CUDA cannot make its poison");
        abort();
    }
    memset(bytes, POISON, POISON_BYTES);
    munmap(bytes, POISON_BYTES);
}

/* Of what is given out, only the pages that somebody writes to are copied: much of it is workspace that nobody touches. */
static bool map_poison(char *pages, size_t mapped) {
    for (size_t done = 0; done < mapped; done += POISON_BYTES) {
        size_t bytes = mapped - done < POISON_BYTES ? mapped - done : POISON_BYTES;
        if (mmap(pages + done, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_FIXED, poison, 0) == MAP_FAILED) {
            return false;
        }
    }
    return true;
}

__attribute__((constructor)) static void reserve(void) {
    make_poison();
    region = mmap(NULL, MAX_DEVICES * PER_DEVICE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (region == MAP_FAILED) {
        perror("the double of CUDA cannot reserve addresses");
        abort();
    }
    memory_reset();
}

static size_t round_up(size_t bytes, size_t to) {
    return (bytes + to - 1) / to * to;
}

/* The bytes between the end of an allocation and its page's end must still be poison. */
static void check_end(const struct allocation *a) {
    for (const char *p = a->at + a->bytes; p < a->pages + a->mapped; p++) {
        if (*p != (char) POISON) {
            device_failed(a->device, complain(ILLEGAL_ADDRESS, "written beyond the end of %zu bytes of device %d", a->bytes,
                    a->device));
            return;
        }
    }
}

static void unmap(struct allocation *a) {
    if (a->device < 0) {
        munmap(a->pages, a->mapped);
    } else if (a->mapped && mmap(a->pages, a->mapped, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0)
            == MAP_FAILED) {
        perror("the double of CUDA cannot take memory back");
        abort();
    }
}

void memory_reset(void) {
    while (allocations) {
        struct allocation *gone = allocations;
        allocations = gone->next;
        unmap(gone);
        free(gone);
    }
    for (int i = 0; i < MAX_DEVICES; i++) {
        total[i] = (size_t) 1 << 30;
    }
    limit = SIZE_MAX;
}

bool touches_devices(const void *at, size_t bytes) {
    const char *p = at;
    return p + bytes > region && p < region + MAX_DEVICES * PER_DEVICE;
}

static const struct allocation *holding(const void *at, size_t bytes) {
    for (const struct allocation *a = allocations; a; a = a->next) {
        const char *p = at;
        if (p >= a->at && bytes <= a->bytes && (size_t) (p - a->at) <= a->bytes - bytes) {
            return a;
        }
    }
    return NULL;
}

bool is_device(const void *at, size_t bytes) {
    const struct allocation *a = holding(at, bytes);
    return a && a->device == current_device;
}

bool is_pinned(const void *at, size_t bytes) {
    const struct allocation *a = holding(at, bytes);
    return a && a->device < 0;
}

size_t memory_used(int device) {
    size_t used = 0;
    for (const struct allocation *a = allocations; a; a = a->next) {
        used += a->device == device ? a->bytes : 0;
    }
    return used;
}

int memory_open(void) {
    int count = 0;
    for (const struct allocation *a = allocations; a; a = a->next) {
        count++;
    }
    return count;
}

static void *keep(char *pages, size_t mapped, size_t bytes, int device) {
    struct allocation *a = calloc(1, sizeof *a);
    *a = (struct allocation) {pages + mapped - round_up(bytes, ALIGNMENT), bytes, pages, mapped, device, allocations};
    allocations = a;
    return a->at;
}

static int forget(const void *at, bool pinned, const char *function) {
    for (struct allocation **link = &allocations; *link; link = &(*link)->next) {
        struct allocation *a = *link;
        if (a->at == at && pinned == (a->device < 0) && (pinned || a->device == current_device)) {
            drain_device(current_device);
            if (!pinned) {
                check_end(a);
            }
            /* Looked for again: nothing that ran may have changed the list, but let that not matter. */
            *link = a->next;
            unmap(a);
            free(a);
            return device_status();
        }
    }
    return complain(INVALID_VALUE, "%s: %p is not the start of an open allocation of this device", function, at);
}

EXPORT int cudaMalloc(void **pointer, size_t bytes) {
    int status;
    if (enter("cudaMalloc", &status) || (status = device_status())) {
        return fails(status);
    }
    int d = current_device;
    if (bytes > limit || bytes > total[d] || memory_used(d) > total[d] - bytes) {
        return fails(OUT_OF_MEMORY);
    }
    size_t mapped = round_up(bytes, PAGE);
    char *pages = region + d * PER_DEVICE + next_offset[d];
    next_offset[d] += mapped + PAGE; /* a page that stays unmapped */
    if (next_offset[d] > PER_DEVICE || !map_poison(pages, mapped)) {
        perror("the double of CUDA has no more addresses");
        abort();
    }
    *pointer = keep(pages, mapped, bytes, d);
    return leave(OK);
}

EXPORT int cudaFree(void *pointer) {
    int status;
    if (enter("cudaFree", &status) || (status = device_status())) {
        return fails(status);
    }
    return fails(forget(pointer, false, "cudaFree"));
}

EXPORT int cudaHostAlloc(void **pointer, size_t bytes, unsigned flags) {
    int status;
    if (enter("cudaHostAlloc", &status) || (status = device_status())) {
        return fails(status);
    }
    size_t mapped = round_up(bytes, PAGE);
    if (flags) {
        return fails(INVALID_VALUE);
    }
    char *pages = mmap(NULL, mapped, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (pages == MAP_FAILED) {
        return fails(OUT_OF_MEMORY);
    }
    if (!map_poison(pages, mapped)) {
        munmap(pages, mapped);
        return fails(OUT_OF_MEMORY);
    }
    *pointer = keep(pages, mapped, bytes, -1);
    return leave(OK);
}

EXPORT int cudaFreeHost(void *pointer) {
    int status;
    if (enter("cudaFreeHost", &status) || (status = device_status())) {
        return fails(status);
    }
    return fails(forget(pointer, true, "cudaFreeHost"));
}

EXPORT int cudaMemGetInfo(size_t *available, size_t *all) {
    int status;
    if (enter("cudaMemGetInfo", &status) || (status = device_status())) {
        return fails(status);
    }
    *all = total[current_device];
    *available = *all - memory_used(current_device);
    return leave(OK);
}

EXPORT int cuDeviceTotalMem_v2(size_t *bytes, int device) {
    int status;
    if (!enter("cuDeviceTotalMem_v2", &status)) {
        status = device >= 0 && device < device_count() ? OK : INVALID_DEVICE;
        *bytes = status ? *bytes : total[device];
    }
    return leave(status);
}

void smoothie_double_memory(int device, size_t bytes) {
    total[device] = bytes;
}

void smoothie_double_fail_above(size_t bytes) {
    limit = bytes;
}

size_t smoothie_double_used(int device) {
    int status;
    enter("smoothie_double_used", &status);
    size_t used = memory_used(device);
    leave(OK);
    return used;
}
