"""Blocks as Markdown, in which no word of a customer can be more than a word."""

from __future__ import annotations

import re
from collections.abc import Iterable

from qualkit.model.visible import visible
from qualkit.report.export.outline import Block

__all__ = ["escaped", "markdown"]

# Character references rather than backslashes where a program looks for mathematics or markup before it reads Markdown.
_NAMED = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\\": "&#92;", "$": "&#36;"}
_SPECIAL = re.compile(
    r"[&<>\\$`*_\[\]{}#|~@^]"
    r"|(?<=[^\W\d]):(?=\S)|(?<=[:/])/|/(?=/)"  # schemes, and links without one
    r"|(?<=[^\W\d])\.(?=\w)|(?<=\w)\.(?=[^\W\d])"  # names of hosts, which some programs make links of
)
_LIST_OR_LINE = re.compile(r"(\d{0,9})([-+=:.)])")
_LEVELS = {"title": "# ", "heading": "## ", "subheading": "### "}


def escaped(text: str) -> str:
    r"""Write a text so that every Markdown program shows it as it is.

    Parameters
    ----------
    text : str
        Anything.

    Returns
    -------
    str
        Line ends stay; the first blank of an indented line becomes a character reference.

    Examples
    --------
    >>> escaped("# Not a heading, [no link](http://x.example) <b>")
    '\\# Not a heading, \\[no link\\](http\\:\\/\\/x\\.example) &lt;b&gt;'
    """
    return "\n".join(_line(line) for line in visible(text).split("\n"))


def _line(line: str) -> str:
    body = line.lstrip(" \t")
    if not body:
        return ""
    indent = line[: len(line) - len(body)]
    start = _LIST_OR_LINE.match(body)
    first = f"{start[1]}\\{start[2]}" if start else ""
    body = first + _SPECIAL.sub(_sign, body[len(first) - 1 :] if start else body)
    return (f"&#{ord(indent[0])};{indent[1:]}" if indent else "") + body


def _sign(found: re.Match[str]) -> str:
    sign = found.group()
    return _NAMED.get(sign, f"\\{sign}")


def markdown(blocks: Iterable[Block]) -> bytes:
    """Write blocks as Markdown.

    Parameters
    ----------
    blocks : iterable of Block
        In reading order.

    Returns
    -------
    bytes
        UTF-8. Quotes are block quotes with their byline in them.
    """
    pieces: list[str] = []
    before = ""
    for block in blocks:
        # A byline belongs to the quote before it, an item to its list: no blank line between them.
        joined = block.kind == "byline" or block.kind == before == "item"
        pieces.append(("\n" if joined else "\n\n") * bool(pieces) + _written(block))
        before = block.kind
    return ("".join(pieces) + "\n").encode("utf-8")


def _written(block: Block) -> str:
    if block.kind in _LEVELS:
        return _LEVELS[block.kind] + escaped(" ".join(block.text.split()))
    if block.kind == "byline":
        return ">\n" + _prefixed("> ", "— " + escaped(" ".join(block.text.split())))
    lines = _broken(escaped(block.text))
    if block.kind in ("quote", "against"):
        return _prefixed("> ", lines)
    return "- " + _prefixed("  ", lines)[2:] if block.kind == "item" else lines


def _prefixed(prefix: str, text: str) -> str:
    return "\n".join((prefix + line).rstrip() for line in text.split("\n"))


def _broken(text: str) -> str:
    # A line end of a customer stays one: a backslash before it keeps it from becoming a blank.
    lines = text.strip("\n").split("\n")
    return "\n".join(
        f"{line}\\" if line and n + 1 < len(lines) and lines[n + 1] else line for n, line in enumerate(lines)
    )
