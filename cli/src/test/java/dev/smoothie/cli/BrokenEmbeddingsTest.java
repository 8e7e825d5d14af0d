package dev.smoothie.cli;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static dev.smoothie.cli.Broken.floats;
import static dev.smoothie.cli.Broken.when;

/** Tests malformed {@code .npy} files: there is one clear message that names the file, and no output. */
class BrokenEmbeddingsTest {
    private static final int[] OUTPUTS = {3, 3, 2};

    @TempDir
    Path directory;

    static Stream<Broken> values() {
        return Stream.of(
                when("NaN in an output").npy("l.npy", OUTPUTS, with(18, 9, Float.NaN)).route("$/x.jsonl")
                        .fails("generator b", "sample q2", "$/x.jsonl:2", "not finite"),
                when("infinity in an output").npy("l.npy", OUTPUTS, with(18, 17, Float.NEGATIVE_INFINITY))
                        .route("$/x.jsonl").fails("generator c", "sample q3", "$/x.jsonl:3", "not finite"),
                when("infinity in an output, scored").npy("l.npy", OUTPUTS, with(18, 0, Float.POSITIVE_INFINITY))
                        .run("score $/x.jsonl --generation-embeddings $/l.npy").fails("generator a", "sample q1"),
                when("NaN in an input").npy("x.npy", new int[]{3, 2}, with(6, 5, Float.NaN)).route("$/x.jsonl")
                        .fails("input", "sample q3", "$/x.jsonl:3", "not finite"),
                when("infinity in an input").npy("x.npy", new int[]{3, 2}, with(6, 2, Float.POSITIVE_INFINITY))
                        .route("$/x.jsonl").fails("input", "sample q2", "$/x.jsonl:2", "not finite"),
                trainedOn("NaN in a training output").npy("tl.npy", OUTPUTS, with(18, 2, Float.NaN))
                        .fails("generator b", "sample t1", "$/t.jsonl:1", "not finite"),
                trainedOn("NaN in a test input").npy("x.npy", new int[]{3, 2}, with(6, 0, Float.NaN))
                        .fails("input", "sample q1", "$/x.jsonl:1", "not finite"),
                trainedOn("other dimensions of training inputs").npy("tx.npy", new int[]{3, 5}, floats(15))
                        .fails("inputs have 2 numbers", "training inputs 5", "same model"),
                trainedOn("training inputs for another number of samples").npy("tx.npy", new int[]{2, 2}, floats(4))
                        .fails("$/tx.npy", "3 samples", "[2, 2]"));
    }

    static Stream<Broken> shapes() {
        return Stream.of(
                when("outputs of too few samples").npy("l.npy", new int[]{2, 3, 2}, floats(12)).route("$/x.jsonl")
                        .fails("$/l.npy", "[3 samples, 3 generators, any d]", "[2, 3, 2]"),
                when("outputs of too many generators").npy("l.npy", new int[]{3, 4, 2}, floats(24))
                        .route("$/x.jsonl").fails("$/l.npy", "3 generators", "[3, 4, 2]"),
                when("outputs of too few axes").npy("l.npy", new int[]{9, 2}, floats(18)).route("$/x.jsonl")
                        .fails("$/l.npy", "3 generators", "[9, 2]"),
                when("outputs of too many axes").npy("l.npy", new int[]{3, 1, 3, 2}, floats(18)).route("$/x.jsonl")
                        .fails("$/l.npy", "3 generators", "[3, 1, 3, 2]"),
                when("outputs without repeats").file("r.jsonl", Broken.SAMPLES.replace("\"x\"", "[\"x\", \"w\"]"))
                        .route("$/r.jsonl").fails("$/l.npy", "2 repeats", "[3, 3, 2]"),
                when("inputs of too few samples").npy("x.npy", new int[]{2, 2}, floats(4)).route("$/x.jsonl")
                        .fails("$/x.npy", "[3 samples, any d]", "[2, 2]"),
                when("inputs of one axis").npy("x.npy", new int[]{3}, floats(3)).route("$/x.jsonl").fails("$/x.npy",
                        "[3 samples, any d]", "[3]"),
                when("inputs without numbers").npy("x.npy", new int[]{3, 0}).route("$/x.jsonl").fails("$/x.npy",
                        "at least 1 number", "[3, 0]"));
    }

    static Stream<Broken> files() {
        byte[] good = Folder.npy("'<f4'", "False", OUTPUTS, ByteOrder.LITTLE_ENDIAN, floats(18));
        return Stream.of(
                outputs("Fortran order",
                        Folder.npy("'<f4'", "True", OUTPUTS, ByteOrder.LITTLE_ENDIAN, floats(18)))
                        .fails("$/l.npy", "Fortran order", "C order", "ascontiguousarray"),
                outputs("big-endian", Folder.npy("'>f4'", "False", OUTPUTS, ByteOrder.BIG_ENDIAN, floats(18)))
                        .fails("$/l.npy", ">f4", "big-endian", "astype"),
                outputs("float64", Folder.npy("'<f8'", "False", OUTPUTS, ByteOrder.LITTLE_ENDIAN, floats(36)))
                        .fails("$/l.npy", "<f8", "float64", "astype"),
                outputs("float16", Folder.npy("'<f2'", "False", OUTPUTS, ByteOrder.LITTLE_ENDIAN, floats(9)))
                        .fails("$/l.npy", "<f2", "float16", "astype"),
                outputs("Python objects", Folder.npy("'|O'", "False", OUTPUTS, ByteOrder.LITTLE_ENDIAN, floats(18)))
                        .fails("$/l.npy", "|O", "Python objects"),
                outputs("a record type",
                        Folder.npy("[('v', '<f4')]", "False", OUTPUTS, ByteOrder.LITTLE_ENDIAN, floats(18)))
                        .fails("$/l.npy", "v, <f4"),
                outputs("cut in the data", Arrays.copyOf(good, good.length - 4)).fails("$/l.npy", "truncated",
                        "72 bytes", "found 68"),
                outputs("cut in the header", Arrays.copyOf(good, 60)).fails("$/l.npy", "truncated", "header"),
                outputs("bytes after the end", Arrays.copyOf(good, good.length + 4)).fails("$/l.npy", "after the end",
                        "72 bytes", "found 76"),
                outputs("an empty file", new byte[0]).fails("$/l.npy", "not a .npy file"),
                outputs("not an .npy file", "PK\3\4 this is an .npz file".getBytes(StandardCharsets.US_ASCII))
                        .fails("$/l.npy", "not a .npy file", "numpy.save"),
                when("a missing .npy").route("$/x.jsonl --train $/x.jsonl --train-input-embeddings $/none.npy")
                        .fails("$/none.npy", "no such file"),
                when("a directory for an .npy").with(folder -> BrokenInputsTest.directory(folder, "d.npy"))
                        .run("score $/x.jsonl --generation-embeddings $/d.npy").fails("$/d.npy", "is a directory"));
    }

    private static Broken outputs(String name, byte[] bytes) {
        return when(name).file("l.npy", bytes).route("$/x.jsonl");
    }

    private static Broken trainedOn(String name) {
        return when(name).file("t.jsonl", Broken.SAMPLES.replace("\"q", "\"t"))
                .npy("tx.npy", new int[]{3, 2}, floats(6))
                .npy("tl.npy", OUTPUTS, floats(18)).route("$/x.jsonl --train $/t.jsonl"
                        + " --train-input-embeddings $/tx.npy --train-generation-embeddings $/tl.npy");
    }

    private static float[] with(int count, int at, float value) {
        float[] values = floats(count);
        values[at] = value;
        return values;
    }

    @ParameterizedTest
    @MethodSource({"values", "shapes", "files"})
    void oneMessageSaysWhatIsWrongAndWhere(Broken broken) {
        broken.check(new Folder(directory));
    }
}
