/** Asks one generator for an answer to one request, within its limits, and says what it cost or why there is none. */
package dev.smoothie.gateway.providers;
