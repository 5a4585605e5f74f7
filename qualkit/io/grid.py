"""Delimited text: which delimiter and quoting a file uses, and its cells as they are."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice

import numpy as np
import pandas as pd

from qualkit.errors import ReadError
from qualkit.io.decode import Encoding, checked_encoding, find_encoding, mended, wrong_encoding
from qualkit.io.header import Header, find_header
from qualkit.io.names import names_a_text
from qualkit.io.problems import ProblemLog
from qualkit.io.sources import Blob
from qualkit.io.table import Table

__all__ = ["Dialect", "find_dialect", "read_grid"]

_DELIMITERS = (",", ";", "\t", "|")
_NONE = "\x1f"  # stands for "one column": it is in no text that people write
_SAMPLE_CHARS = 1 << 18
_SAMPLE_RECORDS = 400
_CHUNK = 50_000
_END = "\x1eend of file\x1e"
_CELL_LIMIT = 1 << 30


@dataclass(frozen=True, slots=True)
class Dialect:
    """How the cells of a file are kept apart.

    Attributes
    ----------
    delimiter : str
        One character.
    quoted : bool
        Whether ``"`` encloses cells.
    """

    delimiter: str
    quoted: bool = True

    def records(self, lines: Iterable[str]) -> Iterator[list[str]]:
        """Split lines into records.

        Parameters
        ----------
        lines : iterable of str
            With their line ends.

        Yields
        ------
        list of str
            One a record; an empty list for a blank line.
        """
        if self.quoted:
            return csv.reader(lines, delimiter=self.delimiter, quotechar='"', doublequote=True)
        return csv.reader(lines, delimiter=self.delimiter, quoting=csv.QUOTE_NONE)


def find_dialect(sample: str, asked: str = "csv") -> Dialect:
    r"""Find delimiter and quoting.

    Each candidate splits the sample; the one that gives most records the same width wins, the wider before the
    narrower. A file of which the first line holds no delimiter has one column.

    Parameters
    ----------
    sample : str
        The first lines.
    asked : str
        ``tsv`` takes the tab without looking.

    Returns
    -------
    Dialect
        The likeliest.

    Examples
    --------
    >>> find_dialect("id;text\n1;good, but dear\n2;fine\n").delimiter
    ';'
    """
    candidates = ("\t",) if asked == "tsv" else _DELIMITERS
    best, best_score = Dialect(_NONE), 0.0
    for delimiter in candidates:
        for quoted in (True, False):
            score = _score(sample, Dialect(delimiter, quoted))
            if score > best_score + 1e-9:
                best, best_score = Dialect(delimiter, quoted), score
    if asked == "tsv" and best.delimiter == _NONE:
        return Dialect("\t")
    return best


def _score(sample: str, dialect: Dialect) -> float:
    try:
        lines = io.StringIO(sample, newline="")
        records = [one for one in islice(dialect.records(lines), _SAMPLE_RECORDS) if any(c.strip() for c in one)]
    except csv.Error:
        return 0.0
    if len(records) > 1 and len(sample) >= _SAMPLE_CHARS:
        records.pop()  # cut in the middle
    if not records:
        return 0.0
    widths = Counter(len(one) for one in records)
    width = max(widths, key=lambda one: (widths[one], one))
    if width < 2 or (not any(len(one) >= 2 for one in records[:1]) and widths[width] * 2 < len(records) + 1):
        return 0.0
    share = widths[width] / len(records)
    named = any(names_a_text(cell) for one in records[:5] for cell in one)
    cells = [cell for one in records for cell in one]
    if dialect.quoted:  # a tab and a line break within one cell: more likely a quotation mark that encloses nothing
        loose = sum("\t" in cell and "\n" in cell for cell in cells if dialect.delimiter == "\t") / len(records)
    else:
        loose = sum(len(cell) > 1 and cell[0] == cell[-1] == '"' for cell in cells) / len(records)
    return share + (0.25 if named else 0) + 0.02 * min(width, 20) - 0.5 * min(loose, 1)


def read_grid(blob: Blob, asked: str, log: ProblemLog, encoding: str | None = None) -> Table:
    """Read delimited text.

    Parameters
    ----------
    blob : Blob
        The file.
    asked : str
        ``csv`` or ``tsv``.
    log : ProblemLog
        Takes rows of the wrong width and everything else that is odd.
    encoding : str, optional
        Name of a codec; found out by default.

    Returns
    -------
    Table
        Cells as decoded.

    Raises
    ------
    ReadError
        If it is no table.
    """
    limit = csv.field_size_limit(_CELL_LIMIT)
    try:
        return _read_grid(blob, asked, log, encoding)
    except csv.Error as error:
        raise ReadError("The file cannot be split into cells.", where=blob.name, hint=str(error)) from None
    finally:
        csv.field_size_limit(limit)


def _read_grid(blob: Blob, asked: str, log: ProblemLog, encoding: str | None) -> Table:
    coding = find_encoding(blob.data) if encoding is None else checked_encoding(encoding)
    if coding.doubt:
        log.note(blob.name, "encoding guessed", "doubted", detail=f"read as {coding.name}: {coding.doubt}")
    try:
        with _lines(blob.data, coding) as lines:
            sample = lines.read(_SAMPLE_CHARS)
        _refuse_binary(blob, sample)
        dialect = find_dialect(sample, asked)
        head = _head(sample, dialect, blob)
        _note_head(blob.name, head, log)
        return _read_rows(blob, coding, dialect, head, log)
    except UnicodeError:
        raise wrong_encoding(coding, blob.name) from None


def _lines(data: bytes, coding: Encoding) -> io.TextIOWrapper:
    # Universal newlines untranslated: a line break within a cell stays the one that was written.
    return io.TextIOWrapper(io.BytesIO(data), encoding=coding.name, errors=coding.errors, newline="")


def _refuse_binary(blob: Blob, sample: str) -> None:
    control = sum(1 for char in sample[:20000] if ord(char) < 32 and char not in "\t\r\n\x0b\x0c\x1b\x1e\x1f")
    if control * 20 > len(sample[:20000]):
        raise ReadError("This is no table of text.", where=blob.name, hint="Export as CSV, JSON or XLSX.")


def _head(sample: str, dialect: Dialect, blob: Blob) -> Header:
    records = [
        one
        for one in islice(dialect.records(io.StringIO(sample, newline="")), _SAMPLE_RECORDS)
        if any(cell.strip() for cell in one)
    ]
    if not records:
        raise ReadError("The file holds no rows.", where=blob.name)
    return find_header(records)


def _note_head(source: str, head: Header, log: ProblemLog) -> None:
    for line in head.preamble:
        log.note(source, "line above the header", "set aside", detail=line)
    for written, used in head.repaired:
        if written.strip() == used:
            log.note(source, "blanks around a column name", "repaired", column=used)
        elif not written.strip():
            log.note(source, "column without a name", "repaired", column=used)
        else:
            log.note(source, "column name repeated", "repaired", column=used, detail=f"{written!r} became {used!r}")


def _read_rows(blob: Blob, coding: Encoding, dialect: Dialect, head: Header, log: ProblemLog) -> Table:
    width = len(head.names)
    chunks: list[pd.DataFrame] = []
    kept: list[np.ndarray] = []
    row, whole = 0, False
    with _lines(blob.data, coding) as lines:
        records = (one for one in dialect.records(chain(lines, ["\n", _END + "\n"])) if one)
        skipped = 0
        while skipped < head.skip:
            if any(cell.strip() for cell in next(records)):
                skipped += 1
        while block := list(islice(records, _CHUNK)):
            if block[-1] == [_END]:
                whole = True
                block.pop()
            elif _END in block[-1][-1]:
                block[-1][-1] = block[-1][-1].replace("\n" + _END + "\n", "")
            numbers = np.arange(row + 1, row + 1 + len(block), dtype=np.int64)
            row += len(block)
            good, fits = _fitting(block, width, blob.name, numbers, log)
            chunks.append(_columns(good, head.names, blob.name, numbers[fits], log))
            kept.append(numbers[fits])
    if not whole:
        log.note(blob.name, "quotation mark never closed", "doubted", row=row, detail="the last row may hold several")
    if row and sum(len(one) for one in kept) * 2 < row:
        raise ReadError(
            f"Only {sum(len(one) for one in kept):,} of {row:,} rows have as many cells as the header has names.",
            where=blob.name,
            available=head.names,
            hint="Is it a table? If so, save it anew as CSV, all cells quoted.",
        )
    frame = pd.concat(chunks, ignore_index=True) if chunks else pd.DataFrame(columns=list(head.names), dtype="str")
    rows = np.concatenate(kept) if kept else np.zeros(0, dtype=np.int64)
    return Table(blob.name, frame, rows, head.labels, head.open_columns)


def _fitting(
    block: list[list[str]], width: int, source: str, numbers: np.ndarray, log: ProblemLog
) -> tuple[list[list[str]], np.ndarray]:
    fits = np.fromiter((len(one) == width for one in block), dtype=bool, count=len(block))
    if fits.all():
        return block, fits
    for n in np.flatnonzero(~fits):
        # Empty cells beyond the last name hold nothing that could be lost.
        if len(block[n]) > width and not any(cell.strip() for cell in block[n][width:]):
            block[n], fits[n] = block[n][:width], True
    bad = np.flatnonzero(~fits)
    long = np.array([len(block[n]) > width for n in bad], dtype=bool)
    for problem, some in (("row too long", bad[long]), ("row too short", bad[~long])):
        details = [f"{len(block[n])} cells instead of {width}: {' | '.join(block[n])[:500]}" for n in some]
        log.note_rows([source] * len(some), problem, "set aside", rows=numbers[some], details=details)
    return [one for one, fit in zip(block, fits, strict=True) if fit], fits


def _columns(
    block: list[list[str]], names: tuple[str, ...], source: str, rows: np.ndarray, log: ProblemLog
) -> pd.DataFrame:
    if not block:
        return pd.DataFrame({name: pd.Series([], dtype="str") for name in names})
    columns = zip(names, zip(*block, strict=True), strict=True)
    return pd.DataFrame({name: _strings(cells, name, source, rows, log) for name, cells in columns})


def _strings(cells: tuple[str, ...], column: str, source: str, rows: np.ndarray, log: ProblemLog) -> pd.Series:
    try:
        return pd.Series(cells, dtype="str")
    except UnicodeEncodeError:
        read = [mended(one) for one in cells]
        stray = [n for n, (_, details) in enumerate(read) if details]
        log.note_rows(
            [source] * len(stray),
            "byte of another encoding",
            "repaired",
            rows=rows[stray],
            column=column,
            details=["; ".join(read[n][1]) for n in stray],
        )
        return pd.Series([text for text, _ in read], dtype="str")
