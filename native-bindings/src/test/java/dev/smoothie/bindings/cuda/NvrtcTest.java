package dev.smoothie.bindings.cuda;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
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
