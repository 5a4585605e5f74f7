"""Tables as sheets of a workbook, where every text is text."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pandas as pd

from qualkit.errors import QualkitError
from qualkit.model.visible import visible
from qualkit.report.export.cells import iso, joined, listed
from qualkit.report.export.formulas import is_formula_like
from qualkit.report.export.zipped import settled

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell

__all__ = ["CELL", "workbook"]

CELL = 32_767
"""The most UTF-16 units that a cell holds."""

_ROWS = 1_048_576
_README = (44, 100)
_EXACT = 10**15  # beyond it a spreadsheet rounds whole numbers
_FIRST_DAY = datetime(1900, 3, 1)  # before it, programs count days differently
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_SHARES = frozenset({"low", "high", "stability", "similarity", "confidence"})
_WIDE = {"quote": 60, "text": 80, "claim": 50, "because": 60}
_TEXT = 40  # how wide another column is that holds texts, and the widest of names
_LONG = 60  # characters, from which a text is folded
_LINE = 15  # points
_MOST_LINES = 16


def workbook(tables: Mapping[str, pd.DataFrame], told: list[tuple[str, str | int]], *, excel_safe: bool) -> bytes:
    """Write tables as an XLSX file.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        Name of each sheet to its table.
    told : list of (what, value)
        For the first sheet, ``readme``; texts that had to be cut are listed below it.
    excel_safe : bool
        Whether texts that look like formulas keep a mark that protects them also from being edited.

    Returns
    -------
    bytes
        Every text is a string, also one that looks like a formula, a number or an error.

    Raises
    ------
    QualkitError
        If a table has more rows than a sheet can hold.
    """
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    book.properties.creator = "qualkit"
    readme: Any = book.create_sheet("readme")
    cut: list[tuple[str, str | int]] = []
    for name, frame in tables.items():
        if len(frame) >= _ROWS:
            raise QualkitError(
                f"The table {name!r} has {len(frame):,} rows, a sheet holds {_ROWS - 1:,}.",
                hint="Take .parquet or .csv.",
            )
        sheet = book.create_sheet(name)
        widths = _lay_out(sheet, frame)
        for number, row in enumerate(_Cells(sheet, name, excel_safe, cut).rows(frame), start=1):
            _append(sheet, number, row, widths)
    readme.column_dimensions["A"].width, readme.column_dimensions["B"].width = _README
    cells = _Cells(readme, "readme", excel_safe, [])
    for number, (what, value) in enumerate([*told, ("Texts cut to fit a cell", len(cut)), *cut], start=1):
        row = [cells.cell(what, 1, "", bold=value == ""), cells.cell(value, 1, "")]
        _append(readme, number, row, _README)
    out = io.BytesIO()
    book.save(out)
    return settled(out.getvalue())


def _lay_out(sheet: Any, frame: pd.DataFrame) -> list[int]:
    from openpyxl.utils import get_column_letter

    sheet.freeze_panes = "A2"
    widths = [_width(str(name), frame[name]) for name in frame.columns]
    for n, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(n)].width = width
    if widths:
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(widths))}{len(frame) + 1}"
    return widths


def _width(name: str, values: pd.Series) -> int:
    """As wide as the longest value, or the name with the arrow of the filter beside it; texts are folded."""
    longest = max((len(one) if isinstance(one, str) else 12 for one in values.tolist()), default=0)
    return _WIDE.get(name, _TEXT) if longest > _LONG else min(max(longest, len(name) + 4) + 1, _TEXT)


def _append(sheet: Any, number: int, row: list[Cell | None], widths: Sequence[int]) -> None:
    """Write a row as high as its texts: not every program makes room for folded ones by itself."""
    lines = max(map(_lines, row, widths), default=1)
    if lines > 1:
        sheet.row_dimensions[number].height = _LINE * min(lines, _MOST_LINES)
    sheet.append(row)
    sheet.row_dimensions.pop(number, None)


def _lines(cell: Cell | None, width: int) -> int:
    if cell is None or not isinstance(cell.value, str) or not cell.alignment.wrap_text:
        return 1
    # Chinese, Japanese and Korean signs are twice as wide.
    room = width - 2
    lines = cell.value.split("\n")
    return sum(max(1, -(-(len(one) + sum(sign > "\u2e7f" for sign in one)) // room)) for one in lines)


class _Cells:
    """Makes the cells of one sheet, and lists those that it had to cut."""

    def __init__(self, sheet: Any, name: str, excel_safe: bool, cut: list[tuple[str, str | int]]) -> None:
        from openpyxl.styles import Alignment, Font

        self._sheet, self._name, self._excel_safe, self._cut = sheet, name, excel_safe, cut
        self._bold, self._top = Font(bold=True), Alignment(vertical="top")
        self._wrapped = Alignment(wrap_text=True, vertical="top")

    def rows(self, frame: pd.DataFrame) -> Iterator[list[Cell | None]]:
        names = [str(name) for name in frame.columns]
        yield [self.cell(name, 1, name, bold=True) for name in names]
        for number, row in enumerate(listed(frame), start=2):
            yield [self.cell(value, number, name) for name, value in zip(names, row, strict=True)]

    def cell(self, value: Any, row: int, column: str, *, bold: bool = False) -> Cell | None:
        from openpyxl.cell import WriteOnlyCell

        value = _typed(value)
        if value is None:
            return None
        if not isinstance(value, str):
            made = WriteOnlyCell(self._sheet, value=value)
            made.alignment = self._top
            if isinstance(value, datetime):
                made.number_format = "yyyy-mm-dd hh:mm:ss"
            elif column in _SHARES:
                made.number_format = "0.000"
            return made
        made = WriteOnlyCell(self._sheet, value=self._fitted(value, row, column))
        made.data_type = "s"  # whatever was guessed: a formula, an error, a number
        made.quotePrefix = self._excel_safe and is_formula_like(value)
        if bold:
            made.font = self._bold
        made.alignment = self._wrapped if len(value) > _LONG or "\n" in value else self._top
        return made

    def _fitted(self, value: str, row: int, column: str) -> str:
        # A spreadsheet reads _x000D_ as a line end, unless its first sign is written like this itself.
        written = _ESCAPE.sub("_x005F_", visible(value))
        if _units(written) <= CELL:
            return written
        note = f" … [cut: {len(value):,} characters; whole in the JSON and Parquet exports]"
        self._cut.append((f"{self._name}, row {row}, {column[:100]}", f"{len(value):,} characters"))
        return _first_units(written, CELL - len(note)) + note


def _typed(value: Any) -> Any:
    if isinstance(value, list):
        return joined(value)
    if isinstance(value, datetime):
        flat = value if value.tzinfo is None else value.astimezone(UTC).replace(tzinfo=None)
        return flat if flat >= _FIRST_DAY else iso(value)
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > _EXACT:
        return str(value)
    return value


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _first_units(text: str, room: int) -> str:
    return text.encode("utf-16-le")[: 2 * room].decode("utf-16-le", "ignore")
