"""Decisions as a table, one of them in full, and what changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from assistant.domain.decisions import Decision
from assistant.domain.documents import Document
from assistant.domain.statuses import DecisionStatus
from assistant.knowledge.decisions.lineage import TOOK_EFFECT, Entry, Lineage
from assistant.knowledge.decisions.ruled import Stamp
from assistant.knowledge.decisions.timeline import Event, Happening

SHORT_ID: Final = 8
"""So much of an id is shown, and is enough to name it."""
_NAMED: Final = 2
_STYLES: Final = {
    DecisionStatus.ACCEPTED: "green",
    DecisionStatus.PROPOSED: "cyan",
    DecisionStatus.SUPERSEDED: "yellow",
    DecisionStatus.DEPRECATED: "yellow",
    DecisionStatus.REJECTED: "red",
    DecisionStatus.WITHDRAWN: "red",
}
_FIELDS: Final = {"decided_on": "date of decision", "proposed_on": "date of proposal"}


def show_decisions(console: Console, entries: Sequence[Entry], *, more: bool = False) -> None:
    """Each with its status, day and title, who decided and where it stands below, and the id that other commands take. `more`
    says that there may be others."""
    if not entries:
        console.print("No decision found in what may be read. Fewer filters or other words may help.")
        return
    table = Table(box=SIMPLE_HEAD, padding=(0, 1), pad_edge=False)
    for column in ("status", "date", "id", "decision, by whom and where"):
        table.add_column(column, no_wrap=column in {"status", "date", "id"}, overflow="fold")
    for entry in entries:
        table.add_row(
            status_text(entry.status),
            entry.day.isoformat() if entry.day else "",
            Text(entry.id[:SHORT_ID], style="dim"),
            Text(entry.decision.title) + Text(_around(entry), style="dim"),
        )
    console.print(table)
    count = f"The first {len(entries)}; --limit 0 shows all" if more else f"{len(entries)} decisions"
    console.print(Text(f"{count}. `lore decision show ID` tells one in full.", style="dim"))


def show_decision(console: Console, entry: Entry, lineage: Lineage) -> None:
    """One in full: what was decided, what else was considered, what replaced what, and the words that bear it out."""
    decision = entry.decision
    console.print(Text(decision.title, style="bold"), soft_wrap=True)
    console.print(_status_line(entry), soft_wrap=True)
    for label, value in (("by", ", ".join(decision.deciders)), ("in", place_of(entry.document)), ("id", entry.id)):
        if value:
            console.print(Text(f"{label}  ", style="dim") + Text(value), soft_wrap=True)
    console.print()
    console.print(Padding(Text(decision.statement or "The document does not say in words what was decided."), (0, 2)))
    _show_alternatives(console, decision)
    if len(family := lineage.chain(entry.id)) > 1:
        console.print(Text("\nWhat replaced what", style="bold"))
        console.print(_tree(family, entry, lineage))
    _show_ruling(console, entry)
    if entry.evidence:
        console.print(Text("\nEvidence", style="bold"))
    for one in entry.evidence:
        line = f":{one.quote.line}" if one.quote.line else ""
        console.print(Text(f"  {place_of(one.document)}{line}", style="cyan"), soft_wrap=True)
        console.print(Padding(Text(" ".join(one.quote.text.split())), (0, 4)))


def show_changes(console: Console, events: Sequence[Event]) -> None:
    """A line for each event: the day, what happened, and what replaced what."""
    if not events:
        console.print("Nothing has changed since, as far as what may be read tells.")
    for event in events:
        line = Text(f"{event.day.isoformat()}  ") + _happening(event.happening) + Text(event.entry.decision.title)
        others = ", ".join(other.decision.title for other in event.others)
        if others:
            word = "by" if event.happening is Happening.SUPERSEDED else "replaces"
            line += Text(f"  {word} ", style="dim") + Text(others)
        if event.caveat:
            line += Text(f"  ({event.caveat})", style="dim")
        console.print(line, soft_wrap=True)


def status_text(status: DecisionStatus) -> Text:
    """The status in its colour."""
    return Text(str(status), style=_STYLES.get(status, ""))


def place_of(document: Document | None) -> str:
    """`handbook/adr/0019-kafka.md`."""
    return f"{document.source}/{document.path}" if document else ""


def _around(entry: Entry) -> str:
    parts = [part for part in (_people(entry), place_of(entry.document)) if part]
    return f"\n{' · '.join(parts)}" if parts else ""


def _people(entry: Entry) -> str:
    names = entry.decision.deciders or (entry.document.authors if entry.document else ())
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")


def _status_line(entry: Entry) -> Text:
    decision = entry.decision
    line = status_text(entry.status)
    if decision.stated and decision.stated.casefold() != entry.status:
        line += Text(f" ({decision.stated})", style="dim")
    if decision.proposed_on:
        word = "dated" if entry.status in TOOK_EFFECT and not decision.decided_on else "proposed"
        line += Text(f" · {word} {decision.proposed_on.isoformat()}")
    if decision.decided_on:
        line += Text(f" · decided {decision.decided_on.isoformat()}")
    return line


def _show_alternatives(console: Console, decision: Decision) -> None:
    if decision.alternatives:
        console.print(Text("\nConsidered and not taken", style="bold"))
    for one in decision.alternatives:
        reason = " ".join(one.reason.split())
        console.print(Padding(Text(one.name, style="bold") + Text(f": {reason}" if reason else ""), (0, 2)))


def _tree(family: Sequence[Entry], shown: Entry, lineage: Lineage) -> Tree:
    """From what was there first to what replaced it; who replaced several stands under each, in full only once."""
    root = Tree("", hide_root=True)
    told: set[str] = set()
    firsts = [one for one in family if not lineage.predecessors(one.id)]
    waiting = [(root, one) for one in reversed(firsts)]
    while waiting:  # not by recursion: a family can be deeper than Python's stack
        parent, entry = waiting.pop()
        branch = parent.add(_branch(entry, shown, again=entry.id in told))
        if entry.id not in told:
            told.add(entry.id)
            waiting += [(branch, one) for one in reversed(lineage.successors(entry.id))]
    return root


def _branch(entry: Entry, shown: Entry, *, again: bool) -> Text:
    day = entry.day.isoformat() if entry.day else "undated"
    line = Text(f"{day}  ", style="dim") + status_text(entry.status) + Text("  ")
    line += Text(entry.decision.title, style="bold" if entry.id == shown.id else "")
    return line + Text(f"  {entry.id[:SHORT_ID]}" + ("  (see above)" if again else ""), style="dim")


def _show_ruling(console: Console, entry: Entry) -> None:
    lines = list(_said(entry))
    if lines:
        console.print(Text("\nWhat people said", style="bold"))
    for line in lines:
        console.print(Text(f"  {line}"), soft_wrap=True)


def _said(entry: Entry) -> Iterable[str]:
    ruling = entry.ruling
    if ruling is None:
        return
    if ruling.written:
        yield f"written down by {_stamp(ruling.written)}"
    for field, stamp in ruling.corrections.items():
        name = "stated" if field == "status" else field
        was = getattr(entry.original, name, None)
        says = f"; the document says: {_plain(was)}" if was and not ruling.written else ""
        yield f"{_FIELDS.get(field, field)} corrected by {_stamp(stamp)}{says}"
    if ruling.confirmed:
        yield f"confirmed by {_stamp(ruling.confirmed)}"


def _stamp(stamp: Stamp) -> str:
    later = ", before the document's last change" if stamp.outdated else ""
    return f"{stamp.by} on {stamp.at.date().isoformat()}{later}"


def _plain(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(str(getattr(one, "name", one)) for one in value)
    return " ".join(str(value).split())


def _happening(happening: Happening) -> Text:
    return Text(f"{happening:<11}", style="bold")
