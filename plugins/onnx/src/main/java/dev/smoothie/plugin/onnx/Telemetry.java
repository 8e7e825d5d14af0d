package dev.smoothie.plugin.onnx;

import dev.smoothie.spi.SmoothieException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Keeps ONNX Runtime off the network. Its official builds for Linux and macOS have an uploader that starts with the
 * library and writes a device identifier to the user's cache directory. Only the variable {@code ORT_DISABLE_TELEMETRY}
 * in the native environment, set before the library is loaded, prevents all of it. The switch in the Java API comes too
 * late for the first event. On Windows events stay on the machine unless someone traces them.
 */
final class Telemetry {

    private static final String VARIABLE = "ORT_DISABLE_TELEMETRY";

    private Telemetry() {}

    /** Sets the variable for this process; call before the first native library is loaded. */
    static void disable() {
        if (System.getProperty("os.name").startsWith("Windows")) {
            return;
        }
        int status;
        try (Arena arena = Arena.ofConfined()) {
            status = (int) setenv().invokeExact(arena.allocateFrom(VARIABLE), arena.allocateFrom("1"), 1);
        } catch (Throwable e) {
            throw new SmoothieException("cannot turn ONNX Runtime's telemetry off, so it is not loaded: " + e, e);
        }
        if (status != 0) {
            throw new SmoothieException("cannot turn ONNX Runtime's telemetry off, so it is not loaded: setenv("
                    + VARIABLE + ") returned " + status);
        }
    }

    // Java cannot change the environment of its own process; libc can. The descriptor is POSIX's.
    @SuppressWarnings("restricted")
    private static MethodHandle setenv() {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow("setenv"),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS,
                        ValueLayout.JAVA_INT));
    }
}
