package dev.smoothie.pipeline.fitted;

import dev.smoothie.core.route.Costs;
import dev.smoothie.pipeline.embedding.Comparison;
import dev.smoothie.pipeline.views.View;
import dev.smoothie.spi.SmoothieException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the file {@code state.json} of a fitted state says. The arrays must not be written to.
 *
 * @param program
 *            the version of Smoothie that wrote it
 * @param created
 *            when
 * @param samples
 *            n
 * @param repeats
 *            r, at least 1
 * @param generators
 *            m names, in the order of the columns
 * @param costs
 *            what answers cost, as far as that is known
 * @param lengths
 *            mean characters of the outputs of each generator, {@code [m]}
 * @param view
 *            which part of an output is compared
 * @param compare
 *            how
 * @param embedder
 *            empty if all embeddings came from files
 * @param search
 *            {@code NAME} or {@code NAME:OPTIONS} of the search for neighbours; empty if it is exact
 * @param inputs
 *            whether there are embeddings of inputs, so that neighbours can be looked up
 * @param distances
 *            the estimates from distances
 * @param bandwidth
 *            h of {@link dev.smoothie.core.estimate.Consensus}
 * @param votes
 *            what votes teach, where outputs are answers
 * @param files
 *            the other files of the folder
 */
public record FittedManifest(String program, Instant created, int samples, int repeats, List<String> generators,
        Costs costs, double[] lengths, View view, Comparison compare, Optional<EmbedderUse> embedder,
        Optional<String> search, boolean inputs, Estimate distances, double bandwidth, Optional<Votes> votes,
        List<StateFile> files) {
    /** The format that this program writes and reads. */
    public static final int FORMAT = 1;

    /**
     * An estimate over all samples, without its rows: {@link dev.smoothie.core.estimate.GlobalEstimate}.
     */
    public record Estimate(double[] error, double[] standardError, long[] samples) {}

    /**
     * {@link dev.smoothie.core.FittedVote} without its rows.
     */
    public record Votes(Estimate estimate, double[] accuracies, double bandwidth, int neighbors, double[] shares) {}

    public FittedManifest {
        generators = List.copyOf(generators);
        files = List.copyOf(files);
        int m = generators.size();
        if (samples < 1 || repeats < 1 || m < 1 || lengths.length != m || distances.error.length != m
                || costs.perInput().length != m) {
            throw new IllegalArgumentException(
                    "a state of %d samples, %d repeats and %d generators".formatted(samples, repeats, m));
        }
    }

    /** Which kind of numbers the errors of a route are, for a person. */
    public String rows() {
        return votes.isPresent() ? "probabilities that an output is wrong, by votes" : "squared distances";
    }

    /**
     * Checks that outputs are looked at and compared as they were when this was fitted.
     *
     * @throws SmoothieException
     *             naming both
     */
    public void require(Path state, View asked, Comparison how) {
        if (!asked.toString().equals(view.toString())) {
            throw new SmoothieException(
                    "%s was fitted with --view %s, and --view %s is asked for; leave --view out, or fit again"
                            .formatted(state, view, asked));
        }
        if (how != compare) {
            throw new SmoothieException(
                    "%s was fitted with --compare %s, and --compare %s is asked for; leave --compare out, or fit again"
                            .formatted(state, compare.label(), how.label()));
        }
    }

    /** Texts that are to be embedded as those of the state were. */
    public enum Texts {
        INPUTS("inputs", "--input-embeddings"), OUTPUTS("outputs", "--generation-embeddings");

        private final String label;
        private final String option;

        Texts(String label, String option) {
            this.label = label;
            this.option = option;
        }
    }

    /**
     * Checks that it is known which embedder made vectors of the state.
     *
     * @return the embedder
     * @throws SmoothieException
     *             if they came from a file
     */
    public EmbedderUse requireKnown(Path state, Texts texts) {
        return embedder.filter(use -> texts == Texts.INPUTS ? use.inputs() : use.outputs())
                .orElseThrow(() -> new SmoothieException(
                        "%s was fitted with embeddings of the %s from a file, so it is not known which embedder made them; give %s for the new ones too, or fit again and name the embedder (--embedder)"
                                .formatted(state, texts.label, texts.option)));
    }

    /**
     * Checks that vectors of new texts can be compared with those of the state.
     *
     * @param name
     *            of the embedder that is to embed them
     * @param identity
     *            what its vectors depend on, if its plugin says so
     * @throws SmoothieException
     *             saying what differs, and what to do
     */
    public void require(Path state, Texts texts, String name, Optional<String> identity) {
        EmbedderUse use = requireKnown(state, texts);
        boolean known = use.identity().isPresent() || identity.isPresent();
        boolean same = known ? use.identity().equals(identity) : use.name().equals(name);
        if (!same) {
            throw new SmoothieException(use.name().equals(name)
                    ? "%s was fitted with the embedder %s, whose files, options or version have changed since; its vectors cannot be compared with new ones; fit again"
                            .formatted(state, name)
                    : "%s was fitted with the embedder %s, and %s is asked for; their vectors cannot be compared; leave --embedder out, or fit again"
                            .formatted(state, use.name(), name));
        }
    }
}
