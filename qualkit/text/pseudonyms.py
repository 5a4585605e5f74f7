"""Pseudonyms: one that is stable across files, and one that is fit to be read in a report."""

from __future__ import annotations

import hmac
import unicodedata
from collections.abc import Iterable

from qualkit.model import content_hash

__all__ = ["BIRDS", "display_names", "keyed_id", "person_id"]

BIRDS = (
    "Avocet Bittern Brambling Bullfinch Bunting Buzzard Chaffinch Chough Coot Cormorant Corncrake Crane Crossbill "
    "Cuckoo Curlew Dipper Dotterel Dunlin Dunnock Egret Eider Fieldfare Firecrest Fulmar Gadwall Gannet Garganey "
    "Godwit Goldcrest Goldfinch Goosander Goshawk Grebe Greenfinch Greylag Guillemot Harrier Hawfinch Heron Hobby "
    "Hoopoe Jackdaw Jay Kestrel Kingfisher Kittiwake Knot Lapwing Linnet Magpie Mallard Martin Merlin Moorhen "
    "Nightjar Nuthatch Oriole Osprey Ouzel Owl Oystercatcher Partridge Peewit Petrel Phalarope Pintail Pipit Plover "
    "Pochard Puffin Quail Raven Razorbill Redpoll Redshank Redstart Redwing Robin Rook Ruff Sanderling Sandpiper "
    "Scaup Scoter Serin Shearwater Shelduck Shoveler Shrike Siskin Skua Skylark Smew Snipe Sparrow Spoonbill "
    "Starling Stint Stonechat Swallow Swift Teal Tern Thrush Treecreeper Turnstone Twite Wagtail Warbler Waxwing "
    "Wheatear Whimbrel Whinchat Wigeon Woodcock Woodlark Wren Wryneck Yellowhammer"
).split()
"""Names that say nothing about sex, age or origin."""


def person_id(name: str) -> str:
    """Give the stable pseudonym of an author.

    The same name gives the same id in every file, so that one person's comments come together. Whoever has a
    list of names can recompute it: it keeps names out of tables, not out of reach. Reports show
    `display_names` instead, which need the project's key.

    Parameters
    ----------
    name : str
        The author or account id as exported; case, outer blanks and Unicode form do not matter.

    Returns
    -------
    str
        ``p-`` and 12 hexadecimal digits.

    Examples
    --------
    >>> person_id("Gwen Adderley") == person_id(" gwen  ADDERLEY ")
    True
    """
    plain = " ".join(unicodedata.normalize("NFKC", str(name)).casefold().split())
    return "p-" + content_hash(plain)[:12]


def keyed_id(key: bytes, value: str, length: int = 12) -> str:
    """Derive an id that only the holder of the key can recompute (HMAC-SHA-256).

    Parameters
    ----------
    key : bytes
        The project's secret.
    value : str
        What the id stands for.
    length : int
        Hexadecimal digits to keep, 1 to 64.

    Returns
    -------
    str
        Hexadecimal digits.
    """
    return hmac.digest(key, value.encode("utf-8", "surrogatepass"), "sha256").hex()[:length]


def display_names(person_ids: Iterable[str], key: bytes) -> dict[str, str]:
    """Give every person a name to be read in a report, such as ``Heron-41``.

    Parameters
    ----------
    person_ids : iterable of str
        The people, in the order in which they joined; repetition does not matter. Where two would have one name, the
        first keeps it, so that nobody is called otherwise when others join later.
    key : bytes
        The project's secret: with another key, other names.

    Returns
    -------
    dict of str to str
        Person id to a name; no two people share one.

    Examples
    --------
    >>> names = display_names(["p-1", "p-2"], b"key")
    >>> len(set(names.values()))
    2
    """
    names: dict[str, str] = {}
    taken: set[str] = set()
    for one in dict.fromkeys(person_ids):
        number = int(keyed_id(key, one, 16), 16)
        bird, count = BIRDS[number % len(BIRDS)], 2 + (number // len(BIRDS)) % 97
        while f"{bird}-{count:02d}" in taken:
            count += 1
        names[one] = f"{bird}-{count:02d}"
        taken.add(names[one])
    return names
