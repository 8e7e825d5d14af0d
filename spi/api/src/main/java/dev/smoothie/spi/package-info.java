/**
 * What a plugin implements and sees: one service, {@link dev.smoothie.spi.Plugin}, and the roles that it may offer.
 *
 * <p>
 * A plugin is a directory of jars with a {@code META-INF/services/dev.smoothie.spi.Plugin} in one of them. It is loaded
 * in a class loader of its own that sees the JDK and this package, nothing else, so it may bring any version of any
 * library. Types enter this package when a plugin has to implement or receive them; they depend on {@code java.base}
 * only and change additively between the levels that a program understands ({@link dev.smoothie.spi.Plugin#OLDEST_LEVEL}).
 */
package dev.smoothie.spi;
