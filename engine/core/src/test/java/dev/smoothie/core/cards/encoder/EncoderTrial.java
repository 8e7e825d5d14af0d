package dev.smoothie.core.cards.encoder;

import dev.smoothie.bindings.CacheDirectory;
import dev.smoothie.bindings.cuda.Compilation;
import dev.smoothie.bindings.cuda.CubinCache;
import dev.smoothie.bindings.cuda.Cuda;
import dev.smoothie.bindings.cuda.CudaModule;
import dev.smoothie.core.cards.device.CardThread;
import dev.smoothie.core.cards.device.KernelProgram;
import dev.smoothie.core.encoding.PooledEncoder;
import dev.smoothie.core.parallel.Workers;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Runs encoders on the first card in a form that is chosen, for the check on a GPU. */
public final class EncoderTrial implements AutoCloseable {
    private static final Pattern KERNEL = Pattern
            .compile("__global__ void __launch_bounds__\\([^)]*\\)\\s*(\\w+)\\(");

    /** As in hopper_resident.cu and hopper_norm.cu. */
    private static final int NARROW = 384;

    private final Cuda cuda;
    private final Workers workers;
    private final CardThread thread;

    /** Which kernels run. */
    public enum Form {
        /** Those that the program chooses for the card. */
        SUITABLE,
        /** Those that every card runs. */
        PLAIN
    }

    /**
     * What came of compiling kernels for the card.
     *
     * @param losses
     *            see {@link Compilation#losses()}
     * @param localBytes
     *            by kernel, bytes of local memory a thread, where there are any: registers that spill
     */
    public record Build(List<String> losses, Map<String, Integer> localBytes) {}

    /** Uses the first card, which is opened when it is first needed. */
    public EncoderTrial(Cuda cuda, Workers workers) {
        this.cuda = cuda;
        this.workers = workers;
        this.thread = new CardThread(cuda, cuda.devices().getFirst(), CubinCache.below(CacheDirectory.ofUser()));
    }

    /** Loads an encoder; {@code batchTokens} as in {@link CardEncoder#load}. */
    public CardEncoder load(PooledEncoder model, Form form, int batchTokens) {
        return CardEncoder.load(thread, model, workers, batchTokens,
                form == Form.PLAIN ? EncoderForm.Choice.PLAIN : EncoderForm.Choice.SUITABLE);
    }

    /** Whether the card has a form of its own, which {@link Form#SUITABLE} is. */
    public boolean hasOwnForm(PooledEncoder model) {
        return HopperForm.fits(cuda.devices().getFirst(), model);
    }

    /** Compiles the kernels of a form for a model as the program does, and keeps what the compiler says. */
    public Build build(PooledEncoder model, Form form) {
        KernelProgram program = form == Form.SUITABLE && hasOwnForm(model)
                ? EncoderPrograms.hopper(model)
                : EncoderPrograms.plain(model);
        Compilation compiled = cuda.nvrtc().compileWithLog(program.source(),
                cuda.nvrtc().architectureFor(cuda.devices().getFirst()));
        return CardThread.await(thread.submit(card -> {
            CudaModule module = card.device().load(compiled.cubin(), program.name());
            var local = new TreeMap<String, Integer>();
            kernels(program, model.shape().hidden()).forEach(kernel -> {
                int bytes = module.kernel(kernel).localBytes();
                if (bytes > 0) {
                    local.put(kernel, bytes);
                }
            });
            return new Build(compiled.losses(), local);
        }));
    }

    /** The kernels of a program, but for those that other hidden sizes have. */
    private static Stream<String> kernels(KernelProgram program, int hidden) {
        return KERNEL.matcher(program.text()).results().map(found -> found.group(1)).filter(
                kernel -> hidden == NARROW || !(kernel.startsWith("resident_") || kernel.equals("product_norm")));
    }

    @Override
    public void close() {
        thread.close();
    }
}
