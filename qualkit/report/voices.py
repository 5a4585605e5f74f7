"""The gatekeeper of the report: every word and name of the source is masked here, or does not get in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pandas as pd

from qualkit.model import Comment, Conversation, Study, content_hash
from qualkit.model.missing import is_missing
from qualkit.model.visible import visible
from qualkit.report.marks import Marks
from qualkit.report.quote import Byline, Quote, Thread, TurnEntry
from qualkit.text.identifiers import detectors
from qualkit.text.months import month_of
from qualkit.text.pseudonyms import display_names, keyed_id
from qualkit.text.redaction import Redacted, Redactor

__all__ = ["SHORT_HASH", "Voices"]

SHORT_HASH = 10
"""Hexadecimal digits that a manifest keeps of a hash. `verify` derives every byte again and trusts none of them."""

_DEEPEST = 6  # further indents leave no room for words
_TURNS_SHOWN = 40
_TEXTS_LEARNT_FROM = 20_000


class Voices:
    """Gives the words of a study in the form in which they may be shown.

    Parameters
    ----------
    study : Study
        The source.
    redact : bool
        Whether to mask what points at a person. Names of authors are replaced in either case.
    nlp : callable, optional
        A spaCy pipeline with named entity recognition, whose finds are masked too.
    """

    def __init__(self, study: Study, *, redact: bool, nlp: Callable[[str], Any] | None = None) -> None:
        self.study = study
        self.key = study.key or corpus_key(study)
        self._redact = redact
        frame = study.corpus.frame
        authors = frame["author"].dropna().unique().tolist() if redact else []
        texts = frame["text"].iloc[:_TEXTS_LEARNT_FROM].tolist() if redact else []
        nlp = nlp if redact else None
        names = [str(name) for name in authors] + list(study.description.names if redact else ())
        self._redactor = Redactor.for_names(names, texts, keep=study.description.keep, nlp=nlp)
        self.detectors = detectors(nlp, sorted(self._redactor.entities) if nlp else ()) if redact else {}
        self._forms = Redactor()
        self._names = display_names(frame["person_id"].dropna().unique().tolist(), self.key)
        self._shown: dict[str, Redacted] = {}
        self._masked: dict[str, Redacted] = {}
        self._conversations: dict[str, Conversation] = {}
        self._told: dict[str, str] = {}
        self._labels: dict[str, str] = {}
        self._comments: dict[str, Comment] = {}
        self._bylines: dict[str, Byline] = {}
        self.roles_told = bool(study.corpus.frame["role"].notna().any())
        self._marks = Marks(study)

    def ref(self, kind: str, value: str) -> str:
        """Derive the public name of something inside the project.

        Parameters
        ----------
        kind : str
            What it is.
        value : str
            Its id in the project.

        Returns
        -------
        str
            Twelve hexadecimal digits that only the holder of the project can recompute.
        """
        return keyed_id(self.key, value if kind == "passage" else f"{kind}\x00{value}")

    def words(self, value: Any) -> str:
        """Give what an analyst or a machine wrote, masked like any comment.

        Parameters
        ----------
        value : object
            Text, or something missing.

        Returns
        -------
        str
            The text to show; empty for what is missing.
        """
        if is_missing(value):
            return ""
        told = str(value)
        if told not in self._told:
            self._told[told] = visible(self._redactor.redact(told).text if self._redact else told)
        return self._told[told]

    def label(self, value: Any) -> str | None:
        """Give the name of a channel, an outcome, a column or a coder.

        Parameters
        ----------
        value : object
            Text, or something missing.

        Returns
        -------
        str or None
            Masked by form alone: a channel that shares its name with a customer stays a channel.
        """
        if is_missing(value):
            return None
        told = str(value)
        if told not in self._labels:
            self._labels[told] = visible(self._forms.redact(told).text if self._redact else told)
        return self._labels[told]

    def term(self, word: str) -> str | None:
        """Give a term of a theme, unless it is the name of someone.

        Parameters
        ----------
        word : str
            One or more words, in lower case as a rule.

        Returns
        -------
        str or None
            The term to show.
        """
        if self._redact and any(self._redactor.is_name(one) for one in word.split()):
            return None
        return self.label(word)

    def masking(self, comment: Comment) -> Redacted:
        """Give a comment's text with its masks, and the way from its positions to those of the masked text.

        Parameters
        ----------
        comment : Comment
            What was said.

        Returns
        -------
        Redacted
            Without masks where nothing is to be masked. Hidden characters are still as they were: see `visible`.
        """
        shown = self._shown.get(comment.comment_id)
        if shown is None:
            shown = self._masked.get(comment.text)
            if shown is None:
                shown = self._redactor.redact(comment.text) if self._redact else Redacted(comment.text)
                self._masked[comment.text] = shown
            self._shown[comment.comment_id] = shown
        return shown

    def person(self, person_id: Any) -> str | None:
        """Give the display name of a person.

        Parameters
        ----------
        person_id : str or missing
            The person.

        Returns
        -------
        str or None
            None for somebody who is not among the people of the study.
        """
        return None if is_missing(person_id) else self._names.get(str(person_id))

    def byline(self, comment: Comment) -> Byline:
        """Say who said something, without saying who they are.

        Parameters
        ----------
        comment : Comment
            What was said.

        Returns
        -------
        Byline
            Staff and bots by their role, customers by their display name.
        """
        if comment.comment_id not in self._bylines:
            role = comment.role or ("unknown" if self.roles_told else "customer")
            who = {"staff": "Staff", "bot": "Bot"}.get(role) or self.who(comment.person_id)
            month = None if comment.created is None else month_of(comment.created)
            # An outcome of a conversation is the customer's, on whichever of its turns the source repeats it.
            outcome = None if role in ("staff", "bot") else self.label(comment.outcome)
            told = Byline(who, role, self.label(comment.channel), outcome, month)
            self._bylines[comment.comment_id] = told
        return self._bylines[comment.comment_id]

    def who(self, person_id: str | None) -> str:
        """Give the display name of a customer.

        Parameters
        ----------
        person_id : str or None
            The customer, if known.

        Returns
        -------
        str
            Such as ``Heron-41``.
        """
        return self.person(person_id) or "Unknown person"

    def quote(self, comment_id: str, start: int, end: int) -> Quote:
        """Give a passage in its conversation.

        Parameters
        ----------
        comment_id : str
            The comment.
        start, end : int
            Code points, half-open.

        Returns
        -------
        Quote
            As it will stand in the report; where it does is decided by `qualkit.report.layout`.
        """
        self.study.corpus.quote(comment_id, start, end)
        if comment_id not in self._comments:
            self._comments[comment_id] = self.study.corpus.comment(comment_id)
        comment = self._comments[comment_id]
        before, text, after = self._pieces(comment, start, end)
        text_ref = str(self.study.text_refs.get(comment_id, ""))
        codes = self._marks.codes(comment_id, start, end)
        return Quote(
            quote_id=self.ref("passage", f"{comment_id}:{start}:{end}"),
            anchor=False,
            threaded=False,
            text=text,
            cut_before=bool(before.strip()),
            cut_after=bool(after.strip()),
            prompt=self.words(comment.prompt) or None,
            byline=self.byline(comment),
            thread=self.thread(comment.conversation_id, quoted=(comment_id, start, end)),
            comment_ref=self.ref("comment", comment_id),
            start=start,
            end=end,
            source=keyed_id(self.key, f"text\x00{text_ref}\x00{comment.text}", SHORT_HASH),
            codes=tuple((self.words(one), tuple(self.label(who) or "" for who in by)) for one, by in codes.items()),
            themes=tuple(self.words(one) for one in self._marks.themes(comment_id)),
        )

    def thread(self, conversation_id: str, quoted: tuple[str, int, int] | None = None) -> Thread:
        """Give a conversation, turn by turn.

        Parameters
        ----------
        conversation_id : str
            The conversation.
        quoted : tuple of (comment_id, start, end), optional
            The passage to mark.

        Returns
        -------
        Thread
            All turns; of a very long conversation those round the passage, with the number left out.
        """
        if conversation_id not in self._conversations:
            self._conversations[conversation_id] = self.study.corpus.conversation(conversation_id)
        turns = self._conversations[conversation_id].turns
        places = [n for n, turn in enumerate(turns) if quoted and turn.comment.comment_id == quoted[0]]
        place = places[0] if places else 0
        first = max(0, min(place - _TURNS_SHOWN // 2, len(turns) - _TURNS_SHOWN))
        shown = turns[first : first + _TURNS_SHOWN]
        entries = []
        for n, turn in enumerate(shown, start=first):
            span = quoted[1:] if quoted and places and n == place else (0, 0)
            before, mark, after = self._pieces(turn.comment, *span)
            prompt = self.words(turn.comment.prompt) or None
            depth = min(turn.depth, _DEEPEST)
            near = not places or abs(n - place) <= 1
            entries.append(TurnEntry(self.byline(turn.comment), depth, prompt, before, mark, after, near))
        left_out = len(turns) - first - len(shown)
        ref = self.ref("conversation", conversation_id)
        return Thread(ref, tuple(entries), len(turns), place + 1 if places else 0, first, left_out)

    def masked(self) -> list[tuple[str, int]]:
        """Count the marks in all comments shown so far.

        Returns
        -------
        list of (kind, number)
            Most frequent first.
        """
        kinds = Counter(mask.kind for shown in self._shown.values() for mask in shown.spans)
        return sorted(kinds.items(), key=lambda one: (-one[1], one[0]))

    def _pieces(self, comment: Comment, start: int, end: int) -> tuple[str, str, str]:
        shown = self.masking(comment)
        left, right = shown.locate(start, end) if end > start else (0, 0)
        return visible(shown.text[:left]), visible(shown.text[left:right]), visible(shown.text[right:])


def corpus_key(study: Study) -> bytes:
    """Give a stand-in for the key of a study that has none.

    Parameters
    ----------
    study : Study
        A study without a project behind it.

    Returns
    -------
    bytes
        A hash of the comments: stable as long as they are, and unknown to whoever has not got them.
    """
    return content_hash("\x00".join(_fields(study.corpus.frame))).encode("ascii")


def _fields(frame: pd.DataFrame) -> Iterator[str]:
    for comment_id, text in zip(frame["comment_id"].tolist(), frame["text"].tolist(), strict=True):
        yield f"{comment_id}\x1f{text}"
