package dev.smoothie.plugin.langchain4j;

import dev.smoothie.spi.LanguageModelException;
import dev.smoothie.spi.LanguageModelException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * The body of an answer, read while it comes. Of what is not read yet, one part is held; the server waits with the rest.
 * A read that fails ends the request, and its exception has the {@link LanguageModelException} as its cause. One thread
 * reads; any may close.
 */
final class Parts extends InputStream implements HttpResponse.BodySubscriber<Parts> {
    private final Connection connection;
    private final String where;
    private final Duration timeout;
    private final Function<Throwable, LanguageModelException> reasons;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<ByteBuffer> parts = new ArrayDeque<>();
    private Flow.Subscription subscription;
    private boolean complete;
    private Throwable broken;
    private boolean closed;

    /**
     * A body none of which has come.
     *
     * @param timeout
     *            how long a read waits
     * @param reasons
     *            what it means that the connection failed
     */
    Parts(Connection connection, String where, Duration timeout, Function<Throwable, LanguageModelException> reasons) {
        this.connection = connection;
        this.where = where;
        this.timeout = timeout;
        this.reasons = reasons;
    }

    @Override
    public CompletionStage<Parts> getBody() {
        return CompletableFuture.completedStage(this);
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        boolean unwanted = locked(() -> {
            subscription = given;
            return closed;
        });
        if (unwanted) {
            given.cancel();
        } else {
            given.request(1);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> more) {
        boolean nothing = locked(() -> {
            if (!closed) {
                more.stream().filter(ByteBuffer::hasRemaining).forEach(parts::add);
            }
            return parts.isEmpty() && !closed;
        });
        if (nothing) {
            subscription.request(1);
        }
    }

    @Override
    public void onError(Throwable failure) {
        locked(() -> {
            broken = failure;
            return true;
        });
    }

    @Override
    public void onComplete() {
        locked(() -> {
            complete = true;
            return true;
        });
    }

    @FunctionalInterface
    private interface Change {
        boolean make();
    }

    /** Changes something, and wakes who waits for it. */
    private boolean locked(Change change) {
        lock.lock();
        try {
            return change.make();
        } finally {
            changed.signalAll();
            lock.unlock();
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (length == 0) {
            return 0;
        }
        try {
            return take(bytes, offset, length);
        } catch (LanguageModelException e) {
            close();
            throw new IOException(e.getMessage(), e);
        }
    }

    /** Takes what has come, once something has, and asks for more if that is all; -1 at the end. */
    private int take(byte[] bytes, int offset, int length) {
        int count = 0;
        boolean more;
        lock.lock();
        try {
            if (!await()) {
                return -1;
            }
            for (ByteBuffer part = parts.peek(); part != null && count < length; part = parts.peek()) {
                int taken = Math.min(part.remaining(), length - count);
                part.get(bytes, offset + count, taken);
                count += taken;
                if (!part.hasRemaining()) {
                    parts.remove();
                }
            }
            more = parts.isEmpty() && !complete && broken == null;
        } finally {
            lock.unlock();
        }
        if (more) {
            subscription.request(1);
        }
        return count;
    }

    /** Waits until something has come; false at the end. */
    private boolean await() {
        long left = timeout.toNanos();
        try {
            while (true) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                if (closed) {
                    throw connection.failure(Kind.CANCELLED, "at %s was ended before its answer was read".formatted(
                            where));
                }
                if (!parts.isEmpty() || complete) {
                    return !parts.isEmpty();
                }
                if (broken != null) {
                    throw reasons.apply(broken);
                }
                if (left <= 0) {
                    throw connection.failure(Kind.TIMEOUT, "at %s was answered in part, and then nothing came for %s s"
                            .formatted(where, timeout.toMillis() / 1000.0));
                }
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw connection.failure(Kind.CANCELLED, "at %s was interrupted".formatted(where));
        }
    }

    /** Ends the request if it is still under way. */
    @Override
    public void close() {
        locked(() -> {
            closed = true;
            parts.clear();
            return true;
        });
        if (subscription != null) {
            subscription.cancel();
        }
    }
}
