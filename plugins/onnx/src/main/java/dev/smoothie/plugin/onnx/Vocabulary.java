package dev.smoothie.plugin.onnx;

import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;

/**
 * The pieces of a WordPiece model as a tree of code points, in which the longest piece at a place of a word is found in
 * one walk. Immutable.
 *
 * <p>
 * The tree's edges lie in one hash table of longs: 21 bits for the parent, 21 for the code point, 22 for the child. One
 * load answers a step, and the 70,000 edges of BERT's vocabulary take 2 MB.
 */
final class Vocabulary {

    private static final int MAX_NODES = 1 << 21;
    private static final int CHILD_BITS = 22;
    private static final int ROOT = 1;
    private static final int NONE = -1;

    private final long[] edges;
    private final int shift;

    /** The piece that ends at a node, or {@link #NONE}. */
    private final int[] pieces;

    /** Where the pieces that continue a word begin: below their prefix. */
    private final int continuation;
    private final int unknown;

    /**
     * @param pieces
     *            piece to id
     * @param prefix
     *            what pieces begin with that do not begin a word
     * @param unknown
     *            the id of a word that cannot be put together from pieces
     * @throws IllegalArgumentException
     *             if the vocabulary is too large for this form
     */
    Vocabulary(Map<String, Integer> pieces, String prefix, int unknown) {
        long characters = prefix.length() + pieces.keySet().stream().mapToLong(String::length).sum();
        if (characters + ROOT >= MAX_NODES) {
            throw new IllegalArgumentException("a vocabulary of " + characters + " characters");
        }
        // At most half full, in truth a quarter, because pieces share their beginnings.
        int bits = bits(characters);
        this.edges = new long[1 << bits];
        this.shift = 64 - bits;
        int[] ids = new int[(int) characters + ROOT + 1];
        Arrays.fill(ids, NONE);
        int nodes = ROOT;
        for (Map.Entry<String, Integer> piece : pieces.entrySet()) {
            String text = piece.getKey();
            int node = ROOT;
            int codePoint;
            for (int i = 0; i < text.length(); i += Character.charCount(codePoint)) {
                codePoint = text.codePointAt(i);
                long key = key(node, codePoint);
                int slot = slot(key);
                if (edges[slot] == 0) {
                    edges[slot] = (key << CHILD_BITS) | ++nodes;
                }
                node = child(edges[slot]);
            }
            ids[node] = piece.getValue();
        }
        this.pieces = Arrays.copyOf(ids, nodes + 1);
        this.continuation = descend(prefix);
        this.unknown = unknown;
    }

    private Vocabulary(int edges, int bits, ByteBuffer in) {
        this.edges = new long[1 << bits];
        this.shift = 64 - bits;
        this.continuation = in.getInt();
        this.unknown = in.getInt();
        this.pieces = new int[in.getInt()];
        in.asIntBuffer().get(pieces);
        in.position(in.position() + pieces.length * Integer.BYTES);
        long[] read = new long[edges];
        in.asLongBuffer().get(read);
        in.position(in.position() + read.length * Long.BYTES);
        for (long edge : read) {
            this.edges[slot(edge >>> CHILD_BITS)] = edge;
        }
    }

    /** Reads what {@link #write} has written. */
    static Vocabulary read(ByteBuffer in) {
        int edges = in.getInt();
        return new Vocabulary(edges, bits(edges), in);
    }

    void write(DataOutput out) throws IOException {
        out.writeInt((int) Arrays.stream(edges).filter(edge -> edge != 0).count());
        out.writeInt(continuation);
        out.writeInt(unknown);
        out.writeInt(pieces.length);
        for (int piece : pieces) {
            out.writeInt(piece);
        }
        for (long edge : edges) {
            if (edge != 0) {
                out.writeLong(edge);
            }
        }
    }

    /** For a table that is at most half full. */
    private static int bits(long edges) {
        return Math.max(4, 65 - Long.numberOfLeadingZeros(edges));
    }

    /**
     * Writes the ids of the pieces of {@code word}, the longest first, or the one for unknown words.
     *
     * @param word
     *            code points, of which the first {@code length} count
     * @param ids
     *            has room for {@code length} ids from {@code at} on
     * @return the place after the last id
     */
    int split(int[] word, int length, int[] ids, int at) {
        int start = 0;
        int next = at;
        int top = ROOT;
        while (start < length) {
            int node = top;
            int piece = NONE;
            int end = start;
            for (int i = start; i < length; i++) {
                node = child(edges[slot(key(node, word[i]))]);
                if (node == 0) {
                    break;
                }
                if (pieces[node] != NONE) {
                    piece = pieces[node];
                    end = i + 1;
                }
            }
            if (piece == NONE) {
                ids[at] = unknown;
                return at + 1;
            }
            ids[next++] = piece;
            start = end;
            top = continuation;
        }
        return next;
    }

    /** The id of a word that is unknown. */
    int unknown() {
        return unknown;
    }

    /** The node of a text, or 0, below which there is nothing. */
    private int descend(String text) {
        int node = ROOT;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            node = child(edges[slot(key(node, text.codePointAt(i)))]);
        }
        return node;
    }

    private static long key(int node, int codePoint) {
        return ((long) node << 21) | codePoint;
    }

    private static int child(long edge) {
        return (int) edge & ((1 << CHILD_BITS) - 1);
    }

    /** Where the edge of this key is, or the empty place (0) where it would be. */
    private int slot(long key) {
        int slot = (int) ((key * 0x9E3779B97F4A7C15L) >>> shift);
        while (edges[slot] != 0 && (edges[slot] >>> CHILD_BITS) != key) {
            slot = (slot + 1) & (edges.length - 1);
        }
        return slot;
    }
}
