package dev.smoothie.pipeline.encoders;

import dev.smoothie.core.encoding.EncoderModel;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

/** The reference computes the same from either file; its error function has the values of the tables. */
class ReferenceEncoderTest {
    private static final int[] IDS = {2, 17, 5, 250, 3};

    @TempDir
    Path folder;

    @Test
    void bothFilesGiveTheSameVectors() throws IOException {
        RandomEncoder.of(EncoderSpec.small()).write(folder, RandomGraph.Form.DECOMPOSED);
        try (Arena arena = Arena.ofConfined()) {
            double[][] ofTensors = new ReferenceEncoder(read("model.safetensors", arena)).encode(IDS);
            double[][] ofGraph = new ReferenceEncoder(read("model.onnx", arena)).encode(IDS);
            for (int token = 0; token < IDS.length; token++) {
                assertArrayEquals(ofTensors[token], ofGraph[token]);
            }
        }
    }

    private EncoderModel read(String file, Arena arena) {
        return EncoderFiles.read(folder.resolve(file), EncoderFacts.NONE, arena).toOptional().orElseThrow();
    }

    @Test
    void theErrorFunctionHasTheValuesOfTheTables() {
        assertEquals(0, ReferenceEncoder.erf(0));
        assertEquals(0.5204998778130465, ReferenceEncoder.erf(0.5), 1e-15);
        assertEquals(-0.9999779095030014, ReferenceEncoder.erf(-3), 1e-15);
        assertEquals(1, ReferenceEncoder.erf(40));
    }
}
