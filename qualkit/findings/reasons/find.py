"""Reasons in a corpus, as a table."""

from __future__ import annotations

import os
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from qualkit.errors import QualkitError
from qualkit.findings.reasons.one import Said, language_in, reasons_in, who_asked_why
from qualkit.findings.reasons.reader import say_if_missing
from qualkit.findings.reasons.reading import Reason
from qualkit.findings.reasons.rules import Rules, load_rules
from qualkit.findings.reasons.words import quoted_lines
from qualkit.model import Corpus, HasStudy, Study, as_study
from qualkit.model.arguments import checked
from qualkit.text.people import customers

if TYPE_CHECKING:
    from spacy.language import Language

__all__ = ["REASON_COLUMNS", "find_reasons"]

REASON_COLUMNS = (
    "comment_id",
    "start",
    "end",
    "cue",
    "kind",
    "behaviour_start",
    "behaviour_end",
    "reason_start",
    "reason_end",
    "behaviour_comment_id",
    "quote",
    "negated",
    "hypothetical",
    "quoted",
    "language",
)
_NUMBERS = {"start": "int64", "end": "int64"}
_MAYBE = ("behaviour_start", "behaviour_end", "reason_start", "reason_end")
_FLAGS = ("negated", "hypothetical", "quoted")


@checked
def find_reasons(
    source: Study | Corpus | HasStudy,
    *,
    rules: Mapping[str, Any] | str | Path | None = None,
    nlp: Language | None = None,
) -> pd.DataFrame:
    """List passages in which somebody seems to say why they did, felt or want something.

    A reading aid: it says where to read first. It overlooks reasons and takes other things for reasons, so it is no
    finding, and how many it lists is no result. English comments are read by a small language model too, which takes
    seconds for a thousand.

    Parameters
    ----------
    source : project, Study or Corpus
        Where to look. Comments of staff and bots are left out.
    rules : mapping or path of a JSON file, optional
        Cues, exclusions and word lists by language, added to those that come with the package; see `load_rules`.
    nlp : spacy.language.Language, optional
        A pipeline that marks sentences (a parser, or a sentenciser); by default marks and line breaks tell.

    Returns
    -------
    DataFrame
        Columns `REASON_COLUMNS`, in the order of the corpus. ``start`` and ``end`` (int64, code points, half-open) mark
        the whole passage, `quote` its words. ``behaviour_*`` and ``reason_*`` (Int64) mark what is explained and what
        explains it; missing where that lies in another comment or in the question, or where a sentence cannot be
        divided. A passage with several cues has a row for each. ``behaviour_comment_id`` is the comment in which the
        behaviour lies, missing where only the question names it. ``cue`` is missing where no word
        announces the reason. ``kind`` is ``explicit``, ``wish``, ``answer``, or what the fact stands beside: ``verdict
        and fact``, ``fact and feeling``, ``plea and fact``, ``need and fact``, ``fact and obstacle``, ``question and
        fact``, ``sequence`` (a deed). ``negated``: says that this is not the reason. ``hypothetical``:
        says what would be. ``quoted``: stands in lines that repeat somebody else's comment. ``language``: two letters.

    Warns
    -----
    UserWarning
        If the language model is not installed: then rules and features of words decide alone, and fewer are found.

    Raises
    ------
    QualkitError
        If the rules are not of the form they should have, or the package's own part of the model is damaged.
    ReadError
        If the file of rules cannot be read.

    Examples
    --------
    >>> import qualkit as qk
    >>> found = find_reasons(qk.load_sample())
    >>> bool((found["start"] < found["end"]).all())
    True
    """
    corpus = as_study(source).corpus
    _checked_pipeline(nlp)
    known = load_rules(rules)
    say_if_missing()
    table = pd.DataFrame(list(_rows(corpus, known, nlp)), columns=list(REASON_COLUMNS))
    kinds = {**dict.fromkeys(REASON_COLUMNS, "str"), **_NUMBERS}
    return table.astype({**kinds, **dict.fromkeys(_MAYBE, "Int64"), **dict.fromkeys(_FLAGS, "bool")})


@dataclass(frozen=True, slots=True)
class _Comment:
    """A comment to look into."""

    comment_id: str
    reply_to: str | None
    said: Said
    language: str
    asked: str | None

    def rows(self, found: list[Reason]) -> Iterator[tuple[Any, ...]]:
        text = self.said.text
        elsewhere = None if self.asked == "prompt" or not self.said.answers else self.reply_to
        repeated = quoted_lines(text)
        for reason in found:
            start, end = reason.extent
            there = self.comment_id if reason.behaviour else elsewhere
            parts = (*(reason.behaviour or (None, None)), *(reason.reason or (None, None)))
            flags = (reason.negated, reason.hypothetical, _within(repeated, *reason.said))
            words = (there, text[start:end], *flags, self.language)
            yield (self.comment_id, start, end, reason.cue or None, reason.kind, *parts, *words)


def _rows(corpus: Corpus, rules: Mapping[str, Rules], nlp: Language | None) -> Iterator[tuple[Any, ...]]:
    # The language model lets go of Python while it reads, so several comments are read at a time; each by itself.
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        comments = list(_comments(corpus, rules, nlp))
        found = pool.map(lambda one: reasons_in(one.said, rules[one.language], one.asked), comments)
        for comment, reasons in zip(comments, found, strict=True):
            yield from comment.rows(reasons)


def _comments(corpus: Corpus, rules: Mapping[str, Rules], nlp: Language | None) -> Iterator[_Comment]:
    frame = corpus.frame
    ids = frame["comment_id"].tolist()
    texts, people = (dict(zip(ids, frame[name].tolist(), strict=True)) for name in ("text", "person_id"))
    asking: dict[tuple[str | None, str | None, bool], str | None] = {}
    theirs, columns = customers(frame), ("comment_id", "reply_to", "prompt", "text", "person_id")
    told = zip(*(theirs[name].tolist() for name in columns), strict=True)
    for comment_id, reply_to, prompt, text, person in told:
        language = language_in(text, rules) if text.strip() else None
        if language is None:
            continue
        question, to_self = None if pd.isna(prompt) else str(prompt), people.get(reply_to) == person
        said = Said(text, question, texts.get(reply_to), _bounds(text, nlp), to_self)
        known = said.prompt, said.answers, said.to_self
        if known not in asking:
            asking[known] = who_asked_why(said, rules.values())
        yield _Comment(comment_id, reply_to, said, language, asking[known])


def _checked_pipeline(nlp: Any) -> None:
    if nlp is not None and not (callable(nlp) and hasattr(nlp, "max_length")):
        raise QualkitError(
            f"`nlp` is a {type(nlp).__name__}.", hint="It takes a pipeline of spaCy, as spacy.load gives."
        )


def _bounds(text: str, nlp: Language | None) -> tuple[int, ...] | None:
    if nlp is None or len(text) > nlp.max_length:
        return None
    doc = nlp(text)
    return tuple(sentence.start_char for sentence in doc.sents) if doc.has_annotation("SENT_START") else None


def _within(spans: list[tuple[int, int]], start: int, end: int) -> bool:
    n = bisect_right(spans, start, key=lambda span: span[0]) - 1
    return n >= 0 and end <= spans[n][1]
