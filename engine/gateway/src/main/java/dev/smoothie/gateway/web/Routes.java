package dev.smoothie.gateway.web;

import dev.smoothie.gateway.policies.Adviser;
import dev.smoothie.gateway.policies.Course;
import dev.smoothie.gateway.policies.Dispatch;
import dev.smoothie.gateway.protocol.Answer;
import dev.smoothie.gateway.protocol.ApiError;
import dev.smoothie.gateway.protocol.ApiException;
import dev.smoothie.gateway.protocol.Asked;
import dev.smoothie.gateway.protocol.Call;
import dev.smoothie.gateway.protocol.EventReader;
import dev.smoothie.gateway.protocol.Trees;
import dev.smoothie.gateway.providers.Deadline;
import dev.smoothie.gateway.providers.Endpoint;
import dev.smoothie.gateway.running.GatewaySettings;
import dev.smoothie.gateway.running.History;
import dev.smoothie.gateway.running.Metrics;
import dev.smoothie.gateway.running.Recorder;
import dev.smoothie.spi.SmoothieException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import tools.jackson.databind.node.ObjectNode;

/** Answers what is asked by each path. */
public final class Routes extends Handler.Abstract {
    private static final int GONE = 499; // as other servers write it in their logs; nobody reads it

    private final GatewaySettings settings;
    private final Supplier<? extends Lease> states;
    private final List<Endpoint> endpoints;
    private final Parts parts;
    private final Semaphore places;

    /** The use of a fitted state by one request. */
    public interface Lease extends AutoCloseable {
        /** Sends requests by the state. */
        Dispatch dispatch();

        @Override
        void close();
    }

    /**
     * What requests are counted and recorded by.
     *
     * @param clock
     *            ends requests that take too long
     * @param log
     *            empty to log none
     * @param record
     *            empty to keep none
     * @param notes
     *            is told of faults of the gateway itself
     * @param ready
     *            whether new requests are taken
     */
    public record Parts(Metrics metrics, History history, Optional<RequestLog> log, Optional<Recorder> record,
            ScheduledExecutorService clock, Consumer<String> notes, Supplier<Boolean> ready) {}

    public Routes(GatewaySettings settings, Supplier<? extends Lease> states, List<Endpoint> endpoints, Parts parts) {
        this.settings = settings;
        this.states = states;
        this.endpoints = List.copyOf(endpoints);
        this.parts = parts;
        this.places = new Semaphore(settings.mostRequests());
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        var exchange = new Exchange(request, response);
        try {
            answer(exchange);
            callback.succeeded();
        } catch (ApiException e) {
            error(exchange, e.error(), callback);
        } catch (IOException e) {
            callback.failed(e); // the caller has gone
        } catch (RuntimeException | Error e) {
            // Without the message, which may quote what was asked.
            parts.notes().accept("a request failed: %s at %s".formatted(e.getClass().getName(),
                    e.getStackTrace().length == 0 ? "an unknown place" : e.getStackTrace()[0]));
            error(exchange, ApiError.internal(), callback);
        }
        return true;
    }

    private static void error(Exchange exchange, ApiError error, Callback callback) {
        try {
            exchange.send(error);
            callback.succeeded();
        } catch (IOException e) {
            callback.failed(e);
        }
    }

    private void answer(Exchange exchange) throws IOException {
        String path = Request.getPathInContext(exchange.request());
        switch (path) {
            case "/healthz" -> text(exchange, "ok\n");
            case "/readyz" -> {
                if (!parts.ready().get()) {
                    throw new ApiException(ApiError.notReady("the server ends"));
                }
                text(exchange, "ready\n");
            }
            case "/" -> page(exchange);
            case "/metrics" -> {
                admitted(exchange, "GET");
                exchange.send(200, "text/plain; version=0.0.4; charset=utf-8", parts.metrics().text());
            }
            case "/status" -> {
                admitted(exchange, "GET");
                exchange.send(200, Exchange.JSON, Trees.write(status()));
            }
            case "/v1/models" -> {
                admitted(exchange, "GET");
                try (Lease lease = states.get()) {
                    exchange.send(200, Exchange.JSON, Models.json(endpoints, lease.dispatch().adviser()));
                }
            }
            case "/v1/chat/completions" -> complete(exchange, Call.Kind.CHAT);
            case "/v1/completions" -> complete(exchange, Call.Kind.TEXT);
            case "/v1/embeddings" -> {
                admitted(exchange, "POST");
                try (Lease lease = states.get()) {
                    exchange.send(200, Exchange.JSON,
                            Models.embeddings(exchange.body(settings.largestBody(), parts.clock()),
                                    lease.dispatch().adviser()));
                }
            }
            default -> throw new ApiException(
                    ApiError.noPath("there is nothing at %s; the API is at /v1/chat/completions".formatted(path)));
        }
    }

    private static void text(Exchange exchange, String text) throws IOException {
        exchange.send(200, "text/plain", text.getBytes(StandardCharsets.UTF_8));
    }

    private static void page(Exchange exchange) throws IOException {
        exchange.set("content-security-policy",
                "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'");
        exchange.send(200, "text/html; charset=utf-8", Page.bytes());
    }

    private void admitted(Exchange exchange, String method) {
        if (!settings.keys().admit(exchange.header(HttpHeader.AUTHORIZATION))) {
            throw new ApiException(ApiError.noKey(
                    "a key of this server is needed: send the header Authorization: Bearer KEY"));
        }
        String asked = exchange.request().getMethod();
        if (!asked.equals(method) && !(asked.equals("HEAD") && method.equals("GET"))) {
            exchange.set("Allow", method);
            throw new ApiException(ApiError.ofStatus(405, "this path is asked by " + method));
        }
    }

    private ObjectNode status() {
        var json = parts.history().json();
        var list = json.putArray("endpoints");
        for (Endpoint endpoint : endpoints) {
            list.addObject().put("name", endpoint.name()).put("model", endpoint.model()).put("up", endpoint.isUp())
                    .put("under_way", endpoint.underWay()).put("last_failure", endpoint.lastFailure());
        }
        return json.put("under_way", settings.mostRequests() - places.availablePermits());
    }

    private void complete(Exchange exchange, Call.Kind kind) throws IOException {
        admitted(exchange, "POST");
        if (!parts.ready().get()) {
            throw new ApiException(ApiError.notReady("the server ends; ask again, and another one may answer"));
        }
        if (!places.tryAcquire()) {
            throw new ApiException(ApiError.busy("%d requests are under way, and no more are taken at once".formatted(
                    settings.mostRequests()), Duration.ofSeconds(1)));
        }
        try (Lease lease = states.get()) {
            Call call = Call.of(kind, exchange.body(settings.largestBody(), parts.clock()));
            complete(exchange, call, lease.dispatch());
        } finally {
            places.release();
        }
    }

    private void complete(Exchange exchange, Call call, Dispatch dispatch) throws IOException {
        String id = "req-" + UUID.randomUUID();
        exchange.set("x-request-id", id);
        long started = System.nanoTime();
        var work = new Work(exchange, call, endpoints, dispatch.adviser());
        int status = 500;
        parts.metrics().begun();
        try (var deadline = new Deadline(settings.deadline(), parts.clock())) {
            try {
                boolean explores = settings.explore() > 0
                        && ThreadLocalRandom.current().nextDouble() < settings.explore();
                work.run(dispatch, Asked.of(call.model()), explores, keepsText(), deadline);
                status = exchange.status();
            } catch (InterruptedException | SmoothieException e) {
                if (e instanceof SmoothieException failure && !deadline.isGone() && !deadline.isLate()) {
                    throw failure; // not the embedder's, because it was interrupted
                }
                deadline.heeded();
                if (deadline.isGone()) {
                    status = GONE;
                    throw new IOException("the caller has gone", e);
                }
                ApiError error = deadline.isLate()
                        ? ApiError.late("no answer within %d s".formatted(settings.deadline().toSeconds()))
                        : ApiError.notReady("the server ends");
                status = error.status();
                throw new ApiException(error, e);
            } catch (ApiException e) {
                status = e.error().status();
                throw e;
            } catch (IOException e) {
                status = GONE;
                throw e;
            }
        } finally {
            ended(id, work, dispatch.adviser(), status, (System.nanoTime() - started) * 1e-9);
        }
    }

    private boolean keepsText() {
        return parts.record().isPresent() || settings.logTexts();
    }

    private void ended(String id, Work work, Adviser adviser, int status, double seconds) {
        Course course = work.course();
        parts.metrics().ended(course, status, seconds);
        work.streamed().ifPresent(stream -> parts.metrics().counted(endpoints.get(course.chosen()).name(),
                stream.inputTokens().orElse(0), stream.outputTokens().orElse(0)));
        work.streamCost().ifPresent(amount -> parts.metrics().cost(endpoints.get(course.chosen()).name(), amount));
        int best = adviser.byQuality().getFirst();
        double mean = adviser.meanCost(best);
        parts.history().add(course, status, seconds, work.cost(),
                Double.isNaN(mean) ? OptionalDouble.empty() : OptionalDouble.of(mean));
        parts.log().ifPresent(log -> log.write(id, work, endpoints, status, seconds, work.cost()));
        parts.record().ifPresent(record -> record(record, id, work));
    }

    private void record(Recorder record, String id, Work work) {
        Map<String, String> outputs = new LinkedHashMap<>();
        Map<String, Double> costs = new LinkedHashMap<>();
        for (Course.Attempt attempt : work.course().attempts()) {
            String name = endpoints.get(attempt.generator()).name();
            attempt.answer().flatMap(Answer::text)
                    .ifPresent(text -> outputs.put(name, text));
            attempt.cost().ifPresent(cost -> costs.put(name, cost));
        }
        work.streamed().filter(EventReader::done)
                .filter(stream -> !stream.text().isBlank()).ifPresent(stream -> {
                    String name = endpoints.get(work.course().chosen()).name();
                    outputs.put(name, stream.text());
                    work.streamCost().ifPresent(cost -> costs.put(name, cost));
                });
        if (!outputs.isEmpty()) {
            record.record(id, work.course(), outputs, costs);
        }
    }
}
