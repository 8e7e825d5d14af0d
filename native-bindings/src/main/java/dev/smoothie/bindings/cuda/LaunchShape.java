package dev.smoothie.bindings.cuda;

/**
 * The shape of a launch: how many blocks of how many threads run a kernel.
 *
 * @param gridX
 *            blocks along x, at least 1
 * @param gridY
 *            blocks along y, 1 to 65,535
 * @param blockX
 *            threads of a block along x, at least 1
 * @param blockY
 *            threads of a block along y, at least 1; a block has at most 1024 threads
 * @param sharedBytes
 *            shared memory of a block beyond what its kernel declares; more than 48 KiB in all needs
 *            {@link CudaKernel#allowShared}
 */
public record LaunchShape(int gridX, int gridY, int blockX, int blockY, int sharedBytes) {
    /** Of compute capability 5 and above, as {@link #MAX_BLOCK} is. */
    private static final int MAX_GRID_Y = 65_535;
    private static final int MAX_BLOCK = 1024;

    public LaunchShape {
        boolean grid = gridX >= 1 && gridY >= 1 && gridY <= MAX_GRID_Y;
        boolean block = blockX >= 1 && blockY >= 1 && (long) blockX * blockY <= MAX_BLOCK;
        if (!grid || !block || sharedBytes < 0) {
            throw new IllegalArgumentException(
                    "a kernel runs in at least 1 x 1 and at most 2147483647 x 65535 blocks of 1 to 1024 threads, got %d x %d blocks of %d x %d with %d bytes of shared memory"
                            .formatted(gridX, gridY, blockX, blockY, sharedBytes));
        }
    }

    /** Blocks and threads in one row. */
    public static LaunchShape of(int blocks, int threads) {
        return new LaunchShape(blocks, 1, threads, 1, 0);
    }

    /** Threads of a block. */
    int threads() {
        return blockX * blockY;
    }

    @Override
    public String toString() {
        return "%d x %d blocks of %d x %d threads, %d bytes of shared memory".formatted(gridX, gridY, blockX, blockY,
                sharedBytes);
    }
}
