"""What the style of a Word paragraph makes of it: a heading, an item of a list, code, the title."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from lxml import etree  # type: ignore[import-untyped]

from ingest.formats.word_text import is_on

MAX_ANCESTORS = 20
MAX_DEPTH = 8

# Word keeps the English names of its own styles in every language; other programs write them in theirs.
_HEADING = re.compile(
    r"(?:heading|überschrift|titre|título|titolo|kop|rubrik|overskrift|otsikko|nagłówek|nadpis|заголовок|标题|標題|見出し|제목)"
    r"\s*([1-9])",
    re.IGNORECASE,
)
_TITLE = re.compile(r"title|titel|titre|título|titolo|название|标题|標題|表題|제목", re.IGNORECASE)
_CODE = re.compile(r"code|source|listing|preformatted|plain text|macro|verbatim", re.IGNORECASE)
_CONTENTS = re.compile(r"(?:toc|table of figures|verzeichnis|tm|目录|目次)\s*[1-9]?", re.IGNORECASE)
_BULLETS = re.compile(r"list bullet", re.IGNORECASE)
_NUMBERS = re.compile(r"list number", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Look:
    """`level` counts from 1, 0 for what is no heading; `marker` begins an item, "" for what is none."""

    level: int = 0
    is_title: bool = False
    is_code: bool = False
    is_contents: bool = False
    """A line of a table of contents, which repeats a heading."""
    marker: str = ""
    depth: int = 0


@dataclass(slots=True)
class Styles:
    """The styles and the numbering of one document."""

    document: WordDocument
    hidden: frozenset[str] = frozenset()
    """The ids of the styles whose text is hidden."""
    _styles: dict[str, etree._Element] = field(default_factory=dict)
    _looks: dict[str, Look] = field(default_factory=dict)
    _bullets: dict[tuple[str, str], bool] = field(default_factory=dict)
    _counts: dict[tuple[str, int], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for style in self.document.styles.element.iterchildren(qn("w:style")):
            self._styles[style.get(qn("w:styleId"), "")] = style
        vanishing = {
            name: style.find(f"{qn('w:rPr')}/{qn('w:vanish')}")
            for name, style in self._styles.items()
            if len(self._styles) < 5000
        }
        self.hidden = frozenset(name for name, vanish in vanishing.items() if vanish is not None and is_on(vanish))
        self._read_numbering()

    def of(self, paragraph: etree._Element) -> Look:
        """How this paragraph looks; numbered items are counted as they come."""
        stated = paragraph.find(qn("w:pPr"))
        named = stated.find(qn("w:pStyle")) if stated is not None else None
        look = self._named(named.get(qn("w:val"), "") if named is not None else "")
        if stated is None:
            return self._counted(look, "", look.depth)
        outline = stated.find(qn("w:outlineLvl"))
        if outline is not None and not look.level:
            look = replace(look, level=_level(outline))
        numbering = stated.find(qn("w:numPr"))
        if numbering is None or look.level or look.is_title:
            return self._counted(look, "", look.depth)
        return self._listed(look, numbering)

    def _listed(self, look: Look, numbering: etree._Element) -> Look:
        values = {child.tag: child.get(qn("w:val"), "0") for child in numbering}
        number, depth = values.get(qn("w:numId"), "0"), values.get(qn("w:ilvl"), "0")
        if number == "0":
            return replace(look, marker="")
        deep = min(int(depth), MAX_DEPTH) if depth.isdecimal() and len(depth) < 4 else 0
        is_bullet = self._bullets.get((number, depth), self._bullets.get((number, "0"), True))
        return self._counted(replace(look, marker="- " if is_bullet else "1. ", depth=deep), number, deep)

    def _counted(self, look: Look, number: str, depth: int) -> Look:
        if look.marker != "1. ":
            return look
        self._counts[number, depth] = self._counts.get((number, depth), 0) + 1
        for deeper in range(depth + 1, MAX_DEPTH + 1):
            self._counts.pop((number, deeper), None)
        return replace(look, marker=f"{self._counts[number, depth]}. ")

    def _named(self, name: str) -> Look:
        if name not in self._looks:
            self._looks[name] = self._inherited(name)
        return self._looks[name]

    def _inherited(self, name: str) -> Look:
        """What the style or one that it is based on says."""
        look = Look()
        for _ in range(MAX_ANCESTORS):
            style = self._styles.get(name)
            if style is None:
                break
            look = _own(style, look)
            base = style.find(qn("w:basedOn"))
            if base is None:
                break
            name = base.get(qn("w:val"), "")
        return look

    def _read_numbering(self) -> None:
        """Whether each level of each list has bullets."""
        parts = [found for found in self.document.part.rels.values() if found.reltype.endswith("/numbering")]
        if not parts or parts[0].is_external:
            return
        root = parts[0].target_part.element
        abstract = {
            (definition.get(qn("w:abstractNumId"), ""), level.get(qn("w:ilvl"), "0")): _is_bullet(level)
            for definition in root.iterchildren(qn("w:abstractNum"))
            for level in definition.iterchildren(qn("w:lvl"))
        }
        for number in root.iterchildren(qn("w:num")):
            link = number.find(qn("w:abstractNumId"))
            wanted = link.get(qn("w:val"), "") if link is not None else ""
            for depth in map(str, range(MAX_DEPTH + 1)):
                if (wanted, depth) in abstract:
                    self._bullets[number.get(qn("w:numId"), ""), depth] = abstract[wanted, depth]


def _own(style: etree._Element, look: Look) -> Look:
    """The look with what this style adds; what a style nearer to the paragraph said stays."""
    named = style.find(qn("w:name"))
    name = (named.get(qn("w:val"), "") if named is not None else "").strip()
    heading = _HEADING.fullmatch(name)
    outline = style.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
    level = int(heading[1]) if heading else _level(outline) if outline is not None else 0
    numbering = style.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
    is_numbered = bool(_NUMBERS.match(name))
    is_item = is_numbered or bool(_BULLETS.match(name)) or (numbering is not None and not heading and level == 0)
    depth = re.search(r"[2-5]$", name)
    return replace(
        look,
        level=look.level or level,
        is_title=look.is_title or bool(_TITLE.fullmatch(name)),
        is_contents=look.is_contents or bool(_CONTENTS.fullmatch(name)),
        is_code=look.is_code or bool(_CODE.search(name)),
        marker=look.marker or (("1. " if is_numbered else "- ") if is_item else ""),
        depth=look.depth or (int(depth[0]) - 1 if depth and is_item else 0),
    )


def _level(outline: etree._Element) -> int:
    value = outline.get(qn("w:val"), "9")
    return int(value) + 1 if value in set("012345678") else 0


def _is_bullet(level: etree._Element) -> bool:
    form = level.find(qn("w:numFmt"))
    return form is None or form.get(qn("w:val")) in {"bullet", "none"}
