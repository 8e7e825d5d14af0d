package dev.smoothie.cli.options;

import dev.smoothie.pipeline.PolicyChoice;
import dev.smoothie.pipeline.PolicyChoice.Policy;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that choose policies: which generators are asked for a sample. */
public final class PolicyOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    private enum Name {
        best, cascade, panel
    }

    @Option(order = OptionSections.GENERAL + 2, names = "--policy", paramLabel = "POLICY", split = ",", description = {
            "Which policies are tried, such as best,cascade. Default: all.",
            "best: one generator is asked, chosen beforehand by what is known of similar inputs",
            "cascade: the cheapest two are asked; if their outputs do not agree enough, the next, and so on",
            "panel: the same generators are asked for every sample, and the best of their outputs is taken"})
    private List<Name> policies;

    @Option(order = OptionSections.GENERAL + 3, names = "--share", paramLabel = "S", description = "Find the cheapest"
            + " cascade that is estimated to be this share as good as the best single generator, such as 0.95. Default:"
            + " 0.99, or what --budget or --cost-weight says.")
    private Double share;

    @Option(order = OptionSections.GENERAL
            + 4, names = "--panel-size", paramLabel = "K", description = "A panel asks the K"
                    + " generators that are estimated to be best. Default: all.")
    private Integer panel;

    /** Checks the options, and returns the policies. */
    public PolicyChoice choice() {
        if (share != null && !(share > 0 && Double.isFinite(share))) {
            throw usage("--share must be a finite number above 0, got " + share);
        }
        if (panel != null && panel < 1) {
            throw usage("--panel-size must be at least 1, got " + panel);
        }
        Set<Policy> chosen = EnumSet.noneOf(Policy.class);
        (policies == null ? List.of(Name.values()) : policies).forEach(name -> chosen.add(switch (name) {
            case best -> Policy.BEST;
            case cascade -> Policy.CASCADE;
            case panel -> Policy.PANEL;
        }));
        requireUse("--share", share, chosen, Policy.CASCADE);
        requireUse("--panel-size", panel, chosen, Policy.PANEL);
        return new PolicyChoice(chosen, share == null ? OptionalDouble.empty() : OptionalDouble.of(share),
                panel == null ? OptionalInt.empty() : OptionalInt.of(panel));
    }

    private void requireUse(String option, Object given, Set<Policy> chosen, Policy policy) {
        if (given != null && !chosen.contains(policy)) {
            String name = policy == Policy.CASCADE ? "cascade" : "panel";
            throw usage("%s is for the policy %s, which --policy leaves out; add %s to it, or leave %s out".formatted(
                    option, name, name, option));
        }
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
