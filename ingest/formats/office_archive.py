"""Word's and PowerPoint's files are zip archives of XML: checked here before a library opens them.

What is checked: how large the parts are once unpacked, that no part declares entities (Office Open XML forbids document
type definitions: ISO/IEC 29500-2, 6.2.5), that the parts are those of this kind of file. Nothing is ever unpacked to a
disk, so that `../` in a name leads nowhere; python-docx and python-pptx read parts by their names within the archive.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final, Protocol

from lxml import etree  # type: ignore[import-untyped]

from assistant.errors import UnreadableDocument
from ingest.formats.dates import parse_date
from ingest.formats.fields import Fields, people

MAX_PARTS: Final = 20_000
MAX_XML: Final = 40_000_000
"""Bytes of all XML parts together, unpacked: a book of a thousand pages has 10 MB, and its tree in memory ten times as much."""
MAX_UNPACKED: Final = 300_000_000
"""Bytes of everything, pictures too: the libraries read them into memory."""
MAX_DEPTH: Final = 60
"""Parts that refer to parts: a real file has four steps."""

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DOCTYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_XML_NAMES: Final = (".xml", ".rels", ".vml")
_READ_ERRORS: Final = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)


class CoreProperties(Protocol):
    """What python-docx and python-pptx know of a file's author and dates."""

    author: str
    title: str
    language: str

    @property
    def created(self) -> datetime | None:
        """Without a zone, in UTC."""

    @property
    def modified(self) -> datetime | None:
        """Without a zone, in UTC."""


def checked(data: bytes, main_part: str) -> io.BytesIO:
    """The archive, for a library to open. `main_part` is what must be in it: `word/`, `ppt/`.

    Raises UnreadableDocument for what is no such archive, damaged, encrypted, or a trap.
    """
    if not data.strip():
        raise UnreadableDocument("is empty")
    if data.startswith(_OLE):
        raise UnreadableDocument("is protected by a password, or a file of Office 97: save it anew without a password")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check(archive, main_part)
    except _READ_ERRORS as error:
        raise UnreadableDocument("is not an Office file that can be read: damaged or cut off") from error
    return io.BytesIO(data)


def properties(core: CoreProperties) -> Fields:
    """What the file says of itself; dates that can't be read are left out."""
    return Fields(
        title=" ".join((core.title or "").split()),
        authors=people(core.author or ""),
        created=_moment(core, "created"),
        updated=_moment(core, "modified"),
        language=(core.language or "")[:35],
    )


def _moment(core: CoreProperties, name: str) -> datetime | None:
    try:
        moment = getattr(core, name)
    except ValueError:
        return None
    if isinstance(moment, datetime):
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return parse_date(moment) if isinstance(moment, str) else None


def _check(archive: zipfile.ZipFile, main_part: str) -> None:
    members = archive.infolist()
    if len(members) > MAX_PARTS:
        raise UnreadableDocument(f"is an archive of more than {MAX_PARTS} parts")
    if not any(member.filename.startswith(main_part) for member in members):
        raise UnreadableDocument("is an archive of something else than its name says")
    if any(member.flag_bits & 1 for member in members):
        raise UnreadableDocument("is protected by a password")
    names = {member.filename for member in members}
    if len(names) != len(members):
        raise UnreadableDocument("is an archive with two parts of one name: damaged, or made to deceive")
    xml = [member for member in members if member.filename.casefold().endswith(_XML_NAMES)]
    if sum(member.file_size for member in members) > MAX_UNPACKED or sum(member.file_size for member in xml) > MAX_XML:
        raise UnreadableDocument("unpacks to far more than a document needs")
    left = MAX_UNPACKED
    for member in members:  # the sizes that an archive declares may be lies
        left -= _size(archive, member, is_xml=member in xml, most=left)


def _size(archive: zipfile.ZipFile, member: zipfile.ZipInfo, *, is_xml: bool, most: int) -> int:
    size, before = 0, b""
    for piece in _pieces(archive, member):
        size += len(piece)
        if size > most:
            raise UnreadableDocument("unpacks to far more than a document needs")
        if is_xml and _DOCTYPE.search((before + piece).replace(b"\0", b"")):
            raise UnreadableDocument("declares entities in its XML, which no Office program writes")
        before = piece[-40:]
    return size


def _pieces(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(member) as part:
        while piece := part.read(1 << 20):
            yield piece


def xml_tree(data: bytes) -> etree._Element:
    """A part that the library does not read itself. Raises UnreadableDocument."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableDocument("holds XML that can't be read") from error
