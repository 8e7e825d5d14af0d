package dev.smoothie.plugin.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import dev.smoothie.spi.SmoothieException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Sets up ONNX Runtime: silent, off the network, one thread for each run. */
final class OnnxRuntime {

    private OnnxRuntime() {}

    /** The environment, one for the class loader, with the libraries that {@link NativeLibraries} has loaded. */
    static synchronized OrtEnvironment environment() {
        Map<String, String> before = new HashMap<>();
        List<String> skips = List.of("onnxruntime.native.onnxruntime.skip",
                "onnxruntime.native.onnxruntime4j_jni.skip");
        skips.forEach(skip -> before.put(skip, System.setProperty(skip, "true")));
        try {
            // Failures reach the user as exceptions; its other messages are for its developers.
            OrtEnvironment environment = OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
                    "smoothie");
            environment.setTelemetry(false);
            return environment;
        } catch (OrtException | LinkageError e) {
            throw new SmoothieException("onnx: ONNX Runtime does not start: " + e, e);
        } finally {
            before.forEach(OnnxRuntime::restore);
        }
    }

    static OrtSession.SessionOptions options() throws OrtException {
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        // Two texts on a thread each: 1.3 times the tokens per second of one text on two threads. The rest stays as it
        // is: memory pattern, arena, denormals and the level of optimisation above extended make no difference within 3
        // %.
        options.setIntraOpNumThreads(1);
        options.setInterOpNumThreads(1);
        return options;
    }

    // Other users of ONNX Runtime in this process, in another class loader, must still be able to load their own.
    private static void restore(String property, String value) {
        if (value == null) {
            System.clearProperty(property);
        } else {
            System.setProperty(property, value);
        }
    }
}
