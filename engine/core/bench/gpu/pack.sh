#!/bin/sh
# Packs what a machine with a GPU needs for the check into one file, engine/core/target/gpu-check.tar.gz, below 62 MB: a Java
# runtime, our jars, the libraries that they need, and the peer in PyTorch. Needs Maven and a JDK 25 here; there nothing but a
# driver, the CUDA libraries and, for the peer, PyTorch.
#
#   engine/core/bench/gpu/pack.sh                   # further arguments go to Maven
#   tar xzf gpu-check.tar.gz && gpu-check/check.sh RESULTS    # there
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../../.." && pwd)
target=$root/engine/core/target
pack=$target/gpu-check
jdk=${JAVA_HOME:-}
for candidate in "$jdk" /usr/lib/jvm/*25* /usr/lib/jvm/*; do
    if [ -x "$candidate/bin/jlink" ] && "$candidate/bin/java" -version 2>&1 | grep -q 'version "2[5-9]'; then
        jdk=$candidate
        break
    fi
done
[ -x "$jdk/bin/jlink" ] || { echo "no JDK 25 with jlink: set JAVA_HOME to one" >&2; exit 1; }

cd "$root"
rm -rf "$pack" "$pack.tar.gz"
mkdir -p "$pack/lib" "$pack/work"
mvn -B -q -pl engine/pipeline,plugins/onnx -am test-compile "$@"
# Only what the core needs when it runs; tests bring libraries that the check has no use for.
mvn -B -q -pl engine/core -am -DskipTests process-test-classes dependency:build-classpath \
    -Dmdep.outputFile="$pack/work/classpath" -DincludeScope=runtime -DexcludeGroupIds=dev.smoothie "$@"
# What the plugin needs; there only its tokenizer in Java runs, which reads its vocabulary by Gson.
mvn -B -q -pl plugins/onnx -am -DskipTests process-test-classes dependency:build-classpath \
    -Dmdep.outputFile="$pack/work/plugin" -DincludeScope=runtime -DexcludeGroupIds=dev.smoothie "$@"
tr : '\n' < "$pack/work/plugin" | grep '/gson-[^/]*\.jar$' > "$pack/work/gson"
mvn -B -q -pl engine/pipeline -am -DskipTests process-test-classes dependency:build-classpath \
    -Dmdep.outputFile="$pack/work/jackson" -DincludeScope=runtime -DincludeArtifactIds=jackson-core "$@"
"$jdk/bin/jlink" --add-modules java.base,jdk.incubator.vector --strip-debug --no-man-pages --no-header-files --compress zip-9 \
    --output "$pack/java"

for module in native-bindings spi/api engine/core engine/pipeline plugins/onnx; do
    rm -rf "$pack/work/classes"
    cp -r "$module/target/classes" "$pack/work/classes"
    # The other systems' libraries stay here.
    find "$pack/work/classes" -path '*openblas*' \( -path '*linux-arm64*' -o -path '*macosx*' -o -path '*windows*' \) -type f -delete
    "$jdk/bin/jar" --create --file "$pack/lib/$(echo "$module" | tr / -).jar" -C "$pack/work/classes" .
done
(cd engine/core/target/test-classes && "$jdk/bin/jar" --create --file "$pack/lib/bench.jar" \
    dev/smoothie/core/bench/Gpu*.class dev/smoothie/core/bench/Data*.class dev/smoothie/core/bench/Answers*.class \
    dev/smoothie/core/cards/search/CardMeasurements*.class dev/smoothie/core/cards/encoder/EncoderTrial*.class \
    dev/smoothie/core/testing/RandomWeights*.class dev/smoothie/core/testing/ReferenceEncoder*.class)
(cd engine/pipeline/target/test-classes && "$jdk/bin/jar" --create --file "$pack/lib/bench-texts.jar" \
    dev/smoothie/pipeline/embedding/TextRates*.class dev/smoothie/pipeline/embedding/RandomTexts*.class \
    dev/smoothie/pipeline/embedding/IdleEncoder*.class dev/smoothie/pipeline/encoders/Runtime*.class \
    dev/smoothie/pipeline/encoders/EncoderSpec*.class dev/smoothie/pipeline/encoders/Random*.class \
    dev/smoothie/pipeline/encoders/Tensor.class)
(cd plugins/onnx/target/test-classes && "$jdk/bin/jar" --create --file "$pack/lib/bench-tokenizer.jar" \
    dev/smoothie/plugin/onnx/WordPieceFactory.class dev/smoothie/plugin/onnx/WordPieceEmbedder.class \
    META-INF/services/dev.smoothie.spi.EmbedderFactory)
cp plugins/onnx/target/plugin/model/tokenizer.json "$pack/"
# ONNX Runtime runs here, and its vectors go there. The models are drawn again there.
"$jdk/bin/java" --enable-native-access=ALL-UNNAMED -classpath "plugins/onnx/target/classes:spi/api/target/classes:\
engine/pipeline/target/test-classes:$(cat "$pack/work/plugin")" \
    dev.smoothie.pipeline.encoders.RuntimeOracle "$pack/work/onnx-runtime" 60
mkdir "$pack/vectors"
cp "$pack/work/onnx-runtime"/*.bin "$pack/vectors/"
# The last modules that wrote them are the core, the plugin and the pipeline.
(cat "$pack/work/classpath"; echo; cat "$pack/work/gson"; echo; cat "$pack/work/jackson"; echo) | tr : '\n' | grep '\.jar$' | while read -r jar; do
    cp "$jar" "$pack/lib/"
done
cp "$here/check.sh" "$here/peer.py" "$here/encoder_peer.py" "$here/table.py" "$pack/"
rm -rf "$pack/work"
tar czf "$pack.tar.gz" -C "$target" gpu-check

size=$(du -k "$pack.tar.gz" | cut -f1)
echo "$pack.tar.gz: $size KB"
ls "$pack/lib"
[ "$size" -lt 62000 ] || { echo "more than a machine takes: 64 MB with the sources" >&2; exit 1; }
