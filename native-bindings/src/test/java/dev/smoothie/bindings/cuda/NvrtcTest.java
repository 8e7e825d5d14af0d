package dev.smoothie.bindings.cuda;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Compiling and keeping what was compiled, on the double, whose NVRTC is a preprocessor. */
class NvrtcTest extends DoubledCuda {
    @TempDir
    Path folder;

    private static CudaSource source(String text, String... options) {
        return new CudaSource("test.cu", text, List.of(options));
    }

    @Test
    void anErrorHasTheCompilersLog() {
        var failure = assertThrows(CudaException.class,
                () -> cuda.nvrtc().compile(source("int x;\n#error not on this card\n"), 90));
        assertEquals("NVRTC_ERROR_COMPILATION", failure.codeName());
        assertTrue(
                failure.getMessage().startsWith("nvrtcCompileProgram (test.cu for sm_90 by NVRTC 13.0, with the log\n")
                        && failure.getMessage().contains("not on this card"),
                failure.getMessage());
        var unknown = assertThrows(CudaException.class, () -> cuda.nvrtc().compile(source(""), 75));
        assertEquals("NVRTC_ERROR_INVALID_OPTION", unknown.codeName());
        assertEquals(0, stand.open(), "programs are destroyed");
    }

    @Test
    void theCacheKeepsWhatWasCompiled() throws IOException {
        CubinCache cache = CubinCache.below(folder.resolve("not/there/yet"));
        byte[] first = cache.get(cuda.nvrtc(), KERNELS, 90);
        assertArrayEquals(cuda.nvrtc().compile(KERNELS, 90), first);
        long compiled = stand.calls("nvrtcCompileProgram");
        assertArrayEquals(first, cache.get(cuda.nvrtc(), KERNELS, 90));
        assertEquals(compiled, stand.calls("nvrtcCompileProgram"));
        assertEquals(1, entries(cache).size());
        for (byte[] damage : new byte[][]{{}, {1, 2, 3}, new byte[5000]}) {
            Files.write(entries(cache).getFirst(), damage);
            assertArrayEquals(first, cache.get(cuda.nvrtc(), KERNELS, 90));
            assertArrayEquals(first, cache.get(cuda.nvrtc(), KERNELS, 90));
        }
        byte[] entry = Files.readAllBytes(entries(cache).getFirst());
        entry[entry.length - 5] ^= 1;
        Files.write(entries(cache).getFirst(), entry);
        assertArrayEquals(first, cache.get(cuda.nvrtc(), KERNELS, 90));
        assertEquals(compiled + 4, stand.calls("nvrtcCompileProgram"));
    }

    @Test
    void theCacheTellsApartWhatIsCompiledDifferently() throws IOException {
        CubinCache cache = new CubinCache(folder);
        String text = "extern \"C\" __global__ void k() {}";
        var different = new HashSet<String>();
        for (int architecture : new int[]{80, 90}) {
            for (CudaSource source : List.of(source(text), source(text + " "), source(text, "-DA"),
                    source(text, "-DA", "-DB"), source(text, "-DB", "-DA"), source(text, "-DA\n-DB"),
                    new CudaSource("other.cu", text, List.of()))) {
                cache.get(cuda.nvrtc(), source, architecture);
            }
        }
        entries(cache).forEach(entry -> different.add(entry.getFileName().toString()));
        assertEquals(14, different.size(), different.toString());
    }

    /** Code for one architecture's own instructions is another entry, and runs on that architecture only. */
    @Test
    void aSourceMayBeForOneArchitectureAlone() throws IOException {
        CubinCache cache = new CubinCache(folder);
        CudaSource own = KERNELS.withOwnInstructions();
        byte[] cubin = cache.get(cuda.nvrtc(), own, 90);
        assertEquals("SMOOTHIE DOUBLE CUBIN sm_90a",
                new String(cubin, StandardCharsets.UTF_8).lines().toList().getFirst());
        assertFalse(Arrays.equals(cubin, cache.get(cuda.nvrtc(), KERNELS, 90)));
        assertEquals(2, entries(cache).size());
        assertEquals(1, entries(cache).stream().filter(entry -> entry.toString().contains("-sm_90a-")).count());
        var none = assertThrows(CudaException.class, () -> cuda.nvrtc().compile(own, 80));
        assertTrue(none.getMessage().contains("kernels.cu for sm_80a by NVRTC"), none.getMessage());
        try (CudaDevice device = cuda.open(0)) {
            device.load(cubin, "kernels.cu").kernel("scale");
            byte[] later = cuda.nvrtc().compile(own, 100);
            assertEquals("CUDA_ERROR_NO_BINARY_FOR_GPU",
                    assertThrows(CudaException.class, () -> device.load(later, "kernels.cu")).codeName());
        }
    }

    @Test
    void aSourceSeesWhichArchitectureItIsFor() {
        CudaSource both = source("""
                #ifdef __CUDA_ARCH_FEAT_SM90_ALL
                #error own
                #elif __CUDA_ARCH__ == 860
                #error ampere
                #endif
                """);
        cuda.nvrtc().compile(both, 90);
        assertTrue(assertThrows(CudaException.class, () -> cuda.nvrtc().compile(both, 86)).getMessage()
                .contains("ampere"));
        assertTrue(assertThrows(CudaException.class, () -> cuda.nvrtc().compile(both.withOwnInstructions(), 90))
                .getMessage().contains("own"));
    }

    @Test
    void constantsAreDefinedByOption() {
        CudaSource source = source("#if HIDDEN != 384 || HEAD != 32\n#error not so\n#endif\n", "--std=c++17")
                .withDefined("HIDDEN", 384).withDefined("HEAD", 32);
        assertEquals(List.of("--std=c++17", "-DHIDDEN=384", "-DHEAD=32"), source.options());
        cuda.nvrtc().compile(source, 90);
        assertThrows(CudaException.class, () -> cuda.nvrtc().compile(source.withDefined("HIDDEN", 768), 90));
        for (String name : List.of("", "1A", "A=1", "A B", "A'")) {
            assertThrows(IllegalArgumentException.class, () -> source.withDefined(name, 1));
        }
    }

    /** What the double reads of a source stands for the sizes that the driver tells of compiled kernels. */
    @Test
    void theDoubleKnowsHowLargeParametersAre() {
        String text = """
                typedef unsigned long long u64;
                struct alignas(64) TensorMap { u64 words[16]; };
                struct __align__(16) Place { const float *at; int row; short columns[3]; };
                extern "C" __global__ void __cluster_dims__(2, 1, 1) __launch_bounds__(32 * (4), 1)
                first(const __grid_constant__ TensorMap map, u64 *out, int n, const Place place, TensorMap *maps) {}
                extern "C" __global__ void second(short s, TensorMap map) {}
                extern "C" __global__ void third() {}
                """;
        assertEquals("""
                SMOOTHIE DOUBLE CUBIN sm_90
                kernel first 128 p 4 32 p\s
                kernel second 2 128\s
                kernel third\s
                """, new String(cuda.nvrtc().compile(source(text), 90), StandardCharsets.UTF_8).replace("\0", ""));
    }

    @Test
    void whatTheCompilerSaysIsKept() {
        Compilation silent = cuda.nvrtc().compileWithLog(KERNELS, 90);
        assertEquals("", silent.log());
        assertEquals(List.of(), silent.losses());
        assertArrayEquals(cuda.nvrtc().compile(KERNELS, 90), silent.cubin());
        Compilation warned = cuda.nvrtc()
                .compileWithLog(source("#warning (C7511) Potential Performance Loss\n#warning harmless\n"), 90);
        assertTrue(warned.log().contains("harmless"), warned.log());
        assertTrue(warned.losses().stream().allMatch(line -> line.contains("C7511")) && !warned.losses().isEmpty(),
                warned.log());
    }

    private static List<Path> entries(CubinCache cache) throws IOException {
        try (Stream<Path> files = Files.list(cache.directory())) {
            return files.toList();
        }
    }

    @Test
    void aCacheThatCannotBeWrittenIsNoFailure() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        assertTrue(new CubinCache(file).get(cuda.nvrtc(), KERNELS, 90).length > 0);
    }

    @Test
    void aNameMayNotLeadOutOfTheCache() {
        assertThrows(IllegalArgumentException.class, () -> new CudaSource("../kernels", "", List.of()));
    }
}
