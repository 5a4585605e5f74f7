"""The language of a comment, told by its small words, and what spaCy knows of that language."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language

__all__ = ["LANGUAGES", "language_of", "pipeline", "stop_words"]

LANGUAGES = ("en", "es", "de", "fr", "it", "nl", "pt")
_SCRIPTS = (("ar", re.compile("[؀-ۿ]")), ("he", re.compile("[֐-׿]")))
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")


@lru_cache(maxsize=16)
def stop_words(language: str) -> frozenset[str]:
    """Give the words of a language that carry no theme.

    Parameters
    ----------
    language : str
        Two letters.

    Returns
    -------
    frozenset of str
        Lower case, spaCy's list; with the halves of contractions, so that "don" and "ve" never name a theme.
        Empty for a language that spaCy does not know.
    """
    import importlib.util

    if not language.isalpha() or importlib.util.find_spec(f"spacy.lang.{language}") is None:
        return frozenset()
    module = importlib.import_module(f"spacy.lang.{language}.stop_words")
    words = {word.replace("’", "'").casefold() for word in module.STOP_WORDS}
    halves = {half for word in words for half in word.split("'") if half}
    return frozenset(words | halves | _CONTRACTIONS.get(language, frozenset()))


_CONTRACTIONS = {
    "en": frozenset(
        "n't 'm 're 've 'll 'd 's m re ve ll d s t don doesn didn isn wasn aren weren won wouldn couldn shouldn "
        "hadn hasn haven ain im ive id dont cant wont didnt doesnt isnt wasnt couldnt wouldnt lol yeah ok okay oh "
        "got get gets getting go going gone went come came thing things way bit lot said say says just like know "
        "think want really day week time".split()
    ),
}


@lru_cache(maxsize=4)
def pipeline(language: str) -> Language:
    """Give the blank spaCy pipeline of a language, with lookup lemmas where there are any.

    Parameters
    ----------
    language : str
        Two letters.

    Returns
    -------
    spacy.language.Language
        Tokeniser and, where `spacy-lookups-data` has a table, a lemmatiser.
    """
    import spacy
    from spacy.util import registry

    known = language if language in (*LANGUAGES, "ar", "he") else "xx"
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


def language_of(text: str, default: str = "en") -> str:
    """Tell the language of a comment.

    Parameters
    ----------
    text : str
        The comment.
    default : str
        What to say of a text too short to tell.

    Returns
    -------
    str
        One of `LANGUAGES`, ``"ar"``, ``"he"``, or `default`.

    Examples
    --------
    >>> [language_of(text) for text in ("it was the price", "no me gusta la nueva app", "ok")]
    ['en', 'es', 'en']
    """
    for language, script in _SCRIPTS:
        if len(script.findall(text)) > len(text) / 4:
            return language
    scores = dict.fromkeys(LANGUAGES, 0.0)
    for word in _WORD.findall(text.replace("’", "'").casefold()):
        owners = _small_words().get(word, ())
        for language in owners:
            scores[language] += 1 / len(owners)
    best = max(LANGUAGES, key=lambda one: (scores[one], one == default))
    return best if scores[best] >= 1.5 and scores[best] > 1.5 * scores[default] else default
