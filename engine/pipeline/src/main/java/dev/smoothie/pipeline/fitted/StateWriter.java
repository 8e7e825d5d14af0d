package dev.smoothie.pipeline.fitted;

import dev.smoothie.core.Samples;
import dev.smoothie.core.compute.Matrix;
import dev.smoothie.core.files.IoReason;
import dev.smoothie.core.files.OutputFolder;
import dev.smoothie.core.vectors.Embeddings;
import dev.smoothie.core.vectors.Generations;
import dev.smoothie.core.vectors.Npy;
import dev.smoothie.core.vectors.NpyType;
import dev.smoothie.pipeline.fitted.SampleUnion.Place;
import dev.smoothie.spi.SmoothieException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Writes a fitted state, which appears whole or not at all. First the samples are written and mapped, then what was
 * estimated from them, then the manifest. For use by one thread.
 */
public final class StateWriter implements AutoCloseable {
    private final OutputFolder folder;

    private StateWriter(OutputFolder folder) {
        this.folder = folder;
    }

    /**
     * Begins a state at {@code path}. What is there is replaced at the end, if it is a state or an empty folder.
     *
     * @throws SmoothieException
     *             if something else is there
     */
    public static StateWriter at(Path path) {
        if (Files.exists(path) && !isReplaceable(path)) {
            throw new SmoothieException(Files.isDirectory(path)
                    ? "%s: there is a folder that is no fitted state, and it is not replaced; name another"
                            .formatted(path)
                    : "%s: a fitted state is a folder, and there is a file of that name; name another".formatted(path));
        }
        return new StateWriter(OutputFolder.at(path));
    }

    private static boolean isReplaceable(Path path) {
        if (!Files.isDirectory(path)) {
            return false;
        }
        if (ManifestJson.isManifest(path.resolve(StateFile.MANIFEST))) {
            return true;
        }
        try (Stream<Path> files = Files.list(path)) {
            return files.findAny().isEmpty();
        } catch (IOException _) {
            return false;
        }
    }

    /** Where a file of the state is being written. */
    public Path file(String name) {
        return folder.file(name);
    }

    /**
     * Writes embeddings and presence, and maps them.
     *
     * @param arena
     *            owns the mapping
     * @param padded
     *            as {@link SampleUnion#outputDimension} says
     */
    public Samples write(Arena arena, SampleUnion samples, boolean padded) {
        Optional<Embeddings> inputs = samples.hasInputs()
                ? Optional.of(inputs(arena, samples))
                : Optional.empty();
        int n = samples.size();
        int r = samples.repeats();
        int m = samples.generators().size();
        int[][] columns = samples.columns();
        int d = samples.outputDimension(padded);
        float[] vector = new float[d];
        Npy.write(file(StateFile.GENERATIONS), new long[]{n, r, m, d}, row -> {
            Place place = samples.place(columns, (int) (row / m / r), (int) (row / m % r), (int) (row % m));
            Arrays.fill(vector, 0);
            if (place.row() >= 0) {
                read(place.outputs().vectors(), place.row(), vector);
            }
            return vector;
        });
        MemorySegment codes = arena.allocate((long) n * r * m);
        for (long row = 0; row < codes.byteSize(); row++) {
            codes.set(ValueLayout.JAVA_BYTE, row,
                    samples.place(columns, (int) (row / m / r), (int) (row / m % r), (int) (row % m)).code());
        }
        Npy.write(file(StateFile.PRESENCE), NpyType.BYTE, new long[]{n, r, m}, codes);
        Embeddings vectors = Npy.map(file(StateFile.GENERATIONS), arena).embeddings();
        var outputs = new Generations(vectors, n, r, m, FittedState.presence(codes, r, m, OutputCode.SPEAKS),
                FittedState.presence(codes, r, m, OutputCode.SILENT));
        return new Samples(n, inputs, Optional.of(outputs), samples::name);
    }

    private Embeddings inputs(Arena arena, SampleUnion samples) {
        float[] vector = new float[samples.inputDimension()];
        Npy.write(file(StateFile.INPUTS), new long[]{samples.size(), vector.length}, row -> {
            samples.input((int) row, (vectors, at) -> read(vectors, at, vector));
            return vector;
        });
        return Npy.map(file(StateFile.INPUTS), arena).embeddings();
    }

    /** Copies a vector to the beginning of one that may be longer. */
    private static void read(Embeddings vectors, long row, float[] target) {
        MemorySegment.copy(vectors.segment(), ValueLayout.JAVA_FLOAT, vectors.offset(row), target, 0,
                vectors.dimension());
    }

    /** Writes estimates, {@code [n, m]}. */
    public void write(String name, Matrix rows) {
        Npy.write(file(name), NpyType.FLOAT64, new long[]{rows.rows(), rows.columns()}, rows.segment());
    }

    /**
     * Writes the manifest, and makes the state appear under its name.
     *
     * @param manifest
     *            makes it of the files that were written
     * @return the manifest
     */
    public FittedManifest commit(Function<List<StateFile>, FittedManifest> manifest) {
        FittedManifest whole = manifest.apply(files());
        try {
            Files.writeString(file(StateFile.MANIFEST), ManifestJson.text(whole));
        } catch (IOException e) {
            throw new SmoothieException("%s: cannot write: %s".formatted(file(StateFile.MANIFEST), IoReason.of(e)), e);
        }
        folder.commit();
        return whole;
    }

    private List<StateFile> files() {
        try (Stream<Path> written = Files.list(file("."))) {
            var files = new ArrayList<StateFile>();
            for (Path path : written.sorted().toList()) {
                files.add(new StateFile(path.getFileName().toString(), Files.size(path), FittedState.digest(path)));
            }
            return files;
        } catch (IOException e) {
            throw new SmoothieException("%s: cannot read: %s".formatted(file("."), IoReason.of(e)), e);
        }
    }

    /** Gives the state up unless it was committed. */
    @Override
    public void close() {
        folder.close();
    }
}
