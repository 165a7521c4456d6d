"""The command for somebody who is new."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.commands.session import ERR, GLOBALS, OUT, AsUser, opened, print_json
from assistant.errors import UsageError

if TYPE_CHECKING:
    from assistant.bootstrap import Lore
    from assistant.knowledge.onboarding.guide import Guide

# ruff: noqa: PLC0415 - as in session.py

Numbers = Annotated[list[int], typer.Option("--done", metavar="N", help="item N is read; may be repeated")]
NotNumbers = Annotated[list[int], typer.Option("--not-done", metavar="N", help="item N is not read after all")]


def onboard(
    topic: Annotated[str, typer.Argument(metavar="TEAM_OR_TOPIC", help="left out: what there is to choose from")] = "",
    since: Annotated[datetime | None, typer.Option(help="what changed since this day", formats=["%Y-%m-%d"])] = None,
    done: Numbers = [],  # noqa: B006 - typer copies it
    not_done: NotNumbers = [],  # noqa: B006
    export: Annotated[Path | None, typer.Option(help="write the path as Markdown here, for a team to edit")] = None,
    as_user: AsUser = None,
) -> None:
    """What somebody new reads first about a team or a topic, and why; with decisions, terms, people and what changed."""
    if not topic:
        _list_topics(as_user)
        return
    with opened() as lore, ERR.status("reading…"):
        lore.check_embedder()
        principal = lore.principal(as_user)
        day = since.date() if since else None
        guide = lore.knowledge.onboarding.guide(principal, topic, day)
        if done or not_done:
            _mark(lore, as_user, guide, (done, not_done))
            guide = lore.knowledge.onboarding.guide(principal, topic, day)
        text = lore.knowledge.onboarding.export(principal, topic) if export else ""
    if export:
        _write(export, text)
    _show(guide)


def _list_topics(as_user: str | None) -> None:
    with opened() as lore:
        found = lore.knowledge.onboarding.topics(lore.principal(as_user))
    if GLOBALS.as_json:
        from assistant.web.schemas.onboarding import TopicsOut

        print_json(TopicsOut.of(found).model_dump(mode="json"))
    else:
        from assistant.terminal.onboarding import show_topics

        show_topics(OUT, found)


def _mark(lore: Lore, as_user: str | None, guide: Guide, marked: tuple[list[int], list[int]]) -> None:
    items = {item.number: item.document.id for item in guide.items}
    missing = [number for number in (*marked[0], *marked[1]) if number not in items]
    if missing:
        raise UsageError(f"the path for '{guide.topic}' has no item {missing[0]}: choose 1 to {len(items)}")
    read, unread = ([items[number] for number in numbers] for numbers in marked)
    lore.knowledge.onboarding.mark(lore.principal(as_user), guide.topic, read, unread)


def _write(file: Path, text: str) -> None:
    try:
        with file.open("x", encoding="utf-8") as stream:
            stream.write(text)
    except OSError as error:
        raise UsageError(f"the file {file} can't be written ({error.strerror}): choose another --export") from error


def _show(guide: Guide) -> None:
    if GLOBALS.as_json:
        from assistant.web.schemas.onboarding import OnboardingOut

        print_json(OnboardingOut.of(guide, "").model_dump(mode="json"))
    else:
        from assistant.terminal.onboarding import show_guide

        show_guide(OUT, guide)
