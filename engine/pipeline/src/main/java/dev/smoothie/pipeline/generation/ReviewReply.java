package dev.smoothie.pipeline.generation;

import dev.smoothie.pipeline.json.JsonCursor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/**
 * Reads a judge's reply. Somewhere in it is JSON with a score for each answer, in one of these forms: an object {@code
 * {"1": 7, "Answer 2": 9}}, a list {@code [7, 9]}, a list of objects {@code [{"answer": 1, "score": 7}, …]}, or any of
 * these as the value of an object with one key, or of its key {@code scores}. What stands around it does not matter; of
 * several, the last counts. Nothing is guessed: a reply with too few scores, or too many, or one outside of 1 to 10, has
 * none.
 *
 * @param scores
 *            in the order of the answers; empty if there is a problem
 * @param problem
 *            why the reply is of no use, for a person to read
 */
record ReviewReply(double[] scores, Optional<String> problem) {
    private static final double LEAST = 1;
    private static final double MOST = 10;
    private static final int EXCERPT = 80;
    private static final int DEEPEST = 4;
    private static final Pattern NUMBER = Pattern.compile("\\D*(\\d{1,6})\\D*");
    private static final JsonFactory JSON = JsonFactory.builder().enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
            .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES).enable(JsonReadFeature.ALLOW_UNQUOTED_PROPERTY_NAMES).build();

    /** Reads the scores of {@code answers} answers. */
    static ReviewReply read(String reply, int answers) {
        for (int at = reply.length() - 1; at >= 0; at--) {
            if (reply.charAt(at) == '{' || reply.charAt(at) == '[') {
                double[] found = value(reply.substring(at)).map(value -> scores(value, answers, 0)).orElse(null);
                if (found != null) {
                    return checked(found);
                }
            }
        }
        return refused("the reply has no JSON with a score for each of the %d answers: \"%s\"".formatted(answers,
                JsonCursor.excerpt(reply, EXCERPT)));
    }

    private static ReviewReply checked(double[] scores) {
        for (int i = 0; i < scores.length; i++) {
            if (!(scores[i] >= LEAST && scores[i] <= MOST)) {
                return refused("the reply gives answer %d the score %s, which is not from 1 to 10".formatted(i + 1,
                        scores[i]));
            }
        }
        return new ReviewReply(scores, Optional.empty());
    }

    private static ReviewReply refused(String reason) {
        return new ReviewReply(new double[0], Optional.of(reason));
    }

    /** The JSON value at the beginning of a text: maps, lists, texts and numbers; empty if it is broken. */
    private static Optional<Object> value(String text) {
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), text)) {
            json.nextToken();
            return Optional.of(value(json));
        } catch (JacksonException _) {
            return Optional.empty();
        }
    }

    private static Object value(JsonParser json) {
        if (json.currentToken() == JsonToken.START_ARRAY) {
            var list = new ArrayList<>();
            while (json.nextToken() != JsonToken.END_ARRAY) {
                list.add(value(json));
            }
            return list;
        }
        if (json.currentToken() == JsonToken.START_OBJECT) {
            var map = new LinkedHashMap<String, Object>();
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String key = json.currentName();
                json.nextToken();
                map.put(key, value(json));
            }
            return map;
        }
        return json.getString() == null ? "" : json.getString();
    }

    /** The scores that a value holds; null if it does not hold one for each answer. */
    private static double[] scores(Object value, int answers, int depth) {
        return switch (value) {
            case List<?> list when list.stream().allMatch(Map.class::isInstance) -> ofObjects(list, answers);
            case List<?> list -> list.size() == answers
                    ? complete(list.stream()
                            .mapToDouble(ReviewReply::number).toArray())
                    : null;
            case Map<?, ?> map -> {
                double[] numbered = ofNumbers(map, answers);
                Object inner = map.containsKey("scores")
                        ? map.get("scores")
                        : map.size() == 1 ? map.values().iterator().next() : null;
                yield numbered != null || inner == null || depth == DEEPEST
                        ? numbered
                        : scores(inner, answers, depth + 1);
            }
            default -> null;
        };
    }

    /** Of {@code {"1": 7, "Answer 2": {"score": 9}}}. */
    private static double[] ofNumbers(Map<?, ?> map, int answers) {
        double[] scores = unknown(answers);
        for (var entry : map.entrySet()) {
            Matcher number = NUMBER.matcher(String.valueOf(entry.getKey()));
            if (!number.matches() || !put(scores, Integer.parseInt(number.group(1)), entry.getValue())) {
                return null;
            }
        }
        return complete(scores);
    }

    /** Of {@code [{"answer": 1, "score": 7}]}; without numbers they are in order. */
    private static double[] ofObjects(List<?> list, int answers) {
        double[] scores = unknown(answers);
        for (int i = 0; i < list.size(); i++) {
            Map<?, ?> map = (Map<?, ?>) list.get(i);
            Object named = map.containsKey("answer") ? map.get("answer") : i + 1;
            Matcher number = NUMBER.matcher(String.valueOf(named));
            if (!number.matches() || !put(scores, Integer.parseInt(number.group(1)), map)) {
                return null;
            }
        }
        return complete(scores);
    }

    /** Returns false if there is no such answer, it has a score already, or this is none. */
    private static boolean put(double[] scores, int answer, Object value) {
        double score = number(value instanceof Map<?, ?> map ? map.get("score") : value);
        if (answer < 1 || answer > scores.length || !Double.isNaN(scores[answer - 1]) || Double.isNaN(score)) {
            return false;
        }
        scores[answer - 1] = score;
        return true;
    }

    private static double[] unknown(int answers) {
        double[] scores = new double[answers];
        Arrays.fill(scores, Double.NaN);
        return scores;
    }

    private static double[] complete(double[] scores) {
        return Arrays.stream(scores).anyMatch(Double::isNaN) ? null : scores;
    }

    private static double number(Object value) {
        try {
            return value instanceof String text ? Double.parseDouble(text) : Double.NaN;
        } catch (NumberFormatException _) {
            return Double.NaN;
        }
    }
}
