package dev.smoothie.bindings.cuda;

/**
 * The properties of a card, as its driver says; asking opens nothing on it.
 *
 * @param ordinal
 *            its number among the cards that this process may see, from 0
 * @param name
 *            what its maker calls it
 * @param major
 *            its compute capability, before the point
 * @param minor
 *            its compute capability, after the point
 * @param memory
 *            all of its memory in bytes
 * @param multiprocessors
 *            how many of them it has
 * @param l2
 *            its second-level cache in bytes
 * @param sharedPerBlock
 *            the most shared memory that a block of a kernel may ask for, in bytes
 */
public record DeviceInfo(int ordinal, String name, int major, int minor, long memory, int multiprocessors, long l2,
        int sharedPerBlock) {

    /** The architecture that kernels are compiled for: {@code 90} for compute capability 9.0. */
    public int architecture() {
        return 10 * major + minor;
    }

    /** One line: {@code 0: NVIDIA H200, sm_90, 132 multiprocessors, 140.0 GiB}. */
    public String describe() {
        return "%d: %s, sm_%d, %d multiprocessors, %s".formatted(ordinal, name, architecture(), multiprocessors,
                Bytes.describe(memory));
    }
}
