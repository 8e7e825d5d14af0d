package dev.smoothie.spi.tck;

import dev.smoothie.spi.Encoder;
import dev.smoothie.spi.TokenizedTexts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * An encoder whose tokens are characters. Its file holds no weights: nothing here runs it. Tests override its methods to
 * break promises.
 */
class LettersEncoder implements Encoder {
    private static final class Holder {
        private static final Path FILE = file();

        private static Path file() {
            try {
                Path file = Files.createTempFile("letters", ".safetensors");
                file.toFile().deleteOnExit();
                return file;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public Path weights() {
        return Holder.FILE;
    }

    @Override
    public Pooling pooling() {
        return Pooling.MEAN;
    }

    @Override
    public boolean normalized() {
        return false;
    }

    @Override
    public TokenizedTexts tokenize(List<String> texts) {
        int[] starts = new int[texts.size() + 1];
        for (int i = 0; i < texts.size(); i++) {
            starts[i + 1] = starts[i] + Math.min(LettersEmbedder.LIMIT, texts.get(i).length());
        }
        int[] ids = texts.stream().flatMapToInt(text -> text.chars().limit(LettersEmbedder.LIMIT)).map(c -> c % 16)
                .toArray();
        int truncated = (int) IntStream.range(0, texts.size())
                .filter(i -> texts.get(i).length() > LettersEmbedder.LIMIT).count();
        return new TokenizedTexts(ids, starts, truncated);
    }
}
