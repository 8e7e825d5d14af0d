package dev.smoothie.plugin.langchain4j;

import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * How a server is reached, as the environment says: perhaps by a proxy, and whom encrypted connections trust.
 *
 * @param proxy
 *            empty if none is named, or not for this server
 * @param direct
 *            whether the server is certainly reached without a proxy; otherwise Java's own settings count if none is
 *            named
 * @param trust
 *            empty for whom Java trusts
 */
record Way(Optional<WebProxy> proxy, boolean direct, Optional<SSLContext> trust) {
    /** Java sends no password to a proxy for encrypted connections, unless this is set before the first is made. */
    private static final String DISABLED = "jdk.http.auth.tunneling.disabledSchemes";

    /**
     * The way to a server.
     *
     * @param subject
     *            what is opened, for messages
     * @throws dev.smoothie.spi.SmoothieException
     *             if the environment names what is not there or cannot be used
     */
    static Way to(String subject, URI server, Map<String, String> environment) {
        Optional<WebProxy> proxy = WebProxy.of(subject, server, environment);
        boolean encrypted = server.getScheme().equalsIgnoreCase("https");
        if (encrypted && proxy.flatMap(WebProxy::password).isPresent() && System.getProperty(DISABLED) == null) {
            System.setProperty(DISABLED, "");
        }
        return new Way(proxy, proxy.isEmpty() && WebProxy.isNamed(environment),
                encrypted ? Trust.of(subject, environment) : Optional.empty());
    }

    /** The header that carries the proxy's user and password; empty if it wants none. */
    Optional<String> authorization() {
        return proxy.flatMap(WebProxy::authorization);
    }

    List<String> secrets() {
        return proxy.map(WebProxy::secrets).orElse(List.of());
    }

    /** Makes a client go this way. */
    HttpClient.Builder on(HttpClient.Builder client) {
        trust.ifPresent(client::sslContext);
        if (direct) {
            client.proxy(HttpClient.Builder.NO_PROXY);
        }
        proxy.ifPresent(named -> client.proxy(ProxySelector.of(InetSocketAddress.createUnresolved(named.host(), named
                .port()))));
        return client;
    }
}
