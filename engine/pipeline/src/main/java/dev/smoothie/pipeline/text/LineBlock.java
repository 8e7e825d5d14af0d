package dev.smoothie.pipeline.text;

import dev.smoothie.core.files.IoReason;
import dev.smoothie.spi.SmoothieException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;

/**
 * Some whole lines of a file, as bytes. Each line ends with a line feed; one is added if the last line of the file has
 * none. The bytes may be overwritten once the block was given back.
 *
 * @param file
 *            the index of the file among those that are read
 * @param input
 *            the file
 * @param bytes
 *            the lines, {@code bytes[0, length)}
 * @param failure
 *            why the file could not be read beyond these lines
 */
public record LineBlock(int file, InputFile input, byte[] bytes, int length, Optional<Failure> failure) {

    /** Why a file cannot be read any further. */
    public sealed interface Failure {
        /** The message about it, in line {@code line}. */
        SmoothieException at(String file, long line);

        /** Reading fails. */
        record Unreadable(IOException reason) implements Failure {
            @Override
            public SmoothieException at(String file, long line) {
                return new SmoothieException(
                        "%s:%d: cannot read further: %s".formatted(file, line, IoReason.of(reason)), reason);
            }
        }

        /** The next line is too long. */
        record TooLong() implements Failure {
            @Override
            public SmoothieException at(String file, long line) {
                return TextReader.tooLong(file, line);
            }
        }

        /** Memory ran out over the next line. */
        record NoMemory(long bytes, OutOfMemoryError reason) implements Failure {
            @Override
            public SmoothieException at(String file, long line) {
                return new SmoothieException("%s:%d: memory ran out over this line, of %d MB or more"
                        .formatted(file, line, bytes >> 20), reason);
            }
        }
    }

    /** A line is named where memory ran out over it only if it is longer than this. */
    private static final int LONG = 1 << 20;

    /**
     * What there is to say after memory ran out over these lines: the longest is named. Throws {@code failure} if none is
     * long enough to be the reason.
     *
     * @param linesBefore
     *            how many lines of the file come before them
     */
    public SmoothieException noMemory(OutOfMemoryError failure, long linesBefore) {
        int longest = 0;
        long number = linesBefore;
        long lines = linesBefore;
        int start = 0;
        for (int i = 0; i < length; i++) {
            if (bytes[i] == '\n') {
                lines++;
                if (i - start > longest) {
                    longest = i - start;
                    number = lines;
                }
                start = i + 1;
            }
        }
        if (longest < LONG) {
            throw failure;
        }
        return new Failure.NoMemory(longest, failure).at(input.name(), number);
    }

    /**
     * A reader of the text of these lines.
     *
     * @param linesBefore
     *            how many lines of the file come before them
     */
    public TextReader text(long linesBefore) {
        return new TextReader(input.name(), new ByteArrayInputStream(bytes, 0, length), linesBefore);
    }
}
