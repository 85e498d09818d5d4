#!/usr/bin/env python3
"""Holds Linnet's WordPiece against Hugging Face's `tokenizers`, natively and in WebAssembly.

    python3 bench/tokenizer_ids.py MODEL_FOLDER TABLE... [--texts N]

MODEL_FOLDER has a vocab.txt and the tokenizer.json of the same model; a TABLE is a CSV file, of which
every cell is a text. To these come made-up hostile texts: random characters of every plane, combining
marks, CJK, emoji, right-to-left marks, very long words. Needs the package `tokenizers`, and the
programs `token_ids` of the presets dev and wasm.

Control characters are made spaces before both read a text: Linnet always does so, the reference leaves
them out. Special tokens that a text names are text for both.
"""

import argparse
import csv
import json
import random
import re
import subprocess
import sys
import tempfile
import time

from tokenizers import Tokenizer

CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
RANGES = [
    (0x20, 0x7E), (0xA0, 0x24F), (0x250, 0x36F), (0x370, 0x52F), (0x590, 0x6FF), (0x900, 0xDFF),
    (0xE00, 0xFFF), (0x1100, 0x11FF), (0x1E00, 0x1FFF), (0x2000, 0x2BFF), (0x3000, 0x30FF),
    (0x3400, 0x4DFF), (0x4E00, 0x9FFF), (0xAC00, 0xD7A3), (0xE000, 0xF8FF), (0xF900, 0xFFFD),
    (0x10000, 0x10FFF), (0x1D400, 0x1D7FF), (0x1F300, 0x1FAFF), (0x20000, 0x2FA1F), (0xE0000, 0xE01EF),
]


def hostile(count):
    draw = random.Random(1)
    for _ in range(count):
        low, high = draw.choice(RANGES)
        size = draw.choice([1, 3, 10, 40])
        text = "".join(chr(draw.randint(low, high)) for _ in range(size))
        if draw.random() < 0.5:
            text = " ".join(draw.choice(["data", "the", text, "café", "ﬁle", "ÅNGSTRÖM"]) for _ in range(6))
        yield text
    yield "a" * 100
    yield "a" * 101
    yield "x" * (1 << 20)
    yield "İSTANBUL İ ı ẞ ß ΣΑΣ ǅ"
    yield "👩‍👩‍👧‍👦 🏳️‍🌈 🇰🇪 soft\u00adhyphen zero\u200bwidth \u202eright to left\u202c"


def cells(tables):
    csv.field_size_limit(1 << 30)
    for path in tables:
        with open(path, newline="", encoding="utf-8", errors="replace") as file:
            for row in csv.reader(file):
                yield from (cell for cell in row if cell)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("tables", nargs="*")
    parser.add_argument("--texts", type=int, default=100_000)
    options = parser.parse_args()

    texts = list(hostile(20_000))
    for text in cells(options.tables):
        if len(texts) >= options.texts:
            break
        texts.append(text)
    # Lone surrogates cannot be in a JSON file: they are the replacement character for both.
    texts = [CONTROL.sub(" ", t).encode("utf-8", "replace").decode("utf-8")[: 1 << 20] for t in texts]

    reference = Tokenizer.from_file(f"{options.folder}/tokenizer.json")
    reference.no_truncation()
    reference.no_padding()
    reference.encode_special_tokens = True
    begin = time.perf_counter()
    expected = [e.ids for e in reference.encode_batch(texts, add_special_tokens=False)]
    print(f"{len(texts)} texts; the reference took {time.perf_counter() - begin:.1f} s on all cores")

    status = 0
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
        file.writelines(json.dumps(text) + "\n" for text in texts)
        file.flush()
        for name, command in [("native", ["build/dev/bin/token_ids"]),
                              ("WebAssembly", ["node", "--no-experimental-fetch", "build/wasm/bin/token_ids.js"])]:
            begin = time.perf_counter()
            done = subprocess.run([*command, f"{options.folder}/vocab.txt", file.name],
                                  capture_output=True, text=True, check=True)
            seconds = time.perf_counter() - begin
            lines = done.stdout.split("\n")[:-1]
            found = [[int(i) for i in line.split()] for line in lines]
            wrong = [i for i, ids in enumerate(expected) if ids != found[i]]
            print(f"{name}: {len(wrong)} of {len(texts)} differ; {seconds:.1f} s on one core, with start and output")
            for i in wrong[:5]:
                print(f"  {texts[i][:80]!r}\n    reference {expected[i][:20]}\n    Linnet    {found[i][:20]}")
            status |= bool(wrong)
    return status


if __name__ == "__main__":
    sys.exit(main())
