"""Non-answers: what people write into a box when they have nothing to say."""

from __future__ import annotations

import re
import unicodedata

import pandas as pd

__all__ = ["NON_ANSWERS", "is_non_answer", "non_answers"]

_PHRASES = """
na|n/a|n.a|n a|none|nil|null|nothing|nothing really|nothing to add|nothing else|nothing at all|nothing comes to mind
nothing to improve|no comment|no comments|no further comment|no further comments|no answer|not answered
did not answer|not applicable|not sure|dont know|don't know|i dont know|i don't know|dk|idk|no idea|no opinion
nope|no|yes|ok|okay|see above|as above|same as above|see previous|test|asdf|x|xx|xxx
siehe oben|s.o|keine angabe|keine angaben|keine|nichts|weiß nicht|weiss nicht|k.a|nein|kein kommentar
ninguno|ninguna|nada|nada que añadir|no sé|no se|no aplica|ns|nc|ns/nc|ver arriba|sin comentarios
rien|aucun|aucune|sans commentaire|ne sait pas|voir ci-dessus|nessuno|niente|nessun commento
"""
NON_ANSWERS = frozenset(phrase for line in _PHRASES.split("\n") for phrase in line.split("|") if phrase)
"""Whole comments, without case and outer punctuation, that say nothing, in six languages."""

_LONGEST = 160  # characters; what is longer says something
_LONGEST_WRITTEN = 4 * _LONGEST  # before it is normalised, which takes the square of a row of combining marks in time

_WHEN = (
    r"(?: (?:really|offhand|now|just now|right now|today|currently|honestly|to be honest|sorry|at present"
    r"|(?:at|for) (?:the|this) (?:moment|minute|time|present)(?: in time)?))*"
)
_BETTER = r"(?:done )?(?:any )?(?:better|improved|differently|changed)"
_COULD_BE = rf"(?:could|can) (?:be|have been) {_BETTER}"
_SENTENCES = (
    rf"(?:no|nope|none|nothing|not)(?: (?:really|else|at all|specific|in particular|particularly))*(?: that| which)?"
    rf"(?: (?:i|we) (?:can|could) (?:think of|add|say|suggest|mention))?{_WHEN}",
    rf"(?:i |we )?(?:really )?(?:can't|cant|cannot|can not|couldn't|couldnt|could not) (?:really )?think of (?:anything|any)"
    rf"(?: (?:else|more|better|to (?:improve|add|say|change|suggest)|(?:that )?{_COULD_BE}))*{_WHEN}",
    rf"(?:absolutely |there was |there is )?nothing (?:else |that )?{_COULD_BE}{_WHEN}",
    rf"(?:absolutely )?nothing (?:you|they|we) (?:could|can) (?:do|have done|improve|have improved)"
    rf"(?: any)?(?: better| differently)?{_WHEN}",
    r"(?:not|nothing) (?:as|so) far as (?:i am|i'm|im|we are) concerned",
    r"(?:not|nothing) (?:that|as far as) (?:i know(?: of)?|i am aware(?: of)?|i'm aware(?: of)?|i can tell)",
    r"mir (?:fällt|faellt)(?: gerade| jetzt| im moment)? nichts(?: weiter| mehr)? ein|(?:da )?wüsste ich nichts",
    r"(?:ahora )?no se me ocurre nada(?: más| mas)?(?: ahora)?|nada en (?:particular|especial)",
    r"rien de (?:particulier|spécial|plus)|niente di particolare|non mi viene in mente niente",
)
_SAYS_NOTHING = re.compile("|".join(f"(?:{one})" for one in _SENTENCES))
_NOTHING = NON_ANSWERS | {""}
_COURTESY = frozenset({"sorry", "thanks", "thank you", "thank you very much"})
_PARTS = re.compile(r"[.,;:!?\n…]+|\s[-–—]+\s")


def is_non_answer(text: str) -> bool:
    """Say whether a text answers nothing.

    Parameters
    ----------
    text : str
        A whole comment, or a sentence of one.

    Returns
    -------
    bool
        True for dots and dashes alone, for phrases such as "n/a" and "did not answer", whatever their case and punctuation,
        and where every part says in a few words that nothing comes to mind or that nothing could be better; in English, with
        some phrases and turns in five more languages. An emoji is an answer.

    Examples
    --------
    >>> [is_non_answer(text) for text in ("N/A.", " - ", "Nothing works.", "\U0001f44d")]
    [True, True, False, False]
    >>> [is_non_answer(f"Nothing {rest}.") for rest in ("I can think of at the moment", "could have been done worse")]
    [True, False]
    """
    bare = _without_edges(text)
    if len(bare) > _LONGEST_WRITTEN or (
        not text.isascii() and any(unicodedata.category(char) == "So" for char in text)
    ):
        return False
    plain = unicodedata.normalize("NFKC", bare).replace("\u2019", "'").casefold()
    if _core(plain) in _NOTHING:
        return True
    if len(plain) > _LONGEST:
        return False
    said = [part for part in map(_core, _PARTS.split(plain)) if part and part not in _COURTESY]
    return bool(said) and all(part in NON_ANSWERS or _SAYS_NOTHING.fullmatch(part) for part in said)


def _core(plain: str) -> str:
    return " ".join(_without_edges(plain).split())


def _without_edges(text: str) -> str:
    # Not a pattern that ends in "$": each mark of a long row would be tried as the first of the last ones.
    first = next((n for n, char in enumerate(text) if char.isalnum()), len(text))
    last = next((n for n in range(len(text), first, -1) if text[n - 1].isalnum()), first)
    return text[first:last]


def non_answers(texts: pd.Series) -> pd.Series:
    """Say of each comment whether it answers nothing.

    Parameters
    ----------
    texts : Series of str
        Whole comments.

    Returns
    -------
    Series of bool
        Same index.
    """
    known = {text: is_non_answer(text) for text in texts.unique()}
    # Not Series.map: it makes an index of the texts, which cannot hold halves of surrogate pairs.
    return pd.Series([known[text] for text in texts], index=texts.index, dtype=bool)
