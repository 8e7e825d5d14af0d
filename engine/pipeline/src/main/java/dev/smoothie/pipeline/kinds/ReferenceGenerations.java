package dev.smoothie.pipeline.kinds;

import dev.smoothie.pipeline.json.JsonArrayFile;
import dev.smoothie.pipeline.readers.Answer;
import dev.smoothie.pipeline.readers.Beginning;
import dev.smoothie.pipeline.readers.Entry;
import dev.smoothie.pipeline.readers.FileKind;
import dev.smoothie.pipeline.readers.Form;
import dev.smoothie.pipeline.readers.Reading;
import dev.smoothie.pipeline.text.InputFile;
import dev.smoothie.spi.SmoothieException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JsonToken;

/**
 * The outputs of one model in the layout of the paper's reference code: a file {@code {"generations": [...]}} for the
 * lines of a dataset beside it, of which the name says what is in it.
 *
 * <ul>
 * <li>{@code MODEL_test.json} has one output for each line.
 * <li>{@code MODEL_5_gens_test.json} has five, one after the other or as a list.
 * <li>{@code MODEL/individual_test.json} has a list for each line, with one output for each prompt; a model with a prompt
 * is a generator.
 * </ul>
 */
final class ReferenceGenerations implements FileKind {
    private static final Pattern SPLIT = Pattern.compile("_(train|val|dev|test)$");
    private static final Pattern REPEATS = Pattern.compile("_(\\d{1,4})_gens$");
    private static final String INDIVIDUAL = "individual";

    @Override
    public String description() {
        return "generations of the paper's code";
    }

    @Override
    public List<String> keys() {
        return List.of("generations");
    }

    @Override
    public boolean recognises(Beginning beginning) {
        return beginning.form() == Form.OBJECT && beginning.first().path("generations").isArray()
                && !beginning.has("id") && !beginning.has("input");
    }

    @Override
    public void read(Reading reading) {
        new Outputs(reading).read();
    }

    /** The outputs of one file. */
    private static final class Outputs {
        private final Reading reading;
        private final int repeats;
        private final boolean individual;
        private final String model;
        /** Outputs of a sample, of which not all have come. */
        private final List<String> begun = new ArrayList<>();
        private int width = -1;

        Outputs(Reading reading) {
            this.reading = reading;
            String stem = SPLIT.matcher(reading.file().shortName().replaceFirst("\\.json(\\.gz)?$", ""))
                    .replaceFirst("");
            Matcher several = REPEATS.matcher(stem);
            repeats = several.find() ? Integer.parseInt(several.group(1)) : 1;
            stem = several.replaceFirst("");
            individual = stem.equals(INDIVIDUAL);
            String named = REPEATS.matcher(SPLIT.matcher(reading.generator()).replaceFirst("")).replaceFirst("");
            model = named.equals(INDIVIDUAL) ? folder(reading.file()) : named;
        }

        private static String folder(InputFile file) {
            Path folder = file.spooled() ? null : file.path().toAbsolutePath().normalize().getParent();
            return folder == null || folder.getFileName() == null ? INDIVIDUAL : folder.getFileName().toString();
        }

        void read() {
            try (JsonArrayFile items = JsonArrayFile.open(reading.file(), "generations")) {
                while (items.nextItem()) {
                    boolean list = items.json().at(JsonToken.START_ARRAY);
                    List<String> outputs = items.json().currentRepeats(model);
                    if (list) {
                        add(items, individual ? prompts(items, outputs) : List.of(answer(model, outputs)));
                    } else {
                        begun.addAll(outputs);
                        if (begun.size() == repeats) {
                            add(items, List.of(answer(model, begun)));
                            begun.clear();
                        }
                    }
                }
                if (!begun.isEmpty()) {
                    throw new SmoothieException(
                            "%s: has %d generations, which is no multiple of %d; its name says that each "
                                    .formatted(reading.file().name(), items.items(), repeats) + "sample has so many");
                }
            }
        }

        private void add(JsonArrayFile items, List<Answer> answers) {
            reading.add(Entry.at(items.where()).withAnswers(answers));
        }

        private static Answer answer(String generator, List<String> outputs) {
            return new Answer(generator, outputs, Map.of(), OptionalDouble.empty());
        }

        /** The outputs for one sample by prompt: all of the first prompt, all of the second, and so on. */
        private List<Answer> prompts(JsonArrayFile items, List<String> outputs) {
            width = width < 0 ? outputs.size() : width;
            if (outputs.size() != width || width % repeats != 0) {
                throw new SmoothieException("%s: expected %d generations%s, found %d".formatted(items.where(), width,
                        repeats == 1 ? ", as in the items before" : ", %d for each prompt".formatted(repeats),
                        outputs.size()));
            }
            var answers = new ArrayList<Answer>();
            for (int prompt = 0; prompt < width / repeats; prompt++) {
                answers.add(answer("%s/prompt_%d".formatted(model, prompt),
                        outputs.subList(prompt * repeats, (prompt + 1) * repeats)));
            }
            return answers;
        }
    }
}
