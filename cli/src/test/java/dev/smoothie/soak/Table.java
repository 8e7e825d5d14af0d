package dev.smoothie.soak;

import dev.smoothie.soak.Callers.End;
import dev.smoothie.soak.Callers.Question;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** Prints what a soak has counted. */
record Table(PrintStream out) {

    /** What the callers of one server got, and what it has recorded. */
    record Served(Serving server, List<Question> questions, Recorded record, long twice) {
        long count(End end) {
            return questions.stream().filter(question -> question.end() == end).count();
        }
    }

    void generating(Generating.Counts counts) {
        out.printf("%ngenerate: %d rounds, %d of them route --models; %d times kill -9, %d times SIGTERM%n",
                counts.rounds,
                counts.routed, counts.killed, counts.stopped);
        row("requests", counts.requests);
        row("  answered", counts.answered);
        row("  failed, as scripted", counts.requests - counts.answered);
        row("outputs wanted", counts.wanted);
        row("  right", counts.right);
        row("  refused, as scripted", counts.refused);
        row("  lost", counts.lost);
        row("asked again after a kill", counts.again);
        row("asked twice", counts.twice);
    }

    private void row(String what, long count) {
        out.printf("  %-44s %,10d%n", what, count);
    }

    void serving(Served killed, Served steady) {
        out.printf("%nserve: one server that is killed (%d times kill -9, %d times SIGTERM), and one that is not%n",
                killed.server.kills(Kill.AT_ONCE), killed.server.kills(Kill.GENTLY));
        var both = List.of(killed, steady);
        out.printf("  %-44s %10s %10s%n", "", "killed", "not killed");
        row("questions", both, served -> served.questions.size());
        row("  answered", both, served -> served.count(End.ANSWERED));
        row("  told that there is no answer", both, served -> served.count(End.SAID));
        row("  cut off by kill -9", both, served -> served.count(End.KILLED));
        row("  cut off by SIGTERM", both, served -> served.count(End.ENDED));
        row("  lost", both, served -> served.count(End.LOST));
        row("answered and recorded", both, served -> served.record.recorded());
        row("answered in the last second before kill -9,", both, served -> served.record.justBefore());
        out.printf("    and not recorded%n");
        row("answered otherwise, and not recorded", both, served -> served.record.lost());
        row("answered twice by one generator", both, Served::twice);
    }

    private void row(String what, List<Served> servers, ToLongFunction<Served> count) {
        out.printf("  %-44s %,10d %,10d%n", what, count.applyAsLong(servers.getFirst()),
                count.applyAsLong(servers.getLast()));
    }

    void routing(Routing routing, Vandal vandal) {
        out.printf("%nroute: two at a time on one cache, which is damaged meanwhile%n");
        row("runs", routing.right.get() + routing.wrong.get() + routing.failed.get());
        row("  right, byte for byte", routing.right.get());
        row("  wrong", routing.wrong.get());
        row("  failed", routing.failed.get());
        row("with a warning about the cache", routing.warned.get());
        out.println("  the cache: " + vandal.deeds().entrySet().stream()
                .map(deed -> "%s %d".formatted(deed.getKey().words, deed.getValue()))
                .collect(Collectors.joining(", ")));
    }

    void memory(Memory memory) {
        out.printf("%nmemory of the servers, MB resident%n  %6s %12s %12s  %s%n", "minute", "not killed", "killed",
                "(which had run for, s)");
        for (Memory.Sample sample : memory.samples()) {
            out.printf("  %6d %12s %12s  %s%n", sample.minute(), text(sample.steady()), text(sample.killed()),
                    sample.killed().isPresent() ? Long.toString(sample.age()) : "");
        }
    }

    private static String text(Optional<Long> megabytes) {
        return megabytes.map(Object::toString).orElse("-");
    }
}
