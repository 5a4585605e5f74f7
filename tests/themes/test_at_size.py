"""Themes for more comments than fit into memory."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import time
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor, wait
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import qualkit as qk
from qualkit.model import ASSIGNMENT_COLUMNS, Corpus
from qualkit.themes import Themes, at_size, find_themes, parquet_rows
from qualkit.themes.at_size import assign_parquet


class ByFirstWord:
    """Themes of a kind: a comment's theme is its first word; "and" begins a second one."""

    def __init__(self) -> None:
        self.sizes: list[int] = []

    def save(self, folder: Path) -> Path:
        folder.mkdir()
        (folder / "themes.json").write_text("first word")
        return folder

    def assign(self, corpus: Corpus) -> pd.DataFrame:
        self.sizes.append(len(corpus))
        rows = []
        for comment_id, text in zip(corpus.table["comment_id"], corpus.table["text"], strict=True):
            for n, part in enumerate(text.split(" and ")):
                theme = part.split()[0] if part.split() else None
                rows.append((comment_id, n, n + len(part), theme, theme or "none", 0.5, float("nan")))
        return pd.DataFrame(rows, columns=list(ASSIGNMENT_COLUMNS))


def write(folder: Path, name: str, rows: dict[str, Any]) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    pd.DataFrame(rows).to_parquet(path)
    return path


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    write(folder, "a.parquet", {"comment_id": ["1", "2"], "text": ["late again", "dear and late"], "stars": [1, 2]})
    write(folder, "2026/b.parquet", {"comment_id": ["3"], "text": ["cold soup"], "stars": [5]})
    return folder


def hashes(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*.parquet"))
    }


def test_each_row_keeps_its_columns_and_gets_its_themes(source: Path, tmp_path: Path) -> None:
    done = assign_parquet(source, tmp_path / "out", ByFirstWord(), progress=False)
    frame = pd.read_parquet(tmp_path / "out" / "a.parquet")
    assert frame.columns.tolist() == ["comment_id", "text", "stars", *ASSIGNMENT_COLUMNS[1:]]
    assert frame["comment_id"].tolist() == ["1", "2", "2"]
    assert frame["theme_id"].tolist() == ["late", "dear", "late"]
    assert frame["stars"].tolist() == [1, 2, 2]
    assert pd.read_parquet(tmp_path / "out" / "2026" / "b.parquet")["theme_id"].tolist() == ["cold"]
    assert done.files[["path", "rows", "with_theme", "done"]].to_numpy().tolist() == [
        ["2026/b.parquet", 1, 1, "now"],
        ["a.parquet", 2, 2, "now"],
    ]
    assert done.problems.empty
    assert "3 rows in 2 files" in repr(done)
    assert sorted(path.name for path in (tmp_path / "out").glob("*.parquet")) == ["_problems.parquet", "a.parquet"]


def test_a_second_call_does_only_what_has_changed(source: Path, tmp_path: Path) -> None:
    assign_parquet(source, tmp_path / "out", ByFirstWord(), progress=False)
    write(source, "a.parquet", {"comment_id": ["1"], "text": ["warm soup"], "stars": [1]})
    write(source, "c.parquet", {"comment_id": ["9"], "text": ["new one"], "stars": [1]})
    themes = ByFirstWord()
    done = assign_parquet(source, tmp_path / "out", themes, progress=False)
    assert dict(zip(done.files["path"], done.files["done"], strict=True)) == {
        "2026/b.parquet": "before",
        "a.parquet": "now",
        "c.parquet": "now",
    }
    assert done.files["rows"].sum() == 3
    assert len(themes.sizes) == 2


def test_other_themes_begin_anew(source: Path, tmp_path: Path) -> None:
    class Other(ByFirstWord):
        def save(self, folder: Path) -> Path:
            super().save(folder)
            (folder / "more.json").write_text("1")
            return folder

    assign_parquet(source, tmp_path / "out", ByFirstWord(), progress=False)
    done = assign_parquet(source, tmp_path / "out", Other(), progress=False)
    assert done.files["done"].tolist() == ["now", "now"]


def test_bad_rows_are_kept_and_listed(tmp_path: Path) -> None:
    table = pa.table(
        {
            "comment_id": pa.array(["1", None, "3", "3", "5"]),
            "text": pa.array([b"late", b"dear", None, b"cold \xff", b""], pa.binary()),
        }
    )
    broken = pa.Table.from_arrays(
        [table["comment_id"], pa.chunked_array([table["text"].chunk(0).view(pa.string())])],
        names=["comment_id", "text"],
    )
    (tmp_path / "in").mkdir()
    pq.write_table(broken, tmp_path / "in" / "a.parquet")
    (tmp_path / "in" / "b.parquet").write_bytes(b"PAR1 no")
    done = assign_parquet(tmp_path / "in", tmp_path / "out", ByFirstWord(), progress=False)
    found = pq.read_table(tmp_path / "out" / "a.parquet", columns=["comment_id", "theme_id"]).to_pylist()
    assert [row["theme_id"] for row in found] == ["late", "dear", None, "cold", None]
    assert [row["comment_id"] for row in found] == ["1", None, "3", "3", "5"]
    told = done.problems[["source", "row", "problem"]].astype("object").to_numpy().tolist()
    assert told[:4] == [
        ["a.parquet", 2, "no comment id"],
        ["a.parquet", 3, "no text"],
        ["a.parquet", 4, "text is not UTF-8"],
        ["a.parquet", 4, "id stands twice"],
    ]
    assert told[4][0] == "b.parquet"
    assert done.files["done"].tolist() == ["now", "not"]
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "out" / "_problems.parquet"), done.problems)


def test_columns_may_have_other_names(tmp_path: Path) -> None:
    write(tmp_path / "in", "a.parquet", {"id": [7, 8], "review": ["late", "dear"], "start": ["x", "y"]})
    with pytest.raises(qk.QualkitError, match=r"no column 'comment_id'.*review"):
        assign_parquet(tmp_path / "in", tmp_path / "out", ByFirstWord(), progress=False)
    columns = {"comment_id": "id", "text": "review"}
    assign_parquet(tmp_path / "in", tmp_path / "out", ByFirstWord(), columns=columns, progress=False)
    frame = pd.read_parquet(tmp_path / "out" / "a.parquet")
    assert frame.columns.tolist() == ["comment_id", "id", "review", "source_start", *ASSIGNMENT_COLUMNS[1:]]
    assert frame["comment_id"].tolist() == ["7", "8"]
    with pytest.raises(qk.QualkitError, match="no column 'body'"):
        assign_parquet(tmp_path / "in", tmp_path / "out", ByFirstWord(), columns={"body": "review"}, progress=False)


def test_a_file_without_rows_gives_one_without_rows(tmp_path: Path) -> None:
    write(tmp_path / "in", "a.parquet", {"comment_id": np.array([], dtype="str"), "text": np.array([], dtype="str")})
    assign_parquet(tmp_path / "in", tmp_path / "out", ByFirstWord(), progress=False)
    assert len(pd.read_parquet(tmp_path / "out" / "a.parquet")) == 0


def test_rows_are_read_in_pieces_that_do_not_cut_a_conversation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet_rows, "BATCH_ROWS", 4)
    rows = {
        "comment_id": [str(n) for n in range(11)],
        "text": ["word"] * 11,
        "conversation_id": ["a", "a", "b", "b", "b", "b", "c", "c", "d", None, None],
    }
    write(tmp_path / "in", "a.parquet", rows)
    themes = ByFirstWord()
    done = assign_parquet(tmp_path / "in", tmp_path / "out", themes, progress=False)
    assert themes.sizes == [2, 4, 5]
    assert done.files["with_theme"].tolist() == [11]


def test_what_is_finished_is_kept_when_the_work_stops(source: Path, tmp_path: Path) -> None:
    class Stops(ByFirstWord):
        def assign(self, corpus: Corpus) -> pd.DataFrame:
            if "late again" in corpus.table["text"].tolist():
                raise KeyboardInterrupt
            return super().assign(corpus)

    with pytest.raises(KeyboardInterrupt):
        assign_parquet(source, tmp_path / "out", Stops(), progress=False)
    assert [path.name for path in (tmp_path / "out").rglob("*.parquet*") if ".qualkit" not in path.parts] == [
        "b.parquet"
    ]
    done = assign_parquet(source, tmp_path / "out", ByFirstWord(), progress=False)
    assert done.files["done"].tolist() == ["before", "now"]


def test_results_may_not_lie_among_the_sources(source: Path) -> None:
    for folder in (source, source / "out"):
        with pytest.raises(qk.QualkitError, match="among the sources"):
            assign_parquet(source, folder, ByFirstWord(), progress=False)
    with pytest.raises(qk.QualkitError, match="become one"):
        assign_parquet(source / "a.parquet", source, ByFirstWord(), progress=False)


def test_nothing_to_read_is_said(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    with pytest.raises(qk.QualkitError, match="no Parquet files"):
        assign_parquet(tmp_path / "in", tmp_path / "out", ByFirstWord(), progress=False)
    with pytest.raises(qk.QualkitError, match="no such file"):
        assign_parquet(tmp_path / "nothing", tmp_path / "out", ByFirstWord(), progress=False)


def test_a_worker_that_dies_is_said_and_not_awaited(source: Path, tmp_path: Path) -> None:
    class Dies(Executor):
        def submit(self, *_: Any, **__: Any) -> Future[Any]:
            from concurrent.futures.process import BrokenProcessPool

            future: Future[Any] = Future()
            future.set_exception(BrokenProcessPool("gone"))
            return future

    with pytest.raises(qk.QualkitError, match=r"worker died.*Call again"):
        assign_parquet(source, tmp_path / "out", ByFirstWord(), executor=Dies(), progress=False)


@pytest.mark.parametrize("saved", [False, True])
def test_an_executor_gives_the_same_bytes(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, saved: bool
) -> None:
    monkeypatch.setattr(at_size, "_load", lambda folder, digest: ByFirstWord())
    assign_parquet(source, tmp_path / "one", ByFirstWord(), progress=False)
    themes = ByFirstWord().save(tmp_path / "themes") if saved else ByFirstWord()
    with ThreadPoolExecutor(2) as executor:
        assign_parquet(source, tmp_path / "two", themes, executor=executor, progress=False)
    assert hashes(tmp_path / "one") == hashes(tmp_path / "two")


@pytest.fixture(scope="module")
def found(three_subjects: Corpus) -> Themes:
    return find_themes(three_subjects, progress=False)


def many_files(folder: Path, corpus: Corpus, n_files: int, times: int) -> Path:
    for n in range(n_files):
        frame = pd.concat([corpus.table] * times, ignore_index=True)
        frame["comment_id"] = [f"f{n}-{row}" for row in range(len(frame))]
        frame["conversation_id"] = frame["comment_id"]
        frame["text"] = [f"{text} number {n} {row}" for row, text in enumerate(frame["text"])]
        write(folder, f"part-{n}.parquet", {name: frame[name] for name in frame})
    return folder


@pytest.mark.slow
def test_processes_give_the_same_bytes(found: Themes, three_subjects: Corpus, tmp_path: Path) -> None:
    source = many_files(tmp_path / "in", three_subjects, 2, 1)
    assign_parquet(source, tmp_path / "one", found, progress=False)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as executor:
        assign_parquet(source, tmp_path / "two", found, executor=executor, progress=False)
    assert hashes(tmp_path / "one") == hashes(tmp_path / "two")


@pytest.mark.slow
def test_a_cluster_that_loses_a_worker_gives_the_same_bytes(
    found: Themes, three_subjects: Corpus, tmp_path: Path
) -> None:
    from distributed import Client, LocalCluster

    source = many_files(tmp_path / "in", three_subjects, 6, 3)
    assign_parquet(source, tmp_path / "one", found, progress=False)
    saved = found.save(tmp_path / "themes")
    out = tmp_path / "two"
    with (
        LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=None, local_directory=str(tmp_path)
        ) as cluster,
        Client(cluster) as client,
        ThreadPoolExecutor(1) as aside,
    ):
        work = aside.submit(assign_parquet, source, out, saved, executor=client.get_executor(), progress=False)
        deadline = time.monotonic() + 60
        while not list(out.glob("part-*.parquet")):
            assert time.monotonic() < deadline
            assert not wait([work], timeout=0.02).done, work.result()
        pids = client.run(os.getpid)
        os.kill(next(iter(pids.values())), signal.SIGKILL)
        done = work.result(timeout=60)
    assert done.files["rows"].sum() == 6 * 3 * len(three_subjects)
    assert hashes(tmp_path / "one") == hashes(tmp_path / "two")


def test_the_record_of_a_file_tells_no_place_and_no_time(source: Path, tmp_path: Path) -> None:
    assign_parquet(source, tmp_path / "out", ByFirstWord(), progress=False)
    record = json.loads(pq.read_metadata(tmp_path / "out" / "a.parquet").metadata[b"qualkit"])
    assert sorted(record) == ["columns", "format", "rows", "source", "themes", "with_theme"]
