"""Finding e-mail addresses, links that point at a person, and handles by their form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

__all__ = ["find_emails", "find_handles", "find_links"]

Span = tuple[int, int]

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+%'&=~-]{1,64}@(?:[\w-]{1,63}\.){1,10}(?:xn--[\w-]{2,59}|[^\W\d_]{2,24})")
_SPELT_DOT = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64} ?[(\[{]? ?(?:at|arroba|ät) ?[)\]}]? ?[\w-]{1,63} ?[(\[{] ?(?:dot|punkt|punto|point) ?[)\]}]"
    r" ?[^\W\d_]{2,24}(?: ?[(\[{] ?(?:dot|punkt|punto|point) ?[)\]}] ?[^\W\d_]{2,24})?",
    re.IGNORECASE,
)
_SPELT_AT = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64} ?[(\[{] ?(?:at|arroba|ät) ?[)\]}] ?(?:[\w-]{1,63}\.){1,4}[^\W\d_]{2,24}", re.IGNORECASE
)
# Without brackets only a well-known ending tells an address from "look at that dot there".
_SPELT_OUT = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64} (?:at|arroba|ät) [\w-]{1,63}(?: (?:dot|punkt|punto|point) [\w-]{1,63})? "
    r"(?:dot|punkt|punto|point) (?:com|org|net|edu|gov|info|io|co|uk|de|es|fr|eu|at|ch|it|nl|us|ca|au|mx|ar|br|pt)\b",
    re.IGNORECASE,
)
_SPELT = re.compile(r"\b(?:dot|punkt|punto|point)\b|[(\[{] ?(?:at|arroba|ät) ?[)\]}]", re.IGNORECASE)

_LINK = re.compile(r"\b(?:https?://|www\.)[^\s<>\"'`\x00]{1,2000}", re.IGNORECASE)
_BARE_LINK = re.compile(
    r"(?<![\w@./-])(?:[a-z]{2}-[a-z]{2}\.|m\.)?"
    r"(?:facebook\.com|fb\.com|fb\.me|instagram\.com|twitter\.com|x\.com|linkedin\.com|tiktok\.com|t\.me|wa\.me|"
    r"paypal\.me|github\.com|youtube\.com|reddit\.com|linktr\.ee|calendly\.com|snapchat\.com)"
    r"/[^\s<>\"'`\x00]{1,500}",
    re.IGNORECASE,
)
_PEOPLE_HOSTS = frozenset(
    "facebook.com fb.com fb.me instagram.com twitter.com x.com linkedin.com tiktok.com t.me wa.me paypal.me paypal.com "
    "linktr.ee calendly.com snapchat.com threads.net bsky.app vk.com xing.com flickr.com strava.com venmo.com "
    "gofundme.com justgiving.com drive.google.com docs.google.com dropbox.com onedrive.live.com 1drv.ms wetransfer.com "
    "zoom.us meet.google.com gist.github.com photos.app.goo.gl about.me researchgate.net orcid.org".split()
)
_ACCOUNT_HOSTS = frozenset(
    "github.com gitlab.com bitbucket.org codeberg.org pinterest.com medium.com twitch.tv".split()
)
# Their single-segment pages that belong to the site, not to an account.
_SITE_PAGES = frozenset(
    "about blog contact docs explore features help home login marketplace pricing privacy search settings signup "
    "support terms topics trending".split()
)
_PERSONAL_PATH = re.compile(
    r"/(?:u|user|users|profile|profiles|people|member|members|author|authors|account|accounts|channel|c|in|id|"
    r"customer|customers|nutzer|benutzer|usuario|usuarios|utilisateur)/[^/?#]|(?<!/package)(?<!/npm)/@\w|/~\w",
    re.IGNORECASE,
)
_PERSONAL_QUERY = re.compile(
    r"[?&#;](?:[\w-]{0,20}[_-])?(?:e-?mail|mail|user|username|user_?id|uid|name|first_?name|last_?name|surname|phone|tel|"
    r"mobile|token|sig|signature|session|session_?id|sid|auth|customer|customer_?id|account|password|pwd|pass|"
    r"api_?key|access_?key|invite|ref_?code|contact|address|postcode|zip|dob)=[^&#]",
    re.IGNORECASE,
)

_HANDLE = re.compile(r"(?<![\w@+-])@(?=\w*[^\W\d]|\d{4})(?!\d{1,2} ?(?:am|pm|uhr|h)\b)\w{2,40}(?:[.-]\w{1,40}){0,3}")
_SLASH_USER = re.compile(r"(?<![\w/.])/?u/[A-Za-z0-9][\w-]{2,30}(?![\w/])")
# What follows an at sign in program code names a thing of the language.
_DECORATORS = frozenset(
    "abstractmethod all alpha beta canary channel everyone here latest next nightly rc stable after afterall aftereach "
    "api apply at author autowired bean before beforeall beforeeach cached "
    "charset classmethod component config configuration container controller dataclass deprecated each else end entity "
    "example exception extend fixture for font fontface function functools get getter if import include inject "
    "injectable input internal jit keyframes layer lazy link lombok media mixin mock module namespace nonnull "
    "notnull nullable nonexistent numba observable output override page param params patch pd post private property "
    "protected public put pytest readonly refresh repository request rest return returns route rule safe safevarargs "
    "see service setter since slot staticmethod supports suppresswarnings tailwind test throws todo transactional "
    "ts-ignore type typedef use value var version view while wraps".split()
)
_FENCE = re.compile(r"^[ \t]{0,3}(?:```|~~~)", re.MULTILINE)


def find_emails(text: str) -> Iterator[Span]:
    """Find e-mail addresses, also those spelt with "at" and "dot".

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
    >>> list(find_emails("mail ann@example.org or ann at example dot org"))
    [(5, 20), (24, 46)]
    """
    patterns = [_EMAIL] if "@" in text else []
    if _SPELT.search(text):
        patterns += [_SPELT_DOT, _SPELT_AT, _SPELT_OUT]
    for pattern in patterns:
        for match in pattern.finditer(text):
            yield match.span()


def find_links(text: str) -> Iterator[Span]:
    """Find links that carry something personal: a profile, an account, a shared file, a query with names or keys.

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
    >>> list(find_links("https://example.org/docs and https://example.org/u/ann"))
    [(29, 54)]
    """
    if "/" not in text and "www." not in text.lower():
        return
    for pattern in (_LINK, _BARE_LINK):
        for match in pattern.finditer(text):
            written = match.group().rstrip(".,;:!?)]}*'\"")
            if _is_personal(written):
                yield match.start(), match.start() + len(written)


def _is_personal(link: str) -> bool:
    address = unquote(link).partition("://")[2] or link
    host, slash, path = address.partition("/")
    host, query, asked = host.partition("?")
    rest = slash + path or query + asked
    if "@" in host or _EMAIL.search(rest):
        return True
    site = re.sub(r"^(?:www|m|mobile|[a-z]{2}(?:-[a-z]{2})?)\.", "", host.casefold().partition(":")[0])
    segments = [part for part in re.split(r"[?#]", path)[0].split("/") if part]
    if site in _PEOPLE_HOSTS and segments:
        return True
    if site in _ACCOUNT_HOSTS and len(segments) == 1:
        return segments[0].casefold() not in _SITE_PAGES
    return bool(_PERSONAL_PATH.search(rest) or _PERSONAL_QUERY.search(rest))


def find_handles(text: str) -> Iterator[Span]:
    """Find handles: ``@wren``, ``@wren@example.social``, ``u/wren``; decorators and packages in code stay.

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
    >>> list(find_handles("ask @wren, not @types/node"))
    [(4, 9)]
    """
    fenced = _fenced(text) if "@" in text else []
    at = 0
    for match in _HANDLE.finditer(text):
        while at < len(fenced) and fenced[at][1] <= match.start():
            at += 1
        inside = at < len(fenced) and fenced[at][0] <= match.start()
        after = text[match.end() : match.end() + 2]
        is_code = after[:1] == "(" or (after[:1] == "/" and after[1:].isalnum())
        if not (inside or is_code or match.group()[1:].casefold() in _DECORATORS):
            yield match.span()
    if "u/" in text:
        for match in _SLASH_USER.finditer(text):
            yield match.span()


def _fenced(text: str) -> list[Span]:
    marks = [match.start() for match in _FENCE.finditer(text)]
    return list(zip(marks[::2], [*marks[1::2], len(text)], strict=False))
