package dev.smoothie.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Every guide, followed from top to bottom with the assembled distribution: all its commands run in one folder, in their order,
 * and succeed. The folder has what a guide takes for granted: files of the reader's own, here copies of the bundled example.
 */
class PapersIT {
    private static final Path HOME = Path.of("target/smoothie").toAbsolutePath();
    private static final Pattern SHELL = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);
    /** Builds and benchmarks, other programs' installers, services and placeholders; the example plugin has a test of its own. */
    private static final Pattern ELSEWHERE = Pattern
            .compile(
                    "\\bmvn\\b|\\bpip\\b|openai-embeddings|ollama-embeddings|java --add-modules|examples/plugin|gpu-check|jextract");

    @TempDir
    Path folder;

    static Stream<Path> papers() throws IOException {
        return Papers.all().stream().filter(paper -> blocks(paper).findAny().isPresent());
    }

    private static Stream<String> blocks(Path paper) {
        try {
            return SHELL.matcher(Files.readString(paper)).results().map(match -> match.group(1))
                    .filter(block -> !ELSEWHERE.matcher(block).find()).toList().stream();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The files that guides speak of as the reader's own. */
    private void prepare(Path paper) throws IOException {
        Files.createSymbolicLink(folder.resolve("cli"), HOME);
        Files.createSymbolicLink(folder.resolve("examples"), HOME.resolve("examples"));
        Path example = HOME.resolve("examples/questions.jsonl");
        List<String> lines = Files.readAllLines(example);
        Files.copy(example, folder.resolve("outputs.jsonl"));
        Files.copy(example, folder.resolve("prompts.jsonl"));
        Files.write(folder.resolve("new-inputs.jsonl"), lines.subList(0, 6));
        Files.writeString(folder.resolve("models.yaml"), Files.readString(HOME.resolve("examples/models.yaml"))
                .replace("examples/questions.jsonl", example.toString()));
        run("gzip -c outputs.jsonl > outputs.jsonl.gz");
        if (paper.endsWith("plugin.md")) {
            Files.writeString(folder.resolve("LettersPlugin.java"), Papers.java("cli/docs/plugin.md", "LettersPlugin"));
        }
        if (paper.endsWith("neighbours.md")) {
            run("smoothie embed outputs.jsonl --inputs x.npy");
        }
        if (paper.endsWith("data.md")) {
            foreignLayouts(lines);
        }
    }

    /** Three generators of the example in AlpacaEval's layout and in that of the paper's code. */
    private void foreignLayouts(List<String> lines) throws IOException {
        var inputs = new ArrayList<String>();
        for (String generator : List.of("careful", "concise", "chatty")) {
            var outputs = new ArrayList<String>();
            var answers = new ArrayList<String>();
            for (String line : lines) {
                Json sample = Json.of(line);
                String input = quoted(sample.get("input").text());
                String output = quoted(sample.get("generations").get(generator).text());
                outputs.add("{\"instruction\": %s, \"output\": %s, \"generator\": \"%s\"}".formatted(input, output,
                        generator));
                answers.add(output);
                inputs.add("{\"embedding_input\": %s}".formatted(input));
            }
            Path alpaca = Files.createDirectories(folder.resolve("alpaca").resolve(generator));
            Files.writeString(alpaca.resolve("model_outputs.json"), outputs.toString());
            String model = Map.of("careful", "model-a", "concise", "model-b", "chatty", "model-c").get(generator);
            Files.writeString(folder.resolve(model + "_test.json"), "{\"generations\": %s}".formatted(answers));
        }
        Files.write(folder.resolve("dataset.jsonl"), inputs.subList(0, lines.size()));
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
    }

    private void run(String script) throws IOException {
        Path out = folder.resolve("printed.txt");
        ProcessBuilder builder = new ProcessBuilder("sh", "-e", "-c", script).directory(folder.toFile())
                .redirectErrorStream(true).redirectOutput(out.toFile());
        // The build's own cache stays: a guide empties the vectors in it, and a test before these has put the table of
        // the static embedder there.
        builder.environment().keySet()
                .removeIf(name -> name.startsWith("SMOOTHIE") && !name.equals("SMOOTHIE_CACHE"));
        String java = System.getProperty("java.home");
        builder.environment().put("SMOOTHIE_JAVA_HOME", java);
        builder.environment().merge("PATH", HOME.resolve("bin") + File.pathSeparator + Path.of(java, "bin"),
                (path, ours) -> ours + File.pathSeparator + path);
        try {
            int code = builder.start().waitFor();
            assertEquals(0, code, script + "\n" + Files.readString(out));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Links that lead out of the folder are taken away first, so that cleaning up does not warn of them. */
    @AfterEach
    void removeLinks() throws IOException {
        Path server = folder.resolve("server.pid");
        if (Files.exists(server)) { // of a guide that has failed, or that is ending
            ProcessHandle.of(Long.parseLong(Files.readString(server).strip())).ifPresent(ProcessHandle::destroy);
        }
        Files.deleteIfExists(folder.resolve("cli"));
        Files.deleteIfExists(folder.resolve("examples"));
    }

    @ParameterizedTest
    @MethodSource("papers")
    void everyCommandOfAGuideSucceeds(Path paper) throws IOException {
        prepare(paper);
        List<String> blocks = blocks(paper).toList();
        for (String block : blocks) {
            // In the distribution the examples lie one folder higher than in a checkout, and the link hides that.
            run(block.replace("cli/target/smoothie/", "cli/"));
        }
        assertTrue(!blocks.isEmpty());
    }
}
