#!/usr/bin/env python3
"""Holds Linnet's WordPiece and byte-level BPE against Hugging Face's `tokenizers`, natively and in
WebAssembly.

    python3 bench/tokenizer_ids.py --model FOLDER [--texts N] TABLE...
    python3 bench/tokenizer_ids.py --train-bpe PIECES [--texts N] TABLE...

FOLDER has the tokenizer.json of a model, and its vocab.txt if it is a WordPiece; --train-bpe has
`tokenizers` learn one of RoBERTa's kind from the tables, and compares it in each of its settings
(add_prefix_space, trim_offsets). A TABLE is a CSV file, of which every cell is a text. To these come
made-up hostile texts: each code point, random characters of every plane, combining marks, CJK, emoji,
right-to-left marks, very long words. Needs the package `tokenizers`, and the programs `token_ids` of the presets dev
and wasm.

Control characters are made spaces before both read a text: Linnet always does so, the reference leaves
them out (WordPiece) or keeps them (BPE). Special tokens that a text names are text for both.
"""

import argparse
import csv
import itertools
import json
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import time

from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers

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


def every_character():
    """Each code point between letters, numbers and spaces, a text a hundred of them."""
    for first in range(0, 0x110000, 100):
        codes = range(first, min(first + 100, 0x110000))
        yield "".join(f"a{chr(c)} 1{chr(c)}{chr(c)}" for c in codes if not 0xD800 <= c < 0xE000)


def cells(tables):
    csv.field_size_limit(1 << 30)
    for path in tables:
        with open(path, newline="", encoding="utf-8", errors="replace") as file:
            for row in csv.reader(file):
                yield from (cell for cell in row if cell)


    yield from ("it's we'll I'd 'S 'T don’t ''s '", "  two  spaces ", "\n\n line \t\r\n end \n ", " ", "   ")
    yield from ("a\u00a0b\u2003 c\u3000\u3000d \u2028\u2029 e\u0085f\u1680", "½²³Ⅷ①٣४၃1a2b 3,000.5", "x\u200d\u0301\ufe0f!?…")
    yield from ("<s> <pad></s> <unk> <mask>x <mask> Ġ Ċ ĠĠ", "!" * 5000, "1" * 5000, "é" * 5000, " " * 5000)


def train_bpe(texts, pieces):
    """A byte-level BPE as RoBERTa has it."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=pieces, special_tokens=["<s>", "<pad>", "</s>", "<unk>", "<mask>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False)
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


def bpe_settings(texts, pieces, folder):
    """Calls of compare() for each setting of one trained BPE: name, reference, file."""
    tokenizer = train_bpe(texts, pieces)
    begin, end = (("<s>", tokenizer.token_to_id("<s>")), ("</s>", tokenizer.token_to_id("</s>")))
    for prefix, trim in itertools.product([False, True], [True, False]):
        tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=prefix)
        tokenizer.post_processor = processors.RobertaProcessing(
            end, begin, trim_offsets=trim, add_prefix_space=prefix)
        path = pathlib.Path(folder) / f"prefix_{prefix}_trim_{trim}.json"
        tokenizer.save(str(path))
        yield f"add_prefix_space {prefix}, trim_offsets {trim}", Tokenizer.from_file(str(path)), path


def compare(reference, model, texts, file):
    """How many differences there are; `file` has the texts, a JSON string a line."""
    reference.no_truncation()
    reference.no_padding()
    reference.encode_special_tokens = True
    begin = time.perf_counter()
    expected = [e.ids for e in reference.encode_batch(texts, add_special_tokens=False)]
    print(f"{len(texts)} texts; the reference took {time.perf_counter() - begin:.1f} s on all cores")
    different = 0
    for name, command in [("native", ["build/dev/bin/token_ids"]),
                          ("WebAssembly", ["node", "--no-experimental-fetch", "build/wasm/bin/token_ids.js"])]:
        begin = time.perf_counter()
        done = subprocess.run([*command, str(model), file], capture_output=True, text=True, check=True)
        seconds = time.perf_counter() - begin
        found = [[int(i) for i in line.split()] for line in done.stdout.split("\n")[:-1]]
        wrong = [i for i, ids in enumerate(expected) if ids != found[i]]
        print(f"{name}: {len(wrong)} of {len(texts)} differ; {seconds:.1f} s on one core, with start and output")
        for i in wrong[:5]:
            print(f"  {texts[i][:80]!r}\n    reference {expected[i][:20]}\n    Linnet    {found[i][:20]}")
        different += len(wrong)
    return different


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    kind = parser.add_mutually_exclusive_group(required=True)
    kind.add_argument("--model", type=pathlib.Path)
    kind.add_argument("--train-bpe", type=int, metavar="PIECES")
    parser.add_argument("tables", nargs="*")
    parser.add_argument("--texts", type=int, default=100_000)
    options = parser.parse_args()

    made_up = [*hostile(20_000), *every_character()]
    real = list(itertools.islice(cells(options.tables), max(0, options.texts - len(made_up))))
    # Lone surrogates cannot be in a JSON file: they are the replacement character for both.
    texts = [CONTROL.sub(" ", t).encode("utf-8", "replace").decode("utf-8")[: 1 << 20] for t in made_up + real]

    different = 0
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file, tempfile.TemporaryDirectory() as folder:
        file.writelines(json.dumps(text) + "\n" for text in texts)
        file.flush()
        if options.model:
            vocabulary = options.model / "vocab.txt"
            reference = options.model / "tokenizer.json"
            model = vocabulary if vocabulary.exists() else reference
            different = compare(Tokenizer.from_file(str(reference)), model, texts, file.name)
        else:
            for name, reference, path in bpe_settings(real, options.train_bpe, folder):
                print(name)
                different += compare(reference, path, texts, file.name)
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
