package dev.smoothie.release;

import dev.smoothie.cli.commands.RootCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.asciidoctor.Asciidoctor;
import org.asciidoctor.Attributes;
import org.asciidoctor.Options;
import org.asciidoctor.SafeMode;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.codegen.docgen.manpage.ManPageGenerator;

/**
 * Writes the man pages and the completion of a release, from the same description of the commands that prints their
 * help.
 *
 * @param home
 *            the folder of the release
 */
record Papers(Path home) {

    void write() throws IOException {
        CommandLine smoothie = RootCommand.commandLine();
        Path bash = Files.createDirectories(home.resolve("completion")).resolve("smoothie.bash");
        Files.writeString(bash, AutoComplete.bash("smoothie", smoothie) + "\n");
        Path sources = Files.createTempDirectory("smoothie-man");
        try {
            ManPageGenerator.generateManPage(sources.toFile(), null, new boolean[0], true, smoothie.getCommandSpec());
            convert(sources, Files.createDirectories(home.resolve("man/man1")));
        } finally {
            try (Stream<Path> files = Files.walk(sources)) {
                for (Path file : files.sorted((one, other) -> other.compareTo(one)).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static void convert(Path sources, Path target) throws IOException {
        List<Path> pages;
        try (Stream<Path> files = Files.list(sources)) {
            pages = files.filter(file -> file.toString().endsWith(".adoc")).sorted().toList();
        }
        String date = System.getProperty("release.date").substring(0, 10);
        var attributes = Attributes.builder().attribute("reproducible", "").attribute("docdate", date)
                .attribute("mansource", "Smoothie " + System.getProperty("release.version"))
                .attribute("manmanual", "Smoothie").build();
        try (Asciidoctor asciidoctor = Asciidoctor.Factory.create()) {
            for (Path page : pages) {
                String name = page.getFileName().toString().replace(".adoc", ".1");
                String text = asciidoctor.convert(Files.readString(page), Options.builder().backend("manpage")
                        .standalone(true).safe(SafeMode.SAFE).attributes(attributes).build());
                Files.write(target.resolve(name), text.getBytes(StandardCharsets.UTF_8));
            }
        }
    }
}
