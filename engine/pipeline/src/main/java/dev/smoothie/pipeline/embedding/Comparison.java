package dev.smoothie.pipeline.embedding;

import dev.smoothie.core.Method;
import java.util.Locale;

/** How two outputs are compared. */
public enum Comparison {
    /** By the distance between embeddings of their texts. */
    EMBEDDING,
    /** By whether they are the same answer, see {@link AnswerText}: distance 0 or 1. No embedder reads them. */
    EQUALITY;

    /** The name in options and messages. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The method as it compares in this way: a vote counts equal or near answers. */
    public Method of(Method method) {
        return method instanceof Method.Vote vote ? new Method.Vote(vote.neighbors(), this == EQUALITY) : method;
    }
}
