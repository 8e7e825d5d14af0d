package dev.smoothie.plugin.parquet;

import dev.smoothie.spi.Options;
import dev.smoothie.spi.PluginContext;
import dev.smoothie.spi.TableFormat;
import dev.smoothie.spi.TableFormatFactory;
import java.util.List;

/** Opens the {@code parquet} table format. */
public final class ParquetFactory implements TableFormatFactory {

    @Override
    public String name() {
        return "parquet";
    }

    @Override
    public String description() {
        return "Parquet files, read and written without Hadoop";
    }

    @Override
    public List<String> extensions() {
        return List.of("parquet");
    }

    /** Whether the file starts as Parquet does, or as Parquet with an encrypted footer, which is refused by name. */
    @Override
    public boolean recognises(byte[] beginning) {
        return beginning.length >= 4 && beginning[0] == 'P' && beginning[1] == 'A' && beginning[2] == 'R'
                && (beginning[3] == '1' || beginning[3] == 'E');
    }

    @Override
    public TableFormat open(PluginContext context, Options options) {
        NativeLibraries.prepare(context.home(), context.cache());
        return new ParquetFormat(context.threads());
    }
}
