package dev.smoothie.cli.options;

import dev.smoothie.core.Method;
import dev.smoothie.pipeline.SearchChoice;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The option that chooses the search for neighbours. */
public final class SearchOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(order = OptionSections.METHOD
            + 2, names = "--neighbors-search", paramLabel = "NAME[:OPTIONS]", description = "How similar inputs are found."
                    + " exact (default): all are compared. jvector, or one of a plugin: by an index, which may miss some, and"
                    + " was not faster on up to 300,000 inputs. It is kept beside X.npy (--input-embeddings), if it is given.")
    private String search = SearchChoice.EXACT;

    /** The name of the approximate search, and what follows its colon; empty if neighbours are looked up exactly. */
    public Optional<SearchChoice> asked() {
        String[] nameAndOptions = search.split(":", 2);
        Optional<String> options = nameAndOptions.length == 2 ? Optional.of(nameAndOptions[1]) : Optional.empty();
        if (!nameAndOptions[0].equals(SearchChoice.EXACT)) {
            return Optional.of(new SearchChoice(nameAndOptions[0], options));
        }
        if (options.isPresent()) {
            throw usage("--neighbors-search exact has no options, got '%s'".formatted(options.get()));
        }
        return Optional.empty();
    }

    /** Checks that an approximate search is not asked for with a method that looks up no neighbours. */
    public void requireUse(Method method, boolean trained) {
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
