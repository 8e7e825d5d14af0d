package dev.smoothie.spi.tck;

import dev.smoothie.spi.Column;
import dev.smoothie.spi.ColumnType;
import dev.smoothie.spi.ColumnType.ListOf;
import dev.smoothie.spi.ColumnType.MapOf;
import dev.smoothie.spi.ColumnType.ObjectOf;
import dev.smoothie.spi.ColumnType.Scalar;
import dev.smoothie.spi.Options;
import dev.smoothie.spi.PluginContext;
import dev.smoothie.spi.SmoothieException;
import dev.smoothie.spi.TableFormat;
import dev.smoothie.spi.TableFormatFactory;
import dev.smoothie.spi.TableReader;
import dev.smoothie.spi.TableWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * A table format that keeps its contract, for tests of the contract: a table as one Java object, after a checksum of it.
 */
class StoredTables implements TableFormatFactory, TableFormat {
    private static final byte START = 'T';

    @Override
    public String name() {
        return "stored";
    }

    @Override
    public String description() {
        return "tables as Java objects";
    }

    @Override
    public List<String> extensions() {
        return List.of("stored");
    }

    @Override
    public boolean recognises(byte[] beginning) {
        return beginning.length > 0 && beginning[0] == START;
    }

    @Override
    public TableFormat open(PluginContext context, Options options) {
        return this;
    }

    @Override
    public void close() {}

    private static byte[] checksum(byte[] table) {
        CRC32 sum = new CRC32();
        sum.update(table);
        return Long.toHexString(sum.getValue() + (1L << 32)).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }

    @Override
    public TableReader open(Path file) {
        try {
            byte[] all = Files.readAllBytes(file);
            byte[] table = Arrays.copyOfRange(all, Math.min(all.length, 10), all.length);
            if (all.length < 10 || all[0] != START || !Arrays.equals(checksum(table), 0, 9, all, 1, 10)) {
                throw new SmoothieException(file + " is damaged");
            }
            try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(table))) {
                return reader((List<?>) in.readObject());
            }
        } catch (IOException | ClassNotFoundException e) {
            throw new SmoothieException(file + " cannot be read", e);
        }
    }

    /** Reads what {@link #create} stored: a list of names, then each row. */
    TableReader reader(List<?> table) {
        List<String> names = ((List<?>) table.getFirst()).stream().map(String.class::cast).toList();
        var rows = table.subList(1, table.size()).iterator();
        return new TableReader() {
            private List<?> row = List.of();

            @Override
            public List<String> columns() {
                return names;
            }

            @Override
            public boolean next() {
                if (!rows.hasNext()) {
                    return false;
                }
                row = (List<?>) rows.next();
                return true;
            }

            @Override
            public Object value(int column) {
                return row.get(column);
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public TableWriter create(Path file, List<Column> columns) {
        if (!Files.isDirectory(file.toAbsolutePath().getParent())) {
            throw new SmoothieException(file + " cannot be written: its folder does not exist");
        }
        var table = new ArrayList<Object>();
        table.add(new ArrayList<>(columns.stream().map(Column::name).toList()));
        return new TableWriter() {
            @Override
            public void write(List<?> row) {
                if (row.size() != columns.size()) {
                    throw new IllegalArgumentException("a row of " + row.size());
                }
                var stored = new ArrayList<Object>();
                for (int i = 0; i < row.size(); i++) {
                    stored.add(stored(columns.get(i).type(), row.get(i)));
                }
                table.add(stored);
            }

            @Override
            public void close() {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
                    out.writeObject(table);
                    out.flush();
                    ByteArrayOutputStream all = new ByteArrayOutputStream();
                    all.write(START);
                    all.writeBytes(checksum(bytes.toByteArray()));
                    all.writeBytes(bytes.toByteArray());
                    Files.write(file, all.toByteArray());
                } catch (IOException e) {
                    throw new SmoothieException(file + " cannot be written", e);
                }
            }
        };
    }

    /** A copy of a value that fits its type. */
    static Object stored(ColumnType type, Object value) {
        if (value == null) {
            return null;
        }
        try {
            return switch (type) {
                case Scalar.TEXT -> sound((String) value);
                case Scalar.INTEGER -> (Long) value;
                case Scalar.NUMBER -> (Double) value;
                case Scalar.TRUTH -> (Boolean) value;
                case ListOf(ColumnType element) -> new ArrayList<>(
                        ((List<?>) value).stream().map(each -> stored(element, each)).toList());
                case MapOf(ColumnType each) -> {
                    Map<String, Object> map = new LinkedHashMap<>();
                    ((Map<?, ?>) value).forEach((key, of) -> map.put((String) key, stored(each, of)));
                    yield map;
                }
                case ObjectOf(List<Column> fields) -> {
                    Map<?, ?> given = (Map<?, ?>) value;
                    Map<String, Object> map = new LinkedHashMap<>();
                    fields.forEach(field -> map.put(field.name(), stored(field.type(), given.get(field.name()))));
                    if (!map.keySet().containsAll(given.keySet())) {
                        throw new IllegalArgumentException("no such field");
                    }
                    yield map;
                }
            };
        } catch (ClassCastException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static String sound(String text) {
        return text.codePoints().map(
                point -> point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE ? 0xFFFD : point)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
    }
}
