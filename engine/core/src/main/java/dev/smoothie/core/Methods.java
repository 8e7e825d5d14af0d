package dev.smoothie.core;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** The method that routes where none is asked for, and the lists that an automatic choice tries. */
public final class Methods {
    /** k in the experiments of Guha et al. 2024, §5. */
    public static final int STANDARD_NEIGHBORS = 20;

    /** The method where none is asked for: Smoothie-Local as in the paper. */
    public static final Method STANDARD = new Method.Local(STANDARD_NEIGHBORS);

    /** What {@code --neighbors auto} chooses from: neighbourhoods from the sample alone to the whole set. */
    public static final List<Method> NEIGHBORHOODS = List.of(STANDARD, new Method.Local(1), new Method.Local(5),
            new Method.Local(10), new Method.Local(50), new Method.Local(100), new Method.Global());

    /** What {@code --method auto} chooses from. */
    public static final List<Method> ALL = Stream.concat(NEIGHBORHOODS.stream(), Stream.of(
            new Method.Posterior(OptionalInt.empty()), new Method.Consensus(OptionalInt.empty()))).toList();

    private Methods() {}
}
