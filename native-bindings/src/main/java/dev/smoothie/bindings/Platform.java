package dev.smoothie.bindings;

import java.util.Optional;

/** An operating system and processor for which native libraries ship with this module. */
enum Platform {
    LINUX_X86_64("linux-x86_64"), LINUX_ARM64("linux-arm64"), MACOS_ARM64("macosx-arm64"), WINDOWS_X86_64(
            "windows-x86_64");

    private final String id;

    Platform(String id) {
        this.id = id;
    }

    /** The name of its folder in the artifacts that the libraries come from. */
    String id() {
        return id;
    }

    /** Whether this process runs on Linux, on whatever processor. */
    static boolean isLinux() {
        return System.getProperty("os.name").equals("Linux");
    }

    /**
     * The platform with these values of the system properties {@code os.name} and {@code os.arch}; empty if no
     * libraries ship for it.
     */
    static Optional<Platform> of(String os, String arch) {
        boolean arm = arch.equals("aarch64");
        boolean x64 = arch.equals("amd64") || arch.equals("x86_64");
        if (os.equals("Linux")) {
            return x64 ? Optional.of(LINUX_X86_64) : arm ? Optional.of(LINUX_ARM64) : Optional.empty();
        }
        if (os.startsWith("Mac") && arm) {
            return Optional.of(MACOS_ARM64);
        }
        return os.startsWith("Windows") && x64 ? Optional.of(WINDOWS_X86_64) : Optional.empty();
    }
}
