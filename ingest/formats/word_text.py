"""The words of a Word paragraph as its reader sees them: without deletions, field codes and hidden text."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from docx.oxml.ns import qn
from lxml import etree  # type: ignore[import-untyped]

_P, _R, _T = qn("w:p"), qn("w:r"), qn("w:t")
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_PASSED_BY = {qn("w:del"), qn("w:moveFrom"), qn("w:instrText"), qn("w:delText"), qn("w:pPr"), qn("w:rPr"), _FALLBACK}
_PLAIN = {_T, _MATH}
_SIGNS = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
_NOTES = {qn("w:footnoteReference"), qn("w:endnoteReference")}
_ID, _VALUE, _COMMENT, _PROPERTIES = qn("w:id"), qn("w:val"), qn("w:commentReference"), qn("w:rPr")
_SMALLEST = 3
"""Half-points: letters of 1.5 points and less can't be read by anybody."""


@dataclass(slots=True)
class Text:
    """`comments` are the numbers of those that end here; `hides` says that something hidden was left out."""

    words: str = ""
    comments: list[int] = field(default_factory=list)
    hides: bool = False


def text_of(paragraph: etree._Element, hidden_styles: Collection[str]) -> Text:
    """One paragraph's text, text boxes in it included. `hidden_styles` are the ids of the styles whose text is hidden."""
    text = Text()
    parts: list[str] = []
    passed: etree._Element | None = None
    for event, element in etree.iterwalk(paragraph, events=("start", "end")):
        if event == "end":
            passed = None if passed is element else passed
            if passed is None and element.tag == _P and element is not paragraph:
                parts.append("\n")
        elif passed is not None:
            continue
        elif element.tag in _PASSED_BY:
            passed = element
        elif element.tag == _R and _is_hidden(element, hidden_styles):
            text.hides = text.hides or any((word.text or "").strip() for word in element.iter(_T))
            passed = element
        elif element.tag == _COMMENT:
            number = element.get(_ID) or ""
            text.comments += [int(number)] if number.isdecimal() and len(number) < 10 else []
        else:
            parts.append(_own_text(element))
    text.words = "".join(parts)
    return text


def _own_text(element: etree._Element) -> str:
    if element.tag in _PLAIN:
        return element.text or ""
    if element.tag in _NOTES:
        return f"[{element.get(_ID, '')}]"
    return _SIGNS.get(element.tag, "")


def _is_hidden(run: etree._Element, hidden_styles: Collection[str]) -> bool:
    stated = run.find(_PROPERTIES)
    if stated is None:
        return False
    vanish = stated.find(qn("w:vanish"))
    if vanish is not None:
        return is_on(vanish)
    style, size = stated.find(qn("w:rStyle")), stated.find(qn("w:sz"))
    points = size.get(_VALUE, "") if size is not None else ""
    is_tiny = points.isdecimal() and len(points) < 6 and int(points) <= _SMALLEST
    return is_tiny or (style is not None and style.get(_VALUE) in hidden_styles)


def is_on(switch: etree._Element) -> bool:
    """Whether an element such as `<w:vanish/>` says yes."""
    return switch.get(_VALUE, "1").casefold() not in {"0", "false", "off", "none"}
