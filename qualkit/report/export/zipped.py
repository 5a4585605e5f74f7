"""Office files that come out the same: no time of writing in them, nor in the archive around them."""

from __future__ import annotations

import io
import re
import zipfile

__all__ = ["settled"]

_TIMES = re.compile(rb"<dcterms:(created|modified)\b[^>]*>[^<]*</dcterms:\1>")
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first moment that an archive can name


def settled(content: bytes) -> bytes:
    """Take the time of writing out of an office file.

    Parameters
    ----------
    content : bytes
        An XLSX or DOCX file.

    Returns
    -------
    bytes
        The same parts in the same order.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w") as target:
        for entry in source.infolist():
            part = source.read(entry)
            if entry.filename == "docProps/core.xml":
                part = _TIMES.sub(b"", part)
            fresh = zipfile.ZipInfo(entry.filename, _EPOCH)
            fresh.create_system = 3
            fresh.external_attr = 0o644 << 16
            target.writestr(fresh, part, zipfile.ZIP_DEFLATED, 6)
    return out.getvalue()
