package dev.smoothie.spi.tck;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/** Texts that plugins must accept, ordinary ones and unusual ones. */
final class Texts {

    /** Texts that are each awkward in a different way, and an ordinary sentence. */
    static final List<String> AWKWARD = List.of(
            "The cat sat on the mat.",
            "",
            " ",
            "A much longer sentence, which goes on for a while so that it has more tokens than its neighbours do; "
                    + "it mentions rivers, mountains, and the price of bread in 1790.",
            "42",
            "Grüße aus Köln, 東京からこんにちは, здравствуйте",
            "emoji beyond the basic plane: \uD83D\uDE80\uD83D\uDC69\u200D\uD83D\uDCBB and \uD835\uDCAE",
            "control \u0000\u0001\u001b characters\r\nand\ttabs",
            "a surrogate that is alone: \uD83D, and its other half: \uDE80");

    private Texts() {}

    /** A text of {@code length} characters. */
    static String ofLength(int length) {
        String line = "All work and no play makes Jack a dull boy. ";
        return line.repeat(length / line.length() + 1).substring(0, length);
    }

    /** Words of any script, and of single characters of all kinds, lone surrogates among them. */
    static Arbitrary<String> any() {
        Arbitrary<String> letters = Arbitraries.strings().withCharRange('a', 'z').ofMaxLength(12);
        Arbitrary<String> anything = Arbitraries.strings().all().ofMaxLength(12);
        Arbitrary<String> beyond = Arbitraries.integers().between(0x10000, 0x1FAFF).map(Character::toString);
        return Arbitraries.oneOf(letters, letters, anything, beyond).list().ofMaxSize(30)
                .map(words -> String.join(" ", words));
    }
}
