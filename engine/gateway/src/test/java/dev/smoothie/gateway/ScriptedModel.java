package dev.smoothie.gateway;

import dev.smoothie.pipeline.generation.Generator;
import dev.smoothie.pipeline.generation.GeneratorSpec;
import dev.smoothie.pipeline.generation.Limits;
import dev.smoothie.pipeline.generation.Price;
import dev.smoothie.pipeline.generation.Template;
import dev.smoothie.spi.ChatRelay;
import dev.smoothie.spi.Completion;
import dev.smoothie.spi.LanguageModel;
import dev.smoothie.spi.LanguageModelException;
import dev.smoothie.spi.LanguageModelException.Kind;
import dev.smoothie.spi.Prompt;
import dev.smoothie.spi.RelayRequest;
import dev.smoothie.spi.RelayedAnswer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A model that speaks OpenAI's protocol and does what a test says. */
final class ScriptedModel implements LanguageModel, ChatRelay {
    private final String name;
    private final Script script;
    final BlockingQueue<RelayRequest> requests = new LinkedBlockingQueue<>();
    final AtomicInteger closed = new AtomicInteger();
    final CountDownLatch ended = new CountDownLatch(1);

    /** What it does with a request. */
    @FunctionalInterface
    interface Script {
        /** Answers. */
        RelayedAnswer answer(ScriptedModel model, RelayRequest request) throws InterruptedException;
    }

    ScriptedModel(String name, Script script) {
        this.name = name;
        this.script = script;
    }

    /** A model that says this text. */
    static ScriptedModel saying(String name, String text) {
        return new ScriptedModel(name, (model, _) -> model.json(200, answer(name, text)));
    }

    /** A model that fails. */
    static ScriptedModel failing(String name, Kind kind) {
        return new ScriptedModel(name, (_, _) -> {
            throw new LanguageModelException(kind, name + " does not work", null);
        });
    }

    /** A model that answers never. */
    static ScriptedModel silent(String name) {
        return new ScriptedModel(name, (model, _) -> {
            try {
                new CountDownLatch(1).await();
                throw new AssertionError();
            } catch (InterruptedException e) {
                model.ended.countDown();
                Thread.currentThread().interrupt();
                throw new LanguageModelException(Kind.CANCELLED, "interrupted", e);
            }
        });
    }

    /** The JSON of an answer. */
    static String answer(String name, String text) {
        return """
                {"id":"c-1","object":"chat.completion","created":1,"model":"%s-1","choices":[{"index":0,"message":\
                {"role":"assistant","content":"%s"},"finish_reason":"stop"}],"usage":{"prompt_tokens":10,\
                "completion_tokens":20,"total_tokens":30},"x_own":1.10}""".formatted(name, text);
    }

    /** An event of a stream. */
    static String event(String text) {
        return "data: {\"id\":\"c-1\",\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\""
                + text + "\"},\"finish_reason\":null}]}\n\n";
    }

    /** The last events of a stream. */
    static String end() {
        return "data: {\"id\":\"c-1\",\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";
    }

    /** A generator with this model and a price of 1 and 2 for a million tokens. */
    Generator generator() {
        return generator(Template.INPUT, Optional.empty(), Limits.STANDARD);
    }

    /** The same with another prompt and limits. */
    Generator generator(Template prompt, Optional<Template> system, Limits limits) {
        return new Generator(new GeneratorSpec(name, "scripted", Map.of(), prompt, system, Optional.of(new Price(1, 2)),
                limits), this, name);
    }

    RelayedAnswer json(int status, String body) {
        return new Answer(status, "application/json",
                new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)), Optional.empty());
    }

    RelayedAnswer failure(int status, String body, Kind kind) {
        return new Answer(status, "application/json",
                new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)),
                Optional.of(new LanguageModelException(kind, "HTTP " + status, null)));
    }

    /** An event stream of these parts; each is there when a permit is in the queue. */
    RelayedAnswer stream(BlockingQueue<Boolean> permits, List<String> parts) {
        return new Answer(200, "text/event-stream; charset=utf-8", new Parts(permits, List.copyOf(parts)),
                Optional.empty());
    }

    @Override
    public String model() {
        return name + " model";
    }

    @Override
    public Completion generate(Prompt prompt) {
        throw new AssertionError("it relays");
    }

    @Override
    public Optional<ChatRelay> relay() {
        return Optional.of(this);
    }

    @Override
    public RelayedAnswer relay(RelayRequest request) {
        requests.add(request);
        try {
            return script.answer(this, request);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LanguageModelException(Kind.CANCELLED, "interrupted", e);
        }
    }

    /** The body of the oldest request that was not looked at. */
    String asked() throws InterruptedException {
        return new String(requests.take().body(), StandardCharsets.UTF_8);
    }

    private final class Answer implements RelayedAnswer {
        private final int status;
        private final String type;
        private final InputStream body;
        private final Optional<LanguageModelException> failure;

        Answer(int status, String type, InputStream body, Optional<LanguageModelException> failure) {
            this.status = status;
            this.type = type;
            this.body = body;
            this.failure = failure;
        }

        @Override
        public int status() {
            return status;
        }

        @Override
        public Optional<String> header(String header) {
            return header.equalsIgnoreCase("content-type") ? Optional.of(type) : Optional.empty();
        }

        @Override
        public InputStream body() {
            return body;
        }

        @Override
        public Optional<LanguageModelException> failure() {
            return failure;
        }

        @Override
        public void close() {
            closed.incrementAndGet();
            ended.countDown();
        }
    }

    private static final class Parts extends InputStream {
        private final BlockingQueue<Boolean> permits;
        private final List<String> parts;
        private int next;

        Parts(BlockingQueue<Boolean> permits, List<String> parts) {
            this.permits = permits;
            this.parts = parts;
        }

        @Override
        public int read() {
            throw new AssertionError("it is read in parts");
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (next == parts.size()) {
                return -1;
            }
            try {
                permits.take();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                var interrupted = new InterruptedIOException("interrupted");
                interrupted.initCause(e);
                throw interrupted;
            }
            byte[] part = parts.get(next++).getBytes(StandardCharsets.UTF_8);
            if (part.length == 0) {
                throw new IOException("the provider has broken off");
            }
            System.arraycopy(part, 0, target, offset, part.length);
            return part.length;
        }
    }

    /** A wait that no test needs to the end. */
    static final Duration LONG = Duration.ofMinutes(2);
}
