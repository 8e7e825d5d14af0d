#!/bin/sh
# Generates the bindings of OpenBLAS. Expects jextract on the PATH and, as its argument, the folder that holds cblas.h and
# openblas_config.h: org/bytedeco/openblas/linux-x86_64/include in the linux-x86_64 jar of org.bytedeco:openblas, in the
# version that the pom names. What is included here are ints and pointers, the same on all platforms that we ship for.
#
# No library is named: OpenBlas loads it, by path, before it touches the generated class.
set -eu

headers=${1:?usage: $0 FOLDER_OF_CBLAS_H}
sources=$(CDPATH='' cd -- "$(dirname -- "$0")/../main/java" && pwd)
package=dev.smoothie.bindings.generated.openblas

rm -rf "$sources/dev/smoothie/bindings/generated/openblas"
jextract --output "$sources" --target-package "$package" --header-class-name CBlas --include-dir "$headers" \
    --include-function cblas_sgemm \
    --include-function openblas_get_config \
    --include-function openblas_get_corename \
    --include-function openblas_get_num_threads \
    --include-function openblas_get_parallel \
    --include-function openblas_set_num_threads \
    --include-constant CblasNoTrans \
    --include-constant CblasRowMajor \
    --include-constant CblasTrans \
    "$headers/cblas.h"

# jextract describes every C type as it is on the machine that it runs on. A long is shorter on Windows, where the cast in
# that one line would keep the class from starting, and nothing here is a long.
sed -i.orig "/ C_LONG = /d" "$sources"/dev/smoothie/bindings/generated/openblas/*shared.java
rm "$sources"/dev/smoothie/bindings/generated/openblas/*.orig
