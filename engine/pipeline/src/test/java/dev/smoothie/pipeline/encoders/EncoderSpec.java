package dev.smoothie.pipeline.encoders;

/**
 * The sizes of a random encoder.
 *
 * @param positions
 *            the most tokens of a text; the position table of an XLM-R has two rows more
 * @param seed
 *            of its weights
 */
public record EncoderSpec(Family family, int hidden, int heads, int layers, int intermediate, int vocabulary,
        int positions,
        long seed) {

    /** Whose names, tokens and positions it has. */
    public enum Family {
        BERT, XLM_ROBERTA
    }

    /** A small BERT of two layers. */
    public static EncoderSpec small() {
        return new EncoderSpec(Family.BERT, 64, 2, 2, 128, 300, 32, 7);
    }

    /** A small XLM-R of two layers. */
    public static EncoderSpec smallXlmRoberta() {
        return new EncoderSpec(Family.XLM_ROBERTA, 64, 2, 2, 128, 300, 32, 8);
    }

    boolean isBert() {
        return family == Family.BERT;
    }

    int padding() {
        return isBert() ? 0 : 1;
    }

    int firstPosition() {
        return isBert() ? 0 : padding() + 1;
    }

    int types() {
        return isBert() ? 2 : 1;
    }

    double epsilon() {
        return isBert() ? 1e-12 : 1e-5;
    }
}
