"""Encoders in PyTorch, on the weights and texts of the check: the peer that our encoder is measured beside.

    encoder_peer.py OUT.json FOLDER [SECONDS]

FOLDER is what the check left: folders with case.json (random weights, texts, their vectors in float64), of which the error in
half precision is computed; and texts-*.bin, which bge-small's architecture with random weights embeds, plain and compiled, in
batches of texts sorted by length. SECONDS bounds the measuring of rates."""
import json
import pathlib
import sys
import time

out, folder = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
deadline = time.perf_counter() + float(sys.argv[3] if len(sys.argv) > 3 else 240)
try:
    import numpy as np
    import torch
    from transformers import BertConfig, BertModel
except ImportError as missing:
    print(f"no peer for the encoder here: {missing}")
    out.write_text("{}")
    sys.exit(0)
if not torch.cuda.is_available():
    print("no peer for the encoder here: PyTorch sees no card")
    out.write_text("{}")
    sys.exit(0)
figures = {"torch": torch.__version__, "card": torch.cuda.get_device_name()}
POOLINGS = ("FIRST", "MEAN", "LAST")


def texts(file):
    numbers = np.fromfile(file, dtype="<i4")
    lengths = numbers[1 : 1 + numbers[0]]
    return np.split(numbers[1 + numbers[0] :], np.cumsum(lengths)[:-1])


def model(shape, implementation):
    return BertModel(
        BertConfig(
            vocab_size=shape["vocabulary"],
            hidden_size=shape["hidden"],
            num_hidden_layers=shape["layers"],
            num_attention_heads=shape["heads"],
            intermediate_size=shape["intermediate"],
            max_position_embeddings=shape["positions"],
            layer_norm_eps=shape["epsilon"],
            attn_implementation=implementation,
        ),
        add_pooling_layer=False,
    ).eval()


def load(parameters, file):
    numbers = torch.from_numpy(np.fromfile(file, dtype="<f4"))
    at = 0
    with torch.no_grad():
        for parameter in parameters:
            parameter.copy_(numbers[at : at + parameter.numel()].view(parameter.shape))
            at += parameter.numel()
    if at != len(numbers):
        raise ValueError(f"{file} has {len(numbers)} numbers, the model {at}")


def errors(case):
    """The relative error of half precision against the check's float64, text by text."""
    shape = json.loads((case / "case.json").read_text())
    ids = texts(case / "texts.bin")
    exact = torch.from_numpy(np.fromfile(case / "exact.bin", dtype="<f8").reshape(3, len(ids), shape["hidden"])).cuda()
    for implementation in ("eager", "sdpa"):
        half = model(shape, implementation)
        load(half.parameters(), case / "weights.bin")
        half = half.cuda().half()
        found = []
        with torch.inference_mode():
            for text in ids:
                places = torch.arange(len(text), device="cuda")[None] + shape["first_position"]
                x = half(torch.from_numpy(text.astype(np.int64))[None].cuda(), position_ids=places).last_hidden_state[0]
                found.append(torch.stack([x[0], x.float().mean(0).half(), x[-1]]).double())
        vectors = torch.nn.functional.normalize(torch.stack(found, 1), dim=2)
        for pooling, name in enumerate(POOLINGS):
            error = ((vectors[pooling] - exact[pooling]).norm() / exact[pooling].norm()).item()
            figures[f"error {shape['name']} {name} PyTorch {implementation}"] = error


def batches(ids, size):
    """Padded batches in page-locked memory, made before the clock runs: tokens and which of them are real."""
    ids = sorted(ids, key=len, reverse=True)
    made = []
    for start in range(0, len(ids), size):
        part = ids[start : start + size]
        padded = np.zeros((len(part), len(part[0])), dtype=np.int64)
        mask = np.zeros_like(padded)
        for row, text in enumerate(part):
            padded[row, : len(text)] = text
            mask[row, : len(text)] = 1
        made.append((torch.from_numpy(padded).pin_memory(), torch.from_numpy(mask).pin_memory()))
    return made


def embed(encoder, made):
    with torch.inference_mode():
        for ids, mask in made:
            x = encoder(ids.cuda(non_blocking=True), attention_mask=mask.cuda(non_blocking=True)).last_hidden_state[:, 0]
            torch.nn.functional.normalize(x.float(), dim=1).cpu()
    torch.cuda.synchronize()


def rates():
    small = dict(vocabulary=30522, hidden=384, layers=12, heads=12, intermediate=1536, positions=512, epsilon=1e-12)
    plain = model(small, "sdpa").cuda().half()
    for kind, encoder in (("plain", plain), ("compiled", torch.compile(plain, dynamic=True))):
        for file in sorted(folder.glob("**/texts-*.bin")):
            ids = texts(file)
            tokens = sum(map(len, ids))
            name = f"rate {file.stem.removeprefix('texts-')} PyTorch {kind}"
            for size in (256, 1024, 32):
                if time.perf_counter() > deadline:
                    print(f"out of time before {name}, {size} texts a batch")
                    continue
                try:
                    made = batches(ids, size)
                    embed(encoder, made[:2] + made[-1:])
                    seconds = []
                    for _ in range(2):
                        start = time.perf_counter()
                        embed(encoder, made)
                        seconds.append(time.perf_counter() - start)
                    figures[f"{name}, {size} texts a batch"] = tokens / min(seconds)
                    figures[f"{name}, best"] = max(figures.get(f"{name}, best", 0), tokens / min(seconds))
                except Exception as failure:  # noqa: BLE001 - a peer that fails is reported, and the rest is measured
                    print(f"{name}, {size} texts a batch failed: {str(failure)[:300]}")
                out.write_text(json.dumps(figures, indent=1))


for found in sorted(folder.glob("*/case.json")):
    errors(found.parent)
    out.write_text(json.dumps(figures, indent=1))
rates()
out.write_text(json.dumps(figures, indent=1))
print(json.dumps(figures, indent=1))
