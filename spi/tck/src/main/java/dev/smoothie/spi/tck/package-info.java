/**
 * The contract of each plugin role as an abstract test class. A plugin's tests extend the class of its role and say how
 * to open what is tested. These classes test what the contract in {@code dev.smoothie.spi} promises, and nothing that
 * only one implementation does. {@link dev.smoothie.spi.tck.PluginJar} makes plugins for tests of what loads plugins.
 * Estimators have a contract too ({@link dev.smoothie.spi.tck.EstimatorContract}), and are compared with
 * {@link dev.smoothie.spi.tck.TripletLoop}.
 */
package dev.smoothie.spi.tck;
