/**
 * The one exception of the core whose message is meant for users, and what to say when Java runs out of memory. Every
 * package may use it; it imports nothing.
 */
package dev.smoothie.core.failure;
