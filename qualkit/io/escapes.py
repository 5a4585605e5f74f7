"""Texts in which an export left HTML escapes: ``&amp;`` where somebody wrote ``&``."""

from __future__ import annotations

import html
import re

from qualkit.io.draft import Draft
from qualkit.io.problems import Action, ProblemLog

__all__ = ["settle_escapes"]

# With a semicolon alone: "R&Dlt" and "&notes" are somebody's own words.
_ESCAPE = re.compile(r"&(?:amp|lt|gt|quot|apos|nbsp|#\d{2,6}|#[xX][0-9a-fA-F]{2,5});")
_HINT = "as exported; unescape=True reads the signs they stand for"


def settle_escapes(draft: Draft, unescape: bool, log: ProblemLog) -> Draft:
    """List the texts that hold HTML escapes, and put signs in their place if that was asked.

    They are not replaced unasked: in a comment on program code ``&lt;`` may be what was written.

    Parameters
    ----------
    draft : Draft
        Comments.
    unescape : bool
        Whether to replace them, once: ``&amp;lt;`` becomes ``&lt;``.
    log : ProblemLog
        Takes the texts that hold any.

    Returns
    -------
    Draft
        The same, but for these texts.
    """
    text = draft.core["text"]
    held = text.str.contains(_ESCAPE.pattern).fillna(False).astype(bool)
    if not held.any():
        return draft
    some = draft.core[held]
    done: Action = "repaired" if unescape else "kept"
    hint = None if unescape else _HINT
    log.note_rows(some["source"], "HTML escapes in text, such as &amp;", done, rows=some["row"], details=hint)
    return Draft(draft.core.assign(text=text.mask(held, some["text"].map(_signs))), draft.extra) if unescape else draft


def _signs(text: str) -> str:
    return _ESCAPE.sub(lambda found: html.unescape(found.group()), text)
