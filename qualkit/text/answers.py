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

_EDGES = re.compile(r"^[\W_]+|[\W_]+$")


def is_non_answer(text: str) -> bool:
    """Say whether a text answers nothing.

    Parameters
    ----------
    text : str
        A whole comment.

    Returns
    -------
    bool
        True for dots and dashes alone and for phrases such as "n/a" and "did not answer", whatever their case
        and punctuation. An emoji alone is an answer.

    Examples
    --------
    >>> [is_non_answer(text) for text in ("N/A.", " - ", "Nothing works.", "👍")]
    [True, True, False, False]
    """
    plain = unicodedata.normalize("NFKC", text).replace("’", "'").casefold().strip()
    core = " ".join(_EDGES.sub("", plain).split())
    if core and core not in NON_ANSWERS:
        return False
    return not any(unicodedata.category(char) == "So" for char in plain)


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
