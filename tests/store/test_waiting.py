import pytest
from sqlalchemy import create_engine

from qualkit.store import SealedText, Transaction, waiting
from qualkit.store.schema import metadata


@pytest.fixture(params=["replacing in one step", "taking out first"])
def transaction(request, monkeypatch):
    if request.param == "taking out first":  # as with databases that have no statement for it
        monkeypatch.setattr(waiting, "_REPLACING", {})
        waiting._putting.cache_clear()
    engine = create_engine("sqlite://")
    metadata.create_all(engine)
    with engine.begin() as connection:
        yield Transaction(connection)
    waiting._putting.cache_clear()


def test_what_waits_is_seen_by_whatever_is_read(transaction):
    transaction.put_derived({("code", "k1"): "1"})
    transaction.add_texts([SealedText("r", "s", "the price\ud83d\x00")])
    assert transaction.derived() == {("code", "k1"): "1"}
    assert transaction.texts(["r"]) == {"r": "the price\ud83d\x00"}


def test_of_several_values_the_last_one_is_written(transaction):
    transaction.put_derived({("code", "k1"): "1", ("code", "k2"): "1"})
    transaction.put_derived({("code", "k1"): "2"})
    assert transaction.derived() == {("code", "k1"): "2", ("code", "k2"): "1"}
    transaction.put_derived({("code", "k1"): "3", ("code", "k2"): None, ("code", "k3"): None})
    transaction.put_derived({("code", "k2"): "4"})
    transaction.put_derived({("code", "k1"): None})
    assert transaction.derived() == {("code", "k2"): "4"}


def test_what_is_cleared_does_not_come_back(transaction):
    transaction.put_derived({("code", "k1"): "1"})
    transaction.clear_derived()
    assert transaction.derived() == {}


def test_a_text_that_is_there_already_is_no_error(transaction):
    for _ in range(2):
        transaction.add_texts([SealedText("r", "s", "the price")])
        transaction.send()
    assert [one.ref for one in transaction.all_texts()] == ["r"]
