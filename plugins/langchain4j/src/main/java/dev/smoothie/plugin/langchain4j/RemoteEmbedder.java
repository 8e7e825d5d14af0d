package dev.smoothie.plugin.langchain4j;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.Response;
import dev.langchain4j.model.output.TokenUsage;
import dev.smoothie.spi.EmbeddedBatch;
import dev.smoothie.spi.Embedder;
import dev.smoothie.spi.LanguageModelException;
import dev.smoothie.spi.LanguageModelException.Kind;
import dev.smoothie.spi.SmoothieException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes an embedding model of LangChain4j an {@link Embedder}. A failure that may pass is tried again a few times here,
 * because the program does not repeat embedding.
 *
 * <p>
 * Providers refuse texts with nothing in them: a blank text is embedded as {@code "."}. Lone surrogates are embedded as
 * U+FFFD.
 */
final class RemoteEmbedder implements Embedder {
    private static final String NOTHING = ".";
    private static final int ATTEMPTS = 4;
    private static final Duration FIRST_WAIT = Duration.ofMillis(500);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    private final Connection connection;
    private final EmbeddingModel embeddings;
    private final int batchSize;
    private final int concurrency;
    private final int maxCharacters;
    private final int dimension;

    /** An embedder that owns the connection. It embeds a word, so that what cannot work fails here. */
    RemoteEmbedder(Connection connection, EmbeddingModel embeddings, int batchSize, int concurrency,
            int maxCharacters) {
        this.connection = connection;
        this.embeddings = embeddings;
        this.batchSize = batchSize;
        this.concurrency = concurrency;
        this.maxCharacters = maxCharacters;
        this.dimension = ask(List.of("word")).content().getFirst().dimension();
    }

    @Override
    public String model() {
        return connection.toString();
    }

    @Override
    public int dimension() {
        return dimension;
    }

    @Override
    public int concurrency() {
        return concurrency;
    }

    @Override
    public int batchSize() {
        return batchSize;
    }

    @Override
    public EmbeddedBatch embed(List<String> texts) {
        List<String> sent = new ArrayList<>();
        int truncated = 0;
        for (String text : texts) {
            String cut = text.length() > maxCharacters ? cut(text) : text;
            truncated += cut.length() < text.length() ? 1 : 0;
            String repaired = WellFormed.text(cut);
            // Blank as LangChain4j defines it: it counts control characters as blanks.
            sent.add(repaired.trim().isEmpty() ? NOTHING : repaired);
        }
        Response<List<Embedding>> response = ask(sent);
        float[][] vectors = new float[sent.size()][];
        for (int i = 0; i < vectors.length; i++) {
            vectors[i] = checked(response.content().get(i).vector());
        }
        TokenUsage usage = response.tokenUsage();
        long tokens = usage == null || usage.inputTokenCount() == null ? 0 : Math.max(0, usage.inputTokenCount());
        return new EmbeddedBatch(vectors, tokens, truncated);
    }

    private String cut(String text) {
        int end = maxCharacters;
        boolean halves = Character.isSurrogatePair(text.charAt(end - 1), text.charAt(end));
        return text.substring(0, halves ? end - 1 : end);
    }

    private float[] checked(float[] vector) {
        if (vector.length != dimension) {
            throw new SmoothieException("%s sent a vector of %d numbers after vectors of %d"
                    .formatted(this, vector.length, dimension));
        }
        for (float number : vector) {
            if (!Float.isFinite(number)) {
                throw new SmoothieException("%s sent a vector with %s in it".formatted(this, number));
            }
        }
        return vector;
    }

    private Response<List<Embedding>> ask(List<String> texts) {
        List<TextSegment> segments = texts.stream().map(TextSegment::from).toList();
        Duration wait = FIRST_WAIT;
        for (int attempt = 1;; attempt++) {
            try {
                Response<List<Embedding>> response = connection
                        .ask(RemoteEmbedder::check, () -> embeddings.embedAll(segments)).value();
                int vectors = response.content().size();
                if (vectors != texts.size()) {
                    throw connection.failure(Kind.GARBLED,
                            "with %d texts was answered with %d vectors".formatted(texts.size(), vectors));
                }
                return response;
            } catch (LanguageModelException e) {
                if (!e.kind().isTransient() || attempt == ATTEMPTS) {
                    String tried = attempt > 1 ? " (%d attempts)".formatted(attempt) : "";
                    throw new SmoothieException(e.getMessage() + tried);
                }
                sleep(e.retryAfter().orElse(wait));
                wait = wait.multipliedBy(2);
            }
        }
    }

    /** Checks the order of the vectors: one that does not match would give texts each other's vectors. */
    private static JsonNode check(JsonNode json, Connection connection, String where) {
        ErrorAnswer.within(json).ifPresent(error -> {
            throw ErrorAnswer.failure(connection, where, error);
        });
        int expected = 0;
        for (JsonNode vector : json.path("data")) {
            if (vector.path("index").asInt(expected) != expected) {
                throw connection.failure(Kind.GARBLED,
                        "at %s was answered with vectors in another order".formatted(where));
            }
            expected++;
        }
        return json;
    }

    private void sleep(Duration wait) {
        try {
            Thread.sleep(wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new SmoothieException("embedding by %s was interrupted".formatted(this));
        }
    }

    @Override
    public void close() {
        connection.close();
    }

    @Override
    public String toString() {
        return model();
    }
}
