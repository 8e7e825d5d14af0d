package dev.smoothie.pipeline.encoders;

import dev.smoothie.core.files.IoReason;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file mapped into memory for the life of an arena.
 *
 * @param name
 *            its path, for messages
 * @param bytes
 *            all of it
 */
record MappedFile(String name, MemorySegment bytes) {

    static MappedFile of(Path path, Arena arena) {
        if (!Files.isRegularFile(path)) {
            throw new UnusableWeights("%s: %s".formatted(path, Files.exists(path) ? "not a file" : "no such file"),
                    "give the path of model.safetensors or model.onnx");
        }
        try (FileChannel channel = FileChannel.open(path)) {
            long size = channel.size();
            // Nothing to map, and an empty mapping is an error on some systems.
            return new MappedFile(path.toString(), size == 0
                    ? MemorySegment.NULL
                    : channel.map(FileChannel.MapMode.READ_ONLY, 0, size, arena));
        } catch (IOException e) {
            throw new UnusableWeights("%s: cannot read: %s".formatted(path, IoReason.of(e)),
                    "make the file readable for this program");
        }
    }

    /** Part of the file, of whatever length a header claims it to have. */
    MemorySegment slice(long offset, long length, String what) {
        if (offset < 0 || length < 0 || offset > bytes.byteSize() - length) {
            throw UnusableWeights.broken(name, "%s ought to be %,d bytes from byte %,d on, but the file has %,d bytes"
                    .formatted(what, length, offset, bytes.byteSize()));
        }
        return bytes.asSlice(offset, length);
    }
}
