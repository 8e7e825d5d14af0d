package dev.smoothie.pipeline.generation;

import dev.smoothie.pipeline.formats.Dataset;
import dev.smoothie.pipeline.samples.Sample;
import java.io.Writer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** What language models are asked about samples: for outputs, or to review those that there are. */
sealed interface Inquiry {

    /** The fields that it fills in itself; prompts may use all fields of a sample besides. */
    Set<String> names();

    /** Makes what one model is asked about one sample. Any thread may call. */
    Question about(Sample sample, GeneratorSpec model);

    /** Writes what came of it, one line for each sample. */
    void write(Dataset dataset, List<GeneratorSpec> models, Outcomes outcomes, Writer out);

    /**
     * A question.
     *
     * @param fields
     *            what to fill in
     * @param check
     *            refuses answers that are of no use
     */
    record Question(Map<String, String> fields, UnaryOperator<Outcome> check) {}

    /**
     * Asks for an output. Every answer is one.
     *
     * @param keepThinking
     *            whether the reasoning of models that show it is written
     */
    record ForOutputs(boolean keepThinking) implements Inquiry {

        @Override
        public Set<String> names() {
            return Set.of();
        }

        @Override
        public Question about(Sample sample, GeneratorSpec model) {
            return new Question(Map.of(), UnaryOperator.identity());
        }

        @Override
        public void write(Dataset dataset, List<GeneratorSpec> models, Outcomes outcomes, Writer out) {
            new GenerationWriter(dataset, models, keepThinking).write(out, outcomes);
        }
    }

    /**
     * Asks a judge for scores of the outputs of a sample, which it sees in an order of chance and without names.
     *
     * @param generators
     *            whose outputs are reviewed
     */
    record ForReviews(List<String> generators) implements Inquiry {

        @Override
        public Set<String> names() {
            return Set.of(ReviewSheet.ANSWERS, ReviewSheet.COUNT);
        }

        @Override
        public Question about(Sample sample, GeneratorSpec model) {
            var sheet = ReviewSheet.of(sample, generators, model.name());
            return new Question(sheet.fields(), sheet::check);
        }

        @Override
        public void write(Dataset dataset, List<GeneratorSpec> models, Outcomes outcomes, Writer out) {
            new ReviewWriter(dataset, models).write(out, outcomes);
        }
    }
}
