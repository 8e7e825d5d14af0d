package dev.smoothie.plugin.onnx;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;

/**
 * What a BERT normalizer and a BERT pre-tokenizer make of a character. Both treat a text character by character, so that
 * the answers can be kept; they are worked out when a block of 128 characters is first met. Any number of threads may
 * ask.
 *
 * <p>
 * An answer is a code point and, in its lowest bits, what to do with it: see the constants. Where the native library
 * has other Unicode tables than the JDK, or the order of characters plays a part, the answer is {@link #FOREIGN}.
 */
final class Characters {

    /** Belongs to a word. */
    static final int LETTER = 0;

    /** Is a word of its own, as punctuation and ideographs are. */
    static final int ALONE = 1;

    /** Ends a word. */
    static final int SPACE = 2;

    /** Is left out. */
    static final int NOTHING = 3;

    /** Becomes several characters: ask {@link #several}. */
    static final int SEVERAL = 4;

    /** Only the library knows. */
    static final int FOREIGN = 5;

    private static final int KIND_BITS = 3;
    private static final int BLOCK = 128;

    private record Block(int[] answers, int[][] several) {}

    private final BertNormalizer normalizer;
    private final AtomicReferenceArray<Block> blocks = new AtomicReferenceArray<>(
            (Character.MAX_CODE_POINT + 1) / BLOCK);

    Characters(BertNormalizer normalizer) {
        this.normalizer = normalizer;
    }

    BertNormalizer normalizer() {
        return normalizer;
    }

    static int kind(int answer) {
        return answer & ((1 << KIND_BITS) - 1);
    }

    static int codePoint(int answer) {
        return answer >> KIND_BITS;
    }

    int of(int codePoint) {
        return block(codePoint).answers()[codePoint % BLOCK];
    }

    /** The answers for the characters that one character becomes; not to be changed. */
    int[] several(int codePoint) {
        return block(codePoint).several()[codePoint % BLOCK];
    }

    private Block block(int codePoint) {
        Block block = blocks.get(codePoint / BLOCK);
        if (block == null) {
            block = newBlock(codePoint / BLOCK * BLOCK);
            blocks.set(codePoint / BLOCK, block);
        }
        return block;
    }

    private Block newBlock(int first) {
        Block block = new Block(new int[BLOCK], new int[BLOCK][]);
        for (int i = 0; i < BLOCK; i++) {
            // Texts in ASCII alone do not have to wait for the list to be read.
            if (first > 0 && ForeignCharacters.contains(first + i)) {
                block.answers()[i] = FOREIGN;
                continue;
            }
            int[] answers = answers(first + i);
            block.several()[i] = answers;
            block.answers()[i] = answers.length == 0 ? NOTHING : answers.length == 1 ? answers[0] : SEVERAL;
        }
        return block;
    }

    private int[] answers(int codePoint) {
        String normal = normalizer.normalize(codePoint);
        int[] answers = normal.codePoints().map(Characters::answer).toArray();
        if (!normalizer.isSetApart(codePoint)) {
            return answers;
        }
        if (answers.length == 1 && kind(answers[0]) == LETTER) {
            return new int[]{answers[0] | ALONE};
        }
        // Spaces go around what an ideograph becomes.
        return IntStream.concat(IntStream.concat(IntStream.of(SPACE), Arrays.stream(answers)), IntStream.of(SPACE))
                .toArray();
    }

    /** What the pre-tokenizer does with a character: it parts words at white space and at punctuation. */
    private static int answer(int codePoint) {
        if (BertNormalizer.isWhiteSpace(codePoint)) {
            return SPACE;
        }
        return (codePoint << KIND_BITS) | (isPunctuation(codePoint) ? ALONE : LETTER);
    }

    /** In ASCII whatever is neither letter nor digit, elsewhere what Unicode calls punctuation. */
    private static boolean isPunctuation(int codePoint) {
        if (codePoint < 0x80) {
            return codePoint > ' ' && codePoint < 0x7F && !Character.isLetterOrDigit(codePoint);
        }
        return switch (Character.getType(codePoint)) {
            case Character.CONNECTOR_PUNCTUATION, Character.DASH_PUNCTUATION, Character.START_PUNCTUATION,
                    Character.END_PUNCTUATION, Character.INITIAL_QUOTE_PUNCTUATION,
                    Character.FINAL_QUOTE_PUNCTUATION, Character.OTHER_PUNCTUATION ->
                true;
            default -> false;
        };
    }
}
