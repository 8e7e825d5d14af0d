package dev.smoothie.pipeline.machine;

import dev.smoothie.pipeline.report.Finding;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class CollectorTest {
    private static final List<String> G1 = List.of("G1 Young Generation", "G1 Concurrent GC", "G1 Old Generation");

    private static Finding finding(List<String> beans, String java) {
        return new Collector(beans, Runtime.Version.parse(java)).finding();
    }

    /** The fault came with pinned regions in 22, and the third update of 25 has the repair. */
    @ParameterizedTest
    @CsvSource({"21.0.9,false", "22,true", "24.0.2,true", "25,true", "25.0.2+10-LTS,true", "25.0.3+9-LTS,false",
            "25.0.4,false", "25.1,false", "26,false"})
    void theFaultBitesUnderG1FromJava22To25Update2(String java, boolean bites) {
        Finding finding = finding(G1, java);
        assertEquals(!bites, finding.available(), finding.detail());
        assertTrue(finding.detail().contains("JDK-8377811"), finding.detail());
        assertEquals(bites, finding.detail().contains("use Java 25.0.3 or later"), finding.detail());
    }

    @ParameterizedTest
    @ValueSource(strings = {"22", "25", "25.0.2"})
    void otherCollectorsDoNotHaveIt(String java) {
        Finding finding = finding(List.of("PS MarkSweep", "PS Scavenge"), java);
        assertTrue(finding.available());
        assertTrue(finding.detail().startsWith("Parallel; "), finding.detail());
        assertTrue(finding(List.of("Copy", "MarkSweepCompact"), java).detail().startsWith("Serial; "));
        assertTrue(finding(List.of("ZGC Minor Pauses"), java).detail().startsWith("ZGC Minor Pauses; "));
    }
}
