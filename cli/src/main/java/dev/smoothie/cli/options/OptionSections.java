package dev.smoothie.cli.options;

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
 * Lists the options in {@code --help} under headings: the order of an option says its section, and its place there. The
 * parser's own groups would also do it, but they accept an option that is given twice without a message.
 */
public final class OptionSections {
    public static final int GENERAL = 0;
    public static final int METHOD = 100;
    public static final int COST = 200;
    static final int TRAINING = 300;
    static final int MODELS = 400;
    static final int LABELS = 500;
    static final int SERVER = 600;
    static final int RECORD = 700;
    static final int TEXTS = 800;
    public static final int FILES = 900;
    static final int READING = 1000;
    static final int PLUGINS = 1100;
    public static final int COMPUTE = 1200;
    public static final int HELP = 1300;

    private static final int SIZE = 100;
    private static final Map<Integer, String> HEADINGS = Map.ofEntries(entry(GENERAL, ""),
            entry(METHOD, "How the generators are judged:"),
            entry(COST, "Limits on cost (needs a \"cost\" in the samples, or prices):"),
            entry(TRAINING, "Learning from other samples (to route, INPUT then needs no outputs):"),
            entry(MODELS, "Asking models for the outputs before routing:"),
            entry(LABELS, "What a few labels would gain:"),
            entry(SERVER, "How the server runs:"), entry(RECORD, "What is kept and told of requests:"),
            entry(TEXTS, "How texts become embeddings (lists of numbers, which are compared):"),
            entry(FILES, "Embeddings from .npy files, as 'smoothie embed' writes (default: embed texts):"),
            entry(READING, "How files of other tools are read ('smoothie help files'):"),
            entry(PLUGINS, "Plugins (they add embedders, models and searches):"),
            entry(COMPUTE, "What does the arithmetic:"), entry(HELP, "Help:"));

    private OptionSections() {}

    /** The list of a command's options, in sections. */
    public static String render(Help help) {
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

    /**
     * The section of an option. Options without an order are the parser's own: {@code --help} and {@code --version}.
     */
    private static int section(OptionSpec option) {
        return option.order() < 0 ? HELP : option.order() / SIZE * SIZE;
    }
}
