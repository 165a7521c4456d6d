"""Writes small PDFs: just enough of ISO 32000-1 for tests, so that no binary file is kept in the repository."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

FONTS = {"F1": "Helvetica", "F2": "Helvetica-Bold", "F3": "Courier"}
WIDTH, HEIGHT = 612, 792


@dataclass(frozen=True)
class Words:
    """Text whose baseline begins at `x`, `y`, in points from the lower left corner. `mode` 3 draws it invisibly."""

    x: float
    y: float
    text: str
    size: float = 10
    font: str = "F1"
    mode: int = 0
    turned: bool = False


def pdf(
    pages: Sequence[Sequence[Words]],
    info: Mapping[str, str] | None = None,
    bookmarks: Sequence[tuple[int, str, int]] = (),
) -> bytes:
    """A document. `bookmarks` are (level, title, page), both counted from 1; the levels 1 and 2 are known."""
    objects: dict[int, bytes] = {}
    first = 10
    kids = " ".join(f"{first + 2 * index} 0 R" for index in range(len(pages)))
    objects[1] = b"<< /Type /Catalog /Pages 2 0 R" + (b" /Outlines 3 0 R" if bookmarks else b"") + b" >>"
    objects[2] = f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode()
    for number, name in enumerate(FONTS, 5):
        objects[number] = f"<< /Type /Font /Subtype /Type1 /BaseFont /{FONTS[name]} /Encoding /WinAnsiEncoding >>".encode()
    for index, words in enumerate(pages):
        objects[first + 2 * index] = page(first + 2 * index + 1)
        objects[first + 2 * index + 1] = stream(b"\n".join(_drawn(each) for each in words))
    at = first + 2 * len(pages)
    objects |= _outline(bookmarks, at, first)
    objects[9] = (
        b"<< " + b" ".join(f"/{name} ({_escaped(value)})".encode("cp1252") for name, value in (info or {}).items()) + b" >>"
    )
    return assembled(objects, b"/Root 1 0 R /Info 9 0 R")


def page(contents: int, more: str = "") -> bytes:
    """A page object whose content stream is the object `contents`."""
    fonts = " ".join(f"/{name} {number} 0 R" for number, name in enumerate(FONTS, 5))
    return (
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Contents {contents} 0 R "
        f"/Resources << /Font << {fonts} >> {more} >> >>"
    ).encode()


def stream(data: bytes, entries: str = "", length: int | None = None) -> bytes:
    """A stream object; `length` is what it says of itself, where that is not the truth."""
    size = len(data) if length is None else length
    return f"<< /Length {size} {entries} >>\nstream\n".encode() + data + b"\nendstream"


def assembled(objects: Mapping[int, bytes], trailer: bytes, *, prev_is_itself: bool = False) -> bytes:
    """The file with these objects and a table of where they are."""
    parts, places, at = [b"%PDF-1.7\n"], {}, 9
    for number, body in sorted(objects.items()):
        places[number] = at
        part = b"%d 0 obj\n%s\nendobj\n" % (number, body)
        parts.append(part)
        at += len(part)
    table = [
        b"%010d 00000 n \n" % places[number] if number in places else b"0000000000 65535 f \n"
        for number in range(max(places) + 1)
    ]
    parts += [b"xref\n0 %d\n" % len(table), *table, b"trailer\n<< /Size %d %s" % (len(table), trailer)]
    parts.append(b" /Prev %d" % at if prev_is_itself else b"")
    parts.append(b" >>\nstartxref\n%d\n%%%%EOF\n" % at)
    return b"".join(parts)


def _drawn(words: Words) -> bytes:
    turn = "0 1 -1 0" if words.turned else "1 0 0 1"
    start = f"BT /{words.font} {words.size} Tf {words.mode} Tr {turn} {words.x} {words.y} Tm ("
    return start.encode() + _escaped(words.text).encode("cp1252") + b") Tj ET"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def _outline(bookmarks: Sequence[tuple[int, str, int]], at: int, first: int) -> dict[int, bytes]:
    """Level 1 below the root (object 3), level 2 below the last of level 1."""
    if not bookmarks:
        return {}
    parents = [3 if level == 1 else max(at + other for other in range(index) if bookmarks[other][0] == 1)
               for index, (level, _, _) in enumerate(bookmarks)]  # fmt: skip
    objects = {}
    for index, (_, title, number) in enumerate(bookmarks):
        siblings = [other for other, parent in enumerate(parents) if parent == parents[index] and other > index]
        entries = f"/Title ({_escaped(title)}) /Parent {parents[index]} 0 R /Dest [{first + 2 * (number - 1)} 0 R /Fit]"
        entries += f" /Next {at + siblings[0]} 0 R" if siblings else ""
        objects[at + index] = f"<< {entries} {_children(parents, at + index, at)} >>".encode()
    objects[3] = f"<< /Type /Outlines {_children(parents, 3, at)} >>".encode()
    return objects


def _children(parents: Sequence[int], parent: int, at: int) -> str:
    children = [at + index for index, above in enumerate(parents) if above == parent]
    return f"/First {children[0]} 0 R /Last {children[-1]} 0 R /Count {len(children)}" if children else ""
