#!/bin/sh
# The check on a GPU, in at most 8 minutes: versions, answers against double arithmetic, a memory checker, what the card can do,
# searches in all precisions, the whole job, and the same by PyTorch. It leaves two files in the folder that is named:
# check.log, everything that was printed, and results.json, all figures.
#
#   check.sh RESULTS [quick]      # quick: small sizes, to see whether everything runs
set -u
here=$(cd "$(dirname "$0")" && pwd)
results=${1:?the folder for the results}
mkdir -p "$results"
results=$(cd "$results" && pwd)
parts=$(mktemp -d)
trap 'rm -rf "$parts"' EXIT
if [ "${2:-}" = quick ]; then
    answers=answers:60 ceilings=ceilings:4:64 searches="search:150:384" job=job:120:16:3 small=ceilings:4:64 peer="--n 2000 --few 1000 --d 32 --m 3"
else
    answers=answers:3000 ceilings=ceilings:4096:8192 searches="search:100000:384 search:100000:768" job=job:1000000:768:10
    small=ceilings:1024:8192 peer="--n 1000000 --few 100000 --d 768 --m 10"
fi
export SMOOTHIE_CACHE="$parts/cache"
java="$here/java/bin/java --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED -XX:+UseParallelGC -Xmx4g -cp $here/lib/*"
main=dev.smoothie.core.bench.GpuCheck
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

check() {
    {
        date -u
        nvidia-smi --query-gpu=name,driver_version,memory.total --format=csv 2>&1
        "$here/java/bin/java" -version 2>&1
        nvcc --version 2>&1 | tail -2
        python3 -c 'import torch; print("PyTorch", torch.__version__, "CUDA", torch.version.cuda)' 2>&1
    } | tee "$parts/machine.txt"
    set -f
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
    set +f
    python3 "$here/table.py" "$parts" "$results/results.json" || failed=1
    echo "$failed" > "$parts/failed"
}

check 2>&1 | tee "$results/check.log"
exit "$(cat "$parts/failed" 2> /dev/null || echo 1)"
