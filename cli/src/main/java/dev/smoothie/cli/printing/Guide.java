package dev.smoothie.cli.printing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/** A guide that is part of the program: a text in Markdown, which {@code smoothie help TOPIC} prints. */
public enum Guide {
    /** Releases. */
    INSTALL("install a release, and build one"),
    /** Formats of files, views, embedders, and results. */
    DATA("bring data of your own, and read what comes out"),
    /** Files of other tools. */
    FILES("read the files of other tools, and join them"),
    /** Methods, and how far their results can be believed. */
    METHODS("choose a method, and know whether to believe the result"),
    /** Evaluation with labels. */
    EVALUATE("compare the methods with labels, two models, or two runs of one"),
    /** Language models. */
    GENERATE("ask models for outputs: models.yaml, providers, failures, keys"),
    /** Fitted states. */
    FIT("learn once, and route other inputs by it"),
    /** The server. */
    SERVE("serve generators to clients of OpenAI's protocol"),
    /** Costs. */
    COSTS("spend less: budgets, prices, the frontier of cost and quality"),
    /** Which generators are asked. */
    POLICIES("ask fewer models: one, the cheapest first, or a panel"),
    /** Backends. */
    GPU("run on a GPU server, or choose another backend"),
    /** Approximate neighbours. */
    NEIGHBOURS("look neighbours up approximately, in very large sets"),
    /** Clusters. */
    SPARK("run on a Spark cluster, where data outgrow one machine"),
    /** The plugin interface. */
    PLUGIN("write a plugin"),
    /** Property tests. */
    PROPERTIES("test an estimator of your own by its properties"),
    /** The library. */
    LIBRARY("call Smoothie from Java"),
    /** Measurements. */
    MEASUREMENTS("see all figures, with the commands that print them");

    /** A link to another guide, as in {@code [costs.md](costs.md)} or {@code [prices](costs.md#prices)}. */
    private static final Pattern LINK = Pattern.compile("\\[([^\\]]+)]\\(([a-z]+)\\.md(?:#[\\w-]*)?\\)");

    private final String purpose;

    Guide(String purpose) {
        this.purpose = purpose;
    }

    /** The name of the guide in {@code smoothie help TOPIC}. Its file is {@code TOPIC.md}. */
    public String topic() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What the reader of the guide wants to do; it completes a sentence that ends in "to …". */
    public String purpose() {
        return purpose;
    }

    /** The guide of that topic; empty if there is none. */
    public static Optional<Guide> of(String topic) {
        return Arrays.stream(values()).filter(guide -> guide.topic().equals(topic)).findFirst();
    }

    /** The text for a terminal. A link to another guide is replaced by the command that prints that guide. */
    public List<String> lines() {
        return text().lines().map(line -> LINK.matcher(line).replaceAll(link -> link.group(1).endsWith(".md")
                ? "'smoothie help %s'".formatted(link.group(2))
                : "%s ('smoothie help %s')".formatted(link.group(1), link.group(2)))).toList();
    }

    private String text() {
        String file = "guides/" + topic() + ".md";
        try (InputStream resource = Guide.class.getResourceAsStream(file)) {
            return new String(Objects.requireNonNull(resource, file).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
