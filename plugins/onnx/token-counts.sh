#!/bin/sh
# Counts the tokens of English texts from packages of Debian 12 and writes
# src/main/resources/dev/smoothie/plugin/onnx/token-counts.gz: only the counts are kept. Needs Debian's apt-get and dpkg-deb,
# and this module built with its tests: mvn -B -DskipTests package -pl plugins/onnx -am
set -eu
cd "$(dirname "$0")"
[ -d target/test-classes ] || { echo "build this module with its tests first: mvn -B -DskipTests package -pl plugins/onnx -am" >&2; exit 1; }
here=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get download anarchism=15.3-3 debian-handbook=11.20220922 fortunes=1:1.99.1-7.3 jargon-text=4.4.7-4.1 \
    wordnet-base=1:3.0-37
for package in *.deb; do dpkg-deb -x "$package" .; done
cd "$here"
# Sorted in one way everywhere; the counts do not depend on the order.
export LC_ALL=C
libraries=$(find target/plugin -name '*.jar' | tr '\n' ':')
java -cp "target/test-classes:target/classes:$libraries:../../spi/api/target/classes" dev.smoothie.plugin.onnx.TokenCounting \
    src/main/resources/dev/smoothie/plugin/onnx/token-counts.gz \
    $(find "$work/usr/share/doc/anarchism/html" -name '*.html' | sort) \
    $(find "$work/usr/share/doc/debian-handbook/html/en-US" -name '*.html' | sort) \
    $(find "$work/usr/share/games/fortunes" -type f ! -name '*.dat' | sort) \
    "$work/usr/share/doc/jargon-text/jargon.txt.gz" \
    "$work"/usr/share/wordnet/data.adj "$work"/usr/share/wordnet/data.adv "$work"/usr/share/wordnet/data.noun \
    "$work"/usr/share/wordnet/data.verb
