"""Texts as word pieces."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualkit.themes.embedding import model_folder, tokens
from qualkit.themes.embedding.tokens import WordPieces, cleaned, tokenizer_of

SOME = ["Late again, the courier was late.", "", "  two  spaces ", "\ud800 half", "[SEP] typed", "né́e ​中文字\x85\tend"]


@pytest.fixture(scope="module")
def tokenizer() -> Any:
    return tokenizer_of(model_folder(), 256)


def whole(tokenizer: Any, texts: list[str]) -> list[list[int]]:
    return [one.ids for one in tokenizer.encode_batch_fast(cleaned(texts))]


def by_words(words: WordPieces, texts: list[str]) -> list[list[int]]:
    pieces, lengths = words.cut(texts)
    ends = lengths.cumsum()
    return [pieces[end - length : end].tolist() for end, length in zip(ends, lengths, strict=True)]


@given(texts=st.lists(st.text(st.sampled_from(" [SEP]aé.\u0301\u200b\x85\u2028中") | st.characters(), max_size=60)))
@settings(max_examples=200)
def test_words_one_by_one_give_the_pieces_of_the_whole_text(tokenizer: Any, texts: list[str]) -> None:
    assert by_words(WordPieces(tokenizer), texts) == whole(tokenizer, texts)


@pytest.mark.parametrize(
    "text", [*SOME, "word " * 400, "unheardofword " * 300, "x" * 300_000, "中" * 500, "x " * 20_000]
)
def test_long_and_odd_texts_are_cut_where_the_tokeniser_cuts_them(tokenizer: Any, text: str) -> None:
    assert by_words(WordPieces(tokenizer), [text, "next"]) == whole(tokenizer, [text, "next"])


def test_what_was_cut_before_changes_nothing(tokenizer: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    words = WordPieces(tokenizer)
    assert by_words(words, SOME) == by_words(words, SOME) == whole(tokenizer, SOME)
    monkeypatch.setattr(tokens, "_MOST_KEPT", 0)
    assert by_words(words, SOME[::-1]) == whole(tokenizer, SOME[::-1])


def test_threads_may_share_one(tokenizer: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "_MOST_KEPT", 200)
    blocks = [[f"courier{n} late {n % 7}", f"dear{n // 2} soup"] for n in range(200)]
    words = WordPieces(tokenizer)
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda block: by_words(words, block), blocks))
    assert found == [whole(tokenizer, block) for block in blocks]
