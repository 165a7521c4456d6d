"""Confluence's storage format, XHTML with macros, as plain HTML that the HTML parser reads.

Follows https://confluence.atlassian.com/doc/confluence-storage-format-790796544.html, and the elements that the newer editor
of Cloud adds.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

from lxml import etree  # type: ignore[import-untyped]

from assistant.errors import UnreadableDocument

_Element: TypeAlias = Any
"""An element of lxml, which has no types."""

_AC: Final = "{ac}"
_RI: Final = "{ri}"
_CDATA: Final = re.compile(r"(<!\[CDATA\[.*?\]\]>)", re.DOTALL)
_ENTITY: Final = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)[A-Za-z][A-Za-z0-9]{1,31};")
_HEADING: Final = re.compile(r"h[1-6]")
_CODE: Final = frozenset({"code", "noformat"})


class Fragments:
    """The ids that Confluence gives headings: Cloud the words with hyphens, Data Center the page's and the heading's words
    without spaces; a repeated one gets .1, .2 …"""

    def __init__(self, title: str, *, in_cloud: bool) -> None:
        self._prefix = "" if in_cloud else re.sub(r"\s+", "", title) + "-"
        self._space = "-" if in_cloud else ""
        self._seen: dict[str, int] = {}

    def of(self, words: str) -> str:
        """The id of the next heading."""
        fragment = self._prefix + self._space.join(words.split())
        count = self._seen.get(fragment, 0)
        self._seen[fragment] = count + 1
        return f"{fragment}.{count}" if count else fragment


def plain_html(storage: str, people: Mapping[str, str], fragments: Fragments | None) -> str:
    """Storage format as HTML without macros, images and placeholders; `people` are names by account. Headings get ids from
    `fragments`. Raises UnreadableDocument."""
    parts = _CDATA.split(storage)
    source = "".join(part if part.startswith("<![CDATA[") else _ENTITY.sub(_character, part) for part in parts)
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, huge_tree=True, remove_comments=True)
    try:
        root = etree.fromstring(f'<body xmlns:ac="ac" xmlns:ri="ri">{source}</body>'.encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError) as error:
        raise UnreadableDocument("is not storage format that can be read") from error
    if root is None:
        raise UnreadableDocument("is not storage format that can be read")
    if any("depth" in entry.message for entry in parser.error_log):
        raise UnreadableDocument("is nested too deep to be a page that somebody wrote")
    for element in reversed(list(root.iter(etree.Element))):
        if element is not root:
            _simplify(element, people)
    for heading in root.iter(etree.Element):
        if fragments is not None and _HEADING.fullmatch(str(heading.tag)):
            heading.set("id", fragments.of("".join(heading.itertext())))
    etree.cleanup_namespaces(root)
    return str(etree.tostring(root, method="html", encoding="unicode"))


def _simplify(element: _Element, people: Mapping[str, str]) -> None:
    """One element, whose children are plain already. A parameter stays until its macro has read it."""
    tag = str(element.tag)
    name = tag.removeprefix(_AC)
    if tag == "time":
        _become(element, "span", element.get("datetime") or "")
    elif tag in {"td", "th"}:
        _flatten(element)
    elif tag == f"{_AC}link":
        _link(element, people)
    elif tag.startswith(_AC) and name in _TURNED:
        _TURNED[name](element)
    elif tag.startswith(_AC) and name not in _KEPT:
        _rename(element, "span")


def _macro(element: _Element) -> None:
    """A macro with a body becomes the body, under its title; a status and a Jira issue become words; others go."""
    name = element.get(f"{_AC}name") or ""
    said = {one.get(f"{_AC}name"): "".join(one.itertext()).strip() for one in element.findall(f"{_AC}parameter")}
    code = element.find(f"{_AC}plain-text-body")
    if name == "status":
        _become(element, "span", said.get("title", ""))
    elif name == "jira":
        _become(element, "span", said.get("key") or said.get("jqlQuery", ""))
    elif code is not None:
        text, title = "".join(code.itertext()), said.get("title", "")
        _become(element, "pre" if name in _CODE else "div", text)
        if title and name in _CODE:
            _put_before(element, title)
    elif element.find("div") is not None:
        for parameter in element.findall(f"{_AC}parameter"):
            _drop(parameter)
        _rename(element, "div")
        if said.get("title"):
            heading = etree.Element("p")
            heading.text = said["title"]
            element.insert(0, heading)
    else:
        _drop(element)


def _link(element: _Element, people: Mapping[str, str]) -> None:
    """The words of a link; without any, what it leads to: a person's name, a page's title, a file's name."""
    words = "".join("".join(one.itertext()) for one in element if not str(one.tag).startswith(_RI)).strip()
    for target in element:
        tag = str(target.tag)
        if tag == f"{_RI}user":
            account = target.get(f"{_RI}account-id") or target.get(f"{_RI}userkey") or target.get(f"{_RI}username") or ""
            words = words or f"@{people.get(account) or target.get(f'{_RI}username') or 'somebody'}"
        elif tag.startswith(_RI):
            words = words or target.get(f"{_RI}content-title") or target.get(f"{_RI}filename") or ""
    _become(element, "span", words or element.get(f"{_AC}anchor") or "")


def _task(element: _Element) -> None:
    status, body = element.find(f"{_AC}task-status"), element.find(f"{_AC}task-body")
    done = status is not None and (status.text or "").strip() == "complete"
    if body is None:
        _drop(element)
        return
    words = " ".join("".join(body.itertext()).split())
    _become(element, "li", f"[{'x' if done else ' '}] {words}")


def _fallback(element: _Element) -> None:
    """What the newer editor keeps for readers that don't know its own elements; these have its text too."""
    fallback = element.find(f"{_AC}adf-fallback")
    if fallback is not None:
        for other in list(element):
            if other is not fallback:
                _drop(other)
        fallback.tag = "div"
    _rename(element, "div")


def _rename(element: _Element, tag: str) -> None:
    element.tag = tag
    element.attrib.clear()


def _become(element: _Element, tag: str, text: str) -> None:
    tail = element.tail
    element.clear()
    element.tag, element.text, element.tail = tag, text, tail


def _put_before(element: _Element, text: str) -> None:
    line = etree.Element("p")
    line.text = text
    element.addprevious(line)


def _drop(element: _Element) -> None:
    """Take it away, and leave the text that follows it."""
    parent, before, tail = element.getparent(), element.getprevious(), element.tail or ""
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(element)


def _character(match: re.Match[str]) -> str:
    return html.escape(html.unescape(match[0]), quote=False) if html.unescape(match[0]) != match[0] else ""


def _flatten(cell: _Element) -> None:
    """A table's cell on one line: Confluence writes each as a paragraph."""
    for element in cell.iter("p", "div", "ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6", "br"):
        if element.tag == "li":
            element.text = "- " + (element.text or "")
        element.tag = "span"
        element.tail = " " + (element.tail or "")


def _as_division(element: _Element) -> None:
    _rename(element, "div")


def _as_list(element: _Element) -> None:
    _rename(element, "ul")


_TURNED: Final[Mapping[str, Callable[[_Element], None]]] = {
    "structured-macro": _macro,
    "macro": _macro,
    "task": _task,
    "task-list": _as_list,
    "adf-extension": _fallback,
    **dict.fromkeys(("rich-text-body", "layout", "layout-section", "layout-cell", "adf-content"), _as_division),
    **dict.fromkeys(("image", "emoticon", "placeholder", "task-id", "task-uuid", "adf-attribute", "default-parameter"), _drop),
}
_KEPT: Final = frozenset(
    {"parameter", "plain-text-body", "plain-text-link-body", "link-body", "task-status", "task-body", "adf-fallback"}
)
"""What the element around them reads."""
