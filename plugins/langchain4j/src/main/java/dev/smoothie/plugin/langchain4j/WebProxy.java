package dev.smoothie.plugin.langchain4j;

import dev.smoothie.spi.SmoothieException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The proxy that the environment names for an address: {@code HTTP_PROXY}, {@code HTTPS_PROXY} and {@code ALL_PROXY},
 * each in small letters too, which count first.
 *
 * @param variable
 *            the variable that names it
 * @param host
 *            where it is
 * @param port
 *            where it is
 * @param password
 *            the user and password that it is sent; empty if it wants none
 */
record WebProxy(String variable, String host, int port, Optional<String> password) {
    private static final int USUAL_PORT = 80;
    private static final int HTTPS_PORT = 443;

    /**
     * The proxy for requests to {@code address}; empty if they go straight to it.
     *
     * @param subject
     *            what is opened, for messages
     * @throws SmoothieException
     *             if the variable does not name a proxy that can be used; the message does not hold its value
     */
    static Optional<WebProxy> of(String subject, URI address, Map<String, String> environment) {
        boolean encrypted = address.getScheme().equalsIgnoreCase("https");
        int port = address.getPort() >= 0 ? address.getPort() : encrypted ? HTTPS_PORT : USUAL_PORT;
        if (NoProxy.isLoopback(address.getHost())
                || NoProxy.of(variable(environment, List.of("no_proxy", "NO_PROXY")).map(name -> environment.get(
                        name)).orElse("")).exempts(address.getHost(), port)) {
            return Optional.empty();
        }
        List<String> names = encrypted
                ? List.of("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")
                : List.of("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY");
        return variable(environment, names).map(name -> parse(subject, name, environment.get(name).strip()));
    }

    /** Whether the environment says anything of proxies. */
    static boolean isNamed(Map<String, String> environment) {
        return Stream.of("http_proxy", "https_proxy", "all_proxy", "no_proxy")
                .anyMatch(name -> variable(environment, List.of(name, name.toUpperCase(Locale.ROOT))).isPresent());
    }

    private static Optional<String> variable(Map<String, String> environment, List<String> names) {
        return names.stream().filter(name -> !environment.getOrDefault(name, "").isBlank()).findFirst();
    }

    private static WebProxy parse(String subject, String variable, String value) {
        try {
            URI uri = new URI(value.contains("://") ? value : "http://" + value);
            String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
            if (!scheme.equals("http")) {
                throw new SmoothieException(
                        "%s: the environment variable %s names a proxy that is spoken to by '%s', and only http:// is known; name an HTTP proxy, or add the server's host to NO_PROXY"
                                .formatted(subject, variable, scheme.matches("[a-z0-9+.-]{1,12}") ? scheme : "?"));
            }
            // Not getHost(): names with an underscore are hosts too.
            String authority = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
            int at = authority.lastIndexOf('@');
            URI place = new URI("http://" + authority.substring(at + 1));
            if (place.getHost() == null) {
                throw new URISyntaxException("", "no host");
            }
            return new WebProxy(variable, place.getHost().replaceAll("[\\[\\]]", ""), place.getPort() < 0
                    ? USUAL_PORT
                    : place.getPort(),
                    Optional.of(authority).filter(_ -> at > 0).map(text -> decoded(text.substring(0,
                            at))));
        } catch (URISyntaxException | IllegalArgumentException _) {
            // The cause is left out, because its message quotes the value.
            throw new SmoothieException(
                    "%s: the environment variable %s is not the address of a proxy, such as http://proxy.example:3128 or http://user:password@proxy.example:3128; correct or unset it"
                            .formatted(subject, variable));
        }
    }

    private static String decoded(String text) {
        String decoded = URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        return decoded.contains(":") ? decoded : decoded + ":";
    }

    /** The header that carries user and password; empty if there are none. */
    Optional<String> authorization() {
        return password.map(text -> "Basic " + Base64.getEncoder().encodeToString(text.getBytes(
                StandardCharsets.UTF_8)));
    }

    /** What must not be shown. */
    List<String> secrets() {
        return password.map(text -> List.of(text, text.substring(text.indexOf(':') + 1), authorization().orElseThrow()
                .substring("Basic ".length()))).orElse(List.of());
    }

    @Override
    public String toString() {
        return "%s:%d (%s)".formatted(host, port, variable);
    }
}
