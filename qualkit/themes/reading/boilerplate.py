"""One writer's text that comes again and again with other names and numbers in it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence

__all__ = ["repeated"]

_LEAST = 4  # times: three alike notes to three shops are a customer's, not a machine's
_WORDS = 8  # of a text: shorter ones are alike by chance
_ALIKE = 0.6  # Jaccard similarity of the triples of words
_READ = 2_000  # characters
_COMPARED = 200  # texts of one writer that open a group of their own; a writer beyond that varies too much
_WORD = re.compile(r"\w+")
_DIGITS = re.compile(r"\d+")


def repeated(texts: Sequence[str], people: Sequence[Hashable | None]) -> list[bool]:
    """Say which texts repeat a form that their writer used before.

    Parameters
    ----------
    texts : sequence of str
        Readable texts.
    people : sequence of hashable or None
        Who wrote each; None where nobody knows.

    Returns
    -------
    list of bool
        True from the second use on, where one writer used a form of eight words or more at least four times. Unknown
        people repeat nothing.

    Examples
    --------
    >>> notes = [f"This issue was closed after {n} days without activity." for n in (7, 30, 60, 90)]
    >>> repeated([*notes, "It broke."], ["bot"] * 5)
    [False, True, True, True, False]
    """
    by_writer: dict[Hashable, list[int]] = defaultdict(list)
    for row, person in enumerate(people):
        if person is not None:
            by_writer[person].append(row)
    found = [False] * len(texts)
    for rows in by_writer.values():
        if len(rows) >= _LEAST:
            for row in _again(texts, rows):
                found[row] = True
    return found


def _again(texts: Sequence[str], rows: Sequence[int]) -> list[int]:
    forms: list[frozenset[tuple[str, ...]]] = []
    by_text: dict[str, int | None] = {}
    members: dict[int, list[int]] = defaultdict(list)
    for row in rows:
        text = _DIGITS.sub("0", texts[row][:_READ].casefold())
        if text not in by_text:
            by_text[text] = _form_of(text, forms)
        form = by_text[text]
        if form is not None:
            members[form].append(row)
    return [row for same in members.values() if len(same) >= _LEAST for row in same[1:]]


def _form_of(text: str, forms: list[frozenset[tuple[str, ...]]]) -> int | None:
    words = _WORD.findall(text)
    if len(words) < _WORDS:
        return None
    triples = frozenset(zip(words, words[1:], words[2:], strict=False))
    shared = Counter(
        {n: len(triples & form) / len(triples | form) for n, form in enumerate(forms) if not triples.isdisjoint(form)}
    )
    best = max(shared, key=lambda n: (shared[n], -n), default=None)
    if best is not None and shared[best] >= _ALIKE:
        return best
    if len(forms) >= _COMPARED:
        return None
    forms.append(triples)
    return len(forms) - 1
