package dev.smoothie.pipeline.formats;

import dev.smoothie.pipeline.json.JsonArrayFile;
import dev.smoothie.pipeline.samples.Extra;
import dev.smoothie.pipeline.samples.Sample;
import dev.smoothie.pipeline.samples.SampleReader;
import dev.smoothie.pipeline.text.InputFile;
import dev.smoothie.spi.SmoothieException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * Reads samples in the layout of the paper's reference code: a dataset of JSON lines with {@code embedding_input}, and
 * for each generator a file {@code {"generations": [...]}} with one element for each line of the dataset. All files are
 * read at the same pace.
 */
public final class ReferenceReader extends SampleReader {
    private final JsonLinesReader dataset;
    private final String datasetName;
    private final List<JsonArrayFile> files = new ArrayList<>();
    private final List<String> generators;

    ReferenceReader(InputFile dataset, List<InputFile> sources, Extra extra) {
        this.dataset = new JsonLinesReader(List.of(dataset), extra);
        this.datasetName = dataset.name();
        this.generators = sources.stream().map(ReferenceReader::generator).toList();
        try {
            sources.forEach(source -> files.add(JsonArrayFile.open(source, "generations")));
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * The generator's name from the name of its file: the model of {@code {model}_test.json}, or of
     * {@code {model}_5_gens_test.json} if there are repeats.
     */
    static String generator(InputFile file) {
        return file.shortName().replaceFirst("\\.json(\\.gz)?$", "")
                .replaceFirst("_(train|val|dev|test)$", "")
                .replaceFirst("_\\d+_gens$", "");
    }

    @Override
    protected Sample advance() {
        Sample sample = dataset.advance();
        var generations = LinkedHashMap.<String, List<String>>newLinkedHashMap(files.size());
        for (int f = 0; f < files.size(); f++) {
            JsonArrayFile file = files.get(f);
            if (file.nextItem() != (sample != null)) {
                throw differentLengths(file, sample);
            }
            if (sample != null) {
                generations.put(generators.get(f), file.json().currentRepeats(generators.get(f)));
            }
        }
        if (sample == null) {
            return null;
        }
        if (!sample.generations().isEmpty()) {
            throw new SmoothieException("%s: has \"generations\" itself, and %s brings others; give one or the other"
                    .formatted(sample.where(), files.getFirst().name()));
        }
        return new Sample(sample.id(), sample.input(), generations, sample.labels(), sample.costs(),
                sample.where());
    }

    private SmoothieException differentLengths(JsonArrayFile file, Sample sample) {
        String found = sample == null
                ? "%s has more generations than %s has samples (%d)".formatted(file.name(), datasetName,
                        file.items() - 1)
                : "%s: the generations of %s end before this sample, after %d".formatted(sample.where(), file.name(),
                        file.items());
        return new SmoothieException(found + "; expected one generation per line of the dataset");
    }

    @Override
    public boolean mentionsCosts() {
        return dataset.mentionsCosts();
    }

    @Override
    public void close() {
        dataset.close();
        files.forEach(JsonArrayFile::close);
    }
}
