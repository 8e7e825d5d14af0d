/**
 * Language models and embedders of providers that are reached over HTTP, by way of LangChain4j, which knows what each of
 * them wants to be asked and how it answers.
 *
 * <p>
 * What can go wrong on the way is ours: {@code Transport} takes the place of LangChain4j's HTTP client, asks once, keeps to
 * one deadline and turns every failure into one of the SPI's kinds; {@code Connection} holds the secrets and writes all
 * messages, so that none holds a secret. One class for each provider ({@code OpenAi}, {@code Anthropic}, …) says which
 * options it has; {@code RemoteModel} and {@code RemoteEmbedder} put them behind the SPI.
 */
package dev.smoothie.plugin.langchain4j;
