package dev.smoothie.pipeline.packed;

import java.io.IOException;

/**
 * Unpacks the compressed blocks of one frame (RFC 8878, 3.1.1.3): literals, and sequences that say how many of them to
 * copy and which earlier bytes to repeat. Tables and the last three distances stay from block to block.
 */
final class ZstdBlock {
    private static final int MOST = 1 << 17;

    private final Literals literals = new Literals();
    private final CodeTable lengths = CodeTable.literalLengths();
    private final CodeTable matches = CodeTable.matchLengths();
    private final CodeTable offsets = CodeTable.offsets();
    private final long[] last = {1, 4, 8};

    void unpack(byte[] block, Window window) throws IOException {
        literals.read(block);
        int position = literals.end();
        int first = Literals.at(block, position++);
        int count = first;
        if (first == 255) {
            count = Literals.at(block, position) + (Literals.at(block, position + 1) << 8) + 0x7F00;
            position += 2;
        } else if (first >= 128) {
            count = (first - 128 << 8) + Literals.at(block, position++);
        }
        if (count == 0) {
            window.append(literals.bytes(), 0, literals.bytes().length);
            return;
        }
        int modes = Literals.at(block, position++);
        position = lengths.read(modes >>> 6, block, position);
        position = offsets.read(modes >>> 4 & 3, block, position);
        position = matches.read(modes >>> 2 & 3, block, position);
        sequences(count, new BackwardBits(block, position, block.length), window);
    }

    private void sequences(int count, BackwardBits bits, Window window) throws IOException {
        byte[] text = literals.bytes();
        int used = 0;
        int written = 0;
        lengths.begin(bits);
        offsets.begin(bits);
        matches.begin(bits);
        for (int i = 0; i < count; i++) {
            long offset = offsets.value(bits);
            int match = (int) matches.value(bits);
            int length = (int) lengths.value(bits);
            written += length + match;
            if (length > text.length - used || written > MOST || bits.left() < 0) {
                throw ZstdInputStream.damaged("a sequence beyond the end of its block");
            }
            window.append(text, used, length);
            used += length;
            window.copy(distance(offset, length), match);
            if (i + 1 < count) {
                lengths.advance(bits);
                matches.advance(bits);
                offsets.advance(bits);
            }
        }
        if (bits.left() != 0 || written + text.length - used > MOST) {
            throw ZstdInputStream.damaged("sequences that do not fill their bits");
        }
        window.append(text, used, text.length - used);
    }

    /** A distance, or which of the last three: 1 to 3, one later after no literals (RFC 8878, 3.1.1.5). */
    private long distance(long offset, int literalLength) {
        if (offset > 3) {
            return push(2, offset - 3);
        }
        int which = (int) offset - 1 + (literalLength == 0 ? 1 : 0);
        return switch (which) {
            case 0 -> last[0];
            case 1 -> push(1, last[1]);
            case 2 -> push(2, last[2]);
            default -> push(2, last[0] - 1);
        };
    }

    /** Puts a distance before the last ones, of which the one at {@code forgotten} goes. */
    private long push(int forgotten, long distance) {
        System.arraycopy(last, 0, last, 1, forgotten);
        last[0] = distance;
        return distance;
    }
}
