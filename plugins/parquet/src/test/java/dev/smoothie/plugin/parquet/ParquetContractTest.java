package dev.smoothie.plugin.parquet;

import dev.smoothie.spi.TableFormatFactory;
import dev.smoothie.spi.tck.TableFormatContract;

class ParquetContractTest extends TableFormatContract {

    @Override
    protected TableFormatFactory factory() {
        return new ParquetFactory();
    }
}
