"""The words of comments as counting and naming see them, each by the rules of its own language."""

from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from qualkit.errors import ThemeError
from qualkit.text.language import UNSPACED, languages_of, pipeline, settled
from qualkit.themes.naming.japanese import tells_nothing
from qualkit.themes.naming.small_words import small_words
from qualkit.themes.naming.unspaced import cut_unspaced

if TYPE_CHECKING:
    from spacy.language import Language

__all__ = [
    "GAP",
    "TURNING",
    "WITHOUT",
    "Word",
    "counted_document",
    "follows_denied",
    "is_denial",
    "pipeline_for",
    "spelled",
    "words_of",
]

PAIR = "_"
"""Joins the two words of a pair in a counted document; no word of ours holds it."""

GAP = 2
"""Small words that may stand between the two words of a pair."""

_MOST_WORDS = 1_500  # of one comment: a log file of 300,000 characters names no theme by its end
_READ = 20_000  # characters, for the same reason
_ACRONYM = 4
_SHORT = 2
WITHOUT = frozenset("without ohne sin sans senza sem zonder utan uten uden bez без بدون دون".split())
"""Small words that deny nothing of what they stand before: "without the bus I cannot come"."""
TURNING = WITHOUT | {"too", "trop", "troppo"}
"""Small words that belong to what is said, and deny nothing."""
_AFTER = frozenset(
    "nicht nie niemals niet nooit pas jamais ikke inte aldrig 不了 不到 ไม่ได้ ない なかった ません".split()
)
"""Denials that may follow what they deny: "funktioniert nicht"."""
_DENIALS = (
    TURNING
    | _AFTER
    | frozenset(
        "no not n't nt never nobody no-one nothing neither nor cannot kein keine keinen keiner keinem keines nichts "
        "niemand nunca nada nadie personne ningún ninguno ninguna tampoco jamás aucun aucune rien non mai "
        "niente nessuno nessun nessuna nulla geen niets niemand não nenhum nenhuma ninguém ingen inget inga "
        "nigdy nem не нет никогда нічого لا لم لن ليس ليست ولا ولم ولن وليس فلا فلم 不 没 没有 不能 不会 不了 不到 未 "
        "ไม่ ไม่มี ไม่มีใคร ไม่ได้ ไม่เคย ない なかった ません".split()
    )
)
_TAGGED = frozenset({"NOUN", "PROPN", "VERB", "ADJ", "X", ""})
_NOUNS_CAPITAL = frozenset({"de", "lb"})
"""Languages that write every noun with a capital."""
_CALLED = frozenset({"is", "'s", "’s"})
_APART = frozenset({"meaning"})
"""Words of which the table makes a form of another that fills sentences."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word as a naming rule sees it.

    Attributes
    ----------
    surface : str
        As written.
    lemma : str
        Lower case, base form.
    content : bool
        Whether it can carry a theme; False for small words, numbers and punctuation.
    breaks : bool
        Whether no phrase may cross it: punctuation, a line's end.
    noun_capital : bool
        Whether its language writes nouns with a capital, so that a capital is no sign of a name.
    inside : str
        As people write it inside a sentence; empty where nobody knows.
    short : bool
        Whether it is no small word but too short to name a theme, and yet may complete a phrase: "ar condicionado".
    """

    surface: str
    lemma: str
    content: bool
    breaks: bool
    noun_capital: bool = False
    inside: str = ""
    short: bool = False

    @property
    def spelled(self) -> str:
        """As it stands inside a sentence."""
        if self.inside:
            return self.inside
        keeps = self.noun_capital and not self.surface.isupper()
        return self.surface if keeps else spelled(self.surface)


_END = Word("", "", False, True)


def pipeline_for(nlp: str | Language | None) -> Language | None:
    """Give the spaCy pipeline that a user asked for.

    Parameters
    ----------
    nlp : str or Language, optional
        Name or folder of an installed pipeline, or a loaded one.

    Returns
    -------
    Language or None
        Ready to use; None for qualkit's own blank pipelines.

    Raises
    ------
    ThemeError
        If no such pipeline is installed.
    """
    if nlp is None or not isinstance(nlp, str):
        return nlp
    settled()
    import spacy

    try:
        return spacy.load(nlp)
    except OSError as error:
        raise ThemeError(
            f"There is no spaCy pipeline {nlp!r}.",
            available=spacy.util.get_installed_models(),
            hint="Install it, or leave nlp out: qualkit brings tokenisers and lemmas of its own.",
        ) from error


def words_of(texts: Sequence[str], nlp: Language | None = None) -> list[list[Word]]:
    """Cut texts into words, each by the rules of its own language.

    Parameters
    ----------
    texts : sequence of str
        Readable texts; of a long one the first 20,000 characters count.
    nlp : Language, optional
        A pipeline of the user's own, used for all texts that are in its language (for all, if it is multi-lingual).

    Returns
    -------
    list of list of Word
        One list a text.
    """
    languages = languages_of(texts)
    found: list[list[Word]] = [[] for _ in texts]
    # One object a distinct word: a corpus of 50,000 comments has few.
    shared: dict[Word, Word] = {}
    for language in sorted(set(languages)):
        places = [n for n, one in enumerate(languages) if one == language]
        small = small_words(language)
        own = nlp is not None and nlp.lang in {language, "xx"}
        if language in UNSPACED and not own:
            known = small | _AFTER if language == "ja" else small
            cut = cut_unspaced([texts[n][:_READ] for n in places], language, known)
            for n, pieces in zip(places, cut, strict=True):
                told = (_piece(piece, small) if piece else _END for piece in pieces[:_MOST_WORDS])
                found[n] = [shared.setdefault(word, word) for word in told]
            continue
        reader = nlp if own and nlp is not None else pipeline(language)
        some = (texts[n][:_READ] for n in places)
        capital = language in _NOUNS_CAPITAL
        read = _each_read(reader, some, small, capital) if own else _distinct_read(reader, some, small, capital)
        for n, words in zip(places, read, strict=True):
            found[n] = words
    return found


def _each_read(reader: Language, texts: Iterable[str], small: frozenset[str], capital: bool) -> Iterator[list[Word]]:
    """Cut texts with a pipeline that may see a word differently at each place."""
    known: dict[tuple[int, int, int], Word] = {}
    for doc in reader.pipe(texts, batch_size=256):
        words = []
        for one in itertools.islice(doc, _MOST_WORDS):
            key = (one.orth, one.lemma, one.pos)
            if key not in known:
                known[key] = _word(one.text, one.lemma_, one.is_punct, one.pos_, small, capital)
            words.append(known[key])
        yield words


def _distinct_read(
    reader: Language, texts: Iterable[str], small: frozenset[str], capital: bool
) -> Iterator[list[Word]]:
    """Cut texts with one of our own pipelines: its lemma of a word is the same at each place, and looked up once."""
    table = _lemma_table(reader)
    hyphen = reader.vocab.strings.add("-")
    named = {reader.vocab.strings.add(one) for one in ("name", "Name")}
    known: dict[int, Word] = {}
    shared: dict[str, Word] = {}
    for doc in map(reader.make_doc, texts):
        found = doc.to_array("ORTH").tolist()[:_MOST_WORDS]
        if not known.keys() >= set(found):
            for _, component in reader.pipeline:
                doc = component(doc)
            for place, one in enumerate(found):
                if one not in known:
                    word = doc[place]
                    lemma = _base(word.text, word.lemma_, table)
                    known[one] = _word(word.text, lemma, word.is_punct, word.pos_, small, capital)
        words = [known[one] for one in found]
        if hyphen in found:
            words = _compounded(words, doc.to_array("SPACY").tolist(), shared, small, capital)
        yield _introduced(words, shared) if named.intersection(found) else words


def _introduced(words: list[Word], shared: dict[str, Word]) -> list[Word]:
    """Take what somebody is called out of what may name a theme: "my name is Ann" is about nobody's name."""
    found = words[:]
    for place in range(1, len(words) - 1):
        before, word, after = (one.surface.casefold() for one in words[place - 1 : place + 2])
        if before == "my" and word == "name" and after in _CALLED:
            found[place] = shared.setdefault(f"my {word}", replace(words[place], content=False))
    return found


def _base(surface: str, lemma: str, table: Any) -> str:
    """Look the base form of a word up that opens a sentence, too: tables hold small letters."""
    if lemma == surface and surface[:1].isupper() and surface not in table:
        lemma = str(table.get(surface.lower(), surface))
    if lemma.endswith("ionar") and surface.endswith("iones"):
        return (
            f"{surface[: -len('iones')].lower()}ión"  # "estaciones" is the plural of a noun before it is a verb's form
        )
    # A table that has "precio" for "precios" and "preciar" for "precio" would make two words of one.
    return str(table.get(lemma, lemma))


def _compounded(
    words: list[Word], spaces: list[int], shared: dict[str, Word], small: frozenset[str], capital: bool
) -> list[Word]:
    """Join what a hyphen without blanks joins: "top-up" is one word, and its halves are small ones."""
    joined: list[Word] = []
    place = 0
    while place < len(words):
        end = place
        while _is_compound(words[end : end + 3], spaces[end : end + 2]):
            end += 2
        parts = words[place : end + 1]
        if len(parts) > 1:
            surface = "".join(one.surface for one in parts)
            if surface not in shared:
                lemma = "".join([*(one.surface for one in parts[:-1]), parts[-1].lemma])
                shared[surface] = _word(surface, lemma, False, "", small, capital)
            parts = [shared[surface]]
        joined.append(parts[0])
        place = end + 1
    return joined


def _is_compound(words: Sequence[Word], spaces: Sequence[int]) -> bool:
    return (
        len(words) == 3
        and words[1].surface == "-"
        and not any(spaces)
        and words[0].surface.isalnum()
        and words[2].surface.isalpha()
    )


def _lemma_table(reader: Language) -> Any:
    """Give the table that the pipeline looks base forms up in; empty where it has none."""
    if not reader.has_pipe("lemmatizer"):
        return {}
    lookups: Any = getattr(reader.get_pipe("lemmatizer"), "lookups", None)
    return lookups.get_table("lemma_lookup") if lookups is not None and lookups.has_table("lemma_lookup") else {}


def _word(surface: str, lemma: str, is_punct: bool, pos: str, small: frozenset[str], capital: bool) -> Word:
    plain = surface.replace("’", "'").casefold()
    base = (lemma or surface).replace("’", "'").casefold()
    if not _letters(base) or plain in _DENIALS | _APART or (base in small and len(plain) > len(base) + 2):
        base = plain  # the table takes "evening" for a form of "even", and "nada" for one of "to swim"
    long_enough = len(plain) > 2 or (plain[:1] > "\u0900" and len(plain) > 0)  # a syllable block can be a word
    telling = _letters(plain) and pos in _TAGGED and not {plain, base} & small and not {plain, base} & _DENIALS
    breaks, short = is_punct or not any(map(str.isalnum, plain)), telling and len(plain) == _SHORT and not long_enough
    return Word(surface, base, telling and long_enough, breaks, capital, short=short)


def _letters(word: str) -> bool:
    """Whether a word is made of letters and their marks; Indic and Arabic scripts write vowels as marks."""
    kinds = [unicodedata.category(char)[0] for char in word if char not in "-'&"]
    return bool(kinds) and word[0] not in "-'&" and kinds[0] == "L" and all(kind in "LM" for kind in kinds)


def _piece(piece: str, small: frozenset[str]) -> Word:
    """Give a word of a script without blanks; one sign alone has too many meanings to name a theme."""
    plain = piece.casefold()
    told = len(piece) > 1 and _letters(plain) and not tells_nothing(plain)
    content = told and plain not in small and plain not in _DENIALS
    # Where letters have no case, a capital of another script is meant.
    return Word(piece, plain, content, not any(map(str.isalnum, plain)), inside=piece if piece.isascii() else "")


@lru_cache(maxsize=100_000)
def spelled(surface: str) -> str:
    """Write a word as it stands inside a sentence.

    Parameters
    ----------
    surface : str
        As it was written.

    Returns
    -------
    str
        Lower case, but for "I", short words all in capitals, and capitals inside a word.

    Examples
    --------
    >>> [spelled(word) for word in ("Slot", "NHS", "iPhone", "I", "TERRIBLE")]
    ['slot', 'NHS', 'iPhone', 'I', 'terrible']
    """
    acronym = surface.isupper() and 2 <= len(surface) <= _ACRONYM and surface.isascii()
    inside = surface[1:] != surface[1:].lower() and not surface.isupper()
    return surface if surface == "I" or acronym or inside else surface.lower()


def is_denial(lemma: str) -> bool:
    """Whether a small word turns a meaning round, so that a phrase without it would say the opposite.

    Parameters
    ----------
    lemma : str
        Lower case.

    Returns
    -------
    bool
        True for "no", "never", "too" and their like.
    """
    return lemma in _DENIALS


def follows_denied(lemma: str) -> bool:
    """Whether a denial may stand behind what it denies.

    Parameters
    ----------
    lemma : str
        Lower case.

    Returns
    -------
    bool
        True for "nicht", "pas" and their like.
    """
    return lemma in _AFTER


def counted_document(words: Sequence[Word]) -> str:
    """Give the content words of a text, and pairs of them that stand together, for counting.

    Parameters
    ----------
    words : sequence of Word
        A text's words.

    Returns
    -------
    str
        Lemmas and pairs (``price_rise``) with blanks between. No pair crosses punctuation, a denial, or more than two
        small words.

    Examples
    --------
    >>> counted_document(words_of(["The price rise, not the box."])[0])
    'price price_rise rise box'
    """
    counted: list[str] = []
    before: str | None = None
    gap = 0
    for word in words:
        if word.breaks or is_denial(word.lemma):
            before = None
        elif not word.content:
            gap += 1
            before = None if gap > GAP else before
        else:
            if before is not None and before != word.lemma:
                counted.append(f"{before}{PAIR}{word.lemma}")
            counted.append(word.lemma)
            before, gap = word.lemma, 0
    return " ".join(counted)
