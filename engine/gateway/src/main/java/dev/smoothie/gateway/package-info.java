/**
 * A server that speaks OpenAI's protocol and sends each request to the generator that a fitted state expects to answer it
 * best.
 */
package dev.smoothie.gateway;
