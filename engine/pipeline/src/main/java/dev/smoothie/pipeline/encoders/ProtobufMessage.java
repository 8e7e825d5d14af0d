package dev.smoothie.pipeline.encoders;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.LongConsumer;

/**
 * Goes through the fields of one message in protobuf's wire format. Generated classes would bring a library and copy
 * every weight onto the heap, for the twenty fields of ONNX that are needed here. A length that leads past the end is
 * {@link UnusableWeights}. For use by one thread.
 */
final class ProtobufMessage {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;
    /** Names in a graph are paths of a hundred characters; a longer one is not meant to be a name. */
    private static final long LONGEST_TEXT = 1 << 16;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final String file;
    private final MemorySegment message;
    private long at;
    private int field;
    private int wire;
    private long number;
    private MemorySegment bytes = MemorySegment.NULL;

    ProtobufMessage(String file, MemorySegment message) {
        this.file = file;
        this.message = message;
    }

    /** Reads the next field; false at the end of the message. */
    boolean next() {
        if (at == message.byteSize()) {
            return false;
        }
        long key = varint();
        field = (int) (key >>> 3);
        wire = (int) (key & 7);
        switch (wire) {
            case VARINT -> number = varint();
            case FIXED64 -> bytes = take(Long.BYTES);
            case FIXED32 -> bytes = take(Integer.BYTES);
            case BYTES -> bytes = take(varint());
            default -> throw broken("a field of the unknown kind %d".formatted(wire));
        }
        return true;
    }

    /** The number of the field that was read last. */
    int field() {
        return field;
    }

    long integer() {
        require(VARINT);
        return number;
    }

    float decimal() {
        require(FIXED32);
        return Float.intBitsToFloat(bytes.get(INT, 0));
    }

    MemorySegment bytes() {
        require(BYTES);
        return bytes;
    }

    String text() {
        if (bytes().byteSize() > LONGEST_TEXT) {
            throw broken("a name of %,d bytes".formatted(bytes.byteSize()));
        }
        return new String(bytes.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    }

    ProtobufMessage message() {
        return new ProtobufMessage(file, bytes());
    }

    /** The integers of a repeated field, which come one by one or packed. */
    void integers(LongConsumer each) {
        if (wire == VARINT) {
            each.accept(number);
            return;
        }
        var packed = new ProtobufMessage(file, bytes());
        while (packed.at < packed.message.byteSize()) {
            each.accept(packed.varint());
        }
    }

    /** The bytes of repeated numbers of fixed size: of one, or of all where they are packed. */
    MemorySegment fixed() {
        if (wire == VARINT) {
            throw broken("an integer as field %d".formatted(field));
        }
        return bytes;
    }

    private void require(int expected) {
        if (wire != expected) {
            throw broken("field %d is of the kind %d, expected %d".formatted(field, wire, expected));
        }
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte next = take(1).get(ValueLayout.JAVA_BYTE, 0);
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw broken("a number of more than 64 bits");
    }

    private MemorySegment take(long length) {
        if (length < 0 || length > message.byteSize() - at) {
            throw broken("a field ought to have %s bytes where %,d are left".formatted(
                    Long.toUnsignedString(length), message.byteSize() - at));
        }
        MemorySegment taken = message.asSlice(at, length);
        at += length;
        return taken;
    }

    private UnusableWeights broken(String what) {
        return UnusableWeights.broken(file, "not a complete ONNX file: %s".formatted(what));
    }
}
