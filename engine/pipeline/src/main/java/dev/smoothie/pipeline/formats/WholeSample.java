package dev.smoothie.pipeline.formats;

import dev.smoothie.pipeline.json.JsonText;
import dev.smoothie.pipeline.samples.Sample;
import dev.smoothie.pipeline.samples.SampleReader;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import tools.jackson.core.JsonGenerator;

/** A sample that is in memory. */
record WholeSample(int index, Sample sample) implements SampleText {
    /** Samples that follow each other. */
    static List<WholeSample> all(SampleReader samples, int first) {
        var all = new ArrayList<WholeSample>();
        while (samples.hasNext()) {
            all.add(new WholeSample(first + all.size(), samples.next()));
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
