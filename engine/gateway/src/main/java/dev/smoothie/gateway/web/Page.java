package dev.smoothie.gateway.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The page that shows what the server does: one file, which fetches nothing from elsewhere. */
final class Page {
    private Page() {}

    static byte[] bytes() {
        try (InputStream page = Page.class.getResourceAsStream("/dev/smoothie/gateway/web/page.html")) {
            return page.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
