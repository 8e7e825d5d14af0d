package dev.smoothie.engine.estimate;

import dev.smoothie.spi.tck.EstimatorContract;
import net.jqwik.api.Tag;

/** The engine's estimator by the contract that it publishes for everybody's. */
@Tag("kernel")
class GlobalEstimateContractTest extends EstimatorContract {

    @Override
    protected double[] errors(float[][][] generations) {
        return Triplets.global(generations);
    }
}
