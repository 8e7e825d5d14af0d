package dev.smoothie.plugin.onnx;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * What the static embedder works by.
 *
 * @param tokenizer
 *            without tokens at the ends and without a limit
 * @param table
 *            a row for each of its tokens
 * @param digest
 *            of both, 8 hexadecimal digits
 */
record StaticModel(WordPiece tokenizer, StaticTable table, String digest) {

    private static final int DIGEST_BYTES = 4;

    static StaticModel of(WordPiece tokenizer, StaticTable table) {
        WordPiece bare = new WordPiece(tokenizer.characters(), tokenizer.vocabulary(), tokenizer.maxWordLength(),
                tokenizer.specials(), new int[0], new int[0], Integer.MAX_VALUE);
        try {
            byte[] sha = MessageDigest.getInstance("SHA-256").digest(bytes(bare, table));
            return new StaticModel(bare, table, HexFormat.of().formatHex(sha, 0, DIGEST_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    byte[] bytes() {
        byte[] content = bytes(tokenizer, table);
        return ByteBuffer.allocate(DIGEST_BYTES + content.length).put(HexFormat.of().parseHex(digest)).put(content)
                .array();
    }

    /** Reads what {@link #bytes()} has given. */
    static StaticModel read(ByteBuffer in) {
        byte[] digest = new byte[DIGEST_BYTES];
        in.get(digest);
        BertNormalizer normalizer = new BertNormalizer(in.get() != 0, in.get() != 0, in.get() != 0, in.get() != 0);
        int maxWordLength = in.getInt();
        int specialCount = in.getInt();
        List<WordPiece.Special> specials = new ArrayList<>();
        for (int i = 0; i < specialCount; i++) {
            int id = in.getInt();
            byte[] content = new byte[in.getInt()];
            in.get(content);
            specials.add(new WordPiece.Special(new String(content, StandardCharsets.UTF_8), id));
        }
        WordPiece tokenizer = new WordPiece(new Characters(normalizer), Vocabulary.read(in), maxWordLength, specials,
                new int[0], new int[0], Integer.MAX_VALUE);
        int dimension = in.getInt();
        float[] scales = new float[in.getInt()];
        in.asFloatBuffer().get(scales);
        in.position(in.position() + scales.length * Float.BYTES);
        byte[] rows = new byte[scales.length * dimension];
        in.get(rows);
        return new StaticModel(tokenizer, new StaticTable(dimension, rows, scales), HexFormat.of().formatHex(digest));
    }

    private static byte[] bytes(WordPiece tokenizer, StaticTable table) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(table.rows().length + (1 << 21));
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            BertNormalizer normalizer = tokenizer.characters().normalizer();
            out.writeBoolean(normalizer.cleans());
            out.writeBoolean(normalizer.setsIdeographsApart());
            out.writeBoolean(normalizer.stripsAccents());
            out.writeBoolean(normalizer.lowers());
            out.writeInt(tokenizer.maxWordLength());
            out.writeInt(tokenizer.specials().size());
            for (WordPiece.Special special : tokenizer.specials()) {
                byte[] content = special.content().getBytes(StandardCharsets.UTF_8);
                out.writeInt(special.id());
                out.writeInt(content.length);
                out.write(content);
            }
            tokenizer.vocabulary().write(out);
            out.writeInt(table.dimension());
            out.writeInt(table.scales().length);
            for (float scale : table.scales()) {
                out.writeFloat(scale);
            }
            out.write(table.rows());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
