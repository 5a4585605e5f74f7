"""One writer's text that comes again and again with other names and numbers in it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence

__all__ = ["automatic", "repeated"]

_LEAST = 4  # times: three alike notes to three shops are a customer's, not a machine's
_WORDS = 8  # of a text: shorter ones are alike by chance
_LONG = 12  # words of a text that nobody writes anew, word for word, in another conversation
_ALIKE = 0.6  # Jaccard similarity of the triples of words
_READ = 2_000  # characters
_COMPARED = 200  # texts of one writer that open a group of their own; a writer beyond that varies too much
_WORD = re.compile(r"\w+")
_DIGITS = re.compile(r"\d+")
_MATTER = r"(?:issue|ticket|thread|topic|conversation|pull request|case|discussion|request|question)"
_SORT = r"(?:automated|automatic|auto-generated|saved-form)"
_AUTOMATIC = re.compile(
    rf"(?:^|[.!?>*] *)(?:this {_MATTER} (?:has been|have been|was|is being) (?:now )?automatically (?:marked|closed|locked)"
    rf"|this {_MATTER} will auto-?(?:matically )?(?:be )?(?:close|lock)|this (?:action|comment|message) was \w+ automatically"
    rf"|this is an? {_SORT} (?:message|reply|response|e-?mail|comment|notification)|(?:i am|i'm) a bot\b|beep,? boop"
    r"|dies ist eine automatisch|este es un mensaje (?:generado )?autom|ceci est un (?:message|e-?mail) automatique)"
    rf"|subject to automatic {_MATTER} clos|this message is automatically posted|has been marked as stale"
)


def automatic(
    texts: Sequence[str], people: Sequence[Hashable | None], conversations: Sequence[Hashable | None]
) -> list[bool]:
    """Say which texts tell of themselves that a machine wrote them.

    Parameters
    ----------
    texts : sequence of str
        Readable texts.
    people : sequence of hashable or None
        Who wrote each; None where nobody knows.
    conversations : sequence of hashable or None
        Where each stands.

    Returns
    -------
    list of bool
        True for "This issue has been automatically closed", "This is an automated message" and their like, in four
        languages, where one writer says so in two conversations or more: a person may quote it, or complain of it, once.

    Examples
    --------
    >>> automatic(["This ticket was automatically closed."] * 3, ["bot", "bot", "Ann"], ["a", "b", "c"])
    [True, True, False]
    """
    told = [
        person is not None and _AUTOMATIC.search(text[:_READ].replace("’", "'").casefold()) is not None
        for text, person in zip(texts, people, strict=True)
    ]
    places: dict[Hashable, set[Hashable | None]] = defaultdict(set)
    for one, person, conversation in zip(told, people, conversations, strict=True):
        if one:
            places[person].add(conversation)
    return [one and len(places[person]) > 1 for one, person in zip(told, people, strict=True)]


def repeated(
    texts: Sequence[str],
    people: Sequence[Hashable | None],
    conversations: Sequence[Hashable | None] | None = None,
) -> list[bool]:
    """Say which texts repeat a form that their writer used before.

    Parameters
    ----------
    texts : sequence of str
        Readable texts.
    people : sequence of hashable or None
        Who wrote each; None where nobody knows.
    conversations : sequence of hashable or None, optional
        Where each stands.

    Returns
    -------
    list of bool
        True from the second use on, where one writer used a form of eight words or more at least four times, or wrote
        twelve words or more again in another conversation with nothing changed but numbers. Unknown people repeat nothing.

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
        if conversations is not None and len(rows) > 1:
            for row in _copied(texts, rows, conversations):
                found[row] = True
    return found


def _copied(texts: Sequence[str], rows: Sequence[int], conversations: Sequence[Hashable | None]) -> list[int]:
    """Give the texts of one writer that are in another conversation already."""
    by_text: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        words = _WORD.findall(_DIGITS.sub("0", texts[row][:_READ].casefold()))
        if len(words) >= _LONG:
            by_text[" ".join(words)].append(row)
    same = [of for of in by_text.values() if len({conversations[row] for row in of} - {None}) > 1]
    return [row for of in same for row in of[1:]]


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
