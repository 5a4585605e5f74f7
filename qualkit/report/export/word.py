"""Blocks as a Word document, in the styles that an editor expects."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

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
    from docx.shared import Pt, RGBColor

    listed = list(blocks)
    document = Document()
    # As Word has it, who said something is bolder than what was said.
    document.styles["Caption"].font.bold = False
    document.styles["Caption"].font.color.rgb = RGBColor(0x59, 0x59, 0x59)
    document.styles["Caption"].paragraph_format.space_after = Pt(10)
    _calm(document.styles["Quote"], document.styles["Intense Quote"])
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


def _calm(said_for: Any, said_against: Any) -> None:
    """Let words against weigh as much as words for, and each stand close to whoever said it."""
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    said_against.font.bold = False
    said_against.font.color.rgb = RGBColor(0x7A, 0x48, 0x00)
    for border in said_against.element.pPr.findall(qn("w:pBdr")):
        said_against.element.pPr.remove(border)
    for style in (said_for, said_against):
        layout = style.paragraph_format
        layout.left_indent = layout.right_indent = layout.space_before = layout.space_after = Pt(0)


def _reads_leftwards(text: str) -> bool:
    strong = (unicodedata.bidirectional(sign) for sign in text)
    return next((kind for kind in strong if kind in {"L", "R", "AL"}), "L") != "L"


def _turn(written: Paragraph) -> None:
    from docx.oxml import OxmlElement

    written._p.get_or_add_pPr().append(OxmlElement("w:bidi"))
