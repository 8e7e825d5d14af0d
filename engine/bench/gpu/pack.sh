#!/bin/sh
# Packs what a machine with a GPU needs for the check into engine/target/gpu-check, below 64 MB: a Java runtime, our jars, and
# the peer in PyTorch. Needs Maven and a JDK 25 here; there nothing but a driver, the CUDA libraries and, for the peer, PyTorch.
#
#   engine/bench/gpu/pack.sh                        # further arguments go to Maven
#   engine/target/gpu-check/check.sh RESULTS        # there
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
pack=$root/engine/target/gpu-check
jdk=${JAVA_HOME:-}
for candidate in "$jdk" /usr/lib/jvm/*25* /usr/lib/jvm/*; do
    if [ -x "$candidate/bin/jlink" ] && "$candidate/bin/java" -version 2>&1 | grep -q 'version "2[5-9]'; then
        jdk=$candidate
        break
    fi
done
[ -x "$jdk/bin/jlink" ] || { echo "no JDK 25 with jlink: set JAVA_HOME to one" >&2; exit 1; }

cd "$root"
rm -rf "$pack"
mkdir -p "$pack/lib" "$pack/work"
mvn -B -q -pl engine -am test-compile dependency:build-classpath -Dmdep.outputFile="$pack/work/classpath" -Dmdep.includeScope=runtime \
    "$@"
"$jdk/bin/jlink" --add-modules java.base,jdk.incubator.vector --strip-debug --no-man-pages --no-header-files --compress zip-9 \
    --output "$pack/java"

for module in spi/api native-bindings engine; do
    rm -rf "$pack/work/classes"
    cp -r "$module/target/classes" "$pack/work/classes"
    # The other systems' libraries stay here.
    find "$pack/work/classes" -path '*openblas*' \( -path '*linux-arm64*' -o -path '*macosx*' -o -path '*windows*' \) -type f -delete
    "$jdk/bin/jar" --create --file "$pack/lib/$(echo "$module" | tr / -).jar" -C "$pack/work/classes" .
done
(cd engine/target/test-classes && "$jdk/bin/jar" --create --file "$pack/lib/bench.jar" dev/smoothie/engine/bench/Gpu*.class \
    dev/smoothie/engine/bench/Data*.class dev/smoothie/engine/bench/Answers*.class dev/smoothie/engine/cuda/CardMeasurements*.class)
# The last module that wrote it is the engine; our own modules are folders in it.
tr : '\n' < "$pack/work/classpath" | grep '\.jar$' | while read -r jar; do
    cp "$jar" "$pack/lib/"
done
cp "$here/check.sh" "$here/peer.py" "$here/table.py" "$pack/"
rm -rf "$pack/work"

size=$(du -sk "$pack" | cut -f1)
echo "$pack: $size KB"
[ "$size" -lt 62000 ] || { echo "more than a machine takes: 64 MB with the sources" >&2; exit 1; }
