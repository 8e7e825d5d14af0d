package dev.smoothie.plugin.parquet;

import dev.hardwood.metadata.LogicalType;
import dev.hardwood.metadata.LogicalType.TimeUnit;
import dev.hardwood.metadata.PhysicalType;
import dev.hardwood.reader.ColumnReader;
import dev.hardwood.schema.SchemaNode.PrimitiveNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.LongFunction;

/** The values of one stored column, as what {@link dev.smoothie.spi.TableReader#value} names. */
final class LeafValues {
    private final Function<ColumnReader, IntFunction<Object>> batches;
    private IntFunction<Object> batch = _ -> null;

    private LeafValues(Function<ColumnReader, IntFunction<Object>> batches) {
        this.batches = batches;
    }

    /** The values of a column of this type. */
    static LeafValues of(PrimitiveNode leaf) {
        LogicalType type = leaf.logicalType();
        return new LeafValues(switch (leaf.type()) {
            case BOOLEAN -> column -> {
                boolean[] values = column.getBooleans();
                return i -> values[i];
            };
            case FLOAT -> column -> {
                float[] values = column.getFloats();
                return i -> (double) values[i];
            };
            case DOUBLE -> column -> {
                double[] values = column.getDoubles();
                return i -> values[i];
            };
            case INT32 -> {
                boolean unsigned = type instanceof LogicalType.IntType(int width, boolean signed) && width == 32
                        && !signed;
                LongFunction<Object> meaning = meaning(unsigned ? null : type);
                yield column -> {
                    int[] values = column.getInts();
                    return i -> meaning.apply(unsigned ? Integer.toUnsignedLong(values[i]) : values[i]);
                };
            }
            case INT64 -> {
                LongFunction<Object> meaning = meaning(type);
                yield column -> {
                    long[] values = column.getLongs();
                    return i -> meaning.apply(values[i]);
                };
            }
            case INT96, BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY -> binary(leaf.name(), leaf.type(), type);
        });
    }

    /** Takes the values of the batch that {@code column} has come to. */
    void load(ColumnReader column) {
        batch = batches.apply(column);
    }

    /** The value at a place of the batch that has one. */
    Object get(int slot) {
        return batch.apply(slot);
    }

    private static Function<ColumnReader, IntFunction<Object>> binary(String name, PhysicalType stored,
            LogicalType type) {
        Bytes meaning = Bytes.of(name, stored, type);
        return column -> {
            byte[] bytes = column.getBinaryValues();
            int[] offsets = column.getBinaryOffsets();
            return i -> meaning.value(bytes, offsets[i], offsets[i + 1] - offsets[i]);
        };
    }

    private static LongFunction<Object> meaning(LogicalType type) {
        return switch (type) {
            case LogicalType.DateType _ -> days -> LocalDate.ofEpochDay(days).toString();
            case LogicalType.TimeType(_, TimeUnit unit) -> time -> LocalTime
                    .ofNanoOfDay(Math.multiplyExact(time, unit(unit).getDuration().toNanos())).toString();
            case LogicalType.TimestampType(boolean utc, TimeUnit unit) -> time -> {
                Instant instant = Instant.EPOCH.plus(time, unit(unit));
                return utc ? instant.toString() : LocalDateTime.ofInstant(instant, ZoneOffset.UTC).toString();
            };
            case LogicalType.DecimalType(int scale, _) -> unscaled -> decimal(BigInteger.valueOf(unscaled), scale);
            case LogicalType.IntType(int width, boolean signed) when width == 64 && !signed -> value -> value >= 0
                    ? (Object) value
                    : new BigDecimal(Long.toUnsignedString(value));
            case null, default -> value -> value;
        };
    }

    private static ChronoUnit unit(TimeUnit unit) {
        return switch (Objects.requireNonNull(unit)) {
            case MILLIS -> ChronoUnit.MILLIS;
            case MICROS -> ChronoUnit.MICROS;
            case NANOS -> ChronoUnit.NANOS;
        };
    }

    /** A decimal number; a whole one that fits is a {@link Long}. */
    static Object decimal(BigInteger unscaled, int scale) {
        return scale == 0 && unscaled.bitLength() < Long.SIZE
                ? (Object) unscaled.longValueExact()
                : new BigDecimal(unscaled, scale);
    }
}
