/** Divides jobs among all cards of this machine, each with a thread of its own. */
package dev.smoothie.core.cards.pool;
