"""Characters that a screen would not show, or would obey, made visible."""

from __future__ import annotations

import re

__all__ = ["visible"]

# Directional controls can make a quote read as if someone else had said it; a lone surrogate cannot be written to a
# file at all; the rest would vanish without a trace. Joiners stay: emoji and several scripts need them.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb"
    "\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]"
)


def visible(text: str) -> str:
    r"""Show control characters, directional controls and broken characters as signs.

    Parameters
    ----------
    text : str
        Anything.

    Returns
    -------
    str
        The same with C0 controls as their pictures, other hidden characters as ``⟨U+202E⟩``, and every line end as
        a line feed. Text without such characters comes back unchanged, so the function may run twice.

    Examples
    --------
    >>> visible("pay\u202eeeffoc")
    'pay⟨U+202E⟩eeffoc'
    >>> visible("nul\x00")
    'nul␀'
    """
    return _HIDDEN.sub(_sign, text.replace("\r\n", "\n").replace("\r", "\n"))


def _sign(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else f"\u27e8U+{code:04X}\u27e9"
