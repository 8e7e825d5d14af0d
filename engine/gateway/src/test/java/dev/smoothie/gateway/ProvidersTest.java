package dev.smoothie.gateway;

import dev.smoothie.spi.LanguageModelException;
import dev.smoothie.spi.LanguageModelException.Kind;
import dev.smoothie.spi.SmoothieException;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What callers are told of providers that fail, and when they are asked again. */
class ProvidersTest {
    private static final String ADDRESS = "http://10.0.0.7:8000/v1";

    private static ScriptedModel throttled(String name, Duration wait) {
        return new ScriptedModel(name, (_, _) -> {
            throw new LanguageModelException(Kind.THROTTLED, "too many requests to " + ADDRESS, wait, null);
        });
    }

    /** Somebody who comes again when the first may answer comes neither too early nor too late. */
    @Test
    void whereAllAreBusyTheSoonestIsSaid() throws Exception {
        var late = throttled("late", Duration.ofSeconds(40));
        var soon = throttled("soon", Duration.ofSeconds(7));
        try (Server server = Server.with().start(new KnownAdviser("late", "soon"), late.generator(),
                soon.generator())) {
            HttpResponse<String> first = server.chat(Server.chat("smoothie", "Well?"));
            assertEquals(429, first.statusCode());
            assertEquals("7", first.headers().firstValue("Retry-After").orElseThrow());
            HttpResponse<String> second = server.chat(Server.chat("smoothie", "Well?"));
            assertEquals(429, second.statusCode()); // nobody is asked before the time
            long seconds = second.headers().firstValueAsLong("Retry-After").orElseThrow();
            assertTrue(seconds >= 1 && seconds <= 7, second.toString());
            assertEquals(1, soon.requests.size());
        }
    }

    @Test
    void callersAreNotToldTheAddressesOfProviders() throws Exception {
        var unreachable = new ScriptedModel("unreachable", (_, _) -> {
            throw new LanguageModelException(Kind.CONNECTION, "no connection to " + ADDRESS, null);
        });
        var faulty = new ScriptedModel("faulty", (_, _) -> {
            throw new SmoothieException("the plugin in /srv/plugins has a fault");
        });
        try (Server server = Server.with().start(new KnownAdviser("unreachable", "faulty"), unreachable.generator(),
                faulty.generator())) {
            String told = server.chat(Server.chat("smoothie", "Well?")).body();
            assertTrue(told.contains(
                    "(unreachable: it could not be reached, or the connection broke; faulty: it has a failure of its own)"),
                    told);
            assertFalse(told.contains(ADDRESS), told);
            String status = server.get("/status").body(); // for who runs the server
            assertTrue(status.contains(ADDRESS) && status.contains("/srv/plugins"), status);
        }
    }

    /** A provider may end a connection that was kept while a request is on its way. */
    @Test
    void aConnectionThatBreaksIsTriedOnceMore() throws Exception {
        var restarted = new ScriptedModel("restarted", (model, _) -> {
            if (model.requests.size() == 1) {
                throw new LanguageModelException(Kind.CONNECTION, "the connection broke", null);
            }
            return model.json(200, ScriptedModel.answer("restarted", "Yes."));
        });
        try (Server server = Server.with().start(new KnownAdviser("restarted"), restarted.generator())) {
            assertEquals(200, server.chat(Server.chat("restarted", "Well?")).statusCode());
            assertEquals(2, restarted.requests.size());
        }
    }
}
