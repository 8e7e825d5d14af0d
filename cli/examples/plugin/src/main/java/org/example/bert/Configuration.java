package org.example.bert;

import dev.smoothie.spi.SmoothieException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What weights do not show, from the {@code config.json} that Hugging Face's library writes beside them.
 *
 * @param heads
 *            the number of attention heads
 * @param epsilon
 *            what is added to variances
 */
record Configuration(int heads, double epsilon) {

    static Configuration read(Path file) throws IOException {
        String json = Files.readString(file);
        return new Configuration((int) number(json, "num_attention_heads", file), number(json, "layer_norm_eps", file));
    }

    private static double number(String json, String key, Path file) {
        Matcher matcher = Pattern.compile("\"%s\"\\s*:\\s*([0-9.eE+-]+)".formatted(key)).matcher(json);
        if (!matcher.find()) {
            throw new SmoothieException("bert: %s does not state %s".formatted(file, key));
        }
        return Double.parseDouble(matcher.group(1));
    }
}
