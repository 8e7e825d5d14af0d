package dev.smoothie.pipeline.report;

import dev.smoothie.core.evaluate.PairedDifference;
import java.util.List;
import java.util.Optional;

/**
 * What has changed between two runs of the same generators.
 *
 * @param joinedBy
 *            what the samples of the two runs have in common: "id" or "input"
 * @param samples
 *            how many are in both
 * @param onlyBefore
 *            how many are in the earlier run alone
 * @param onlyAfter
 *            how many are in the later run alone
 * @param generators
 *            what was found of each
 */
public record RunsComparison(String joinedBy, int samples, int onlyBefore, int onlyAfter, List<Change> generators) {

    public RunsComparison {
        generators = List.copyOf(generators);
    }

    /** Whether a generator's answers have changed. */
    public enum Answer {
        /** All outputs are equal. */
        NO("No: all outputs are equal."),
        /** More than sampling explains. */
        YES("Yes: by more than drawing outputs anew explains."),
        /** Outputs differ, but not more than those of one run do. */
        NOT_SHOWN("No change shows: outputs differ no more than drawing them anew explains."),
        /** Outputs differ, and one output of each run does not tell whether they would without a change. */
        CANNOT_TELL("Outputs differ; whether that is a change cannot be told.");

        private final String meaning;

        Answer(String meaning) {
            this.meaning = meaning;
        }

        /** The answer in a sentence. */
        public String meaning() {
            return meaning;
        }
    }

    /**
     * A test of whether something has changed.
     *
     * @param what
     *            that was looked at
     * @param p
     *            how probable it is if nothing has changed
     * @param adjusted
     *            the same, corrected for the number of tests of all generators
     */
    public record Test(String what, double p, double adjusted) {
        /** Whether it is not chance. */
        public boolean found() {
            return adjusted <= PairedDifference.LEVEL;
        }
    }

    /** A sample whose outputs are far apart: its id, how far, and the beginning of both. */
    public record Moved(String id, double distance, String before, String after) {}

    /**
     * What was found of one generator.
     *
     * @param before
     *            its name in the earlier run
     * @param after
     *            its name in the later run
     * @param samples
     *            in how many samples both runs have an output that says something
     * @param lost
     *            in how many only the earlier one has
     * @param gained
     *            in how many only the later one has
     * @param equal
     *            the share of outputs that are equal in what the view finds; the mean over pairs where there are several
     * @param across
     *            the mean distance between an output before and one after; NaN where nothing was embedded
     * @param within
     *            between two outputs of one run; NaN where no sample has two
     * @param repeats
     *            whether any sample has two outputs in one run
     * @param tests
     *            what was tested
     * @param lengths
     *            characters after less before
     * @param truth
     *            true scores after less before; empty where they are not known
     * @param moved
     *            the samples that changed most
     */
    public record Change(String before, String after, int samples, int lost, int gained, double equal, double across,
            double within, boolean repeats, List<Test> tests, PairedDifference lengths,
            Optional<PairedDifference> truth, List<Moved> moved) {

        public Change {
            tests = List.copyOf(tests);
            moved = List.copyOf(moved);
        }

        /** Whether its answers have changed. */
        public Answer answer() {
            if (tests.stream().anyMatch(Test::found)) {
                return Answer.YES;
            }
            if (equal == 1 && lost == 0 && gained == 0) {
                return Answer.NO;
            }
            return repeats ? Answer.NOT_SHOWN : Answer.CANNOT_TELL;
        }
    }
}
