package dev.smoothie.gateway.protocol;

import java.util.OptionalDouble;
import java.util.OptionalInt;

/** What a request asks for by its {@code model}: a way to choose, or a generator. */
public sealed interface Asked {
    /** The name that asks for a choice, alone or before a colon. */
    String SMOOTHIE = "smoothie";

    /**
     * The generator with the smallest expected error.
     *
     * @param budget
     *            the mean cost of a request that is not to be exceeded; empty for none
     * @param cheap
     *            whether costs weigh as much as the operator has set
     */
    record Best(OptionalDouble budget, boolean cheap) implements Asked {}

    /** The cheapest generators first, until their answers agree. */
    record Cascade() implements Asked {}

    /**
     * Several generators, and the answer on which most agree.
     *
     * @param count
     *            how many of the best; empty for all
     */
    record Panel(OptionalInt count) implements Asked {}

    /** One generator, by its name. */
    record Generator(String name) implements Asked {}

    /**
     * Reads a model's name. What is not one of ours is the name of a generator, known or not.
     *
     * @throws ApiException
     *             if it begins as one of ours and goes on otherwise
     */
    static Asked of(String model) {
        if (!model.equals(SMOOTHIE) && !model.startsWith(SMOOTHIE + ":")) {
            return new Generator(model);
        }
        String way = model.equals(SMOOTHIE) ? "" : model.substring(SMOOTHIE.length() + 1);
        String[] parts = way.split("=", 2);
        return switch (parts[0]) {
            case "" -> new Best(OptionalDouble.empty(), false);
            case "cheap" -> new Best(OptionalDouble.empty(), true);
            case "budget" -> new Best(OptionalDouble.of(amount(model, parts)), false);
            case "cascade" -> new Cascade();
            case "panel" -> new Panel(parts.length == 1 ? OptionalInt.empty() : OptionalInt.of(count(model, parts[1])));
            default -> throw unknown(model);
        };
    }

    private static double amount(String model, String[] parts) {
        try {
            double amount = Double.parseDouble(parts.length == 2 ? parts[1] : "");
            if (amount >= 0 && Double.isFinite(amount)) {
                return amount;
            }
        } catch (NumberFormatException _) {
            // Reported below.
        }
        throw new ApiException(ApiError.invalid(
                "the model \"%s\" must name a mean cost of a request that is not negative, as in smoothie:budget=0.5"
                        .formatted(model)));
    }

    private static int count(String model, String text) {
        try {
            int count = Integer.parseInt(text);
            if (count >= 2) {
                return count;
            }
        } catch (NumberFormatException _) {
            // Reported below.
        }
        throw new ApiException(ApiError.invalid(
                "the model \"%s\" must name how many generators are asked, 2 or more, as in smoothie:panel=3"
                        .formatted(model)));
    }

    private static ApiException unknown(String model) {
        return new ApiException(ApiError.noModel(
                "there is no model \"%s\"; known are smoothie, smoothie:cheap, smoothie:budget=AMOUNT, smoothie:cascade, smoothie:panel, and what GET /v1/models lists"
                        .formatted(model)));
    }
}
