package dev.smoothie.spi;

import java.io.InputStream;
import java.util.Optional;

/**
 * A provider's answer to a request that was passed on. One thread reads it; any thread may close it, and whoever has it
 * does.
 */
public interface RelayedAnswer extends AutoCloseable {

    /** The HTTP status, from 100 to 599. */
    int status();

    /**
     * The first header of that name, in any case: {@code content-type}, {@code retry-after}, {@code x-request-id}. Those
     * that say how the body was packed or how long it was do not count, because the body is unpacked.
     */
    Optional<String> header(String name);

    /**
     * The body, unpacked, always the same stream. It gives what has come, and waits only if that is nothing: an event
     * stream is not held back. A read that fails throws an {@link java.io.IOException} whose cause is a
     * {@link LanguageModelException} that says why: {@link LanguageModelException.Kind#TIMEOUT} if nothing has come for
     * as long as the request allows, {@link LanguageModelException.Kind#CONNECTION} if the connection was lost,
     * {@link LanguageModelException.Kind#GARBLED} if it cannot be unpacked, and
     * {@link LanguageModelException.Kind#CANCELLED} if the reading thread was interrupted (its flag stays set) or the
     * answer was closed. In all these cases the provider's request has ended.
     */
    InputStream body();

    /**
     * What a status means that is not that of a success (200 to 299): its kind, and when to ask again. Empty for a
     * success. The body can be read all the same; what is too long for an error is cut off there.
     */
    Optional<LanguageModelException> failure();

    /** Ends the provider's request if it is still under way. May be called twice. */
    @Override
    void close();
}
