package dev.smoothie.core.cards.encoder;

import dev.smoothie.core.cards.device.KernelProgram;
import dev.smoothie.core.encoding.PooledEncoder;
import java.util.ArrayList;
import java.util.List;

/** The kernels of encoders, compiled for the sizes of a model: loops of fixed length cost half as much as others. */
public final class EncoderPrograms {
    private static final String FOLDER = "/dev/smoothie/core/cards/encoder/";

    private EncoderPrograms() {}

    /** Kernels for every card with tensor cores for 16-bit numbers and float32 sums, compute capability 8.0 on. */
    public static KernelProgram plain(PooledEncoder model) {
        return plain(model.shape().hidden(), model.encoder().headSize());
    }

    /** The same by its sizes. */
    public static KernelProgram plain(int hidden, int head) {
        return program("smoothie-encoder",
                List.of("tensor.cu", "tiles.cu", "rows.cu", "product.cu", "attention.cu", "attention_long.cu",
                        "attention_short.cu", "pooled.cu"),
                hidden, head);
    }

    /** Kernels for Hopper's own instructions, compute capability 9.0 alone. */
    public static KernelProgram hopper(PooledEncoder model) {
        return hopper(model.shape().hidden(), model.encoder().headSize());
    }

    /** The same by its sizes. */
    public static KernelProgram hopper(int hidden, int head) {
        return program("smoothie-encoder-hopper",
                List.of("tensor.cu", "tiles.cu", "rows.cu", "attention.cu", "attention_short.cu", "pooled.cu",
                        "hopper.cu", "hopper_product.cu", "hopper_resident.cu", "hopper_norm.cu",
                        "hopper_attention.cu"),
                hidden, head).withOwnInstructions();
    }

    private static KernelProgram program(String name, List<String> files, int hidden, int head) {
        var all = new ArrayList<String>();
        all.add("common.cu");
        files.forEach(file -> all.add(FOLDER + file));
        return new KernelProgram(name, all, List.of("-DHIDDEN=" + hidden, "-DHEAD=" + head));
    }
}
