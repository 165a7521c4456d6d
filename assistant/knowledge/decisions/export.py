"""Decisions as CSV and as Markdown. Pure."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Final

from assistant.knowledge.decisions.lineage import Entry, Lineage

COLUMNS: Final = (
    "id", "title", "status", "stated", "proposed_on", "decided_on", "deciders", "statement", "alternatives", "replaces",
    "replaced_by", "source", "path", "url", "confirmed_by", "corrected_by",
)  # fmt: skip
_FORMULA: Final = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r]")
_MARKS: Final = re.compile(r"([\\`*_\[\]<>&|~#])")
_LINKS: Final = re.compile(r"([\\\[\]<>&])")
_ADDRESS: Final = re.compile(r"(?<=\w)(?=://)|(?<=\bwww)(?=\.)|(?<=\w)(?=@\w)", re.IGNORECASE)
"""Where an address becomes a link by itself (GitHub Flavored Markdown, 6.9); a backslash there stops it."""


def as_csv(entries: Sequence[Entry], lineage: Lineage) -> str:
    """One line a decision under a line of names (RFC 4180). Spreadsheets take what begins with `=` and the like for formulas,
    so that an apostrophe is put before it."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow(COLUMNS)
    for entry in entries:
        rows.writerow([_inert(value) for value in _row(entry, lineage)])
    return out.getvalue()


def as_markdown(entries: Sequence[Entry], lineage: Lineage, title: str = "Decisions") -> str:
    """A section a decision, with its lineage, its alternatives and where it stands. No link or image of a document gets
    through: what they say is data."""
    return "\n".join([f"# {_plain(title)}", "", *(line for entry in entries for line in _section(entry, lineage))])


def _row(entry: Entry, lineage: Lineage) -> Iterable[str]:
    decision, document, ruling = entry.decision, entry.document, entry.ruling
    yield from (entry.id, decision.title, entry.status, decision.stated)
    yield from (decision.proposed_on.isoformat() if decision.proposed_on else "",)
    yield from (decision.decided_on.isoformat() if decision.decided_on else "",)
    yield from ("; ".join(decision.deciders), decision.statement)
    yield "\n".join(f"{one.name}: {one.reason}" if one.reason else one.name for one in decision.alternatives)
    yield from ("; ".join(_titles(ids, lineage)) for ids in (entry.replaces, entry.replaced_by))
    yield from (document.source, document.path, document.url) if document else ("", "", "")
    yield ruling.confirmed.by if ruling and ruling.confirmed else ""
    yield "; ".join(sorted({stamp.by for stamp in ruling.corrections.values()})) if ruling else ""


def _section(entry: Entry, lineage: Lineage) -> Iterable[str]:
    decision, document = entry.decision, entry.document
    yield from (f"## {_plain(decision.title)}", "")
    yield f"- Status: {entry.status}" + (f" ({_plain(decision.stated)})" if decision.stated else "")
    for name, day in (("Proposed", decision.proposed_on), ("Decided", decision.decided_on)):
        if day:
            yield f"- {name}: {day.isoformat()}"
    for name, listed in (
        ("Deciders", decision.deciders),
        ("Replaces", _titles(entry.replaces, lineage)),
        ("Replaced by", _titles(entry.replaced_by, lineage)),
    ):
        if listed:
            yield f"- {name}: {', '.join(map(_plain, listed))}"
    if document:
        yield f"- Where: {_plain(f'{document.source}/{document.path}')}"
    if entry.ruling and (said := _said(entry)):
        yield f"- {_plain(said)}"
    yield from ("", *(f"> {_without_links(line)}".rstrip() for line in decision.statement.splitlines()), "")
    if decision.alternatives:
        yield from ("Considered and not taken:", "")
        for one in decision.alternatives:
            reason = " ".join(one.reason.split())
            yield f"- {_plain(one.name)}" + (f": {_without_links(reason)}" if reason else "")
        yield ""


def _said(entry: Entry) -> str:
    ruling = entry.ruling
    if ruling is None:
        return ""
    parts = [f"written by {ruling.written.by}" if ruling.written else ""]
    parts += [f"{field.replace('_', ' ')} corrected by {stamp.by}" for field, stamp in ruling.corrections.items()]
    parts += [f"confirmed by {ruling.confirmed.by} on {ruling.confirmed.at.date().isoformat()}" if ruling.confirmed else ""]
    return ", ".join(part for part in parts if part).capitalize()


def _titles(ids: Iterable[str], lineage: Lineage) -> list[str]:
    return [entry.decision.title for id_ in ids if (entry := lineage.entry(id_))]


def _inert(value: str) -> str:
    return f"'{value}" if _FORMULA.match(value) else value


def _plain(text: str) -> str:
    """On one line, with nothing in it that Markdown gives a meaning to."""
    return _unlinked(_MARKS.sub(r"\\\1", " ".join(text.split())))


def _without_links(text: str) -> str:
    """Emphasis and code stay, links, images and HTML don't."""
    return _unlinked(_LINKS.sub(r"\\\1", text))


def _unlinked(text: str) -> str:
    return _ADDRESS.sub(r"\\", text)
