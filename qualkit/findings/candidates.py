"""Comments that may speak against a finding, and in which respect."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from math import log

import pandas as pd

from qualkit.findings.cues import CONTRAST, Cue, find_cue
from qualkit.findings.likeness import all_words, likeness, words_of
from qualkit.findings.subject import Subject
from qualkit.model import Study
from qualkit.model.missing import text_or_none
from qualkit.protocols import Embedder
from qualkit.text.answers import non_answers
from qualkit.text.people import customers
from qualkit.text.segments import segments

__all__ = ["SIGN", "Candidate", "candidates_against"]

SIGN = 0.5
"""What a sign of contrast or a coding weighs beside the likeness of the nearest sentence, which is 1."""
_LOOKED_AT = 5_000
_ENOUGH_WORDS = 6
_NEAR_ENOUGH = 0.35  # of the nearest of all: from here on a sentence is taken to be on the subject
_CODED, _NEARBY = 2, 1
_A_FORM = 3  # comments in which the same sentence stands


@dataclass(frozen=True, slots=True)
class Candidate:
    """A comment to read against a finding.

    Attributes
    ----------
    comment_id : str
        The comment.
    start, end : int
        The sentence that matters most; code points, half-open.
    near : float
        How near that sentence comes to the finding's subject: 0 to 1, the nearest of all.
    cue : Cue or None
        A sign of contrast in it.
    person_id, outcome : str or None
        Who said it and what they did; None where unknown.
    codes : frozenset of str
        Ids of the codes that anybody gave the comment.
    same, other : bool
        Whether the person is known to have done what the finding explains; to have done something else.
    quoted : bool
        Whether the person is quoted in support.
    about, beside : frozenset of str
        Those of `codes` that the finding is about; that the codebook sets apart from these.
    themed : bool
        Whether it belongs to a theme that the finding is about.
    on : int
        How surely the sentence is on the finding's subject: 2 where it carries one of its codes, or one set apart from them;
        1 where its words are near, or the comment carries such a code elsewhere or lies in its theme; else 0.
    """

    comment_id: str
    start: int
    end: int
    near: float
    cue: Cue | None
    person_id: str | None
    outcome: str | None
    codes: frozenset[str]
    same: bool
    other: bool
    quoted: bool
    about: frozenset[str]
    beside: frozenset[str]
    themed: bool
    on: int

    @property
    def worth(self) -> float:
        """How early it comes among others of its kind; rounded, for the last bit must not decide the order."""
        return round(self.near + SIGN * (self.cue is not None), 6)

    @property
    def nearby(self) -> bool:
        """Whether the sentence's words come near the subject."""
        return self.near >= _NEAR_ENOUGH


def candidates_against(study: Study, subject: Subject, embedder: Embedder | None = None) -> list[Candidate]:
    """Gather the comments that may speak against a finding.

    Parameters
    ----------
    study : Study
        Where to look.
    subject : Subject
        What the finding is about.
    embedder : Embedder, optional
        Compares sentences by meaning.

    Returns
    -------
    list of Candidate
        Customers' comments that do not stand beside the finding yet, in the corpus' order; of a large corpus the 5,000
        that are coded or nearest to the subject.
    """
    said = customers(study.corpus.frame)
    said = said[~said["comment_id"].isin(subject.used) & ~non_answers(said["text"])]
    codes = _codes_of(study)
    said = _nearest(said, codes, subject)
    themed = _in_themes(study, subject)
    best = _best_sentences(study, said, subject, embedder)
    explained = subject.finding.outcome
    found = []
    columns = (said[name].tolist() for name in ("comment_id", "person_id", "outcome"))
    for comment_id, person, did in zip(*columns, strict=True):
        if comment_id not in best:
            continue
        start, end, near, cue, coded = best[comment_id]
        given = codes.get(comment_id, frozenset())
        nearby = near >= _NEAR_ENOUGH or comment_id in themed or not (subject.codes | subject.beside).isdisjoint(given)
        outcome = text_or_none(did)
        found.append(
            Candidate(
                comment_id=comment_id,
                start=start,
                end=end,
                near=near,
                cue=cue,
                person_id=text_or_none(person),
                outcome=outcome,
                codes=given,
                same=outcome is not None and outcome == explained,
                other=outcome is not None and explained is not None and outcome != explained,
                quoted=person in subject.people,
                about=given & subject.codes,
                beside=given & subject.beside,
                themed=comment_id in themed,
                on=_CODED if coded else _NEARBY if nearby else 0,
            )
        )
    return found


def _codes_of(study: Study) -> Mapping[str, frozenset[str]]:
    given = study.codings[["comment_id", "code_id"]].dropna().drop_duplicates()
    found: dict[str, set[str]] = {}
    for comment_id, code_id in zip(given["comment_id"].tolist(), given["code_id"].tolist(), strict=True):
        found.setdefault(comment_id, set()).add(code_id)
    return {comment_id: frozenset(codes) for comment_id, codes in found.items()}


def _in_themes(study: Study, subject: Subject) -> set[str]:
    if study.themes is None or not subject.themes:
        return set()
    rows = study.themes.assignments
    return set(rows.loc[rows["theme_id"].isin(list(subject.themes)), "comment_id"])


def _nearest(said: pd.DataFrame, codes: Mapping[str, frozenset[str]], subject: Subject) -> pd.DataFrame:
    if len(said) <= _LOOKED_AT:
        return said
    # A look at the words alone: what a million comments need before they are compared in earnest.
    wanted = set(words_of(" ".join(subject.words)))
    shared = [wanted.intersection(all_words(text)) for text in said["text"].tolist()]
    known = Counter(word for words in shared for word in words)
    rarity = {word: log(len(said) / n) for word, n in known.items()}
    most = sum(rarity.values()) or 1.0
    near = pd.Series([round(sum(sorted(map(rarity.__getitem__, words))) / most, 9) for words in shared], said.index)
    near += said["comment_id"].isin(list(codes)).astype("float64")
    kept = near.sort_values(ascending=False, kind="stable").index[:_LOOKED_AT]
    return said[said.index.isin(kept)]


def _best_sentences(
    study: Study, said: pd.DataFrame, subject: Subject, embedder: Embedder | None
) -> dict[str, tuple[int, int, float, Cue | None, bool]]:
    texts = dict(zip(said["comment_id"].tolist(), said["text"].tolist(), strict=True))
    cut = segments(texts.items())
    rows = list(zip(cut["comment_id"].tolist(), cut["start"].tolist(), cut["end"].tolist(), strict=True))
    words = [texts[comment_id][start:end] for comment_id, start, end in rows]
    written = _of_a_form([one[0] for one in rows], words)
    # A sentence of one word comes as near as can be, and says nothing.
    near = likeness(words, subject.words, embedder) * [min(1.0, len(one.split()) / _ENOUGH_WORDS) for one in words]
    nearest = max(near.tolist(), default=0.0) or 1.0
    marked = _spans(study, subject)
    best: dict[str, tuple[float, tuple[int, int, float, Cue | None, bool]]] = {}
    for (comment_id, start, end), text, like, form in zip(rows, words, near.tolist(), written, strict=True):
        if form:
            continue
        cue = find_cue(text, CONTRAST)
        coded = any(left < end and start < right for left, right in marked.get(comment_id, ()))
        worth = like / nearest + SIGN * (cue is not None) + SIGN * coded
        if comment_id not in best or worth > best[comment_id][0]:
            best[comment_id] = (worth, (start, end, max(0.0, like / nearest), cue, coded))
    return {comment_id: sentence for comment_id, (_, sentence) in best.items()}


def _of_a_form(comments: list[str], sentences: list[str]) -> list[bool]:
    """Say which sentences stand in several comments to the letter, as those of a form do: nobody there said them."""
    plain = [" ".join(one.split()) for one in sentences]
    within = Counter(said for _, said in set(zip(comments, plain, strict=True)))
    return [within[one] >= _A_FORM and one.count(" ") >= _ENOUGH_WORDS - 2 for one in plain]


def _spans(study: Study, subject: Subject) -> dict[str, list[tuple[int, int]]]:
    found: dict[str, list[tuple[int, int]]] = {}
    rows = study.codings[study.codings["code_id"].isin(list(subject.codes | subject.beside))]
    columns = (rows[name].tolist() for name in ("comment_id", "start", "end"))
    for comment_id, start, end in zip(*columns, strict=True):
        found.setdefault(comment_id, []).append((start, end))
    return found
