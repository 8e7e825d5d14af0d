package dev.smoothie.bindings.cuda;

import dev.smoothie.bindings.Availability.Present;
import dev.smoothie.bindings.testing.CudaDouble;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Shared by the tests against the double of CUDA: a fresh double, its kernels, and floats on it. */
abstract class DoubledCuda {
    static final CudaSource KERNELS = new CudaSource("kernels.cu", text("kernels.cu"), List.of());

    private static final class Bodies {
        private static final Path LIBRARY = build();

        private static Path build() {
            try {
                Path folder = Files.createTempDirectory("smoothie-kernels");
                folder.toFile().deleteOnExit();
                Path source = folder.resolve("kernels.c");
                Path library = folder.resolve("kernels.so");
                source.toFile().deleteOnExit();
                library.toFile().deleteOnExit();
                Files.writeString(source, text("kernels.c"));
                CudaDouble.compile(library, List.of(source));
                return library;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    CudaDouble stand;
    Cuda cuda;

    @BeforeEach
    void fresh() {
        assumeTrue(CudaDouble.ofProcess().isPresent(), "the double of CUDA needs gcc on Linux");
        stand = CudaDouble.ofProcess().orElseThrow();
        stand.kernels(Bodies.LIBRARY);
        cuda = present();
    }

    /** The double as it is set up now. */
    final Cuda present() {
        return assertInstanceOf(Present.class, stand.load().cuda()) instanceof Present<?>(Cuda there)
                ? there
                : fail("no CUDA");
    }

    final CudaModule kernels(CudaDevice device) {
        return device.load(cuda.nvrtc().compile(KERNELS, 90), "kernels.cu");
    }

    static DeviceBuffer upload(CudaDevice device, CudaStream stream, float... values) {
        DeviceBuffer buffer = device.allocate(4L * values.length, "test floats");
        try (Arena arena = Arena.ofConfined()) {
            stream.upload(arena.allocateFrom(JAVA_FLOAT, values), buffer.all());
        }
        return buffer;
    }

    static float[] download(CudaStream stream, DeviceSlice from) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment host = arena.allocate(from.bytes(), 8);
            stream.download(from, host);
            return host.toArray(JAVA_FLOAT);
        }
    }

    static String text(String resource) {
        try (InputStream in = DoubledCuda.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
