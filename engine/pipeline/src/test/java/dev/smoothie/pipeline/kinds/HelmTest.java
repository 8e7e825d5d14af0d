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

/** Tests {@link HelmStates} and {@link HelmInstances} on files shaped like those of HELM. */
class HelmTest {
    private static final String INSTANCE = "{'input': {'text': 'Q%1$s'}, 'references': [{'output': {'text': 'red'}, 'tags': []}, {'output': {'text': 'blue'}, 'tags': ['correct']}], 'split': 'test', 'id': '%1$s'}";

    @TempDir
    Path folder;

    private SampleFiles files;

    @BeforeEach
    void files() {
        files = new SampleFiles(folder);
    }

    private static String state(String id, String more, String result) {
        return "{'instance': %s, 'train_trial_index': 0, %s'request': {'model': 'org/m', 'prompt': 'examples ... Q'}, 'result': %s}"
                .formatted(INSTANCE.formatted(id), more, result);
    }

    private static String answered(String text) {
        return "{'success': true, 'embedding': [], 'completions': [{'text': '%s', 'logprob': -1, 'tokens': []}], 'cached': false}"
                .formatted(text);
    }

    private String run(String model, String... states) {
        return files.write("colours:level=1,model=" + model.replace('/', '_') + "/scenario_state.json",
                "{'adapter_spec': {'method': 'generation', 'model': '%s'}, 'request_states': [%s]}".formatted(model,
                        String.join(",\n", states)));
    }

    private void stats(String model, String... stats) {
        files.write("colours:level=1,model=" + model.replace('/', '_') + "/per_instance_stats.json",
                "[" + String.join(",\n", stats) + "]");
    }

    private static String stat(String id, String more, double score) {
        return "{'instance_id': '%s', %s'train_trial_index': 0, 'stats': [{'name': {'name': 'num_references', 'split': 'test'}, 'mean': 2.0}, {'name': {'name': 'exact_match', 'split': 'test'}, 'count': 1, 'mean': %s}]}"
                .formatted(id, more, score);
    }

    @Test
    void readsRunsOfSeveralModelsWithTheirStatistics() {
        String first = run("org/a", state("id1", "", answered("blue ")), state("id2", "", answered("red")));
        stats("org/a", stat("id1", "", 1), stat("id2", "", 0));
        String second = run("org/b", state("id1", "", answered("green")), state("id2", "", answered("blue")));
        List<Sample> samples = files.read(first, second);
        assertEquals(2, samples.size());
        Sample sample = samples.getFirst();
        assertEquals("id1", sample.id().toString());
        assertEquals(Optional.of("Qid1"), sample.input());
        assertEquals(Map.of("org/a", List.of("blue "), "org/b", List.of("green")), sample.generations());
        assertEquals(List.of("blue"), sample.labels().references());
        assertEquals(Map.of("org/a", List.of(1.0)), sample.labels().scores());
        assertEquals(Optional.of("colours:level=1"), sample.labels().dataset());
    }

    /** A letter stands for a choice; what is no letter stays. */
    @Test
    void lettersAreMappedToChoices() {
        String mapping = "'output_mapping': {'A': 'red', 'B': 'blue'}, ";
        List<Sample> samples = files.read(run("m", state("1", mapping, answered(" B")),
                state("2", mapping, answered("neither"))));
        assertEquals(Map.of("m", List.of("blue")), samples.get(0).generations());
        assertEquals(Map.of("m", List.of("neither")), samples.get(1).generations());
    }

    @Test
    void theScenarioIsInTheSpecificationOfTheRun() {
        String file = run("m", state("1", "", answered("x")));
        files.write("colours:level=1,model=m/run_spec.json",
                "{'name': 'n', 'scenario_spec': {'class_name': 'helm.x.ColourScenario', 'args': {'z': 2, 'a': 'b'}}}");
        assertEquals(Optional.of("Colour:a=b,z=2"), files.read(file).getFirst().labels().dataset());
    }

    /** A changed input is a sample of its own, and has its own statistics; a trial with other examples is a repeat. */
    @Test
    void perturbationsAreSamplesAndTrialsRepeats() {
        String changed = "'perturbation': {'name': 'typos', 'robustness': true}, ";
        String file = run("m", state("1", "", answered("a")),
                state("1", "", answered("b")).replace("_index': 0", "_index': 1"),
                state("1", "", answered("c")).replace("'split'", changed + "'split'").replace("'Q1'", "'Qq1'"));
        stats("m", stat("1", "", 1), stat("1", changed, 0.5));
        List<Sample> samples = files.read(file);
        assertEquals(List.of("1", "1 typos"), samples.stream().map(sample -> sample.id().toString()).toList());
        assertEquals(List.of("a", "b"), samples.get(0).generations().get("m"));
        assertEquals(List.of("c"), samples.get(1).generations().get("m"));
        assertEquals(Map.of("m", List.of(0.5)), samples.get(1).labels().scores());
    }

    @Test
    void whatFailedOrWasRedactedIsMissing() {
        List<Sample> samples = files.read(run("m",
                state("1", "", "{'success': false, 'error': 'rate limit', 'completions': [], 'embedding': []}"),
                state("2", "", answered("[redacted]")), state("3", "", answered("x"))));
        assertEquals(Arrays.asList((String) null), samples.get(0).generations().get("m"));
        assertEquals(Arrays.asList((String) null), samples.get(1).generations().get("m"));
        assertEquals(List.of("x"), samples.get(2).generations().get("m"));
    }

    @Test
    void instancesAddReferencesAndAreNoAnswers() {
        String file = files.write("i/instances.json",
                "[%s, %s]".formatted(INSTANCE.formatted("1"), INSTANCE.formatted("2")));
        List<Sample> samples = files.read(file);
        assertEquals(2, samples.size());
        assertEquals(Optional.of("Q2"), samples.get(1).input());
        assertEquals(List.of("blue"), samples.get(1).labels().references());
        assertEquals(Map.of(), samples.get(1).generations());
    }

    @Test
    void requestsAboutReferencesAreNamed() {
        assertTrue(files.failure(run("m", state("1", "'reference_index': 0, ", answered("x")),
                state("1", "'reference_index': 1, ", answered("x"))))
                .contains("no outputs: in this run, HELM asked how probable"));
    }

    @Test
    void damageIsOneMessageWithFileAndItem() {
        String file = "colours:level=1,model=m/scenario_state.json";
        assertTrue(files.failure(run("m")).startsWith(file + ": no request states"));
        assertTrue(files.failure(run("m", "{'request': {}}"))
                .startsWith(file + ":1 (item 1): no \"instance\"; expected a request state of HELM"));
        assertEquals(file + ":1 (item 1): expected an object as \"result\", found \"x\"",
                files.failure(run("m", state("1", "", "'x'"))));
        assertTrue(files.failure(run("m", state("1", "", "{'success': true, 'completions': [{'logprob': 1}]}")))
                .contains("no \"text\" in the first of the \"completions\""));
        String whole = "{'adapter_spec': {'model': 'm'}, 'request_states': [" + state("1", "", answered("x"));
        assertTrue(files.failure(files.write("cut.json", whole)).startsWith("cut.json:1: broken JSON"));
        String good = run("m", state("1", "", answered("x")));
        files.write("colours:level=1,model=m/per_instance_stats.json", "[{'instance_id'");
        assertTrue(files.failure(good).startsWith("colours:level=1,model=m/per_instance_stats.json:1: broken JSON"));
    }
}
