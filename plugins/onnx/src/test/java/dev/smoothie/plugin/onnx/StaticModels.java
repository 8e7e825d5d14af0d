package dev.smoothie.plugin.onnx;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Random;

/** Models with the real tokenizer and rows that are drawn at random; making the real rows takes minutes. */
final class StaticModels {

    private StaticModels() {}

    static StaticModel drawn(int dimension) {
        WordPiece wordPiece = wordPiece();
        int tokens = TokenCounts.bundled().counts().length;
        StaticTable table = new StaticTable(dimension, new byte[tokens * dimension], new float[tokens]);
        Random random = new Random(1);
        for (int token = 0; token < tokens; token++) {
            if (!StaticEmbedderFactory.silent(wordPiece).contains(token)) {
                table.set(token, random.doubles(dimension, -1, 1).toArray(), random.nextDouble());
            }
        }
        return StaticModel.of(wordPiece, table);
    }

    static WordPiece wordPiece() {
        try {
            return WordPieceReader.read(
                    TokenizerJson.read(Files.readString(BundledModel.DIRECTORY.resolve("tokenizer.json"))), 512)
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
