package dev.smoothie.plugin.onnx;

import dev.smoothie.spi.SmoothieException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/**
 * How often each token of the bundled model's vocabulary occurs in English text. {@code plugins/onnx/token-counts.sh}
 * counts; the file {@code NOTICE.txt} in this folder's resources says over which texts.
 *
 * @param counts
 *            of each token, by its id
 */
record TokenCounts(int[] counts) {

    /** Tokens more frequent than this count less than half: the constant of Arora, Liang and Ma, 2017. */
    private static final double SMOOTHING = 1e-3;

    private static final String RESOURCE = "token-counts.gz";

    /** The counts that ship with the plugin. */
    static TokenCounts bundled() {
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes()))) {
            return read(in);
        } catch (IOException e) {
            throw new SmoothieException("static: the plugin's jar is damaged, install the program anew: " + e, e);
        }
    }

    /** The bytes of the resource. */
    static byte[] bytes() throws IOException {
        try (InputStream in = TokenCounts.class.getResourceAsStream(RESOURCE)) {
            return in.readAllBytes();
        }
    }

    /** Reads numbers of seven bits a byte, the lowest first, until the stream ends. */
    static TokenCounts read(InputStream in) throws IOException {
        int[] counts = new int[1 << 10];
        int size = 0;
        int number = 0;
        int shift = 0;
        for (int next = in.read(); next >= 0; next = in.read()) {
            number |= (next & 0x7F) << shift;
            shift += 7;
            if (next < 0x80) {
                counts = size < counts.length ? counts : Arrays.copyOf(counts, 2 * size);
                counts[size++] = number;
                number = 0;
                shift = 0;
            }
        }
        return new TokenCounts(Arrays.copyOf(counts, size));
    }

    void write(OutputStream out) throws IOException {
        for (int count : counts) {
            int rest = count;
            for (; rest >= 0x80; rest >>>= 7) {
                out.write(0x80 | (rest & 0x7F));
            }
            out.write(rest);
        }
    }

    /** What a token counts in a mean: between 0 and 1, the less the more frequent it is. */
    double[] weights() {
        double total = Math.max(1, Arrays.stream(counts).asLongStream().sum());
        return Arrays.stream(counts).mapToDouble(count -> SMOOTHING / (SMOOTHING + count / total)).toArray();
    }
}
