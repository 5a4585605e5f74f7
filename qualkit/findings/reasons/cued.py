"""How likely a cue, where it stands, announces a reason, from features one can read."""

from __future__ import annotations

import math
from bisect import bisect_left

from qualkit.findings.reasons.explicit import Announced
from qualkit.findings.reasons.reading import Reading

__all__ = ["about", "cue_features"]

_TOLD = (
    *("ask", "bad", "but", "cannot", "change", "contrast", "deed", "duration", "exit", "feeling", "hypothetical"),
    *("kind", "me", "need", "object", "plea", "problem", "pronoun", "result", "says_nothing", "thanks", "unit"),
    *("verb", "verdict"),
)
_OFTEN = frozenset("after as because due for from if in made since so then to until when which with without".split())
"""First words of cues that stand often enough to have weights of their own."""
_OF_EACH = frozenset({"reply", "no reply", "code in the comment"})
"""What may matter more to one cue than to another."""
_MOST_PART, _MOST_SENTENCE = 5, 6  # lengths, as powers of two; what is longer is alike


def about(reading: Reading, *, asked: str, reply: bool) -> frozenset[str]:
    """Say what is true of a comment, whatever cue is looked at.

    Parameters
    ----------
    reading : Reading
        The comment.
    asked : str
        What kind of question it answers.
    reply : bool
        Whether it answers another comment.

    Returns
    -------
    frozenset of str
        Names.
    """
    found = {"reply" if reply else "no reply", f"prompt {asked}", f"sentences {min(5, len(reading.words.sentences))}"}
    if any(word.startswith("xx") for word in reading.words.words) or "`" in reading.words.text:
        found.add("code in the comment")
    return frozenset(found)


def cue_features(reading: Reading, one: Announced, told: frozenset[str]) -> frozenset[str]:
    """Say what is true of a cue, of what it would explain, and of what would explain that.

    Parameters
    ----------
    reading : Reading
        The comment.
    one : Announced
        The cue, and its passage.
    told : frozenset of str
        What is true of the comment, as `about` says.

    Returns
    -------
    frozenset of str
        Names. Those that begin with the first word of a cue hold for cues with this word alone.
    """
    words, head = reading.words.words, reading.words.words[one.hit.first]
    number = reading.words.sentence(one.hit.first)
    first, last = reading.words.sentences[number]
    found = {f"cue {' '.join(words[one.hit.first : one.hit.last])}", f"head {head}"}
    found |= _beside(words, one, first, last)
    family = {"at the start" if one.hit.first == first else "inside", *(told & _OF_EACH)}
    family.add("as its rule asks" if one.met else "not as its rule asks")
    family |= _part("behaviour", reading, one.reason.behaviour, first, last)
    family |= _part("reason", reading, one.reason.reason, first, last)
    family |= {f"sentence {tag}" for tag in _TOLD if reading.has(tag, first, last)}
    found |= family | told
    if head in _OFTEN:
        found |= {f"{head}, {name}" for name in family}
    found.add(f"sentence of {min(_MOST_SENTENCE, int(math.log2(last - first + 1)))}")
    found.add(f"ends {words[last - 1]}" if words[last - 1] in ".!?" else "ends without a mark")
    found.add(f"place {min(3, number)}")
    found |= {name for name, holds in (("supposed", one.reason.hypothetical), ("denied", one.reason.negated)) if holds}
    return frozenset(found)


def _beside(words: tuple[str, ...], one: Announced, first: int, last: int) -> set[str]:
    at, end, head = one.hit.first, one.hit.last, words[one.hit.first]
    before = words[at - 1] if at > first else "nothing"
    after = words[end] if end < last else "nothing"
    found = {f"before: {before}", f"after: {after}", f"{head}, before: {before}", f"{head}, after: {after}"}
    if at - 1 > first:
        found.add(f"two before: {words[at - 2]}")
    return found


def _part(name: str, reading: Reading, place: tuple[int, int] | None, first: int, last: int) -> set[str]:
    if place is None:
        return {f"{name} not here"}
    begin, end = (bisect_left(reading.words.starts, one) for one in place)
    found = {f"{name} {tag}" for tag in _TOLD if reading.has(tag, begin, end)}
    found.add(f"{name} of {min(_MOST_PART, int(math.log2(end - begin + 1)))}")
    if any(reading.starts("me", n) for n in range(begin, min(end, begin + 2))):
        found.add(f"{name} begins with me")
    if any(word.startswith("xx") for word in reading.words.words[begin:end]):
        found.add(f"{name} with code")
    found.add(f"{name} begins {reading.words.words[begin]}")
    found.add(f"{name} beside" if first <= begin < last else f"{name} elsewhere")
    return found
