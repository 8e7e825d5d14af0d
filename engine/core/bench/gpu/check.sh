#!/bin/sh
# The check on a GPU. Its part "estimator" takes at most 8 minutes: answers against double arithmetic, a memory checker, what the
# card can do, searches in all precisions, the whole job, and the same by PyTorch. Its part "encoder" takes at most 13: what the
# compiler says of the kernels, errors and bits of vectors, those of ONNX Runtime, a memory checker, tokens a second from ids and
# from texts, and the same by PyTorch. It leaves two files in the folder that is named: check.log, everything that was printed, and
# results.json, all figures.
#
#   check.sh RESULTS [estimator|encoder] [quick]      # both parts without a name; quick: small sizes, to see whether all runs
set -u
here=$(cd "$(dirname "$0")" && pwd)
results=${1:?the folder for the results}
mkdir -p "$results"
results=$(cd "$results" && pwd)
parts=$(mktemp -d)
trap 'rm -rf "$parts"' EXIT
shift
which=all quick=
for word in "$@"; do
    case $word in
    quick) quick=yes ;;
    estimator | encoder) which=$word ;;
    *) echo "no part $word: estimator or encoder" >&2; exit 2 ;;
    esac
done
if [ "$quick" ]; then
    sizes="64:32" encoder_answers="encoder-answers:64:32:2:40:30" encoder_tiny="encoder-answers:64:32:1:17:3" peer_seconds=60
    encoder_rates="encoder-rates:64:32:1:2" encoder_others="encoder-rate:64:32:1:2" encoder_batch="encoder-batch:64:32:1:600"
    encoder_text="64 32 1 6"
    answers=answers:60 ceilings=ceilings:4:64 searches="search:150:384" job=job:120:16:3 small=ceilings:4:64 peer="--n 2000 --few 1000 --d 32 --m 3"
else
    # Few layers where float64 on the host would take minutes.
    sizes="128:32 384:32 768:64 1024:64" encoder_tiny="encoder-answers:128:32:1:130:8" peer_seconds=90
    encoder_answers="encoder-answers:128:32:4:700:4000 encoder-answers:384:32:12:700:4000 encoder-answers:768:64:2:700:2000"
    encoder_answers="$encoder_answers encoder-answers:1024:64:2:512:2000"
    encoder_rates="encoder-rates:384:32:12:20000" encoder_others="encoder-rate:768:64:12:20000 encoder-rate:1024:64:24:10000"
    encoder_batch="encoder-batch:384:32:12:135168" encoder_text="384 32 12 20000"
    answers=answers:3000 ceilings=ceilings:4096:8192 searches="search:100000:384 search:100000:768" job=job:1000000:768:10
    small=ceilings:1024:8192 peer="--n 1000000 --few 100000 --d 768 --m 10"
fi
export SMOOTHIE_CACHE="$parts/cache"
java="$here/java/bin/java --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED -XX:+UseParallelGC -Xmx4g -cp $here/lib/*"
main=dev.smoothie.core.bench.GpuCheck
text_main=dev.smoothie.pipeline.embedding.TextRates
vectors_main=dev.smoothie.pipeline.encoders.RuntimeComparison
failed=0

part() { # name, seconds, command...
    name=$1 seconds=$2
    shift 2
    echo "== $name"
    timeout -k 5 "$seconds" "$@" > "$parts/$name.log" 2>&1
    code=$?
    cat "$parts/$name.log"
    [ $code -eq 0 ] || { echo "== $name FAILED with $code"; failed=1; }
}

estimator() {
    part answers 100 $java $main "$parts/answers.json" $answers
    if command -v compute-sanitizer > /dev/null; then
        # Parameters of a kernel are counted by asking for one more than there are; that is no fault.
        part memcheck 45 compute-sanitizer --tool memcheck --report-api-errors no --error-exitcode 9 $java $main "$parts/memcheck.json" tiny
        part racecheck 45 compute-sanitizer --tool racecheck --error-exitcode 9 $java $main "$parts/racecheck.json" tiny
    else
        echo "== no compute-sanitizer here: memory accesses are not checked"
    fi
    part search 60 $java $main "$parts/search.json" $ceilings $searches
    part job 110 $java $main "$parts/job.json" $small $job
    part peer 110 python3 "$here/peer.py" "$parts/peer.json" $peer
}

# NVRTC compiles one program at a time in a process, so each size has its own; what they compile is kept for what follows.
builds() {
    echo "== encoder-build"
    for size in $sizes; do
        timeout -k 5 100 $java $main "$parts/encoder-build-$size.json" "encoder-build:$size" > "$parts/encoder-build-$size.log" 2>&1 \
            || echo "== encoder-build:$size FAILED with $?" >> "$parts/encoder-build-$size.log" &
    done
    wait
    for size in $sizes; do
        cat "$parts/encoder-build-$size.log"
        if grep -q FAILED "$parts/encoder-build-$size.log"; then failed=1; fi
    done
}

# A count without a limit of its own: what a tool says of kernels that it may not understand decides nothing.
told() { # name, seconds, command...
    before=$failed
    part "$@"
    failed=$before
}

encoder() {
    builds
    part encoder-answers 150 $java $main "$parts/encoder-answers.json" $encoder_answers
    mv "$parts/encoder" "$parts/cases" 2> /dev/null
    # The models have one size, at which a double takes minutes.
    [ "$quick" ] || part encoder-vectors 45 $java $vectors_main "$parts/encoder-vectors.json" "$here/vectors"
    part encoder-rates 120 $java $main "$parts/encoder-rates.json" $encoder_rates $encoder_others
    mv "$parts/encoder" "$parts/cases/rates" 2> /dev/null
    part encoder-text 60 $java $text_main "$parts/encoder-text.json" "$here/tokenizer.json" $encoder_text
    part encoder-peer $((peer_seconds + 50)) python3 "$here/encoder_peer.py" "$parts/encoder-peer.json" "$parts/cases" $peer_seconds
    if command -v compute-sanitizer > /dev/null; then
        part encoder-memcheck 60 compute-sanitizer --tool memcheck --report-api-errors no --error-exitcode 9 \
            $java $main "$parts/encoder-memcheck.json" $encoder_tiny
        told encoder-racecheck 45 compute-sanitizer --tool racecheck --error-exitcode 9 \
            $java $main "$parts/encoder-racecheck.json" $encoder_tiny
    fi
    if command -v ncu > /dev/null; then
        told encoder-kernels 60 ncu --metrics gpu__time_duration.sum --clock-control none --csv --log-file "$parts/kernels.csv" \
            $java $main "$parts/encoder-kernels.json" $encoder_batch
    fi
}

check() {
    {
        date -u
        nvidia-smi --query-gpu=name,driver_version,memory.total --format=csv 2>&1
        "$here/java/bin/java" -version 2>&1
        nvcc --version 2>&1 | tail -2
        python3 -c 'import torch; print("PyTorch", torch.__version__, "CUDA", torch.version.cuda)' 2>&1
    } | tee "$parts/machine.txt"
    set -f
    [ $which = encoder ] || estimator
    [ $which = estimator ] || encoder
    set +f
    python3 "$here/table.py" "$parts" "$results/results.json" || failed=1
    echo "$failed" > "$parts/failed"
}

check 2>&1 | tee "$results/check.log"
exit "$(cat "$parts/failed" 2> /dev/null || echo 1)"
