package dev.smoothie.plugin.parquet;

import dev.smoothie.spi.Column;
import dev.smoothie.spi.ColumnType.ListOf;
import dev.smoothie.spi.ColumnType.Scalar;
import dev.smoothie.spi.SmoothieException;
import dev.smoothie.spi.TableReader;
import dev.smoothie.spi.TableWriter;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Files that another program wrote, files of many row groups, and files that cannot be read. The files in the resources
 * were written by PyArrow 25.0.1, each named after its compression and the version of its pages, with this script:
 *
 * <pre>
 * import pyarrow as pa, pyarrow.parquet as pq
 * from datetime import date, datetime, timezone
 * from decimal import Decimal
 * rows = [
 *     {"id": "q1", "outputs": {"a": "Ja, 東京 😀", "b": ["x", None]}, "scores": [("a", 0.5)],
 *      "price": Decimal("1.250"), "at": datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone.utc),
 *      "day": date(2026, 1, 2), "raw": b"\xff\x00", "n": 2**64 - 1},
 *     {"id": "q2", "outputs": None, "scores": [], "price": None, "at": None, "day": None, "raw": b"text", "n": None},
 *     {"id": None, "outputs": {"a": None, "b": []}, "scores": None, "price": Decimal("-2.000"), "at": None,
 *      "day": None, "raw": None, "n": 0},
 * ]
 * schema = pa.schema([
 *     ("id", pa.string()), ("outputs", pa.struct([("a", pa.large_string()), ("b", pa.list_(pa.string()))])),
 *     ("scores", pa.map_(pa.string(), pa.float32())), ("price", pa.decimal128(20, 3)),
 *     ("at", pa.timestamp("us", "UTC")), ("day", pa.date32()), ("raw", pa.binary()), ("n", pa.uint64())])
 * for codec in ["none", "snappy", "gzip", "zstd", "lz4", "brotli"]:
 *     for version in ["1.0", "2.0"]:
 *         pq.write_table(pa.Table.from_pylist(rows, schema), f"{codec}-{version}.parquet", compression=codec,
 *                        data_page_version=version, store_schema=False, write_statistics=False)
 * </pre>
 */
class ParquetFilesTest {

    @TempDir
    Path folder;

    private Path resource(String name) throws IOException {
        Path file = folder.resolve(name);
        try (InputStream in = getClass().getResourceAsStream(name)) {
            Files.copy(in, file);
        }
        return file;
    }

    private static Map<String, Object> entries(Object... keysAndValues) {
        Map<String, Object> entries = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            entries.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return entries;
    }

    private static List<Object> row(TableReader reader) {
        assertTrue(reader.next());
        List<Object> row = new ArrayList<>();
        for (int i = 0; i < reader.columns().size(); i++) {
            row.add(reader.value(i));
        }
        return row;
    }

    private static String failure(Path file) {
        return assertThrows(SmoothieException.class, () -> {
            try (TableReader reader = ParquetReader.open(file, 1)) {
                while (reader.next()) {
                    // only read
                }
            }
        }).getMessage();
    }

    @ParameterizedTest
    @ValueSource(strings = {"none-1.0", "snappy-1.0", "snappy-2.0", "gzip-1.0", "zstd-1.0", "zstd-2.0", "lz4-2.0"})
    void filesOfPyArrowAreRead(String name) throws IOException {
        try (TableReader reader = ParquetReader.open(resource(name + ".parquet"), 2)) {
            assertEquals(List.of("id", "outputs", "scores", "price", "at", "day", "raw", "n"), reader.columns());
            List<Object> first = row(reader);
            assertArrayEquals(new byte[]{-1, 0}, assertInstanceOf(byte[].class, first.set(6, null)));
            assertEquals(Arrays.asList("q1", entries("a", "Ja, 東京 😀", "b", Arrays.asList("x", null)),
                    entries("a", 0.5), new BigDecimal("1.250"), "2026-01-02T03:04:05Z", "2026-01-02", null,
                    new BigDecimal("18446744073709551615")), first);
            assertEquals(Arrays.asList("q2", null, Map.of(), null, null, null, "text", null), row(reader));
            assertEquals(Arrays.asList(null, entries("a", null, "b", List.of()), null, new BigDecimal("-2.000"), null,
                    null, null, 0L), row(reader));
            assertFalse(reader.next());
        }
    }

    @Test
    void aCompressionThatIsNotSupportedIsNamed() throws IOException {
        Path file = resource("brotli-1.0.parquet");
        assertEquals("%s: it is compressed with BROTLI, which is not supported; write it again with zstd, in Python:"
                .formatted(file)
                + " pyarrow.parquet.write_table(pyarrow.parquet.read_table(IN), OUT, compression='zstd')",
                failure(file));
    }

    @Test
    void rowsOfManyRowGroupsComeInTheirOrder() {
        Path file = folder.resolve("groups");
        List<Column> columns = List.of(new Column("id", Scalar.INTEGER),
                new Column("texts", new ListOf(Scalar.TEXT)));
        try (TableWriter writer = ParquetWriter.create(file, columns, 1_000)) {
            for (long i = 0; i < 3_000; i++) {
                writer.write(Arrays.asList(i, i % 5 == 0 ? null : Collections.nCopies((int) (i % 4), "t" + i)));
            }
        }
        try (TableReader reader = ParquetReader.open(file, 2)) {
            for (long i = 0; i < 3_000; i++) {
                assertEquals(Arrays.asList(i, i % 5 == 0 ? null : Collections.nCopies((int) (i % 4), "t" + i)),
                        row(reader));
            }
            assertFalse(reader.next());
        }
    }

    @Test
    void whatIsNotAWholeParquetFileIsToldWithTheReason() throws IOException {
        Path cut = folder.resolve("cut");
        Files.write(cut, Arrays.copyOf(Files.readAllBytes(resource("zstd-1.0.parquet")), 700));
        assertTrue(failure(cut).startsWith(cut + ": it is a damaged or cut off Parquet file ("), failure(cut));
        Path encrypted = folder.resolve("encrypted");
        Files.write(encrypted, "PARE12345678PARE".getBytes(StandardCharsets.US_ASCII));
        assertEquals(encrypted + ": it is an encrypted Parquet file, which is not supported; write it again without"
                + " encryption", failure(encrypted));
    }
}
