/**
 * Language models and embedders of providers that are reached over HTTP, by way of LangChain4j, which knows the
 * requests and answers of each.
 *
 * <p>
 * Failures are handled here and not by LangChain4j. {@code Transport} takes the place of LangChain4j's HTTP client,
 * asks once, keeps to one deadline and turns every failure into one of the SPI's kinds. {@code Connection} holds the
 * secrets and writes all messages, so that no message holds a secret. One class for each provider ({@code OpenAi},
 * {@code Anthropic}, …) declares its options. {@code RemoteModel} and {@code RemoteEmbedder} implement the interfaces
 * of the SPI.
 *
 * <p>
 * Requests that are passed on go past LangChain4j, over the same connection: {@code Relay} changes the text of a
 * request, {@code Received} is the answer, and {@code Parts} its body while it comes.
 */
package dev.smoothie.plugin.langchain4j;
