package dev.smoothie.soak;

import java.util.random.RandomGenerator;

/** How a process is ended from outside. */
enum Kill {
    /** {@code kill -9}: it is gone at once. */
    AT_ONCE,
    /** SIGTERM: it may finish what it does. */
    GENTLY;

    static Kill draw(RandomGenerator random) {
        return random.nextInt(5) < 3 ? AT_ONCE : GENTLY;
    }

    /** Sends the signal. */
    void send(Process process) {
        if (this == AT_ONCE) {
            process.destroyForcibly();
        } else {
            process.destroy();
        }
    }
}
