"""The border of an export: ids, names, words and positions in the form in which they may leave the project."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from qualkit.model import OURS, Comment, Study
from qualkit.model.missing import is_missing
from qualkit.model.visible import visible
from qualkit.report.voices import Voices

__all__ = ["Border", "Passage", "Said"]


@dataclass(frozen=True, slots=True)
class Said:
    """A comment as it may be shown; None where unknown."""

    comment_id: str
    conversation_id: str
    reply_to: str | None
    person: str | None
    role: str | None
    channel: str | None
    outcome: str | None
    month: str | None
    created: datetime | None
    prompt: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage in the text of a `Said`; without position and words once the person was forgotten."""

    ref: str | None
    start: int | None
    end: int | None
    quote: str | None


class Border:
    """Lets the words of a study out, through the gatekeeper of the report.

    Parameters
    ----------
    study : Study
        The source.
    redact : bool
        Whether to mask what points at a person, and to replace ids by codes that only the project can resolve.
    nlp : callable, optional
        The pipeline that finds names, if any.
    """

    def __init__(self, study: Study, *, redact: bool, nlp: Callable[[str], Any] | None = None) -> None:
        self.study = study
        self.redact = redact
        self.voices = Voices(study, redact=redact, nlp=nlp)
        self.signs = 0
        self._said: dict[str, Said] = {}
        self._labels: dict[str, str | None] = {}

    def id(self, kind: str, value: Any) -> str | None:
        """Give the public id of something inside the project.

        Parameters
        ----------
        kind : str
            What it is.
        value : object
            Its id in the project, or something missing.

        Returns
        -------
        str or None
            A keyed code; the id itself where nothing is to be masked.
        """
        if is_missing(value):
            return None
        return self.voices.ref(kind, str(value)) if self.redact else visible(str(value))

    def words(self, value: Any) -> str | None:
        """Give what an analyst or a machine wrote.

        Parameters
        ----------
        value : object
            Text, or something missing.

        Returns
        -------
        str or None
            Masked like any comment; None for what is missing or empty.
        """
        return self._counted(value, self.voices.words(value)) or None

    def label(self, value: Any) -> str | None:
        """Give the name of a channel, an outcome, a column or a coder.

        Parameters
        ----------
        value : object
            Text, or something missing.

        Returns
        -------
        str or None
            Masked by form alone.
        """
        if is_missing(value):
            return None
        told = str(value)
        if told not in self._labels:
            self._labels[told] = self._counted(told, self.voices.label(told)) or None
        return self._labels[told]

    def said(self, comment: Comment) -> Said:
        """Give a comment in the form in which it may be shown.

        Parameters
        ----------
        comment : Comment
            What was said.

        Returns
        -------
        Said
            Text, bylines and ids.
        """
        found = self._said.get(comment.comment_id)
        if found is None:
            found = self._said[comment.comment_id] = self._say(comment)
        return found

    def _say(self, comment: Comment) -> Said:
        masked = self.voices.masking(comment).text
        byline = self.voices.byline(comment)
        speaker = byline.who if comment.role in OURS else None
        stamp = comment.created
        return Said(
            comment_id=self.id("comment", comment.comment_id) or "",
            conversation_id=self.id("conversation", comment.conversation_id) or "",
            reply_to=self.id("comment", comment.reply_to),
            person=speaker or self.voices.person(comment.person_id),
            role=comment.role,
            channel=self.label(comment.channel),
            outcome=self.label(comment.outcome),
            month=None if stamp is None else f"{stamp.year:04d}-{stamp.month:02d}",
            # The report tells no more than the month: an hour can be found again on a public page.
            created=None if self.redact else stamp,
            prompt=self.words(comment.prompt),
            text=self._counted(masked, visible(masked)) or "",
        )

    def passage(self, comment: Comment, start: Any, end: Any, *, forgotten: bool) -> Passage:
        """Find a passage of the source in the text that is exported.

        Parameters
        ----------
        comment : Comment
            The comment.
        start, end : int or missing
            Code points of the source, half-open.
        forgotten : bool
            Whether its words were erased at the person's request.

        Returns
        -------
        Passage
            ``quote`` is ``text[start:end]`` of what `said` gives. A passage that cuts through a mark or a line end of
            two characters gets the whole of it.
        """
        if is_missing(start) or is_missing(end):
            return Passage(None, None, None, None)
        start, end = int(start), int(end)
        ref = "q-" + self.voices.ref("passage", f"{comment.comment_id}:{start}:{end}")
        if forgotten:
            return Passage(ref, None, None, None)
        masking = self.voices.masking(comment)
        left, right = masking.locate(start, end)
        if masking.text[left - 1 : left + 1] == "\r\n":
            left -= 1
        first, last = len(visible(masking.text[:left])), len(visible(masking.text[:right]))
        return Passage(ref, first, last, self.said(comment).text[first:last])

    def _counted(self, value: Any, shown: str | None) -> str | None:
        if shown and isinstance(value, str) and shown != value:
            self.signs += sum(visible(sign) != sign for sign in value if sign != "\r")
        return shown
