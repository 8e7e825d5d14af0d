package dev.smoothie.plugin.langchain4j;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The part of the heap that answers may take while they are read. Their bytes, their text and what JSON makes of them
 * are there at the same time, and many answers come at once, so all answers together may have a sixteenth of the heap,
 * and one of them half of that. Any number of threads may use it.
 */
final class AnswerRoom {
    /** That of this process. */
    static final AnswerRoom SHARED = new AnswerRoom(Runtime.getRuntime().maxMemory());

    private static final int SHARE = 16;
    /** No answer of a model is as long. */
    private static final long LONGEST = 256L << 20;
    private static final long SHORTEST = 1L << 20;

    private final long heap;
    private final long all;
    private final long one;
    private final AtomicLong taken = new AtomicLong();

    AnswerRoom(long heap) {
        this.heap = heap;
        this.all = Math.max(2 * SHORTEST, heap / SHARE);
        this.one = Math.min(LONGEST, all / 2);
    }

    /** How many bytes one answer may have. */
    long one() {
        return one;
    }

    /** What to say of an answer that is longer than {@link #one}. */
    String tooLong() {
        return "more than %,d bytes, the most that is read of one answer where Java has %,d bytes of memory in all; if that is an answer, give Java more: SMOOTHIE_JAVA_OPTS=-Xmx4g"
                .formatted(one, heap);
    }

    /** What to say of an answer for which the others leave no room. */
    String crowded() {
        return "more than fits beside the other answers under way, %,d bytes in all; give a smaller 'concurrency', or Java more memory: SMOOTHIE_JAVA_OPTS=-Xmx4g"
                .formatted(all);
    }

    /** Room for one answer, none of which is taken yet. */
    Place enter() {
        return new Place();
    }

    /** Thrown where an answer does not fit. */
    static final class NoRoom extends IOException {
        private static final long serialVersionUID = 1L;
        private final boolean crowded;

        NoRoom(String message, boolean crowded) {
            super(message);
            this.crowded = crowded;
        }

        /** Whether the answer would fit if there were no others. */
        boolean isCrowded() {
            return crowded;
        }
    }

    /** The room that one answer takes, until it is closed. */
    final class Place implements AutoCloseable {
        private long bytes;
        private boolean closed;

        /** Takes room for more bytes. */
        synchronized void take(long more) throws NoRoom {
            if (closed || bytes + more > one) {
                throw new NoRoom(tooLong(), false);
            }
            if (taken.addAndGet(more) > all) {
                taken.addAndGet(-more);
                throw new NoRoom(crowded(), true);
            }
            bytes += more;
        }

        /** Takes no room, but fails if an answer of that length would not fit. */
        void check(long length) throws NoRoom {
            if (length > one) {
                throw new NoRoom(tooLong(), false);
            }
        }

        @Override
        public synchronized void close() {
            closed = true;
            taken.addAndGet(-bytes);
            bytes = 0;
        }
    }
}
