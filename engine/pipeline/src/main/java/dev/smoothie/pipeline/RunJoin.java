package dev.smoothie.pipeline;

import dev.smoothie.core.parallel.Workers;
import dev.smoothie.pipeline.formats.Dataset;
import dev.smoothie.pipeline.formats.SampleBlock;
import dev.smoothie.pipeline.json.JsonCursor;
import dev.smoothie.pipeline.samples.Extra;
import dev.smoothie.pipeline.samples.Sample;
import dev.smoothie.spi.SmoothieException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Which samples of two runs are the same: those of one id, unless these have different inputs or there are none; then
 * those of one input.
 *
 * @param by
 *            "id" or "input"
 * @param before
 *            indices of the samples in the earlier run, ascending
 * @param after
 *            of the same samples in the later run
 */
record RunJoin(String by, int[] before, int[] after) {

    /** Id and input of a sample, and where it stands. */
    private record Key(String id, Optional<String> input, String where) {}

    /**
     * Joins.
     *
     * @throws SmoothieException
     *             if no sample is in both, or samples of one id have different inputs
     */
    static RunJoin of(Dataset before, Dataset after, Workers workers) {
        List<Key> first = keys(before, workers);
        List<Key> second = keys(after, workers);
        RunJoin byId = by("id", first.stream().map(key -> Optional.of(key.id)).toList(),
                second.stream().map(key -> Optional.of(key.id)).toList());
        Optional<String> conflict = conflict(byId, first, second);
        if (byId.before.length > 0 && conflict.isEmpty()) {
            return byId;
        }
        RunJoin byInput = by("input", first.stream().map(Key::input).toList(),
                second.stream().map(Key::input).toList());
        if (byInput.before.length > 0) {
            return byInput;
        }
        throw new SmoothieException(conflict.orElseGet(
                () -> "no sample of %s is in %s: they have no id and no input in common; compare two runs on the same inputs"
                        .formatted(String.join(", ", before.source().names()),
                                String.join(", ", after.source().names()))));
    }

    private static List<Key> keys(Dataset dataset, Workers workers) {
        var keys = new ArrayList<Key>(dataset.size());
        dataset.inBlocks(workers, Extra.NOTHING, RunJoin::keys, keys::addAll);
        return keys;
    }

    private static List<Key> keys(SampleBlock block) {
        return IntStream.range(0, block.size()).mapToObj(rank -> {
            Sample sample = block.get(rank).sample();
            return new Key(sample.id().text(), sample.input(), sample.where());
        }).toList();
    }

    /** Joins what has the same key; of several, in their order. */
    private static RunJoin by(String name, List<Optional<String>> first, List<Optional<String>> second) {
        Map<String, Deque<Integer>> places = new HashMap<>();
        for (int i = 0; i < second.size(); i++) {
            if (second.get(i).isPresent()) {
                places.computeIfAbsent(second.get(i).get(), _ -> new ArrayDeque<>()).add(i);
            }
        }
        var before = new ArrayList<Integer>();
        var after = new ArrayList<Integer>();
        for (int i = 0; i < first.size(); i++) {
            Integer place = first.get(i).map(key -> places.getOrDefault(key, new ArrayDeque<>()).poll()).orElse(null);
            if (place != null) {
                before.add(i);
                after.add(place);
            }
        }
        return new RunJoin(name, before.stream().mapToInt(Integer::intValue).toArray(),
                after.stream().mapToInt(Integer::intValue).toArray());
    }

    private static Optional<String> conflict(RunJoin byId, List<Key> first, List<Key> second) {
        return IntStream.range(0, byId.before.length).filter(i -> {
            Optional<String> one = first.get(byId.before[i]).input;
            Optional<String> other = second.get(byId.after[i]).input;
            return one.isPresent() && other.isPresent() && !one.equals(other);
        }).mapToObj(i -> {
            Key one = first.get(byId.before[i]);
            Key other = second.get(byId.after[i]);
            return "sample %s has another input in each run: \"%s\" (%s) and \"%s\" (%s); compare two runs on the same inputs"
                    .formatted(one.id, JsonCursor.excerpt(one.input.orElseThrow()), one.where,
                            JsonCursor.excerpt(other.input.orElseThrow()), other.where);
        }).findFirst();
    }
}
