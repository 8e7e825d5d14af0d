package dev.smoothie.pipeline.fuzz;

import dev.smoothie.core.parallel.Workers;
import dev.smoothie.pipeline.formats.Dataset;
import dev.smoothie.pipeline.formats.SampleText;
import dev.smoothie.pipeline.samples.Extra;
import dev.smoothie.pipeline.samples.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * That the two ways in which samples are read agree: the scan, which notes where texts are in the bytes, and the strict
 * reader, which makes texts of all of them.
 */
final class Agreement {
    private Agreement() {}

    /** The samples as the passes of commands get them from the places that the scan has noted. */
    static List<Sample> inBlocks(Dataset dataset) {
        var samples = new ArrayList<Sample>();
        dataset.inBlocks(new Workers(1), Extra.NOTHING, block -> {
            var some = new ArrayList<Sample>();
            for (int rank = 0; rank < block.size(); rank++) {
                SampleText sample = block.get(rank);
                some.add(sample.sample());
            }
            return some;
        }, samples::addAll);
        if (samples.size() != dataset.size()) {
            throw new Finding("%d samples in blocks of a dataset of %d".formatted(samples.size(), dataset.size()));
        }
        return samples;
    }

    /**
     * Compares what both found.
     *
     * @param joined
     *            whether the samples are in a file that we have written ourselves, which must be readable
     * @param read
     *            the samples that the strict reader found
     * @param refused
     *            its message, if it refused the file
     * @param scanned
     *            the samples that the scan found
     * @param refusedByScan
     *            its message, if it refused the file
     */
    static void check(boolean joined, List<Sample> read, Optional<String> refused, List<Sample> scanned,
            Optional<String> refusedByScan) {
        if (joined && (refused.isPresent() || (refusedByScan.isPresent() && !read.isEmpty()))) {
            throw new Finding("a joined file that cannot be read: " + refused.or(() -> refusedByScan).get());
        }
        if (refused.isPresent() && !refused.equals(refusedByScan)) {
            throw new Finding("the reader says '%s', the scan says '%s'".formatted(refused.get(),
                    refusedByScan.orElse("nothing")));
        }
        boolean repeated = refusedByScan.filter(message -> message.contains(" repeats that of ")).isPresent();
        if (refusedByScan.isPresent() && refused.isEmpty() && !repeated && !read.isEmpty()) {
            throw new Finding("only the scan refuses the file: " + refusedByScan.get());
        }
        if (refusedByScan.isEmpty() && !read.equals(scanned)) {
            throw new Finding("the reader finds %s, the scan %s".formatted(read, scanned));
        }
    }
}
