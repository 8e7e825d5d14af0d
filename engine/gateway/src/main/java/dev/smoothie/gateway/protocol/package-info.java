/** OpenAI's protocol, as far as the gateway reads and writes it: requests, answers, event streams and errors. */
package dev.smoothie.gateway.protocol;
