"""Word and PowerPoint files that were made to break a parser, or broke on their way."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from functools import cache

import docx
import pptx

DAMAGED = "is not an Office file that can be read: damaged or cut off"
BROKEN_WORD = "is not a Word document that can be read: damaged"
BROKEN_SLIDES = "is not a presentation that can be read: damaged"
ENTITIES = "declares entities in its XML, which no Office program writes"
TOO_LARGE = "unpacks to far more than a document needs"
OTHER = "is an archive of something else than its name says"
LOCKED = "is protected by a password, or a file of Office 97: save it anew without a password"

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_WORDS = "The berth feed is pulled every minute."
_BODY = "word/document.xml"
_SLIDE = "ppt/slides/slide1.xml"


def hostile_word(address: str) -> Iterator[tuple[str, bytes, str | None]]:
    """Name, bytes, and the reason that a person should read; None for what is read all the same."""
    yield "empty", b"", "is empty"
    yield "program", b"MZ\x90\0" + bytes(50_000), DAMAGED
    yield "cut off", _word()[:9000], DAMAGED
    yield "only an archive", _archive({"a.txt": b"hello"}), OTHER
    yield "really a presentation", _slides(), OTHER
    yield "password", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5000), LOCKED
    yield "flipped bits", _flipped(_word()), DAMAGED
    yield "no body", _archive({"word/other.xml": b"<a/>", "[Content_Types].xml": b"<a/>"}), BROKEN_WORD
    yield "bomb", _changed(_word(), {_BODY: _document("<w:p/>" * 17_000_000)}), TOO_LARGE
    yield (
        "bomb of pictures",
        _changed(_word(), {f"word/media/{number}.png": bytes(40_000_000) for number in range(8)}),
        TOO_LARGE,
    )
    yield "lies about its size", _lying(_changed(_word(), {_BODY: _document("<w:p/>" * 1_000_000)})), DAMAGED
    yield (
        "30,000 parts",
        _changed(_word(), {f"word/media/{number}": b"x" for number in range(30_000)}),
        "is an archive of more than 20000 parts",
    )
    yield "parts in a chain", _chain(), BROKEN_WORD
    yield "two parts of one name", _doubled(), "is an archive with two parts of one name: damaged, or made to deceive"
    yield (
        "names that lead out",
        _changed(_word(), {"../../../../tmp/lore-escaped.xml": b"<a/>", "/etc/lore-escaped": b"x"}),
        None,
    )
    yield "symbolic link", _with_link(), None
    yield from _word_xml(address)


def _word_xml(address: str) -> Iterator[tuple[str, bytes, str | None]]:
    laughs = '<!DOCTYPE w [<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {b} "{("&" + a + ";") * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    entity = '<!DOCTYPE w [<!ENTITY a SYSTEM "%s">]>'
    text = "<w:p><w:r><w:t>%s</w:t></w:r></w:p>"
    yield "million laughs", _changed(_word(), {_BODY: laughs.encode() + b"]>" + _document(text % "&i;")}), ENTITIES
    yield (
        "entity of a file",
        _changed(_word(), {_BODY: (entity % "file:///etc/passwd").encode() + _document(text % "&a;")}),
        ENTITIES,
    )
    fetched = (entity % f"{address}docx").encode()
    yield "entity of an address", _changed(_word(), {_BODY: fetched + _document(text % "&a;")}), ENTITIES
    sixteen = ((entity % f"{address}16") + _document(text % "&a;").decode()).encode("utf-16")
    yield "entity in UTF-16", _changed(_word(), {_BODY: sixteen}), ENTITIES
    yield "entity in relations", _changed(_word(), {"word/_rels/document.xml.rels": fetched + b"<a>&a;</a>"}), ENTITIES
    outside = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type='
        '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" TargetMode="External" '
        f'Target="{address}template.dotm"/></Relationships>'
    )
    yield "template from an address", _changed(_word(), {"word/_rels/document.xml.rels": outside.encode()}), None
    yield "100,000 deep", _changed(_word(), {_BODY: _document("<w:sdt><w:sdtContent>" * 50_000)}), BROKEN_WORD
    yield "200 deep", _changed(_word(), {_BODY: _document("<w:ins>" * 200 + text % _WORDS + "</w:ins>" * 200)}), None
    row = "<w:tr>" + f"<w:tc>{text % 'x'}</w:tc>" * 100_000 + "</w:tr>"
    yield "100,000 columns", _changed(_word(), {_BODY: _document(f"<w:tbl>{row}</w:tbl>")}), None
    yield "invalid XML", _changed(_word(), {_BODY: b"<w:document><w:body>"}), BROKEN_WORD
    styles = f'<w:styles {_W}><w:style w:styleId="A"><w:basedOn w:val="A"/></w:style></w:styles>'
    round_ = _document('<w:p><w:pPr><w:pStyle w:val="A"/></w:pPr><w:r><w:t>words</w:t></w:r></w:p>')
    yield "style based on itself", _changed(_word(), {"word/styles.xml": styles.encode(), _BODY: round_}), None
    numbers = _document('<w:p><w:pPr><w:outlineLvl w:val="99999999999999999999"/></w:pPr><w:r><w:t>words</w:t></w:r></w:p>')
    yield "a level beyond all", _changed(_word(), {_BODY: numbers}), None
    dates = b'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"><x'
    yield "broken properties", _changed(_word(), {"docProps/core.xml": dates}), BROKEN_WORD


def hostile_presentations(address: str) -> Iterator[tuple[str, bytes, str | None]]:
    """As for Word."""
    shape = "<p:grpSp>"
    slide = '<p:sld xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"><p:cSld><p:spTree>%s</p:spTree></p:cSld></p:sld>'
    yield "empty", b"", "is empty"
    yield "cut off", _slides()[:15_000], DAMAGED
    yield "really a document", _word(), OTHER
    yield "password", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5000), LOCKED
    yield "bomb", _changed(_slides(), {_SLIDE: (slide % ("<p:sp/>" * 13_000_000)).encode()}), TOO_LARGE
    entity = f'<!DOCTYPE p [<!ENTITY a SYSTEM "{address}pptx">]>'
    yield "entity of an address", _changed(_slides(), {_SLIDE: entity.encode() + (slide % "&a;").encode()}), ENTITIES
    yield "groups 100,000 deep", _changed(_slides(), {_SLIDE: (slide % (shape * 100_000)).encode()}), BROKEN_SLIDES
    yield "no slides", _changed(_slides(), {"ppt/_rels/presentation.xml.rels": b"<a/>"}), BROKEN_SLIDES
    yield "slide that is no slide", _changed(_slides(), {_SLIDE: b"<a/>"}), "holds no text"


@cache
def _word() -> bytes:
    document = docx.Document()
    document.add_heading("Berth feed", 1)
    document.add_paragraph(_WORDS)
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


@cache
def _slides() -> bytes:
    presentation = pptx.Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[1])
    slide.shapes.title.text = "Berth feed"
    slide.placeholders[1].text_frame.text = _WORDS
    held = io.BytesIO()
    presentation.save(held)
    return held.getvalue()


def _document(body: str) -> bytes:
    return f"<w:document {_W}><w:body>{body}</w:body></w:document>".encode()


def _archive(parts: Mapping[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return held.getvalue()


def _parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _changed(data: bytes, parts: Mapping[str, bytes]) -> bytes:
    return _archive({**_parts(data), **parts})


def _flipped(data: bytes) -> bytes:
    """One byte in a hundred differs, the directory at the end is whole."""
    changed = bytearray(data)
    for place in range(100, len(data) - 3000, 100):
        changed[place] ^= 0x55
    return bytes(changed)


def _lying(data: bytes) -> bytes:
    """The directory says that the body has a hundred bytes."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        size = archive.getinfo(_BODY).file_size.to_bytes(4, "little")
    return data.replace(size, (100).to_bytes(4, "little"))


def _doubled() -> bytes:
    held = io.BytesIO(_word())
    with zipfile.ZipFile(held, "a") as archive:
        info = zipfile.ZipInfo("word/documenx.xml")
        archive.writestr(info, _document("<w:p/>"))
    return held.getvalue().replace(b"word/documenx.xml", _BODY.encode())


def _with_link() -> bytes:
    held = io.BytesIO(_word())
    with zipfile.ZipFile(held, "a") as archive:
        link = zipfile.ZipInfo("word/media/link.xml")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    return held.getvalue()


def _chain() -> bytes:
    """Each part refers to the next, five thousand times."""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXml"
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{kind}" Target="/word/link%d.xml"/></Relationships>'
    )
    parts = {"word/_rels/document.xml.rels": (relations % 0).encode()}
    for number in range(5000):
        parts[f"word/link{number}.xml"] = b"<a/>"
        parts[f"word/_rels/link{number}.xml.rels"] = (relations % (number + 1)).encode()
    return _changed(_word(), parts)
