#!/bin/sh
# The check on a GPU, in at most 8 minutes: versions, answers against double arithmetic, a memory checker, what the card can do,
# searches in all precisions, the whole job, and the same by PyTorch. Results go to the folder that is named, with a table.
#
#   check.sh RESULTS [quick]      # quick: small sizes, to see whether everything runs
set -u
here=$(cd "$(dirname "$0")" && pwd)
results=${1:?the folder for the results}
mkdir -p "$results"
results=$(cd "$results" && pwd)
if [ "${2:-}" = quick ]; then
    answers=answers:60 ceilings=ceilings:4:64 searches="search:150:384" job=job:120:16:3 small=ceilings:4:64 peer="--n 2000 --few 1000 --d 32 --m 3"
else
    answers=answers:3000 ceilings=ceilings:4096:8192 searches="search:100000:384 search:100000:768" job=job:1000000:768:10
    small=ceilings:1024:8192 peer="--n 1000000 --few 100000 --d 768 --m 10"
fi
export SMOOTHIE_CACHE="$results/cache"
java="$here/java/bin/java --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED -XX:+UseParallelGC -Xmx4g -cp $here/lib/*"
main=dev.smoothie.engine.bench.GpuCheck
failed=0

part() { # name, seconds, command...
    name=$1 seconds=$2
    shift 2
    echo "== $name"
    timeout -k 5 "$seconds" "$@" > "$results/$name.log" 2>&1
    code=$?
    cat "$results/$name.log"
    [ $code -eq 0 ] || { echo "== $name FAILED with $code"; failed=1; }
}

{
    date -u
    nvidia-smi --query-gpu=name,driver_version,memory.total --format=csv 2>&1
    "$here/java/bin/java" -version 2>&1
    nvcc --version 2>&1 | tail -2
    python3 -c 'import torch; print("PyTorch", torch.__version__, "CUDA", torch.version.cuda)' 2>&1
} | tee "$results/machine.txt"

set -f
part answers 100 $java $main "$results/answers.json" $answers
if command -v compute-sanitizer > /dev/null; then
    part memcheck 45 compute-sanitizer --tool memcheck --error-exitcode 9 $java $main "$results/memcheck.json" tiny
    part racecheck 45 compute-sanitizer --tool racecheck --error-exitcode 9 $java $main "$results/racecheck.json" tiny
else
    echo "== no compute-sanitizer here: memory accesses are not checked"
fi
part search 60 $java $main "$results/search.json" $ceilings $searches
part job 110 $java $main "$results/job.json" $small $job
part peer 110 python3 "$here/peer.py" "$results/peer.json" $peer
set +f
python3 "$here/table.py" "$results" || failed=1
rm -rf "$results/cache"
exit $failed
