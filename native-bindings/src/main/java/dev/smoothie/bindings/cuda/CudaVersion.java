package dev.smoothie.bindings.cuda;

/** A version of CUDA: {@code 13.0}. */
public record CudaVersion(int major, int minor) {

    /** From the number that the driver and the runtime give: 13000 for 13.0, 12080 for 12.8. */
    static CudaVersion of(int number) {
        return new CudaVersion(number / 1000, number % 1000 / 10);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
