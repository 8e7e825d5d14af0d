package dev.smoothie.plugin.langchain4j;

import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import java.time.Duration;

/**
 * Gives LangChain4j an existing transport as its HTTP client.
 *
 * @param transport
 *            has a deadline of its own; the time-outs of LangChain4j are ignored
 */
record TransportBuilder(Transport transport) implements HttpClientBuilder {

    @Override
    public Duration connectTimeout() {
        return null;
    }

    @Override
    public HttpClientBuilder connectTimeout(Duration timeout) {
        return this;
    }

    @Override
    public Duration readTimeout() {
        return null;
    }

    @Override
    public HttpClientBuilder readTimeout(Duration timeout) {
        return this;
    }

    @Override
    public HttpClient build() {
        return transport;
    }
}
