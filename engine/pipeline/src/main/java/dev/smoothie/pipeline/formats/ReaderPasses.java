package dev.smoothie.pipeline.formats;

import dev.smoothie.core.parallel.OrderedWork;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.pipeline.json.JsonText;
import dev.smoothie.pipeline.samples.Extra;
import dev.smoothie.pipeline.samples.Sample;
import dev.smoothie.pipeline.samples.SampleReader;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import tools.jackson.core.JsonGenerator;

/**
 * Passes over samples in layouts that only one thread can read. The others do the work on the samples that it has read.
 *
 * @param source
 *            opens a reader for each pass
 */
record ReaderPasses(Function<Extra, SampleReader> source) implements SamplePasses {
    private static final int BLOCK = 256;

    @Override
    public <R> void inBlocks(Workers workers, Extra extra, List<String> generators, Function<SampleBlock, R> work,
            Consumer<R> taker) {
        try (SampleReader samples = source.apply(extra)) {
            int[] first = {0};
            OrderedWork.run(workers, () -> {
                List<Whole> block = next(samples, first[0]);
                first[0] += block.size();
                return block.isEmpty() ? null : block;
            }, block -> work.apply(SampleBlock.of(block)), taker);
        }
    }

    private static List<Whole> next(SampleReader samples, int first) {
        var block = new ArrayList<Whole>();
        while (block.size() < BLOCK && samples.hasNext()) {
            block.add(new Whole(first + block.size(), samples.next()));
        }
        return block;
    }

    /** A sample that is in memory. */
    record Whole(int index, Sample sample) implements SampleText {
        /** Samples that follow each other. */
        static List<Whole> all(SampleReader samples, int first) {
            var all = new ArrayList<Whole>();
            while (samples.hasNext()) {
                all.add(new Whole(first + all.size(), samples.next()));
            }
            return all;
        }

        @Override
        public void writeId(JsonGenerator json) {
            JsonText.write(json, sample.id());
        }

        @Override
        public void writeOutput(JsonGenerator json, String generator, Predicate<String> says) {
            JsonText.write(json, SampleText.first(sample.generations().getOrDefault(generator, List.of()), says));
        }
    }
}
