package dev.smoothie.gateway.policies;

import dev.smoothie.gateway.protocol.Answer;
import dev.smoothie.gateway.providers.Reply;
import dev.smoothie.spi.LanguageModelException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What became of one request: what was expected, who was asked, what they said and what it cost. Threads that ask several
 * generators at once may add to it.
 */
public final class Course {
    private final List<Attempt> attempts = new ArrayList<>();
    private String policy = "";
    private String text = "";
    private int chosen = -1;
    private double error = Double.NaN;
    private double quality = Double.NaN;
    private int neighbors;
    private double right = Double.NaN;
    private final long begun = System.nanoTime();
    private double choosing = Double.NaN;

    /** A request of which nothing is known yet. */
    public Course() {
        // What becomes of it is added.
    }

    /**
     * One generator that was asked.
     *
     * @param generator
     *            its place among all that can be asked
     * @param seconds
     *            until its answer was there, or its stream began
     * @param answer
     *            empty if there was none, or it was passed on as a stream
     * @param failure
     *            why there is none; empty if there is one
     * @param kind
     *            the kind of the failure in one word, for counting; blank if there is none
     * @param retryAfter
     *            when it may answer, if it has said so
     * @param cost
     *            what the answer cost; empty if that is not known
     */
    public record Attempt(int generator, double seconds, Optional<Answer> answer, Optional<String> failure, String kind,
            Optional<Duration> retryAfter, OptionalDouble cost) {

        /** An attempt that ended with this reply. */
        static Attempt of(int generator, double seconds, Reply reply, OptionalDouble cost) {
            return switch (reply) {
                case Reply.Whole(Answer answer) -> new Attempt(generator, seconds, Optional.of(answer),
                        Optional.empty(), "", Optional.empty(), cost);
                case Reply.Stream _ -> without(generator, seconds, Optional.empty(), "", Optional.empty());
                case Reply.Refused(int status, String _, byte[] _) ->
                    without(generator, seconds, Optional.of("it refused the request with HTTP " + status), "refused",
                            Optional.empty());
                case Reply.Failed(Optional<Kind> kind, String reason, Optional<Duration> retryAfter) ->
                    without(generator, seconds, Optional.of(reason),
                            kind.map(found -> found.name().toLowerCase(Locale.ROOT)).orElse("not_asked"), retryAfter);
            };
        }

        private static Attempt without(int generator, double seconds, Optional<String> failure, String kind,
                Optional<Duration> retryAfter) {
            return new Attempt(generator, seconds, Optional.empty(), failure, kind, retryAfter,
                    OptionalDouble.empty());
        }
    }

    /** Somebody is being asked; the first time ends the choosing. */
    synchronized void asking() {
        choosing = Double.isNaN(choosing) ? (System.nanoTime() - begun) * 1e-9 : choosing;
    }

    /** The seconds until somebody was asked; NaN if nobody was. */
    public synchronized double choosing() {
        return choosing;
    }

    /** Adds somebody who was asked. */
    public synchronized void add(Attempt attempt) {
        attempts.add(attempt);
    }

    /** Everybody who was asked, in the order in which they answered. */
    public synchronized List<Attempt> attempts() {
        return List.copyOf(attempts);
    }

    /** The policy, in one word. */
    public String policy() {
        return policy;
    }

    void policy(String name) {
        policy = name;
    }

    /** The text by which the request was judged; blank where it was not. */
    public String text() {
        return text;
    }

    void text(String judged) {
        text = judged;
    }

    /** Whose answer was taken; −1 as long as nobody's was. */
    public int chosen() {
        return chosen;
    }

    void chosen(int generator) {
        chosen = generator;
    }

    void expected(double itsError, double itsQuality, int similar) {
        error = itsError;
        quality = itsQuality;
        neighbors = similar;
    }

    /** The expected error of the generator that was chosen; NaN if it is not known. */
    public double error() {
        return error;
    }

    /** Its quality; NaN if it is not known. */
    public double quality() {
        return quality;
    }

    /** By how many fitted inputs that was estimated. */
    public int neighbors() {
        return neighbors;
    }

    void right(double probability) {
        right = probability;
    }

    /** How far the answers agree: the probability that the one that was taken is right; NaN if it is not known. */
    public double right() {
        return right;
    }

    /** What all answers cost together, as far as that is known. */
    public OptionalDouble cost() {
        List<Attempt> all = attempts();
        return all.stream().anyMatch(attempt -> attempt.cost().isPresent())
                ? OptionalDouble.of(all.stream().mapToDouble(attempt -> attempt.cost().orElse(0)).sum())
                : OptionalDouble.empty();
    }
}
