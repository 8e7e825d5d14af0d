package dev.smoothie.pipeline.kinds;

import dev.smoothie.pipeline.samples.Sample;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Tests {@link LmEvalSamples} on files shaped like those of lm-evaluation-harness. */
class LmEvalSamplesTest {
    private static final String DATE = "2026-02-03T04-05-06.789012";

    @TempDir
    Path folder;

    private SampleFiles files;

    @BeforeEach
    void files() {
        files = new SampleFiles(folder);
    }

    /** A generated answer in the layout of today; the filter "strict" found {@code found} in it. */
    private static String generated(int id, String text, String found, int right) {
        return """
                {'doc_id': %d, 'doc': {'q': 'x'}, 'target': '%d', 'arguments': {'gen_args_0': {'arg_0': 'Q%d', 'arg_1': {'until': ['.']}}}, \
                'resps': [['%s']], 'filtered_resps': ['%s'], 'filter': 'strict', 'metrics': ['exact_match'], 'doc_hash': 'h%d', 'exact_match': %d.0}
                """
                .formatted(id, id, id, text, found, id, right);
    }

    @Test
    void readsBothLayoutsAndNamesModelsByResultsOrFolder() {
        String today = files.write("a__b/samples_sums_" + DATE + ".jsonl", generated(0, "It is 0", "0", 1)
                + generated(1, "It is 5", "[invalid]", 0));
        files.write("a__b/results_" + DATE + ".json", "{'results': {}, 'model_name': 'a/b-7b', 'config': {}}");
        String before = files.write("c__d/samples_sums_" + DATE + ".jsonl",
                """
                        {'doc_id': 0, 'target': 0, 'arguments': [['Q0', {'until': ['.']}]], 'resps': [['zero']], 'filtered_resps': ['0'], 'exact_match': true}
                        {'doc_id': 1, 'target': 1, 'arguments': [['Q1', {}]], 'resps': [['one']], 'filtered_resps': ['1'], 'exact_match': true}
                        """);
        List<Sample> samples = files.read(today, before);
        assertEquals(2, samples.size());
        Sample first = samples.getFirst();
        assertEquals("0", first.id().toString());
        assertEquals(Optional.of("Q0"), first.input());
        assertEquals(Map.of("a/b-7b", List.of("It is 0"), "c/d", List.of("zero")), first.generations());
        assertEquals(List.of("0"), first.labels().references());
        assertEquals(Optional.of("sums"), first.labels().dataset());
    }

    @Test
    void theModelIsInTheArgumentsOfOldResults() {
        String file = files.write("run/samples_t_" + DATE + ".jsonl", generated(0, "x", "x", 1));
        files.write("run/results_" + DATE + ".json",
                "{'config': {'model': 'hf', 'model_args': 'pretrained=org/m,dtype=auto'}}");
        assertEquals(List.of("org/m"), List.copyOf(files.read(file).getFirst().generations().keySet()));
    }

    /** The whole response is the output; what a filter found is taken if asked for, and has scores of its own. */
    @Test
    void filtersAreScoresUnlessOneIsAskedFor() {
        String strict = generated(0, "It is 0", "0", 1) + generated(1, "One.", "[invalid]", 0);
        String file = files.write("m/samples_sums_" + DATE + ".jsonl",
                strict + strict.replace("'strict'", "'loose'").replace("[invalid]", "1").replace(": 0.0}", ": 1.0}"));
        List<Sample> whole = files.read(file);
        assertEquals(Map.of("m", List.of("One.")), whole.get(1).generations());
        assertEquals(Map.of("m", List.of(0.0)), whole.get(1).labels().scores());
        assertEquals(Map.of("m", List.of(1.0)),
                files.read(SampleFiles.score("exact_match,loose"), file).get(1).labels().scores());
        List<Sample> found = files.read(SampleFiles.filter("strict"), file);
        assertEquals(List.of("0"), found.get(0).generations().get("m"));
        assertEquals(Arrays.asList((String) null), found.get(1).generations().get("m"));
        assertTrue(String.join("\n", files.notes(file)).contains("--filter strict"), () -> "" + files.notes(file));
    }

    /** A task without filters has its responses, also where a filter of another task is asked for. */
    @Test
    void aFilterIsNotAskedOfTasksWithoutAny() {
        String file = files.write("m/samples_t_" + DATE + ".jsonl",
                generated(0, "It is 0", "It is 0", 1).replace("'strict'", "'none'"));
        assertEquals(Map.of("m", List.of("It is 0")),
                files.read(SampleFiles.filter("strict"), file).getFirst().generations());
    }

    /** The log-likelihoods -4, -1 and -2 make the second choice the answer; the target is the number of a choice. */
    @Test
    void theMostProbableChoiceIsTheAnswer() {
        String sample = "{'doc_id': 3, 'target': '%s', 'arguments': {'gen_args_0': {'arg_0': 'Q', 'arg_1': ' red'}, 'gen_args_1': {'arg_0': 'Q', 'arg_1': ' blue'}, 'gen_args_2': {'arg_0': 'Q', 'arg_1': ' green'}}, "
                + "'resps': [[['-4.0', 'False']], [['-1.0', 'True']], [['-2.0', 'False']]], 'filtered_resps': [['-4.0', 'False'], ['-1.0', 'True'], ['-2.0', 'False']], 'filter': 'none', 'metrics': ['acc', 'f1'], 'acc': 0.0, 'f1': [1, 2]}\n";
        Sample read = files.read(files.write("m/samples_c_" + DATE + ".jsonl", sample.formatted("2"))).getFirst();
        assertEquals(Map.of("m", List.of("blue")), read.generations());
        assertEquals(List.of("green"), read.labels().references());
        assertEquals(Map.of("m", List.of(0.0)), read.labels().scores());
        Sample several = files.read(files.write("m/samples_s_" + DATE + ".jsonl", sample.formatted("[0, 2]")))
                .getFirst();
        assertEquals(List.of("red", "green"), several.labels().references());
    }

    /** Contexts that differ are choices too, and what they share is the question. */
    @Test
    void choicesMayBeInTheContexts() {
        Sample read = files.read(files.write("m/samples_w_" + DATE + ".jsonl",
                "{'doc_id': 0, 'target': '0', 'arguments': [['The cup fell, so Ann', ' left.'], ['The cup fell, so Bob', ' left.']], 'resps': [[[-1.5, false]], [[-3, false]]], 'filtered_resps': [[-1.5, false], [-3, false]], 'acc': 1}\n"))
                .getFirst();
        assertEquals(Optional.of("The cup fell, so "), read.input());
        assertEquals(Map.of("m", List.of("Ann left.")), read.generations());
    }

    @Test
    void repeatsAndChatPromptsAndListsOfTargets() {
        Sample read = files.read(files.write("m/samples_r_" + DATE + ".jsonl",
                "{'doc_id': 0, 'target': '[\\'a\\', \\'it\\u0027s\\']', 'arguments': [['[{\\'role\\': \\'system\\', \\'content\\': \\'Be brief\\'}, {\\'role\\': \\'user\\', \\'content\\': \\'Hi?\\'}]', {}]], 'resps': [['a', 'b', 'a']], 'filtered_resps': ['a']}\n"))
                .getFirst();
        assertEquals(Optional.of("Hi?"), read.input());
        assertEquals(List.of("a", "b", "a"), read.generations().get("m"));
        assertEquals(List.of("a", "it's"), read.labels().references());
    }

    /** Two prompts for one document are one sample if the document is the same. */
    @Test
    void templatesOfModelsMayDiffer() {
        String first = files.write("a/samples_t_" + DATE + ".jsonl", generated(0, "x", "x", 1));
        String second = files.write("b/samples_t_" + DATE + ".jsonl",
                generated(0, "y", "y", 1).replace("'Q0'", "'<user>Q0</user>'"));
        assertEquals(2, files.read(first, second).getFirst().generations().size());
        String other = files.write("c/samples_t_" + DATE + ".jsonl",
                generated(0, "y", "y", 1).replace("'Q0'", "'Another?'").replace("'h0'", "'h9'"));
        String message = files.failure(first, other);
        assertTrue(message.contains("\"Q0\" and \"Another?\""), message);
    }

    @Test
    void tasksWithoutAnswersAreNamed() {
        String message = files.failure(files.write("m/samples_wiki_" + DATE + ".jsonl",
                "{'doc_id': 0, 'target': 'text', 'arguments': [['text']], 'resps': [[-12.5]], 'filtered_resps': [-12.5], 'metrics': ['word_perplexity'], 'word_perplexity': [-12.5, 3]}\n"));
        assertTrue(message.startsWith("m/samples_wiki_" + DATE + ".jsonl: no outputs: this task measures how probable"),
                message);
    }

    @Test
    void damageIsOneMessageWithFileAndLine() {
        String name = "m/samples_d_" + DATE + ".jsonl";
        assertTrue(files.failure(files.write(name, generated(0, "x", "x", 1) + "{'doc_id': 1, 'filtered_resps'"))
                .startsWith(name + ":2: broken JSON"));
        assertEquals(name + ":2: no response in \"resps\"; expected at least one",
                files.failure(files.write(name, generated(0, "x", "x", 1)
                        + generated(1, "x", "x", 1).replace("[['x']]", "[]"))));
        assertEquals(name + ":1: expected a list as \"resps\", found \"x\"",
                files.failure(files.write(name, generated(0, "x", "x", 1).replace("[['x']]", "'x'"))));
        assertTrue(files.failure(files.write(name, generated(0, "x", "x", 1) + "{'doc_id': 1}\n"))
                .startsWith(name
                        + ":2: no \"resps\" and no \"filtered_resps\"; expected a sample of lm-evaluation-harness"));
        assertTrue(files.failure(files.write(name,
                "{'doc_id': 0, 'arguments': [['Q', ' a'], ['Q', ' b']], 'resps': [[['-1', 'False']]], 'filtered_resps': []}\n"))
                .contains("expected the log-likelihood of choice 2 of 2 in \"resps\", found nothing"));
    }
}
