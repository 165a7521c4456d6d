"""The lines of a PDF's pages with their places and fonts, as PDFium sees them.

PDFium (through pypdfium2) gives characters in the order in which the page draws them, with line ends and spaces added
where it sees them. A line that has a wide gap in it comes apart here: its parts are cells of a table, or lines of two
columns that were drawn together (`pdf_layout.py` tells which).

The functions that are called are described at https://pdfium.googlesource.com/pdfium/+/refs/heads/main/public/fpdf_text.h
"""

from __future__ import annotations

import ctypes
import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pypdfium2
from pypdfium2 import raw

MAX_CHARACTERS = 2_000_000
"""Of one page; a page of dense print has 10,000."""
GAP = 1.0
"""A wider gap between two words, in heights of the letters, takes a line apart."""
FARTHEST = 1e6
SMALLEST = 1.5
"""Smaller letters, in points, can't be read by anybody: they are hidden text."""

_LINE_ENDS = frozenset("\r\n\ufffe\x02")
_HYPHENS = frozenset("\ufffe\x02")
"""What PDFium puts for a hyphen that parts a word at a line's end."""
_SURROGATES = range(0xD800, 0xE000)
_BOLD = re.compile(r"bold|black|heavy|demi|CMBX|CMB\d|-Medi", re.IGNORECASE)
_MONOSPACED = re.compile(r"mono|courier|consol|typewriter|CMTT|menlo", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text, or a part of one. Places are in points from the page's lower left corner; `page` counts from 1.

    `size` is the height of its letters in points. `hyphenated` says that its last word goes on in the next line.
    """

    text: str
    page: int
    left: float
    bottom: float
    right: float
    top: float
    size: float
    bold: bool = False
    monospaced: bool = False
    hyphenated: bool = False

    @property
    def width(self) -> float:
        """How far it reaches."""
        return self.right - self.left


@dataclass(frozen=True, slots=True)
class Page:
    """A page's lines in the order in which they were drawn."""

    number: int
    width: float
    height: float
    lines: tuple[Line, ...]
    has_hidden: bool = False


def read_page(page: pypdfium2.PdfPage, number: int) -> Page:
    """Its lines, without those that can't be seen or that stand across the others."""
    text_page = page.get_textpage()
    characters = _Characters(text_page, number)
    found = [entry for entry in characters.lines() if _is_somewhere(entry[0])]
    width, height = page.get_size()
    angles = Counter(angle for _, angle, _ in found)
    upright = angles.most_common(1)[0][0] if angles else 0
    shown_at_all = any(shown for _, _, shown in found)
    lines = [line for line, angle, shown in found if angle == upright and shown >= shown_at_all and line.size >= SMALLEST]
    hides = any(shown < shown_at_all or line.size < SMALLEST for line, _, shown in found)
    return Page(number, width, height, tuple(lines), hides)


def _is_somewhere(line: Line) -> bool:
    """Whether its numbers are of this world: a damaged page may place a line at infinity, or nowhere."""
    return all(abs(value) < FARTHEST for value in (line.left, line.bottom, line.right, line.top, line.size))


class _Characters:
    """One page's characters by their index, as PDFium counts them."""

    def __init__(self, text_page: pypdfium2.PdfTextPage, number: int) -> None:
        self._owner = text_page  # PDFium frees the page's text with it
        self._page = text_page.raw
        self._number = number

    def lines(self) -> Iterator[tuple[Line, int, bool]]:
        """Each line with the angle at which it stands, in quarters of a turn, and whether it is drawn so that it shows."""
        words: list[tuple[str, int, int]] = []
        text, first = "", 0
        count = min(raw.FPDFText_CountChars(self._page), MAX_CHARACTERS)
        for index in range(count + 1):
            character = self._character(index) if index < count else "\n"
            if not character.isspace() and character not in _LINE_ENDS:
                first = index if not text else first
                text += character
                continue
            if text:
                words.append((text, first, index - 1))
                text = ""
            if character in _LINE_ENDS and words:
                yield from self._parts(words, hyphenated=character in _HYPHENS)
                words = []

    def _character(self, index: int) -> str:
        code = raw.FPDFText_GetUnicode(self._page, index)
        if code in _SURROGATES or code > 0x10FFFF or (code < 32 and chr(code) not in _LINE_ENDS and code != 9):
            return ""
        return chr(code)

    def _parts(self, words: Sequence[tuple[str, int, int]], *, hyphenated: bool) -> Iterator[tuple[Line, int, bool]]:
        """The line in one, or in several where wide gaps are."""
        boxes = [self._box(first, last) for _, first, last in words]
        start = 0
        for index in range(1, len(words) + 1):
            height = boxes[index - 1][3] - boxes[index - 1][1]
            if index == len(words) or abs(boxes[index][0] - boxes[index - 1][2]) > max(GAP * height, 3.0):
                is_last = index == len(words)
                yield self._line(words[start:index], boxes[start:index], hyphenated=hyphenated and is_last)
                start = index

    def _line(
        self, words: Sequence[tuple[str, int, int]], boxes: Sequence[tuple[float, float, float, float]], *, hyphenated: bool
    ) -> tuple[Line, int, bool]:
        text = " ".join(word for word, _, _ in words)
        middle = max(words, key=lambda word: len(word[0]))[1]
        lefts, bottoms, rights, tops = zip(*boxes, strict=True)
        fonts = [self._font(index) for index in {words[0][1], middle, words[-1][1]}]
        line = Line(
            text=text,
            page=self._number,
            left=min(lefts),
            bottom=min(bottoms),
            right=max(rights),
            top=max(tops),
            size=self._size(middle),
            bold=all(_BOLD.search(name) for name, _ in fonts),
            monospaced=all(fixed or _MONOSPACED.search(name) for name, fixed in fonts),
            hyphenated=hyphenated,
        )
        quarter = round(math.degrees(raw.FPDFText_GetCharAngle(self._page, middle)) / 90) % 4
        return line, quarter, self._is_shown(middle)

    def _box(self, first: int, last: int) -> tuple[float, float, float, float]:
        """From the first character's left to the last one's right."""
        one, other = raw.FS_RECTF(), raw.FS_RECTF()
        raw.FPDFText_GetLooseCharBox(self._page, first, ctypes.byref(one))
        raw.FPDFText_GetLooseCharBox(self._page, last, ctypes.byref(other))
        left, right = min(one.left, other.left), max(one.right, other.right)
        return left, min(one.bottom, other.bottom), right, max(one.top, other.top)

    def _size(self, index: int) -> float:
        matrix = raw.FS_MATRIX()
        scale = 1.0
        if raw.FPDFText_GetMatrix(self._page, index, ctypes.byref(matrix)):
            scale = math.hypot(matrix.c, matrix.d)
        return float(round(raw.FPDFText_GetFontSize(self._page, index) * scale, 1))

    def _font(self, index: int) -> tuple[str, bool]:
        """The font's name, and whether all its letters are of one width."""
        name, flags = ctypes.create_string_buffer(200), ctypes.c_int()
        raw.FPDFText_GetFontInfo(self._page, index, name, 200, ctypes.byref(flags))
        return name.value.decode("utf-8", errors="replace"), bool(flags.value & 1)

    def _is_shown(self, index: int) -> bool:
        drawn = raw.FPDFText_GetTextObject(self._page, index)
        mode = raw.FPDFTextObj_GetTextRenderMode(drawn) if drawn else raw.FPDF_TEXTRENDERMODE_FILL
        return bool(mode != raw.FPDF_TEXTRENDERMODE_INVISIBLE)
