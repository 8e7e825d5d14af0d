package dev.smoothie.core.compute;

import java.util.List;

/**
 * What a {@link Backend} did with a whole job that it was offered.
 *
 * @param done
 *            whether the backend did it, and the result is complete; otherwise the caller does it, and writes over
 *            whatever there is
 * @param decisions
 *            what the backend decided and why, one line each, for the log
 */
public record JobOutcome(boolean done, List<String> decisions) {

    /** The backend leaves the job to the caller, as it always does with such a job. */
    public static final JobOutcome DECLINED = new JobOutcome(false, List.of());

    public JobOutcome {
        decisions = List.copyOf(decisions);
    }

    /** The backend looked at the job and left it to the caller. */
    public static JobOutcome leftToCaller(String reason) {
        return new JobOutcome(false, List.of(reason));
    }

    /** The backend tried, made those decisions on the way, and left the job to the caller for the last of them. */
    static JobOutcome leftToCaller(List<String> decisions) {
        return new JobOutcome(false, decisions);
    }

    /** The job is done; {@code decisions} are those on the way. */
    public static JobOutcome finished(List<String> decisions) {
        return new JobOutcome(true, decisions);
    }
}
