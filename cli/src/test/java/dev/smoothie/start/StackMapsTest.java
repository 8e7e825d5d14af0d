package dev.smoothie.start;

import java.io.IOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

class StackMapsTest {

    @TempDir
    Path directory;

    private Path parser() throws IOException, URISyntaxException {
        Path jar = Path.of(CommandLine.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        return Files.copy(jar, directory.resolve("parser.jar"));
    }

    private static List<ClassModel> classes(Path jar) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            return zip.stream().filter(entry -> entry.getName().endsWith(".class")).map(entry -> {
                try (var bytes = zip.getInputStream(entry)) {
                    return ClassFile.of().parse(bytes.readAllBytes());
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            }).toList();
        }
    }

    private static boolean hasMap(MethodModel method) {
        return method.code().flatMap(code -> code.findAttribute(Attributes.stackMapTable())).isPresent();
    }

    @Test
    void theClassesAreTheSameWithStackMapsAndJavaVerifiesThem() throws Exception {
        Path jar = parser();
        List<ClassModel> before = classes(jar);
        assertTrue(before.stream().anyMatch(model -> model.majorVersion() < 50), "nothing to do any more");
        StackMaps.main(new String[]{jar.toString()});
        List<ClassModel> after = classes(jar);
        assertEquals(before.size(), after.size());
        boolean maps = false;
        try (var loader = new URLClassLoader(new URL[]{jar.toUri().toURL()}, null)) {
            for (int i = 0; i < before.size(); i++) {
                ClassModel old = before.get(i);
                ClassModel made = after.get(i);
                assertEquals(old.thisClass().asInternalName(), made.thisClass().asInternalName());
                assertTrue(made.majorVersion() >= 50);
                assertEquals(old.methods().stream().map(StackMapsTest::code).toList(),
                        made.methods().stream().map(StackMapsTest::code).toList());
                maps |= made.methods().stream().anyMatch(StackMapsTest::hasMap);
                if (!made.isModuleInfo()) {
                    Class<?> loaded = Class.forName(made.thisClass().asInternalName().replace('/', '.'), true, loader);
                    assertNotSame(CommandLine.class, loaded);
                }
            }
        }
        assertTrue(maps);
    }

    /** What a method does: its instructions, as text. */
    private static String code(MethodModel method) {
        return method.methodName().stringValue() + method.methodType().stringValue()
                + method.code().map(code -> code.elementStream().map(Object::getClass).map(Class::getSimpleName)
                        .filter(name -> !name.contains("StackMap") && !name.contains("Label")).toList());
    }

    @Test
    void aJarThatHasThemIsLeftAsItIs() throws Exception {
        Path jar = parser();
        StackMaps.main(new String[]{jar.toString()});
        byte[] once = Files.readAllBytes(jar);
        StackMaps.main(new String[]{jar.toString()});
        assertArrayEquals(once, Files.readAllBytes(jar));
        assertFalse(Files.exists(directory.resolve("parser.jar.new")));
    }
}
