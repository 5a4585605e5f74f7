"""How likely each sentence of a comment is part of a reason, from features one can read."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence

from qualkit.findings.reasons.quiet import Pair
from qualkit.findings.reasons.reading import Reading, Reason

__all__ = ["asked_about", "by_sentence", "passages", "sentence_features", "touched"]

_STANCES = ("feeling", "verdict", "need", "plea", "cannot", "deed", "result", "bad")
_MEETING = (*_STANCES, "ask", "contrast", "exit", "kind", "me", "problem", "thanks")
_BESIDE = (*_STANCES, "kind", "problem")
_LISTS = (*_MEETING, "but", "change", "duration", "hypothetical", "object", "pronoun", "says_nothing", "unit", "verb")
_SMALL = (
    *("after", "as", "cause", "for", "from", "if", "made", "makes", "of", "otherwise", "since", "so", "that", "to"),
    *("too", "until", "when", "which", "while", "with", "without"),
)
_MARKS = {",": "comma", ":": "colon", "(": "bracket", "-": "dash", "?": "question", "!": "cry"}
_MOST = 6  # as powers of two: sentences of 63 words and more are alike
_PLAIN = "plain: "
_TOGETHER = 3  # sentences; of what readers marked, one passage in forty is longer
_ADDS = 0.4  # of the chance of the likeliest sentence


def sentence_features(
    reading: Reading, found: Sequence[Reason], weighed: Sequence[tuple[float, Pair]], *, prompt: str | None, reply: bool
) -> list[frozenset[str]]:
    """Say what is true of each sentence, of its neighbours, and of what the comment answers.

    Parameters
    ----------
    reading : Reading
        The comment.
    found : sequence of Reason
        What its cues announce.
    weighed : sequence of (float, Pair)
        Its pairs of clauses, with their worth.
    prompt : str or None
        The question of a survey.
    reply : bool
        Whether it answers another comment.

    Returns
    -------
    list of frozenset of str
        One for each sentence of ``reading.words``.
    """
    rows = reading.words.sentences
    clauses = Counter(one.sentence for one in reading.clauses)
    cued = touched(reading, found)
    own = [_own(reading, *row) | {f"clauses {min(4, clauses[n])}"} | _cued(cued[n]) for n, row in enumerate(rows)]
    for number, here in enumerate(by_sentence(weighed, len(rows))):
        own[number] |= _paired(here)
    about = {f"sentences {min(5, len(rows))}", f"prompt {asked_about(prompt)}", "reply" if reply else "no reply"}
    if any(word.startswith("xx") for word in reading.words.words) or "`" in reading.words.text:
        about.add("code in the comment")
    return [frozenset(_beside(own, n) | about | {f"place {min(3, n)}"}) for n in range(len(rows))]


def _own(reading: Reading, first: int, last: int) -> set[str]:
    words = reading.words.words[first:last]
    found = {tag for tag in _LISTS if reading.has(tag, first, last)}
    found |= {f"{one} and {other}" for one in found for other in found if one < other and {one, other} <= set(_MEETING)}
    found |= {f"word {one}" for one in _SMALL if one in words}
    found |= {f"mark {name}" for mark, name in _MARKS.items() if mark in words}
    found.add(f"length {min(_MOST, int(math.log2(len(words) + 1)))}")
    found.add(f"begins {words[0]}")
    found.add(f"ends {words[-1]}" if words[-1] in ".!?" else "ends without a mark")
    if any(word.startswith("xx") for word in words):
        found.add("code")
    return found


def touched(reading: Reading, found: Sequence[Reason]) -> list[list[Reason]]:
    """Sort what was found by the sentences that it touches.

    Parameters
    ----------
    reading : Reading
        The comment.
    found : sequence of Reason
        What was found in it.

    Returns
    -------
    list of list of Reason
        One list for each sentence.
    """
    words = reading.words
    starts = [words.starts[first] for first, _ in words.sentences]
    here: list[list[Reason]] = [[] for _ in starts]
    for one in found:
        begin, end = one.extent
        for number in range(max(0, bisect_right(starts, begin) - 1), bisect_left(starts, end)):
            if begin < words.ends[words.sentences[number][1] - 1]:
                here[number].append(one)
    return here


def by_sentence(weighed: Sequence[tuple[float, Pair]], n_sentences: int) -> list[list[tuple[float, Pair]]]:
    """Sort pairs of clauses by the sentences in which these stand.

    Parameters
    ----------
    weighed : sequence of (float, Pair)
        Pairs, with their worth.
    n_sentences : int
        How many sentences the comment has.

    Returns
    -------
    list of list of (float, Pair)
        One list for each sentence.
    """
    here: list[list[tuple[float, Pair]]] = [[] for _ in range(n_sentences)]
    for one in weighed:
        for number in sorted({one[1].stance.sentence, one[1].fact.sentence}):
            here[number].append(one)
    return here


def _cued(here: Sequence[Reason]) -> set[str]:
    return {f"cue {one.cue.lower().split()[0]}" for one in here} | ({"cued"} if here else set())


def _paired(here: Sequence[tuple[float, Pair]]) -> set[str]:
    if not here:
        return {"no pair"}
    worth, best = max(here, key=lambda one: (one[0], -one[1].stance.first, -one[1].fact.first))
    plain = {name for _, pair in here for name in pair.features if name.startswith(_PLAIN)}
    return {f"pair of {best.kind}", f"pair worth {max(-3, min(2, math.floor(2 * worth)))}"} | plain


def _beside(own: list[set[str]], number: int) -> set[str]:
    found = set(own[number])
    for side, other in (("before", number - 1), ("after", number + 1)):
        if not 0 <= other < len(own):
            found.add(f"nothing {side}")
            continue
        told = {
            name for name in own[other] if not name.startswith(("begins ", "cue ", "word ")) and " and " not in name
        }
        found |= {f"{side}: {name}" for name in told}
        found |= {f"{one}, {side}: {name}" for one in own[number] & set(_MEETING) for name in own[other] & set(_BESIDE)}
    return found


def asked_about(prompt: str | None) -> str:
    """Say what kind of question a comment answers.

    Parameters
    ----------
    prompt : str or None
        The question of a survey.

    Returns
    -------
    str
        ``"why"``, ``"what to improve"``, ``"what was good"``, ``"of another kind"`` or ``"none"``.

    Examples
    --------
    >>> asked_about("How could we improve?")
    'what to improve'
    """
    if not prompt:
        return "none"
    asked = prompt.lower()
    kinds = {
        "why": ("why",),
        "what to improve": ("improv", "better"),
        "what was good": ("good", "well", "best", "like"),
    }
    return next((kind for kind, words in kinds.items() if any(word in asked for word in words)), "of another kind")


def passages(likely: Sequence[float], free: Sequence[bool], threshold: float) -> list[tuple[int, int]]:
    """Choose sentences, and neighbouring sentences together, that are likely enough; the likeliest first.

    Parameters
    ----------
    likely : sequence of float
        Chance of each sentence.
    free : sequence of bool
        Whether it has words.
    threshold : float
        Chance from which a passage is taken.

    Returns
    -------
    list of (int, int)
        Numbers of sentences, half-open, one to three each, not overlapping, in order.
    """
    open_ = [
        (1 - math.prod(1 - one for one in likely[first:last]), first, last)
        for first in range(len(likely))
        for last in range(first + 1, min(len(likely), first + _TOGETHER) + 1)
        if all(free[first:last])
    ]
    taken: set[int] = set()
    chosen = []
    for chance, first, last in sorted(open_, key=lambda one: (-round(one[0], 6), one[1], one[2])):
        if round(chance, 6) >= threshold and taken.isdisjoint(range(first, last)):
            taken.update(range(first, last))
            chosen.append(_trimmed(likely, first, last))
    return sorted(chosen)


def _trimmed(likely: Sequence[float], first: int, last: int) -> tuple[int, int]:
    """Leave out sentences at the edges that hardly add to the chance."""
    enough = _ADDS * max(likely[first:last])
    while likely[first] < enough:
        first += 1
    while likely[last - 1] < enough:
        last -= 1
    return first, last
