package dev.smoothie.spi.tck;

import dev.smoothie.spi.Column;
import dev.smoothie.spi.SmoothieException;
import dev.smoothie.spi.TableFormatFactory;
import dev.smoothie.spi.TableReader;
import dev.smoothie.spi.TableWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A table format that breaks a promise fails the test of that promise. */
class BrokenTablesTest {

    /** Takes damaged files for tables that end. */
    static class EndsEarly extends StoredTablesTest {
        @Override
        protected TableFormatFactory factory() {
            return new StoredTables() {
                @Override
                public TableReader open(Path file) {
                    try {
                        return super.open(file);
                    } catch (SmoothieException _) {
                        return reader(List.of(List.of("id")));
                    }
                }
            };
        }
    }

    /** Recognises files of any kind. */
    static class Greedy extends StoredTablesTest {
        @Override
        protected TableFormatFactory factory() {
            return new StoredTables() {
                @Override
                public boolean recognises(byte[] beginning) {
                    return true;
                }
            };
        }
    }

    /** Writes whatever it is given. */
    static class Careless extends StoredTablesTest {
        @Override
        protected TableFormatFactory factory() {
            return new StoredTables() {
                @Override
                public TableWriter create(Path file, List<Column> columns) {
                    TableWriter writer = super.create(file, columns);
                    return new TableWriter() {
                        @Override
                        public void write(List<?> row) {
                            try {
                                writer.write(row);
                            } catch (IllegalArgumentException _) {
                                // what does not fit is left out
                            }
                        }

                        @Override
                        public void close() {
                            writer.close();
                        }
                    };
                }
            };
        }
    }

    @Test
    void eachBreachFailsItsTest() {
        Breaches.areExactly(EndsEarly.class, "whatIsCutOffIsAFailureThatNamesTheFile", "aFileThatCannotBeHadIsNamed");
        Breaches.areExactly(Greedy.class, "recognisesItsFilesAlone");
        Breaches.areExactly(Careless.class, "whatDoesNotFitTheColumnsIsRefused");
    }
}
