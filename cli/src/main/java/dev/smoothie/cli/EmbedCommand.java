package dev.smoothie.cli;

import dev.smoothie.engine.EmbeddedDataset;
import dev.smoothie.engine.data.Dataset;
import dev.smoothie.engine.data.Embeddings;
import dev.smoothie.engine.data.Npy;
import dev.smoothie.engine.data.OutputFile;
import dev.smoothie.engine.data.View;
import dev.smoothie.engine.embed.EmbeddingPipeline.Part;
import dev.smoothie.spi.SmoothieException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code smoothie embed}: embeddings to files, for later runs and for other programs. */
@Command(name = "embed", description = "Embed inputs and outputs, and write them as .npy files.", footer = {"",
        "The files are float32 in C order, the generators in order of their first appearance. A missing output is zeros.",
        "", "Example: smoothie embed outputs.jsonl --inputs x.npy --generations l.npy"})
final class EmbedCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Mixin
    private SampleFiles samples;

    @Option(order = OptionSections.GENERAL, names = "--inputs", paramLabel = "X.npy", description = "Write the embeddings of the inputs here, [n, d].")
    private Path inputsFile;

    @Option(order = OptionSections.GENERAL
            + 1, names = "--generations", paramLabel = "L.npy", description = "Write the embeddings of the outputs here,"
                    + " [n, m, d]; [n, r, m, d] for lists of up to r outputs.")
    private Path generationsFile;

    @Option(order = OptionSections.COMPUTE, names = "--threads", paramLabel = "N", description = "Threads to use. Default: one for each processor.")
    private Integer threads = Runtime.getRuntime().availableProcessors();

    @Mixin
    private EmbedderOptions embedderOptions;

    @Override
    public void run() {
        var needed = EnumSet.noneOf(Part.class);
        if (inputsFile != null) {
            needed.add(Part.INPUTS);
        }
        if (generationsFile != null) {
            needed.add(Part.GENERATIONS);
        }
        if (needed.isEmpty()) {
            throw new ParameterException(spec.commandLine(),
                    "nothing to write: give --inputs X.npy, --generations L.npy or both");
        }
        FilePlaces places = new FilePlaces(spec);
        samples.addTo(places);
        places.writes("--inputs", Optional.ofNullable(inputsFile))
                .writes("--generations", Optional.ofNullable(generationsFile)).check();
        if (threads < 1) {
            throw new ParameterException(spec.commandLine(), "--threads must be at least 1, got " + threads);
        }
        samples.requireOneStandardInput(List.of());
        View view = embedderOptions.view();
        requireWritable(inputsFile);
        requireWritable(generationsFile);
        try (Session session = new Session(embedderOptions, threads, spec.commandLine().getErr(), false)) {
            Dataset dataset = session.scan(samples.names());
            if (needed.contains(Part.GENERATIONS) && !dataset.hasGenerations()) {
                throw new SmoothieException("%s: no sample has generations; leave --generations out".formatted(
                        String.join(", ", samples.names())));
            }
            if (needed.contains(Part.INPUTS)) {
                dataset.requireInputs("--inputs embeds them; leave it out");
            }
            var origin = session.origin(Optional.empty(), Optional.empty(), view);
            var embedded = EmbeddedDataset.load(session.arena(), dataset, dataset.generators(), needed, origin);
            embedded.report().ifPresent(report -> session.report(report, view));
            embedded.samples().inputs().ifPresent(vectors -> write(session, inputsFile, vectors, dataset.size()));
            embedded.samples().generations().map(generations -> generations.vectors())
                    .ifPresent(vectors -> write(session, generationsFile, vectors, shape(dataset)));
        }
    }

    /** Says early what would fail late: embedding takes long. */
    private static void requireWritable(Path file) {
        if (file != null) {
            OutputFile.at(file).close();
        }
    }

    private static long[] shape(Dataset dataset) {
        long m = dataset.generators().size();
        return dataset.repeats() == 1
                ? new long[]{dataset.size(), m}
                : new long[]{dataset.size(), dataset.repeats(), m};
    }

    private static void write(Session session, Path file, Embeddings vectors, long... rows) {
        long[] shape = Arrays.copyOf(rows, rows.length + 1);
        shape[rows.length] = vectors.dimension();
        Npy.write(file, shape, vectors);
        session.note("wrote %s %s".formatted(file, Arrays.toString(shape)));
    }
}
