package dev.smoothie.core.cards.search;

import dev.smoothie.core.cards.Precision;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class PrecisionTrialTest {

    private static Precision best(PrecisionTrial... trials) {
        return PrecisionTrial.best(List.of(trials)).precision();
    }

    @Test
    void theCheapestThatCertifiesEnoughIsTaken() {
        assertEquals(Precision.TF32, best(new PrecisionTrial(Precision.BF16, 1, 0.3),
                new PrecisionTrial(Precision.TF32, 1, 0.2), new PrecisionTrial(Precision.FP16, 0.5, 0.1)));
    }

    @Test
    void rowsThatAreSearchedAgainCount() {
        assertEquals(Precision.TF32, best(new PrecisionTrial(Precision.BF16, 0.991, 1),
                new PrecisionTrial(Precision.TF32, 1, 1.01)));
        assertEquals(Precision.BF16, best(new PrecisionTrial(Precision.BF16, 0.991, 1),
                new PrecisionTrial(Precision.TF32, 1, 1.1)));
    }

    @Test
    void whereNoneCertifiesEnoughTheMostCertifyingIsTaken() {
        assertEquals(Precision.FP32, best(new PrecisionTrial(Precision.BF16, 0.2, 0.1),
                new PrecisionTrial(Precision.FP32, 0.98, 9)));
    }
}
