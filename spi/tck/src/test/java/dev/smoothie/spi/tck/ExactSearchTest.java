package dev.smoothie.spi.tck;

import dev.smoothie.spi.NeighborSearch;

/** The contract can be kept. */
class ExactSearchTest extends NeighborSearchContract {

    @Override
    protected NeighborSearch open() {
        return new ExactSearch();
    }
}
