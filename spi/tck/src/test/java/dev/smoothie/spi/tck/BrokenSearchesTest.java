package dev.smoothie.spi.tck;

import dev.smoothie.spi.NeighborIndex;
import dev.smoothie.spi.NeighborSearch;
import dev.smoothie.spi.UnsupportedException;
import dev.smoothie.spi.Vectors;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

/** A neighbour search that breaks a promise fails the test of that promise. */
class BrokenSearchesTest {

    /** An exact search, with an index that a subclass gives. */
    abstract static class WithIndex extends NeighborSearchContract {

        abstract NeighborIndex index(Vectors base);

        @Override
        protected NeighborSearch open() {
            return new ExactSearch() {
                @Override
                public NeighborIndex build(Vectors base) {
                    return index(base);
                }
            };
        }
    }

    /** An exact search whose answers a subclass changes afterwards. */
    abstract static class Spoilt extends WithIndex {

        abstract void spoil(int[] neighbors, int k, Vectors base);

        @Override
        NeighborIndex index(Vectors base) {
            return new ExactSearch.Index(base) {
                @Override
                public void nearest(Vectors queries, int k, int[] neighbors) {
                    super.nearest(queries, k, neighbors);
                    spoil(neighbors, k, base);
                }
            };
        }
    }

    /** A search that misses the last neighbour, and says that it finds all. */
    static class Overstated extends Spoilt {
        @Override
        void spoil(int[] neighbors, int k, Vectors base) {
            for (int place = k - 1; k > 1 && place < neighbors.length; place += k) {
                neighbors[place] = NeighborIndex.NONE;
            }
        }
    }

    static class TwiceTheSame extends Spoilt {
        @Override
        void spoil(int[] neighbors, int k, Vectors base) {
            if (k == base.rows() && k > 100) {
                neighbors[1] = neighbors[0];
            }
        }
    }

    static class BeyondTheBase extends Spoilt {
        @Override
        void spoil(int[] neighbors, int k, Vectors base) {
            if (k == base.rows() && k > 100) {
                neighbors[0] = k;
            }
        }
    }

    static class GapsFirst extends Spoilt {
        @Override
        void spoil(int[] neighbors, int k, Vectors base) {
            if (k == base.rows() && k > 100) {
                neighbors[0] = NeighborIndex.NONE;
            }
        }
    }

    static class LeavesPlaces extends Spoilt {
        @Override
        void spoil(int[] neighbors, int k, Vectors base) {
            if (k == base.rows() && k > 100) {
                neighbors[k - 1] = Integer.MIN_VALUE;
            }
        }
    }

    /** A search that swaps two rows in every second answer to 1000 rows. */
    static class Moody extends Spoilt {
        private int calls;

        @Override
        synchronized void spoil(int[] neighbors, int k, Vectors base) {
            if (k == 10 && neighbors.length == 1000 && base.rows() == 1000 && ++calls % 2 == 0) {
                int first = neighbors[0];
                neighbors[0] = neighbors[1];
                neighbors[1] = first;
            }
        }
    }

    static class WritesToTheBase extends Spoilt {
        @Override
        void spoil(int[] neighbors, int k, Vectors base) {
            base.segment().set(ValueLayout.JAVA_FLOAT, 0, base.segment().get(ValueLayout.JAVA_FLOAT, 0) + 1e-4f);
        }
    }

    static class Nameless extends NeighborSearchContract {
        @Override
        protected NeighborSearch open() {
            return new ExactSearch() {
                @Override
                public String description() {
                    return " ";
                }
            };
        }
    }

    static class WritesOnly extends NeighborSearchContract {
        @Override
        protected NeighborSearch open() {
            return new ExactSearch() {
                @Override
                public NeighborIndex read(InputStream in, Vectors base) {
                    throw new UnsupportedException(description(), "reading an index");
                }
            };
        }
    }

    /** A search that does not save indexes, and says so by another message than the stated one. */
    static class OtherWords extends WithIndex {
        @Override
        NeighborIndex index(Vectors base) {
            return new ExactSearch.Index(base) {
                @Override
                public void write(OutputStream out) {
                    throw new UnsupportedException("all pairs", "files");
                }
            };
        }
    }

    /** A search that does not save indexes, and says so by the stated message. */
    static class SavesNothing extends NeighborSearchContract {
        @Override
        protected NeighborSearch open() {
            return new ExactSearch() {
                @Override
                public NeighborIndex build(Vectors base) {
                    return new Index(base) {
                        @Override
                        public void write(OutputStream out) {
                            throw new UnsupportedException("this neighbour search", "saving an index");
                        }
                    };
                }

                @Override
                public NeighborIndex read(InputStream in, Vectors base) {
                    throw new UnsupportedException(description(), "reading an index");
                }
            };
        }
    }

    /** A search that fills what is missing with zeros, as a read does whose count is ignored. */
    static class ReadsAnything extends NeighborSearchContract {
        @Override
        protected NeighborSearch open() {
            return new ExactSearch() {
                @Override
                public NeighborIndex read(InputStream in, Vectors base) throws IOException {
                    boolean whole = in.readAllBytes().length == 16;
                    return new Index(whole ? base : base.slice(0, 10));
                }
            };
        }
    }

    static class ClosesTheStream extends WithIndex {
        @Override
        NeighborIndex index(Vectors base) {
            return new ExactSearch.Index(base) {
                @Override
                public void write(OutputStream out) throws IOException {
                    super.write(out);
                    out.close();
                }
            };
        }
    }

    static class SwallowsInterrupts extends WithIndex {
        @Override
        NeighborIndex index(Vectors base) {
            Thread.interrupted();
            return new ExactSearch.Index(base);
        }
    }

    static class ClosesOnce extends WithIndex {
        @Override
        NeighborIndex index(Vectors base) {
            return new ExactSearch.Index(base) {
                private final OneClosing closing = new OneClosing();

                @Override
                public void close() {
                    closing.close();
                }
            };
        }
    }

    @Test
    void promisedRecallIsMeasured() {
        Breaches.areExactly(Overstated.class, "findsWhatItPromises", "findsWhatItPromisesAmongEqualRows",
                "findsWhatItPromisesAmongFewRows", "aBaseInTheHeapIsSearched", "aPartOfALargerBaseIsSearched",
                "indexesDoNotDisturbEachOther", "anInterruptedBuildGivesUpOrFinishes");
    }

    private static void areExactly(Class<?> contract, String... tests) {
        Breaches.areExactlyBut("findsWhatItPromises", contract, tests);
    }

    @Test
    void theFormOfAnswersIsChecked() {
        areExactly(TwiceTheSame.class, "kMayBeTheNumberOfRows");
        areExactly(BeyondTheBase.class, "kMayBeTheNumberOfRows");
        areExactly(GapsFirst.class, "kMayBeTheNumberOfRows");
        areExactly(LeavesPlaces.class, "kMayBeTheNumberOfRows");
    }

    @Test
    void savingIsChecked() {
        areExactly(SavesNothing.class);
        areExactly(WritesOnly.class, "aSavedIndexAnswersAsBeforeOrSavingIsUnsupported");
        areExactly(OtherWords.class, "aSavedIndexAnswersAsBeforeOrSavingIsUnsupported",
                "aSavedIndexThatIsCutOrNoneIsRefused");
        areExactly(ReadsAnything.class, "aSavedIndexThatIsCutOrNoneIsRefused");
        areExactly(ClosesTheStream.class, "aSavedIndexAnswersAsBeforeOrSavingIsUnsupported",
                "aSavedIndexThatIsCutOrNoneIsRefused");
    }

    @Test
    void mannersAreChecked() {
        areExactly(Nameless.class, "describesItself");
        areExactly(Moody.class, "threadsDoNotDisturbEachOther");
        areExactly(SwallowsInterrupts.class, "anInterruptedBuildGivesUpOrFinishes");
        areExactly(ClosesOnce.class, "closingTwiceIsAllowed");
        areExactly(WritesToTheBase.class, "whatItIsGivenStaysAsItIs");
    }
}
