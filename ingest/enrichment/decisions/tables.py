"""Logs of decisions: a table with a row for each, as arc42 and many wikis keep them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from assistant.domain.decisions import Decision, Origin
from assistant.domain.documents import Link
from assistant.domain.quotes import Quote
from ingest.enrichment.decisions.links import targets_in
from ingest.enrichment.decisions.text import MAX_QUOTE, MAX_STATEMENT, readable, shortened
from ingest.formats.dates import parse_date
from ingest.formats.fields import people
from ingest.formats.headers import canonical, cells_of
from ingest.parsed import Block, BlockKind, Parsed

MAX_ROWS: Final = 300
_TITLE: Final = ("decision", "title", "决定", "决策", "topic", "subject")
_STATEMENT: Final = ("decision", "outcome", "resolution", "决定")
_STATUS: Final = ("status", "state", "状态")
_DATE: Final = ("date", "decided", "decided on", "日期")
_WHO: Final = ("decider", "deciders", "decided by", "owner", "owners", "decision maker", "decision makers", "决策人")
_WHY: Final = ("rationale", "reason", "justification", "why", "理由", "原因")
_RULE: Final = re.compile(r"[\s|:+=-]+")
_BY: Final = re.compile(r"\b(?:superseded|replaced|obsoleted)\s+by\s+(.{1,100})", re.IGNORECASE)


def rows_in(parsed: Parsed) -> tuple[Decision, ...]:
    """The decisions of every table that has a column of decisions and one of statuses, dates or reasons."""
    found = (one for block in parsed.blocks if block.kind is BlockKind.TABLE for one in _rows(block))
    return tuple(islice(found, MAX_ROWS))


def _rows(block: Block) -> Iterator[Decision]:
    lines = [
        (number, line)
        for number, line in enumerate(block.text.split("\n", MAX_ROWS)[:MAX_ROWS])
        if line.strip() and not _RULE.fullmatch(line)
    ]
    if len(lines) < 2:
        return
    columns = [canonical(cell) for cell in cells_of(lines[0][1])]
    if not (set(columns) & {"decision", "决定", "决策"} and set(columns) & {*_STATUS, *_DATE, *_WHY}):
        return
    for number, line in lines[1:]:
        row = dict(zip(columns, cells_of(line), strict=False))
        decision = _of_row(row, Quote(line.strip()[:MAX_QUOTE], block.line + number if block.line else 0))
        if decision:
            yield decision


def _of_row(row: dict[str, str], quote: Quote) -> Decision | None:
    title, said = _first(row, _TITLE if "title" not in row else ("title",)), _first(row, _STATEMENT)
    if not title or not said:
        return None
    why, stated = _first(row, _WHY), _first(row, _STATUS)
    day = parse_date(_first(row, _DATE))
    by = _BY.search(stated)
    links = tuple(Link("superseded-by", target) for target in targets_in(by[1], titled=True)) if by else ()
    statement = f"{readable(said)}: {readable(why)}" if why else readable(said)
    return Decision(
        title=shortened(readable(title), 120),
        statement=shortened(statement, MAX_STATEMENT),
        origin=Origin.RECORD,
        stated=readable(stated)[:100],
        proposed_on=day.date() if day else None,
        deciders=people(_first(row, _WHO)),
        links=links,
        quotes=(quote,),
    )


def _first(row: dict[str, str], names: Sequence[str]) -> str:
    return next((row[name] for name in names if row.get(name)), "")
