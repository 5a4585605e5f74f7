"""Edits are decisions: they hold, they are logged, and ids keep their meaning."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import qualkit as qk
from qualkit.errors import NotFoundError, ThemeError
from qualkit.model import Corpus
from qualkit.themes.editing import part_with
from qualkit.themes.edits import EDIT_COLUMNS


def members(themes: qk.Themes, theme_id: str) -> list[str]:
    table = themes.assignments
    return table["comment_id"][table["theme_id"] == theme_id].tolist()


def test_a_split_gives_new_ids_and_loses_nobody(found: qk.Themes, by_subject: dict[str, str]) -> None:
    merged = found.merge([by_subject["slot"], by_subject["price"]])
    split = merged.split(by_subject["slot"])
    made = split.edits.iloc[-1]["made"]
    assert not set(made) & set(found.frame["theme_id"])
    assert sorted(members(split, made[0]) + members(split, made[1])) == sorted(members(merged, by_subject["slot"]))
    assert split.frame["label"].is_unique
    assert set(split.frame.set_index("theme_id").loc[made, "doubt"]) == {"not measured"}


def test_a_split_finds_the_two_subjects_again(found: qk.Themes, by_subject: dict[str, str]) -> None:
    split = found.merge([by_subject["slot"], by_subject["price"]]).split(by_subject["slot"])
    parts = {frozenset(members(split, one)) for one in split.edits.iloc[-1]["made"]}
    assert parts == {frozenset(members(found, by_subject[one])) for one in ("slot", "price")}


def test_a_split_by_hand_sends_the_others_to_the_nearer_list(found: qk.Themes, by_subject: dict[str, str]) -> None:
    merged = found.merge([by_subject["slot"], by_subject["price"]])
    slots, prices = (members(found, by_subject[one]) for one in ("slot", "price"))
    split = merged.split(by_subject["slot"], into=[slots[:3], prices[:3]])
    first, second = split.edits.iloc[-1]["made"]
    assert set(members(split, first)) == set(slots)
    assert set(members(split, second)) == set(prices)


@pytest.mark.parametrize("into", [[["c1"]], [["c1"], []], [["c1"], ["c1"]], [["c1"], ["c999"]]])
def test_lists_that_make_no_parts_are_refused(found: qk.Themes, into: list[list[str]]) -> None:
    theme_id = found.assignments.set_index("comment_id").loc["c1", "theme_id"]
    with pytest.raises(qk.QualkitError):
        found.split(theme_id, into=into)


@pytest.mark.parametrize("n", [0, 1, 1000])
def test_a_number_of_parts_that_cannot_be_is_refused(found: qk.Themes, n: int) -> None:
    with pytest.raises(qk.QualkitError, match="cannot be split"):
        found.split(found.frame["theme_id"].iloc[0], n)


def test_an_id_is_never_given_again(found: qk.Themes, by_subject: dict[str, str]) -> None:
    a, b = by_subject["slot"], by_subject["price"]
    once = found.merge([a, b]).split(a)
    again = once.merge(once.edits.iloc[-1]["made"])
    twice = again.split(again.edits.iloc[-1]["made"][0])
    given = [one for made in twice.edits["made"][twice.edits["verb"] == "split"] for one in made]
    assert len(set(given)) == len(given) == 4
    assert not set(given) & {a, b}


def test_what_is_kept_apart_cannot_be_merged(found: qk.Themes) -> None:
    a, b, c = found.frame["theme_id"]
    apart = found.keep_apart(a, b)
    with pytest.raises(qk.QualkitError, match="do not belong together"):
        apart.merge([b, a])
    with pytest.raises(qk.QualkitError, match="do not belong together"):
        apart.merge([a, c]).merge([a, b])


def test_two_comments_kept_apart_part_at_once(found: qk.Themes, by_subject: dict[str, str]) -> None:
    a, b = members(found, by_subject["slot"])[:2]
    apart = found.keep_apart(a, b)
    theme = apart.assignments.set_index("comment_id")["theme_id"]
    assert pd.isna(theme[a]) or pd.isna(theme[b]) or theme[a] != theme[b]
    assert apart.frame["n_comments"].sum() >= found.frame["n_comments"].sum() - 1


@pytest.mark.parametrize(("a", "b"), [("c1", "c1"), ("c1", "c999"), ("t-nope", "c1")])
def test_what_cannot_be_kept_apart_is_named(found: qk.Themes, a: str, b: str) -> None:
    with pytest.raises(qk.QualkitError):
        found.keep_apart(a, b)


def test_the_log_tells_every_decision_in_order(found: qk.Themes, by_subject: dict[str, str]) -> None:
    a, b = by_subject["slot"], by_subject["price"]
    edited = found.rename(a, "Slots").pin(b).keep_apart(a, b).keep_apart("c1", "c2")
    log = edited.edits
    assert log.columns.tolist() == list(EDIT_COLUMNS)
    assert log["verb"].tolist() == ["rename", "pin", "keep_apart", "keep_apart"]
    assert log["n"].tolist() == [1, 2, 3, 4]
    assert log.iloc[3]["comment_ids"] == ["c1", "c2"]
    assert '"to": "Slots"' in log.iloc[0]["detail"]
    assert found.edits.empty


def test_a_pin_is_seen(found: qk.Themes) -> None:
    first = found.frame["theme_id"].iloc[0]
    assert found.pin(first).frame.set_index("theme_id")["pinned"].to_dict()[first]
    assert not found.frame["pinned"].any()


def test_ward_divides_many_rows_by_an_even_choice_of_them() -> None:
    rng = np.random.default_rng(0)
    middles = np.eye(8, dtype=np.float32)[:2]
    rows = (middles[np.arange(7_000) % 2] + 0.1 * rng.standard_normal((7_000, 8))).astype(np.float32)
    parts = part_with(rows, 2)
    assert len(set(parts[::2])) == len(set(parts[1::2])) == 1
    assert parts[0] != parts[1]


def test_people_stay_right_through_edits(found: qk.Themes, three_subjects: Corpus, by_subject: dict[str, str]) -> None:
    person = three_subjects.frame.set_index("comment_id")["person_id"]
    edited = found.merge([by_subject["slot"], by_subject["price"]])
    for row in edited.frame.itertuples():
        assert row.n_people == person[members(edited, row.theme_id)].nunique()


def test_a_label_in_the_place_of_an_id_is_answered_with_the_id(found: qk.Themes) -> None:
    first = found.frame.iloc[0]
    with pytest.raises(NotFoundError, match=f"is a label; its theme_id is '{first['theme_id']}'"):
        found.rename(first["label"], "Other")


def test_what_cannot_be_merged_or_kept_apart_is_said_plainly(found: qk.Themes, by_subject: dict[str, str]) -> None:
    slot = by_subject["slot"]
    with pytest.raises(ThemeError, match=r"needs two themes.*list of theme ids"):
        found.merge(slot)
    with pytest.raises(ThemeError, match="a theme and a comment"):
        found.keep_apart(slot, members(found, slot)[0])
    with pytest.raises(NotFoundError, match="does not hold comment 'x'"):
        found.split(slot, into=[["x"], [members(found, slot)[0]]])


def test_a_name_holds_nothing_that_a_table_or_a_page_cannot(found: qk.Themes) -> None:
    first = found.frame["theme_id"].iloc[0]
    named = found.rename(first, "the \x00 slot\ud83d\x1b[0m")
    assert named.frame["label"].iloc[0] == "the slot\ufffd [0m"
    with pytest.raises(qk.QualkitError, match="cannot be called"):
        found.rename(first, "\x00\x07")


@pytest.mark.parametrize(
    ("verb", "given", "takes"),
    [("rename", (None,), "text"), ("split", ("2",), "whole number")],
)
def test_what_a_verb_does_not_take_is_named(found: qk.Themes, verb: str, given: tuple[object, ...], takes: str) -> None:
    with pytest.raises(qk.QualkitError, match=takes):
        getattr(found, verb)(found.frame["theme_id"].iloc[0], *given)
    with pytest.raises(qk.QualkitError, match="whole number"):
        found.at_level("1")  # type: ignore[arg-type]
