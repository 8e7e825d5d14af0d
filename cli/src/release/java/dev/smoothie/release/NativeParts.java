package dev.smoothie.release;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.Collections;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Takes native libraries out of jars: those of the platform become files in a folder {@code native}, from which they are
 * loaded in place; those of other platforms are left out. So a start unpacks nothing, and needs no folder that can be
 * written and lets programs run.
 *
 * @param home
 *            the folder of the release
 * @param platform
 *            whose libraries are kept
 */
record NativeParts(Path home, Platform platform) {
    /** A library, or what a debugger wants to know of one. */
    static final Pattern LIBRARY = Pattern
            .compile(".*\\.(so(\\.\\d+)*|dylib|jnilib|dll|a)|.*\\.dSYM/.*|.*\\.(so(\\.\\d+)*|dylib|dll)\\.sha256");

    void extract() throws IOException {
        extract("lib", "smoothie-native-bindings", "org/bytedeco/openblas/" + platform.openBlas);
        extract("lib", "zstd-jni", platform.zstd);
        extract("plugins/parquet", "zstd-jni", platform.zstd);
        extract("plugins/parquet", "snappy-java", "org/xerial/snappy/native/" + platform.snappy);
        extract("plugins/onnx", "onnxruntime", "ai/onnxruntime/native/" + platform.onnx);
        extract("plugins/onnx", "tokenizers", "native/lib/" + platform.tokenizers + "/cpu");
    }

    /** Takes the libraries out of one jar; {@code kept} is the end of the folder in it whose libraries stay. */
    private void extract(String folder, String artifact, String kept) throws IOException {
        Path jar = jar(home.resolve(folder), artifact);
        Path libraries = Files.createDirectories(home.resolve(folder).resolve("native"));
        Path made = jar.resolveSibling(jar.getFileName() + ".new");
        FileTime time = Files.getLastModifiedTime(jar);
        int found = 0;
        try (ZipFile in = new ZipFile(jar.toFile());
                ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(made))) {
            for (ZipEntry entry : Collections.list(in.entries())) {
                try (InputStream bytes = in.getInputStream(entry)) {
                    if (!LIBRARY.matcher(entry.getName()).matches()) {
                        ZipEntry copy = new ZipEntry(entry.getName());
                        copy.setTime(entry.getTime());
                        out.putNextEntry(copy);
                        bytes.transferTo(out);
                    } else if (isKept(entry.getName(), kept)) {
                        Files.copy(bytes, libraries.resolve(name(entry.getName())), StandardCopyOption.REPLACE_EXISTING);
                        found++;
                    }
                }
            }
        }
        if (found == 0) {
            throw new IOException("%s has no libraries in %s".formatted(jar, kept));
        }
        Files.move(made, jar, StandardCopyOption.REPLACE_EXISTING);
        Files.setLastModifiedTime(jar, time);
    }

    private static boolean isKept(String entry, String kept) {
        return entry.substring(0, Math.max(0, entry.lastIndexOf('/'))).endsWith(kept) && !entry.endsWith(".sha256");
    }

    /** Its name without the version that one of the jars writes into it. */
    private static String name(String entry) {
        return entry.substring(entry.lastIndexOf('/') + 1).replaceFirst("^(libzstd-jni)-[0-9.-]+\\.", "$1.");
    }

    private static Path jar(Path folder, String artifact) throws IOException {
        Pattern name = Pattern.compile(Pattern.quote(artifact) + "-\\d.*\\.jar");
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> name.matcher(file.getFileName().toString()).matches()).findFirst()
                    .orElseThrow(() -> new IOException("there is no %s in %s".formatted(artifact, folder)));
        }
    }
}
