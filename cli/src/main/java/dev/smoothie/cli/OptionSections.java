package dev.smoothie.cli;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.IParamLabelRenderer;
import picocli.CommandLine.Help.Layout;
import picocli.CommandLine.Model.OptionSpec;

import static java.util.Map.entry;

/**
 * The headings under which {@code --help} lists options: an option's order says its section and its place there. The
 * parser's own groups would do it too, but they take an option that is given twice without a word.
 */
final class OptionSections {
    static final int GENERAL = 0;
    static final int METHOD = 100;
    static final int COST = 200;
    static final int TRAINING = 300;
    static final int MODELS = 400;
    static final int LABELS = 500;
    static final int TEXTS = 600;
    static final int FILES = 700;
    static final int PLUGINS = 800;
    static final int COMPUTE = 900;
    static final int HELP = 1000;

    private static final int SIZE = 100;
    private static final Map<Integer, String> HEADINGS = Map.ofEntries(entry(GENERAL, ""),
            entry(METHOD, "How the generators are judged:"),
            entry(COST, "What answers may cost (\"cost\" of the samples, or prices):"),
            entry(TRAINING, "Learning from other samples (INPUT needs no outputs then):"),
            entry(MODELS, "Generating before routing:"), entry(LABELS, "What a few labels would buy:"),
            entry(TEXTS, "How texts are embedded:"),
            entry(FILES, "Embeddings from .npy files (float32, C order), as 'smoothie embed' writes:"),
            entry(PLUGINS, "Plugins:"), entry(COMPUTE, "What computes:"), entry(HELP, "Help:"));

    private OptionSections() {}

    /** The list of options of a command, in sections. */
    static String render(Help help) {
        IParamLabelRenderer labels = help.parameterLabelRenderer();
        return sections(help.commandSpec().options()).entrySet().stream().map(section -> {
            Layout layout = help.createDefaultLayout();
            layout.addOptions(section.getValue(), labels);
            return "%n%s".formatted(heading(HEADINGS.get(section.getKey()))) + layout;
        }).collect(Collectors.joining());
    }

    private static String heading(String heading) {
        return heading.isEmpty() ? heading : "%s%n".formatted(heading);
    }

    private static Map<Integer, List<OptionSpec>> sections(List<OptionSpec> options) {
        return options.stream().sorted(Comparator.comparingInt(OptionSpec::order))
                .collect(Collectors.groupingBy(OptionSections::section, TreeMap::new, Collectors.toList()));
    }

    /** What has no order is the parser's own: {@code --help} and {@code --version}. */
    private static int section(OptionSpec option) {
        return option.order() < 0 ? HELP : option.order() / SIZE * SIZE;
    }
}
