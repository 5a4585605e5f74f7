"""The small words of a language: those that carry no theme."""

from __future__ import annotations

from functools import lru_cache

from qualkit.text.language import stop_words

__all__ = ["small_words"]

_SMALL = {
    "de": frozenset(
        "ans aufs durchs fürs hinters übers ums unters vors weiß weißt weiss weisst wissen wisst wusste wussten gewusst "
        "wüsste wüssten mal".split()
    ),
    "en": frozenset("gonna gotta wanna".split()),
    "es": frozenset("supe supo sabía".split()),
    "fr": frozenset("été".split()),
}
"""Small words that are missing from spaCy's lists; what one knows ("ich weiß nicht") is no subject in any language."""
_TELLING = {
    "de": frozenset({"zeit"}),
    "en": frozenset("bottom empty name".split()),
    "es": frozenset("cuenta temprano deprisa despacio".split()),
    "fr": frozenset("ouvert ouverte ouverts retour".split()),
    "it": frozenset(
        "accidenti anticipo attesa casa città consiglio cortesia governo lavoro ministro posto registrazione scola titolo "
        "vita".split()
    ),
    "pt": frozenset(
        "apoia apoio caminho conselho corrente desligado grupo ligado lugar número números questão sistema tarde valor "
        "área".split()
    ),
}
"""Words on spaCy's lists that name subjects."""


@lru_cache(maxsize=64)
def small_words(language: str) -> frozenset[str]:
    """Give the words of a language that carry no theme.

    Parameters
    ----------
    language : str
        Two letters.

    Returns
    -------
    frozenset of str
        Lower case: spaCy's list, without the words that name subjects and with some that it lacks.

    Examples
    --------
    >>> [word in small_words("pt") for word in ("sobre", "lugar")]
    [True, False]
    """
    return (stop_words(language) - _TELLING.get(language, frozenset())) | _SMALL.get(language, frozenset())
