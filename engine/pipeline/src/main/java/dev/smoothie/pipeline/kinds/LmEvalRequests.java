package dev.smoothie.pipeline.kinds;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * What lm-evaluation-harness asked a model about one document: one request if the model writes an answer, and one for
 * each choice if the harness compares how probable the choices are.
 *
 * @param common
 *            what the contexts of all requests begin with
 * @param choices
 *            what follows it in each request
 * @param likelihoods
 *            whether the harness asked how probable it is that the model continues so
 */
record LmEvalRequests(String common, List<String> choices, boolean likelihoods) {

    /** A context and, if the harness asks for its probability, what continues it. */
    private record Request(String context, Optional<String> continuation) {}

    /** Reads {@code [["prompt", …], …]}, or {@code {"gen_args_0": {"arg_0": "prompt", …}, …}}. */
    static LmEvalRequests of(JsonNode arguments) {
        List<Request> requests = withoutUnconditional(requests(arguments));
        String common = requests.isEmpty() ? "" : requests.getFirst().context();
        for (Request request : requests) {
            common = common.substring(0, shared(common, request.context()));
        }
        int length = common.length();
        return new LmEvalRequests(common, requests.stream().map(request -> (request.context().substring(length)
                + request.continuation().orElse("")).strip()).toList(),
                !requests.isEmpty() && requests.stream().allMatch(request -> request.continuation().isPresent()));
    }

    private static int shared(String a, String b) {
        int length = 0;
        while (length < Math.min(a.length(), b.length()) && a.charAt(length) == b.charAt(length)) {
            length++;
        }
        return length;
    }

    private static List<Request> requests(JsonNode arguments) {
        var requests = new ArrayList<Request>();
        if (arguments.isArray()) {
            arguments.forEach(item -> request(item).ifPresent(requests::add));
        } else {
            var ordered = new TreeMap<Integer, JsonNode>();
            arguments.properties().forEach(entry -> {
                String number = entry.getKey().replaceFirst("^gen_args_", "");
                if (number.matches("[0-9]{1,6}")) {
                    ordered.put(Integer.parseInt(number), entry.getValue());
                }
            });
            ordered.values().forEach(item -> request(item).ifPresent(requests::add));
        }
        return requests;
    }

    private static Optional<Request> request(JsonNode item) {
        JsonNode context = item.isString() ? item : item.isArray() ? item.path(0) : item.path("arg_0");
        JsonNode second = item.isArray() ? item.path(1) : item.path("arg_1");
        return context.isString()
                ? Optional.of(new Request(context.stringValue(), LmEvalLine.text(second)))
                : Optional.empty();
    }

    /** Without the requests for each choice alone, after no context, which follow the others for one of the metrics. */
    private static List<Request> withoutUnconditional(List<Request> requests) {
        int half = requests.size() / 2;
        boolean doubled = half > 0 && requests.size() % 2 == 0
                && requests.subList(half, requests.size()).stream().allMatch(request -> request.context().isEmpty())
                && requests.subList(0, half).stream().noneMatch(request -> request.context().isEmpty());
        return doubled ? requests.subList(0, half) : requests;
    }

    boolean areChoices() {
        return likelihoods && choices.size() > 1;
    }

    /** Whether the harness asked for the probability of one text only. */
    boolean isOneLikelihood() {
        return likelihoods && choices.size() == 1;
    }

    /** The prompt; empty if there is none. */
    Optional<String> input() {
        return choices.isEmpty() ? Optional.empty() : Optional.of(ChatText.ofPrompt(common));
    }

    /** The text of the choice that a target names by its number, from 0, or by its text. */
    String choice(String target) {
        String trimmed = target.strip();
        if (trimmed.matches("[0-9]{1,4}") && Integer.parseInt(trimmed) < choices.size()) {
            return choices.get(Integer.parseInt(trimmed));
        }
        return trimmed;
    }
}
