package dev.smoothie.gateway.web;

import dev.smoothie.gateway.policies.Adviser;
import dev.smoothie.gateway.policies.Course;
import dev.smoothie.gateway.policies.Dispatch;
import dev.smoothie.gateway.policies.Result;
import dev.smoothie.gateway.protocol.Answer;
import dev.smoothie.gateway.protocol.ApiError;
import dev.smoothie.gateway.protocol.Asked;
import dev.smoothie.gateway.protocol.Call;
import dev.smoothie.gateway.protocol.EventReader;
import dev.smoothie.gateway.protocol.Events;
import dev.smoothie.gateway.providers.Deadline;
import dev.smoothie.gateway.providers.Endpoint;
import dev.smoothie.gateway.providers.Reply;
import dev.smoothie.spi.RelayedAnswer;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** Has one request answered, and sends the answer. For one thread. */
final class Work {
    private static final String EVENTS = "text/event-stream";
    private static final int PART = 1 << 13;

    private final Exchange exchange;
    private final Call call;
    private final List<Endpoint> endpoints;
    private final Adviser adviser;
    private final Course course = new Course();
    /** What a stream said; empty where the answer was whole. */
    private Optional<EventReader> streamed = Optional.empty();
    private OptionalDouble streamCost = OptionalDouble.empty();

    Work(Exchange exchange, Call call, List<Endpoint> endpoints, Adviser adviser) {
        this.exchange = exchange;
        this.call = call;
        this.endpoints = endpoints;
        this.adviser = adviser;
    }

    Course course() {
        return course;
    }

    Call call() {
        return call;
    }

    /** What a stream said; empty where the answer was whole. */
    Optional<EventReader> streamed() {
        return streamed;
    }

    /** What all answers cost; empty if that is not known. */
    OptionalDouble cost() {
        OptionalDouble whole = course.cost();
        return whole.isPresent() || streamCost.isPresent()
                ? OptionalDouble.of(whole.orElse(0) + streamCost.orElse(0))
                : OptionalDouble.empty();
    }

    /** What the stream cost; empty if there was none, or that is not known. */
    OptionalDouble streamCost() {
        return streamCost;
    }

    /**
     * Has the request answered.
     *
     * @param keepsText
     *            whether what a stream says is wanted afterwards
     * @throws InterruptedException
     *             if the time is up or the caller has gone, before anything was sent
     * @throws IOException
     *             if the caller cannot be reached any more
     */
    void run(Dispatch dispatch, Asked asked, boolean explores, boolean keepsText, Deadline deadline)
            throws InterruptedException, IOException {
        try (var _ = new ClientWatch(exchange, deadline::callerGone)) {
            switch (dispatch.send(call, asked, explores, course, deadline)) {
                case Result.Whole(Answer answer) -> whole(answer);
                case Result.Stream(Reply.Stream stream) -> {
                    try (stream) {
                        stream(stream, keepsText, deadline);
                    }
                }
                case Result.Refused(Reply.Refused(int status, String type, byte[] body)) ->
                    exchange.send(status, type, body);
            }
        }
    }

    private void headers(OptionalDouble cost) {
        Endpoint endpoint = endpoints.get(course.chosen());
        exchange.set("x-smoothie-model", ascii(endpoint.name()));
        number("x-smoothie-error", course.error());
        number("x-smoothie-quality", course.quality());
        if (course.neighbors() > 0) {
            exchange.set("x-smoothie-neighbours", Integer.toString(course.neighbors()));
        }
        cost.ifPresent(amount -> number("x-smoothie-cost", amount));
    }

    /** Headers are ASCII; what is not stands as in an address. */
    private static String ascii(String name) {
        return name.chars().allMatch(c -> c > 32 && c < 127)
                ? name
                : URLEncoder.encode(name, StandardCharsets.UTF_8);
    }

    private void number(String header, double value) {
        if (Double.isFinite(value)) {
            exchange.set(header, String.format(Locale.ROOT, "%.6g", value));
        }
    }

    private void whole(Answer answer) throws IOException {
        headers(cost());
        if (call.streams()) {
            exchange.begin(200, EVENTS);
            exchange.write(true, ByteBuffer.wrap(Events.of(call, answer)));
        } else {
            exchange.send(200, Exchange.JSON, answer.body());
        }
    }

    private void stream(Reply.Stream stream, boolean keepsText, Deadline deadline) throws IOException {
        Endpoint endpoint = endpoints.get(course.chosen());
        var reader = new EventReader(keepsText || endpoint.price().isPresent());
        streamed = Optional.of(reader);
        double mean = mean(endpoint);
        headers(Double.isNaN(mean) ? OptionalDouble.empty() : OptionalDouble.of(mean));
        exchange.set("cache-control", "no-cache");
        exchange.begin(200, EVENTS);
        try {
            pass(stream.first(), stream.first().length, reader);
            Optional<ApiError> broken = pass(stream.answer(), reader, deadline);
            if (broken.isPresent()) {
                exchange.write(false, ByteBuffer.wrap(Events.event(broken.get().json())));
            }
            exchange.write(true, ByteBuffer.allocate(0));
        } finally {
            streamCost = endpoint.cost(call, new Answer(new byte[0], Optional.of(reader.text()), reader.inputTokens(),
                    reader.outputTokens()));
        }
    }

    private double mean(Endpoint endpoint) {
        int fitted = adviser.generators().indexOf(endpoint.name());
        return fitted < 0 ? Double.NaN : adviser.meanCost(fitted);
    }

    private void pass(byte[] bytes, int count, EventReader reader) throws IOException {
        reader.read(bytes, 0, count);
        exchange.write(false, ByteBuffer.wrap(bytes, 0, count));
    }

    /** Passes the rest of a stream on. Returns what broke it off; empty if it came to its end. */
    private Optional<ApiError> pass(RelayedAnswer answer, EventReader reader, Deadline deadline) throws IOException {
        InputStream body = answer.body();
        byte[] part = new byte[PART];
        while (true) {
            int count;
            try {
                count = body.read(part);
            } catch (IOException e) {
                boolean late = deadline.isLate();
                deadline.heeded(); // so that the error can be written
                return Optional.of(late
                        ? ApiError.late("the answer was not complete in time")
                        : ApiError.noAnswer("the answer broke off: " + e.getMessage()));
            }
            if (count < 0) {
                return reader.done() || reader.error().isPresent()
                        ? Optional.empty()
                        : Optional.of(ApiError.noAnswer("the answer broke off"));
            }
            pass(part, count, reader);
        }
    }
}
