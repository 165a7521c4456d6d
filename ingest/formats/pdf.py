"""PDF: papers, patents, exported documents. Places are pages; bookmarks or the size of letters tell the headings.

PDFium (the library of the Chrome browser, through pypdfium2) reads the file. It runs no scripts and fetches nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import PurePosixPath

import pypdfium2
from pypdfium2 import raw

from assistant.errors import UnreadableDocument
from ingest.formats.assembling import assemble
from ingest.formats.decode import HIDDEN
from ingest.formats.fields import Fields, from_blocks, people
from ingest.formats.pdf_blocks import blocks_of, squeeze, style_of
from ingest.formats.pdf_layout import Row, rows_of
from ingest.formats.pdf_lines import Page, read_page
from ingest.parsed import Block, BlockKind, Parsed

MAX_PAGES = 5000
MAX_TEXT = 20_000_000
MAX_BOOKMARKS = 5000

_FIELDS = ("Title", "Author", "CreationDate", "ModDate")
_REASONS = {
    raw.FPDF_ERR_PASSWORD: "is protected by a password",
    raw.FPDF_ERR_SECURITY: "is protected in a way that can't be read",
}
_NO_TITLE = re.compile(
    r"(?:microsoft (?:word|powerpoint|excel) - .*|untitled.*|document\d*|(?:power ?point )?presentation\d*|slide \d+|title|"
    r"[^\s]{1,80}\.(?:docx?|pptx?|xlsx?|tex|dvi|indd|odt|rtf|pdf|ps|eps|qxd|md|html?))",
    re.IGNORECASE,
)
_DATE = re.compile(r"(?:D:)?(?P<day>\d{8})(?P<time>\d{6}|\d{4})?(?:(?P<sign>[+-])(?P<hours>\d\d)'?(?P<minutes>\d\d)?|Z)?")


def parse_pdf(data: bytes, path: str) -> Parsed:
    """Blocks with their pages. Raises UnreadableDocument for what is damaged, encrypted, or holds pictures only."""
    if not data.strip():
        raise UnreadableDocument("is empty")
    try:
        with pypdfium2.PdfDocument(data) as document:
            if len(document) > MAX_PAGES:
                raise UnreadableDocument(f"has more than {MAX_PAGES} pages")
            pages = list(_pages(document))
            outline = dict(_outline(document))
            metadata = {name: _value(document, name) for name in _FIELDS}
    except pypdfium2.PdfiumError as error:
        reason = _REASONS.get(getattr(error, "err_code", None) or 0, "is not a PDF that can be read: damaged or cut off")
        raise UnreadableDocument(reason) from error
    rows = rows_of(pages)
    if not rows:
        raise UnreadableDocument("holds no text: a scan?")
    stated = _metadata(metadata, path)
    return _parsed(rows, outline, stated, path, _warnings(pages))


def _parsed(
    rows: list[Row], outline: dict[tuple[int, str], int], stated: Fields, path: str, warnings: tuple[str, ...]
) -> Parsed:
    blocks = blocks_of(rows, style_of(rows), outline)
    title = stated.title or _largest(rows, blocks)
    fields = Fields(title).or_else(from_blocks(blocks)).or_else(stated)
    blocks = [block for index, block in enumerate(blocks) if not _is_title(block, title, index)]
    parsed = assemble(path, blocks, fields, is_design_format=True)
    if not parsed.blocks:
        raise UnreadableDocument("holds nothing but a title")
    return replace(parsed, warnings=warnings)


def _pages(document: pypdfium2.PdfDocument) -> Iterator[Page]:
    characters = 0
    for index in range(len(document)):
        try:
            page = document[index]
        except pypdfium2.PdfiumError:  # one damaged page of many
            yield Page(index + 1, 0, 0, ())
            continue
        read = read_page(page, index + 1)
        page.close()
        characters += sum(len(line.text) for line in read.lines)
        if characters > MAX_TEXT:
            raise UnreadableDocument(f"holds more than {MAX_TEXT // 1_000_000} million characters")
        yield read


def _outline(document: pypdfium2.PdfDocument) -> Iterator[tuple[tuple[int, str], int]]:
    """The level of each bookmark, from 1, by its page and its squeezed title."""
    for count, bookmark in enumerate(document.get_toc(max_depth=6)):
        if count >= MAX_BOOKMARKS:
            return
        destination = bookmark.get_dest()
        page = destination.get_index() if destination else None
        try:
            title = squeeze(bookmark.get_title())
        except UnicodeDecodeError:
            continue
        if page is not None and page >= 0 and title:
            yield (page + 1, title), bookmark.level + 1


def _value(document: pypdfium2.PdfDocument, name: str) -> str:
    try:
        return str(document.get_metadata_value(name))
    except UnicodeDecodeError:
        return ""


def _metadata(metadata: Mapping[str, str], path: str) -> Fields:
    title = " ".join(metadata.get("Title", "").split())
    is_title = len(title) > 3 and not _NO_TITLE.fullmatch(title) and title.casefold() != PurePosixPath(path).stem.casefold()
    return Fields(
        title=title if is_title else "",
        authors=people(metadata.get("Author", "")),
        created=_date(metadata.get("CreationDate", "")),
        updated=_date(metadata.get("ModDate", "")),
    )


def _date(text: str) -> datetime | None:
    """`D:20221031120529-04'00'` (ISO 32000-1, 7.9.4)."""
    match = _DATE.match(text)
    if match is None:
        return None
    hours, minutes = int(match["hours"] or 0), int(match["minutes"] or 0)
    ahead = timedelta(hours=hours, minutes=minutes) * (-1 if match["sign"] == "-" else 1)
    try:
        stated = match["day"] + (match["time"] or "").ljust(6, "0")
        return datetime.strptime(f"{stated} +0000", "%Y%m%d%H%M%S %z").astimezone(UTC) - ahead
    except (ValueError, OverflowError):
        return None


def _largest(rows: Sequence[Row], blocks: Sequence[Block]) -> str:
    """The heading in the largest letters of the first page that holds text."""
    page = rows[0].first.page
    largest = max(row.size for row in rows if row.first.page == page)
    on_page = [block for block in blocks if block.kind is BlockKind.HEADING and block.anchor.page == page]
    for row in rows:
        if row.first.page == page and row.size == largest:
            return next((block.text for block in on_page if block.text.startswith(row.text[:20])), "")
    return ""


def _is_title(block: Block, title: str, index: int) -> bool:
    return index < 12 and block.kind is BlockKind.HEADING and bool(title) and squeeze(block.text) == squeeze(title)


def _warnings(pages: Sequence[Page]) -> tuple[str, ...]:
    empty = sum(not page.lines for page in pages)
    warnings = [HIDDEN] if any(page.has_hidden for page in pages) else []
    if empty:
        warnings.append(f"{empty} of {len(pages)} pages hold no text")
    return tuple(warnings)
