package dev.smoothie.plugin.parquet;

import dev.hardwood.metadata.LogicalType;
import dev.hardwood.metadata.PhysicalType;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.Period;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.UUID;

/** What stored bytes mean. */
@FunctionalInterface
interface Bytes {
    /** The Julian day of 1970-01-01, from which the old 96-bit points in time count. */
    int JULIAN_EPOCH = 2_440_588;

    /** The value that {@code length} bytes from {@code offset} are. */
    Object value(byte[] bytes, int offset, int length);

    /** The meaning of the bytes of a column. Bytes without a type are what old writers stored texts as. */
    static Bytes of(String column, PhysicalType stored, LogicalType type) {
        if (stored == PhysicalType.INT96) {
            return (bytes, offset, length) -> point(little(bytes, offset, length));
        }
        return switch (type) {
            case LogicalType.StringType _ -> text(column);
            case LogicalType.EnumType _ -> text(column);
            case LogicalType.JsonType _ -> text(column);
            case LogicalType.DecimalType(int scale, _) -> (bytes, offset, length) -> LeafValues
                    .decimal(length == 0 ? BigInteger.ZERO : new BigInteger(bytes, offset, length), scale);
            case LogicalType.UuidType _ -> (bytes, offset, length) -> uuid(ByteBuffer.wrap(bytes, offset, length));
            case LogicalType.Float16Type _ -> (bytes, offset,
                    length) -> (double) Float.float16ToFloat(little(bytes, offset, length).getShort());
            case LogicalType.IntervalType _ -> (bytes, offset, length) -> interval(little(bytes, offset, length));
            case null -> Bytes::textOrBytes;
            default -> Bytes::copy;
        };
    }

    private static ByteBuffer little(byte[] bytes, int offset, int length) {
        return ByteBuffer.wrap(bytes, offset, length).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static Bytes text(String column) {
        return (bytes, offset, length) -> {
            try {
                return decode(bytes, offset, length);
            } catch (CharacterCodingException _) {
                throw new DamagedException("a text in column '%s' is not valid UTF-8".formatted(column));
            }
        };
    }

    private static Object textOrBytes(byte[] bytes, int offset, int length) {
        try {
            return decode(bytes, offset, length);
        } catch (CharacterCodingException _) {
            return copy(bytes, offset, length);
        }
    }

    private static String decode(byte[] bytes, int offset, int length) throws CharacterCodingException {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, offset, length)).toString();
    }

    private static byte[] copy(byte[] bytes, int offset, int length) {
        return Arrays.copyOfRange(bytes, offset, offset + length);
    }

    private static String uuid(ByteBuffer bytes) {
        return new UUID(bytes.getLong(), bytes.getLong()).toString();
    }

    private static String interval(ByteBuffer bytes) {
        long months = Integer.toUnsignedLong(bytes.getInt());
        long days = Integer.toUnsignedLong(bytes.getInt());
        long millis = Integer.toUnsignedLong(bytes.getInt());
        Period period = Period.of(0, Math.toIntExact(months), Math.toIntExact(days)).normalized();
        return millis == 0 ? period.toString() : period + java.time.Duration.ofMillis(millis).toString().substring(1);
    }

    private static String point(ByteBuffer bytes) {
        long nanos = bytes.getLong();
        long day = Integer.toUnsignedLong(bytes.getInt()) - JULIAN_EPOCH;
        return Instant.EPOCH.plus(day, ChronoUnit.DAYS).plusNanos(nanos).toString();
    }
}
