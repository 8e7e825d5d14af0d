package dev.smoothie.plugin.replay;

import dev.smoothie.spi.LanguageModel;
import dev.smoothie.spi.tck.LanguageModelContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

class ReplayContractTest extends LanguageModelContract {

    @TempDir
    static Path folder;

    private LanguageModel open(String more) {
        try {
            Path file = Files.writeString(folder.resolve("g.jsonl"),
                    "{\"id\": \"contract\", \"generations\": {\"a\": \"Rhine, Rhone, Po\"}}\n");
            return Replays.open("file=%s,generator=a%s".formatted(file, more));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected LanguageModel open() {
        return open("");
    }

    @Override
    protected boolean deterministic() {
        return true;
    }

    @Override
    protected Optional<LanguageModel> openHanging() {
        return Optional.of(open(",delay=10h"));
    }
}
