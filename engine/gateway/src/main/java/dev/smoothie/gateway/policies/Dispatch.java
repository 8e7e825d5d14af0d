package dev.smoothie.gateway.policies;

import dev.smoothie.core.failure.CoreException;
import dev.smoothie.core.route.Cascade;
import dev.smoothie.gateway.policies.Course.Attempt;
import dev.smoothie.gateway.protocol.Answer;
import dev.smoothie.gateway.protocol.ApiError;
import dev.smoothie.gateway.protocol.ApiException;
import dev.smoothie.gateway.protocol.Asked;
import dev.smoothie.gateway.protocol.Call;
import dev.smoothie.gateway.providers.Deadline;
import dev.smoothie.gateway.providers.Endpoint;
import dev.smoothie.gateway.providers.Reply;
import dev.smoothie.spi.SmoothieException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;

/**
 * Sends requests to generators as a policy says, until there is an answer. A generator that fails is passed over, and the
 * next best is asked. Any number of threads may send.
 */
public final class Dispatch {
    /** How soon a caller may come again, where no provider has said it. */
    private static final Duration BUSY = Duration.ofSeconds(1);

    private final Adviser adviser;
    private final List<Endpoint> endpoints;
    /** For each fitted generator its place among the endpoints; −1 if it cannot be asked. */
    private final int[] places;
    private final Map<String, Integer> byName = new HashMap<>();
    private final Function<Call, String> text;

    /**
     * @param adviser
     *            what is known of the generators
     * @param endpoints
     *            those that can be asked; ones that were not fitted are asked only by their names
     * @param text
     *            the text of a request by which it is judged
     */
    public Dispatch(Adviser adviser, List<Endpoint> endpoints, Function<Call, String> text) {
        this.adviser = adviser;
        this.endpoints = List.copyOf(endpoints);
        this.text = text;
        for (int place = 0; place < endpoints.size(); place++) {
            byName.put(endpoints.get(place).name(), place);
        }
        places = adviser.generators().stream().mapToInt(name -> byName.getOrDefault(name, -1)).toArray();
    }

    /** What is known of the generators. */
    public Adviser adviser() {
        return adviser;
    }

    /**
     * Has a request answered.
     *
     * @param course
     *            what becomes of it is added here
     * @param explores
     *            whether everybody is asked, whatever the policy, to learn from the answers
     * @throws ApiException
     *             if there is no answer
     * @throws InterruptedException
     *             if the time is up, or the caller has gone
     */
    public Result send(Call call, Asked asked, boolean explores, Course course, Deadline deadline)
            throws InterruptedException {
        return switch (asked) {
            case Asked.Generator(String name) -> named(call, name, course, deadline);
            case Asked.Best _ when explores -> panel(call, OptionalInt.empty(), course, deadline);
            case Asked.Best best -> best(call, best, course, deadline);
            case Asked.Panel(OptionalInt count) -> panel(call, count, course, deadline);
            case Asked.Cascade _ -> cascade(call, course, deadline);
        };
    }

    private Result named(Call call, String name, Course course, Deadline deadline) throws InterruptedException {
        course.policy("named");
        Integer place = byName.get(name);
        if (place == null) {
            throw new ApiException(ApiError.noModel(
                    "there is no model \"%s\"; GET /v1/models lists those that there are".formatted(name)));
        }
        course.text(text.apply(call));
        return result(place, ask(place, call, course, deadline), course)
                .orElseThrow(() -> noAnswer(course, deadline));
    }

    private Adviser.Expected expected(Call call, String policy, Course course) {
        course.policy(policy);
        course.text(text.apply(call));
        return adviser.expect(course.text());
    }

    private static void expect(Adviser.Expected expected, int generator, Course course) {
        course.expected(expected.errors()[generator], expected.quality()[generator], expected.neighbors());
    }

    private Result best(Call call, Asked.Best asked, Course course, Deadline deadline) throws InterruptedException {
        Adviser.Expected expected = expected(call,
                asked.cheap() ? "cheap" : asked.budget().isPresent() ? "budget" : "best",
                course);
        Set<Integer> tried = new HashSet<>();
        while (true) {
            int next = choose(expected, asked, i -> can(i, call, tried) && endpoints.get(places[i]).isUp());
            if (next < 0) { // all that are left were down; one may be back
                next = choose(expected, asked, i -> can(i, call, tried));
            }
            if (next < 0) {
                throw noAnswer(course, deadline);
            }
            tried.add(next);
            expect(expected, next, course);
            Optional<Result> result = result(places[next], ask(places[next], call, course, deadline), course);
            if (result.isPresent()) {
                return result.get();
            }
        }
    }

    private int choose(Adviser.Expected expected, Asked.Best asked, IntPredicate eligible) {
        try {
            return adviser.choose(expected, eligible, asked.budget(), asked.cheap());
        } catch (CoreException e) {
            throw new ApiException(ApiError.invalid(e.getMessage()), e); // a cost is not known, or a budget too small
        }
    }

    private boolean can(int generator, Call call, Set<Integer> tried) {
        return places[generator] >= 0 && !tried.contains(generator) && endpoints.get(places[generator]).takes(call);
    }

    private Result panel(Call given, OptionalInt count, Course course, Deadline deadline) throws InterruptedException {
        Adviser.Expected expected = expected(given, "panel", course);
        Call call = given.whole();
        List<Integer> members = adviser.byQuality().stream().filter(i -> can(i, call, Set.of()))
                .limit(count.orElse(Integer.MAX_VALUE)).toList();
        Map<Integer, Reply> replies = askAll(members, call, course, deadline);
        return judged(replies, expected, course).orElseGet(() -> refusal(replies, course, deadline));
    }

    private Map<Integer, Reply> askAll(List<Integer> members, Call call, Course course, Deadline deadline)
            throws InterruptedException {
        Map<Integer, Reply> replies = new HashMap<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Map<Integer, Future<Reply>> asked = new HashMap<>();
            for (int member : members) {
                asked.put(member, threads.submit(() -> ask(places[member], call, course, deadline)));
            }
            try {
                for (Map.Entry<Integer, Future<Reply>> entry : asked.entrySet()) {
                    replies.put(entry.getKey(), entry.getValue().get());
                }
            } catch (ExecutionException e) {
                throw e.getCause() instanceof RuntimeException ours ? ours : new IllegalStateException(e.getCause());
            } finally {
                threads.shutdownNow(); // who is still asked is asked for nobody
            }
        }
        return replies;
    }

    private Result cascade(Call given, Course course, Deadline deadline) throws InterruptedException {
        Adviser.Expected expected = expected(given, "cascade", course);
        Call call = given.whole();
        Map<Integer, Reply> replies = new HashMap<>();
        while (true) {
            Cascade.Step step = next(course, replies, call);
            switch (step) {
                case Cascade.Step.Ask(List<Integer> next) -> replies.putAll(askAll(next, call, course, deadline));
                case Cascade.Step.Accept(int generator, double support) -> {
                    course.right(support);
                    course.chosen(places[generator]);
                    expect(expected, generator, course);
                    return new Result.Whole(((Reply.Whole) replies.get(generator)).answer());
                }
                case Cascade.Step.Nothing _ -> {
                    return judged(replies, expected, course).orElseGet(() -> refusal(replies, course, deadline));
                }
            }
        }
    }

    private Cascade.Step next(Course course, Map<Integer, Reply> replies, Call call) {
        try {
            return adviser.next(course.text(), outputs(replies),
                    i -> replies.containsKey(i) || !can(i, call, Set.of()));
        } catch (SmoothieException | CoreException e) {
            throw new ApiException(ApiError.invalid("there is no cascade: " + e.getMessage()), e);
        }
    }

    /** The best of the answers; empty if there are none. */
    private Optional<Result> judged(Map<Integer, Reply> replies, Adviser.Expected expected, Course course) {
        Adviser.Judged judged = adviser.judge(course.text(), outputs(replies));
        int best = judged.best() >= 0
                ? judged.best()
                : replies.entrySet().stream().filter(entry -> entry.getValue() instanceof Reply.Whole)
                        .map(Map.Entry::getKey).min(Comparator.comparingDouble(i -> expected.errors()[i])).orElse(-1);
        if (best < 0) {
            return Optional.empty();
        }
        course.right(judged.right());
        course.chosen(places[best]);
        expect(expected, best, course);
        return Optional.of(new Result.Whole(((Reply.Whole) replies.get(best)).answer()));
    }

    private List<Optional<String>> outputs(Map<Integer, Reply> replies) {
        List<Optional<String>> outputs = new ArrayList<>();
        for (int i = 0; i < places.length; i++) {
            outputs.add(replies.get(i) instanceof Reply.Whole(Answer answer) ? answer.text() : Optional.empty());
        }
        return outputs;
    }

    private Result refusal(Map<Integer, Reply> replies, Course course, Deadline deadline) {
        return replies.values().stream().filter(Reply.Refused.class::isInstance).findFirst()
                .<Result>map(refused -> new Result.Refused((Reply.Refused) refused))
                .orElseThrow(() -> noAnswer(course, deadline));
    }

    private Reply ask(int place, Call call, Course course, Deadline deadline) throws InterruptedException {
        Endpoint endpoint = endpoints.get(place);
        course.asking();
        long started = System.nanoTime();
        Reply reply = endpoint.ask(call, deadline);
        double seconds = (System.nanoTime() - started) * 1e-9;
        course.add(Attempt.of(place, seconds, reply, reply instanceof Reply.Whole(Answer answer)
                ? endpoint.cost(call, answer)
                : OptionalDouble.empty()));
        return reply;
    }

    private Optional<Result> result(int place, Reply reply, Course course) {
        return switch (reply) {
            case Reply.Whole(Answer answer) -> {
                course.chosen(place);
                yield Optional.of(new Result.Whole(answer));
            }
            case Reply.Stream stream -> {
                course.chosen(place);
                yield Optional.of(new Result.Stream(stream));
            }
            case Reply.Refused refused -> Optional.of(new Result.Refused(refused));
            case Reply.Failed _ -> Optional.empty();
        };
    }

    private ApiException noAnswer(Course course, Deadline deadline) {
        if (deadline.isLate()) {
            return new ApiException(ApiError.late("no generator answered in time"));
        }
        List<Attempt> attempts = course.attempts();
        if (attempts.isEmpty()) {
            return new ApiException(ApiError.invalid(
                    "no generator takes this request: it has tools, pictures or a conversation, and they take prompts only"));
        }
        String reasons = attempts.stream().map(attempt -> "%s: %s".formatted(endpoints.get(attempt.generator()).name(),
                attempt.failure().orElse("no answer"))).collect(Collectors.joining("; "));
        if (attempts.stream().allMatch(attempt -> attempt.kind().equals("throttled"))) {
            Duration soonest = attempts.stream().map(attempt -> attempt.retryAfter().orElse(BUSY))
                    .min(Comparator.naturalOrder()).orElseThrow();
            return new ApiException(ApiError.busy("all generators are busy (%s)".formatted(reasons), soonest));
        }
        return new ApiException(ApiError.noAnswer("no generator could answer (%s)".formatted(reasons)));
    }
}
