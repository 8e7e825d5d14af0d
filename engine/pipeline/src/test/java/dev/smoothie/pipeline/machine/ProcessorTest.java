package dev.smoothie.pipeline.machine;

import dev.smoothie.pipeline.report.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;

class ProcessorTest {

    @TempDir
    Path folder;

    private Map<String, Boolean> there(String cpuInfo) throws IOException {
        Path file = Files.writeString(folder.resolve("cpuinfo"), cpuInfo);
        return Processor.of(file).orElseThrow().findings("kernels").stream()
                .collect(Collectors.toMap(Finding::name, Finding::available));
    }

    @Test
    void anIntelServerHasAll() throws IOException {
        assertEquals(Map.of("AVX-512", true, "VNNI", true, "AMX", true), there("""
                processor\t: 0
                flags\t\t: fpu avx2 avx512f avx512_vnni amx_bf16 amx_tile amx_int8

                processor\t: 1
                flags\t\t: fpu
                """));
    }

    /** Names that only begin like those that are looked for do not count. */
    @Test
    void anOlderOneHasNone() throws IOException {
        assertEquals(Map.of("AVX-512", false, "VNNI", false, "AMX", false),
                there("flags\t\t: fpu avx avx2 avx512fx amx_tile\n"));
        assertEquals(Map.of("AVX-512", false, "VNNI", true, "AMX", false), there("flags\t\t: avx2 avx_vnni\n"));
    }

    @Test
    void armHasOthers() throws IOException {
        assertEquals(Map.of("dot product", true, "8-bit matrices (I8MM)", true, "SVE", false),
                there("Features\t: fp asimd asimddp i8mm\n"));
    }

    @Test
    void whereLinuxListsNothingNothingIsSaid() throws IOException {
        assertEquals(Optional.empty(), Processor.of(folder.resolve("none")));
        assertEquals(Optional.empty(), Processor.of(Files.writeString(folder.resolve("other"), "processor: 0\n")));
    }

    @Test
    void whoUsesItIsSaid() {
        List<Finding> findings = new Processor(Set.of("avx512f")).findings("backend vector, 512 bits");
        assertEquals("kernels in use: backend vector, 512 bits", findings.getFirst().detail());
    }
}
