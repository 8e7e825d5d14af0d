package dev.smoothie.cli;

import dev.smoothie.cli.commands.RootCommand;
import dev.smoothie.spi.SmoothieException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class RootCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine command = RootCommand.commandLine().setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err));

    /** A command that fails with the given exception. */
    @Command(name = "fail")
    private record Failing(RuntimeException failure) implements Runnable {
        @Override
        public void run() {
            throw failure;
        }
    }

    private int fail(RuntimeException failure, String... args) {
        return command.addSubcommand(new Failing(failure)).setOut(new PrintWriter(out)).setErr(new PrintWriter(err))
                .execute(args);
    }

    @Test
    void theVersionIsThePoms() throws IOException {
        assertEquals(0, command.execute("--version"));
        String pom = Files.readString(Path.of("pom.xml"));
        String version = out.toString().lines().findFirst().orElseThrow().replace("smoothie ", "");
        assertTrue(pom.contains("<version>" + version + "</version>"), version);
        assertEquals("", err.toString());
    }

    @Test
    void helpGoesToStandardOutput() {
        assertEquals(0, command.execute("--help"));
        assertTrue(out.toString().startsWith("Usage: smoothie "), out.toString());
        assertEquals("", err.toString());
    }

    @Test
    void everySubcommandHasHelpAndADescription() {
        for (CommandLine subcommand : command.getSubcommands().values()) {
            assertEquals(0, command.execute(subcommand.getCommandName(), "--help"));
            assertTrue(subcommand.getCommandSpec().usageMessage().description().length > 0,
                    subcommand.getCommandName());
        }
    }

    /** The parser reports texts that it cannot format, and not on the command's own streams. */
    @Test
    void everyHelpFitsATerminalAndIsNotComplainedOf() {
        PrintStream before = System.err;
        var complaints = new ByteArrayOutputStream();
        System.setErr(new PrintStream(complaints, true, StandardCharsets.UTF_8));
        try {
            command.execute("--help");
            command.getSubcommands().keySet().forEach(name -> command.execute(name, "--help"));
        } finally {
            System.setErr(before);
        }
        assertEquals("", complaints.toString(StandardCharsets.UTF_8));
        assertEquals(List.of(), out.toString().lines().filter(line -> line.length() > 80).toList());
    }

    @Test
    void optionsAreListedByImportanceUnderHeadings() {
        assertEquals(0, command.execute("route", "--help"));
        String help = out.toString();
        List<String> order = List.of("INPUT...", "--output", "How the generators are judged:", "--method=",
                "--neighbors=", "--train=", "--view=", "--embedder=", "--input-embeddings=", "--backend=", "--threads=",
                "Help:", "--help", "--debug  ", "Examples:");
        List<Integer> places = order.stream().map(help::lastIndexOf).toList();
        assertEquals(places.stream().sorted().toList(), places, help);
        assertTrue(places.getFirst() > 0, help);
    }

    @Test
    void wrongUsageExitsWith2AndSaysWhereHelpIs() {
        assertEquals(2, command.execute("--unknown"));
        assertEquals("smoothie: Unknown option: '--unknown'%nTry 'smoothie --help'.%n".formatted(), err.toString());
        assertEquals("", out.toString());
    }

    @Test
    void aMissingCommandIsWrongUsage() {
        assertEquals(2, command.execute());
        assertTrue(err.toString().startsWith("smoothie: a command is missing"), err.toString());
    }

    @Test
    void aMisspeltCommandIsSuggested() {
        assertEquals(2, command.execute("complettion"));
        assertTrue(err.toString().contains("completion"), err.toString());
    }

    @Test
    void aFailureOfTheUsersIsItsMessageAlone() {
        assertEquals(1, fail(new SmoothieException("f.jsonl:3: no input"), "fail"));
        assertEquals("smoothie: f.jsonl:3: no input%n".formatted(), err.toString());
    }

    @Test
    void debugShowsTheStackTraceBeforeAndAfterTheSubcommand() {
        assertEquals(1, fail(new SmoothieException("no input"), "--debug", "fail"));
        assertTrue(err.toString().contains("\tat " + RootCommandTest.class.getName()), err.toString());
        err.getBuffer().setLength(0);
        assertEquals(1, command.execute("fail", "--debug"));
        assertTrue(err.toString().contains("\tat " + RootCommandTest.class.getName()), err.toString());
    }

    @Test
    void anyOtherFailureIsABugInOneLine() {
        assertEquals(1, fail(new IllegalStateException("oops"), "fail"));
        assertEquals(1, err.toString().lines().count(), err.toString());
        assertTrue(
                err.toString().startsWith("smoothie: this is a bug in smoothie: java.lang.IllegalStateException: oops")
                        && err.toString().contains("--debug"),
                err.toString());
    }

    @Test
    void completionIsAScriptForOurCommands() {
        assertEquals(0, command.execute("completion"));
        assertTrue(out.toString().startsWith("#!") && out.toString().contains("complete -F"), out.toString());
        assertFalse(out.toString().contains("\033"));
    }

    @Test
    void aReaderThatGoesAwayIsQuietAndAFullDiskIsNot() {
        assertEquals(0, fail(writing("Broken pipe"), "fail"));
        assertEquals("", err.toString());
        assertEquals(1, RootCommand.commandLine().addSubcommand(new Failing(writing("No space left on device")))
                .setErr(new PrintWriter(err)).execute("fail"));
        assertEquals("smoothie: standard output: cannot write: No space left on device%n".formatted(),
                err.toString());
    }

    /** The exception of an output when the system refuses to write. */
    private static RuntimeException writing(String refusal) {
        return new SmoothieException("standard output: cannot write: " + refusal, new IOException(refusal));
    }
}
