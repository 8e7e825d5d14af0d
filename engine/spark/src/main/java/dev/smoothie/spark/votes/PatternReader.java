package dev.smoothie.spark.votes;

import dev.smoothie.pipeline.embedding.AnswerText;
import dev.smoothie.pipeline.views.View;
import dev.smoothie.spi.SmoothieException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * Looks at the outputs of a partition through a view, and keeps which are equal. It reads rows of
 * {@link dev.smoothie.spark.frames.SampleFrame#texts}.
 *
 * @param generators
 *            m
 * @param view
 *            the notation of a view that finds answers
 */
public record PatternReader(int generators, String view)
        implements
            FlatMapFunction<Iterator<InternalRow>, PatternBlock> {
    private static final int BLOCK = 4096;

    @Override
    public Iterator<PatternBlock> call(Iterator<InternalRow> rows) {
        View seen = View.parse(view);
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return rows.hasNext();
            }

            @Override
            public PatternBlock next() {
                List<String> ids = new ArrayList<>();
                List<String> patterns = new ArrayList<>();
                while (rows.hasNext() && ids.size() < BLOCK) {
                    InternalRow row = rows.next();
                    ids.add(text(row, 0));
                    patterns.add(pattern(row, seen).text());
                }
                return new PatternBlock(ids.toArray(String[]::new), patterns.toArray(String[]::new));
            }
        };
    }

    private Pattern pattern(InternalRow row, View seen) {
        Optional<String> input = Optional.ofNullable(text(row, 1));
        List<String> answers = new ArrayList<>();
        for (int i = 0; i < generators; i++) {
            String output = text(row, 2 + i);
            answers.add(output == null ? null : answer(row, seen, input, output));
        }
        return Pattern.of(answers);
    }

    private static String answer(InternalRow row, View seen, Optional<String> input, String output) {
        try {
            String found = seen.apply(input, output).orElse("");
            return found.isBlank() ? "" : AnswerText.normalised(found);
        } catch (SmoothieException e) {
            throw new SmoothieException("sample %s: %s".formatted(text(row, 0), e.getMessage()), e);
        }
    }

    private static String text(InternalRow row, int column) {
        return row.isNullAt(column) ? null : row.getUTF8String(column).toString();
    }
}
