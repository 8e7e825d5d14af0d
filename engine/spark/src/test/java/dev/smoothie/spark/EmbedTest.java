package dev.smoothie.spark;

import dev.smoothie.spark.shipping.SharedFolder;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

class EmbedTest {

    /** A folder with the jar of {@link LettersPlugin}. */
    static Path plugin(Path folder) throws Exception {
        Path home = Files.createDirectories(folder.resolve("letters"));
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(home.resolve("letters.jar")))) {
            jar.putNextEntry(new JarEntry("META-INF/services/dev.smoothie.spi.Plugin"));
            jar.write(LettersPlugin.class.getName().getBytes(StandardCharsets.UTF_8));
            String name = LettersPlugin.class.getName().replace('.', '/') + ".class";
            jar.putNextEntry(new JarEntry(name));
            try (InputStream code = LettersPlugin.class.getClassLoader().getResourceAsStream(name)) {
                code.transferTo(jar);
            }
        }
        return home;
    }

    private static void assertVector(Row row, int column, float... letters) {
        List<Float> found = row.getList(column);
        assertEquals(4, found.size());
        for (int i = 0; i < 3; i++) {
            assertEquals(letters[i], found.get(i));
        }
        assertEquals(1, found.get(3), "one embedder for all tasks of this process");
    }

    @Test
    void textsAreEmbeddedByOneEmbedderOfTheProcess(@TempDir Path folder) throws Exception {
        Path lines = Files.write(folder.resolve("samples.jsonl"), List.of(
                "{\"id\": \"1\", \"input\": \"abc\", \"generations\": {\"x\": \"aab\", \"y\": \"cc\", \"z\": null}}",
                "{\"id\": \"2\", \"input\": \"b\", \"generations\": {\"x\": \" \", \"y\": \"cc\", \"z\": \"aab\"}}"));
        SharedFolder plugins = SharedFolder.send(LocalSpark.SESSION, plugin(folder));
        Dataset<Row> embedded = SmoothieSpark.embed(
                LocalSpark.SESSION.read().json(lines.toString()).repartition(2), plugins, "letters", "full");
        List<Row> rows = embedded.orderBy("id").collectAsList();
        Row first = rows.get(0);
        assertVector(first, first.fieldIndex("input_embedding"), 1, 1, 1);
        Row outputs = first.getAs("embeddings");
        assertVector(outputs, 0, 2, 1, 0);
        assertVector(outputs, 1, 0, 0, 2);
        assertTrue(outputs.isNullAt(2));
        Row second = rows.get(1).getAs("embeddings");
        assertNull(second.get(0), "a blank output says nothing");
        assertVector(second, 2, 2, 1, 0);

        // What was embedded can be scored; the blank output and the missing one leave two in each sample: no estimate.
        var scores = SmoothieSpark.score(embedded);
        assertEquals(2, scores.samples());
        assertEquals(List.of("x", "y", "z"), scores.generators());
        assertTrue(Double.isNaN(scores.estimate().error()[0]));
    }
}
