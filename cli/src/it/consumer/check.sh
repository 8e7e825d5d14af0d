#!/bin/sh
# Builds and runs a program that depends on the published artifacts, in the folder that 'mvn -Prelease deploy' has filled:
#   cli/src/it/consumer/check.sh [FOLDER]
# Maven has an empty repository of its own for this, so that nothing comes from anywhere but that folder and Maven Central.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
target=$(cd "$here/../../.." && pwd)/target
published=$(cd "${1:-$target/repository}" && pwd)

# What Maven Central asks of every jar.
find "$published" -name '*.pom' | while read -r pom; do
    artifact=${pom%.pom}
    for file in "$pom" "$artifact.jar" "$artifact-sources.jar" "$artifact-javadoc.jar"; do
        # A parent has no jars.
        grep -q '<packaging>pom</packaging>' "$pom" && [ "$file" != "$pom" ] && continue
        [ -f "$file" ] || { echo "check.sh: $file is missing" >&2; exit 1; }
        for sum in md5 sha1; do
            [ "$(cat "$file.$sum")" = "$("${sum}sum" < "$file" | cut -d ' ' -f 1)" ] || {
                echo "check.sh: $file.$sum is not its checksum" >&2
                exit 1
            }
        done
    done
done

rm -rf "$target/consumer"
mkdir -p "$target/consumer"
cp -R "$here/pom.xml" "$here/src" "$target/consumer"
mvn -B -q -f "$target/consumer/pom.xml" -Dmaven.repo.local="$target/consumer-repository" "-Dpublished=file://$published" test
echo "the program outside compiles against $published and routes"
