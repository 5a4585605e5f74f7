"""Labelled passages that state a reason, and the comments in which they lie."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

import qualkit as qk
from qualkit.findings.reasons.one import Said
from qualkit.model import Corpus

__all__ = [
    "LABELS",
    "Key",
    "Marked",
    "Passage",
    "Span",
    "close",
    "comments",
    "for_learning",
    "for_reader",
    "gold",
    "overlap",
    "read",
]

LABELS = Path(__file__).parent / "labels"
SETS = {
    "nhs_fft": "nhs_fft/v6framework_230831.csv",
    "twitter_care": "twitter_care/dev_masked.json",
    "github_issue_threads": "github_issue_threads/msrv3_closed.jsonl",
    "twitter_care_test": "twitter_care_test/test.json",
}
"""Where each set lies in a folder of sets. The last two of Twitter are `dev.json`, masked, and `test.json`, as published, of
github.com/IBM/twitter-customer-care-document-prediction (Apache-2.0)."""
Span = tuple[int, int]
Key = tuple[str, str]


@dataclass(frozen=True)
class Passage:
    """A labelled passage."""

    span: Span
    kind: str


Marked = dict[Key, list[Passage]]


def gold(name: str, half: str | None = None) -> Marked:
    """What readers marked, by set and comment."""
    comments = json.loads((LABELS / name).read_text("utf-8"))["comments"]
    return {
        (one["set"], one["comment_id"]): [Passage(_extent(passage), passage["type"]) for passage in one["passages"]]
        for one in comments
        if half is None or one["half"] == half
    }


def for_learning() -> dict[str, Marked]:
    """What the weights of features are learnt from."""
    return {
        "first": gold("reasons.json"),
        "second": gold("reasons_second.json"),
        "third": gold("reasons_third.json"),
        "train": gold("reasons_train.json"),
        "train, more": gold("reasons_train_more.json"),
    }


def for_reader() -> dict[str, Marked]:
    """What the language model learns from: also the set that was reported before, and what was read again."""
    again = gold("reasons_again.json")
    sets = {**for_learning(), "fourth": gold("reasons_fourth.json")}
    return {name: {key: again.get(key, passages) for key, passages in one.items()} for name, one in sets.items()}


def _extent(passage: dict[str, Any]) -> Span:
    if "passage" in passage:
        return passage["passage"][0], passage["passage"][1]
    ends = (passage["behaviour"], passage["reason"])
    return min(one[0] for one in ends), max(one[1] for one in ends)


def read(data: Sequence[Path], keys: Iterable[Key]) -> dict[str, Corpus]:
    """The comments asked for, and what they answer (as staff's, so that it is not searched)."""
    wanted, found = set(keys), {}
    for name, place in SETS.items():
        ids = {comment_id for set_name, comment_id in wanted if set_name == name}
        if not ids:
            continue
        frame = qk.read_comments(next(one / place for one in data if (one / place).exists())).frame
        own = frame[frame["comment_id"].isin(ids)]
        answered = frame[frame["comment_id"].isin(set(own["reply_to"].dropna()) - ids)].assign(role="staff")
        found[name] = Corpus(pd.concat([own, answered]).reset_index(drop=True))
    return found


def comments(corpora: dict[str, Corpus]) -> dict[Key, Said]:
    found = {}
    for name, corpus in corpora.items():
        frame = corpus.frame
        texts = dict(zip(frame["comment_id"], frame["text"], strict=True))
        for row in frame[frame["role"] != "staff"].itertuples():
            prompt = None if pd.isna(row.prompt) else row.prompt
            found[name, row.comment_id] = Said(row.text, prompt, texts.get(row.reply_to))
    return found


def overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def close(one: Span, other: Span) -> bool:
    """Whether two spans share half of the characters that they cover together."""
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return 2 * shared >= max(one[1], other[1]) - min(one[0], other[0])
