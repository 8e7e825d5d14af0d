package dev.smoothie.plugin.onnx;

import dev.smoothie.spi.TokenizedTexts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Everything is compared with what the library makes of the same text. */
class WordPieceTest {

    /** What could go wrong: marks, spaces, special tokens and parts of them, long words, scripts, lone surrogates. */
    private static final String[] PIECES = {" ", " ", " ", "\t", "\n", "\r", "\f", "\u000b", "\u001c", "\u0085",
            "\u00a0", "\u1680", "\u180e", "\u2003", "\u200b", "\u2028", "\u202f", "\u3000", "\ufeff", "\u0000",
            "\u0001", "\u007f", "\u00ad", "\u200d", "\u200e", "\u202e", "\ufffd", "\ue000", "a", "word", "Words",
            "unbelievably", "tokenization", "x".repeat(99), "x".repeat(100), "y".repeat(101), "é".repeat(100), "1984",
            "3.14", "don't", "...", "—", "“", "’", "`", "$", "+", "=", "^", "~", "_", "#", "##", "##s", "@",
            "[SEP]", "[CLS]", "[MASK]", "[UNK]", "[PAD]", "[", "]", "[SEP", "SEP]", "[[SEP]]", "[sep]", "[MASK",
            "é", "e\u0301", "\u0301", "\u0323\u0307", "q\u0307\u0323", "ǆ", "İ", "I", "ı", "Σ", "ς", "ΟΔΟΣ", "ß", "ẞ",
            "Å", "\u212b", "K", "ﬁ", "½", "²", "ŉ", "ά", "ᾳ", "ᾼ", "Ж", "й", "東", "京", "東京", "々", "ー", "カ",
            "ガ", "ｶﾞ", "\uf900", "\ud87e\udc00", "\ud840\udc00", "한", "국어", "\u1112\u1161\u11ab", "שָׁלוֹם",
            "مَرْحَبًا", "नमस्ते", "ไทย", "ம", "\ud83d\ude80", "\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67",
            "\ud83c\uddeb\ud83c\uddf7", "\u2764\ufe0f", "\ud835\udd04", "\u20ac", "\u00bf", "\u00ab", "\u3001",
            "\u302e\u302f", "\u1b44", "\u0378", "\u2e43", "\ud804\udf83"};

    private static final String[] LONE = {"\ud83d", "\ude80", "\ude80\ud83d"};

    @TempDir
    static Path directory;

    @BeforeAll
    static void load() {
        NativeLibraries.load(BundledModel.HOME, Path.of("target", "cache"));
    }

    /** Every character that has a meaning, alone and between letters; one in 5 ideographs, because the library is slow. */
    @Test
    void everyCharacterOfTheBundledVocabulary() {
        try (Tokenizer tokenizer = TokenizerFile.bundled().open(directory, 512)) {
            characters(5).forEach(c -> same(tokenizer, around(c)));
        }
    }

    /** Else a comparison with the library would compare the library with itself. */
    @Test
    void onlyTextsWithForeignCharactersAreForTheLibrary() throws IOException {
        TokenizerJson json = TokenizerJson.read(Files.readString(BundledModel.DIRECTORY.resolve("tokenizer.json")));
        WordPieceRun run = new WordPieceRun(WordPieceReader.read(json, 512).orElseThrow(), new TokenIds(16));
        characters(1).forEach(c -> assertEquals(
                !ForeignCharacters.contains(c) && Character.getType(c) != Character.SURROGATE, run.append(around(c))));
    }

    /** With a vocabulary that knows every character the ids tell what became of it; one in 29 ideographs will do. */
    @ParameterizedTest
    @CsvSource({"true,true,null,true", "true,false,false,true", "false,true,true,false", "false,false,null,false"})
    void everyCharacterByEveryNormalizer(boolean clean, boolean ideographs, String stripAccents, boolean lowercase) {
        TokenizerFile file = TokenizerFile.small().withNormalizer(clean, ideographs, stripAccents, lowercase)
                .withCharacters(characters(29));
        try (Tokenizer tokenizer = file.open(directory, 512)) {
            assertTrue(tokenizer.isWordPiece());
            characters(29).forEach(c -> same(tokenizer, around(c)));

            // The order of marks plays a part in a decomposition.
            int[] marks = characters(29).filter(WordPieceTest::isMark).toArray();
            Random random = new Random(3);
            for (int round = 0; round < 5000; round++) {
                StringBuilder text = new StringBuilder("a");
                for (int i = 0; i < 2 + round % 4; i++) {
                    text.appendCodePoint(marks[random.nextInt(marks.length)]);
                }
                same(tokenizer, text.toString());
            }
            randomTexts(tokenizer, 1000, 30);
        }
    }

    /** A later JDK knows more characters than the list of foreign ones was made for; they must all be in it. */
    @Test
    void whatTheJdkDoesNotKnowIsForeign() {
        assertEquals(List.of(), IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
                .filter(c -> !Character.isDefined(c) && !ForeignCharacters.contains(c))
                .mapToObj(Integer::toHexString).toList());
        assertFalse(IntStream.range(0, 0x370).anyMatch(ForeignCharacters::contains));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 7, 32, 512})
    void randomTextsOfTheBundledVocabulary(int maxTokens) {
        try (Tokenizer tokenizer = TokenizerFile.bundled().open(directory, maxTokens)) {
            assertTrue(tokenizer.isWordPiece());
            randomTexts(tokenizer, Math.min(2000, 50_000 / maxTokens), 2 + maxTokens);
        }
    }

    @ParameterizedTest
    @CsvSource({"##,100,true", "##,3,true", "##,0,true", "'',100,false", "b,100,true", "東,5,false"})
    void smallVocabularies(String prefix, int maxWordLength, boolean lowercase) {
        Set<String> pieces = new TreeSet<>(List.of("a", "b", "ab", "abc", "ba", "東", "b東", "é", "[", "]", "東京"));
        pieces.addAll(List.of("a", "c", "bc", "bb", "é", "\ud83d\ude80").stream().map(prefix::concat).toList());
        TokenizerFile file = TokenizerFile.small().withNormalizer(true, false, "null", lowercase).withPieces(pieces)
                .with("model.continuing_subword_prefix", '"' + prefix + '"')
                .with("model.max_input_chars_per_word", maxWordLength);
        try (Tokenizer tokenizer = file.open(directory, 64)) {
            assertTrue(tokenizer.isWordPiece());
            String[] letters = {"a", "b", "c", "a", "b", "ab", "B", "é", "東", "京", " ", "[", "\ud83d\ude80", "\u0301"};
            Random random = new Random(5);
            for (int round = 0; round < 5000; round++) {
                same(tokenizer, text(random, letters, round % 20));
            }
        }
    }

    /** White space beside a special token belongs to it or not: there is no word in it. */
    @ParameterizedTest
    @ValueSource(strings = {"lstrip", "rstrip"})
    void specialTokensThatTakeSpacesWithThem(String flag) {
        try (Tokenizer tokenizer = TokenizerFile.small().withMask(flag).open(directory, 64)) {
            assertTrue(tokenizer.isWordPiece());
            String[] pieces = {" ", "\u3000", "[MASK]", "[SEP]", "a", "\u0301", "\n"};
            Random random = new Random(7);
            for (int round = 0; round < 2000; round++) {
                same(tokenizer, text(random, pieces, round % 12));
            }
        }
    }

    @Test
    void bothKindsOfEnds() {
        TokenizerFile file = TokenizerFile.small().with("post_processor",
                "{'type': 'BertProcessing', 'sep': ['[SEP]', 102], 'cls': ['[CLS]', 101]}");
        try (Tokenizer tokenizer = file.open(directory, 8)) {
            assertTrue(tokenizer.isWordPiece());
            randomTexts(tokenizer, 500, 12);
        }
    }

    @Test
    void whatIsOfAnotherKindIsLeftToTheLibrary() {
        List<TokenizerFile> others = List.of(TokenizerFile.small().withMask("single_word"),
                TokenizerFile.small().withMask("normalized"),
                TokenizerFile.small().with("normalizer", "{'type': 'Lowercase'}"),
                TokenizerFile.small().with("normalizer", "null"),
                TokenizerFile.small().with("pre_tokenizer", "{'type': 'Whitespace'}"),
                TokenizerFile.small().with("post_processor", "null"),
                TokenizerFile.small().with("truncation",
                        "{'direction': 'Left', 'max_length': 9, 'strategy': 'LongestFirst', 'stride': 0}"));
        for (TokenizerFile other : others) {
            try (Tokenizer tokenizer = other.open(directory, 16)) {
                assertFalse(tokenizer.isWordPiece());
                tokenizer.encode("a [MASK] b");
            }
        }
    }

    @Test
    void theTokensOfSeveralTextsLieBackToBack() {
        try (Tokenizer tokenizer = TokenizerFile.bundled().open(directory, 16)) {
            Random random = new Random(9);
            List<String> texts = new ArrayList<>(List.of("", "foreign \u0378", "a", "\ud83d"));
            for (int i = 0; i < 200; i++) {
                texts.add(text(random, PIECES, i % 40));
            }
            TokenizedTexts all = tokenizer.encode(texts);
            assertEquals(0, all.starts()[0]);
            assertEquals(all.ids().length, all.starts()[texts.size()]);
            int truncated = 0;
            for (int i = 0; i < texts.size(); i++) {
                Tokens tokens = tokenizer.encodeWhole(texts.get(i));
                assertArrayEquals(tokens.ids(), Arrays
                        .stream(Arrays.copyOfRange(all.ids(), all.starts()[i], all.starts()[i + 1])).asLongStream()
                        .toArray());
                truncated += tokens.truncated() ? 1 : 0;
            }
            assertEquals(truncated, all.truncated());
            assertTrue(truncated > 20);
            assertEquals(0, tokenizer.encode(List.of()).ids().length);
        }
    }

    /** An unpaired surrogate far behind the limit damages what the library sees of the whole text. */
    @Test
    void unpairedSurrogatesBehindTheLimit() {
        try (Tokenizer tokenizer = TokenizerFile.bundled().open(directory, 8)) {
            for (String beginning : List.of("a", "\ud83d\ude80", "\u0000")) {
                for (String end : List.of("", "\ud83d", "\ude80", "\ud83d\ude80", "\ude80\ud83d")) {
                    same(tokenizer, beginning + " b c d e f g h i j k " + end);
                }
            }
        }
    }

    private static void randomTexts(Tokenizer tokenizer, int texts, int longest) {
        Random random = new Random(longest);
        for (int i = 0; i < texts; i++) {
            String text = text(random, PIECES, random.nextInt(longest));
            same(tokenizer, i % 50 == 0 ? text + LONE[random.nextInt(LONE.length)] + text : text);
        }
    }

    private static String text(Random random, String[] pieces, int length) {
        return IntStream.range(0, length).mapToObj(i -> pieces[random.nextInt(pieces.length)])
                .collect(Collectors.joining());
    }

    private static String around(int character) {
        String c = Character.toString(character);
        return c + " a" + c + "b";
    }

    /** All characters that are assigned: of those for private use some, of ideographs and Hangul one in {@code step}. */
    private static IntStream characters(int step) {
        return IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
                .filter(c -> Character.isDefined(c) && switch (Character.getType(c)) {
                    case Character.SURROGATE -> c % 64 == 0;
                    case Character.PRIVATE_USE -> c % 256 == 0;
                    default -> c % step == 0 || c < 0x3400 || (c > 0xFF00 && c < 0x20000);
                });
    }

    private static boolean isMark(int c) {
        return switch (Character.getType(c)) {
            case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK -> true;
            default -> false;
        };
    }

    private static void same(Tokenizer tokenizer, String text) {
        Tokens expected = tokenizer.encodeWhole(text);
        Tokens found = tokenizer.encode(text);
        if (!Arrays.equals(expected.ids(), found.ids()) || expected.truncated() != found.truncated()) {
            String escaped = text.chars().mapToObj("\\u%04x"::formatted).collect(Collectors.joining());
            assertArrayEquals(expected.ids(), found.ids(), escaped);
            assertEquals(expected.truncated(), found.truncated(), escaped);
        }
    }
}
