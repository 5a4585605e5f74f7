"""Scripts without blanks are cut where the comments repeat themselves."""

from __future__ import annotations

import numpy as np
import pytest

from qualkit.text.language import stop_words
from qualkit.themes.naming.labels import names_of
from qualkit.themes.naming.unspaced import cut_unspaced, is_unspaced
from qualkit.themes.naming.words import words_of

CHINESE = ["快递员没有按门铃", "快递员很客气", "找不到快递员", "会员费太贵了", "取消会员费", "又收会员费"]
THAI = ["รหัสผ่านผิด", "ลืมรหัสผ่านแล้ว", "เปลี่ยนรหัสผ่านไม่ได้", "ไม่ได้เงินคืน", "ขอเงินคืน", "รอเงินคืนนาน"]
JAPANESE = ["また値上げです", "値上げは困る", "毎年値上げする", "配達員が来ない", "配達員は親切", "今日の配達員さん"]


@pytest.mark.parametrize(
    ("texts", "language", "wanted"),
    [(CHINESE, "zh", "快递员"), (CHINESE, "zh", "会员费"), (THAI, "th", "รหัสผ่าน"), (JAPANESE, "ja", "値上げ")],
)
def test_what_stands_beside_different_signs_is_a_word(texts: list[str], language: str, wanted: str) -> None:
    cut = cut_unspaced(texts, language, stop_words(language))
    assert all(wanted in words for words, text in zip(cut, texts, strict=True) if wanted in text)


@pytest.mark.parametrize("text", ["", "。。。", "123", "๕", "👍", "ก", "的", "\u0e48\u0e49"])
@pytest.mark.parametrize("language", ["zh", "ja", "th", "lo", "km", "my"])
def test_hardly_any_text_is_cut_without_complaint(text: str, language: str) -> None:
    assert len(cut_unspaced([text], language, frozenset())) == 1


@pytest.mark.parametrize(("texts", "language"), [(CHINESE, "zh"), (THAI, "th"), (JAPANESE, "ja")])
def test_no_letter_is_lost(texts: list[str], language: str) -> None:
    assert ["".join(words) for words in cut_unspaced(texts, language, stop_words(language))] == texts


def test_no_thai_word_begins_with_a_mark() -> None:
    for words in cut_unspaced(THAI, "th", stop_words("th")):
        assert not any("\u0e30" <= word[0] <= "\u0e3a" or "\u0e45" <= word[0] <= "\u0e4e" for word in words if word)


def test_labels_have_no_blanks_and_keep_their_denials() -> None:
    texts = [
        "没有人接电话",
        "下午没有人接电话",
        "又没有人接电话",
        "一直没有人接电话",
        "包裹到了",
        "包裹晚了",
        "我的包裹",
        "取包裹",
    ]
    vectors = np.eye(2, dtype=np.float32)[[0] * 4 + [1] * 4]
    people = [f"p{n}" for n in range(8)]
    first, second = names_of(words_of(texts), people, np.array([0] * 4 + [1] * 4), vectors)
    assert "没有" in first.label
    assert " " not in first.label.split(", ")[0]
    assert second.label == "包裹"


def test_scripts_without_blanks_are_told() -> None:
    assert [is_unspaced(one) for one in ("", "a", "한", "ก", "漢", "か")] == [False, False, False, True, True, True]


@pytest.mark.parametrize(
    ("texts", "wanted", "never"),
    [
        (["子どもが好き", "うちの子どもは", "子どもには辛い", "小さい子どもの味"], "子ども", "子ど"),
        (["荷物が届きません", "荷物が届くのが遅い", "また荷物が届かない"], "荷物", "荷物が届"),
        (["解約したのに請求", "昨日解約したはず", "解約の方法", "解約できない"], "解約", "解約した"),
        (["休みの手続きを忘れた", "休みの手続きができない", "アプリの手続きが面倒"], "手続き", "手続"),
    ],
)
def test_japanese_words_end_where_particles_and_verbs_begin(texts: list[str], wanted: str, never: str) -> None:
    cut = [word for words in cut_unspaced(texts, "ja", stop_words("ja")) for word in words]
    assert wanted in cut
    assert never not in cut


def test_kana_alone_name_no_theme() -> None:
    words = words_of(["荷物を返しました", "荷物がこわれていました", "荷物が来ません"])
    assert {word.lemma for text in words for word in text if word.content and "荷物" not in word.lemma} <= {
        "返しました"
    }
