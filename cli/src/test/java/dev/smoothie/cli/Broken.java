package dev.smoothie.cli;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A row of a table of wrong inputs: files, a command line, and the exit code and message that are expected.
 *
 * @param files
 *            makes the files
 * @param line
 *            the arguments, see {@link Folder}; what would be written is written to files in the folder
 * @param code
 *            the exit code
 * @param fragments
 *            texts that the message must have; {@code $/name} as in arguments
 */
record Broken(String name, Consumer<Folder> files, String line, int code, List<String> fragments) {

    /** Three samples with inputs, and outputs of three generators. */
    static final String SAMPLES = """
            {"id": "q1", "input": "one", "generations": {"a": "x", "b": "y", "c": "z"}}
            {"id": "q2", "input": "two", "generations": {"a": "x", "b": "y", "c": "z"}}
            {"id": "q3", "input": "three", "generations": {"a": "x", "b": "y", "c": "z"}}
            """;

    /** Begins a row, which has the valid files {@code x.jsonl}, {@code x.npy} and {@code l.npy}. */
    static Broken when(String name) {
        return new Broken(name, folder -> folder.file("x.jsonl", SAMPLES).npy("x.npy", new int[]{3, 2}, floats(6))
                .npy("l.npy", new int[]{3, 3, 2}, floats(18)), "", 0, List.of());
    }

    static float[] floats(int count) {
        var values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = i * i % 7;
        }
        return values;
    }

    Broken with(Consumer<Folder> more) {
        return new Broken(name, files.andThen(more), line, code, fragments);
    }

    Broken file(String file, String text) {
        return file(file, text.getBytes(StandardCharsets.UTF_8));
    }

    Broken file(String file, byte[] bytes) {
        return with(folder -> folder.file(file, bytes));
    }

    Broken npy(String file, int[] shape, float... values) {
        return with(folder -> folder.npy(file, shape, values));
    }

    Broken run(String arguments) {
        return new Broken(name, files, arguments, code, fragments);
    }

    /** The arguments of {@code route} with embeddings from files, so that no embedder is needed. */
    Broken route(String arguments) {
        return run("route --input-embeddings $/x.npy --generation-embeddings $/l.npy --neighbors 2 -o $/out.jsonl "
                + arguments);
    }

    /** Ends a row whose command fails. */
    Broken fails(String... expected) {
        return new Broken(name, files, line, 1, List.of(expected));
    }

    /** Ends a row whose command is used wrongly. */
    Broken isWrongUsage(String... expected) {
        return new Broken(name, files, line, 2, List.of(expected));
    }

    void check(Folder folder) {
        files.accept(folder);
        List<String> before = folder.names();
        Run run = Run.of(folder.arguments(line));

        assertEquals(code, run.code(), run::err);
        String message = onlyMessage(run.err());
        for (String fragment : fragments) {
            String expected = fragment.replace("$/", folder.path() + "/");
            assertTrue(message.contains(expected), () -> "expected \"%s\" in: %s".formatted(expected, message));
        }
        assertFalse(run.err().contains("\tat ") || message.contains("Exception") || message.contains("bug in smoothie"),
                run::err);
        assertEquals("", run.out());
        assertEquals(before, folder.names(), "nothing is left behind");
    }

    /**
     * Checks that one line is printed that begins with the program's name, apart from notes about what was chosen
     * before, about the files, and about where help is.
     */
    private static String onlyMessage(String err) {
        var messages = new ArrayList<String>();
        for (String printed : err.lines().toList()) {
            if (printed.startsWith("smoothie: ")) {
                messages.add(printed);
            } else {
                assertTrue(
                        Stream.of("backend: ", "input: ", "warning: ", "method: ", "Try 'smoothie ",
                                "Possible solutions: ")
                                .anyMatch(printed::startsWith),
                        () -> "not a message: \"%s\" in: %s".formatted(printed, err));
            }
        }
        assertEquals(1, messages.size(), err);
        return messages.getFirst();
    }

    @Override
    public String toString() {
        return name;
    }
}
