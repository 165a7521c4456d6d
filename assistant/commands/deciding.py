"""The commands about decisions: a table of them, one in full, and what people with the right to say of them."""

from __future__ import annotations

import sys
from datetime import date, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.commands.session import GLOBALS, OUT, AsUser, opened, print_json
from assistant.domain.decisions import Alternative
from assistant.domain.readers import Readers
from assistant.domain.rulings import Amendment
from assistant.domain.statuses import DecisionStatus
from assistant.errors import UsageError

if TYPE_CHECKING:
    from assistant.bootstrap import Lore
    from assistant.domain.readers import Principal
    from assistant.knowledge.decisions.book import DecisionQuery
    from assistant.knowledge.decisions.lineage import Entry, Lineage

# ruff: noqa: PLC0415 - as in session.py

_DAY = ["%Y-%m-%d"]
_SHOWN = 50

decision = typer.Typer(no_args_is_help=True, help="One decision: show it, and confirm, correct or write it.")

Name = Annotated[str, typer.Argument(metavar="ID", help="an id or its beginning, ADR-0019, a path, an address or a title")]
Day = Annotated[datetime | None, typer.Option(formats=_DAY)]
Decider = Annotated[list[str] | None, typer.Option("--decider", help="who decided; may be repeated")]
Considered = Annotated[
    list[str] | None, typer.Option("--alternative", help="'NAME: why not', considered and not taken; may be repeated")
]
Supersedes = Annotated[list[str] | None, typer.Option("--supersedes", metavar="ID", help="what it replaced; may be repeated")]


class Export(StrEnum):
    """In what form decisions are written out."""

    CSV = "csv"
    MARKDOWN = "markdown"


def decisions(
    text: Annotated[str, typer.Argument(help="what they are about [default: all of them]")] = "",
    status: Annotated[list[DecisionStatus], typer.Option("--status", help="may be repeated")] = [],  # noqa: B006 - typer copies it
    team: Annotated[str, typer.Option(help="of a group's people, or in its documents, folder or source")] = "",
    author: Annotated[str, typer.Option(help="an author or decider, by name or one word of it")] = "",
    since: Annotated[datetime | None, typer.Option(formats=_DAY, help="decided on that day or later")] = None,
    until: Annotated[datetime | None, typer.Option(formats=_DAY, help="decided on that day or earlier")] = None,
    as_of: Annotated[datetime | None, typer.Option(formats=_DAY, help="what there was on that day, as it stood then")] = None,
    changed_since: Annotated[datetime | None, typer.Option(formats=_DAY, help="what has changed since, and what by")] = None,
    source: Annotated[list[str], typer.Option("--source", help="only this source; may be repeated")] = [],  # noqa: B006
    limit: Annotated[int, typer.Option("--limit", "-n", help="at most so many; 0 is all", min=0, max=1_000_000)] = _SHOWN,
    export: Annotated[Export | None, typer.Option(help="all of them as CSV or Markdown, instead of a table")] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="write the export here")] = None,
    as_user: AsUser = None,
) -> None:
    """What was decided: with words the best first, else the newest first."""
    from assistant.knowledge.decisions.book import DecisionQuery

    if output and not export:
        raise UsageError("--output needs --export csv or --export markdown")
    query = DecisionQuery(
        text=text,
        statuses=tuple(status),
        team=team,
        author=author,
        after=_day(since),
        before=min(until.date(), date.max - timedelta(days=1)) + timedelta(days=1) if until else None,
        as_of=_day(as_of),
        changed_since=_day(changed_since),
        sources=tuple(source),
        limit=None if export or not limit else limit,
    )
    with opened() as lore:
        principal = lore.principal(as_user)
        for name in source:
            lore.catalogue.sources.get(name)
        if text.strip():
            lore.check_embedder()
        found = lore.knowledge.decisions.search(principal, query)
        lineage = lore.knowledge.decisions.lineage(principal)
        if export:
            _export(found, lineage, export, output)
        else:
            _show(found, lineage, query)


def _show(found: tuple[Entry, ...], lineage: Lineage, query: DecisionQuery) -> None:
    from assistant.knowledge.decisions.timeline import events_of
    from assistant.terminal.decisions import show_changes, show_decisions

    since = query.changed_since
    events = [event for event in events_of(found, lineage) if since and event.day >= since]
    if GLOBALS.as_json:
        from assistant.web.schemas.decisions import ChangeOut, DecisionOut

        shown: dict[str, object] = {"decisions": [DecisionOut.of(entry, lineage).model_dump(mode="json") for entry in found]}
        print_json(shown | ({"changes": [ChangeOut.of(event).model_dump(mode="json") for event in events]} if since else {}))
    elif since:
        show_changes(OUT, events)
    else:
        show_decisions(OUT, found, more=len(found) == query.limit)


def _export(found: tuple[Entry, ...], lineage: Lineage, form: Export, output: Path | None) -> None:
    from assistant.knowledge.decisions.export import as_csv, as_markdown

    text = as_csv(found, lineage) if form is Export.CSV else as_markdown(found, lineage)
    if output is None:
        sys.stdout.write(text)
        return
    try:
        output.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise UsageError(f"the file {output} can't be written ({error.strerror}): choose another --output") from error


@decision.command(epilog="Example: lore decision show ADR-0019")
def show(name: Name, as_user: AsUser = None) -> None:
    """Tell one decision in full: statement, alternatives, what replaced what, evidence."""
    with opened() as lore:
        principal = lore.principal(as_user)
        _print(lore, principal, lore.knowledge.decisions.named(principal, name).id)


@decision.command(epilog="Example: lore decision confirm ADR-0019 --as ana")
def confirm(name: Name, as_user: AsUser = None) -> None:
    """Say that a decision, as it is shown, is right. For administrators and curators."""
    with opened() as lore:
        principal = lore.principal(as_user)
        entry = lore.knowledge.decisions.named(principal, name)
        _print(lore, principal, lore.knowledge.curation.confirm(principal, entry.id).id)


@decision.command(epilog="Example: lore decision correct ADR-0007 --status superseded --as ana")
def correct(
    name: Name,
    title: Annotated[str | None, typer.Option(help="what it is about")] = None,
    statement: Annotated[str | None, typer.Option(help="what was decided")] = None,
    status: Annotated[str | None, typer.Option(help="what became of it: accepted, rejected, …")] = None,
    proposed_on: Day = None,
    decided_on: Day = None,
    decider: Decider = None,
    alternative: Considered = None,
    supersedes: Supersedes = None,
    as_user: AsUser = None,
) -> None:
    """Say what is wrong about a decision; it outlives the next ingest, and the document's own values stay visible."""
    with opened() as lore:
        principal = lore.principal(as_user)
        book = lore.knowledge.decisions
        entry = book.named(principal, name)
        amendment = Amendment(
            title=title,
            statement=statement,
            status=status,
            proposed_on=_day(proposed_on),
            decided_on=_day(decided_on),
            deciders=None if decider is None else tuple(decider),
            alternatives=_alternatives(alternative),
            supersedes=None if supersedes is None else tuple(book.named(principal, one).id for one in supersedes),
        )
        _print(lore, principal, lore.knowledge.curation.correct(principal, entry.id, amendment).id)


@decision.command(
    epilog="Example: lore decision write --title 'Tabs or spaces' --statement 'We indent with spaces.' "
    "--from handbook/meetings/2024-11-14.txt --readers everyone"
)
def write(
    title: Annotated[str, typer.Option(help="what it is about")],
    statement: Annotated[str, typer.Option(help="what was decided")],
    status: Annotated[str, typer.Option(help="what became of it")] = "accepted",
    proposed_on: Day = None,
    decided_on: Day = None,
    decider: Decider = None,
    alternative: Considered = None,
    supersedes: Supersedes = None,
    written_from: Annotated[str, typer.Option("--from", metavar="SOURCE/PATH", help="the document it comes from")] = "",
    quote: Annotated[list[str], typer.Option(help="words of that document that bear it out; may be repeated")] = [],  # noqa: B006
    readers: Annotated[str, typer.Option(help="everyone, group:G, user:U [default: administrators and you]")] = "",
    as_user: AsUser = None,
) -> None:
    """Write down a decision that no document states. Its readers are never more than those of the document it comes from."""
    from assistant.knowledge.decisions.curation import Cited

    if quote and not written_from:
        raise UsageError("--quote needs --from: name the document that the words stand in")
    with opened() as lore:
        principal = lore.principal(as_user)
        book = lore.knowledge.decisions
        amendment = Amendment(
            title=title,
            statement=statement,
            status=status,
            proposed_on=_day(proposed_on),
            decided_on=_day(decided_on),
            deciders=tuple(decider or ()),
            alternatives=_alternatives(alternative or []),
            supersedes=tuple(book.named(principal, one).id for one in supersedes or ()),
        )
        cited = tuple(Cited(written_from, one) for one in quote)
        entry = lore.knowledge.curation.write(principal, amendment, written_from, cited, Readers.parse(readers))
        _print(lore, principal, entry.id)


@decision.command(epilog="Example: lore decision undo ADR-0007 --as ana")
def undo(name: Name, as_user: AsUser = None) -> None:
    """Take back the newest thing that was said of a decision. For administrators and curators."""
    with opened() as lore:
        principal = lore.principal(as_user)
        entry = lore.knowledge.decisions.named(principal, name)
        if lore.knowledge.curation.undo(principal, entry.id):
            _print(lore, principal, entry.id)
        elif GLOBALS.as_json:
            print_json({"removed": entry.id})
        else:
            OUT.print("Taken back: what was written down is gone.", highlight=False)


def _print(lore: Lore, principal: Principal, decision_id: str) -> None:
    """The decision in full, as it is now."""
    lineage = lore.knowledge.decisions.lineage(principal)
    entry = lore.knowledge.decisions.get(principal, decision_id)
    if GLOBALS.as_json:
        from assistant.web.schemas.decisions import EvidenceOut, WholeDecisionOut

        may_rule = lore.knowledge.curation.permits(principal)
        evidence = EvidenceOut.each(entry, lore.catalogue.documents, "")
        print_json(WholeDecisionOut.whole(entry, lineage, evidence, may_rule=may_rule).model_dump(mode="json"))
        return
    from assistant.terminal.decisions import show_decision

    show_decision(OUT, entry, lineage)


def _alternatives(given: list[str] | None) -> tuple[Alternative, ...] | None:
    """`Protobuf: no schema registry` as a name and a reason."""
    if given is None:
        return None
    parts = (one.partition(":") for one in given)
    return tuple(Alternative(name.strip(), reason.strip()) for name, _, reason in parts)


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None
