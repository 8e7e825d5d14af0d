/** Chooses whom a request goes to: the best, the cheapest whose answers agree, or several and the answer of most. */
package dev.smoothie.gateway.policies;
