package dev.smoothie.cli;

import dev.smoothie.engine.Method;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How neighbours are looked up. */
final class SearchOptions {
    static final String EXACT = "exact";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(order = OptionSections.METHOD
            + 2, names = "--neighbors-search", paramLabel = "NAME[:OPTIONS]", description = "How neighbours are looked up."
                    + " exact (default): all that there are. jvector: through an index that misses some; it has not paid at"
                    + " any size that was measured, up to 300,000 inputs. Or a plugin's. The index is kept beside the .npy file of the inputs, if they"
                    + " are from one.")
    private String search = EXACT;

    /** NAME of the approximate search and what stands after its colon; empty where neighbours are looked up exactly. */
    Optional<Asked> asked() {
        String[] nameAndOptions = search.split(":", 2);
        Optional<String> options = nameAndOptions.length == 2 ? Optional.of(nameAndOptions[1]) : Optional.empty();
        if (!nameAndOptions[0].equals(EXACT)) {
            return Optional.of(new Asked(nameAndOptions[0], options));
        }
        if (options.isPresent()) {
            throw usage("--neighbors-search exact has no options, got '%s'".formatted(options.get()));
        }
        return Optional.empty();
    }

    /** What a user asked for: {@code NAME[:OPTIONS]}. */
    record Asked(String name, Optional<String> options) {}

    /** Refuses an approximate search for a method that looks up no neighbours. */
    void requireUse(Method method, boolean trained) {
        int k = method.neighborhood();
        if (asked().isPresent() && (k == 0 || (k == 1 && !trained))) {
            throw usage(
                    "--neighbors-search %s has no meaning with --method %s, which looks up no neighbours; leave it out, or use --method local with --neighbors above 1"
                            .formatted(search, method.label()));
        }
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
