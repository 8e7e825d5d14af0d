package dev.smoothie.plugin.parquet;

import dev.smoothie.spi.Plugin;
import dev.smoothie.spi.TableFormatFactory;
import java.util.List;

/** Offers the {@code parquet} table format. */
public final class ParquetPlugin implements Plugin {

    @Override
    public String name() {
        return "parquet";
    }

    @Override
    public int level() {
        return Plugin.LEVEL;
    }

    @Override
    public List<TableFormatFactory> tableFormats() {
        return List.of(new ParquetFactory());
    }
}
