/**
 * The {@code parquet} table format. Files are read by the library Hardwood, which needs no Hadoop: it unpacks and decodes
 * the pages of each column ({@code ParquetReader}), and rows are put together here ({@code FieldReader}), because the
 * library's own rows come at least 16,384 at a time, whatever their size. Its releases do not write, so files are
 * written here, in the plainest form that every reader knows ({@code ParquetWriter}).
 *
 * <p>
 * Snappy, zstd and LZ4 are native code, which the libraries unpack into the temporary directory when a file needs it.
 */
package dev.smoothie.plugin.parquet;
