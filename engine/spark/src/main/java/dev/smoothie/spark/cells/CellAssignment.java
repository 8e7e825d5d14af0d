package dev.smoothie.spark.cells;

import dev.smoothie.core.compute.Backend;
import dev.smoothie.core.compute.Backends;
import dev.smoothie.spark.estimates.RowBlock;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.function.PairFlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import scala.Tuple2;

/**
 * Sends the samples of a partition to the cells that search them.
 *
 * @param cells
 *            the cells
 */
record CellAssignment(Broadcast<Cells> cells) implements PairFlatMapFunction<Iterator<RowBlock>, Integer, CellPart> {
    /** Samples that are divided together: the more, the larger the parts, and the fewer objects Spark has to write. */
    private static final int TOGETHER = 1 << 14;

    @Override
    public Iterator<Tuple2<Integer, CellPart>> call(Iterator<RowBlock> blocks) {
        Backend backend = Backends.choose("auto").backend();
        int[][] searchers = cells.value().searchers();
        return new Iterator<>() {
            private Iterator<Tuple2<Integer, CellPart>> parts = List.<Tuple2<Integer, CellPart>>of().iterator();

            @Override
            public boolean hasNext() {
                return parts.hasNext() || blocks.hasNext();
            }

            @Override
            public Tuple2<Integer, CellPart> next() {
                if (!parts.hasNext()) {
                    List<RowBlock> together = new ArrayList<>();
                    for (int n = 0; n < TOGETHER && blocks.hasNext(); n += together.getLast().size()) {
                        together.add(blocks.next());
                    }
                    parts = parts(RowBlock.concatenated(together), searchers, backend).iterator();
                }
                return parts.next();
            }
        };
    }

    private List<Tuple2<Integer, CellPart>> parts(RowBlock block, int[][] searchers, Backend backend) {
        int[] homes;
        try (Arena arena = Arena.ofShared()) {
            homes = cells.value().homes(block.vectors(arena), backend);
        }
        List<Tuple2<Integer, CellPart>> parts = new ArrayList<>();
        for (int home : IntStream.of(homes).distinct().toArray()) {
            RowBlock members = block.only(IntStream.range(0, homes.length).filter(i -> homes[i] == home).toArray());
            for (int cell : searchers[home]) {
                parts.add(new Tuple2<>(cell, new CellPart(cell == home, members)));
            }
        }
        return parts;
    }
}
