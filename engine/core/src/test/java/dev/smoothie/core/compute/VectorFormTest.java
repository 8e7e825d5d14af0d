package dev.smoothie.core.compute;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class VectorFormTest {

    /** Its vector form takes some time until it has been called often enough. */
    private static final class Slow implements VectorForm.Trial {
        private static final int CALLS = 5;
        private final AtomicInteger calls = new AtomicInteger();
        private final CountDownLatch fast = new CountDownLatch(CALLS + 1);

        @Override
        public double plain() {
            sleep(10);
            return 1;
        }

        @Override
        public double vector() {
            if (calls.incrementAndGet() <= CALLS) {
                sleep(100);
            }
            fast.countDown();
            return 1;
        }

        private static void sleep(int milliseconds) {
            try {
                Thread.sleep(milliseconds);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    @Test
    void theVectorFormServesOnceItHasBecomeAsFast() throws InterruptedException {
        var trial = new Slow();
        var form = new VectorForm("test", 1000, () -> true, () -> trial);
        assertFalse(form.serves(900));
        assertEquals(0, trial.calls.get());
        assertFalse(form.serves(200));
        assertTrue(trial.fast.await(30, TimeUnit.SECONDS));
        for (int i = 0; i < 3000 && !form.serves(1); i++) {
            Thread.sleep(10);
        }
        assertTrue(form.serves(1));
        assertTrue(trial.calls.get() > Slow.CALLS);
    }

    @Test
    void aSmallJobTriesNothing() {
        var form = new VectorForm("test", 1000, () -> true, () -> {
            throw new AssertionError("nothing may be tried");
        });
        for (int i = 0; i < 10; i++) {
            assertFalse(form.serves(100));
        }
    }

    @Test
    void aVectorFormThatDoesNotWorkNeverServes() throws InterruptedException {
        var asked = new CountDownLatch(1);
        var form = new VectorForm("test", 1, () -> {
            asked.countDown();
            return false;
        }, () -> {
            throw new AssertionError("nothing may be tried");
        });
        form.serves(2);
        assertTrue(asked.await(30, TimeUnit.SECONDS));
        assertFalse(form.serves(2));
    }
}
