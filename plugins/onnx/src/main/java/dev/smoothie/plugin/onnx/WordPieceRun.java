package dev.smoothie.plugin.onnx;

import java.util.List;

/**
 * Tokenises texts by a {@link WordPiece} and appends their ids, text after text. For one thread. Nothing is allocated
 * for a text but what the ids need.
 */
final class WordPieceRun {

    private static final int ASCII = 0x80;

    /** In place of an answer: a special token may begin here. Not one of the kinds of {@link Characters}. */
    private static final int SPECIAL = 7;

    private final WordPiece tokenizer;
    private final Characters characters;
    private final Vocabulary vocabulary;
    private final int[] ascii = new int[ASCII];

    /** The word that is being read, one character longer than a word may be. */
    private final int[] word;
    private int length;

    private final TokenIds ids;

    /** Whether there is a library for what only it can tokenise. */
    private final boolean library;
    private boolean truncated;

    WordPieceRun(WordPiece tokenizer, TokenIds ids) {
        this(tokenizer, ids, true);
    }

    private WordPieceRun(WordPiece tokenizer, TokenIds ids, boolean library) {
        this.library = library;
        this.tokenizer = tokenizer;
        this.characters = tokenizer.characters();
        this.vocabulary = tokenizer.vocabulary();
        this.word = new int[tokenizer.maxWordLength() + 1];
        this.ids = ids;
        for (int c = 0; c < ASCII; c++) {
            ascii[c] = characters.of(c);
        }
        for (WordPiece.Special special : tokenizer.specials()) {
            ascii[special.content().charAt(0)] = SPECIAL;
        }
    }

    /**
     * A run that tokenises every text. The characters that are for the library belong to words as they are; no piece of
     * a vocabulary has them, so that these words are unknown.
     */
    static WordPieceRun withoutLibrary(WordPiece tokenizer, TokenIds ids) {
        return new WordPieceRun(tokenizer, ids, false);
    }

    /** Whether the last text had more tokens than fit. */
    boolean truncated() {
        return truncated;
    }

    /** Appends the tokens of {@code text}; or nothing and returns false if the text is one for the library. */
    boolean append(String text) {
        int start = ids.count();
        ids.append(tokenizer.before());
        int limit = ids.count() + tokenizer.room();
        length = 0;
        if (!read(text, limit)) {
            ids.end(start);
            return false;
        }
        truncated = ids.count() > limit;
        ids.end(Math.min(ids.count(), limit));
        ids.append(tokenizer.after());
        return true;
    }

    /** Reads words until the text ends or has more tokens than {@code limit}; false if the text is for the library. */
    private boolean read(String text, int limit) {
        boolean likeText = true;
        int i = 0;
        for (; i < text.length() && ids.count() <= limit; i++) {
            int c = text.charAt(i);
            int answer;
            if (c < ASCII) {
                answer = ascii[c];
                if (answer == SPECIAL) {
                    WordPiece.Special special = specialAt(text, i);
                    if (special != null) {
                        endWord();
                        ids.append(special.id());
                        i += special.content().length() - 1;
                        continue;
                    }
                    answer = characters.of(c);
                }
                likeText &= c != 0;
            } else {
                if (Character.isSurrogate((char) c)) {
                    c = text.codePointAt(i++);
                    if (c < Character.MIN_SUPPLEMENTARY_CODE_POINT) {
                        if (library) {
                            return false;
                        }
                        i--;
                    }
                    likeText = false;
                }
                answer = characters.of(c);
            }
            switch (Characters.kind(answer)) {
                case Characters.LETTER -> letter(Characters.codePoint(answer));
                case Characters.SPACE -> endWord();
                case Characters.ALONE -> alone(Characters.codePoint(answer));
                case Characters.NOTHING -> {}
                case Characters.SEVERAL -> several(characters.several(c));
                default -> {
                    if (library) {
                        return false;
                    }
                    letter(c);
                }
            }
        }
        endWord();
        return likeText || !library || !hasUnpairedSurrogate(text, i);
    }

    private void several(int[] answers) {
        for (int answer : answers) {
            switch (Characters.kind(answer)) {
                case Characters.LETTER -> letter(Characters.codePoint(answer));
                case Characters.ALONE -> alone(Characters.codePoint(answer));
                default -> endWord();
            }
        }
    }

    private void letter(int codePoint) {
        if (length < word.length) {
            word[length++] = codePoint;
        }
    }

    private void alone(int codePoint) {
        endWord();
        letter(codePoint);
        endWord();
    }

    private void endWord() {
        if (length > 0) {
            if (length < word.length) {
                ids.end(vocabulary.split(word, length, ids.reserve(length), ids.count()));
            } else {
                ids.append(vocabulary.unknown());
            }
            length = 0;
        }
    }

    private WordPiece.Special specialAt(String text, int place) {
        List<WordPiece.Special> specials = tokenizer.specials();
        for (int i = 0; i < specials.size(); i++) {
            if (text.startsWith(specials.get(i).content(), place)) {
                return specials.get(i);
            }
        }
        return null;
    }

    /**
     * A text with an unpaired surrogate reaches the library in a damaged form: without its other supplementary
     * characters, too, and with something else for U+0000. That matters wherever the unpaired one is, but only to a
     * text that has such characters among those that were read.
     */
    private static boolean hasUnpairedSurrogate(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))
                    && text.codePointAt(i++) < Character.MIN_SUPPLEMENTARY_CODE_POINT) {
                return true;
            }
        }
        return false;
    }
}
