package dev.smoothie.pipeline.encoders;

/**
 * Carries the reason for which a file of weights cannot be used up to {@link EncoderFiles}, which returns it as a value.
 * It never leaves this package.
 */
final class UnusableWeights extends RuntimeException {
    static final String PLAIN_EXPORT = "give model.safetensors with its config.json, or an ONNX export that no tool has optimised";
    private static final String DEFAULT_REMEDY = "an encoder of the BERT, RoBERTa or XLM-RoBERTa family is needed: "
            + PLAIN_EXPORT;
    private static final long serialVersionUID = 1L;

    private final String remedy;

    UnusableWeights(String reason) {
        this(reason, DEFAULT_REMEDY);
    }

    UnusableWeights(String reason, String remedy) {
        super(reason);
        this.remedy = remedy;
    }

    /** The file ends too early, or is none of its kind. */
    static UnusableWeights broken(String file, String what) {
        return new UnusableWeights("%s: %s".formatted(file, what), "fetch the file once more; it may be truncated");
    }

    String remedy() {
        return remedy;
    }
}
