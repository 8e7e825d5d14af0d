package dev.smoothie.core.bench;

import dev.smoothie.core.cards.encoder.EncoderTrial;
import dev.smoothie.core.cards.encoder.EncoderTrial.Build;
import dev.smoothie.core.cards.encoder.EncoderTrial.Form;
import dev.smoothie.core.encoding.EncoderModel;
import dev.smoothie.core.encoding.PooledEncoder;
import dev.smoothie.core.encoding.Pooling;
import dev.smoothie.core.encoding.TextEncoder;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.Random;

/** What the compiler on the machine at hand makes of the encoder's kernels; it also fills the cache of compiled ones. */
final class GpuEncoderBuild {
    private GpuEncoderBuild() {}

    /** Fails if the compiler has slowed a kernel down; registers that spill are reported. */
    static void check(EncoderTrial trial, int hidden, int head, List<Form> forms, GpuReport report) {
        try (Arena arena = Arena.ofShared()) {
            EncoderModel model = GpuEncoderCase.model(arena, hidden, head, 1, 1, new Random(2));
            var pooled = new PooledEncoder(model, Pooling.FIRST, true);
            for (Form form : forms) {
                String name = "h=%d head=%d %s".formatted(hidden, head, form);
                long start = System.nanoTime();
                Build build = trial.build(pooled, form);
                report.number("compile " + name, (System.nanoTime() - start) * 1e-9, "s");
                report.text("spills " + name,
                        build.localBytes().isEmpty() ? "none" : "WARNING, bytes a thread: " + build.localBytes());
                try (TextEncoder encoder = trial.load(pooled, form, 0)) {
                    report.text("runs " + name, encoder.description());
                }
                Answers.require(build.losses().isEmpty(), "%s: %s".formatted(name, build.losses()));
            }
        }
    }
}
