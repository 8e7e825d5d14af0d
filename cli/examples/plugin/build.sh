#!/bin/sh
# Builds and tests the example plugin in a checkout of Smoothie, and leaves it in target/plugin, ready for --plugin-dir.
#
# It first publishes what a plugin is built against (SPI and contracts), which Maven Central does not have, to a Maven
# repository in target/repository. Nothing is written outside of the checkout, the user's own repository stays as it is; the
# price is that Maven downloads its plugins once more. Arguments are handed to Maven.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
checkout=$here/../../..
if [ ! -f "$checkout/spi/tck/pom.xml" ]; then
    echo "build.sh: there are no sources of Smoothie in $checkout; run it in a checkout" >&2
    exit 1
fi

mvn -B "$@" -Dmaven.repo.local="$here/target/repository" -f "$checkout/pom.xml" -pl spi/api,spi/simulation,spi/tck -am \
    -Dmaven.test.skip=true -Dspotless.check.skip=true install
mvn -B "$@" -Dmaven.repo.local="$here/target/repository" -f "$here/pom.xml" verify
echo "the plugin is ready: smoothie route ... --plugin-dir $here/target/plugin --embedder ngrams"
