package dev.smoothie.core.cards;

import dev.smoothie.core.cards.device.KernelProgram;
import dev.smoothie.core.cards.encoder.EncoderPrograms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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

    /** Each compilation takes seconds: the plain form at its extremes, Hopper's at every hidden size that models have. */
    @ParameterizedTest
    @CsvSource({"80,384,32", "86,1024,64", "89,768,64", "90,384,32", "100,384,32"})
    void nothingOfTheEncodersPlainFormSpills(int architecture, int hidden, int head) throws IOException {
        assertEquals(Map.of(), spills(compile(EncoderPrograms.plain(hidden, head), "" + architecture)));
    }

    @ParameterizedTest
    @CsvSource({"384,32", "768,64", "1024,64"})
    void hopperWaitsForNothingAndSpillsWhatIsNamed(int hidden, int head) throws IOException {
        String said = compile(EncoderPrograms.hopper(hidden, head), "90a");
        // wgmma one after the other, setmaxnreg ignored.
        assertFalse(said.contains("Potential Performance Loss"), said);
        // Three registers of the product with LayerNorm, once a tile; hidden sizes other than 384 have no such kernel.
        assertEquals(hidden == 384 ? Map.of("product_norm", "8, 12, 12") : Map.of(), spills(said));
    }

    private String compile(KernelProgram program, String architecture) throws IOException {
        assumeTrue(EmulatedKernels.onPath("nvcc").isPresent(),
                "no nvcc on the PATH: the kernels are not compiled for cards here");
        Path text = Files.writeString(folder.resolve("encoder.cu"), program.text());
        var command = new ArrayList<>(List.of("nvcc", "-std=c++17",
                "-gencode=arch=compute_%s,code=sm_%s".formatted(architecture, architecture), "-cubin", "-Xptxas", "-v",
                "-o", folder.resolve("encoder.cubin").toString(), text.toString()));
        command.addAll(program.options());
        return EmulatedKernels.run(command);
    }

    /** By kernel, the bytes of stack, stores and loads, where there are any. */
    private static Map<String, String> spills(String said) {
        var spills = new TreeMap<String, String>();
        int functions = 0;
        for (Matcher matcher = PROPERTIES.matcher(said); matcher.find(); functions++) {
            String bytes = "%s, %s, %s".formatted(matcher.group(2), matcher.group(3), matcher.group(4));
            if (!bytes.equals("0, 0, 0")) {
                spills.put(matcher.group(1), bytes);
            }
        }
        assertTrue(functions >= 9, said);
        return spills;
    }

    private Path source() throws IOException {
        assumeTrue(EmulatedKernels.onPath("nvcc").isPresent(),
                "no nvcc on the PATH: the kernels are not compiled for cards here");
        return Files.writeString(folder.resolve("kernels.cu"), KernelProgram.ESTIMATOR.text());
    }
}
