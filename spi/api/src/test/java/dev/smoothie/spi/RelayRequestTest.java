package dev.smoothie.spi;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class RelayRequestTest {

    @ParameterizedTest
    @ValueSource(strings = {"chat/completions", "completions"})
    void thePathsOfTheProtocolAreTaken(String path) {
        assertEquals(path, new RelayRequest(path, new byte[0], Duration.ofNanos(1)).path());
    }

    /** Nothing that would lead elsewhere at the provider. */
    @ParameterizedTest
    @ValueSource(strings = {"", "/completions", "completions/", "../models", "a//b", "a?b", "a#b", "a b", "a\nb",
            "http://h",
            "a%2fb"})
    void whatIsNoPathIsRefused(String path) {
        assertThrows(IllegalArgumentException.class, () -> new RelayRequest(path, new byte[0], Duration.ofSeconds(1)));
    }

    @Test
    void aTimeoutIsMoreThanZero() {
        for (Duration timeout : new Duration[]{Duration.ZERO, Duration.ofSeconds(-1)}) {
            assertThrows(IllegalArgumentException.class, () -> new RelayRequest("completions", new byte[0], timeout));
        }
    }
}
