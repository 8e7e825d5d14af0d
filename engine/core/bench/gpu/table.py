"""Puts the figures of a check into one JSON file and prints those of both programs beside each other.

    table.py PARTS RESULTS.json"""
import json
import pathlib
import sys

folder = pathlib.Path(sys.argv[1])
results = {"machine": (folder / "machine.txt").read_text().splitlines()}
for name in ("answers", "memcheck", "racecheck", "search", "job", "peer"):
    file = folder / (name + ".json")
    if file.exists():
        results[name] = json.loads(file.read_text())
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
