"""Small signs in words: how they are written down, and how they are found."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

__all__ = ["CONTRAST", "Cue", "Cues", "find_cue"]

Cues = Mapping[str, Mapping[str, str]]
"""Kind of sign, to language, to phrases separated by ``|``. A phrase is made of whole words; ``…`` stands for up to three
words between."""

CONTRAST: Cues = {
    "says that it did not matter": {
        "en": "never bothered|doesn't bother|don't bother me|didn't bother|nothing to do with|neither here nor there|"
        "nothing to me|doesn't matter|didn't matter|makes no difference|made no difference|no difference to|don't mind|"
        "didn't mind|never minded|no complaint|no complaints|nothing wrong with|no problem with|never had a problem|"
        "never had any trouble|couldn't care less|don't care about|not an issue|wasn't an issue|never use|never used",
        "es": "no me molesta|no me molestó|me da igual|me daba igual|nada que ver con|no me importa|no me importaba|"
        "ninguna queja|sin problema con|no es un problema|no era un problema",
        "de": "stört mich nicht|störte mich nicht|hat mich nie gestört|hat mich nicht gestört|nichts zu tun mit|"
        "ist mir egal|war mir egal|macht mir nichts|keine beschwerde|kein problem mit|nichts auszusetzen",
    },
    "says that it was not that": {
        "en": "not because|isn't because|wasn't because|it's not the|it isn't the|it's not that|it isn't that|"
        "it wasn't the|that's not why|not the reason|wasn't the reason|isn't the reason|not about the|not … it's|"
        "isn't … it's|wasn't … it was|not for the|i'd already|had already decided|would … anyway|"
        "in any case|was going to … say|the real reason|only said|just said|"
        "it was really|rather than",
        "es": "no es por|no fue por|no era por|no es que|no era que|no … sino|el verdadero motivo|la verdad es que|"
        "de todas formas|de todos modos|ya me había ido|ya lo había decidido|en realidad",
        "de": "nicht wegen|lag nicht an|liegt nicht an|lag nicht am|liegt nicht am|nicht weil|nicht … sondern|"
        "der wahre grund|der eigentliche grund|eigentlich war es|sowieso|ohnehin|hatte schon",
    },
    "says that it suits them": {
        "en": "suits me|suits us|suited me|suited us|works for me|works for us|works better|better for me|"
        "better for us|easier for me|easier for us|fine by me|fine with me|fine for me|fine for us|happy with|"
        "glad of|i like it|we like it|i prefer|we prefer",
        "es": "me viene bien|nos viene bien|me va bien|nos va bien|me conviene|mejor para mí|mejor así|prefiero|"
        "contento con|contenta con",
        "de": "passt mir|passt uns|kommt mir entgegen|besser für mich|besser für uns|finde ich gut|mir lieber|"
        "uns lieber|zufrieden mit|ich mag es",
    },
    "says that they did not want it": {
        "en": "did not ask for|didn't ask for|don't want|didn't want|don't need|didn't need|not … asked for|"
        "could do without",
        "es": "no pedí|no quiero|no quería|no necesito|no necesitaba",
        "de": "nicht bestellt|will ich nicht|wollte ich nicht|brauche ich nicht|brauchte ich nicht",
    },
}
"""Signs that a passage speaks against what others give as their reason."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A sign that stands in a text.

    Attributes
    ----------
    kind : str
        What it is a sign of.
    start, end : int
        Code points, half-open.
    words : str
        As written.
    """

    kind: str
    start: int
    end: int
    words: str


def find_cue(text: str, cues: Cues, kinds: tuple[str, ...] | None = None) -> Cue | None:
    """Find the first sign in a text.

    Parameters
    ----------
    text : str
        As written; no language need be told, a comment may mix them.
    cues : mapping
        The signs.
    kinds : tuple of str, optional
        By default all kinds.

    Returns
    -------
    Cue or None
        The sign that stands first.

    Examples
    --------
    >>> find_cue("Honestly, it never bothered me.", CONTRAST).words
    'never bothered'
    """
    # Same length as the text: positions must stay those of the text.
    plain = text.replace("’", "'")
    found = []
    for kind in kinds or tuple(cues):
        match = _pattern("|".join(cues[kind].values())).search(plain)
        if match:
            found.append(Cue(kind, match.start(), match.end(), text[match.start() : match.end()]))
    return min(found, key=lambda one: one.start, default=None)


@lru_cache(maxsize=64)
def _pattern(phrases: str) -> re.Pattern[str]:
    written = []
    for phrase in dict.fromkeys(one.strip() for one in phrases.split("|") if one.strip()):
        words = re.escape(phrase).replace(r"\ ", r"\s+")
        written.append(re.sub(r"\\s\+\\?…\\s\+", r"\\s+(?:[\\w'-]+[,.]?\\s+){0,3}", words))
    left, right = r"(?<![\w'])", r"(?!\w)"
    return re.compile(f"{left}(?:{'|'.join(written)}){right}", re.IGNORECASE)
