"""The whole job in PyTorch, as one would write it well: the peer that the backend cuda is measured beside.

Outputs lie in page-locked memory of the host and are copied on a stream of their own while the card computes; neighbours come
from tiles of addmm and topk; the answers are the means of the neighbours' row estimates. Distances are what float32 ("highest")
or TF32 ("high") makes of them: nothing is certified, near-duplicates may be missed.
"""
import argparse
import json
import time

import torch

parser = argparse.ArgumentParser()
parser.add_argument("out")
parser.add_argument("--n", type=int, required=True)
parser.add_argument("--few", type=int, required=True, help="rows of the searches that are timed alone")
parser.add_argument("--d", type=int, required=True)
parser.add_argument("--m", type=int, required=True)
parser.add_argument("--k", type=int, default=20)
parser.add_argument("--seconds", type=float, default=35, help="for a search; what remains is extrapolated, and said to be")
args = parser.parse_args()
card = torch.device("cuda")
figures = {"torch": torch.__version__, "card": torch.cuda.get_device_name()}


def topics(n, d):
    """Unit vectors around a hundred topics, as the check's own data are."""
    centres = torch.randn(100, d, device=card)
    x = torch.empty(n, d, device=card)
    for start in range(0, n, 1 << 16):
        part = x[start : start + (1 << 16)]
        part.normal_()
        part += centres[torch.randint(100, (len(part),), device=card)]
        part /= part.norm(dim=1, keepdim=True)
    return x


def nearest(x, k, seconds, rows=4096, columns=131072):
    """Indices of the k nearest rows of each row, and the share of the rows that the time was enough for."""
    n = len(x)
    columns = min(columns, n)
    norms = (x * x).sum(1)
    found = torch.zeros(n, k, dtype=torch.int64, device=card)
    tile = torch.empty(rows, columns, device=card)
    start = time.perf_counter()
    done = 0
    for first in range(0, n, rows):
        queries = x[first : first + rows]
        best, ids = None, None
        for left in range(0, n, columns):
            base = x[left : left + columns]
            out = tile.view(-1)[: len(queries) * len(base)].view(len(queries), len(base))
            keys = torch.addmm(norms[left : left + columns], queries, base.T, alpha=-2, out=out)
            values, at = keys.topk(min(k, len(base)), dim=1, largest=False, sorted=False)
            at += left
            if best is None:
                best, ids = values, at
            else:
                both, both_ids = torch.cat([best, values], 1), torch.cat([ids, at], 1)
                best, order = both.topk(k, dim=1, largest=False, sorted=False)
                ids = both_ids.gather(1, order)
        found[first : first + rows] = ids
        done = min(n, first + rows)
        if (first // rows) % 8 == 7:
            torch.cuda.synchronize()
            if time.perf_counter() - start > seconds:
                break
    torch.cuda.synchronize()
    return found, done / n


def row_estimates(outputs, m, chunk):
    """The closed form of the triplet means, chunk by chunk, copies overlapping."""
    n = len(outputs)
    y = torch.empty(n, m, device=card)
    copies = torch.cuda.Stream()
    room = [torch.empty((chunk,) + outputs.shape[1:], device=card) for _ in range(2)]
    free = [torch.cuda.Event() for _ in range(2)]
    for i, start in enumerate(range(0, n, chunk)):
        part = outputs[start : start + chunk]
        slot = room[i % 2][: len(part)]
        with torch.cuda.stream(copies):
            copies.wait_event(free[i % 2])
            slot.copy_(part, non_blocking=True)
            arrived = copies.record_event()
        torch.cuda.current_stream().wait_event(arrived)
        spread = (slot - slot.mean(1, keepdim=True)).square_().sum(2)
        y[start : start + chunk] = (m * (m - 1) * spread - spread.sum(1, keepdim=True)) / ((m - 1) * (m - 2))
        free[i % 2].record()
    return y


def timed(work):
    torch.cuda.synchronize()
    start = time.perf_counter()
    result = work()
    torch.cuda.synchronize()
    return result, time.perf_counter() - start


for precision in ("highest", "high"):
    torch.set_float32_matmul_precision(precision)
    for d in sorted({min(384, args.d), args.d}):
        x = topics(args.few, d)
        nearest(x[: args.few // 10], args.k, args.seconds)
        (_, share), seconds = timed(lambda: nearest(x, args.k, args.seconds))
        figures[f"search n={args.few} d={d} {precision}"] = seconds / share
        del x
    print(json.dumps(figures, indent=1), flush=True)

inputs = torch.empty(args.n, args.d, pin_memory=True)
inputs.copy_(topics(args.n, args.d))
chunk = max(1, (256 << 20) // (args.m * args.d * 4))
outputs = torch.empty(args.n, args.m, args.d, pin_memory=True)
for start in range(0, args.n, chunk):
    part = outputs[start : start + chunk]
    part.copy_(torch.rand(part.shape, device=card))
row_estimates(outputs[: 4 * chunk], args.m, chunk)
for precision in ("high", "highest"):
    torch.set_float32_matmul_precision(precision)
    y, estimates = timed(lambda: row_estimates(outputs, args.m, chunk))
    x, copied = timed(lambda: inputs.to(card, non_blocking=True))
    (ids, share), searched = timed(lambda: nearest(x, args.k, args.seconds))

    def route():
        means = torch.cat([y[part].mean(1) for part in ids.split(1 << 16)])
        return means.argmin(1).cpu()

    _, routed = timed(route)
    name = f"n={args.n} d={args.d} m={args.m} k={args.k} {precision}"
    if share < 1:
        figures[f"share of the search that was run, {name}"] = share
        name += ", search extrapolated"
    figures[f"row estimates {name}"] = estimates
    figures[f"search {name}"] = searched / share
    figures[f"job {name}"] = estimates + copied + searched / share + routed
    del x, ids
    with open(args.out, "w") as out:
        json.dump(figures, out, indent=1)
print(json.dumps(figures, indent=1))
