/** The interfaces that a Smoothie plugin implements, and all types that it sees. Depends on {@code java.base} only. */
module dev.smoothie.spi {
    exports dev.smoothie.spi;
}
