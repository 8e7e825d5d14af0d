"""Runs the programs that Smoothie is compared with, on files that dev.smoothie.core.bench.Table has written.

    peers.py search FOLDER K THREADS    rows.npy [n, d], neighbors.i32 [n, K]
    peers.py local FOLDER K THREADS     inputs.npy [n, d], generations.npy [n, m, d], routes.i32 [n]

Prints a line for each peer: name, seconds (best of three) or "-", and what became of its answer, separated by tabs.
A peer that is not installed is left out with the reason.
"""

import importlib
import itertools
import os
import sys
import time

task, folder, k, threads = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[variable] = str(threads)  # read when the libraries are loaded


def load(name, package):
    try:
        return importlib.import_module(name)
    except ImportError as e:
        say(package, "-", f"not installed in {sys.executable}: {e} (Debian: apt-get install {package})")
        return None


def say(name, seconds, note):
    print(name, seconds, note, sep="\t", flush=True)


def best(run, rounds=3):
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        answer = run()
        times.append(time.perf_counter() - start)
    return min(times), answer


def same(found, ours):
    """How many rows have the same set of neighbours."""
    equal = (np.sort(found, axis=1) == np.sort(ours, axis=1)).all(axis=1)
    return f"{equal.sum()} of {len(equal)} rows have our neighbours"


def search():
    rows = np.load(os.path.join(folder, "rows.npy"))
    ours = np.fromfile(os.path.join(folder, "neighbors.i32"), np.int32).reshape(len(rows), k)
    faiss = load("faiss", "python3-faiss")
    if faiss:
        faiss.omp_set_num_threads(threads)
        index = faiss.IndexFlatL2(rows.shape[1])
        index.add(rows)
        seconds, (_, found) = best(lambda: index.search(rows, k))
        say(f"FAISS {faiss.__version__} IndexFlatL2", seconds, same(found, ours))
    sklearn = load("sklearn", "python3-sklearn")
    if sklearn:
        neighbors = importlib.import_module("sklearn.neighbors")
        fitted = neighbors.NearestNeighbors(n_neighbors=k, algorithm="brute", n_jobs=threads).fit(rows)
        seconds, found = best(lambda: fitted.kneighbors(rows, return_distance=False))
        say(f"scikit-learn {sklearn.__version__}", seconds, same(found, ours))


def triplet_errors(outputs):
    """The mean triplet estimate of each generator's error from outputs [k, m, d] (Guha et al. 2024, algorithm 1)."""
    m = outputs.shape[1]

    def distance(i, j):
        return ((outputs[:, i] - outputs[:, j]) ** 2).sum(axis=1).mean()

    errors = np.empty(m)
    for i in range(m):
        others = [j for j in range(m) if j != i]
        errors[i] = np.mean([(distance(i, a) + distance(i, b) - distance(a, b)) / 2
                             for a, b in itertools.combinations(others, 2)])
    return errors


def local():
    inputs = np.load(os.path.join(folder, "inputs.npy"))
    generations = np.load(os.path.join(folder, "generations.npy"))
    ours = np.fromfile(os.path.join(folder, "routes.i32"), np.int32)
    if not load("sklearn", "python3-sklearn"):
        return
    neighbors = importlib.import_module("sklearn.neighbors")

    def run():
        fitted = neighbors.NearestNeighbors(n_neighbors=k, algorithm="brute", n_jobs=threads).fit(inputs)
        near = fitted.kneighbors(inputs, return_distance=False)
        return np.array([np.argmin(triplet_errors(generations[row])) for row in near])

    seconds, routes = best(run)
    say("triplets in NumPy", seconds, f"{(routes == ours).sum()} of {len(routes)} routes are ours")


np = load("numpy", "python3-numpy")
if np:
    {"search": search, "local": local}[task]()
