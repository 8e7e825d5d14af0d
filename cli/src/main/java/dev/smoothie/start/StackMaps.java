package dev.smoothie.start;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Gives the classes of a jar stack maps where they have none, and changes nothing else of them. Java cannot archive
 * classes of formats from before Java 6, which have none, nor any class that extends them; the parser of the command
 * line is compiled for Java 5. With stack maps a command starts 80 ms earlier.
 */
public final class StackMaps {
    /** Java 6, which came with stack maps. */
    private static final int FIRST_WITH = 50;
    /** From Java 7 on they are required. */
    private static final int WRITTEN = 52;

    private static final String NOTICE = "Smoothie has given the classes of this jar stack maps, so that Java can archive"
            + " them. Nothing else was changed.\n";

    private StackMaps() {}

    /** Replaces each jar that is named and has such classes. */
    public static void main(String[] args) throws IOException {
        for (String jar : args) {
            addTo(Path.of(jar));
        }
    }

    private static void addTo(Path jar) throws IOException {
        Path made = jar.resolveSibling(jar.getFileName() + ".new");
        int changed = 0;
        long time = 0;
        try (ZipFile in = new ZipFile(jar.toFile());
                URLClassLoader classes = new URLClassLoader(new URL[]{jar.toUri().toURL()});
                ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(made))) {
            ClassFile files = ClassFile.of(StackMapsOption.GENERATE_STACK_MAPS, ClassHierarchyResolverOption
                    .of(ClassHierarchyResolver.ofResourceParsing(classes).orElse(
                            ClassHierarchyResolver.defaultResolver())));
            for (ZipEntry entry : Collections.list(in.entries())) {
                byte[] bytes = bytes(in, entry);
                if (entry.getName().endsWith(".class") && version(bytes) < FIRST_WITH) {
                    bytes = withStackMaps(files, bytes);
                    changed++;
                }
                write(out, entry.getName(), entry.getTime(), bytes);
                time = Math.max(time, entry.getTime());
            }
            if (changed > 0) {
                write(out, "META-INF/CHANGES.txt", time, NOTICE.getBytes(UTF_8));
            }
        }
        if (changed > 0) {
            Files.move(made, jar, StandardCopyOption.REPLACE_EXISTING);
        } else {
            Files.delete(made);
        }
    }

    private static void write(ZipOutputStream out, String name, long time, byte[] bytes) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTime(time);
        out.putNextEntry(entry);
        out.write(bytes);
    }

    private static byte[] bytes(ZipFile in, ZipEntry entry) throws IOException {
        try (InputStream stream = in.getInputStream(entry)) {
            return stream.readAllBytes();
        }
    }

    private static int version(byte[] bytes) {
        return (bytes[6] & 0xFF) << Byte.SIZE | (bytes[7] & 0xFF);
    }

    /** The code goes through a transform that changes nothing, because only transformed code gets stack maps. */
    private static byte[] withStackMaps(ClassFile files, byte[] bytes) {
        ClassTransform version = (builder, element) -> {
            if (element instanceof ClassFileVersion) {
                builder.withVersion(WRITTEN, 0);
            } else {
                builder.with(element);
            }
        };
        return files.transformClass(files.parse(bytes),
                ClassTransform.transformingMethodBodies((builder, element) -> builder.with(element)).andThen(version));
    }
}
