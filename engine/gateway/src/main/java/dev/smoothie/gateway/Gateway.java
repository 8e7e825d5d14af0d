package dev.smoothie.gateway;

import dev.smoothie.core.files.IoReason;
import dev.smoothie.gateway.policies.Adviser;
import dev.smoothie.gateway.policies.Dispatch;
import dev.smoothie.gateway.protocol.Call;
import dev.smoothie.gateway.providers.Endpoint;
import dev.smoothie.gateway.running.GatewaySettings;
import dev.smoothie.gateway.running.GatewaySettings.JudgedText;
import dev.smoothie.gateway.running.History;
import dev.smoothie.gateway.running.Metrics;
import dev.smoothie.gateway.running.Recorder;
import dev.smoothie.gateway.web.JsonErrors;
import dev.smoothie.gateway.web.RequestLog;
import dev.smoothie.gateway.web.Routes;
import dev.smoothie.pipeline.generation.Generator;
import dev.smoothie.spi.SmoothieException;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.VirtualThreadPool;

/**
 * The server. It answers on virtual threads, one for each request, so that what waits for providers costs next to
 * nothing. Whoever started it closes it.
 *
 * <p>
 * The HTTP server is Jetty: it has limits for all that a caller can send, runs handlers on virtual threads, and lets its
 * errors be written in a form of ours.
 */
public final class Gateway implements AutoCloseable {
    private static final int HEADER_BYTES = 16 << 10;
    private static final long IDLE_MILLIS = 60_000;

    private final Server server;
    private final ServerConnector connector;
    private final States states;
    private final Metrics metrics;
    private final Optional<Recorder> record;
    private final ScheduledExecutorService clock;
    private final Consumer<String> notes;
    private final GatewaySettings settings;
    private volatile boolean ready;
    private boolean closed;

    /**
     * A fitted state that is open.
     *
     * @param adviser
     *            what it knows
     * @param resource
     *            what is closed when the gateway uses it no more
     */
    public record Fitted(Adviser adviser, AutoCloseable resource) {}

    private Gateway(GatewaySettings settings, Supplier<Fitted> state, List<Generator> generators,
            Consumer<String> notes, Consumer<String> log) {
        this.settings = settings;
        this.notes = notes;
        List<Endpoint> endpoints = generators.stream().map(Endpoint::new).toList();
        List<String> names = endpoints.stream().map(Endpoint::name).toList();
        this.record = settings.record().map(file -> new Recorder(file, settings.largestRecord(), notes));
        this.states = states(settings, state, endpoints);
        this.clock = Executors
                .newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("deadlines").factory());
        this.metrics = new Metrics(names, callback -> endpoints.forEach(
                endpoint -> callback.accept(endpoint.name(), endpoint.isUp())));
        var routes = new Routes(settings, states::use, endpoints,
                new Routes.Parts(metrics, new History(names),
                        settings.log() ? Optional.of(new RequestLog(log, settings.logTexts())) : Optional.empty(),
                        record, clock, notes, () -> ready));
        this.server = new Server(new VirtualThreadPool());
        this.connector = connector(settings);
        server.addConnector(connector);
        server.setHandler(routes);
        server.setErrorHandler(new JsonErrors());
        server.setStopTimeout(0);
    }

    private States states(GatewaySettings given, Supplier<Fitted> state, List<Endpoint> endpoints) {
        try {
            return new States(state, fitted -> dispatch(fitted, endpoints, given.text()));
        } catch (RuntimeException | Error e) {
            record.ifPresent(Recorder::close);
            throw e;
        }
    }

    /** What sends requests by a state, which must know some of the generators. */
    private Dispatch dispatch(Fitted fitted, List<Endpoint> endpoints, JudgedText text) {
        List<String> known = fitted.adviser().generators();
        List<String> names = endpoints.stream().map(Endpoint::name).toList();
        if (Collections.disjoint(names, known)) {
            throw new SmoothieException(
                    "none of the generators that can be asked (%s) is in the fitted state, which has %s; give them the same names"
                            .formatted(String.join(", ", names), String.join(", ", known)));
        }
        differences(names, known).forEach(notes);
        return new Dispatch(fitted.adviser(), endpoints,
                text == JudgedText.LAST ? Call::lastUserText : Call::allText);
    }

    private static List<String> differences(List<String> names, List<String> known) {
        List<String> unasked = known.stream().filter(name -> !names.contains(name)).toList();
        List<String> unknown = names.stream().filter(name -> !known.contains(name)).toList();
        return Stream.of(
                unasked.isEmpty()
                        ? ""
                        : "generators of the state that cannot be asked, so no request goes to them: "
                                + String.join(", ", unasked),
                unknown.isEmpty()
                        ? ""
                        : "generators that the state does not know, so they are asked only by their names: "
                                + String.join(", ", unknown))
                .filter(line -> !line.isEmpty()).toList();
    }

    private ServerConnector connector(GatewaySettings given) {
        var http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setSendDateHeader(true);
        http.setRequestHeaderSize(HEADER_BYTES);
        http.setUriCompliance(UriCompliance.RFC3986);
        ServerConnector made;
        if (given.encryption().isPresent()) {
            http.addCustomizer(new SecureRequestCustomizer(false));
            var ssl = new SslContextFactory.Server();
            ssl.setSslContext(given.encryption().get());
            made = new ServerConnector(server, new SslConnectionFactory(ssl, "http/1.1"),
                    new HttpConnectionFactory(http));
        } else {
            made = new ServerConnector(server, new HttpConnectionFactory(http));
        }
        made.setHost(given.host());
        made.setPort(given.port());
        made.setIdleTimeout(IDLE_MILLIS);
        made.setAcceptQueueSize(1024);
        return made;
    }

    /**
     * Starts a gateway, and returns once it takes requests.
     *
     * @param state
     *            opens the fitted state, now and each time it is loaded again
     * @param generators
     *            whom to ask; they stay open as long as the gateway
     * @param notes
     *            is told what an operator should know, a sentence each
     * @param log
     *            is told the line of each request, if the settings want them
     * @throws SmoothieException
     *             if the address cannot be listened on, or the state and the generators do not fit
     */
    public static Gateway start(GatewaySettings settings, Supplier<Fitted> state, List<Generator> generators,
            Consumer<String> notes, Consumer<String> log) {
        var gateway = new Gateway(settings, state, generators, notes, log);
        try {
            gateway.server.start();
            gateway.ready = true;
            return gateway;
        } catch (Exception e) {
            gateway.close();
            String reason = e instanceof IOException io ? IoReason.of(io) : e.toString();
            throw new SmoothieException("cannot listen on %s:%d: %s; --listen names another address".formatted(
                    settings.host(), settings.port(), reason), e);
        }
    }

    /** The port that it listens on. */
    public int port() {
        return connector.getLocalPort();
    }

    /** Loads the fitted state again. What was there stays if that fails; the operator is told. */
    public void reload() {
        try {
            states.reload();
            metrics.loaded(true);
            notes.accept("the fitted state was loaded again");
        } catch (RuntimeException e) {
            metrics.loaded(false);
            notes.accept("the fitted state was not loaded again, and the old one stays: " + e.getMessage());
        }
    }

    /** Takes no more requests, waits for those under way as long as the settings say, and ends. May be called twice. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        ready = false;
        try {
            connector.shutdown().get(settings.drain().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (Exception _) {
            notes.accept("some requests did not end within %d s, and are broken off".formatted(settings.drain()
                    .toSeconds()));
        }
        try {
            server.stop();
        } catch (Exception e) {
            notes.accept("the server did not end well: " + e);
        }
        clock.shutdownNow();
        record.ifPresent(Recorder::close);
        states.close();
    }
}
