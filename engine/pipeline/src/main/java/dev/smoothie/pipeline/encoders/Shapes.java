package dev.smoothie.pipeline.encoders;

import java.util.List;

/** Checks sizes that a file claims. */
final class Shapes {

    private Shapes() {}

    /** A shape of one or two sizes, each from 1 to the greatest int. */
    static List<Integer> ofWeight(String file, String name, List<Long> sizes) {
        if (sizes.isEmpty() || sizes.size() > 2
                || sizes.stream().anyMatch(size -> size < 1 || size > Integer.MAX_VALUE)) {
            throw new UnusableWeights("%s: %s has the shape %s; a weight has one or two sizes of at least 1"
                    .formatted(file, name, sizes));
        }
        return sizes.stream().map(Math::toIntExact).toList();
    }

    /** How many numbers a checked shape holds. */
    static long numbers(List<Integer> shape) {
        return shape.stream().mapToLong(Integer::longValue).reduce(1, (a, b) -> a * b);
    }
}
