/**
 * Makes row estimates and neighbourhood means on cards. The formulas are those of the package
 * {@link dev.smoothie.core.estimate}.
 */
package dev.smoothie.core.cards.estimates;
