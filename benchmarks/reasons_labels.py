"""Labelled passages that state a reason, and the comments in which they lie."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
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
    "gold",
    "how_sure",
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


BY_ONE = ("train", "train, more", "train, last")
"""Sets whose comments were read by one reader at first; the others by two readers apart, and a third."""
LATER, EARLIER = 0.75, 0.25
"""How sure a passage is that the later reader alone marked, or the earlier: the later had the full instructions."""
QUIET_OF_LAST = 0.7
"""How sure a quiet passage of `reasons_train_last.json` is, whose reader took many pleas for reasons."""


@dataclass(frozen=True)
class Passage:
    """A labelled passage; how sure it is that it is one, in 0 to 1."""

    span: Span
    kind: str
    sure: float = 1.0


Marked = dict[Key, list[Passage]]


def gold(name: str, half: str | None = None) -> Marked:
    """What readers marked, by set and comment."""
    listed = _listed(name, half)
    return {key: [Passage(_extent(one), one["type"]) for one in passages] for key, passages in listed.items()}


def _listed(name: str, half: str | None = None) -> dict[Key, list[dict[str, Any]]]:
    listed = json.loads((LABELS / name).read_text("utf-8"))["comments"]
    return {(one["set"], one["comment_id"]): one["passages"] for one in listed if half is None or one["half"] == half}


def for_learning() -> dict[str, Marked]:
    """What is learnt from, by set; comments that were read again with what both readers say of them."""
    again = {key: [_of_majority(one) for one in passages] for key, passages in _listed("reasons_again.json").items()}
    later = gold("reasons_reread.json")

    def by_one(name: str) -> Marked:
        earlier = gold(name)
        return {key: again[key] if key in again else _settled(one, later.get(key)) for key, one in earlier.items()}

    last = {
        key: [one if one.kind == "explicit" else replace(one, sure=QUIET_OF_LAST) for one in passages]
        for key, passages in gold("reasons_train_last.json").items()
    }
    return {
        "first": gold("reasons.json"),
        "second": gold("reasons_second.json"),
        "third": gold("reasons_third.json"),
        "fourth": gold("reasons_fourth.json"),
        "fifth": gold("reasons_fifth.json"),
        "train": by_one("reasons_train.json"),
        "train, more": by_one("reasons_train_more.json"),
        "train, last": last,
    }


def _settled(earlier: list[Passage], later: list[Passage] | None) -> list[Passage]:
    """What two readers marked one after the other: places as the later one has them, if both marked there."""
    if later is None:
        return earlier
    both = [replace(one, sure=1.0 if _met(one.span, earlier) else LATER) for one in later]
    return both + [replace(one, sure=EARLIER) for one in earlier if not _met(one.span, later)]


def _met(span: Span, others: Iterable[Passage]) -> bool:
    return any(overlap(span, one.span) for one in others)


def _of_majority(passage: dict[str, Any]) -> Passage:
    return Passage(_extent(passage), passage["type"], 1.0 if len(passage["marked_by"]) > 1 else LATER)


def how_sure(span: Span, passages: Iterable[Passage]) -> float:
    """How sure it is that a place has words of a passage."""
    return max((one.sure for one in passages if overlap(span, one.span)), default=0.0)


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
        texts, people = (dict(zip(frame["comment_id"], frame[one], strict=True)) for one in ("text", "person_id"))
        for row in frame[frame["role"] != "staff"].itertuples():
            prompt, to_self = None if pd.isna(row.prompt) else row.prompt, people.get(row.reply_to) == row.person_id
            found[name, row.comment_id] = Said(row.text, prompt, texts.get(row.reply_to), to_self=to_self)
    return found


def overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def close(one: Span, other: Span) -> bool:
    """Whether two spans share half of the characters that they cover together."""
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return 2 * shared >= max(one[1], other[1]) - min(one[0], other[0])
