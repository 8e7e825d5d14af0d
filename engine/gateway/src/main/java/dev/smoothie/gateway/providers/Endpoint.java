package dev.smoothie.gateway.providers;

import dev.smoothie.gateway.protocol.Answer;
import dev.smoothie.gateway.protocol.Call;
import dev.smoothie.gateway.protocol.EventReader;
import dev.smoothie.pipeline.generation.Admission;
import dev.smoothie.pipeline.generation.Generator;
import dev.smoothie.pipeline.generation.GeneratorSpec;
import dev.smoothie.pipeline.generation.Price;
import dev.smoothie.pipeline.generation.Template;
import dev.smoothie.spi.ChatRelay;
import dev.smoothie.spi.Completion;
import dev.smoothie.spi.LanguageModelException;
import dev.smoothie.spi.LanguageModelException.Kind;
import dev.smoothie.spi.Prompt;
import dev.smoothie.spi.RelayRequest;
import dev.smoothie.spi.RelayedAnswer;
import dev.smoothie.spi.SmoothieException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.UUID;

/**
 * One generator that requests can be sent to. One that speaks OpenAI's protocol is sent them as they are, others are sent
 * the prompt alone. Any number of threads may ask.
 */
public final class Endpoint {
    /** Longer answers are taken for a fault of the provider. */
    private static final int LONGEST_ANSWER = 64 << 20;
    private static final int LONGEST_ERROR = 1 << 20;
    private static final int PART = 1 << 13;
    /** How long a request waits for its turn at a generator that is busy. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Set<String> FIELDS = Set.of("input", "id");
    /** Stands for the id of a sample, which a request does not have; no file can have it. */
    private static final String SAMPLE = "(a request to the server)";

    private final Generator generator;
    private final Optional<ChatRelay> relay;
    private final Admission admission;

    /**
     * An endpoint for a generator that is open.
     *
     * @throws SmoothieException
     *             if its prompt needs more than the input
     */
    public Endpoint(Generator generator) {
        GeneratorSpec spec = generator.spec();
        spec.fields().stream().filter(field -> !FIELDS.contains(field)).findFirst().ifPresent(field -> {
            throw new SmoothieException(
                    "generator '%s': its prompt has {%s}, and a request to the server has only its {input}".formatted(
                            spec.name(), field));
        });
        this.generator = generator;
        this.relay = generator.model().relay();
        this.admission = new Admission(spec, PATIENCE);
    }

    /** The name of the generator. */
    public String name() {
        return generator.spec().name();
    }

    /** The model behind it, for people. */
    public String model() {
        return generator.model().model();
    }

    /** What it charges, if that is known. */
    public Optional<Price> price() {
        return generator.spec().price();
    }

    /** What an answer costs: by the tokens that the provider counted, otherwise by an estimate; empty without a price. */
    public OptionalDouble cost(Call call, Answer answer) {
        Optional<Price> price = price();
        if (price.isEmpty()) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(answer.inputTokens().isPresent() && answer.outputTokens().isPresent()
                ? price.get().of(answer.inputTokens().getAsLong(), answer.outputTokens().getAsLong())
                : price.get().estimate(call.allText(), answer.text().orElse("")));
    }

    /** Whether it can be asked this, and whether it answers as far as is known. */
    public boolean takes(Call call) {
        return relay.isPresent() || !call.needsRelay();
    }

    /** Whether it answers, as far as is known without asking. */
    public boolean isUp() {
        return admission.isUp();
    }

    /** Why it last failed; blank if it never did. */
    public String lastFailure() {
        return admission.lastFailure();
    }

    /** How many requests to it are under way. */
    public int underWay() {
        return admission.underWay();
    }

    /**
     * Asks for an answer, as a stream where the call says so and the generator can.
     *
     * @throws InterruptedException
     *             if the time is up or the caller has gone
     */
    public Reply ask(Call call, Deadline deadline) throws InterruptedException {
        if (!takes(call)) {
            return new Reply.Failed(Optional.empty(),
                    "it takes a prompt only, and the request has tools, pictures or a conversation", Optional.empty());
        }
        switch (admission.enter()) {
            case BUSY -> {
                return Reply.Failed.of(Kind.THROTTLED, Optional.of(Duration.ofSeconds(1)));
            }
            case DOWN -> {
                Optional<Duration> quiet = admission.quiet();
                return quiet.isPresent()
                        ? Reply.Failed.of(Kind.THROTTLED, quiet)
                        : new Reply.Failed(Optional.empty(), "it has failed too often", Optional.empty());
            }
            case PASS -> {
                // Asked below.
            }
        }
        return sent(call, deadline);
    }

    private Reply sent(Call call, Deadline deadline) throws InterruptedException {
        boolean leaves = true;
        boolean counted = false;
        try {
            Reply reply = relay.isPresent() ? relayed(relay.get(), call, deadline) : generated(call);
            counted = true;
            if (reply instanceof Reply.Stream(RelayedAnswer answer, byte[] first)) {
                leaves = false;
                return new Reply.Stream(new LeavingAnswer(answer, admission), first);
            }
            return reply;
        } catch (SmoothieException e) {
            counted = true;
            LanguageModelException failure = failure(e);
            admission.failed(failure);
            if (failure.kind() == Kind.CANCELLED || Thread.currentThread().isInterrupted()) {
                throw interrupted(failure);
            }
            return Reply.Failed.of(failure.kind(), failure.retryAfter());
        } finally {
            if (!counted) {
                admission.dropped();
            }
            if (leaves) {
                admission.leave();
            }
        }
    }

    /** A fault of the plugin counts as one of the provider, unless the plugin was interrupted. */
    private static LanguageModelException failure(SmoothieException e) {
        return e instanceof LanguageModelException known
                ? known
                : new LanguageModelException(
                        Thread.currentThread().isInterrupted() ? Kind.CANCELLED : Kind.UNAVAILABLE, e.getMessage(), e);
    }

    private static InterruptedException interrupted(Throwable cause) {
        var interrupted = new InterruptedException(cause.getMessage());
        interrupted.initCause(cause);
        return interrupted;
    }

    private Map<String, String> fields(Call call) {
        return Map.of("input", call.lastUserText(), "id", "");
    }

    private Reply generated(Call call) throws InterruptedException {
        Map<String, String> fields = fields(call);
        GeneratorSpec spec = generator.spec();
        var prompt = new Prompt(SAMPLE, spec.prompt().fill(fields),
                spec.system().map(text -> text.fill(fields)).or(call::systemText));
        Completion completion = generator.model().generate(prompt);
        if (completion.text().isBlank()) {
            throw new LanguageModelException(Kind.EMPTY, name() + " answered with an empty text", null);
        }
        admission.answered();
        return new Reply.Whole(Answer.of(call.kind(), "smoothie-" + UUID.randomUUID(), model(),
                System.currentTimeMillis() / 1000, completion.text(), completion.inputTokens(),
                completion.outputTokens()));
    }

    private Call rephrased(Call call) {
        GeneratorSpec spec = generator.spec();
        if (spec.prompt().equals(Template.INPUT) && spec.system().isEmpty()) {
            return call;
        }
        Map<String, String> fields = fields(call);
        return call.rephrased(spec.prompt().fill(fields), spec.system().map(text -> text.fill(fields)));
    }

    /** The head of an answer. A connection that was kept may have ended meanwhile: then another is tried, once. */
    private static RelayedAnswer answer(ChatRelay to, RelayRequest request) {
        try {
            return to.relay(request);
        } catch (LanguageModelException e) {
            if (e.kind() != Kind.CONNECTION || Thread.currentThread().isInterrupted()) {
                throw e;
            }
            return to.relay(request);
        }
    }

    private Reply relayed(ChatRelay to, Call call, Deadline deadline) throws InterruptedException {
        RelayedAnswer answer = answer(to,
                new RelayRequest(call.kind().path(), rephrased(call).body(), deadline.left()));
        boolean handedOn = false;
        try {
            Optional<LanguageModelException> failure = answer.failure();
            if (failure.isPresent()) {
                return failed(answer, failure.get());
            }
            if (call.streams() && answer.header("content-type").orElse("").contains("event-stream")) {
                byte[] first = first(answer.body());
                handedOn = true;
                admission.answered();
                return new Reply.Stream(answer, first);
            }
            byte[] body = answer.body().readNBytes(LONGEST_ANSWER);
            Answer read = Answer.of(body).orElseThrow(() -> garbled("was answered without a choice"));
            admission.answered();
            return new Reply.Whole(read);
        } catch (IOException e) {
            throw failure(e);
        } finally {
            if (!handedOn) {
                answer.close();
            }
        }
    }

    private Reply failed(RelayedAnswer answer, LanguageModelException failure) throws IOException {
        admission.failed(failure);
        if (failure.kind() == Kind.REJECTED || failure.kind() == Kind.MISCONFIGURED) {
            return new Reply.Refused(answer.status(), answer.header("content-type").orElse("application/json"),
                    answer.body().readNBytes(LONGEST_ERROR));
        }
        return Reply.Failed.of(failure.kind(), failure.retryAfter());
    }

    /** The beginning of a stream, up to its first part of an answer: until then another generator can be asked. */
    private byte[] first(InputStream stream) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var reader = new EventReader(false);
        byte[] part = new byte[PART];
        while (!reader.answers() && bytes.size() < LONGEST_ERROR) {
            int count = stream.read(part);
            if (count < 0) {
                if (reader.done()) {
                    break;
                }
                throw garbled("was answered with a stream that ended before it began");
            }
            bytes.write(part, 0, count);
            reader.read(part, 0, count);
            if (reader.error().isPresent()) {
                throw garbled("was answered with an error: " + reader.error().get());
            }
        }
        return bytes.toByteArray();
    }

    private LanguageModelException garbled(String what) {
        return new LanguageModelException(Kind.GARBLED, "the request to %s %s".formatted(name(), what), null);
    }

    /** The failure that broke off an answer. */
    private LanguageModelException failure(IOException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof LanguageModelException ours) {
                return ours;
            }
        }
        return Thread.currentThread().isInterrupted()
                ? new LanguageModelException(Kind.CANCELLED, "the request to %s was interrupted".formatted(name()), e)
                : new LanguageModelException(Kind.CONNECTION, "the answer of %s broke off".formatted(name()), e);
    }
}
