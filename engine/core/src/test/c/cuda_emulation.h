/*
 * Runs CUDA C kernels as host C++, so that the very sources that ship are executed where there is no GPU. Each thread of a block
 * is a fiber; blocks run one after the other. Barriers and shuffles are real: a fiber waits until all others of its warp or
 * block have come, and a barrier that some do not reach is an error. The order in which fibers run is forwards, backwards or
 * shuffled (emulation_order), so that a missing barrier shows. This is a double: it says nothing about a GPU's speed, memory
 * model or compiler.
 */
#pragma once

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <tuple>
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
struct alignas(8) uint2 {
    unsigned x, y;
};
struct alignas(16) uint4 {
    unsigned x, y, z, w;
};
struct alignas(16) int4 {
    int x, y, z, w;
};
struct dim3_ {
    unsigned x, y, z;
};

static thread_local dim3_ threadIdx, blockIdx, blockDim, gridDim;

/* Saves the registers that a call keeps and the stack in *save, and goes on where `load` was saved. */
#if defined(__x86_64__)
extern "C" void emulation_switch(void **save, void *load) __attribute__((visibility("hidden")));
asm(R"(
    .text
    .globl emulation_switch
    .hidden emulation_switch
    .type emulation_switch, @function
emulation_switch:
    pushq %rbp
    pushq %rbx
    pushq %r12
    pushq %r13
    pushq %r14
    pushq %r15
    movq %rsp, (%rdi)
    movq %rsi, %rsp
    popq %r15
    popq %r14
    popq %r13
    popq %r12
    popq %rbx
    popq %rbp
    ret
    .size emulation_switch, .-emulation_switch
)");
#else
#include <ucontext.h>
#endif

namespace emulation {
static const unsigned MOST_THREADS = 1024;
static const size_t STACK = 1 << 16;
/* Of a block on Hopper, in bytes. */
static const size_t MOST_SHARED = 227 << 10;

enum State { READY, AT_WARP, AT_BLOCK, DONE };

struct Fiber {
#if defined(__x86_64__)
    void *stack;
#else
    ucontext_t context;
#endif
    State state;
    unsigned thread;
    /* Two, used in turn: nobody is more than one exchange ahead of another lane. */
    unsigned long long exchanged[2];
    unsigned exchanges;
};

/* How many threads of a warp or block wait at its barrier, and how many are done. */
struct Meeting {
    unsigned size, waiting, done;
};

static thread_local Fiber *fibers;
static thread_local char *stacks;
static thread_local Fiber home;
static thread_local Fiber *current;
static thread_local unsigned threads;
static thread_local Meeting warps[MOST_THREADS / 32];
static thread_local Meeting block;
static thread_local bool stuck;
/* How many blocks this thread has run. */
static thread_local unsigned long long blocks;
static thread_local unsigned char *dynamic_shared;
static thread_local void (*body)(void *);
static thread_local void *body_argument;
static thread_local unsigned dynamic_bytes;
/* Counts barriers reached: whoever polls sees by it whether others got anywhere. */
static thread_local unsigned long long progress;
/* Looks at the end of each block whether anything was left unfinished, and starts afresh; false is an error. */
static bool (*finish_block)() = nullptr;
/* From one thread to the next that runs: 1 forwards, threads - 1 backwards, another number without a common divisor in between. */
static unsigned order = 0;

static thread_local unsigned step;

static unsigned greatest_common_divisor(unsigned a, unsigned b) {
    while (b > 0) {
        unsigned rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

static void go(Fiber &from, Fiber &to) {
#if defined(__x86_64__)
    emulation_switch(&from.stack, to.stack);
#else
    swapcontext(&from.context, &to.context);
#endif
}

/* Lets others run until somebody makes this one ready. */
static void leave(Fiber *self) {
    unsigned next = self->thread;
    for (unsigned tried = 0; tried < threads; tried++) {
        next = (next + step) % threads;
        if (fibers[next].state == READY) {
            break;
        }
    }
    if (fibers[next].state != READY) {
        stuck = block.done < threads;
        go(*self, home);
    } else if (&fibers[next] != self) {
        current = &fibers[next];
        threadIdx = {next, 0, 0};
        go(*self, fibers[next]);
    }
    current = self;
    threadIdx = {self->thread, 0, 0};
}

static void release(unsigned from, Meeting &meeting, unsigned size, State state) {
    if (meeting.waiting > 0 && meeting.waiting + meeting.done == size) {
        meeting.waiting = 0;
        for (unsigned i = from; i < from + size; i++) {
            if (fibers[i].state == state) {
                fibers[i].state = READY;
            }
        }
    }
}

static void wait(State state) {
    Fiber *self = current;
    self->state = state;
    progress++;
    if (state == AT_WARP) {
        Meeting &warp = warps[self->thread / 32];
        warp.waiting++;
        release(self->thread / 32 * 32, warp, warp.size, AT_WARP);
    } else {
        block.waiting++;
        release(0, block, threads, AT_BLOCK);
    }
    if (self->state != READY || order > 0) {
        leave(self);
    }
}

[[noreturn]] static void run_fiber() {
    body(body_argument);
    Fiber *self = current;
    self->state = DONE;
    progress++;
    Meeting &warp = warps[self->thread / 32];
    warp.done++;
    block.done++;
    release(self->thread / 32 * 32, warp, warp.size, AT_WARP);
    release(0, block, threads, AT_BLOCK);
    leave(self);
    abort();
}

static void prepare(unsigned thread) {
    Fiber &fiber = fibers[thread];
    fiber.state = READY;
    fiber.thread = thread;
    fiber.exchanges = 0;
    char *stack = stacks + thread * STACK;
#if defined(__x86_64__)
    /* As if run_fiber had been called: six registers below a return address that is aligned to 16 bytes. */
    void **top = (void **)(stack + STACK - 32);
    *top = (void *)run_fiber;
    fiber.stack = top - 6;
#else
    getcontext(&fiber.context);
    fiber.context.uc_stack.ss_sp = stack;
    fiber.context.uc_stack.ss_size = STACK;
    fiber.context.uc_link = nullptr;
    makecontext(&fiber.context, run_fiber, 0);
#endif
}

static bool run_block() {
    block = {threads, 0, 0};
    stuck = false;
    blocks++;
    for (unsigned i = 0; i < threads; i++) {
        prepare(i);
        if (i % 32 == 0) {
            warps[i / 32] = {threads - i < 32 ? threads - i : 32, 0, 0};
        }
    }
    current = &fibers[0];
    threadIdx = {0, 0, 0};
    go(home, fibers[0]);
    if (stuck) {
        fprintf(stderr, "emulated kernel: threads wait for others that never come, or cannot go on\n");
    }
    return !stuck;
}

static bool run_grid(const unsigned *grid, const unsigned *shape, unsigned shared_bytes, void (*run_thread)(void *), void *argument) {
    threads = shape[0];
    if (threads == 0 || threads > MOST_THREADS || shape[1] != 1 || shape[2] != 1 || grid[0] == 0 || grid[1] == 0 || grid[1] > 65535 ||
        grid[2] != 1) {
        fprintf(stderr, "emulated kernel: grid %u %u %u, block %u %u %u\n", grid[0], grid[1], grid[2], shape[0], shape[1], shape[2]);
        return false;
    }
    if (!fibers) {
        fibers = new Fiber[MOST_THREADS];
        stacks = (char *)mmap(nullptr, MOST_THREADS * STACK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    }
    step = order == 0 ? 1 : order == 1 ? threads - 1 : 2 * order + 33;
    while (order > 1 && greatest_common_divisor(step, threads) != 1) {
        step++;
    }
    gridDim = {grid[0], grid[1], grid[2]};
    blockDim = {shape[0], shape[1], shape[2]};
    body = run_thread;
    body_argument = argument;
    if (shared_bytes > MOST_SHARED) {
        fprintf(stderr, "emulated kernel: %u bytes of shared memory, of %zu\n", shared_bytes, MOST_SHARED);
        return false;
    }
    if (!dynamic_shared) {
        dynamic_shared = (unsigned char *)aligned_alloc(64, MOST_SHARED);
    }
    dynamic_bytes = shared_bytes;
    bool well = true;
    for (unsigned y = 0; well && y < grid[1]; y++) {
        for (unsigned x = 0; well && x < grid[0]; x++) {
            blockIdx = {x, y, 0};
            memset(dynamic_shared, 0xff, shared_bytes);
            well = run_block();
            well = (!finish_block || finish_block()) && well;
        }
    }
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

/* Ends the kernel with an error. */
[[noreturn]] static inline void fail(const char *reason) {
    fprintf(stderr, "emulated kernel: %s\n", reason);
    stuck = true;
    go(*current, home);
    abort();
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

static inline bool __any_sync(unsigned, bool value) {
    bool any = false;
    for (unsigned lane = 0; lane < 32; lane++) {
        any |= emulation::exchange(value, lane);
    }
    return any;
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
static inline float rsqrtf(float x) {
    return 1.0f / sqrtf(x);
}
static inline double __dadd_rn(double a, double b) {
    return a + b;
}
static inline double __dmul_rn(double a, double b) {
    return a * b;
}
