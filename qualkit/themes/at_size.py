"""Themes for more comments than fit into memory: Parquet in, Parquet out, file by file, anywhere."""

from __future__ import annotations

import contextlib
import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, as_completed
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from uuid import uuid4

import pandas as pd

from qualkit.errors import ThemeError
from qualkit.model import ASSIGNMENT_COLUMNS, COLUMNS, content_hash
from qualkit.model.arguments import checked
from qualkit.themes.embedding.user_cache import file_sha256
from qualkit.themes.parquet_rows import Batch, batches_of, problem_table

if TYPE_CHECKING:
    import pyarrow as pa

    from qualkit.model import Corpus
    from qualkit.themes.themes import Themes

__all__ = ["Assigned", "assign_parquet"]

_FORMAT = 1
_RECORD = b"qualkit"
_WORK = ".qualkit"
_PROBLEMS = "_problems.parquet"
_ADDED = ("start", "end", "theme_id", "nearest_theme_id", "similarity", "confidence")


class _Assigns(Protocol):
    def assign(self, corpus: Corpus) -> pd.DataFrame: ...


@dataclass(frozen=True)
class Assigned:
    """What was done with the files.

    Attributes
    ----------
    folder : Path
        Where the results lie.
    files : DataFrame
        One row a file: ``source`` and ``path`` (relative), ``rows`` (of the source), ``with_theme`` (of these), ``done``
        (``now``, ``before`` in an earlier run, or ``not`` when the file cannot be read).
    problems : DataFrame
        Columns `qualkit.model.PROBLEM_COLUMNS`; also written to ``_problems.parquet`` in the folder.
    """

    folder: Path
    files: pd.DataFrame
    problems: pd.DataFrame

    def __repr__(self) -> str:
        rows, done = int(self.files["rows"].sum()), self.files["done"].value_counts()
        listed = f", {len(self.problems):,} problems listed" if len(self.problems) else ""
        before = f" ({done.get('before', 0):,} of them done before)" if done.get("before", 0) else ""
        return f"<Assigned: {rows:,} rows in {len(self.files):,} files{before}{listed}>"


@dataclass(frozen=True)
class _Task:
    source: str
    name: str
    folder: str
    themes_hash: str
    columns: tuple[tuple[str, str], ...]

    @property
    def target(self) -> Path:
        return Path(self.folder) / self.name

    @property
    def problems(self) -> Path:
        return Path(self.folder) / _WORK / "problems" / self.name


@checked
def assign_parquet(
    src: str | Path | Sequence[str | Path],
    dst: str | Path,
    themes: Themes | str | Path,
    *,
    columns: Mapping[str, str] | None = None,
    executor: Executor | None = None,
    progress: bool = True,
) -> Assigned:
    """Say to which themes the comments of Parquet files belong, however many there are.

    Each file becomes one file of the same name: its rows and columns as they were, and for each row what
    ``themes.assign`` says of it. A comment with several themes has several rows, its main theme first. A file appears
    when it is finished, never before; a second call does again only what is missing or has changed.

    Parameters
    ----------
    src : path or sequence of paths
        A Parquet file, a folder of them (with its sub-folders), or several files. They need the columns ``comment_id``
        and ``text``; others of `qualkit.model.COLUMNS` (``reply_to``, ``role``) are used when they are there.
    dst : path
        A folder, made when absent; not the one that is read.
    themes : Themes or path
        Themes, or the folder that they were saved in.
    columns : mapping of str to str, optional
        Our name to the files' name of a column, as in ``{"text": "review"}``.
    executor : concurrent.futures.Executor, optional
        Who does the work: processes (``ProcessPoolExecutor``, which needs the start method "spawn" or "forkserver"), or
        a Dask cluster (``client.get_executor()``) whose workers see the same files. By default this process.
    progress : bool
        Whether to show a progress bar with the time that remains.

    Returns
    -------
    Assigned
        Files, rows, problems.

    Raises
    ------
    ThemeError
        If there is nothing to read, a column is missing, `dst` lies where the sources are, or a worker died: what is
        finished is kept, and the next call goes on from there.

    Notes
    -----
    Rows that cannot be read (no text) are kept without a theme and listed as problems, as is a whole file that is no
    Parquet. A column of the source that has the name of one of ours is kept as ``source_...``. Some 20,000 rows are in
    memory at a time for each worker; a conversation whose rows stand together is read in one piece. The bytes of a
    result depend on its source and the themes alone.

    Examples
    --------
    >>> done = assign_parquet("comments/", "assigned/", themes)  # doctest: +SKIP
    """
    folder = Path(dst).resolve()
    sources = _sources(src, folder)
    (folder / _WORK).mkdir(parents=True, exist_ok=True)
    mapping = tuple(sorted((columns or {}).items()))
    _check_columns(mapping)
    with _saved(themes, folder / _WORK) as saved:
        digest = _folder_hash(saved)
        tasks = [_Task(str(path), name, str(folder), digest, mapping) for name, path in sources.items()]
        if executor is None:
            assigner = _load(str(saved), digest) if isinstance(themes, str | Path) else themes
            done = _here(tasks, assigner, progress=progress)
        else:
            done = _elsewhere(tasks, str(saved), executor, progress=progress)
    problems = _gather_problems(tasks, done)
    _write(problems, folder / _PROBLEMS)
    columns_told = ["source", "path", "rows", "with_theme", "done"]
    files = pd.DataFrame([{**done[task.name], "source": task.source, "path": task.name} for task in tasks])
    return Assigned(folder, files[columns_told], problems)


def _sources(src: str | Path | Sequence[str | Path], folder: Path) -> dict[str, Path]:
    given = [src] if isinstance(src, str | Path) else list(src)
    found: dict[str, Path] = {}
    for one in (Path(path).resolve() for path in given):
        if not one.exists():
            raise ThemeError("There is no such file or folder.", where=str(one))
        if one.is_dir() and (folder == one or one in folder.parents):
            raise ThemeError("The results would lie among the sources.", where=str(folder), hint="Name another folder.")
        inside = sorted(one.rglob("*.parquet")) if one.is_dir() else [one]
        for path in inside:
            name = path.relative_to(one if one.is_dir() else one.parent)
            if any(part.startswith(("_", ".")) for part in name.parts):
                continue
            if name.as_posix() in found or path.parent == folder:
                raise ThemeError("Two files would become one.", where=str(path), hint="Name another folder.")
            found[name.as_posix()] = path
    if not found:
        raise ThemeError("There are no Parquet files here.", where=", ".join(map(str, given)))
    return found


def _check_columns(mapping: tuple[tuple[str, str], ...]) -> None:
    for ours, _ in mapping:
        if ours not in COLUMNS:
            raise ThemeError(f"There is no column {ours!r} to be named.", available=COLUMNS)


@contextlib.contextmanager
def _saved(themes: Themes | str | Path, work: Path) -> Iterator[Path]:
    if isinstance(themes, str | Path):
        yield Path(themes).resolve()
        return
    place = work / f"themes-{uuid4().hex[:8]}"
    try:
        yield Path(themes.save(place))
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _folder_hash(folder: Path) -> str:
    files = sorted(path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else []
    if not files:
        raise ThemeError("There are no themes here.", where=str(folder))
    return content_hash([[path.relative_to(folder).as_posix(), file_sha256(path)] for path in files])


def _here(tasks: list[_Task], themes: _Assigns, *, progress: bool) -> dict[str, dict[str, Any]]:
    from tqdm.auto import tqdm

    bar = tqdm(tasks, desc="assigning", unit="file", disable=not progress, leave=False)
    return {task.name: _assign_file(task, themes) for task in bar}


def _elsewhere(tasks: list[_Task], saved: str, executor: Executor, *, progress: bool) -> dict[str, dict[str, Any]]:
    from tqdm.auto import tqdm

    done: dict[str, dict[str, Any]] = {}
    waiting: dict[Future[dict[str, Any]], _Task] = {}
    try:
        waiting |= {executor.submit(_load_and_assign, task, saved): task for task in tasks}
        with tqdm(total=len(tasks), desc="assigning", unit="file", disable=not progress, leave=False) as bar:
            for future in as_completed(waiting):
                done[waiting[future].name] = future.result()
                bar.update()
    except (BrokenExecutor, CancelledError) as problem:
        raise ThemeError(
            "A worker died.",
            where=f"{len(done)} of {len(tasks)} files are finished",
            hint="Call again: what is finished is kept. If it dies again, give workers more memory, or fewer of them.",
        ) from problem
    finally:
        for future in waiting:
            future.cancel()
    return done


@lru_cache(maxsize=1)
def _load(folder: str, digest: str) -> _Assigns:
    from qualkit.themes.storing import load_themes

    return load_themes(folder)


def _load_and_assign(task: _Task, saved: str) -> dict[str, Any]:
    record = _record(task)
    return _before(task, record) or _assign_file(task, _load(saved, task.themes_hash), record)


def _record(task: _Task) -> dict[str, Any]:
    return {
        "format": _FORMAT,
        "source": file_sha256(Path(task.source)),
        "themes": task.themes_hash,
        "columns": dict(task.columns),
    }


def _before(task: _Task, record: dict[str, Any]) -> dict[str, Any] | None:
    """Give what an earlier run did, if it was the same work."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        noted = json.loads((pq.read_metadata(task.target).metadata or {}).get(_RECORD, b"{}"))
    except (OSError, ValueError, pa.ArrowException):
        return None
    if {name: noted.get(name) for name in record} != record:
        return None
    return {"rows": noted["rows"], "with_theme": noted["with_theme"], "done": "before"}


def _assign_file(task: _Task, themes: _Assigns, record: dict[str, Any] | None = None) -> dict[str, Any]:
    import pyarrow as pa

    record = record or _record(task)
    before = _before(task, record)
    if before is not None:
        return before
    problems: list[tuple[object, ...]] = []
    task.target.parent.mkdir(parents=True, exist_ok=True)
    temporary = task.target.with_name(f".{task.target.name}.{uuid4().hex[:8]}")
    try:
        counts = _write_file(task, themes, record, temporary, problems)
        _write(problem_table(problems), task.problems)
        temporary.replace(task.target)
    except pa.ArrowException as problem:
        why = str(problem).splitlines()[0][:200]
        problems = [(task.name, None, None, None, "not a Parquet file that can be read", "set aside", why)]
        _write(problem_table(problems), task.problems)
        task.target.unlink(missing_ok=True)  # what stands there is of an earlier source
        return {"rows": 0, "with_theme": 0, "done": "not"}
    finally:
        temporary.unlink(missing_ok=True)
    return {**counts, "done": "now"}


def _write_file(
    task: _Task, themes: _Assigns, record: dict[str, Any], path: Path, problems: list[tuple[object, ...]]
) -> dict[str, int]:
    import pyarrow.parquet as pq

    rows = with_theme = 0
    writer = None
    try:
        for batch in batches_of(task.source, task.name, dict(task.columns)):
            table, some = _with_themes(batch, themes)
            problems.extend(batch.problems)
            rows, with_theme = rows + batch.table.num_rows, with_theme + some
            writer = writer or pq.ParquetWriter(path, table.schema, compression="zstd")
            writer.write_table(table)
        if writer is not None:
            counts = {"rows": rows, "with_theme": with_theme}
            writer.add_key_value_metadata({_RECORD: json.dumps({**record, **counts}, sort_keys=True)})
    finally:
        if writer is not None:
            writer.close()
    return {"rows": rows, "with_theme": with_theme}


def _with_themes(batch: Batch, themes: _Assigns) -> tuple[pa.Table, int]:
    """Join what is said of the comments to the rows; a row of which nothing is said stays."""
    import pyarrow as pa

    found = themes.assign(batch.corpus)[list(ASSIGNMENT_COLUMNS)]
    row_of = dict(zip(batch.corpus.table["comment_id"], batch.rows, strict=True))
    found = found.assign(row=found["comment_id"].map(row_of))
    every = pd.DataFrame({"row": range(batch.table.num_rows)})
    joined = every.merge(found.drop(columns="comment_id"), on="row", how="left", sort=False)
    table = batch.table.replace_schema_metadata(None).take(pa.array(joined["row"]))
    clash = {*_ADDED, "comment_id"} & set(table.column_names)
    ids = pa.array([batch.comment_ids[row] for row in joined["row"]], pa.string())
    table = table.rename_columns([f"source_{name}" if name in clash else name for name in table.column_names])
    if "comment_id" in clash:
        place = table.column_names.index("source_comment_id")
        table = table.set_column(place, "comment_id", ids)
    else:
        table = table.add_column(0, "comment_id", ids)
    for name in _ADDED:
        kind = pa.int64() if name in ("start", "end") else pa.string() if name.endswith("theme_id") else pa.float64()
        values = joined[name].astype("Int64") if kind == pa.int64() else joined[name]
        table = table.append_column(name, pa.array(values, kind, from_pandas=True))
    return table, int(joined.loc[joined["theme_id"].notna(), "row"].nunique())


def _gather_problems(tasks: list[_Task], done: dict[str, dict[str, Any]]) -> pd.DataFrame:
    parts = [pd.read_parquet(task.problems) for task in tasks if task.problems.is_file() and task.name in done]
    parts = [part for part in parts if len(part)]
    return pd.concat(parts, ignore_index=True) if parts else problem_table([])


def _write(frame: pd.DataFrame, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{uuid4().hex[:8]}")
    frame.to_parquet(temporary, index=False)
    temporary.replace(path)
