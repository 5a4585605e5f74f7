"""Names that stand for people."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from qualkit.text.pseudonyms import display_names, person_id


@given(st.lists(st.text(min_size=1, max_size=8), max_size=60, unique=True), st.binary(max_size=32))
def test_display_names_are_unique_and_the_same_again(people: list[str], key: bytes) -> None:
    names = display_names(people, key)
    assert len(set(names.values())) == len(people)
    assert names == display_names(people * 2, key)


def test_nobody_is_called_otherwise_when_others_join() -> None:
    people = [f"p{n}" for n in range(6_000)]
    before, after = display_names(people[:2_000], b"k"), display_names(people, b"k")
    assert {one: after[one] for one in before} == before


def test_many_people_still_get_names_of_their_own() -> None:
    people = [f"p{n}" for n in range(20_000)]
    assert len(set(display_names(people, b"k").values())) == 20_000


def test_another_key_gives_other_names() -> None:
    people = [f"p{n}" for n in range(50)]
    assert display_names(people, b"a") != display_names(people, b"b")


def test_a_person_is_the_same_in_every_file() -> None:
    assert person_id("Ann Lee") == person_id("ＡＮＮ  lee ")
    assert person_id("Ann Lee") != person_id("Ann Leigh")
