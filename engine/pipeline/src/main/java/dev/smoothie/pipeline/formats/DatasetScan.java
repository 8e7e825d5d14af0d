package dev.smoothie.pipeline.formats;

import dev.smoothie.core.parallel.OrderedWork;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.pipeline.json.JsonScanner;
import dev.smoothie.pipeline.samples.Extra;
import dev.smoothie.pipeline.samples.Sample;
import dev.smoothie.pipeline.samples.SampleId;
import dev.smoothie.pipeline.text.InputFile;
import dev.smoothie.pipeline.text.LineBlock;
import dev.smoothie.pipeline.text.LineBlocks;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a scan has found out about the samples so far. Lines are looked at in blocks, by all threads; what they found is
 * added here in the order of the file. For one thread at a time.
 */
final class DatasetScan {
    private final Map<String, Integer> indices = new LinkedHashMap<>();
    private final IdCheck ids = new IdCheck();
    private boolean anyId;
    /**
     * Which outputs there are, by generator; null as long as every sample has exactly one of each generator, which is
     * usual and need not be written down.
     */
    private List<OutputPresence> presence;
    private final List<BlockIndex> blocks = new ArrayList<>();
    private int size;
    private int repeats;
    private int withoutInput;
    private Place firstWithoutInput;
    private boolean mentionsCosts;
    private boolean blanks;
    private final LineChecks checks = new LineChecks();
    private int file;
    private long linesBefore;

    /** A sample, for a message. */
    record Place(String where, SampleId id) {}

    /**
     * Scans lines on all threads.
     *
     * @param arena
     *            owns the index
     * @return where everything is
     */
    List<BlockIndex> read(Arena arena, List<InputFile> files, Workers workers) {
        var defaultIds = new DefaultIds(files);
        try (var lines = new LineBlocks(files)) {
            OrderedWork.run(workers, lines::next, Scanned::of, scanned -> {
                add(arena, scanned, defaultIds);
                lines.giveBack(scanned.block);
            });
        }
        return List.copyOf(blocks);
    }

    private record Scanned(LineBlock block, BlockScan scan) {
        static Scanned of(LineBlock block) {
            return new Scanned(block, BlockScan.of(block));
        }
    }

    private void add(Arena arena, Scanned scanned, DefaultIds defaultIds) {
        LineBlock block = scanned.block;
        if (block.file() != file) {
            file = block.file();
            linesBefore = 0;
        }
        int first = size;
        long lines = linesBefore;
        if (scanned.scan.isUnusual()) {
            addUnusual(block, defaultIds);
            blocks.add(BlockIndex.unusual(block.length(), lines, first, size - first));
        } else {
            add(block, scanned.scan, defaultIds);
            blocks.add(BlockIndex.of(arena, block.length(), lines, first, scanned.scan));
        }
        block.failure().ifPresent(failure -> {
            throw failure.at(block.input().name(), linesBefore + 1);
        });
    }

    /** Reads what a {@link BlockScan} did not understand. If it is malformed, this says what is wrong. */
    private void addUnusual(LineBlock block, DefaultIds defaultIds) {
        try (var samples = new JsonLinesReader(block, linesBefore, defaultIds, Extra.NOTHING)) {
            var places = new ArrayList<String>();
            while (samples.hasNext()) {
                Sample sample = samples.next();
                ids.add(sample.id());
                anyId = true;
                places.add(sample.where());
                add(sample);
            }
            mentionsCosts |= samples.mentionsCosts();
            checks.add(samples.fields(), samples.fieldCounts(), places::get);
        }
        for (int i = 0; i < block.length(); i++) {
            linesBefore += block.bytes()[i] == '\n' ? 1 : 0;
        }
    }

    private void add(LineBlock block, BlockScan scan, DefaultIds defaultIds) {
        addIds(block, scan, defaultIds);
        checks.add(scan.fields(), scan.fieldCounts(), sample -> block.input().name() + ":" + line(scan, sample));
        int known = indices.size();
        int[] columns = new int[scan.generators().size()];
        for (int column = 0; column < columns.length; column++) {
            columns[column] = index(scan.generators().get(column));
        }
        boolean asBefore = size == 0 || (known == columns.length && known == indices.size());
        if (presence == null && scan.samples() > 0 && !(scan.isComplete() && asBefore)) {
            writeDown(known);
        }
        if (presence != null) {
            for (int sample = 0; sample < scan.samples(); sample++) {
                addOutputs(block.bytes(), scan, sample, columns);
            }
        }
        if (withoutInput == 0 && scan.withoutInput() > 0) {
            int sample = scan.firstWithoutInput();
            firstWithoutInput = new Place(block.input().name() + ":" + line(scan, sample),
                    id(block, scan, sample, defaultIds));
        }
        withoutInput += scan.withoutInput();
        repeats = Math.max(repeats, scan.repeats());
        mentionsCosts |= scan.mentionsCosts();
        blanks |= scan.hasBlanks();
        size = Math.addExact(size, scan.samples());
        linesBefore += scan.lines();
    }

    private void addIds(LineBlock block, BlockScan scan, DefaultIds defaultIds) {
        anyId |= scan.hasIds() || !defaultIds.areDistinct();
        for (int sample = 0; sample < scan.samples(); sample++) {
            ids.add(scan.place(sample, BlockIndex.ID) == BlockIndex.NOTHING
                    ? IdCheck.hash(id(block, scan, sample, defaultIds).text())
                    : scan.idHash(sample));
        }
    }

    private SampleId id(LineBlock block, BlockScan scan, int sample, DefaultIds defaultIds) {
        int place = scan.place(sample, BlockIndex.ID);
        return place == BlockIndex.NOTHING
                ? defaultIds.of(block.input(), line(scan, sample))
                : LineSample.id(block.bytes(), place);
    }

    private long line(BlockScan scan, int sample) {
        return linesBefore + scan.place(sample, BlockIndex.LINE) + 1;
    }

    private int index(String generator) {
        return indices.computeIfAbsent(generator, _ -> indices.size());
    }

    /**
     * Writes down which outputs there are, from now on and for the samples so far.
     *
     * @param generators
     *            of the samples so far
     */
    private void writeDown(int generators) {
        presence = new ArrayList<>();
        for (int generator = 0; generator < generators; generator++) {
            presence(generator).addAll(size);
        }
    }

    private void add(Sample sample) {
        if (presence == null) {
            writeDown(indices.size());
        }
        sample.generations().forEach((generator, outputs) -> {
            presence(index(generator)).add(size, outputs);
            repeats = Math.max(repeats, outputs.size());
            blanks |= outputs.stream().anyMatch(output -> output != null && output.isBlank());
        });
        if (sample.input().isEmpty() && withoutInput++ == 0) {
            firstWithoutInput = new Place(sample.where(), sample.id());
        }
        size = Math.incrementExact(size);
    }

    private OutputPresence presence(int generator) {
        while (presence.size() <= generator) {
            presence.add(new OutputPresence());
        }
        return presence.get(generator);
    }

    private void addOutputs(byte[] bytes, BlockScan scan, int sample, int[] columns) {
        for (int column = 0; column < columns.length; column++) {
            int place = scan.place(sample, BlockIndex.FIELDS + column);
            if (place == BlockIndex.NOTHING) {
                continue;
            }
            OutputPresence outputs = presence(columns[column]);
            if (place != BlockIndex.NULL && bytes[place] == '[') {
                outputs.add(size + sample, LineSample.repeats(bytes, place));
            } else {
                outputs.add(size + sample, place != BlockIndex.NULL);
            }
        }
    }

    /**
     * Fails if two samples have the same id.
     *
     * @param source
     *            the samples, which are read again if that is suspected
     */
    void checkIds(SampleSource source) {
        if (anyId) {
            ids.check(source);
        }
    }

    /** What looks like a mistake in the lines, a sentence each. */
    List<String> warnings() {
        var warnings = new ArrayList<>(checks.warnings());
        presence().ifPresent(found -> warnings.addAll(GeneratorChecks.warnings(List.copyOf(indices.keySet()), found,
                checks.count("generations"))));
        return warnings;
    }

    int size() {
        return size;
    }

    int repeats() {
        return repeats;
    }

    Map<String, Integer> indices() {
        return indices;
    }

    /** Which outputs there are, by generator; empty if every sample has exactly one of each. */
    Optional<List<OutputPresence>> presence() {
        if (presence == null) {
            return Optional.empty();
        }
        while (presence.size() < indices.size()) {
            presence.add(new OutputPresence());
        }
        return Optional.of(List.copyOf(presence));
    }

    int withoutInput() {
        return withoutInput;
    }

    /** The first sample without an input; null if all have one. */
    Place firstWithoutInput() {
        return firstWithoutInput;
    }

    boolean hasBlanks() {
        return blanks;
    }

    boolean mentionsCosts() {
        return mentionsCosts;
    }
}
