package dev.smoothie.bindings.cuda;

import java.util.List;

/** What {@link Nvrtc} made of a source, and what it said of it; immutable. */
public final class Compilation {
    /**
     * How ptxas, the assembler that NVRTC runs, begins what it says where it could not keep the order of instructions
     * that the source asks for: it has made the instructions of {@code wgmma} wait for each other (C7510 to C7515,
     * among others), or has ignored {@code setmaxnreg}. NVRTC's log has it without any option.
     */
    private static final String LOSS = "Potential Performance Loss";

    private final byte[] cubin;
    private final String log;

    Compilation(byte[] cubin, String log) {
        this.cubin = cubin;
        this.log = log;
    }

    /** What {@link CudaDevice#load} takes. */
    public byte[] cubin() {
        return cubin.clone();
    }

    /** What the compiler and the assembler said, line by line; empty if nothing. */
    public String log() {
        return log;
    }

    /**
     * The lines of the log that tell of a kernel which is right, but slower than it was written to be: above all where
     * {@code wgmma} was serialised. A test of such kernels asks that there are none.
     */
    public List<String> losses() {
        return log.lines().filter(line -> line.contains(LOSS)).toList();
    }
}
