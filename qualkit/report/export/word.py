"""Blocks as a Word document, in the styles that an editor expects."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterable
from typing import TYPE_CHECKING

from qualkit.model.visible import visible
from qualkit.report.export.outline import Block, Kind
from qualkit.report.export.zipped import settled

if TYPE_CHECKING:
    from docx.text.paragraph import Paragraph

__all__ = ["STYLES", "word"]

STYLES: dict[Kind, str] = {
    "title": "Title",
    "heading": "Heading 1",
    "subheading": "Heading 2",
    "paragraph": "Normal",
    "quote": "Quote",
    "against": "Intense Quote",
    "byline": "Caption",
    "item": "List Bullet",
}
"""What a block is to the name of its style; all are styles that Word has from the start."""

_ONE_LINE = ("title", "heading", "subheading", "byline")


def word(blocks: Iterable[Block]) -> bytes:
    """Write blocks as a DOCX file.

    Parameters
    ----------
    blocks : iterable of Block
        In reading order.

    Returns
    -------
    bytes
        Plain paragraphs: no fields, no links, nothing that could be run.
    """
    from docx import Document
    from docx.shared import RGBColor

    listed = list(blocks)
    document = Document()
    # As Word has it, who said something is bolder than what was said.
    document.styles["Caption"].font.bold = False
    document.styles["Caption"].font.color.rgb = RGBColor(0x59, 0x59, 0x59)
    told = document.core_properties
    told.author, told.last_modified_by, told.comments = "qualkit", "", ""
    told.title = next((visible(block.text)[:255] for block in listed if block.kind == "title"), "")
    for block in listed:
        text = visible(block.text)
        written = document.add_paragraph(" ".join(text.split()) if block.kind in _ONE_LINE else text)
        written.style = document.styles[STYLES[block.kind]]
        # A quote stays on the page of whoever said it.
        if block.kind in ("quote", "against", "byline"):
            written.paragraph_format.keep_with_next = block.kind != "byline"
        if _reads_leftwards(text):
            _turn(written)
    out = io.BytesIO()
    document.save(out)
    return settled(out.getvalue())


def _reads_leftwards(text: str) -> bool:
    strong = (unicodedata.bidirectional(sign) for sign in text)
    return next((kind for kind in strong if kind in {"L", "R", "AL"}), "L") != "L"


def _turn(written: Paragraph) -> None:
    from docx.oxml import OxmlElement

    written._p.get_or_add_pPr().append(OxmlElement("w:bidi"))
