/** The one exception of the core whose message is meant for users. Every package may throw it; it imports nothing. */
package dev.smoothie.core.failure;
