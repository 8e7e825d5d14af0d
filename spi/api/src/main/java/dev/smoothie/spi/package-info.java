/**
 * The interfaces that a plugin implements, and all types of Smoothie that it sees: one service,
 * {@link dev.smoothie.spi.Plugin}, and the roles that it may offer.
 *
 * <p>
 * A plugin is a directory of jars with a {@code META-INF/services/dev.smoothie.spi.Plugin} in one of them. It is loaded
 * in a class loader of its own that sees only the JDK and this package, so it may bring any version of any library. A
 * type belongs in this package if a plugin has to implement or receive it. The package depends on {@code java.base}
 * only, and only grows between the levels that a program understands ({@link dev.smoothie.spi.Plugin#OLDEST_LEVEL}).
 */
package dev.smoothie.spi;
