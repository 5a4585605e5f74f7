"""Exports: the tables and texts of a study for other programs.

`border` lets words out through the gatekeeper of the report (`qualkit.report.voices`); `tables` builds frames with the
columns of `schema`; one module a format writes them: `cells` (CSV), `workbook` (XLSX), `columnar` (Parquet),
`structured` (JSON), and from an `outline` of blocks `markdown` and `word`. `writing` puts the file in its place.
"""

from __future__ import annotations

from qualkit.report.export.writing import export

__all__ = ["export"]
