"""The clusterer as a whole: number, tree, doubt, wishes, bad input."""

from __future__ import annotations

import hashlib
import subprocess
import sys

import numpy as np
import pytest
from sklearn.cluster import KMeans

from qualkit.errors import ThemeError
from qualkit.protocols import Clusterer
from qualkit.themes.clustering import StableClusterer


@pytest.fixture(scope="module")
def doubtful(blobs):
    """Twelve groups that overlap, and what is found in them."""
    X, truth = blobs([25] * 12, noise=1.6)
    return X, truth, StableClusterer(seed=3).cluster(X)


@pytest.mark.parametrize("k", [3, 8, 20])
def test_the_number_of_groups_is_found(blobs, k: int) -> None:
    X, truth = blobs([40] * k)
    found = StableClusterer().cluster(X)
    assert found.labels.max() + 1 == k
    assert len(set(zip(found.labels, truth, strict=True))) == k
    assert found.stability.tolist() == [1.0] * k
    assert found.agreement > 0.99


def test_groups_are_numbered_by_size_at_every_level(doubtful) -> None:
    for labels in doubtful[2].levels:
        sizes = np.bincount(labels[labels >= 0])
        assert sizes.tolist() == sorted(sizes, reverse=True)


def test_each_finer_group_lies_in_one_coarser_and_none_stays_none(doubtful) -> None:
    found = doubtful[2]
    assert len(found.levels) > 3
    assert 0 < found.level < len(found.levels) - 1
    for level in range(1, len(found.levels)):
        coarse, fine = found.levels[level - 1], found.levels[level]
        inside = fine >= 0
        pairs = {(int(a), int(b)) for a, b in zip(fine[inside], coarse[inside], strict=True)}
        assert len(pairs) == fine.max() + 1
        assert (coarse[inside] >= 0).all()


def test_doubt_is_given_for_every_level_group_and_row(doubtful) -> None:
    _, _, found = doubtful
    assert len(found.level_stability) == len(found.level_agreement) == len(found.levels)
    for labels, stability in zip(found.levels, found.level_stability, strict=True):
        assert len(stability) == labels.max() + 1
        assert ((stability >= 0) & (stability <= 1)).all()
    assert "tell most" in found.why


def test_a_number_can_be_asked_for_and_cuts_the_same_tree(blobs) -> None:
    X, _ = blobs([30] * 12)
    default = StableClusterer().cluster(X)
    for k in (2, 5, 12, 17):
        asked = StableClusterer(k).cluster(X)
        assert asked.labels.max() + 1 == k
        coarse, fine = (asked.labels, default.labels) if k <= 12 else (default.labels, asked.labels)
        both = (coarse >= 0) & (fine >= 0)
        assert len(set(zip(coarse[both], fine[both], strict=True))) == len(set(fine[both]))
    assert asked.why == "17 groups were asked for."


def test_where_more_are_asked_for_than_there_can_be_it_gives_as_many_as_there_are(blobs) -> None:
    X, _ = blobs([30] * 4)
    for k in (80, 5_000):
        found = StableClusterer(k, n_resamples=2).cluster(X)
        assert 20 < found.labels.max() + 1 <= 40
        assert f"{k} groups were asked for; there are no more than" in found.why


def test_it_is_the_protocols_clusterer_and_so_is_scikit_learns() -> None:
    assert isinstance(StableClusterer(), Clusterer)
    assert isinstance(KMeans(), Clusterer)


def test_noise_is_reported_as_unstable() -> None:
    X = np.random.default_rng(1).normal(size=(300, 32)).astype(np.float32)
    found = StableClusterer().cluster(X / np.linalg.norm(X, axis=1, keepdims=True))
    assert found.agreement < 0.6
    assert found.stability.mean() < 0.7


def test_the_same_rows_and_seed_give_the_same_groups_again_and_again(doubtful) -> None:
    X, _, first = doubtful
    np.random.default_rng().random(7)
    again = StableClusterer(seed=3).cluster(X)
    assert all((a == b).all() for a, b in zip(again.levels, first.levels, strict=True))
    assert all((a == b).all() for a, b in zip(again.level_stability, first.level_stability, strict=True))
    assert (again.level_agreement == first.level_agreement).all()


def test_the_groups_hardly_depend_on_the_order_of_the_rows(doubtful) -> None:
    X, _, first = doubtful
    order = np.random.default_rng(0).permutation(len(X))
    again = StableClusterer(first.labels.max() + 1, seed=3).cluster(X[order])
    from sklearn.metrics import adjusted_rand_score

    assert adjusted_rand_score(first.labels[order], again.labels) > 0.9


@pytest.mark.slow
def test_two_processes_give_the_same_bytes() -> None:
    code = (
        "import hashlib, numpy as np\n"
        "from qualkit.themes.clustering import StableClusterer\n"
        "X = np.random.default_rng(5).normal(size=(400, 48)).astype('float32')\n"
        "X[:200, :2] += 3; X[100:300, 4] -= 4\n"
        "found = StableClusterer(seed=1).cluster(X)\n"
        "print(hashlib.sha256(b''.join(a.tobytes() for a in (*found.levels, *found.level_stability))).hexdigest())\n"
    )
    told = {
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout for _ in "ab"
    }
    assert len(told) == 1
    assert len(told.pop().strip()) == hashlib.sha256().digest_size * 2


# --- wishes -------------------------------------------------------------------------------------------------------


def test_linked_rows_share_a_group_at_every_level(blobs) -> None:
    X, _ = blobs([30] * 4)
    pairs = [(0, 40), (40, 100)]
    found = StableClusterer(must_link=pairs).cluster(X)
    for labels in found.levels:
        assert len({labels[0], labels[40], labels[100]}) == 1


def test_rows_kept_apart_share_a_group_at_no_level(blobs) -> None:
    X, _ = blobs([30] * 4)
    pairs = [(0, 1), (0, 2), (1, 2), (5, 40)]
    found = StableClusterer(cannot_link=pairs).cluster(X)
    for labels in found.levels:
        assert all(labels[a] != labels[b] or labels[a] == -1 for a, b in pairs)
    asked = StableClusterer(2, cannot_link=pairs).cluster(X)
    assert all(asked.labels[a] != asked.labels[b] or asked.labels[a] == -1 for a, b in pairs)


def test_equal_rows_may_be_kept_apart(blobs) -> None:
    X, _ = blobs([30] * 3)
    X[1] = X[0]
    labels = StableClusterer(min_size=1, cannot_link=[(0, 1)]).fit_predict(X)
    assert labels[0] != labels[1]


def test_linked_rows_stay_apart_from_what_one_of_them_is_apart_from(blobs) -> None:
    X, _ = blobs([30] * 4)
    labels = StableClusterer(must_link=[(0, 1)], cannot_link=[(1, 2)]).fit_predict(X)
    assert labels[0] == labels[1] != labels[2]


def test_a_contradiction_is_one_clear_error(blobs) -> None:
    X, _ = blobs([30] * 3)
    with pytest.raises(ThemeError, match="stay together and to stay apart"):
        StableClusterer(must_link=[(0, 1), (1, 2)], cannot_link=[(0, 2)]).cluster(X)
    with pytest.raises(ThemeError, match="does not exist"):
        StableClusterer(must_link=[(0, 90)]).cluster(X)


# --- bad input ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("n", [1, 2, 3, 5, 6, 11, 25])
def test_few_rows_are_grouped_without_an_error(n: int) -> None:
    X = np.random.default_rng(n).normal(size=(n, 16)).astype(np.float32)
    found = StableClusterer().cluster(X)
    assert len(found.labels) == n
    assert found.labels.max() < max(1, n // 3)


def test_no_rows_give_no_groups() -> None:
    found = StableClusterer().cluster(np.zeros((0, 16), dtype=np.float32))
    assert found.labels.shape == (0,)


def test_identical_rows_are_one_group() -> None:
    found = StableClusterer().cluster(np.tile(np.eye(1, 16, dtype=np.float32), (300, 1)))
    assert found.labels.tolist() == [0] * 300
    assert found.stability.tolist() == [1.0]


@pytest.mark.parametrize("n_different", [2, 3, 5])
def test_too_few_different_rows_to_search_stand_each_for_itself(n_different: int) -> None:
    rows = np.repeat(np.eye(8, dtype=np.float32)[:n_different], [4 + n for n in range(n_different)], axis=0)
    found = StableClusterer(seed=0).cluster(rows)
    assert np.bincount(found.labels).tolist() == [3 + n for n in range(n_different, 0, -1)]
    assert (found.stability == 1).all()
    assert "stands for itself" in found.why


def test_rows_of_zeros_have_no_group(blobs) -> None:
    X, _ = blobs([30] * 3)
    X[[4, 50]] = 0
    found = StableClusterer().cluster(X)
    assert found.labels[[4, 50]].tolist() == [-1, -1]
    assert found.labels.max() + 1 == 3
    nothing = StableClusterer().cluster(np.zeros((40, 8), dtype=np.float32))
    assert nothing.labels.tolist() == [-1] * 40


def test_duplicates_by_the_hundred_share_a_group_and_do_not_swallow_the_others(blobs) -> None:
    X, truth = blobs([30] * 4)
    rows = np.vstack([X, np.repeat(X[:3], 200, axis=0)])
    found = StableClusterer().cluster(rows)
    assert all(len(set(found.labels[[n, *range(120 + 200 * n, 320 + 200 * n)]])) == 1 for n in range(3))
    assert len(set(zip(found.labels[:120], truth, strict=True))) == found.labels.max() + 1 == 4


def test_copies_of_one_comment_are_a_group_even_where_no_other_is_like_it() -> None:
    rows = np.random.default_rng(2).normal(size=(13, 64)).astype(np.float32)
    rows[1:] += 2 * rows[0, ::-1]
    found = StableClusterer().cluster(np.concatenate([np.repeat(rows[:1], 200, axis=0), rows[1:]]))
    assert found.labels[:200].tolist() == [0] * 200


def test_a_far_outlier_is_left_out_or_alone_and_moves_nobody(blobs) -> None:
    X, truth = blobs([40] * 4)
    rows = np.vstack([X, -X.sum(axis=0) / np.linalg.norm(X.sum(axis=0))]).astype(np.float32)
    found = StableClusterer().cluster(rows)
    assert found.labels[-1] == -1
    assert len(set(zip(found.labels[:-1], truth, strict=True))) == 4


def test_missing_numbers_are_one_clear_error() -> None:
    X = np.ones((40, 8), dtype=np.float32)
    X[3, 3] = np.nan
    with pytest.raises(ThemeError, match="cannot be grouped"):
        StableClusterer().cluster(X)
    with pytest.raises(ThemeError, match="cannot be grouped"):
        StableClusterer().cluster(np.ones(7, dtype=np.float32))


def test_more_rows_than_leaves_are_drawn_together_first(blobs) -> None:
    X, _ = blobs([500] * 6, noise=0.8)
    found = StableClusterer(n_resamples=2).cluster(X)
    assert found.labels.max() + 1 == 6
    assert (np.bincount(found.labels) == 500).all()
