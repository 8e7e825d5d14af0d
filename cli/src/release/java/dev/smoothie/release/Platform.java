package dev.smoothie.release;

/** A platform for which releases are made, and where the jars of others keep its libraries. */
enum Platform {
    linux_x64("linux-x86_64", "linux/amd64", "Linux/x86_64", "linux-x64", "linux-x86_64"),

    linux_arm64("linux-arm64", "linux/aarch64", "Linux/aarch64", "linux-aarch64", "linux-aarch64"),

    macos_arm64("macosx-arm64", "darwin/aarch64", "Mac/aarch64", "osx-aarch64", "osx-aarch64");

    final String openBlas;
    final String zstd;
    final String snappy;
    final String onnx;
    final String tokenizers;

    Platform(String openBlas, String zstd, String snappy, String onnx, String tokenizers) {
        this.openBlas = openBlas;
        this.zstd = zstd;
        this.snappy = snappy;
        this.onnx = onnx;
        this.tokenizers = tokenizers;
    }
}
