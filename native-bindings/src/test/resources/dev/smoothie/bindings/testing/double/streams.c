/* The rest of the runtime: devices, streams, events, copies. */
#define _GNU_SOURCE
#include "cuda_double.h"
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { HOST_TO_DEVICE = 1, DEVICE_TO_HOST = 2, DEVICE_TO_DEVICE = 3 };

struct event {
    struct object object;
    struct stream *stream; /* that was marked last */
    long marked, passed;   /* how often */
    struct timespec at;
};

struct copy {
    struct work work;
    void *to;
    const void *from;
    size_t bytes;
    int value; /* to set every byte to, where there is no from */
};

struct mark {
    struct work work;
    struct event *event;
    long number;
};

void put_off(struct stream *stream, struct work *work) {
    if (stream->last) {
        stream->last->next = work;
    } else {
        stream->first = work;
    }
    stream->last = work;
}

static void step(struct stream *stream) {
    struct work *work = stream->first;
    stream->first = work->next;
    stream->last = stream->first ? stream->last : NULL;
    int status = work->run(work);
    if (status) {
        device_failed(stream->object.device, status);
    }
    free(work);
}

void drain(struct stream *stream) {
    while (stream->first) {
        step(stream);
    }
}

static int run_copy(struct work *work) {
    struct copy *copy = (struct copy *) work;
    if (copy->from) {
        memmove(copy->to, copy->from, copy->bytes);
    } else {
        memset(copy->to, copy->value, copy->bytes);
    }
    return OK;
}

static int run_mark(struct work *work) {
    struct mark *mark = (struct mark *) work;
    mark->event->passed = mark->number;
    clock_gettime(CLOCK_MONOTONIC, &mark->event->at);
    return OK;
}

static void wait_for(struct event *event, long number) {
    while (event->passed < number && event->stream->first) {
        step(event->stream);
    }
}

static int run_wait(struct work *work) {
    struct mark *mark = (struct mark *) work;
    wait_for(mark->event, mark->number);
    return OK;
}

static void *new_work(size_t size, int (*run)(struct work *)) {
    struct work *work = calloc(1, size);
    work->run = run;
    return work;
}

EXPORT int cudaRuntimeGetVersion(int *version) {
    int status;
    if (enter("cudaRuntimeGetVersion", &status)) {
        return fails(status);
    }
    *version = 13000;
    return leave(OK);
}

EXPORT int cudaGetLastError(void) {
    int status = last_error;
    last_error = OK;
    return status;
}

EXPORT int cudaGetDeviceCount(int *count) {
    int status;
    if (enter("cudaGetDeviceCount", &status)) {
        return fails(status);
    }
    if (driver_version() / 1000 < 13) {
        return fails(INSUFFICIENT_DRIVER);
    }
    *count = device_count();
    return fails(*count ? OK : NO_DEVICE);
}

EXPORT int cudaSetDevice(int device) {
    int status;
    if (enter("cudaSetDevice", &status)) {
        return fails(status);
    }
    if (device < 0 || device >= device_count()) {
        return fails(INVALID_DEVICE);
    }
    current_device = device;
    return leave(OK);
}

EXPORT int cudaDeviceSynchronize(void) {
    int status;
    if (enter("cudaDeviceSynchronize", &status) || (status = device_status())) {
        return fails(status);
    }
    drain_device(current_device);
    return fails(device_status());
}

EXPORT int cudaStreamCreateWithFlags(struct stream **stream, unsigned flags) {
    int status;
    if (enter("cudaStreamCreateWithFlags", &status) || (status = device_status())) {
        return fails(status);
    }
    if (flags > 1) {
        return fails(INVALID_VALUE);
    }
    *stream = new_object(STREAM, sizeof **stream);
    return leave(OK);
}

EXPORT int cudaStreamDestroy(struct stream *stream) {
    int status;
    if (enter("cudaStreamDestroy", &status)) {
        return fails(status);
    }
    if (!object_of(stream, STREAM, "cudaStreamDestroy")) {
        return fails(INVALID_HANDLE);
    }
    drain_device(current_device); /* events may still tell where they were marked */
    forget_object(stream);
    return fails(device_status());
}

EXPORT int cudaStreamSynchronize(struct stream *stream) {
    int status;
    if (enter("cudaStreamSynchronize", &status) || (status = device_status())) {
        return fails(status);
    }
    if (!object_of(stream, STREAM, "cudaStreamSynchronize")) {
        return fails(INVALID_HANDLE);
    }
    drain(stream);
    return fails(device_status());
}

EXPORT int cudaStreamWaitEvent(struct stream *stream, struct event *event, unsigned flags) {
    int status;
    if (enter("cudaStreamWaitEvent", &status) || (status = device_status())) {
        return fails(status);
    }
    if (flags || !object_of(stream, STREAM, "cudaStreamWaitEvent")
            || !object_of(event, EVENT, "cudaStreamWaitEvent")) {
        return fails(INVALID_HANDLE);
    }
    struct mark *wait = new_work(sizeof *wait, run_wait);
    wait->event = event;
    wait->number = event->marked;
    put_off(stream, &wait->work);
    return leave(OK);
}

EXPORT int cudaEventCreateWithFlags(struct event **event, unsigned flags) {
    int status;
    if (enter("cudaEventCreateWithFlags", &status) || (status = device_status())) {
        return fails(status);
    }
    if (flags) {
        return fails(INVALID_VALUE);
    }
    *event = new_object(EVENT, sizeof **event);
    return leave(OK);
}

EXPORT int cudaEventDestroy(struct event *event) {
    int status;
    if (enter("cudaEventDestroy", &status)) {
        return fails(status);
    }
    if (!object_of(event, EVENT, "cudaEventDestroy")) {
        return fails(INVALID_HANDLE);
    }
    drain_device(current_device);
    forget_object(event);
    return fails(device_status());
}

EXPORT int cudaEventRecord(struct event *event, struct stream *stream) {
    int status;
    if (enter("cudaEventRecord", &status) || (status = device_status())) {
        return fails(status);
    }
    if (!object_of(stream, STREAM, "cudaEventRecord") || !object_of(event, EVENT, "cudaEventRecord")) {
        return fails(INVALID_HANDLE);
    }
    if (event->stream && event->stream != stream) {
        wait_for(event, event->marked); /* it can wait for one stream only */
    }
    struct mark *mark = new_work(sizeof *mark, run_mark);
    event->stream = stream;
    mark->event = event;
    mark->number = ++event->marked;
    put_off(stream, &mark->work);
    return leave(OK);
}

EXPORT int cudaEventSynchronize(struct event *event) {
    int status;
    if (enter("cudaEventSynchronize", &status) || (status = device_status())) {
        return fails(status);
    }
    if (!object_of(event, EVENT, "cudaEventSynchronize")) {
        return fails(INVALID_HANDLE);
    }
    wait_for(event, event->marked);
    return fails(device_status());
}

EXPORT int cudaEventElapsedTime(float *millis, struct event *start, struct event *end) {
    int status;
    if (enter("cudaEventElapsedTime", &status) || (status = device_status())) {
        return fails(status);
    }
    if (!object_of(start, EVENT, "cudaEventElapsedTime") || !object_of(end, EVENT, "cudaEventElapsedTime")
            || !start->marked || !end->marked) {
        return fails(INVALID_HANDLE);
    }
    if (start->passed < start->marked || end->passed < end->marked) {
        return fails(NOT_READY);
    }
    *millis = (end->at.tv_sec - start->at.tv_sec) * 1e3f + (end->at.tv_nsec - start->at.tv_nsec) * 1e-6f;
    return leave(OK);
}

/* The sides of a copy must be what its direction says. */
static int check_copy(const void *to, const void *from, size_t bytes, int kind) {
    const void *device = kind == DEVICE_TO_HOST ? from : to;
    const void *other = kind == DEVICE_TO_HOST ? to : from;
    if (kind < HOST_TO_DEVICE || kind > DEVICE_TO_DEVICE) {
        return complain(INVALID_VALUE, "cudaMemcpyAsync: direction %d", kind);
    }
    if (!is_device(device, bytes)) {
        return complain(INVALID_VALUE, "cudaMemcpyAsync, direction %d: %zu bytes at %p are not memory of device %d", kind, bytes,
                device, current_device);
    }
    if (kind == DEVICE_TO_DEVICE ? !is_device(other, bytes) : touches_devices(other, bytes)) {
        return complain(INVALID_VALUE, "cudaMemcpyAsync, direction %d: %p is memory of the wrong side", kind, other);
    }
    return OK;
}

EXPORT int cudaMemcpyAsync(void *to, const void *from, size_t bytes, int kind, struct stream *stream) {
    int status;
    if (enter("cudaMemcpyAsync", &status) || (status = device_status())) {
        return fails(status);
    }
    if (!object_of(stream, STREAM, "cudaMemcpyAsync")) {
        return fails(INVALID_HANDLE);
    }
    status = check_copy(to, from, bytes, kind);
    if (status) {
        return fails(status);
    }
    struct copy *copy = new_work(sizeof *copy, run_copy);
    copy->to = to;
    copy->from = from;
    copy->bytes = bytes;
    put_off(stream, &copy->work);
    const void *host = kind == HOST_TO_DEVICE ? from : to;
    if (kind != DEVICE_TO_DEVICE && !is_pinned(host, bytes)) {
        drain(stream);
    }
    return fails(device_status());
}

EXPORT int cudaMemsetAsync(void *to, int value, size_t bytes, struct stream *stream) {
    int status;
    if (enter("cudaMemsetAsync", &status) || (status = device_status())) {
        return fails(status);
    }
    if (!object_of(stream, STREAM, "cudaMemsetAsync")) {
        return fails(INVALID_HANDLE);
    }
    if (!is_device(to, bytes)) {
        return fails(complain(INVALID_VALUE, "cudaMemsetAsync: %zu bytes at %p are not memory of device %d", bytes, to,
                current_device));
    }
    struct copy *set = new_work(sizeof *set, run_copy);
    set->to = to;
    set->bytes = bytes;
    set->value = value;
    put_off(stream, &set->work);
    return leave(OK);
}
