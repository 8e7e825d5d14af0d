package dev.smoothie.spi.tck;

import dev.smoothie.spi.NeighborSearch;

/** A search that keeps the contract passes its tests. */
class ExactSearchTest extends NeighborSearchContract {

    @Override
    protected NeighborSearch open() {
        return new ExactSearch();
    }
}
