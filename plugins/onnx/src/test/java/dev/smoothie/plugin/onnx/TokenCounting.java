package dev.smoothie.plugin.onnx;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Counts the tokens of English texts for {@link TokenCounts}; {@code plugins/onnx/token-counts.sh} runs it.
 * <p>
 * Arguments: the file to write, and the files to count: HTML, WordNet's {@code data.*}, or text, each also compressed
 * with gzip.
 */
final class TokenCounting {

    private static final Pattern NO_PROSE = Pattern.compile("(?is)<!--.*?-->|<(head|script|style)\\b.*?</\\1>|<[^>]*>");
    private static final Pattern NUMBERED = Pattern.compile("&#([0-9]{1,6});");

    private TokenCounting() {}

    public static void main(String[] arguments) throws IOException {
        WordPiece wordPiece = WordPieceReader.read(
                TokenizerJson.read(Files.readString(BundledModel.DIRECTORY.resolve("tokenizer.json"))),
                Integer.MAX_VALUE / 2).orElseThrow();
        int[] counts = new int[TokenizerJson
                .read(Files.readString(BundledModel.DIRECTORY.resolve("tokenizer.json"))).vocabulary().size()];
        TokenIds ids = new TokenIds(1 << 20);
        WordPieceRun run = WordPieceRun.withoutLibrary(wordPiece, ids);
        for (String argument : List.of(arguments).subList(1, arguments.length)) {
            ids.end(0);
            run.append(text(Path.of(argument)));
            int[] found = ids.toArray();
            // Not those that the tokenizer puts at both ends.
            for (int i = wordPiece.before().length; i < found.length - wordPiece.after().length; i++) {
                counts[found[i]]++;
            }
        }
        try (OutputStream out = new Smallest(Files.newOutputStream(Path.of(arguments[0])))) {
            new TokenCounts(counts).write(out);
        }
        System.out.printf("%,d tokens, %,d of %,d different ones%n", Arrays.stream(counts).asLongStream().sum(),
                Arrays.stream(counts).filter(count -> count > 0).count(), counts.length);
    }

    /** Gzip at its highest level; its header has no time. */
    private static final class Smallest extends GZIPOutputStream {
        Smallest(OutputStream out) throws IOException {
            super(out);
            def.setLevel(Deflater.BEST_COMPRESSION);
        }
    }

    private static String text(Path file) throws IOException {
        String name = file.getFileName().toString();
        try (InputStream raw = Files.newInputStream(file);
                InputStream in = name.endsWith(".gz") ? new GZIPInputStream(raw) : raw) {
            String content = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            if (name.startsWith("data.")) {
                return glosses(content);
            }
            return name.contains(".html") ? prose(content) : content;
        }
    }

    /** What follows the bar in each line of WordNet: definitions and examples. The first lines are its licence. */
    private static String glosses(String content) {
        return content.lines().filter(line -> !line.startsWith("  ") && line.indexOf('|') >= 0)
                .map(line -> line.substring(line.indexOf('|') + 1)).collect(Collectors.joining("\n"));
    }

    private static String prose(String html) {
        String text = NO_PROSE.matcher(html).replaceAll(" ");
        text = NUMBERED.matcher(text)
                .replaceAll(match -> Matcher.quoteReplacement(Character.toString(Integer.parseInt(match.group(1)))));
        List<String> entities = new ArrayList<>(
                List.of("&nbsp;", " ", "&lt;", "<", "&gt;", ">", "&quot;", "\"", "&mdash;", "-", "&amp;", "&"));
        for (int i = 0; i < entities.size(); i += 2) {
            text = text.replace(entities.get(i), entities.get(i + 1));
        }
        return text;
    }
}
