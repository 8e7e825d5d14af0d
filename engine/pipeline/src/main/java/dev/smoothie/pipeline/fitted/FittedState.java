package dev.smoothie.pipeline.fitted;

import dev.smoothie.bindings.Sha256;
import dev.smoothie.core.Fitted;
import dev.smoothie.core.FittedVote;
import dev.smoothie.core.Samples;
import dev.smoothie.core.compute.Matrix;
import dev.smoothie.core.estimate.GlobalEstimate;
import dev.smoothie.core.files.IoReason;
import dev.smoothie.core.vectors.Embeddings;
import dev.smoothie.core.vectors.Generations;
import dev.smoothie.core.vectors.Npy;
import dev.smoothie.core.vectors.NpyType;
import dev.smoothie.core.vectors.Presence;
import dev.smoothie.pipeline.embedding.Comparison;
import dev.smoothie.pipeline.fitted.FittedManifest.Estimate;
import dev.smoothie.pipeline.fitted.FittedManifest.Votes;
import dev.smoothie.spi.SmoothieException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * A fitted state that is open: its files are mapped into memory, so that they take no heap and are read when they are
 * needed. It can be read until it is closed, also if its folder is replaced meanwhile. Any number of threads may read.
 */
public final class FittedState implements AutoCloseable {
    /** Files up to this size are read at once when a state is opened, and compared with their digests. */
    private static final long SMALL = 1 << 20;

    private final Path folder;
    private final FittedManifest manifest;
    private final Arena arena;
    private final Samples samples;
    private final Fitted fitted;

    @SuppressWarnings("MustBeClosedChecker") // closed with the state
    private FittedState(Path folder, FittedManifest manifest) {
        this.folder = folder;
        this.manifest = manifest;
        this.arena = Arena.ofShared();
        try {
            this.samples = mapSamples();
            this.fitted = mapFitted();
        } catch (RuntimeException | Error e) {
            arena.close();
            throw e;
        }
    }

    /**
     * Opens a state. The sizes of all files are compared with the manifest, and the digests of the small ones;
     * {@link #check} compares those of all.
     *
     * @throws SmoothieException
     *             if the folder is no state, of another format, or damaged
     */
    public static FittedState open(Path folder) {
        FittedManifest manifest = manifest(folder);
        for (StateFile file : manifest.files()) {
            requireSize(folder, file);
            if (file.bytes() <= SMALL) {
                requireContent(folder, file);
            }
        }
        return new FittedState(folder, manifest);
    }

    /**
     * Reads the manifest of a state alone.
     *
     * @throws SmoothieException
     *             as {@link #open} does
     */
    public static FittedManifest manifest(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new SmoothieException(Files.exists(folder)
                    ? "%s is a file, and no fitted state, which is a folder; make one with: smoothie fit SAMPLES -o STATE"
                            .formatted(folder)
                    : "%s: there is no such folder; make a fitted state with: smoothie fit SAMPLES -o %s"
                            .formatted(folder, folder));
        }
        Path file = folder.resolve(StateFile.MANIFEST);
        if (!Files.isRegularFile(file)) {
            throw new SmoothieException(
                    "%s is no fitted state: it has no %s; make one with: smoothie fit SAMPLES -o STATE"
                            .formatted(folder, StateFile.MANIFEST));
        }
        return ManifestJson.read(file);
    }

    private static void requireSize(Path folder, StateFile file) {
        Path path = folder.resolve(file.name());
        try {
            long bytes = Files.size(path);
            if (bytes != file.bytes()) {
                throw new SmoothieException("%s is damaged: it has %,d bytes, and the manifest says %,d; fit again"
                        .formatted(path, bytes, file.bytes()));
            }
        } catch (IOException e) {
            throw new SmoothieException("%s: cannot read: %s; the state is not whole, fit again".formatted(path,
                    IoReason.of(e)), e);
        }
    }

    private static void requireContent(Path folder, StateFile file) {
        Path path = folder.resolve(file.name());
        try {
            if (!digest(path).equals(file.sha256())) {
                throw new SmoothieException(
                        "%s is damaged: its content is not what was written (SHA-256 differs); fit again"
                                .formatted(path));
            }
        } catch (IOException e) {
            throw new SmoothieException("%s: cannot read: %s".formatted(path, IoReason.of(e)), e);
        }
    }

    /** The SHA-256 of a file, in hexadecimal digits. */
    static String digest(Path path) throws IOException {
        MessageDigest digest = Sha256.begin();
        byte[] piece = new byte[1 << 18];
        try (InputStream content = Files.newInputStream(path)) {
            for (int count = content.read(piece); count >= 0; count = content.read(piece)) {
                digest.update(piece, 0, count);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /**
     * Reads all files, and compares them with their digests.
     *
     * @throws SmoothieException
     *             naming the first that differs
     */
    public void check() {
        for (StateFile file : manifest.files()) {
            requireSize(folder, file);
            requireContent(folder, file);
        }
    }

    private boolean has(String name) {
        return manifest.files().stream().anyMatch(file -> file.name().equals(name));
    }

    private Samples mapSamples() {
        int n = manifest.samples();
        int r = manifest.repeats();
        int m = manifest.generators().size();
        Optional<Embeddings> inputs = manifest.inputs()
                ? Optional.of(map(StateFile.INPUTS, NpyType.FLOAT32)
                        .requireShape(new String[]{"samples", "d"}, n, -1).embeddings())
                : Optional.empty();
        Embeddings vectors = map(StateFile.GENERATIONS, NpyType.FLOAT32)
                .requireShape(new String[]{"samples", "repeats", "generators", "d"}, n, r, m, -1).embeddings();
        MemorySegment codes = map(StateFile.PRESENCE, NpyType.BYTE)
                .requireShape(new String[]{"samples", "repeats", "generators"}, n, r, m).values();
        var outputs = new Generations(vectors, n, r, m, presence(codes, r, m, OutputCode.SPEAKS),
                presence(codes, r, m, OutputCode.SILENT));
        return new Samples(n, inputs, Optional.of(outputs), "%d of the fitted state"::formatted);
    }

    /** Presence of one code of {@link StateFile#PRESENCE}. */
    static Presence presence(MemorySegment codes, int repeats, int generators, byte code) {
        return (sample, repeat, generator) -> codes.get(ValueLayout.JAVA_BYTE,
                ((long) sample * repeats + repeat) * generators + generator) == code;
    }

    private Npy map(String name, NpyType type) {
        return Npy.map(folder.resolve(name), arena, type);
    }

    private Fitted mapFitted() {
        Optional<FittedVote> vote = manifest.votes().map(this::vote);
        if (vote.isPresent() != has(StateFile.VOTES)) {
            throw new SmoothieException("%s is damaged: %s does not fit its manifest; fit again".formatted(folder,
                    StateFile.VOTES));
        }
        return new Fitted(estimate(StateFile.ERRORS, manifest.distances(), false), manifest.bandwidth(), vote);
    }

    private FittedVote vote(Votes votes) {
        return new FittedVote(estimate(StateFile.VOTES, votes.estimate(), true), votes.accuracies(),
                votes.bandwidth(), manifest.compare() == Comparison.EQUALITY, votes.neighbors(), votes.shares());
    }

    private GlobalEstimate estimate(String name, Estimate known, boolean probability) {
        int m = manifest.generators().size();
        MemorySegment rows = map(name, NpyType.FLOAT64)
                .requireShape(new String[]{"samples", "generators"}, manifest.samples(), m).values();
        return new GlobalEstimate(new Matrix(rows, manifest.samples(), m), known.error(), known.standardError(),
                known.samples(), probability);
    }

    /** The folder. */
    public Path folder() {
        return folder;
    }

    /** What was fitted, and with what. */
    public FittedManifest manifest() {
        return manifest;
    }

    /** The generators, in the order of all columns. */
    public List<String> generators() {
        return manifest.generators();
    }

    /** The samples that were fitted: their embeddings, and which outputs there are. Their texts are not kept. */
    public Samples samples() {
        return samples;
    }

    /** What they teach. */
    public Fitted fitted() {
        return fitted;
    }

    /** The file of the inputs' embeddings, beside which an index of them is; empty if there are none. */
    public Optional<Path> inputs() {
        return manifest.inputs() ? Optional.of(folder.resolve(StateFile.INPUTS)) : Optional.empty();
    }

    /** Unmaps the files; nobody may be reading. */
    @Override
    public void close() {
        arena.close();
    }
}
