package dev.smoothie.plugin.onnx;

import dev.smoothie.spi.Encoder;
import dev.smoothie.spi.TokenizedTexts;
import java.nio.file.Path;
import java.util.List;

/**
 * The encoder of a model folder, for the program to run on a card.
 *
 * @param folder
 *            the model
 * @param tokenizer
 *            its tokenizer, open
 * @param pooling
 *            how the vector of a text is made
 */
record FolderEncoder(ModelFolder folder, Tokenizer tokenizer, Pooling pooling) implements Encoder {

    @Override
    public Path weights() {
        return folder.weights();
    }

    @Override
    public boolean normalized() {
        return folder.normalized();
    }

    @Override
    public TokenizedTexts tokenize(List<String> texts) {
        return tokenizer.encode(folder.prompt().isEmpty()
                ? texts
                : texts.stream().map(text -> folder.prompt() + text).toList());
    }
}
