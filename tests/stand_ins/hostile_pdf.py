"""PDFs that were made to break a parser, or broke on their way."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from tests.stand_ins.pdf_writer import Words, assembled, page, pdf, stream

DAMAGED = "is not a PDF that can be read: damaged or cut off"
NO_TEXT = "holds no text: a scan?"
READABLE = b"BT /F1 12 Tf 72 700 Td (The berth feed is pulled every minute.) Tj ET"

_FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def hostile_pdfs(address: str, stopped: str) -> Iterator[tuple[str, bytes, str | None]]:
    """Name, bytes, and the reason that a person should read; None for what is read all the same,
    `stopped` for what only the limits of the process stop."""
    whole = pdf([[Words(72, 700, "The berth feed is pulled every minute.", 12)] * 2], {"Title": "Berth feed"})
    yield "empty", b"", "is empty"
    yield "header only", b"%PDF-1.7\n", DAMAGED
    yield "noise", b"%PDF-1.7\n" + bytes(range(256)) * 4000, DAMAGED
    yield "program", b"MZ" + bytes(100_000), DAMAGED
    yield "web page", b"<!DOCTYPE html><title>Sign in</title>", DAMAGED
    yield "cut off", whole[: len(whole) // 3], DAMAGED
    yield "password", _encrypted(), "is protected by a password"
    yield "picture only", _with_content(b"0 0 100 100 re f"), NO_TEXT
    yield "stream of 10 GB", _with_content(READABLE, length=10_000_000_000), None
    yield "stream that is cut off", _with_content(zlib.compress(READABLE)[:20], "/Filter /FlateDecode"), NO_TEXT
    yield "previous table is itself", assembled(_objects(stream(READABLE)), b"/Root 1 0 R", prev_is_itself=True), None
    yield (
        "endless numbers",
        _with_content(b"BT /F1 12 Tf 1e38 -1e38 Td (far away) Tj " + b"9" * 100_000 + b" 0 Td (x) Tj ET"),
        NO_TEXT,
    )
    yield "long line", _with_content(b"BT /F1 1.6 Tf 1 700 Td (" + b"word " * 200_000 + b") Tj ET"), None
    yield "actions", _with_actions(address), None
    yield from _trees()
    yield from _recursions(stopped)


def _trees() -> Iterator[tuple[str, bytes, str | None]]:
    objects = _objects(stream(READABLE))
    yield (
        "page tree is its own child",
        assembled({**objects, 2: b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>"}, b"/Root 1 0 R"),
        NO_TEXT,
    )
    yield (
        "says it has two thousand million pages",
        assembled({**objects, 2: b"<< /Type /Pages /Kids [10 0 R] /Count 2000000000 >>"}, b"/Root 1 0 R"),
        None,
    )
    chain = {
        100 + depth: b"<< /Type /Pages /Kids [%d 0 R] /Count 1 /Parent %d 0 R >>" % (101 + depth, 99 + depth)
        for depth in range(20_000)
    }
    deep = {**objects, **chain, 2: b"<< /Type /Pages /Kids [100 0 R] /Count 1 >>", 20_100: objects[10]}
    yield "page tree of 20,000 levels", assembled(deep, b"/Root 1 0 R"), NO_TEXT
    many = b"<< /Type /Pages /Kids [" + b"10 0 R " * 60_000 + b"] /Count 60000 >>"
    yield "60,000 pages", assembled({**objects, 2: many}, b"/Root 1 0 R"), "has more than 5000 pages"
    looped = {
        **objects,
        1: b"<< /Type /Catalog /Pages 2 0 R /Outlines 3 0 R >>",
        3: b"<< /Type /Outlines /First 4 0 R /Last 4 0 R >>",
        4: b"<< /Title (round) /Parent 3 0 R /Next 4 0 R /First 4 0 R /Dest [10 0 R /Fit] >>",
    }
    yield "bookmarks go round", assembled(looped, b"/Root 1 0 R"), None


def _recursions(stopped: str) -> Iterator[tuple[str, bytes, str | None]]:
    form = "/Type /XObject /Subtype /Form /BBox [0 0 612 792] /Resources << /Font << /F1 5 0 R >> /XObject << /X %d 0 R >> >>"
    itself = _objects(stream(READABLE + b" /X Do"), "/XObject << /X 20 0 R >>")
    itself[20] = stream(b"/X Do", form % 20)
    yield "form draws itself", assembled(itself, b"/Root 1 0 R"), None
    long = _objects(stream(READABLE + b" /X Do"), "/XObject << /X 100 0 R >>")
    long |= {100 + depth: stream(b"/X Do", form % (101 + depth)) for depth in range(3000)}
    yield "forms 3,000 deep", assembled({**long, 3100: stream(READABLE)}, b"/Root 1 0 R"), None
    wide = _objects(stream(b"/X Do " * 10), "/XObject << /X 100 0 R >>")
    wide |= {100 + depth: stream(b"/X Do " * 10, form % (101 + depth)) for depth in range(12)}
    yield "forms that draw ten forms each, twelve deep", assembled({**wide, 112: stream(READABLE)}, b"/Root 1 0 R"), stopped
    bomb = zlib.compress(zlib.compress(b" " * 200_000_000, 9), 9)
    yield "stream of 200 MB in a few bytes", _with_content(bomb, "/Filter [/FlateDecode /FlateDecode]"), NO_TEXT
    extends = _objects(stream(READABLE))
    extends[30] = stream(b"31 0 << /A 1 >>", "/Type /ObjStm /N 1 /First 5 /Extends 30 0 R")
    yield "object stream extends itself", assembled(extends, b"/Root 1 0 R"), None
    font = _objects(stream(b"BT /F1 12 Tf 72 700 Td <0041004200430044> Tj ET"))
    font[5] = (
        b"<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [40 0 R] /ToUnicode 41 0 R >>"
    )
    font[40] = (
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /CIDSystemInfo << /Registry (A) /Ordering (B) /Supplement 0 >> >>"
    )
    font[41] = stream(b"begincmap 1 beginbfrange <0000> <FFFFFFFF> <0041> endbfrange endcmap")
    yield "font of four thousand million letters", assembled(font, b"/Root 1 0 R"), None
    nested = _objects(stream(READABLE))
    nested[50] = b"[" * 100_000
    yield "arrays 100,000 deep", assembled({**nested, 9: b"<< /Title 50 0 R >>"}, b"/Root 1 0 R /Info 9 0 R"), None


def _objects(content: bytes, more: str = "") -> dict[int, bytes]:
    return {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [10 0 R] /Count 1 >>",
        5: _FONT,
        6: _FONT,
        7: _FONT,
        10: page(11, more),
        11: content,
    }


def _with_content(content: bytes, entries: str = "", length: int | None = None) -> bytes:
    return assembled(_objects(stream(content, entries, length)), b"/Root 1 0 R")


def _encrypted() -> bytes:
    """What opens with a password only: the keys fit none."""
    handler = b"<< /Filter /Standard /V 2 /R 3 /Length 128 /P -3904 /O <%s> /U <%s> >>" % (b"ab" * 32, b"cd" * 32)
    return assembled({**_objects(stream(READABLE)), 20: handler}, b"/Root 1 0 R /Encrypt 20 0 R /ID [<00112233> <00112233>]")


def _with_actions(address: str) -> bytes:
    """A document that would run a script, start a program and call home as soon as it is opened."""
    objects = _objects(stream(READABLE))
    objects[1] = b"<< /Type /Catalog /Pages 2 0 R /OpenAction 20 0 R /AA << /WC 21 0 R >> >>"
    objects[20] = f"<< /S /URI /URI ({address}pdf) /Next [21 0 R 22 0 R] >>".encode()
    objects[21] = f"<< /S /JavaScript /JS (app.launchURL\\('{address}script'\\)) >>".encode()
    objects[22] = b"<< /S /Launch /F (/bin/sh) >>"
    return assembled(objects, b"/Root 1 0 R")
