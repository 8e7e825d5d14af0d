package dev.smoothie.pipeline.encoders;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;

/** The {@code tokenizer.json} of a random encoder: WordPiece with made-up words, and the special tokens of its family. */
final class RandomTokenizer {
    private static final String CONSONANTS = "bcdfghjklmnpqrstvwxz";
    private static final String VOWELS = "aeiou";

    private RandomTokenizer() {}

    static String json(EncoderSpec spec) {
        Set<String> words = vocabulary(spec);
        var vocabulary = new StringJoiner(",", "{", "}");
        int id = 0;
        for (String word : words) {
            vocabulary.add("\"%s\":%d".formatted(word, id++));
        }
        var added = new StringJoiner(",", "[", "]");
        int special = 0;
        for (String word : words.stream().limit(specials(spec).length).toList()) {
            added.add(("{\"id\":%d,\"content\":\"%s\",\"single_word\":false,\"lstrip\":false,\"rstrip\":false,"
                    + "\"normalized\":false,\"special\":true}").formatted(special++, word));
        }
        return """
                {"version": "1.0", "truncation": null, "padding": null, "added_tokens": %s,
                 "normalizer": {"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true,
                  "strip_accents": null, "lowercase": true},
                 "pre_tokenizer": {"type": "BertPreTokenizer"}, "post_processor": %s, "decoder": null,
                 "model": {"type": "WordPiece", "unk_token": "%s", "continuing_subword_prefix": "##",
                  "max_input_chars_per_word": 100, "vocab": %s}}
                """.formatted(added, processor(spec), spec.isBert() ? "[UNK]" : "<unk>", vocabulary);
    }

    private static String[] specials(EncoderSpec spec) {
        return spec.isBert()
                ? new String[]{"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"}
                : new String[]{"<s>", "<pad>", "</s>", "<unk>"};
    }

    private static Set<String> vocabulary(EncoderSpec spec) {
        var words = new LinkedHashSet<>(List.of(specials(spec)));
        for (char letter = 'a'; letter <= 'z'; letter++) {
            words.add(String.valueOf(letter));
            words.add("##" + letter);
        }
        for (char digit = '0'; digit <= '9'; digit++) {
            words.add(String.valueOf(digit));
            words.add("##" + digit);
        }
        for (int i = 0; words.size() < spec.vocabulary(); i++) {
            words.add((i % 2 == 0 ? "" : "##") + syllables(i / 2));
        }
        return words;
    }

    private static String syllables(int number) {
        int all = CONSONANTS.length() * VOWELS.length();
        String last = "" + CONSONANTS.charAt(number % all / VOWELS.length()) + VOWELS.charAt(number % VOWELS.length());
        return number < all ? last : syllables(number / all - 1) + last;
    }

    private static String processor(EncoderSpec spec) {
        return spec.isBert() ? """
                {"type": "TemplateProcessing",
                 "single": [{"SpecialToken": {"id": "[CLS]", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}},
                  {"SpecialToken": {"id": "[SEP]", "type_id": 0}}],
                 "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}],
                 "special_tokens": {"[CLS]": {"id": "[CLS]", "ids": [2], "tokens": ["[CLS]"]},
                  "[SEP]": {"id": "[SEP]", "ids": [3], "tokens": ["[SEP]"]}}}
                """ : """
                {"type": "RobertaProcessing", "sep": ["</s>", 2], "cls": ["<s>", 0], "trim_offsets": true,
                 "add_prefix_space": false}
                """;
    }
}
