package dev.smoothie.plugin.langchain4j;

import dev.smoothie.spi.LanguageModel;
import dev.smoothie.spi.tck.ChatRelayContract;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;

class RelayContractTest extends ChatRelayContract {

    private final LoopbackServer answering = LoopbackServer
            .json("""
                    {"choices": [{"message": {"role": "assistant", "content": "Rhine, Rhone, Po"}, "finish_reason": "stop"}]}""");
    private final LoopbackServer hanging = new LoopbackServer((_, wire) -> wire.awaitHangUp());
    private final LoopbackServer stalling = new LoopbackServer((_, wire) -> {
        wire.chunked("text/event-stream");
        wire.chunk("data: ");
        wire.awaitHangUp();
    });
    private final LoopbackServer failing = new LoopbackServer((asked, wire) -> wire.send(401, "text/plain",
            "this key is not right: " + asked.headers().get("authorization")));

    private static LanguageModel open(String base) {
        return Models.open("openai", new HashMap<>(Map.of("model", "m-1", "base-url", base + "/v1", "api-key-env",
                "OPENAI_API_KEY")));
    }

    @Override
    protected LanguageModel open() {
        return open(answering.url());
    }

    @Override
    protected Optional<String> secret() {
        return Optional.of(System.getenv("OPENAI_API_KEY"));
    }

    @Override
    protected Optional<LanguageModel> openUnreachable() {
        // Nobody listens on the first port.
        return Optional.of(open("http://127.0.0.1:1"));
    }

    @Override
    protected Optional<LanguageModel> openHanging() {
        return Optional.of(open(hanging.url()));
    }

    @Override
    protected Optional<LanguageModel> openStalling() {
        return Optional.of(open(stalling.url()));
    }

    @Override
    protected Optional<LanguageModel> openFailing() {
        return Optional.of(open(failing.url()));
    }

    @AfterAll
    void closeServers() {
        answering.close();
        hanging.close();
        stalling.close();
        failing.close();
    }
}
