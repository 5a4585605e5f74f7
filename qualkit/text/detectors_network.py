"""Finding network addresses: IPv4, IPv6 and the hardware addresses of devices."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator

__all__ = ["find_network_addresses"]

Span = tuple[int, int]

_IP4 = re.compile(
    r"(?<![\w.])(?<!\d-)(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?!\d|\.\d|\w|-[^\W\d]|\.\w)"
)
_IP6 = re.compile(r"(?<![\w:.])[0-9A-Fa-f:]{2,39}(?:(?<=:)\d{1,3}(?:\.\d{1,3}){3})?(?:%\w{1,12})?(?![\w:])")
_MAC = re.compile(r"(?<![\w:-])[0-9A-Fa-f]{2}([:-])(?:[0-9A-Fa-f]{2}\1){4}[0-9A-Fa-f]{2}(?![\w:-])")
_VERSION_CUE = re.compile(
    r"(?:\b(?:version|versions|ver|vers|v|release|released|build|sdk|firmware|update|updated|upgrade|upgraded|android|ios|"
    r"macos|windows|chrome|edge|firefox|safari|node|python|java|kernel|driver|app|net|assembly)\b[ .:=]{0,3}(?:(?:to|from|is) )?"
    r"|[=<>~^@]=? ?\"?|\bversion=['\"]?)$",
    re.IGNORECASE,
)
_ADDRESS_CUE = re.compile(
    r"\b(?:ip|ips|ipv4|address|addr|host|server|router|from|ping|connect\w*|dns|gateway|login|blocked|client)\b",
    re.IGNORECASE,
)
_HIGHEST_OF_VERSION = 20
_NOBODYS = frozenset(("127.0.0.1", "0.0.0.0", "255.255.255.0", "255.255.255.255"))  # noqa: S104


def find_network_addresses(text: str) -> Iterator[Span]:
    """Find IPv4, IPv6 and MAC addresses; versions such as 1.2.3.4 and times stay.

    Parameters
    ----------
    text : str
        As written.

    Yields
    ------
    start, end : int
        Code points, half-open.

    Examples
    --------
    >>> list(find_network_addresses("version 5.0.1.2 from 192.168.10.7 and 2001:db8::1"))
    [(21, 33), (38, 49)]
    """
    for match in _IP4.finditer(text):
        if match.group() not in _NOBODYS and not _is_version(text, match):
            yield match.span()
    if ":" in text:
        for match in _IP6.finditer(text):
            end = match.end() - (match.group().endswith(":") and not match.group().endswith("::"))
            if _is_ip6(text[match.start() : end]):
                yield match.start(), end
    for match in _MAC.finditer(text):
        yield match.span()


def _is_version(text: str, match: re.Match[str]) -> bool:
    before = text[max(0, match.start() - 40) : match.start()]
    if _VERSION_CUE.search(before):
        return True
    numbers = [int(part) for part in match.group().split(".")]
    small = max(numbers) < _HIGHEST_OF_VERSION and numbers[0] not in {10, 127}
    return small and _ADDRESS_CUE.search(before) is None


def _is_ip6(written: str) -> bool:
    plain = written.partition("%")[0]
    groups = [group for group in plain.split(":") if group]
    if plain.count(":") < 2 or not any(sign.isdigit() for sign in plain):
        return False
    # "a[1::2]" and "dead::beef" are code; a real short form has a routing prefix or several groups.
    routed = re.match(r"(?:[23][0-9a-f]{3}|f[cde][0-9a-f]{2}):|::ffff:", plain, re.IGNORECASE)
    if "::" in plain and not (routed or len(groups) >= 4):
        return False
    try:
        ipaddress.IPv6Address(plain)
    except ValueError:
        return False
    return True
