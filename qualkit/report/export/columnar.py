"""Tables as Parquet: typed, and nothing changed for the sake of a spreadsheet."""

from __future__ import annotations

import io

import pandas as pd

from qualkit.report.export.schema import SCHEMA

__all__ = ["columnar"]


def columnar(table: str, frame: pd.DataFrame, *, redacted: bool) -> bytes:
    """Write a table as Parquet.

    Parameters
    ----------
    table : str
        Its name.
    frame : DataFrame
        A table of an export.
    redacted : bool
        Whether what points at a person was masked.

    Returns
    -------
    bytes
        With the name of the schema, the table and ``redacted`` in the metadata of the file.
    """
    import pyarrow as pa
    from pyarrow import parquet

    lists = {name: pa.list_(pa.string()) for name in ("about", "terms", "examples") if name in _fixed(frame)}
    written = pa.Table.from_pandas(frame, preserve_index=False)
    for name, kind in lists.items():
        # A column without a single list in it would otherwise be one of nothing.
        place = written.schema.get_field_index(name)
        written = written.set_column(place, pa.field(name, kind), written.column(name).cast(kind))
    told = {"qualkit.schema": SCHEMA, "qualkit.table": table, "qualkit.redacted": str(redacted).lower()}
    written = written.replace_schema_metadata({**(written.schema.metadata or {}), **told})
    place_in_memory = io.BytesIO()
    parquet.write_table(written, place_in_memory, compression="zstd")
    return place_in_memory.getvalue()


def _fixed(frame: pd.DataFrame) -> list[str]:
    return [str(name) for name in frame.columns if frame[name].dtype == object]
