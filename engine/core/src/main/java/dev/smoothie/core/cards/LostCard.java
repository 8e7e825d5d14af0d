package dev.smoothie.core.cards;

import dev.smoothie.bindings.cuda.CudaException;

/** Tells a card that this process has lost, or cannot have now, from a call that was refused. */
public final class LostCard {
    /** The codes that the driver and the runtime have for kernels that went wrong; nothing runs after one. */
    private static final int FIRST_OF_KERNELS = 700;
    private static final int LAST_OF_KERNELS = 720;
    /** Of the system around the card, the server that shares it among processes in the first place. */
    private static final int FIRST_OF_SYSTEM = 802;
    private static final int LAST_OF_SYSTEM = 809;

    private LostCard() {}

    /** Whether the work can only go on elsewhere. */
    public static boolean is(CudaException e) {
        int code = e.code();
        if (e.function().startsWith("cublas")) {
            // Not initialised, execution failed, internal error: all that cuBLAS says of a card that is gone.
            return code == 1 || code == 13 || code == 14;
        }
        return switch (code) {
            // Deinitialised; busy, or another process's alone; none there; memory or a link that went wrong; unknown.
            case 4, 46, 100, 214, 220, 304, 999 -> true;
            default -> (code >= FIRST_OF_KERNELS && code <= LAST_OF_KERNELS)
                    || (code >= FIRST_OF_SYSTEM && code <= LAST_OF_SYSTEM);
        };
    }
}
