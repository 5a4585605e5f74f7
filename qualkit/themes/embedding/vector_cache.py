"""Vectors kept on disk between runs, found by model and text.

One SQLite file in the cache folder. It holds hashes and vectors, never text; but a vector tells something of its text to
whoever has the model, and a hash confirms a guess. So the file is its owner's alone, what is deleted is overwritten, what
nobody used for three months goes, and single texts can be forgotten (`VectorCache.forget`).
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import logging
import os
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from qualkit.themes.embedding.user_cache import cache_folder

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["CacheFacts", "VectorCache", "clear_cache"]

_FILE = "vectors.sqlite"
_LIMIT = 1_000_000_000  # bytes: about 600,000 vectors of 384 numbers
_KEPT_AFTER_TRIM = 0.75
_UNUSED_DAYS = 90
_AT_A_TIME = 500
_WAIT_SECONDS = 30.0
_SCHEMA = """
CREATE TABLE IF NOT EXISTS models (model INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS vectors (
    text BLOB NOT NULL, model INTEGER NOT NULL, used INTEGER NOT NULL, checksum INTEGER NOT NULL, vector BLOB NOT NULL,
    UNIQUE (text, model)
);
CREATE INDEX IF NOT EXISTS vectors_used ON vectors (used);
"""

_log = logging.getLogger(__name__)
_Result = TypeVar("_Result")


@dataclass(frozen=True)
class CacheFacts:
    """What the cache holds.

    Attributes
    ----------
    path : Path or None
        The file; None if the cache is switched off.
    n_vectors : int
        How many vectors.
    n_bytes : int
        Size of the file.
    """

    path: Path | None
    n_vectors: int
    n_bytes: int


class VectorCache:
    """Vectors by model and text. Several processes may use one at once.

    Parameters
    ----------
    folder : Path, optional
        Where the file lies; by default the cache folder. Without one nothing is kept.
    limit : int
        Bytes. When the vectors take more, those that were not used for longest go.

    Notes
    -----
    A cache never stops the work: an entry that was damaged is read again, a damaged file is begun anew, and a file that
    cannot be used (a full disk, a lock that does not come free) is left alone with one line in the log.
    """

    def __init__(self, folder: Path | None = None, *, limit: int = _LIMIT) -> None:
        place = cache_folder() if folder is None else folder
        self.path = None if place is None else place / _FILE
        self.limit = limit

    def get(self, model: str, texts: Sequence[str]) -> dict[int, NDArray[np.float32]]:
        """Give the vectors that are there.

        Parameters
        ----------
        model : str
            What made the vectors.
        texts : sequence of str
            Which to look for.

        Returns
        -------
        dict of int to ndarray of shape (n_dims,), float32
            Position in `texts` to vector.
        """
        return self._using(lambda connection: _look_up(connection, model, texts), {})

    def put(self, model: str, texts: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Keep vectors.

        Parameters
        ----------
        model : str
            What made the vectors.
        texts : sequence of str
            Their texts.
        vectors : ndarray of shape (n_texts, n_dims), float32
            One row a text.
        """

        def write(connection: sqlite3.Connection) -> None:
            number, today = _model_number(connection, model), _today()
            blobs = [row.tobytes() for row in vectors]
            rows = [
                (key, number, today, zlib.crc32(key + blob), blob)
                for key, blob in zip(map(_digest, texts), blobs, strict=True)
            ]
            connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?, ?, ?)", rows)
            _trim(connection, self.limit)

        self._using(write, None)

    def forget(self, texts: Iterable[str]) -> int:
        """Erase what is known of some texts, whatever model read them.

        Parameters
        ----------
        texts : iterable of str
            The texts, exactly as they were read.

        Returns
        -------
        int
            How many vectors were erased.
        """
        keys = [(_digest(text),) for text in dict.fromkeys(texts)]

        def erase(connection: sqlite3.Connection) -> int:
            before = connection.total_changes
            connection.executemany("DELETE FROM vectors WHERE text = ?", keys)
            return connection.total_changes - before

        return self._using(erase, 0)

    def clear(self) -> None:
        """Erase everything."""
        if self.path is not None:
            for path in (self.path, self.path.with_name(f"{_FILE}-journal")):
                path.unlink(missing_ok=True)

    def facts(self) -> CacheFacts:
        """Say how much there is.

        Returns
        -------
        CacheFacts
            Counted now.
        """
        if self.path is None or not self.path.exists():
            return CacheFacts(self.path, 0, 0)
        count = self._using(lambda connection: _count(connection), 0)
        return CacheFacts(self.path, count, self.path.stat().st_size)

    def _using(self, work: Callable[[sqlite3.Connection], _Result], otherwise: _Result) -> _Result:
        if self.path is None:
            return otherwise
        for attempt in (1, 2):
            try:
                with _connection(self.path) as connection:
                    return work(connection)
            except (sqlite3.OperationalError, OSError) as problem:
                _log.warning("The cache of vectors cannot be used (%s); they are made afresh.", problem)
                return otherwise
            except sqlite3.DatabaseError:
                if attempt == 1:
                    self._begin_anew()
        return otherwise

    def _begin_anew(self) -> None:
        _log.warning("The cache of vectors is damaged; it is begun anew.")
        with contextlib.suppress(OSError):
            self.clear()


def clear_cache() -> CacheFacts:
    """Erase all vectors that were kept, and the prepared models.

    Models are prepared again when they are next needed; that takes seconds.

    Returns
    -------
    CacheFacts
        What was there.
    """
    cache = VectorCache()
    facts = cache.facts()
    cache.clear()
    folder = cache_folder()
    if folder is not None:
        for path in sorted((folder / "models").glob("*")):
            path.unlink(missing_ok=True)
    return facts


@contextmanager
def _connection(path: Path) -> Iterator[sqlite3.Connection]:
    if not path.exists():
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    with closing(sqlite3.connect(path, timeout=_WAIT_SECONDS)) as connection:
        connection.execute("PRAGMA secure_delete = ON")
        with connection:
            connection.executescript(_SCHEMA)
        with connection:
            yield connection


def _look_up(connection: sqlite3.Connection, model: str, texts: Sequence[str]) -> dict[int, NDArray[np.float32]]:
    import numpy as np

    number, today = _model_number(connection, model), _today()
    places: dict[bytes, list[int]] = {}
    for n, text in enumerate(texts):
        places.setdefault(_digest(text), []).append(n)
    keys = list(places)
    found: dict[int, NDArray[np.float32]] = {}
    stale: list[tuple[int, bytes, int]] = []
    for begin in range(0, len(keys), _AT_A_TIME):
        some = keys[begin : begin + _AT_A_TIME]
        marks = ",".join("?" * len(some))
        rows = connection.execute(
            f"SELECT text, used, checksum, vector FROM vectors WHERE model = ? AND text IN ({marks})",  # noqa: S608
            [number, *some],
        )
        for key, used, checksum, blob in rows:
            if len(blob) % 4 or zlib.crc32(key + blob) != checksum:
                continue
            found.update(dict.fromkeys(places[key], np.frombuffer(blob, dtype=np.float32)))
            if used != today:
                stale.append((today, key, number))
    connection.executemany("UPDATE vectors SET used = ? WHERE text = ? AND model = ?", stale)
    return found


def _trim(connection: sqlite3.Connection, limit: int) -> None:
    connection.execute("DELETE FROM vectors WHERE used < ?", [_today() - _UNUSED_DAYS])
    (page,) = connection.execute("PRAGMA page_size").fetchone()
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    (free,) = connection.execute("PRAGMA freelist_count").fetchone()
    if page * (pages - free) > limit:
        surplus = _count(connection) - int(_count(connection) * _KEPT_AFTER_TRIM)
        connection.execute(
            "DELETE FROM vectors WHERE rowid IN (SELECT rowid FROM vectors ORDER BY used, rowid LIMIT ?)", [surplus]
        )


def _count(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT count(*) FROM vectors").fetchone()[0])


def _model_number(connection: sqlite3.Connection, name: str) -> Any:
    known = connection.execute("SELECT model FROM models WHERE name = ?", [name]).fetchone()
    if known is None:
        connection.execute("INSERT OR IGNORE INTO models (name) VALUES (?)", [name])
        known = connection.execute("SELECT model FROM models WHERE name = ?", [name]).fetchone()
    return known[0]


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _today() -> int:
    return dt.datetime.now(dt.UTC).date().toordinal()
