"""The links that a text holds, by the syntax of Markdown, HTML, AsciiDoc and reST, and what it calls by a number."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from ingest.formats.link_targets import target_of

MAX_IN_BLOCK: Final = 400
_FORMS: Final = tuple(
    re.compile(pattern)
    for pattern in (
        (
            r"(?<!!)\[[^\[\]]{0,300}\]\(\s{0,3}(?P<target><[^<>\n]{1,500}>|[^\s()]{1,500}(?:\([^\s()]{0,100}\)[^\s()]{0,100})?)"
            r"(?:\s+[\"'(][^\n\"')]{0,200}[\"')])?\s{0,3}\)"
        ),
        r"(?<!!)\[(?P<label>[^\[\]\n]{1,200})\]\[(?P<key>[^\[\]\n]{0,200})\]",
        r"<(?P<target>https?://[^\s<>]{1,500})>",
        r"<a\s[^<>]{0,300}?href=[\"'](?P<target>[^\"'<>]{1,500})[\"']",
        r"\b(?:link|xref):(?P<target>[^\s\[\]]{1,500})\[[^\[\]\n]{0,300}\]",
        r"<<(?P<target>[\w./-]{1,300}\.adoc)(?:#[^<>,\n]{0,100})?(?:,[^<>\n]{0,200})?>>",
        r"\b(?P<target>https?://[^\s\[\]<>`|()]{1,500})\[[^\[\]\n]{0,300}\]",
        r"`[^`<>]{0,300}<(?P<target>[^<>`\s]{1,500})>`__?",
        r":doc:`(?:[^`<>]{0,200}<)?(?P<doc>[^`<>\n]{1,300})>?`",
        r":pep:`(?:[^`<>]{0,200}<)?(?P<pep>\d{1,5})(?:#[^`<>]{0,100})?>?`",
        r":rfc:`(?:[^`<>]{0,200}<)?(?P<rfc>\d{1,5})(?:#[^`<>]{0,100})?>?`",
    )
)
_DEFINED: Final = re.compile(
    r"^[ \t]{0,3}\[(?P<key>[^\[\]\n]{1,200})\]:[ \t]*(?P<target>\S{1,5"
    r"00})|^\.\. _`?(?P<name>[^:`\n]{1,200})`?:[ \t]*(?P<to>\S{1,500})",
    re.MULTILINE,
)
_NUMBER: Final = re.compile(
    r"(?<![\w/.#-])(?P<series>ADR|RFC|PEP|JEP|KEP|DEP|GEP|TEP|XEP|BEP|EIP|BI"
    r"P|CIP|SEP|REP)s?[ \u00a0#-]{0,2}(?P<number>\d{1,6})(?![\w.]*/|\w|\.\d)"
)
_OWN: Final = re.compile(r"(adr|rfc|pep|jep|kep|dep|gep|tep|xep|bep|eip|bip|cip|sep|rep)s?\b", re.IGNORECASE)
_CHANGED: Final = re.compile(r"^(?:@@|[+-]).{0,4000}$", re.MULTILINE)
_FIRST_INTERNET: Final = 700
"""The Internet's RFCs that people refer to are numbered from about here; few organisations have written as many."""
_ALWAYS_INTERNET: Final = frozenset({2119, 8174, 3339, 3986, 7231, 9110})


@dataclass(frozen=True, slots=True)
class Mention:
    """A target, and where in the block's text it is named."""

    target: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Origin:
    """The document whose text is read: its path, its own number in its series (`("adr", 19)`), and the targets that it
    defines once by a label."""

    path: str
    own: tuple[str, int] | None = None
    defined: Mapping[str, str] | None = None


def own_number(title: str, path: str) -> tuple[str, int] | None:
    """A document's own series and number, as far as its title, its file's name or its folder tell."""
    for text in (title.strip(), PurePosixPath(path).stem):
        match = re.match(
            r"(adr|rfc|pep|jep|kep|dep|gep|tep|xep|bep|eip|bip|cip|sep|rep)[\s:#_-]{0,3}0*(\d{1,6})(?!\d)", text, re.IGNORECASE
        )
        if match:
            return match[1].casefold(), int(match[2])
    folder = _OWN.search(PurePosixPath(path).parent.name.replace("-", " ").replace("_", " "))
    number = re.match(r"0*(\d{1,6})(?!\d)", PurePosixPath(path).stem)
    return (folder[1].casefold(), int(number[1])) if folder and number else None


def labels_in(texts: Iterable[str]) -> dict[str, str]:
    """What `[label]: target` and `.. _name: target` define anywhere in a document, by label."""
    found: dict[str, str] = {}
    for text in texts:
        if "]:" not in text and ".. _" not in text:
            continue
        for match in _DEFINED.finditer(text):
            key = match["key"] or match["name"]
            if not key.startswith("^"):
                found.setdefault(" ".join(key.casefold().split()), (match["target"] or match["to"]).rstrip(","))
            if len(found) >= MAX_IN_BLOCK:
                return found
    return found


def mentions_in(text: str, origin: Origin) -> list[Mention]:
    """The links of a text in their order, and the numbers that stand outside of links."""
    text = _CHANGED.sub(_blank, text) if "@@" in text else text
    links = sorted(_linked(text, origin), key=lambda mention: mention.start)[:MAX_IN_BLOCK]
    covered = [(mention.start, mention.end) for mention in links]
    numbers = (mention for mention in _numbered(text, origin) if not _within(mention.start, covered))
    found = sorted([*links, *numbers], key=lambda mention: mention.start)
    return [mention for mention in found if mention.target][:MAX_IN_BLOCK]


def _linked(text: str, origin: Origin) -> Iterator[Mention]:
    if not any(sign in text for sign in ("](", "][", "<", "[", ":doc:", ":pep:", ":rfc:", "_")):
        return
    for form in _FORMS:
        for match in form.finditer(text):
            yield Mention(_target(match.groupdict(), origin), match.start(), match.end())
    defined = origin.defined or {}
    for match in (
        re.finditer(
            r"`([^`<>\n]{1,200})`_(?!_)|(?<![\w`])([A-Za-z][\w.-]{1,80})"
            r"_(?=[\s.,;:)]|$)|(?<![\]!])\[([^\[\]\n]{1,200})\](?![\[(:])",
            text,
        )
        if defined
        else ()
    ):
        key = " ".join((match[1] or match[2] or match[3]).casefold().split())
        if key in defined:
            yield Mention(target_of(defined[key], origin.path), match.start(), match.end())


def _target(groups: Mapping[str, str | None], origin: Origin) -> str:
    if groups.get("pep"):
        return _numbered_target("pep", int(groups["pep"] or 0), origin)
    if groups.get("rfc"):  # the role is docutils' own, and means the Internet's
        return f"https://www.rfc-editor.org/rfc/rfc{int(groups['rfc'] or 0)}"
    if groups.get("doc"):
        suffix = PurePosixPath(origin.path).suffix
        return target_of(f"{(groups['doc'] or '').strip()}{suffix}", origin.path)
    if groups.get("label"):
        key = " ".join((groups.get("key") or groups["label"] or "").casefold().split())
        return target_of((origin.defined or {}).get(key, ""), origin.path)
    target = groups.get("target") or ""
    if target.endswith("_") and "/" not in target:  # reST: what that label leads to
        target = (origin.defined or {}).get(" ".join(target[:-1].casefold().split()), "")
    return target_of(target, origin.path)


def _numbered(text: str, origin: Origin) -> Iterator[Mention]:
    for match in _NUMBER.finditer(text):
        yield Mention(_numbered_target(match["series"], int(match["number"]), origin), match.start(), match.end())


def _numbered_target(series: str, number: int, origin: Origin) -> str:
    """`ADR-19` as it is named elsewhere; "" for the document's own number, and for the Internet's RFCs."""
    own = origin.own
    if own == (series.casefold(), number):
        return ""
    if series == "RFC" and (number in _ALWAYS_INTERNET or (number >= _FIRST_INTERNET and (own is None or own[0] != "rfc"))):
        return ""
    return f"{series.upper()} {number}"


def _within(at: int, spans: list[tuple[int, int]]) -> bool:
    return any(start <= at < end for start, end in spans)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])
