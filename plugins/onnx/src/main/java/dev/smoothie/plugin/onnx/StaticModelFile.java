package dev.smoothie.plugin.onnx;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.zip.CRC32;

/**
 * A {@link StaticModel} that is kept in the plugin's cache: a checksum, then the model. A file that does not have the
 * checksum it names is made anew. Several processes may ask for it at once: one makes it, the others wait.
 *
 * @param path
 *            of the file; its name says what the model is made from
 */
record StaticModelFile(Path path) {

    private static final Object MAKING = new Object();

    /**
     * Reads the model, or makes it and keeps it.
     *
     * @param maker
     *            makes the model
     * @param notice
     *            is told what takes time, and what is wrong with the cache
     */
    StaticModel get(Supplier<StaticModel> maker, Notice notice) {
        return read(notice).orElseGet(() -> makeOnce(maker, notice));
    }

    private StaticModel makeOnce(Supplier<StaticModel> maker, Notice notice) {
        // A lock on a file holds off other processes, this one other threads.
        synchronized (MAKING) {
            try {
                Files.createDirectories(path.getParent());
                try (FileChannel channel = FileChannel.open(path.resolveSibling(path.getFileName() + ".lock"),
                        StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                    // Closing the channel gives the lock back.
                    lock(channel, notice);
                    // Another may have made it meanwhile; what was wrong with the file has been said.
                    return read(text -> {}).orElseGet(() -> make(maker, notice));
                }
            } catch (IOException | OverlappingFileLockException e) {
                // There are no locks in this place: at worst two processes make the same model.
                return make(maker, notice);
            }
        }
    }

    /** What a user is told. */
    interface Notice {
        void say(String text);
    }

    private static void lock(FileChannel channel, Notice notice) throws IOException {
        if (channel.tryLock() == null) {
            notice.say("another process is making its table; waiting for it");
            channel.lock();
        }
    }

    private StaticModel make(Supplier<StaticModel> maker, Notice notice) {
        StaticModel model = maker.get();
        try {
            write(model);
        } catch (IOException e) {
            notice.say("its table cannot be kept and will be made anew next time: " + e);
        }
        return model;
    }

    private Optional<StaticModel> read(Notice notice) {
        try (FileChannel file = FileChannel.open(path); Arena scratch = Arena.ofConfined()) {
            int size = Math.toIntExact(file.size());
            ByteBuffer content = scratch.allocate(size).asByteBuffer();
            while (content.hasRemaining() && file.read(content) >= 0) {
                // Reads on.
            }
            content.flip();
            if (content.remaining() >= Long.BYTES && content.getLong() == checksum(content.slice())) {
                return Optional.of(StaticModel.read(content));
            }
            notice.say("its table in %s is damaged and is made anew".formatted(path));
        } catch (IOException | ArithmeticException | BufferUnderflowException | IllegalArgumentException e) {
            if (Files.exists(path)) {
                notice.say("its table in %s cannot be read and is made anew: %s".formatted(path, e));
            }
        }
        return Optional.empty();
    }

    private void write(StaticModel model) throws IOException {
        byte[] bytes = model.bytes();
        Path part = Files.createTempFile(path.getParent(), "static", ".tmp");
        try (FileChannel out = FileChannel.open(part, StandardOpenOption.WRITE)) {
            ByteBuffer content = ByteBuffer.allocate(Long.BYTES + bytes.length)
                    .putLong(checksum(ByteBuffer.wrap(bytes)))
                    .put(bytes).flip();
            while (content.hasRemaining()) {
                out.write(content);
            }
            Files.move(part, path, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static long checksum(ByteBuffer content) {
        CRC32 checksum = new CRC32();
        checksum.update(content);
        return checksum.getValue();
    }
}
