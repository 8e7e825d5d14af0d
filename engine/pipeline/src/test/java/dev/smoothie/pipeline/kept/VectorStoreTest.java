package dev.smoothie.pipeline.kept;

import dev.smoothie.core.parallel.Workers;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

/** Tests what a store finds again, and that it never gives a vector that is not the text's, whatever happens to files. */
class VectorStoreTest {

    @TempDir
    Path temporary;

    private Path directory() {
        return temporary.resolve("vectors");
    }

    private void fill(int count) {
        try (VectorStore store = Kept.open(directory())) {
            Kept.add(store, 0, count, 2);
            assertEquals(List.of(), store.problems());
        }
    }

    @Test
    void anotherRunFindsWhatWasAdded() {
        assertEquals(0, Kept.count(directory(), 3));
        assertFalse(Files.exists(directory()));
        fill(40);
        try (VectorStore store = Kept.open(directory())) {
            assertEquals(Optional.of(new KeptModel("model", Kept.DIMENSION)), store.model());
            Map<Integer, Boolean> found = Kept.find(store, 0, 50);
            assertEquals(40, found.size());
            assertEquals(Set.of(0, 1), Set.copyOf(found.keySet().stream().filter(found::get).toList()));
            assertEquals(3, Kept.find(store, 37, 90).size());
            assertEquals(0, Kept.find(store, 0, 0).size());
            Kept.add(store, 40, 50, 0);
            assertEquals(50, Kept.find(store, 0, 50).size());
        }
    }

    /** A run goes on with the segment of the run before, and starts others when it is full. */
    @Test
    void segmentsAreFilledOneAfterTheOther() {
        long limit = Kept.LIMIT;
        int capacity = Segment.ofSize(1 << 16, Kept.IDENTITY, "model", Kept.DIMENSION).capacity();
        for (int run = 0; run < 5; run++) {
            try (VectorStore store = Kept.open(directory(), limit)) {
                Kept.add(store, run * capacity / 2, (run + 1) * capacity / 2, 0);
                assertEquals(List.of(), store.problems());
            }
        }
        assertEquals(3, Kept.segments(directory()).size());
        assertEquals(5 * capacity / 2, Kept.count(directory(), 3 * capacity));
    }

    @Test
    void onlyItsUserCanReadIt() throws IOException {
        fill(1);
        for (Path path : List.of(Kept.segments(directory()).getFirst(), directory().resolve("writer-0.lock"))) {
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
        }
        for (Path path : List.of(directory(), Kept.segments(directory()).getFirst().getParent())) {
            assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
        }
    }

    @Test
    void textsAreNotStored() throws IOException {
        try (VectorStore store = Kept.open(directory())) {
            store.add("model", new Digest[]{Digest.of("a secret")}, new float[][]{Kept.vector(1)}, 0);
        }
        String content = Files.readString(Kept.segments(directory()).getFirst(),
                StandardCharsets.ISO_8859_1);
        assertTrue(content.contains("model") && !content.contains("secret"));
    }

    /** However much of a file is left, what is found is right, and what is missing is added behind it. */
    @Test
    void aTornFileLosesOnlyWhatIsTorn() throws IOException {
        fill(40);
        Path segment = Kept.segments(directory()).getFirst();
        byte[] whole = Files.readAllBytes(segment);
        Segment layout = Segment.ofSize(1 << 16, Kept.IDENTITY, "model", Kept.DIMENSION);
        assertEquals(layout.vector(40), whole.length);
        for (int lost : new int[]{1, layout.stride() - 1, layout.stride(), 5 * layout.stride() + 3}) {
            Files.write(segment, Arrays.copyOf(whole, whole.length - lost));
            int left = 40 - Math.ceilDiv(lost, layout.stride());
            assertEquals(left, Kept.count(directory(), 40));
            try (VectorStore store = Kept.open(directory())) {
                Kept.add(store, 100, 103, 0);
                assertEquals(left, Kept.find(store, 0, 40).size());
                assertEquals(3, Kept.find(store, 100, 110).size());
            }
            assertEquals(1, Kept.segments(directory()).size());
        }
        for (int length : new int[]{0, 10, Segment.HEADER, (int) layout.key(3), (int) layout.vector(0)}) {
            Files.write(segment, Arrays.copyOf(whole, length));
            assertEquals(0, Kept.count(directory(), 40));
        }
    }

    /** A killed process may have written a vector whose key is not there yet. */
    @Test
    void aVectorWithoutAKeyIsUnknown() throws IOException {
        fill(4);
        try (var file = new RandomAccessFile(Kept.segments(directory()).getFirst().toFile(), "rw")) {
            file.setLength(file.length() + 3 * Kept.DIMENSION * Float.BYTES + 1);
        }
        assertEquals(4, Kept.count(directory(), 40));
        try (VectorStore store = Kept.open(directory())) {
            Kept.add(store, 4, 8, 0);
            assertEquals(8, Kept.find(store, 0, 40).size());
            assertEquals(List.of(), store.problems());
        }
    }

    /** Wherever a bit is flipped, every vector that is found is right; {@link Kept#find} compares them all. */
    @Test
    void aFlippedBitIsNoticed() throws IOException {
        fill(20);
        Path segment = Kept.segments(directory()).getFirst();
        byte[] whole = Files.readAllBytes(segment);
        Segment layout = Segment.ofSize(1 << 16, Kept.IDENTITY, "model", Kept.DIMENSION);
        var random = new Random(1);
        for (int trial = 0; trial < 300; trial++) {
            long at = switch (trial % 3) {
                case 0 -> random.nextInt(Segment.HEADER);
                case 1 -> layout.key(0) + random.nextInt(20 * Segment.KEY);
                default -> layout.vector(0) + random.nextInt(20 * layout.stride());
            };
            flip(segment, at, random.nextInt(8));
            int found = Kept.count(directory(), 20);
            assertEquals(trial % 3 == 0 ? 0 : 19, found, "byte %d".formatted(at));
            Files.write(segment, whole);
        }
        assertEquals(20, Kept.count(directory(), 20));
    }

    private static void flip(Path file, long at, int bit) throws IOException {
        try (var bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(at);
            int value = bytes.read();
            bytes.seek(at);
            bytes.write(value ^ 1 << bit);
        }
    }

    @Test
    void aDamagedVectorIsReportedUntilItIsMadeAnew() throws IOException {
        fill(20);
        Segment layout = Segment.ofSize(1 << 16, Kept.IDENTITY, "model", Kept.DIMENSION);
        flip(Kept.segments(directory()).getFirst(), layout.vector(7) + 2, 3);
        try (VectorStore store = Kept.open(directory())) {
            assertEquals(19, Kept.find(store, 0, 20).size());
            assertEquals(List.of("1 vectors in %s are damaged, and are made anew"
                    .formatted(directory().resolve(Kept.IDENTITY.toString()))), store.problems());
            Kept.add(store, 7, 8, 0);
        }
        try (VectorStore store = Kept.open(directory())) {
            assertEquals(20, Kept.find(store, 0, 20).size());
            assertEquals(List.of(), store.problems());
        }
    }

    /** A file of another version, dimension or identity is not used; one that nobody can read is made anew. */
    @Test
    void whatIsNotItsOwnIsNotUsed() throws IOException {
        fill(20);
        Path segment = Kept.segments(directory()).getFirst();
        byte[] whole = Files.readAllBytes(segment);
        byte[] otherVersion = whole.clone();
        otherVersion[17]++;
        assertEquals('2', otherVersion[17]);
        Files.write(segment, checked(otherVersion));
        assertEquals(0, Kept.count(directory(), 20));
        Files.write(segment, whole);
        try (VectorStore store = Kept.open(directory())) {
            var wanted = new Wanted(List.of(Kept.digest(1)));
            store.find(wanted, Kept.DIMENSION + 1, (_, _, _) -> {
                throw new AssertionError();
            });
            assertFalse(wanted.isFound(0));
        }
        Digest other = Digest.of("other");
        Path elsewhere = Files.createDirectory(directory().resolve(other.toString()));
        Files.copy(segment, elsewhere.resolve(segment.getFileName()));
        try (VectorStore store = new VectorCache(directory(), Kept.LIMIT).open(other, new Workers(1))) {
            assertEquals(Optional.empty(), store.model());
            assertEquals(0, Kept.find(store, 0, 20).size());
            Kept.add(store, 0, 3, 0);
            assertEquals(3, Kept.find(store, 0, 20).size());
            assertEquals(1, store.problems().size());
        }
    }

    /** Two versions of the program that use one cache delete nothing of each other's. */
    @Test
    void theFilesOfAnotherVersionAreLeftAlone() throws IOException {
        fill(20);
        Path segment = Kept.segments(directory()).getFirst();
        byte[] next = Files.readAllBytes(segment);
        next[17] = '2';
        Files.write(segment, next);
        addThreeMore();
        assertArrayEquals(next, Files.readAllBytes(segment));
        assertEquals(2, Kept.segments(directory()).size());
        assertEquals(List.of("(of another version)", "model"), new VectorCache(directory(), Kept.LIMIT).contents()
                .models().stream().map(part -> part.model().name()).toList());
    }

    @Test
    void whatMayOnlyBeReadIsReadAndNotContinued() throws IOException {
        fill(20);
        Path segment = Kept.segments(directory()).getFirst();
        byte[] whole = Files.readAllBytes(segment);
        Files.setPosixFilePermissions(segment, PosixFilePermissions.fromString("r--r--r--"));
        assumeFalse(Files.isWritable(segment), "root may write what is read-only");
        addThreeMore();
        assertArrayEquals(whole, Files.readAllBytes(segment));
        assertEquals(23, Kept.count(directory(), 23));
    }

    private void addThreeMore() {
        try (VectorStore store = Kept.open(directory())) {
            Kept.add(store, 20, 23, 0);
            assertEquals(3, Kept.find(store, 20, 23).size());
            assertEquals(List.of(), store.problems());
        }
    }

    /** A header with a right checksum. */
    private static byte[] checked(byte[] file) {
        var crc = new CRC32C();
        crc.update(file, 0, Segment.HEADER - Integer.BYTES);
        ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(Segment.HEADER - Integer.BYTES,
                (int) crc.getValue());
        return file;
    }

    /** Two runs of one process write to segments of their own. */
    @Test
    void twoWritersDoNotDisturbEachOther() {
        try (VectorStore one = Kept.open(directory()); VectorStore other = Kept.open(directory())) {
            for (int i = 0; i < 10; i++) {
                Kept.add(one, 10 * i, 10 * i + 5, 0);
                Kept.add(other, 10 * i + 5, 10 * i + 10, 0);
            }
            assertEquals(100, Kept.find(one, 0, 100).size());
        }
        assertEquals(2, Kept.segments(directory()).size());
        try (VectorStore store = Kept.open(directory())) {
            Kept.add(store, 100, 101, 0);
        }
        assertEquals(2, Kept.segments(directory()).size());
    }

    @Test
    void vectorsThatAreNotFiniteAreNotKept() {
        try (VectorStore store = Kept.open(directory())) {
            store.add("model", new Digest[]{Kept.digest(1)}, new float[][]{{1, 2, Float.NaN, 4, 5}}, 0);
            store.add("model", new Digest[]{Kept.digest(1)}, new float[][]{{1, 2, 3, Float.NEGATIVE_INFINITY, 5}}, 0);
            assertEquals(0, Kept.find(store, 0, 3).size());
        }
    }

    @Test
    void aCacheThatCannotBeWrittenIsOneNote() throws IOException {
        Files.writeString(directory(), "a file stands where the directory should be");
        try (VectorStore store = Kept.open(directory())) {
            assertEquals(0, Kept.find(store, 0, 3).size());
            Kept.add(store, 0, 2, 0);
            Kept.add(store, 2, 4, 0);
            List<String> problems = store.problems();
            assertEquals(1, problems.size(), problems::toString);
            assertTrue(problems.getFirst().startsWith("vectors are not kept in " + directory()), problems::toString);
            assertEquals(List.of(), store.problems());
        }
    }
}
