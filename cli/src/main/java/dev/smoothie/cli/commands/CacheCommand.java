package dev.smoothie.cli.commands;

import dev.smoothie.cli.options.OptionSections;
import dev.smoothie.cli.printing.CacheTable;
import dev.smoothie.pipeline.KeptVectors;
import dev.smoothie.pipeline.kept.ByteSize;
import dev.smoothie.pipeline.kept.CacheContents;
import dev.smoothie.pipeline.kept.VectorCache;
import dev.smoothie.pipeline.report.CacheJson;
import java.io.PrintWriter;
import java.util.Iterator;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code smoothie cache}: shows what vectors are kept of texts, and deletes them. */
@Command(name = "cache", description = {"Show which vectors of texts are kept for later runs, or delete them.",
        "Commands that embed texts keep the vectors, so that no text is embedded twice; --no-cache leaves that out. Texts are"
                + " not kept."}, footer = {"",
                        "The vectors are in the folder SMOOTHIE_CACHE/vectors. They may take SMOOTHIE_CACHE_LIMIT, such as 10GB, and 0 keeps"
                                + " none; without it 4 GB, or a tenth of a small disk. What was not used for the longest time is deleted"
                                + " first.",
                        "", "Example: smoothie cache clear"})
final class CacheCommand implements Runnable {
    private static final String CLEAR = "clear";

    /** What can be done, for completion. */
    static final class Actions implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return List.of(CLEAR).iterator();
        }
    }

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = CLEAR, completionCandidates = Actions.class, description = "Delete all vectors.")
    private String action;

    @Option(order = OptionSections.GENERAL, names = "--json", description = "Print one line of JSON. Default: text.")
    private boolean json;

    @Override
    public void run() {
        if (action != null && !action.equals(CLEAR)) {
            throw new ParameterException(spec.commandLine(),
                    "there is no '%s'; leave it out, or write %s".formatted(action, CLEAR));
        }
        var kept = new KeptVectors(VectorCache.ofUser());
        CacheContents contents = action == null ? kept.contents() : kept.clear();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(new CacheJson(contents).line());
        } else if (action == null) {
            new CacheTable(contents).lines().forEach(out::println);
        } else {
            out.println("deleted %,d vectors, %s, in %s".formatted(contents.vectors(), ByteSize.of(contents.bytes()),
                    contents.directory()));
        }
        out.flush();
    }
}
