package dev.smoothie.bindings.cuda;

import dev.smoothie.bindings.Availability;
import dev.smoothie.bindings.Availability.Absent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reports what this machine has of CUDA, part by part: for a person who wants to know why it does not work, or which of
 * several versions was taken.
 *
 * @param cuda
 *            all of it, with at least one card, or why not
 * @param parts
 *            what was found, in the order in which it was looked for, up to the step that failed
 */
public record CudaSetup(Availability<Cuda> cuda, List<Part> parts) {
    public CudaSetup {
        parts = List.copyOf(parts);
    }

    private static final class Holder {
        private static final CudaSetup OF_PROCESS = load(System.getenv());
    }

    /**
     * One thing that CUDA needs.
     *
     * @param name
     *            {@code driver}, {@code device}, {@code cudart}, {@code cublas} or {@code nvrtc}
     * @param state
     *            its version and where it is, or why it is not there
     */
    public record Part(String name, Availability<String> state) {}

    /** The CUDA of this process, loaded when it is first asked for; never throws. */
    public static CudaSetup ofProcess() {
        return Holder.OF_PROCESS;
    }

    /**
     * Loads CUDA as {@code environment} says, by {@code SMOOTHIE_CUDA_HOME}, {@code CUDA_HOME} and {@code PATH}. A
     * process loads one of each library: where another was loaded before, it is absent for that reason.
     *
     * @param environment
     *            the variables to go by
     * @return what was found; never throws
     */
    public static CudaSetup load(Map<String, String> environment) {
        return load(CudaPlaces.of(environment));
    }

    static CudaSetup load(CudaPlaces places) {
        var parts = new ArrayList<Part>();
        try {
            return new CudaSetup(new CudaStart(places, parts).run(), parts);
        } catch (CudaException | LinkageError | IllegalCallerException e) {
            return new CudaSetup(
                    new Absent<>("CUDA does not start: " + e.getMessage(), CudaStart.ASK_NVIDIA_SMI), parts);
        }
    }
}
