#!/usr/bin/env python3
"""Holds the encoder that `linnet export` writes against Hugging Face's `transformers`.

    python3 bench/encoder_states.py LINNET MODEL_FOLDER TABLE [--texts N]

MODEL_FOLDER is a checkpoint of BERT's, RoBERTa's or MPNet's kind as its authors publish it; the texts are
the last column of TABLE, a CSV file. A classifier that gives back what it is given is put on the
checkpoint, so that the exported graph's logits are its pooled states: the mean over all tokens, and the
state of the first one. Both graphs that `linnet export` can write are run, in batches with padding. Prints
the largest difference and the largest value. Needs the packages `torch`, `transformers`, `safetensors`,
`numpy` and `onnxruntime`.
"""

import argparse
import csv
import json
import pathlib
import subprocess
import tempfile

import numpy
import onnxruntime
import torch
from safetensors.torch import load_file, save_file
from transformers import AutoModel, AutoTokenizer

BATCH = 16
MOST_TOKENS = 128


def with_identity(folder, target, pooling):
    config = json.loads((folder / "config.json").read_text())
    size = config["hidden_size"]
    names = [str(label) for label in range(size)]
    config |= {"pooling": pooling, "classifier_head": "linear"}
    config |= {"id2label": dict(enumerate(names)), "label2id": {name: int(name) for name in names}}
    weights = load_file(folder / "model.safetensors")
    # Bare names are the encoder's, whichever its family.
    prefix = config["model_type"] + "."
    weights = {
        name if name.startswith(prefix) else prefix + name: tensor.contiguous()
        for name, tensor in weights.items()
        if not name.startswith(("cls.", "lm_head.", "pooler."))
    }
    weights |= {"classifier.weight": torch.eye(size), "classifier.bias": torch.zeros(size)}
    target.mkdir()
    save_file(weights, target / "model.safetensors")
    (target / "config.json").write_text(json.dumps(config))


def states(folder, tokens):
    model = AutoModel.from_pretrained(folder, attn_implementation="eager").eval()
    with torch.no_grad():
        hidden = model(**tokens).last_hidden_state
    mask = tokens["attention_mask"].unsqueeze(-1)
    return {"mean": (hidden * mask).sum(1) / mask.sum(1), "first": hidden[:, 0]}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("linnet", type=pathlib.Path)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("table", type=pathlib.Path)
    parser.add_argument("--texts", type=int, default=64)
    arguments = parser.parse_args()
    csv.field_size_limit(1 << 30)
    with open(arguments.table, newline="", encoding="utf-8", errors="replace") as file:
        texts = [row[-1] for row in csv.reader(file) if row and row[-1]][1 : arguments.texts + 1]
    tokenizer = AutoTokenizer.from_pretrained(arguments.folder)
    worst = 0.0
    with tempfile.TemporaryDirectory() as temporary:
        temporary = pathlib.Path(temporary)
        sessions = {}
        for pooling in ("mean", "first"):
            with_identity(arguments.folder, temporary / pooling, pooling)
            for operators in ("standard", "fused"):
                graph = temporary / f"{pooling}-{operators}.onnx"
                subprocess.run(
                    [arguments.linnet, "export", temporary / pooling, "-o", graph, "--operators", operators],
                    check=True,
                    stdout=subprocess.DEVNULL,
                )
                sessions[pooling, operators] = onnxruntime.InferenceSession(graph)
        difference = dict.fromkeys(sessions, 0.0)
        value = dict.fromkeys(sessions, 0.0)
        for begin in range(0, len(texts), BATCH):
            batch = texts[begin : begin + BATCH]
            tokens = tokenizer(batch, padding=True, truncation=True, max_length=MOST_TOKENS, return_tensors="pt")
            tokens = {name: tokens[name] for name in ("input_ids", "attention_mask")}
            expected = states(arguments.folder, tokens)
            inputs = {name: tensor.numpy().astype(numpy.int64) for name, tensor in tokens.items()}
            for (pooling, operators), session in sessions.items():
                found = session.run(None, inputs)[0]
                largest = numpy.abs(found - expected[pooling].numpy()).max()
                difference[pooling, operators] = max(difference[pooling, operators], float(largest))
                value[pooling, operators] = max(value[pooling, operators], float(numpy.abs(found).max()))
    for (pooling, operators), largest in difference.items():
        print(f"{pooling:5} {operators:8} differs by {largest:.1e}, of {value[pooling, operators]:.1f}")
        worst = max(worst, largest)
    print(f"{len(texts)} texts, up to {MOST_TOKENS} tokens")
    raise SystemExit(0 if worst < 1e-4 else 1)


if __name__ == "__main__":
    main()
