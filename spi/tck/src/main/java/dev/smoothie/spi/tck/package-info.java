/**
 * The contract of each plugin role as an abstract test class. A plugin's tests extend the class of its role and say how to
 * open the real thing; whatever the contract in {@code dev.smoothie.spi} promises is asserted here, and nothing that only
 * one implementation does. For tests of what loads plugins there is {@link dev.smoothie.spi.tck.PluginJar}. Estimators have a
 * contract too, and are held against {@link dev.smoothie.spi.tck.TripletLoop}.
 */
package dev.smoothie.spi.tck;
