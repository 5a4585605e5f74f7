"""How BERTopic counts words in comments as people wrote them: by the base forms that the themes were counted in."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from sklearn.feature_extraction.text import CountVectorizer

from qualkit.themes.naming.words import GAP, PAIR

if TYPE_CHECKING:
    from qualkit.themes.naming.words import Word

__all__ = ["RawCounter", "forms_of"]

_MARKS = ".,;:!?…\"'()[]{}<>*~«»“”„‘’¿¡—–-/|#@。、，！？：；「」（）؟،؛।"
_FEWEST = 3  # uses of a word; a rarer one is a slip, or a small word of another language, as often as not


def forms_of(words: Iterable[Sequence[Word]], vocabulary: Mapping[str, int]) -> dict[str, str]:
    """Say for which word a form stands.

    Parameters
    ----------
    words : iterable of sequence of Word
        The words of each text.
    vocabulary : mapping of str to int
        The words that are counted.

    Returns
    -------
    dict of str to str
        Form to base form, both in lower case.
    """
    used: Counter[str] = Counter()
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for text in words:
        for word in text:
            if word.content and word.lemma in vocabulary:
                used[word.lemma] += 1
                for form in {word.lemma, word.surface.casefold()}:
                    seen[form][word.lemma] += 1
    best = {form: min(of, key=lambda one: (-of[one], one)) for form, of in seen.items()}
    return {form: lemma for form, lemma in best.items() if used[lemma] >= _FEWEST}


class RawCounter(CountVectorizer):  # type: ignore[misc]
    """Counts base forms, and pairs of them, in comments as they were written.

    Attributes
    ----------
    forms : mapping of str to str
        What each form stands for.
    pairs : frozenset of str
        The pairs that are counted.
    """

    forms: Mapping[str, str] = {}
    pairs: frozenset[str] = frozenset()

    @classmethod
    def knowing(cls, forms: Mapping[str, str], vocabulary: Mapping[str, int]) -> RawCounter:
        """Give a fitted counter.

        Parameters
        ----------
        forms : mapping of str to str
            From `forms_of`.
        vocabulary : mapping of str to int
            The words and pairs that are counted, with their columns.

        Returns
        -------
        RawCounter
            Ready to transform.
        """
        made = cls(token_pattern=r"(?u)\S+", lowercase=False)  # noqa: S106
        made.forms, made.pairs = forms, frozenset(one for one in vocabulary if PAIR in one)
        made.vocabulary_ = dict(vocabulary)
        return made

    def build_analyzer(self) -> Callable[[str], list[str]]:
        """Give what cuts a text; scikit-learn's own name for it.

        Returns
        -------
        callable
            Text to the words that are counted.
        """
        return partial(_counted, self.forms, self.pairs)


def _counted(forms: Mapping[str, str], pairs: frozenset[str], text: str) -> list[str]:
    return list(_told(forms, pairs, text))


def _told(forms: Mapping[str, str], pairs: frozenset[str], text: str) -> Iterator[str]:
    before: str | None = None
    gap = 0
    for token in text.casefold().replace("’", "'").split():
        bare = token.strip(_MARKS)
        lemma = forms.get(token) or forms.get(bare)
        if token in pairs:  # a text that is cut already
            yield token
            before = None
        elif lemma is None:
            gap += 1
            before = None if gap > GAP else before
        else:
            if before is not None and f"{before}{PAIR}{lemma}" in pairs:
                yield f"{before}{PAIR}{lemma}"
            yield lemma
            before, gap = lemma, 0
        if not token.endswith(bare):
            before = None
