package dev.smoothie.core.reviews;

import java.util.ArrayList;
import java.util.List;

/**
 * The scores of all judges for one set of samples.
 *
 * @param judges
 *            at least one; all for the same n samples and m generators
 */
public record Reviews(List<Judge> judges) {

    public Reviews {
        judges = List.copyOf(judges);
        if (judges.isEmpty()) {
            throw new IllegalArgumentException("reviews without a judge");
        }
        for (Judge judge : judges) {
            if (judge.scores().rows() != judges.getFirst().scores().rows()
                    || judge.scores().columns() != judges.getFirst().scores().columns()) {
                throw new IllegalArgumentException("judges of different samples or generators");
            }
        }
    }

    /** n. */
    public long samples() {
        return judges.getFirst().scores().rows();
    }

    /** m. */
    public int generators() {
        return judges.getFirst().scores().columns();
    }

    /** The same with one judge more. */
    public Reviews with(Judge judge) {
        var all = new ArrayList<>(judges);
        all.add(judge);
        return new Reviews(all);
    }

    /** Reads the scores of one sample, {@code [judges][m]}, less the self-preferences. */
    void read(long sample, double[] preferences, double[][] scored) {
        for (int judge = 0; judge < scored.length; judge++) {
            judges.get(judge).read(sample, preferences[judge], scored[judge]);
        }
    }
}
