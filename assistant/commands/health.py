"""The commands about the state of what is known: gaps, health, digest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.commands.session import ERR, GLOBALS, OUT, AsUser, opened, print_json
from assistant.domain.asked import Interface
from assistant.errors import UsageError
from assistant.terminal.safe_console import without_orders

if TYPE_CHECKING:
    from assistant.bootstrap import Lore
    from assistant.knowledge.health.digest import Digest
    from assistant.knowledge.health.gaps import Gap

# ruff: noqa: PLC0415 - as in session.py

_ALL = 1_000_000

Weeks = Annotated[int, typer.Option(help="how many weeks back questions count", min=1, max=520)]


class Format(StrEnum):
    """What a digest is written as."""

    MARKDOWN = "markdown"
    SLACK = "slack"
    EMAIL = "email"


def gaps(
    weeks: Weeks = 12,
    most: Annotated[int, typer.Option("-n", help="how many are shown", min=1)] = 20,
    check: Annotated[bool, typer.Option("--check", help="ask each again first, and close those that are answered now")] = False,
    as_user: AsUser = None,
) -> None:
    """List the questions that no document answers. Administrators and curators see everybody's, others their own."""
    from assistant.terminal.health import show_gaps
    from assistant.web.schemas.health import GapOut

    with opened() as lore:
        principal = lore.principal(as_user)
        found = lore.knowledge.health.gaps(principal, weeks)
        if check and found:
            _ask_again(lore, found, as_user)
            found = lore.knowledge.health.gaps(principal, weeks)
    if GLOBALS.as_json:
        print_json({"gaps": [GapOut.of(gap).model_dump(mode="json") for gap in found]})
    else:
        show_gaps(OUT, found, most)


def _ask_again(lore: Lore, found: Sequence[Gap], as_user: str | None) -> None:
    """Each gap's question, as nobody's: it closes the gap if it is answered, and counts as no use."""
    with ERR.status("asking again…"):
        for gap in found:
            lore.ask(gap.question, as_user=as_user, interface=Interface.CHECK)
        lore.recorder.settle()


def health(weeks: Weeks = 12, as_user: AsUser = None) -> None:
    """Show gaps, stale documents, orphans, conflicts, and how Lore is used."""
    from assistant.terminal.health import show_health
    from assistant.web.schemas.health import HealthOut

    with opened() as lore, ERR.status("looking…"):
        report = lore.knowledge.health.report(lore.principal(as_user), weeks)
    if GLOBALS.as_json:
        print_json(HealthOut.of(report, _ALL).model_dump(mode="json"))
    else:
        show_health(OUT, report)


def digest(
    team: Annotated[str | None, typer.Option(help="for a group of lore.toml: what all its members may read")] = None,
    since: Annotated[datetime | None, typer.Option(help="the first day [default: six days ago]", formats=["%Y-%m-%d"])] = None,
    form: Annotated[Format, typer.Option("--format", help="what it is written as")] = Format.MARKDOWN,
    send: Annotated[list[str] | None, typer.Option(metavar="ADDRESS", help="mail it there; may be repeated")] = None,
    as_user: AsUser = None,
) -> None:
    """Write what was decided, written and not answered lately, for a person or a team; or mail it."""
    if team and as_user:
        raise UsageError("--team and --as name two readers: choose one")
    if send and not (team or as_user):
        raise UsageError("what is sent needs a reader, so that it holds only what they may read: add --team or --as")
    with opened() as lore:
        first = since.date() if since else None
        digests = lore.knowledge.digests
        made = digests.for_team(team, first) if team else digests.for_person(lore.principal(as_user), first)
        if send:
            _send(lore, made, send)
            return
    _show(made, form, lore.settings.site)


def _show(made: Digest, form: Format, site: str) -> None:
    from assistant.knowledge.health.digest_forms import as_html, as_markdown, as_slack

    if form is Format.SLACK:
        print_json(as_slack(made, site))
    elif GLOBALS.as_json:
        print_json({"markdown": as_markdown(made, site), "html": as_html(made, site), "slack": as_slack(made, site)})
    else:
        text = as_html(made, site) if form is Format.EMAIL else as_markdown(made, site)
        print(without_orders(text), end="")  # noqa: T201


def _send(lore: Lore, made: Digest, addresses: Sequence[str]) -> None:
    from assistant.adapters.mail import Letter, Mailer, MailServer
    from assistant.knowledge.health.digest_forms import as_html, as_markdown, title_of

    given, site = lore.settings.mail, lore.settings.site
    password = given.password.get_secret_value()
    mailer = Mailer(MailServer(given.host, given.port, given.sender, given.starttls, given.user, password))
    mailer.send(Letter(title_of(made), as_markdown(made, site), as_html(made, site)), addresses)
    if GLOBALS.as_json:
        print_json({"sent": list(addresses)})
    else:
        OUT.print(f"Sent to {', '.join(addresses)}.", highlight=False, markup=False)
