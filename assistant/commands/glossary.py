"""The command that tells what terms mean."""

from __future__ import annotations

from typing import Annotated

import typer

from assistant.commands.session import GLOBALS, OUT, AsUser, opened, print_json

# ruff: noqa: PLC0415 - as in session.py


def glossary(
    term: Annotated[str, typer.Argument(help="a term, an acronym, or words of a meaning; all terms without it")] = "",
    k: Annotated[int, typer.Option("-k", help="how many terms at most", min=1)] = 200,
    as_user: AsUser = None,
) -> None:
    """Tell what terms and acronyms mean here, and which documents define them."""
    with opened() as lore:
        principal = lore.principal(as_user)
        exact = lore.knowledge.glossary.lookup(principal, term) if term else None
        entries = (exact,) if exact else lore.knowledge.glossary.terms(principal, term, k)
    if GLOBALS.as_json:
        from assistant.web.schemas.glossary import EntryOut

        print_json([EntryOut.of(entry, "").model_dump(mode="json") for entry in entries])
    else:
        from assistant.terminal.glossary import show_terms

        show_terms(OUT, entries)
