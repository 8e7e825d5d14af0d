package dev.smoothie.pipeline.kinds;

import dev.smoothie.pipeline.readers.Beginning;
import dev.smoothie.pipeline.readers.FileKind;
import dev.smoothie.pipeline.readers.Reading;
import dev.smoothie.spi.SmoothieException;
import java.util.List;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/**
 * A file that tools write beside the file with the outputs. It is read with that one, so it may be among the files that
 * the user names, but not alone.
 *
 * @param description
 *            what it is
 * @param outputs
 *            the file that has the outputs
 * @param known
 *            whether it is one, by its first object
 */
record Companion(String description, String outputs, Predicate<JsonNode> known) implements FileKind {
    /** The scores of a run of lm-evaluation-harness, which name its model. */
    static final FileKind LM_EVAL_RESULTS = new Companion("results of lm-evaluation-harness",
            "samples_TASK_DATE.jsonl, which the harness writes with --log_samples",
            first -> first.path("results").isObject() && !first.path("results").has("results")
                    && (first.has("configs") || first.has("n-shot") || first.has("model_name")));
    /** Statistics and descriptions of a run of HELM. */
    static final FileKind HELM_RUN = new Companion("a part of a run of HELM", "scenario_state.json",
            first -> (first.has("instance_id")
                    && (first.has("stats") || first.has("predicted_text") || first.has("request")))
                    || (first.has("scenario_spec") && first.has("adapter_spec"))
                    || (first.path("name").path("name").isString() && first.has("count"))
                    || (first.has("definition_path") && first.has("name")));

    /** The summary of an evaluation in the schema of Every Eval Ever. */
    static final FileKind EVERY_EVAL_EVER_SUMMARY = new Companion("a summary of Every Eval Ever",
            "the file NAME_samples.jsonl beside it",
            first -> first.has("schema_version") && first.has("evaluation_results") && first.has("model_info"));

    @Override
    public List<String> keys() {
        return List.of();
    }

    @Override
    public boolean recognises(Beginning beginning) {
        return beginning.isItems() && known.test(beginning.first());
    }

    @Override
    public boolean hasSamples() {
        return false;
    }

    @Override
    public void read(Reading reading) {
        throw new SmoothieException("%s: is %s, without outputs; give also %s".formatted(reading.file().name(),
                description, outputs));
    }
}
