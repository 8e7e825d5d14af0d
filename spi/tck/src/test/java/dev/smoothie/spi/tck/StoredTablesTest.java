package dev.smoothie.spi.tck;

import dev.smoothie.spi.TableFormatFactory;

/** A table format that keeps the contract passes its tests. */
class StoredTablesTest extends TableFormatContract {

    @Override
    protected TableFormatFactory factory() {
        return new StoredTables();
    }
}
