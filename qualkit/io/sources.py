"""Where the bytes come from: paths, zips of them, and what format each has."""

from __future__ import annotations

import io
import os
import re
import stat
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from qualkit.errors import ReadError
from qualkit.io.problems import ProblemLog
from qualkit.model import content_hash

__all__ = ["FORMATS", "Blob", "find_format", "read_blobs"]

FORMATS = ("auto", "csv", "tsv", "json", "jsonl", "xlsx", "parquet")

_SUFFIXES = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".txt": "csv",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
    ".parquet": "parquet",
    ".pq": "parquet",
    ".js": "json",
}
_MAX_MEMBERS = 10_000
_MAX_BYTES = 4 << 30
_MAX_RATIO = 200
_RATIO_FROM = 32 << 20  # tiny files of one repeated line compress beyond any ratio and harm nobody
_MAIL = re.compile(
    rb"(From \S+ .*\d{4}\r?\n|((From|To|Date|Subject|Received|Return-Path|Message-ID|MIME-Version): .*\r?\n){2})"
)
_CHAT = re.compile(rb"\[?\d{1,4}[./-]\d{1,2}[./-]\d{2,4},? +\d{1,2}[:.]\d{2}[^,;\t\n]{0,12}?(\]| -)")
_NOT_TABLES = {
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"%PDF": "a PDF document",
    b"\x1f\x8b": "a gzip archive",
    b"Rar!": "a RAR archive",
    b"7z\xbc\xaf": "a 7z archive",
    b"SQLite format 3": "an SQLite database",
    b"\xd0\xcf\x11\xe0": "an old Office file (.xls, .doc)",
    b"\x7fELF": "a program",
}


@dataclass(frozen=True, slots=True)
class Blob:
    """The bytes of one file.

    Attributes
    ----------
    name : str
        Base name; for a member of a zip its path within the zip.
    data : bytes
        Its content.
    sha256 : str
        64 hexadecimal digits.
    packed : bool
        Whether it is a member of a zip.
    """

    name: str
    data: bytes
    sha256: str
    packed: bool = False


def read_blobs(
    source: str | os.PathLike[str] | Iterable[str | os.PathLike[str]], log: ProblemLog | None = None
) -> Iterator[Blob]:
    """Read files, looking into zips.

    Parameters
    ----------
    source : path or iterable of paths
        The files.
    log : ProblemLog, optional
        Takes members of a zip that could be no table.

    Yields
    ------
    Blob
        One file after the other; the members of a zip in the order of their names.

    Raises
    ------
    ReadError
        If a path is missing, a folder or not readable, or a zip is broken or too large.
    """
    paths = [source] if isinstance(source, str | os.PathLike) else _listed(source)
    if not paths:
        raise ReadError("There is nothing to read.", hint="Give the path of an export.")
    for one in paths:
        path = Path(one)
        _refuse_texts(path.name)
        data = _file_bytes(path)
        if data.startswith(b"PK\x03\x04") and not _is_workbook(path.name, data):
            yield from _members(path.name, data, log)
        else:
            yield Blob(path.name, data, content_hash(data))


_LONGEST_NAME = 1000  # characters; systems take some 4,000 for a whole path, and nobody writes one so long


def _refuse_texts(name: str) -> None:
    """Refuse a comment given for the path of a file; what a customer said is not repeated."""
    if "\n" in name or len(name) > _LONGEST_NAME:
        raise ReadError(
            "This looks like a comment, not like the path of a file.",
            hint="Texts need a table: read_comments(pd.DataFrame({'text': texts})).",
        )


def _listed(source: Iterable[str | os.PathLike[str]]) -> list[str | os.PathLike[str]]:
    several = isinstance(source, Iterable) and not isinstance(source, bytes | Mapping)
    given: list[object] = list(source) if several else [source]
    paths = [one for one in given if isinstance(one, str | os.PathLike)]
    if len(paths) < len(given):
        strange = next(one for one in given if not isinstance(one, str | os.PathLike))
        raise ReadError(
            f"This is no path: {type(strange).__name__}.",
            hint="Give the path of an export, several paths, or a DataFrame.",
        )
    return paths


def _file_bytes(path: Path) -> bytes:
    try:
        if path.is_dir():
            inside = sorted(one.name for one in path.iterdir())
            raise ReadError(
                f"{str(path)!r} is a folder.", available=inside, hint="Give a file, or a list of the files to read."
            )
        _refuse_endless(path)
        return path.read_bytes()
    except FileNotFoundError:
        if re.match(r"[a-z]+:/", path.as_posix()):
            raise ReadError(
                "This is an address on the network, and qualkit loads nothing from there.",
                where=str(path),
                hint="Download the export, and give the path of the file.",
            ) from None
        folder = path.absolute().parent
        if not folder.is_dir():
            raise ReadError(f"There is no folder {folder.name!r}.", where=str(path)) from None
        nearby = sorted(one.name for one in folder.iterdir() if one.is_file())
        raise ReadError(f"There is no file {path.name!r}.", where=str(folder), available=nearby) from None
    except (OSError, ValueError) as error:
        raise ReadError(f"{path.name!r} cannot be opened.", hint=str(error)) from None


def _refuse_endless(path: Path) -> None:
    """Refuse what may never end, or never begin: only a pipe that a shell made for us has somebody at its other end."""
    kind = path.stat().st_mode
    piped = path.as_posix().startswith(("/dev/fd/", "/dev/stdin", "/proc/self/fd/"))
    if not (stat.S_ISREG(kind) or (piped and stat.S_ISFIFO(kind)) or path.as_posix() == os.devnull):
        raise ReadError(
            f"{path.name!r} is a device or a pipe, not a file.",
            where=str(path),
            hint="Save the export to a file first.",
        )


def _is_workbook(name: str, data: bytes) -> bool:
    if _SUFFIXES.get(PurePosixPath(name).suffix.lower()) == "xlsx":
        return True
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "[Content_Types].xml" in archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False


def _members(name: str, data: bytes, log: ProblemLog | None) -> Iterator[Blob]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            wanted = _safe_members(name, archive)
            if log is not None:
                _note_left_out(name, archive, log)
            for member in wanted:
                content = _member_bytes(name, archive, member)
                yield Blob(f"{name}/{member.filename}", content, content_hash(content), packed=True)
    except (zipfile.BadZipFile, EOFError, RuntimeError, OSError, ValueError, LookupError, zlib.error) as error:
        raise ReadError(f"The zip {name!r} cannot be read.", hint=f"Unpack it and give the files ({error}).") from None


def _member_bytes(name: str, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    with archive.open(member) as stream:
        content = stream.read(member.file_size + 1)
    if len(content) > member.file_size:
        raise ReadError("A file in the zip is larger than the zip says.", where=f"{name}: {member.filename}")
    return content


def _safe_members(name: str, archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    members = [one for one in archive.infolist() if not one.is_dir() and _worth_reading(one.filename)]
    total = sum(one.file_size for one in members)
    packed = sum(one.compress_size for one in members)
    if len(members) > _MAX_MEMBERS or total > _MAX_BYTES or (total > _RATIO_FROM and total > packed * _MAX_RATIO):
        raise ReadError(
            f"The zip would unpack to {len(members):,} files of {total:,} bytes: more than is read unasked.",
            where=name,
            hint="Unpack it yourself if you trust it, and give the files.",
        )
    if not members:
        raise ReadError(
            "The zip holds no file that could be a table.",
            where=name,
            available=[one.filename for one in archive.infolist()],
            hint="Wanted is one of " + ", ".join(sorted(_SUFFIXES)) + ".",
        )
    return sorted(members, key=lambda one: one.filename)


def _note_left_out(name: str, archive: zipfile.ZipFile, log: ProblemLog) -> None:
    # A file of pictures is listed once for its kind: an archive of a page may hold thousands.
    kinds: dict[str, list[str]] = {}
    for one in archive.infolist():
        if not one.is_dir() and not _of_a_system(one.filename) and not _worth_reading(one.filename):
            kinds.setdefault(PurePosixPath(one.filename).suffix.lower(), []).append(one.filename)
    for _, files in sorted(kinds.items()):
        more = f" and {len(files) - 1} more of its kind" if len(files) > 1 else ""
        log.note(name, "file is no table", "set aside", detail=f"{min(files)}{more}")


def _of_a_system(filename: str) -> bool:
    return filename.startswith("__MACOSX/") or filename.rsplit("/", 1)[-1].startswith(".")


def _worth_reading(filename: str) -> bool:
    return not _of_a_system(filename) and PurePosixPath(filename).suffix.lower() in _SUFFIXES


def find_format(blob: Blob, asked: str) -> str:
    """Say which format a file has.

    Parameters
    ----------
    blob : Blob
        The file.
    asked : str
        One of `FORMATS`; anything but ``auto`` is taken at its word.

    Returns
    -------
    str
        One of `FORMATS`, never ``auto``.

    Raises
    ------
    ReadError
        If it is no table at all.
    """
    data = blob.data
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise ReadError("The file is empty.", where=blob.name)
    if asked != "auto":
        return asked
    for magic, what in _NOT_TABLES.items():
        if data.startswith(magic):
            if blob.name.endswith(".qualkit"):
                raise ReadError(
                    "This is a qualkit project, not an export.",
                    where=blob.name,
                    hint="Open it with qk.open_project; qualkit report and qualkit export take it, too.",
                )
            raise ReadError(f"This is {what}, not a table.", where=blob.name, hint="Export as CSV, JSON or XLSX.")
    if data.startswith(b"PAR1"):
        return "parquet"
    if data.startswith(b"PK\x03\x04"):
        return "xlsx"
    return _text_format(blob)


def _text_format(blob: Blob) -> str:
    start = blob.data[:4096].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    lowered = start[:200].lower()
    if lowered.startswith((b"<!doctype", b"<html", b"<?xml")) or b"<html" in lowered:
        raise ReadError(
            "This is a web page or XML, not a table.",
            where=blob.name,
            hint="The download may have failed: open the file and see what it says.",
        )
    by_name = _SUFFIXES.get(PurePosixPath(blob.name).suffix.lower())
    _refuse_talk(blob, start, by_name)
    if by_name in ("xlsx", "parquet"):
        raise ReadError(f"The name says {by_name}, but the content is something else.", where=blob.name)
    if by_name in ("json", "jsonl"):
        return by_name
    if start.startswith((b"{", b"[{", b"[\n", b"[ ", b"[\r", b"[]")) and by_name != "tsv":
        return "json"
    return by_name or "csv"


def _refuse_talk(blob: Blob, start: bytes, by_name: str | None) -> None:
    if _MAIL.match(start):
        what = "a mail or a mail box"
    elif _CHAT.match(start) and (by_name is None or blob.name.lower().endswith(".txt")):
        what = "a chat log as plain text"
    else:
        return
    raise ReadError(
        f"This is {what}, which is not read yet.",
        where=blob.name,
        hint="Make a table of it: one row a message, with columns such as id, reply_to, author, date, text.",
    )
