"""The words of comments as counting and naming see them, each by the rules of its own language."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from qualkit.errors import ThemeError
from qualkit.text.language import UNSPACED, languages_of, pipeline, settled, stop_words

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
    "without_names",
    "words_of",
]

PAIR = "_"
"""Joins the two words of a pair in a counted document; no word of ours holds it."""

GAP = 2
"""Small words that may stand between the two words of a pair."""

_MOST_WORDS = 1_500  # of one comment: a log file of 300,000 characters names no theme by its end
_READ = 20_000  # characters, for the same reason
_FEW = 8  # a capitalised word that fewer people use than this is taken for somebody's name
_ACRONYM = 4
WITHOUT = frozenset("without ohne sin sans senza sem zonder utan uten uden bez без".split())
"""Small words that deny nothing of what they stand before: "without the bus I cannot come"."""
TURNING = WITHOUT | {"too", "trop", "troppo"}
"""Small words that belong to what is said, and deny nothing."""
_AFTER = frozenset("nicht nie niemals niet nooit pas jamais ikke inte aldrig".split())
"""Denials that may follow what they deny: "funktioniert nicht"."""
_DENIALS = (
    TURNING
    | _AFTER
    | frozenset(
        "no not n't nt never nobody nothing neither nor cannot kein keine keinen keiner keinem keines nichts "
        "niemand nunca nada nadie ningún ninguno ninguna tampoco jamás aucun aucune rien non mai "
        "niente nessuno nessun nessuna nulla geen niets niemand não nenhum nenhuma ninguém ingen inget inga "
        "nigdy nem не нет никогда нічого لا لم لن ليس".split()
    )
)
_FULL_NAME = re.compile(r"[^\W\d_a-z][^\W\d_]+(?:[ '-][^\W\d_]+)*(?: [^\W\d_a-z][^\W\d_]*)|[^\W\d_a-z][^\W\d_]+(?= \()")
_CALENDAR = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december".split()
)
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+|[\u30a0-\u30ff]{2,}|[^\W\d_\u3040-\u30ff\u3400-\u9fff]{3,}|\W|.")
_SYLLABLE = re.compile(r"[^\W\d_](?:[\u0e30-\u0e3a\u0e45-\u0e4e\u0eb0-\u0ebc\u0ec8-\u0ecd\u102b-\u103e\u17b6-\u17d3])*")
_TAGGED = frozenset({"NOUN", "PROPN", "VERB", "ADJ", "X", ""})
_NOUNS_CAPITAL = frozenset({"de", "lb"})
"""Languages that write every noun with a capital."""
_SMALL = {
    "de": frozenset("ans aufs durchs fürs hinters übers ums unters vors".split()),
    "en": frozenset("gonna gotta wanna".split()),
}
"""Small words that are missing from spaCy's lists."""


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
    """

    surface: str
    lemma: str
    content: bool
    breaks: bool
    noun_capital: bool = False

    @property
    def spelled(self) -> str:
        """As it stands inside a sentence."""
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
        small = _small_words(language)
        own = nlp is not None and nlp.lang in {language, "xx"}
        if language in UNSPACED and not own:
            for n in places:
                found[n] = [shared.setdefault(word, word) for word in _unspaced(texts[n][:_READ], language, small)]
            continue
        reader = nlp if own and nlp is not None else pipeline(language)
        some = (texts[n][:_READ] for n in places)
        capital = language in _NOUNS_CAPITAL
        read = _each_read(reader, some, small, capital) if own else _distinct_read(reader, some, small, capital)
        for n, words in zip(places, read, strict=True):
            found[n] = words
    return found


@lru_cache(maxsize=64)
def _small_words(language: str) -> frozenset[str]:
    return stop_words(language) | _SMALL.get(language, frozenset())


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
    known: dict[int, Word] = {}
    for doc in map(reader.make_doc, texts):
        found = doc.to_array("ORTH").tolist()[:_MOST_WORDS]
        if not known.keys() >= set(found):
            for _, component in reader.pipeline:
                doc = component(doc)
            for place, one in enumerate(found):
                if one not in known:
                    word = doc[place]
                    # A table that has "precio" for "precios" and "preciar" for "precio" would make two words of one.
                    lemma = str(table.get(word.lemma_, word.lemma_))
                    known[one] = _word(word.text, lemma, word.is_punct, word.pos_, small, capital)
        yield [known[one] for one in found]


def _lemma_table(reader: Language) -> Any:
    """Give the table that the pipeline looks base forms up in; empty where it has none."""
    if not reader.has_pipe("lemmatizer"):
        return {}
    lookups: Any = getattr(reader.get_pipe("lemmatizer"), "lookups", None)
    return lookups.get_table("lemma_lookup") if lookups is not None and lookups.has_table("lemma_lookup") else {}


def _word(surface: str, lemma: str, is_punct: bool, pos: str, small: frozenset[str], capital: bool) -> Word:
    plain = surface.replace("’", "'").casefold()
    base = (lemma or surface).replace("’", "'").casefold()
    if not _letters(base) or (base in small and len(plain) > len(base) + 2):
        base = plain  # the table takes "evening" for a form of "even"
    long_enough = len(plain) > 2 or (plain[:1] > "\u0900" and len(plain) > 0)  # a syllable block can be a word
    content = long_enough and _letters(plain) and plain not in small and base not in small and pos in _TAGGED
    content = content and base not in _DENIALS and plain not in _DENIALS
    return Word(surface, base, content, is_punct or not any(map(str.isalnum, plain)), capital)


def _letters(word: str) -> bool:
    """Whether a word is made of letters and their marks; Indic and Arabic scripts write vowels as marks."""
    kinds = [unicodedata.category(char)[0] for char in word if char not in "-'"]
    return bool(kinds) and word[0] not in "-'" and kinds[0] == "L" and all(kind in "LM" for kind in kinds)


def _unspaced(text: str, language: str, small: frozenset[str]) -> list[Word]:
    """Cut text without blanks into overlapping pairs of signs, the way search engines index it."""
    words: list[Word] = []
    if language in {"zh", "ja"}:
        for piece in _HAN.findall(text)[:_MOST_WORDS]:
            is_han = "\u3400" <= piece[0] <= "\u9fff"
            if is_han and language == "zh":
                pairs = [piece[n : n + 2] for n in range(len(piece) - 1)]
            else:
                pairs = [piece] if len(piece) > 1 else []
            for pair in pairs:
                content = pair not in small and not any(sign in small for sign in pair) and _letters(pair.casefold())
                words += [Word(pair, pair.casefold(), content, False), _END]
            words.append(_END)
        return words
    for run in re.findall(r"[^\s\d.,!?;:]+", text)[:_MOST_WORDS]:
        signs = [match.group() for match in _SYLLABLE.finditer(run)]
        for n in range(max(1, len(signs) - 3)):
            four = "".join(signs[n : n + 4])
            words += [Word(four, four, len(four) > 3 and four not in small and _letters(four), False), _END]
    return words


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


def without_names(
    documents: Sequence[Sequence[Word]],
    people: Sequence[str],
    authors: Iterable[str],
    handles: Set[str] = frozenset(),
) -> list[list[Word]]:
    """Take the names of people out of what may name a theme.

    Parameters
    ----------
    documents : sequence of sequence of Word
        All texts.
    people : sequence of str
        Who said each.
    authors : iterable of str
        Authors as exported; the parts of full names ("Gwen Adderley", "Ines (Larder)") are names wherever they stand.
    handles : set of str
        Other names, in lower case.

    Returns
    -------
    list of list of Word
        The same words; those names, and words that a few people write with a capital inside a sentence, carry no
        theme any more.
    """
    names = {part for author in authors for full in _FULL_NAME.findall(author) for part in full.casefold().split()}
    names |= handles
    small: dict[str, set[str]] = defaultdict(set)
    capital: dict[str, set[str]] = defaultdict(set)
    for words, person in zip(documents, people, strict=True):
        for before, word in itertools.pairwise(words):
            if word.content and not before.breaks and not word.noun_capital:
                (capital if word.surface[:1].isupper() else small)[word.surface.casefold()].add(person)
    names |= {one for one in capital if len(capital[one]) < _FEW and len(small[one]) < len(capital[one]) / 3}
    names -= _CALENDAR
    return [
        [replace(word, content=False) if word.content and word.surface.casefold() in names else word for word in words]
        for words in documents
    ]


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
