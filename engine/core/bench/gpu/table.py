"""Puts the figures of a check into one JSON file and prints those of both programs beside each other. Exits with 1 if vectors of
our encoder are further from float64's than PyTorch's in half precision are.

    table.py PARTS RESULTS.json"""
import collections
import csv
import json
import pathlib
import sys

folder = pathlib.Path(sys.argv[1])
results = {"machine": (folder / "machine.txt").read_text().splitlines()}
for name in ("answers", "memcheck", "racecheck", "search", "job", "peer"):
    file = folder / (name + ".json")
    if file.exists():
        results[name] = json.loads(file.read_text())
for file in sorted(folder.glob("encoder-*.json")):
    results[file.stem] = json.loads(file.read_text())
pathlib.Path(sys.argv[2]).write_text(json.dumps(results, indent=1) + "\n")

print("\n".join(results["machine"]))
for name, figures in results.items():
    if name != "machine":
        print(name)
        for key, value in figures.items():
            print(f"  {key:<60} {value}")
ours = next((v for k, v in results.get("job", {}).items() if k.startswith("job ") and not k.endswith("took")), None)
for key, value in results.get("peer", {}).items():
    if ours and key.startswith("job"):
        print(f"the whole job: ours {ours:.3g} s, PyTorch ({key}) {value:.3g} s, {value / ours:.2f} times as fast")

# Time by kernel in one batch, as ncu counts it; its file begins with lines that are no table.
kernels = folder / "kernels.csv"
if kernels.exists():
    lines = [line for line in kernels.read_text().splitlines() if line.startswith('"')]
    spent = collections.Counter()
    for row in csv.DictReader(lines):
        if row.get("Metric Name") == "gpu__time_duration.sum":
            scale = {"ns": 1e-3, "nsecond": 1e-3, "us": 1, "usecond": 1, "ms": 1e3, "msecond": 1e3}.get(row["Metric Unit"], 1)
            spent[row["Kernel Name"].split("(")[0]] += float(row["Metric Value"].replace(",", "")) * scale
    for kernel, micros in spent.most_common():
        print(f"{kernel:<30} {micros:12.1f} us {100 * micros / sum(spent.values()):6.1f} %")

# The yardstick for errors is PyTorch with attention written out, all in half precision; its flash attention is printed beside.
peer = results.get("encoder-peer", {})
worse = 0
if "encoder-answers" in results:
    print(f"\n{'relative error against float64':<60} {'ours':>10} {'PyTorch':>10} {'its sdpa':>10} {'share':>7}")
for key, value in results.get("encoder-answers", {}).items():
    if key.startswith("error ") and key.endswith((" SUITABLE", " PLAIN")):
        case = key.rsplit(" ", 1)[0]
        eager, flash = peer.get(f"{case} PyTorch eager"), peer.get(f"{case} PyTorch sdpa")
        right = eager is None or value <= 1.1 * eager
        worse += not right
        print(f"{key[6:]:<60} {value:10.2e} {eager or 0:10.2e} {flash or 0:10.2e} {value / eager if eager else 0:7.2f}"
              + ("" if right else "  TOO LARGE"))

rates = results.get("encoder-rates", {})
for kind in ("mixed", "512", "16"):
    ours = {key: value for key, value in rates.items() if key.startswith(f"rate {kind} h=384 ") and key.endswith("to the host")}
    # PyTorch starts from ids.
    ours |= {key: value for key, value in results.get("encoder-text", {}).items()
             if key.startswith(f"text rate {kind} h=384 ") and not key.endswith("spread")}
    for key, value in ours.items():
        theirs = [peer.get(f"rate {kind} PyTorch {form}, best") for form in ("plain", "compiled")]
        print(f"{key:<60} {value:14,.0f} tokens/s"
              + "".join(f", {value / their:.2f} times {form} PyTorch's {their:,.0f}"
                        for form, their in zip(("plain", "compiled"), theirs) if their))
if worse:
    print(f"{worse} errors are larger than PyTorch's in half precision")
    sys.exit(1)
