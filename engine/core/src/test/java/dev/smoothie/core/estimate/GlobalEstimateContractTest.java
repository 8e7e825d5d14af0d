package dev.smoothie.core.estimate;

import dev.smoothie.spi.tck.EstimatorContract;
import net.jqwik.api.Tag;

/** The estimator of the core by the contract that the TCK publishes for every estimator. */
@Tag("kernel")
class GlobalEstimateContractTest extends EstimatorContract {

    @Override
    protected double[] errors(float[][][] generations) {
        return Triplets.global(generations);
    }
}
