package dev.smoothie.bindings;

import java.util.Objects;
import java.util.Optional;

/**
 * Something that this machine has, or does not have; then with the reason and a remedy.
 *
 * @param <T>
 *            what it is
 */
public sealed interface Availability<T> {

    /**
     * It is here.
     *
     * @param value
     *            the thing itself
     */
    record Present<T>(T value) implements Availability<T> {
        public Present {
            Objects.requireNonNull(value, "value");
        }
    }

    /**
     * It is not here.
     *
     * @param reason
     *            why, for a person to read
     * @param remedy
     *            what that person can do about it
     */
    record Absent<T>(String reason, String remedy) implements Availability<T> {
        public Absent {
            Objects.requireNonNull(reason, "reason");
            Objects.requireNonNull(remedy, "remedy");
        }
    }

    /** The value where it is present. */
    default Optional<T> toOptional() {
        return this instanceof Present<T>(T present) ? Optional.of(present) : Optional.empty();
    }
}
