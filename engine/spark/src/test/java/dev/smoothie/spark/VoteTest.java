package dev.smoothie.spark;

import dev.smoothie.core.Method;
import dev.smoothie.core.Routing;
import dev.smoothie.core.Samples;
import dev.smoothie.core.Smoothie;
import dev.smoothie.core.vectors.Embeddings;
import dev.smoothie.core.vectors.Generations;
import dev.smoothie.pipeline.embedding.EqualAnswers;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

class VoteTest {
    private static final int N = 600;
    private static final double[] ACCURACIES = {0.9, 0.7, 0.6, 0.4};
    private static final List<String> NAMES = List.of("a", "b", "c", "d");

    /** Answers, of which 0 is right: null for no output, −1 for an output without an answer. */
    private static Integer[][] answers() {
        var random = new Random(5);
        Integer[][] answers = new Integer[N][ACCURACIES.length];
        for (Integer[] row : answers) {
            for (int i = 0; i < row.length; i++) {
                int fate = random.nextInt(20);
                row[i] = fate == 0
                        ? null
                        : fate == 1
                                ? Integer.valueOf(-1)
                                : random.nextDouble() < ACCURACIES[i] ? 0 : 1 + random.nextInt(3);
            }
        }
        Arrays.fill(answers[7], -1);
        Arrays.fill(answers[8], null);
        return answers;
    }

    private static String text(Integer answer) {
        return answer == null ? null : answer < 0 ? "I do not know." : "I think it is [" + answer + ".0 ]";
    }

    private static Routing expected(Arena arena, Integer[][] answers) {
        int m = ACCURACIES.length;
        Embeddings vectors = Embeddings.allocate(arena, (long) N * m, 32);
        for (int sample = 0; sample < N; sample++) {
            Embeddings own = EqualAnswers.of(arena, Arrays.stream(answers[sample])
                    .map(answer -> answer == null || answer < 0 ? Optional.<String>empty() : Optional.of("" + answer))
                    .toList());
            MemorySegment.copy(own.segment(), 0, vectors.segment(), vectors.offset((long) sample * m),
                    own.segment().byteSize());
        }
        var outputs = new Generations(vectors, N, 1, m,
                (sample, _, i) -> answers[sample][i] != null && answers[sample][i] >= 0,
                (sample, _, i) -> answers[sample][i] != null && answers[sample][i] < 0);
        return Smoothie.create().route(arena, Samples.of(outputs), new Method.Vote(OptionalInt.empty(), true));
    }

    @Test
    void theVoteIsThatOfTheEngine() throws Exception {
        Integer[][] answers = answers();
        var texts = new StructType();
        for (String name : NAMES) {
            texts = texts.add(name, DataTypes.StringType);
        }
        List<Row> rows = new ArrayList<>();
        for (int sample = 0; sample < N; sample++) {
            rows.add(RowFactory.create(sample,
                    RowFactory.create(Arrays.stream(answers[sample]).map(answer -> (Object) text(answer)).toArray())));
        }
        var frame = LocalSpark.SESSION.createDataFrame(rows,
                new StructType().add("id", DataTypes.IntegerType).add("generations", texts)).repartition(4);

        try (Arena arena = Arena.ofShared(); Routed routed = SmoothieSpark.vote(frame, "regex:\\[(.*)\\]")) {
            Routing expected = expected(arena, answers);
            assertArrayEquals(expected.global().error(), routed.scores().estimate().error(), 1e-12);
            assertArrayEquals(expected.global().standardError(), routed.scores().estimate().standardError(), 1e-12);
            List<Row> found = routed.routes().collectAsList();
            assertEquals(N, found.size());
            for (Row row : found) {
                int sample = Integer.parseInt(row.getString(0));
                int route = expected.routes()[sample];
                assertEquals(route < 0 ? null : NAMES.get(route), row.getString(1));
                Row errors = row.getStruct(3);
                assertArrayEquals(expected.errors(sample), IntStream.range(0, NAMES.size())
                        .mapToDouble(i -> errors.isNullAt(i) ? Double.NaN : errors.getDouble(i)).toArray(), 1e-12);
            }
        }
    }
}
