package dev.smoothie.plugin.langchain4j;

import dev.smoothie.spi.LanguageModel;
import dev.smoothie.spi.tck.LanguageModelContract;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;

class OpenAiContractTest extends LanguageModelContract {

    private final LoopbackServer answering = LoopbackServer.json("""
            {"choices": [{"message": {"role": "assistant", "content": "Rhine, Rhone, Po"}, "finish_reason": "stop"}],
             "usage": {"prompt_tokens": 3, "completion_tokens": 6}}""");
    private final LoopbackServer stalling = new LoopbackServer((_, wire) -> wire.stall());

    @Override
    protected LanguageModel open() {
        return Models.open("openai", answering, Map.of("api-key-env", "OPENAI_API_KEY"));
    }

    @Override
    protected boolean deterministic() {
        return true;
    }

    @Override
    protected Optional<String> secret() {
        return Optional.of(System.getenv("OPENAI_API_KEY"));
    }

    @Override
    protected Optional<LanguageModel> openUnreachable() {
        // Nobody listens on the first port.
        return Optional.of(Models.open("openai",
                Map.of("model", "m-1", "base-url", "http://127.0.0.1:1/v1", "api-key-env", "OPENAI_API_KEY")));
    }

    @Override
    protected Optional<LanguageModel> openHanging() {
        return Optional.of(Models.open("openai", stalling, Map.of("timeout", "1h")));
    }

    @AfterAll
    void closeServers() {
        answering.close();
        stalling.close();
    }
}
