from datetime import UTC, datetime, timedelta

from qualkit.store import CountedIds, RandomIds, SteppingClock, SystemClock


def test_the_system_clock_tells_utc():
    assert SystemClock()().tzinfo is UTC


def test_a_stepping_clock_moves_by_its_step():
    clock = SteppingClock(datetime(2026, 1, 1, tzinfo=UTC), timedelta(minutes=2))
    assert [clock().minute for _ in range(3)] == [0, 2, 4]


def test_random_ids_are_32_hexadecimal_digits_and_differ():
    ids = {RandomIds()() for _ in range(100)}
    assert len(ids) == 100
    assert all(len(bytes.fromhex(one)) == 16 for one in ids)


def test_counted_ids_follow_from_their_seed():
    one, same, other = CountedIds(7), CountedIds(7), CountedIds(8)
    first = [one() for _ in range(50)]
    assert first == [same() for _ in range(50)]
    assert len({*first, *(other() for _ in range(50))}) == 100
    assert all(len(bytes.fromhex(id_)) == 16 for id_ in first)
