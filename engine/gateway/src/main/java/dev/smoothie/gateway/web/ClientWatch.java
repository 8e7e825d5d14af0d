package dev.smoothie.gateway.web;

import java.io.IOException;
import java.nio.channels.ReadPendingException;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.AbstractEndPoint;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.Callback;

/**
 * Notices that a caller has gone while its answer is being made. When bytes or an end arrive on the connection, nobody can
 * say whether the caller has closed it or only its own half of it. So something is sent that callers ignore: to one that
 * is gone it cannot be delivered, and the second fails. For one request.
 */
final class ClientWatch implements AutoCloseable {
    private static final int PROBES = 20;
    private static final long PROBE_MILLIS = 100;

    private final Exchange exchange;
    private final Runnable gone;
    private final AbstractEndPoint endPoint;
    private volatile boolean closed;

    /**
     * Watches the caller of a request whose body was read.
     *
     * @param gone
     *            is run by another thread when the caller has gone
     */
    ClientWatch(Exchange exchange, Runnable gone) {
        this.exchange = exchange;
        this.gone = gone;
        EndPoint connection = exchange.request().getConnectionMetaData().getConnection().getEndPoint();
        endPoint = connection instanceof AbstractEndPoint found ? found : null;
        exchange.request().addFailureListener(_ -> gone.run());
        if (endPoint != null) {
            begin();
        }
    }

    private void begin() {
        try {
            endPoint.tryFillInterested(
                    Callback.from(() -> Thread.ofVirtual().start(this::probe), ClientWatch::ignore));
        } catch (ReadPendingException _) {
            // The server itself reads on, and will notice.
        }
    }

    private static void ignore(Throwable ended) {
        // The watch has ended, or the connection has: then the next write fails.
    }

    /** Sends until two have been sent, or the caller turns out to have gone. */
    private void probe() {
        try {
            int sent = 0;
            for (int i = 0; i < PROBES && sent < 2 && !closed; i++) {
                sent += exchange.probe() ? 1 : 0;
                TimeUnit.MILLISECONDS.sleep(PROBE_MILLIS);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (IOException _) {
            if (!closed) {
                gone.run();
            }
        }
    }

    @Override
    public void close() {
        if (!closed && endPoint != null) {
            closed = true;
            endPoint.getFillInterest().onFail(new IOException("not watched any more"));
        }
    }
}
