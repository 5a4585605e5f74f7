"""The language of a comment, told by its script and its small words, and what spaCy knows of that language."""

from __future__ import annotations

import importlib
import importlib.util
import re
import sys
import threading
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language

__all__ = ["LANGUAGES", "UNSPACED", "language_of", "languages_of", "pipeline", "settled", "stop_words", "warm_up"]

LANGUAGES = ("en", "es", "de", "fr", "it", "nl", "pt", "sv", "da", "nb", "pl", "cs", "fi", "tr", "ro", "hu")
"""Languages in Latin script that are told apart by their small words."""

UNSPACED = frozenset({"zh", "ja", "th", "lo", "km", "my"})
"""Languages written without blanks between words."""

_SCRIPTS = tuple(
    (language, re.compile(f"[{span}]"))
    for language, span in (
        ("ja", "\u3040-\u30ff"),  # kana before Han: Japanese mixes both
        ("zh", "\u3400-\u4dbf\u4e00-\u9fff"),
        ("ko", "\u1100-\u11ff\uac00-\ud7af"),
        ("fa", "\u067e\u0686\u0698\u06af\u06cc"),
        ("ar", "\u0600-\u06ff"),
        ("he", "\u0590-\u05ff"),
        ("uk", "\u0456\u0457\u0454\u0491"),
        ("ru", "\u0400-\u04ff"),
        ("el", "\u0370-\u03ff"),
        ("hi", "\u0900-\u097f"),
        ("bn", "\u0980-\u09ff"),
        ("ta", "\u0b80-\u0bff"),
        ("te", "\u0c00-\u0c7f"),
        ("th", "\u0e00-\u0e7f"),
        ("lo", "\u0e80-\u0eff"),
        ("my", "\u1000-\u109f"),
        ("km", "\u1780-\u17ff"),
        ("ka", "\u10a0-\u10ff"),
        ("hy", "\u0530-\u058f"),
    )
)
_NO_LATIN = re.compile("[\u0370-\u1aff\u3040-\ud7af]")
_SHARE = {"fa": 0.02, "uk": 0.02, "ja": 0.1}  # a few letters of their own tell these from their neighbours
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_READ = 2_000  # characters: more of a long comment tells nothing new about its language
_BLANKS = frozenset({"ja", "ko", "th", "vi", "zh"})  # spaCy needs further packages for these, or cuts each sign


_importing: list[threading.Thread] = []


def warm_up() -> None:
    """Begin to import spaCy beside other work: it takes seconds, most of them in libraries of its own.

    Whoever imports spaCy, or torch, which spaCy imports where it finds it, calls `settled` before: two threads that
    import the same circle of modules can each see the other's half.
    """
    if "spacy" not in sys.modules and not _importing:
        thread = threading.Thread(target=importlib.import_module, args=("spacy",), daemon=True, name="spacy import")
        _importing.append(thread)
        thread.start()


def settled() -> None:
    """Wait until an import that `warm_up` began is over."""
    for thread in _importing:
        thread.join()


@lru_cache(maxsize=64)
def stop_words(language: str) -> frozenset[str]:
    """Give spaCy's stop words of a language.

    Parameters
    ----------
    language : str
        Two letters.

    Returns
    -------
    frozenset of str
        Lower case; with the halves of contractions, so that "don" and "ve" never name a theme.
        Empty for a language that spaCy does not know.
    """
    listed = _word_list(language)
    words = {word.replace("’", "'").casefold() for word in listed}
    halves = {half for word in words for half in word.split("'") if half}
    return frozenset(words | halves | _CONTRACTIONS.get(language, frozenset()))


def _word_list(language: str) -> frozenset[str]:
    """Read spaCy's list from its file alone: importing a language of spaCy's compiles its tokeniser, for a second."""
    home = importlib.util.find_spec("spacy")
    if home is None or not home.submodule_search_locations or not language.isalpha():
        return frozenset()
    path = Path(home.submodule_search_locations[0]) / "lang" / language / "stop_words.py"
    spec = importlib.util.spec_from_file_location(f"qualkit_stop_words_{language}", path)
    if not path.is_file() or spec is None or spec.loader is None:
        return frozenset()
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return frozenset(module.STOP_WORDS)


_CONTRACTIONS = {
    "en": frozenset(
        "n't 'm 're 've 'll 'd 's m re ve ll d s t don doesn didn isn wasn aren weren won wouldn couldn shouldn "
        "hadn hasn haven ain im ive id dont cant wont didnt doesnt isnt wasnt couldnt wouldnt lol yeah ok okay oh "
        "got get gets getting go going gone went come came thing things way bit lot said say says just like know "
        "think want really day week time".split()
    ),
}


@lru_cache(maxsize=32)
def pipeline(language: str) -> Language:
    """Give the blank spaCy pipeline of a language, with lookup lemmas where there are any.

    Parameters
    ----------
    language : str
        Two letters.

    Returns
    -------
    spacy.language.Language
        Tokeniser and, where `spacy-lookups-data` has a table, a lemmatiser. The multi-language tokeniser for a
        language that spaCy does not know, or for which it needs further packages.
    """
    settled()
    import spacy
    from spacy.util import registry

    spoken = language.isalpha() and language not in _BLANKS
    known = language if spoken and importlib.util.find_spec(f"spacy.lang.{language}") is not None else "xx"
    nlp = spacy.blank(known)
    nlp.max_length = 10_000_000
    tables = registry.lookups.get_all().get(known, {})
    if "lemma_lookup" in tables:
        nlp.add_pipe("lemmatizer", config={"mode": "lookup"})
        nlp.initialize()
    return nlp


@lru_cache(maxsize=1)
def _small_words() -> dict[str, tuple[str, ...]]:
    languages: dict[str, list[str]] = {}
    for language in LANGUAGES:
        for word in stop_words(language) - _CONTRACTIONS.get(language, frozenset()):
            languages.setdefault(word, []).append(language)
    return {word: tuple(owners) for word, owners in languages.items()}


def _by_script(text: str) -> str | None:
    if _NO_LATIN.search(text) is None:
        return None
    letters = max(1, sum(1 for char in text if char.isalpha()))
    for language, script in _SCRIPTS:
        if len(script.findall(text)) > letters * _SHARE.get(language, 1 / 3):
            return language
    return None


def _scores(text: str) -> dict[str, float]:
    scores = dict.fromkeys(LANGUAGES, 0.0)
    small = _small_words()
    for word in _WORD.findall(text.replace("’", "'").casefold()):
        owners = small.get(word, ())
        for language in owners:
            scores[language] += 1 / len(owners)
    return scores


def language_of(text: str, default: str = "en") -> str:
    """Tell the language of a comment.

    Parameters
    ----------
    text : str
        The comment; its first 2,000 characters decide.
    default : str
        What to say of a text too short to tell.

    Returns
    -------
    str
        One of `LANGUAGES`, the language of a script (``"ar"``, ``"zh"``, ``"ru"`` and so on), or `default`.

    Examples
    --------
    >>> [language_of(text) for text in ("it was the price", "no me gusta la nueva app", "ok")]
    ['en', 'es', 'en']
    """
    text = text[:_READ]
    by_script = _by_script(text)
    if by_script is not None:
        return by_script
    scores = _scores(text)
    best = max(LANGUAGES, key=lambda one: (scores[one], one == default))
    return best if scores[best] >= 1.5 and scores[best] > 1.5 * scores.get(default, 0.0) else default


def languages_of(texts: Sequence[str]) -> list[str]:
    """Tell the language of each of many comments that belong together.

    Parameters
    ----------
    texts : sequence of str
        The comments.

    Returns
    -------
    list of str
        As `language_of`; a text too short to tell takes the language that most of the others are in, and so does one
        whose language is told of fewer than 1 in 200 texts, unless by its script: one odd word proves nothing.
    """
    told = [language_of(text, "") for text in texts]
    counts = Counter(one for one in told if one)
    latin = Counter({one: n for one, n in counts.items() if one in LANGUAGES})
    main = min(latin, key=lambda one: (-latin[one], LANGUAGES.index(one)), default="en")
    rare = {one for one, n in latin.items() if n < len(texts) / 200 and one != main and len(texts) >= 400}
    return [main if not one or one in rare else one for one in told]
