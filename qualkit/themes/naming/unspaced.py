"""Words of scripts without blanks, learnt from the comments themselves: what stands beside many different signs."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence, Set
from itertools import pairwise

from qualkit.themes.naming.japanese import is_word_like, parted

__all__ = ["cut_unspaced", "is_unspaced"]

_READ = 4_000  # texts to learn from: more of one corpus teach few further words
_LONGEST = {"zh": 6, "ja": 8}
_LONGEST_SYLLABLES = 10
_LONGEST_REST = 6  # signs between two known words that are taken for one
_LEFT_OVER = 2
_ALONE = 0.01  # next to nothing, so that a learnt word that holds such a sign wins

_VOWELS_BEFORE = "\u0e40-\u0e44\u0ec0-\u0ec4"
_MARKS = "\u0e30-\u0e3a\u0e45-\u0e4e\u0eb0-\u0ebc\u0ec8-\u0ecd\u102b-\u103e\u17b6-\u17d3"
_SYLLABLE = re.compile(
    rf"[{_VOWELS_BEFORE}]?[^\W\d_](?:\u17d2[^\W\d_]|\u1039[^\W\d_]|[{_MARKS}])*\u0e46?|[a-zA-Z]+(?:[.-]?[a-zA-Z0-9]+)*"
)
_LATIN = r"[^\W\d_\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]+"
_SIGNS = {
    "zh": re.compile(rf"[\u3400-\u9fff]|[\u30a0-\u30ff]+|{_LATIN}"),
    "ja": re.compile(rf"[\u3400-\u9fff\u3005\u3040-\u309f]|[\u30a0-\u30ff]+|{_LATIN}"),
}
_OTHER = re.compile(rf"{_LATIN}|{_SYLLABLE.pattern}")
_RUN = re.compile(r"[^\W\d_]+(?:[\u0e30-\u0e4e\u0eb0-\u0ecd\u102b-\u103e\u17b6-\u17d3]+[^\W\d_]*)*")
_ROOM = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")

_ADHERING = {
    "zh": frozenset(
        "的了是在和就都也又还很太没不有我你他她它们这那个把被给为与及着过吗呢吧啊一到说上去来只最再才从对让能要可以而且"
    ),
    "ja": frozenset("がをにのはもでとへやかなだ"),
}
"""Signs that no learnt word ends or, in Chinese, begins with: they belong to the sentence (Feng et al. 2004)."""


def is_unspaced(text: str) -> bool:
    """Whether a text begins or ends in a script without blanks.

    Parameters
    ----------
    text : str
        One sign or more.

    Returns
    -------
    bool
        True for Chinese, Japanese, Thai, Lao, Khmer and Burmese letters.

    Examples
    --------
    >>> [is_unspaced(text) for text in ("物流", "พัสดุ", "box")]
    [True, True, False]
    """
    return bool(text) and _ROOM.match(text) is not None


def cut_unspaced(texts: Sequence[str], language: str, small: Set[str]) -> list[list[str]]:
    """Cut texts into words.

    Parameters
    ----------
    texts : sequence of str
        All of one language; what they repeat teaches their words.
    language : str
        Two letters.
    small : set of str
        Words that carry no theme; they are known from the start.

    Returns
    -------
    list of list of str
        Words, and "" wherever a sentence or a part of one ends. A string of signs is a word if two texts or more have it
        and at least two different signs stand before and behind it (accessor variety; Feng, Chen, Deng and Zheng 2004,
        doi:10.1162/089120104773633394). Of all ways to cut, the one with the highest sum of length times the logarithm
        of that variety is taken. What lies between two known words is a word.

    Examples
    --------
    >>> cut_unspaced(["包裹晚了", "我的包裹没到", "包裹很慢"], "zh", {"了", "我", "的", "没", "很"})[2]
    ['包裹', '很', '慢', '']
    """
    runs = [[_signs(run, language) for run in _RUN.findall(text)] for text in texts]
    longest = _LONGEST.get(language, _LONGEST_SYLLABLES)
    variety = _learnt(runs[:_READ], longest, _ADHERING.get(language, frozenset()), language)
    for sign in _ADHERING.get(language, ()):
        variety.setdefault(sign, _ALONE)
    for word in small:
        signs = _signs(word, language)
        if signs and (len(word) > 1 or language == "zh"):
            # A small word that two texts use counts as a little more than its length alone.
            variety[word] = max(variety.get(word, 0.0), 0.5 * len(signs))
    return [[word for run in text for word in [*_cut(run, variety, longest, language), ""]] for text in runs]


def _signs(run: str, language: str) -> list[str]:
    return _SIGNS.get(language, _OTHER).findall(run)


def _learnt(
    runs: Sequence[Sequence[Sequence[str]]], longest: int, adhering: Set[str], language: str
) -> dict[str, float]:
    """Weigh the strings that stand beside different signs on both sides."""
    before: dict[str, set[object]] = defaultdict(set)
    after: dict[str, set[object]] = defaultdict(set)
    frequent: Set[str] = frozenset()
    weights: dict[str, float] = {}
    shorter: dict[str, int] = {}
    for length in range(2, longest + 1):
        counts: Counter[str] = Counter()
        places: list[tuple[str, int, Sequence[str], int]] = []
        for row, text in enumerate(runs):
            said = set()
            for run in text:
                for start, string in _strings(run, length, frequent):
                    said.add(string)
                    places.append((string, row, run, start))
            counts.update(said)
        frequent = frozenset(string for string, n in counts.items() if n > 1)
        if not frequent:
            break
        before.clear()
        after.clear()
        for string, row, run, start in places:
            if string in frequent:
                end = start + length
                # The beginning and the end of a run are another neighbour in each text.
                before[string].add(run[start - 1] if start else row)
                after[string].add(run[end] if end < len(run) else row)
        for string in frequent:
            variety = min(len(before[string]), len(after[string]))
            followed = counts[string] < shorter.get(string[:-1], 0)
            if variety > 1 and not _adheres(string, adhering, language, followed):
                weights[string] = length * math.log(variety)
        shorter = counts
    return weights


def _strings(run: Sequence[str], length: int, frequent: Set[str]) -> Iterator[tuple[int, str]]:
    """Give the strings of so many signs whose parts of one sign less are repeated, too."""
    if length == 2:
        yield from ((start, first + second) for start, (first, second) in enumerate(pairwise(run)))
        return
    for start in range(len(run) - length + 1):
        string = "".join(run[start : start + length])
        if string[: -len(run[start + length - 1])] in frequent and string[len(run[start]) :] in frequent:
            yield start, string


def _adheres(string: str, adhering: Set[str], language: str, followed: bool) -> bool:
    if language == "ja":
        return not is_word_like(string, followed)
    return string[0] in adhering or string[-1] in adhering


def _cut(run: Sequence[str], weights: dict[str, float], longest: int, language: str) -> list[str]:
    """Find the cut of highest weight; join what lies between known words."""
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(run) + 1):
        options = [(best[end - 1][0] + weights.get(run[end - 1], 0.0), end - 1)]
        for start in range(max(0, end - longest), end - 1):
            weight = weights.get("".join(run[start:end]))
            if weight is not None:
                options.append((best[start][0] + weight, start))
        best.append(max(options, key=lambda one: (one[0], -one[1])))
    cuts = [len(run)]
    while cuts[-1]:
        cuts.append(best[cuts[-1]][1])
    pieces = [run[start:end] for end, start in pairwise(cuts)][::-1]
    words: list[str] = []
    rest: list[str] = []
    for piece in pieces:
        word = "".join(piece)
        if len(piece) == 1 and word not in weights:
            rest.append(word)
            continue
        words += _rest(rest, language)
        rest = []
        words.append(word)
    return words + _rest(rest, language)


def _rest(signs: Sequence[str], language: str) -> list[str]:
    if language == "ja":
        return parted(signs)
    if _LEFT_OVER <= len(signs) <= _LONGEST_REST:
        return ["".join(signs)]
    return list(signs)
