package dev.smoothie.core.cards;

import dev.smoothie.core.cards.device.KernelProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Compiles the kernels for real cards, where the compiler is at hand; no card is needed and none is used. */
class KernelCompilationTest {
    private static final Pattern PROPERTIES = Pattern.compile("Function properties for (\\S+)\\s+"
            + "(\\d+) bytes stack frame, (\\d+) bytes spill stores, (\\d+) bytes spill loads");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(ints = {80, 90, 100})
    void nothingSpills(int architecture) throws IOException {
        Path source = source();
        String said = EmulatedKernels.run(List.of("nvcc", "-std=c++17", "-arch=sm_" + architecture, "-cubin", "-Xptxas",
                "-v", "-o", folder.resolve("kernels.cubin").toString(), source.toString()));
        int functions = 0;
        boolean selection = false;
        for (Matcher matcher = PROPERTIES.matcher(said); matcher.find(); functions++) {
            assertEquals("0, 0, 0", "%s, %s, %s".formatted(matcher.group(2), matcher.group(3), matcher.group(4)),
                    matcher.group(1));
            selection |= matcher.group(1).equals("select_tile");
        }
        assertTrue(selection && functions >= 15, said);
    }

    @ParameterizedTest
    @ValueSource(ints = {80, 90, 100})
    void selectionLoadsSixteenBytesAtATimeAllBeforeTheFirstUse(int architecture) throws IOException {
        Path assembly = folder.resolve("kernels.ptx");
        EmulatedKernels.run(List.of("nvcc", "-std=c++17", "-arch=sm_" + architecture, "-ptx", "-o",
                assembly.toString(), source().toString()));
        String text = Files.readString(assembly);
        String kernel = text.substring(text.indexOf(".entry select_tile("));
        kernel = kernel.substring(0, kernel.indexOf("\n}"));
        String order = Pattern.compile("(ld\\.global\\.v4)|(fma\\.)|(bra)").matcher(kernel).results()
                .map(found -> found.group(1) != null ? "L" : found.group(2) != null ? "f" : "b")
                .collect(Collectors.joining());
        // Eight loads, then the 32 keys of them, without a branch.
        assertTrue(order.matches("b*(L{8}f{32}[bf]*)+"), order);
    }

    private Path source() throws IOException {
        assumeTrue(EmulatedKernels.onPath("nvcc").isPresent(),
                "no nvcc on the PATH: the kernels are not compiled for cards here");
        return Files.writeString(folder.resolve("kernels.cu"), KernelProgram.ESTIMATOR.text());
    }
}
