package dev.smoothie.pipeline.formats;

import dev.smoothie.core.parallel.OrderedWork;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.pipeline.samples.Extra;
import dev.smoothie.pipeline.samples.SampleReader;
import dev.smoothie.pipeline.text.InputFile;
import dev.smoothie.pipeline.text.LineBlock;
import dev.smoothie.pipeline.text.LineBlocks;
import dev.smoothie.spi.SmoothieException;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Passes over JSON Lines. The scan has noted where each text is, so the lines are not parsed again, unless labels or
 * costs are wanted.
 *
 * @param files
 *            the files
 * @param blocks
 *            where the samples are
 */
record LinePasses(List<InputFile> files, List<BlockIndex> blocks) {

    /** See {@link Dataset#inBlocks}. */
    <R> void inBlocks(Workers workers, Extra extra, Function<SampleBlock, R> work,
            Consumer<R> taker) {
        var defaultIds = new DefaultIds(files);
        try (var lines = new LineBlocks(files)) {
            int[] next = {0};
            OrderedWork.run(workers, () -> {
                Part part = next(lines, next[0]);
                next[0] += 1;
                return part;
            }, part -> {
                try {
                    return part.index.samples() == 0 ? null : work.apply(part.samples(extra, defaultIds));
                } catch (OutOfMemoryError e) {
                    throw part.lines.noMemory(e, part.index.linesBefore());
                } finally {
                    lines.giveBack(part.lines);
                }
            }, result -> {
                if (result != null) {
                    taker.accept(result);
                }
            });
        }
    }

    private record Part(LineBlock lines, BlockIndex index) {

        SampleBlock samples(Extra extra, DefaultIds defaultIds) {
            if (extra != Extra.NOTHING || index.isUnusual()) {
                try (SampleReader samples = new JsonLinesReader(lines, index.linesBefore(), defaultIds, extra)) {
                    return SampleBlock.of(WholeSample.all(samples, index.firstSample()));
                }
            }
            int[] places = index.places().toArray(ValueLayout.JAVA_INT);
            return new SampleBlock(index.samples(), rank -> new LineSample(lines, index, places, rank, defaultIds));
        }
    }

    private Part next(LineBlocks lines, int number) {
        LineBlock block = lines.next();
        boolean more = number < blocks.size();
        if (block == null && !more) {
            return null;
        }
        if (block != null && more && block.failure().orElse(null) instanceof LineBlock.Failure.NoMemory failure) {
            throw failure.at(block.input().name(), blocks.get(number).linesBefore() + 1);
        }
        if (block == null || !more || block.length() != blocks.get(number).length() || block.failure().isPresent()) {
            String name = block == null ? files.getLast().name() : block.input().name();
            throw new SmoothieException(
                    "%s: changed while it was being read; run again when nothing writes to it any more"
                            .formatted(name));
        }
        return new Part(block, blocks.get(number));
    }
}
