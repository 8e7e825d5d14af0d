package dev.smoothie.pipeline.kinds;

import dev.smoothie.pipeline.json.JsonItems;
import dev.smoothie.pipeline.readers.Answer;
import dev.smoothie.pipeline.readers.Beginning;
import dev.smoothie.pipeline.readers.Entry;
import dev.smoothie.pipeline.readers.FileKind;
import dev.smoothie.pipeline.readers.Reading;
import dev.smoothie.spi.SmoothieException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * The samples of one model and task that lm-evaluation-harness logs with {@code --log_samples}. A document is in the
 * file once for each filter, which looks for the answer in the response. The output is the response, unless the user
 * names a filter; what filters found has scores of its own.
 */
final class LmEvalSamples implements FileKind {

    @Override
    public String description() {
        return "samples of lm-evaluation-harness";
    }

    @Override
    public List<String> keys() {
        return List.of("doc_id", "arguments", "resps", "filtered_resps", "target");
    }

    @Override
    public boolean recognises(Beginning beginning) {
        return beginning.isItems() && (beginning.has("filtered_resps") || beginning.has("doc_id", "resps"));
    }

    @Override
    public void read(Reading reading) {
        new Pass(reading).read();
    }

    /** The reading of one file. */
    private static final class Pass {
        private final Reading reading;
        private final LmEvalRun run;
        private final Set<String> filters = new LinkedHashSet<>();
        private int withoutAnswer;
        private int taken;

        Pass(Reading reading) {
            this.reading = reading;
            this.run = LmEvalRun.of(reading);
        }

        void read() {
            try (JsonItems items = reading.items()) {
                for (ObjectNode item = items.next(); item != null; item = items.next()) {
                    read(LmEvalLine.of(item, items.where()));
                }
            }
            if (taken == 0) {
                throw nothing();
            }
            if (filters.size() > 1 && reading.options().filter().isEmpty()) {
                reading.note(
                        "the outputs are whole responses; --filter %s takes what that filter found in them (filters: %s)"
                                .formatted(filters.iterator().next(), String.join(", ", filters)));
            }
        }

        private void read(LmEvalLine line) {
            filters.add(line.filter());
            boolean wanted = reading.options().filter().map(line.filter()::equals).orElse(true);
            if (line.hasNoAnswer()) {
                withoutAnswer++;
            } else if (wanted) {
                taken++;
                reading.add(entry(line));
            }
        }

        private Entry entry(LmEvalLine line) {
            boolean filtered = reading.options().filter().isPresent();
            boolean first = filtered || line.filter().equals(filters.iterator().next());
            List<String> outputs = first ? line.outputs(filtered) : List.of();
            outputs.stream().filter(output -> output == null)
                    .forEach(_ -> reading.failed("the filter %s found nothing".formatted(line.filter())));
            boolean missing = !outputs.isEmpty() && outputs.stream().allMatch(output -> output == null);
            Entry entry = Entry.at(line.where())
                    .withReferences(line.references())
                    .withAnswers(List.of(new Answer(run.model(), outputs, missing ? Map.of() : scores(line, filtered),
                            OptionalDouble.empty())));
            entry = line.input().map(entry::withInput).orElse(entry);
            entry = line.id().map(entry::withId).orElse(entry);
            entry = line.document().map(entry::withIdentity).orElse(entry);
            return run.task().map(entry::ofPart).orElse(entry);
        }

        /** The scores; those of a filter are named as the harness does, {@code exact_match,strict-match}. */
        private Map<String, List<Double>> scores(LmEvalLine line, boolean filtered) {
            var scores = new LinkedHashMap<String, List<Double>>();
            line.scores().forEach((metric, value) -> {
                boolean lower = run.lowerIsBetter().contains(metric);
                if (lower) {
                    reading.note("of %s, lower is better, so its sign is changed".formatted(metric));
                }
                scores.put(filtered || line.filter().equals("none") ? metric : metric + "," + line.filter(),
                        List.of(lower ? -value : value));
            });
            return scores;
        }

        private SmoothieException nothing() {
            String file = reading.file().name();
            if (withoutAnswer > 0) {
                return new SmoothieException(
                        "%s: no outputs: this task measures how probable given texts are, and the model writes none; give the samples of a task that generates text or chooses among answers"
                                .formatted(file));
            }
            return new SmoothieException(reading.options().filter().isPresent() && !filters.isEmpty()
                    ? "%s: no filter \"%s\"; the file has: %s".formatted(file, reading.options().filter().get(),
                            String.join(", ", filters))
                    : "%s: no samples".formatted(file));
        }
    }
}
