package dev.smoothie.plugin.langchain4j;

import dev.smoothie.spi.Embedder;
import dev.smoothie.spi.tck.EmbedderContract;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;

/** An embedder that asks a server keeps the contract of the SPI. */
class OpenAiEmbeddingsContractTest extends EmbedderContract {

    private final LoopbackServer server = new LoopbackServer(new EmbeddingServer());

    @Override
    protected Embedder open() {
        return Models.embedder("openai-embeddings", Map.of("model", "m-1", "base-url", server.url() + "/v1"));
    }

    @AfterAll
    void closeServer() {
        server.close();
    }
}
