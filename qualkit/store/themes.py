"""Theme tables as text and back."""

from __future__ import annotations

import json
from typing import Any

from qualkit.model import HasThemeTables, Provenance, ThemeTables, canonical_json
from qualkit.store.columns import pack_frame, unpack_frame

__all__ = ["read_themes", "write_themes"]


def write_themes(themes: HasThemeTables) -> str:
    """Write theme tables as canonical JSON.

    Parameters
    ----------
    themes : HasThemeTables
        What a theme model found.

    Returns
    -------
    str
        For `read_themes`.
    """
    return canonical_json(
        {
            "frame": pack_frame(themes.frame),
            "assignments": pack_frame(themes.assignments),
            "parked": pack_frame(themes.parked),
            "provenance": themes.provenance.as_dict(),
        }
    )


def read_themes(body: str) -> ThemeTables:
    """Read theme tables back.

    Parameters
    ----------
    body : str
        From `write_themes`.

    Returns
    -------
    ThemeTables
        Equal to what was written.
    """
    data: dict[str, Any] = json.loads(body)
    return ThemeTables(
        unpack_frame(data["frame"]),
        unpack_frame(data["assignments"]),
        unpack_frame(data["parked"]),
        Provenance(**data["provenance"]),
    )
