package dev.smoothie.cli;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static dev.smoothie.cli.Broken.when;

/**
 * Tests options that make no sense, and outputs that cannot be written: there is one clear message, and no file is left
 * behind.
 */
class BrokenOptionsTest {

    @TempDir
    Path directory;

    static Stream<Broken> usage() {
        return Stream.of(
                when("no INPUT").run("route -o $/out.jsonl").isWrongUsage("INPUT"),
                when("no INPUT before --train").run("route -o $/out.jsonl --train $/x.jsonl").isWrongUsage("INPUT"),
                when("no INPUT to score").run("score").isWrongUsage("INPUT"),
                when("an option twice").route("$/x.jsonl --neighbors 3").isWrongUsage("--neighbors", "only once"),
                when("an unknown option").route("$/x.jsonl --neighbours 3").isWrongUsage("--neighbours"),
                when("an unknown view").route("$/x.jsonl --view last-line").isWrongUsage("last-line", "first-line",
                        "regex:PATTERN"),
                when("a bad regular expression").route("$/x.jsonl --view regex:(a").isWrongUsage("regex:(a",
                        "character 3", "Unclosed group"),
                when("a bad JSON pointer").route("$/x.jsonl --view json:answer").isWrongUsage("--view", "\"answer\"",
                        "/answer"),
                when("an unknown method").route("$/x.jsonl --method knn").isWrongUsage("--method", "knn",
                        "local, global, posterior, consensus, shrunk, vote, reviews, reviewsAndAgreement, reviews+agreement"),
                when("an unknown backend").route("$/x.jsonl --backend gpu").isWrongUsage("--backend", "'gpu'",
                        "auto, cuda, openblas, vector, scalar"),
                when("an unknown precision").route("$/x.jsonl --precision fp8").isWrongUsage("--precision", "'fp8'",
                        "auto, fp16, bf16, tf32, bf16x3, fp32"),
                when("a precision of another backend").route("$/x.jsonl --backend vector --precision tf32")
                        .isWrongUsage("--precision tf32", "cuda", "vector"),
                when("no neighbours").run("route $/x.jsonl --neighbors 0 -o $/out.jsonl").isWrongUsage("--neighbors",
                        "at least 1", "got 0"),
                when("a negative number of neighbours").run("route $/x.jsonl --neighbors -1 -o $/out.jsonl")
                        .isWrongUsage("--neighbors", "at least 1", "got -1"),
                when("neighbours that are no number").run("route $/x.jsonl --neighbors abc -o $/out.jsonl")
                        .isWrongUsage("--neighbors", "abc", "whole number"),
                when("neighbours beyond an int").run("route $/x.jsonl --neighbors 99999999999 -o $/out.jsonl")
                        .isWrongUsage("--neighbors", "99999999999", "whole number"),
                when("neighbours for global").route("$/x.jsonl --method global").isWrongUsage("--neighbors",
                        "--method global"),
                when("neighbours that are no number").run(
                        "route $/x.jsonl --method posterior --neighbors auto -o $/out.jsonl")
                        .isWrongUsage("--neighbors", "'auto'", "whole number"),
                when("a search for global").run(
                        "route $/x.jsonl --method global --neighbors-search jvector -o $/out.jsonl")
                        .isWrongUsage("--neighbors-search jvector", "no meaning", "--method global"),
                when("a search for a sample's own outputs").run(
                        "route $/x.jsonl --neighbors 1 --neighbors-search jvector:degree=9 -o $/out.jsonl")
                        .isWrongUsage("--neighbors-search jvector:degree=9", "local k=1"),
                when("options of exact search").route("$/x.jsonl --neighbors-search exact:k=3").isWrongUsage("exact",
                        "no options", "'k=3'"),
                when("an unknown metric").run("evaluate $/x.jsonl --metric bleu").isWrongUsage("--metric", "'bleu'",
                        "rouge1"),
                when("no neighbours to evaluate").run("evaluate $/x.jsonl --neighbors 5,0").isWrongUsage(
                        "--neighbors", "at least 1", "got 0"),
                when("labels from nowhere").run("evaluate $/x.jsonl --labels $/none.jsonl").isWrongUsage("--labels",
                        "none.jsonl", "fraction"),
                when("all samples as labels").run("evaluate $/x.jsonl --labels 1").isWrongUsage("--labels", "'1'"),
                when("no labels at all").run("evaluate $/x.jsonl --labels 0.5 --label-count 0").isWrongUsage(
                        "--label-count", "at least 1"),
                when("embeddings of labels without a file").run(
                        "evaluate $/x.jsonl --labels 0.5 --label-input-embeddings $/x.npy")
                        .isWrongUsage("--label-input-embeddings", "--labels FILE"),
                when("choices into the table").run("evaluate $/x.jsonl -o -").isWrongUsage("--output", "table"),
                when("no threads").route("$/x.jsonl --threads 0").isWrongUsage("--threads", "at least 1", "got 0"),
                when("no threads to embed with").run("embed $/x.jsonl --inputs $/i.npy --threads 0")
                        .isWrongUsage("--threads", "at least 1", "got 0"),
                when("nothing to write").run("embed $/x.jsonl").isWrongUsage("--inputs", "--generations"),
                when("one file for both").run("embed $/x.jsonl --inputs $/e.npy --generations $/e.npy")
                        .isWrongUsage("--inputs", "--generations", "$/e.npy"),
                when("training embeddings without --train").route("$/x.jsonl --train-input-embeddings $/x.npy")
                        .isWrongUsage("--train-input-embeddings", "--train"),
                when("training outputs without --train").route("$/x.jsonl --train-generation-embeddings $/l.npy")
                        .isWrongUsage("--train-generation-embeddings", "--train"));
    }

    static Stream<Broken> plugins() {
        return Stream.of(
                when("an unknown embedder").run("route $/x.jsonl --embedder glove -o $/out.jsonl").fails("'glove'",
                        "--plugin-dir"),
                when("an unknown search").route("$/x.jsonl --neighbors-search hnsw").fails("'hnsw'", "--plugin-dir",
                        "exact is built in"),
                when("an unknown search to evaluate").run("evaluate $/x.jsonl --neighbors-search hnsw").fails("'hnsw'",
                        "exact is built in"),
                when("a missing plugin directory").run("route $/x.jsonl --plugin-dir $/none -o $/out.jsonl")
                        .fails("$/none", "does not exist"),
                when("a file for a plugin directory").run("doctor --plugin-dir $/x.jsonl").fails("$/x.jsonl",
                        "not a directory"),
                when("a plugin directory without jars").with(folder -> BrokenInputsTest.directory(folder, "p"))
                        .run("score $/x.jsonl --plugin-dir $/p --embedder p").fails("'p'", "/p", "no jar"));
    }

    static Stream<Broken> outputs() {
        return Stream.of(
                when("a missing directory").run("route $/x.jsonl -o $/none/out.jsonl").fails("$/none/out.jsonl",
                        "no directory", "create it"),
                when("a directory").with(folder -> BrokenInputsTest.directory(folder, "d"))
                        .run("route $/x.jsonl -o $/d").fails("$/d", "is a directory"),
                when("a missing directory to embed into").run("embed $/x.jsonl --inputs $/none/x.npy")
                        .fails("$/none/x.npy", "no directory", "create it"),
                when("a directory to embed into").with(folder -> BrokenInputsTest.directory(folder, "d"))
                        .run("embed $/x.jsonl --generations $/d").fails("$/d", "is a directory"));
    }

    static Stream<Broken> fullDisk() {
        return Stream.of(when("a full disk")
                .run("route $/x.jsonl --method global --generation-embeddings $/l.npy -o /dev/full").fails("/dev/full",
                        "cannot write",
                        "No space left"));
    }

    @ParameterizedTest
    @MethodSource({"usage", "plugins", "outputs"})
    void oneMessageSaysWhatIsWrong(Broken broken) {
        broken.check(new Folder(directory));
    }

    @ParameterizedTest
    @EnabledOnOs(OS.LINUX)
    @MethodSource("fullDisk")
    void aFullDiskIsAMessage(Broken broken) {
        broken.check(new Folder(directory));
    }
}
