/** What a Smoothie plugin implements and sees. Depends on {@code java.base} only. */
module dev.smoothie.spi {
    exports dev.smoothie.spi;
}
