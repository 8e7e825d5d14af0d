package dev.smoothie.spark.states;

import dev.smoothie.core.Method;
import dev.smoothie.core.Routing;
import dev.smoothie.core.Samples;
import dev.smoothie.core.Smoothie;
import dev.smoothie.core.compute.Backends;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.vectors.Embeddings;
import dev.smoothie.pipeline.fitted.FittedState;
import dev.smoothie.spark.frames.RouteRows;
import dev.smoothie.spark.frames.TaskMemory;
import dev.smoothie.spark.frames.VectorReader;
import dev.smoothie.spark.shipping.SharedFolder;
import dev.smoothie.spark.shipping.SharedState;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalInt;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * Routes the inputs of a partition. It reads rows of {@link dev.smoothie.spark.frames.SampleFrame#inputs}. Nothing is
 * known of their outputs, so that each may go to any generator.
 *
 * @param state
 *            the folder of the fitted state
 * @param neighbors
 *            k; of a state that was fitted to votes among answers, the k that it was fitted for is taken instead
 * @param rows
 *            makes the rows
 */
public record StateRoutes(SharedFolder state, int neighbors, RouteRows rows)
        implements
            FlatMapFunction<Iterator<InternalRow>, Row> {
    /** A search reads the whole base for each batch, and prepares it anew: so many queries make that little. */
    private static final int BATCH = 4096;

    /** The method by which such a state routes. */
    public static Method method(FittedState state, int neighbors) {
        return state.fitted().vote()
                .<Method>map(vote -> new Method.Vote(
                        vote.neighbors() == 0 ? OptionalInt.empty() : OptionalInt.of(vote.neighbors()),
                        vote.equality()))
                .orElseGet(() -> new Method.Local(neighbors));
    }

    @Override
    public Iterator<Row> call(Iterator<InternalRow> inputs) {
        FittedState fitted = SharedState.of(state);
        Arena arena = TaskMemory.ofTask();
        var smoothie = new Smoothie(Backends.choose("auto").backend(), new Workers(1), fitted.generators()::get);
        var vectors = new VectorReader(arena, BATCH);
        return new Iterator<>() {
            private Iterator<Row> batch = List.<Row>of().iterator();

            @Override
            public boolean hasNext() {
                return batch.hasNext() || inputs.hasNext();
            }

            @Override
            public Row next() {
                if (!batch.hasNext()) {
                    List<String> ids = new ArrayList<>();
                    while (ids.size() < BATCH && inputs.hasNext()) {
                        InternalRow row = inputs.next();
                        ids.add(row.isNullAt(0) ? null : row.getUTF8String(0).toString());
                        vectors.readFinite(ids.size() - 1, row, 1, ids.getLast());
                    }
                    batch = routed(smoothie, fitted, ids, vectors.rows(ids.size())).iterator();
                }
                return batch.next();
            }
        };
    }

    private List<Row> routed(Smoothie smoothie, FittedState fitted, List<String> ids, Embeddings inputs) {
        try (Arena scratch = Arena.ofShared()) {
            Routing routing = smoothie.route(scratch, fitted.samples(), fitted.fitted(), Samples.of(inputs),
                    method(fitted, neighbors), (_, _) -> true);
            List<Row> routed = new ArrayList<>();
            for (int i = 0; i < ids.size(); i++) {
                double[] errors = routing.errors(i);
                routed.add(rows.row(ids.get(i), routing.routes()[i], RouteRows.numbers(routing.quality(errors)),
                        RouteRows.numbers(errors)));
            }
            return routed;
        }
    }
}
