"""The command that tells what is like a document, and what it is linked with."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Final

import typer

from assistant.commands.session import GLOBALS, OUT, AsUser, check_kind, opened, print_json
from assistant.domain.documents import Document
from assistant.domain.queries import Filters, Scope
from assistant.domain.readers import Principal
from assistant.errors import NotFound, UsageError

if TYPE_CHECKING:
    from assistant.bootstrap import Lore

# ruff: noqa: PLC0415 - as in session.py

_NAMED: Final = 6
_DAYS: Final = ["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"]


def similar(
    document: Annotated[
        str, typer.Argument(help="a path, an id, an address, a title, or a number such as ADR-0019 or 'PEP 572'")
    ],
    k: Annotated[int, typer.Option("-k", help="how many documents, 1 to 50")] = 10,
    chunk: Annotated[
        int | None, typer.Option(help="only like this chunk of it, by its id in `lore --json search`", min=1)
    ] = None,
    kind: Annotated[list[str], typer.Option("--kind", help="only this kind; may be repeated")] = [],  # noqa: B006
    source: Annotated[list[str], typer.Option("--source", help="only this source; may be repeated")] = [],  # noqa: B006
    author: Annotated[list[str], typer.Option("--author", help="only by this author; may be repeated")] = [],  # noqa: B006
    folder: Annotated[list[str], typer.Option("--in", help="only in this folder; may be repeated")] = [],  # noqa: B006
    status: Annotated[list[str], typer.Option("--status", help="such as accepted; may be repeated")] = [],  # noqa: B006
    after: Annotated[datetime | None, typer.Option(help="not older than this day", formats=_DAYS)] = None,
    before: Annotated[datetime | None, typer.Option(help="older than this day", formats=_DAYS)] = None,
    as_user: AsUser = None,
) -> None:
    """Find documents like one, by their words and their meaning, and show what it is linked with."""
    for each in kind:
        check_kind(each)
    since, until = (when.replace(tzinfo=UTC) if when else None for when in (after, before))
    filters = Filters(tuple(kind), tuple(source), tuple(author), tuple(status), since, until, tuple(folder))
    with opened() as lore:
        for name in source:
            lore.catalogue.sources.get(name)
        principal = lore.principal(as_user)
        origin = _meant(lore, principal, document)
        result = lore.more_like_this.like(origin.id, Scope(principal, filters), k, chunk or 0)
        references = lore.knowledge.references
        leads, backlinks = references.links(principal, origin), references.backlinks(principal, origin.id)
    from assistant.web.link_groups import link_groups

    groups = link_groups(leads, backlinks)
    if GLOBALS.as_json:
        from assistant.web.schemas.related import LinksOut, SimilarOut

        links = LinksOut.of(origin.id, groups).model_dump(mode="json")
        print_json(SimilarOut.of(result).model_dump(mode="json") | {"links": links["groups"]})
    else:
        from assistant.terminal.related import show_similar

        show_similar(OUT, result, [(group.label, [target.words for target in group.targets]) for group in groups])


def _meant(lore: Lore, principal: Principal, words: str) -> Document:
    """The one document that is meant. Raises NotFound for none, and UsageError that lists them for several."""
    found = lore.knowledge.references.called(principal, words)
    if not found:
        raise NotFound(
            f"no document is called '{words}': name it by its path, its number or its title; `lore search` finds them"
        )
    if len(found) > 1:
        named = ", ".join(f"{one.source}/{one.path}" for one in found[:_NAMED])
        more = f" and {len(found) - _NAMED} more" if len(found) > _NAMED else ""
        raise UsageError(f"'{words}' may mean {named}{more}: name one by its path")
    return found[0]
