/*
 * Runs CUDA C kernels as host C++, so that the very sources that ship are executed where there is no GPU. Each thread of a block
 * is a fiber; blocks run one after the other. Barriers and shuffles are real: a fiber waits until all others of its warp or
 * block have come, and a barrier that some do not reach is an error. The order in which fibers run is forwards, backwards or
 * shuffled (emulation_order), so that a missing barrier shows. This is a double: it says nothing about a GPU's speed, memory
 * model or compiler.
 */
#pragma once

#include <math.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <tuple>
#include <ucontext.h>
#include <utility>

#define __global__
#define __device__
#define __forceinline__ inline
#define __noinline__ __attribute__((noinline))
#define __launch_bounds__(...)
#define __shared__ static thread_local
#define __align__(n) __attribute__((aligned(n)))
#define DYNAMIC_SHARED(type, name) type *name = (type *)emulation::dynamic_shared

struct alignas(16) float4 {
    float x, y, z, w;
};
static inline float4 make_float4(float x, float y, float z, float w) {
    return float4{x, y, z, w};
}
struct dim3_ {
    unsigned x, y, z;
};

static thread_local dim3_ threadIdx, blockIdx, blockDim, gridDim;

namespace emulation {
static const unsigned MOST_THREADS = 1024;
static const size_t STACK = 1 << 16;

enum State { READY, AT_WARP, AT_BLOCK, DONE };

struct Fiber {
    ucontext_t start;
    jmp_buf at;
    bool started;
    State state;
    unsigned thread;
    /* Two, used in turn: nobody is more than one exchange ahead of another lane. */
    unsigned long long exchanged[2];
    unsigned exchanges;
};

static thread_local Fiber *fibers;
static thread_local char *stacks;
static thread_local Fiber *current;
static thread_local jmp_buf scheduler;
static thread_local ucontext_t scheduler_context;
static thread_local unsigned char *dynamic_shared;
static thread_local void (*body)(void *);
static thread_local void *body_argument;
static unsigned order = 0;

[[noreturn]] static void resume_scheduler() {
    _longjmp(scheduler, 1);
}

static void wait(State state) {
    Fiber *self = current;
    self->state = state;
    if (_setjmp(self->at) == 0) {
        resume_scheduler();
    }
}

static void run_body() {
    body(body_argument);
    current->state = DONE;
    resume_scheduler();
}

static void run(Fiber &fiber) {
    current = &fiber;
    threadIdx = {fiber.thread, 0, 0};
    if (_setjmp(scheduler) == 0) {
        if (fiber.started) {
            fiber.state = READY;
            _longjmp(fiber.at, 1);
        }
        fiber.started = true;
        swapcontext(&scheduler_context, &fiber.start);
    }
}

/* Lets all that wait go on if everybody who is not done waits for the same. */
static bool release(unsigned from, unsigned to, State state) {
    bool any = false;
    for (unsigned i = from; i < to; i++) {
        if (fibers[i].state == READY || (fibers[i].state != DONE && fibers[i].state != state)) {
            return false;
        }
        any |= fibers[i].state == state;
    }
    for (unsigned i = from; any && i < to; i++) {
        if (fibers[i].state == state) {
            fibers[i].state = READY;
        }
    }
    return any;
}

static bool run_block(unsigned threads) {
    for (unsigned i = 0; i < threads; i++) {
        Fiber &fiber = fibers[i];
        fiber.started = false;
        fiber.state = READY;
        fiber.thread = i;
        fiber.exchanges = 0;
        getcontext(&fiber.start);
        fiber.start.uc_stack.ss_sp = stacks + i * STACK;
        fiber.start.uc_stack.ss_size = STACK;
        fiber.start.uc_link = nullptr;
        makecontext(&fiber.start, run_body, 0);
    }
    unsigned random = order;
    while (true) {
        unsigned shift = 0;
        if (order > 1) {
            random = random * 1664525u + 1013904223u;
            shift = (random >> 8) % threads;
        }
        for (unsigned k = 0; k < threads; k++) {
            unsigned i = order == 1 ? threads - 1 - k : order == 0 ? k : (k * 37u + shift) % threads;
            if (order > 1 && threads % 37 == 0) {
                i = (k + shift) % threads;
            }
            if (fibers[i].state == READY) {
                run(fibers[i]);
            }
        }
        unsigned done = 0;
        for (unsigned i = 0; i < threads; i++) {
            done += fibers[i].state == DONE;
        }
        if (done == threads) {
            return true;
        }
        bool released = release(0, threads, AT_BLOCK);
        for (unsigned warp = 0; warp < threads; warp += 32) {
            released |= release(warp, warp + 32 < threads ? warp + 32 : threads, AT_WARP);
        }
        if (!released) {
            fprintf(stderr, "emulated kernel: threads wait for others that never come\n");
            return false;
        }
    }
}

static bool run_grid(const unsigned *grid, const unsigned *block, unsigned shared_bytes, void (*run_thread)(void *), void *argument) {
    unsigned threads = block[0];
    if (threads == 0 || threads > MOST_THREADS || block[1] != 1 || block[2] != 1 || grid[0] == 0 || grid[1] == 0 || grid[1] > 65535 ||
        grid[2] != 1) {
        fprintf(stderr, "emulated kernel: grid %u %u %u, block %u %u %u\n", grid[0], grid[1], grid[2], block[0], block[1], block[2]);
        return false;
    }
    if (!fibers) {
        fibers = new Fiber[MOST_THREADS];
        stacks = (char *)mmap(nullptr, MOST_THREADS * STACK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    }
    gridDim = {grid[0], grid[1], grid[2]};
    blockDim = {block[0], block[1], block[2]};
    body = run_thread;
    body_argument = argument;
    dynamic_shared = (unsigned char *)aligned_alloc(64, (shared_bytes + 64) / 64 * 64);
    bool well = true;
    for (unsigned y = 0; well && y < grid[1]; y++) {
        for (unsigned x = 0; well && x < grid[0]; x++) {
            blockIdx = {x, y, 0};
            memset(dynamic_shared, 0xff, shared_bytes);
            well = run_block(threads);
        }
    }
    free(dynamic_shared);
    return well;
}

template <class... A, size_t... I>
static int launch(void (*kernel)(A...), const unsigned *grid, const unsigned *block, unsigned shared_bytes, void **params,
                  std::index_sequence<I...>) {
    auto arguments = std::tuple<A...>(*(A *)params[I]...);
    auto call = [kernel, &arguments] { std::apply(kernel, arguments); };
    using Call = decltype(call);
    return run_grid(grid, block, shared_bytes, [](void *c) { (*(Call *)c)(); }, &call) ? 0 : 1;
}

template <class... A>
static int launch(void (*kernel)(A...), const unsigned *grid, const unsigned *block, unsigned shared_bytes, void **params) {
    return launch(kernel, grid, block, shared_bytes, params, std::make_index_sequence<sizeof...(A)>());
}

template <class T> static T exchange(T value, unsigned source) {
    static_assert(sizeof(T) <= 8, "a word");
    Fiber *self = current;
    unsigned turn = self->exchanges++ & 1;
    memcpy(&self->exchanged[turn], &value, sizeof(T));
    wait(AT_WARP);
    T other;
    memcpy(&other, &fibers[self->thread / 32 * 32 + source].exchanged[turn], sizeof(T));
    return other;
}
} // namespace emulation

static inline void __syncthreads() {
    emulation::wait(emulation::AT_BLOCK);
}
static inline void __syncwarp() {
    emulation::wait(emulation::AT_WARP);
}
template <class T> static T __shfl_xor_sync(unsigned, T value, int mask, int width = 32) {
    unsigned lane = emulation::current->thread % 32;
    unsigned source = (lane ^ mask) / width == lane / width ? lane ^ mask : lane;
    return emulation::exchange(value, source);
}
template <class T> static T __shfl_sync(unsigned, T value, int lane, int width = 32) {
    unsigned self = emulation::current->thread % 32;
    return emulation::exchange(value, self / width * width + (unsigned)lane % width);
}

/* Fibers are switched at barriers only, and devices share no memory. */
template <class T> static T atomicAdd(T *at, T value) {
    T old = *at;
    *at = old + value;
    return old;
}
template <class T> static T atomicMax(T *at, T value) {
    T old = *at;
    *at = old > value ? old : value;
    return old;
}
template <class T> static T atomicMin(T *at, T value) {
    T old = *at;
    *at = old < value ? old : value;
    return old;
}

static inline unsigned __float_as_uint(float x) {
    unsigned bits;
    memcpy(&bits, &x, 4);
    return bits;
}
static inline float __uint_as_float(unsigned bits) {
    float x;
    memcpy(&x, &bits, 4);
    return x;
}
static inline float __double2float_rd(double x) {
    float rounded = (float)x;
    return (double)rounded > x ? nextafterf(rounded, -INFINITY) : rounded;
}
static inline float __double2float_ru(double x) {
    float rounded = (float)x;
    return (double)rounded < x ? nextafterf(rounded, INFINITY) : rounded;
}
static inline double __dadd_rn(double a, double b) {
    return a + b;
}
static inline double __dmul_rn(double a, double b) {
    return a * b;
}
