"""The commands about language models: what they cost, and the prompts that they are asked with."""

from __future__ import annotations

from typing import Annotated

import typer

from assistant.commands.session import GLOBALS, OUT, AsUser, opened, print_json

# ruff: noqa: PLC0415 - as in session.py


def spending(
    days: Annotated[int, typer.Option(help="how many days, today included", min=1, max=366)] = 7,
    as_user: AsUser = None,
) -> None:
    """Show what language models cost, by day, person and model. Administrators see everybody's use, others their own."""
    with opened() as lore:
        report = lore.knowledge.spending.report(lore.principal(as_user), days)
    if GLOBALS.as_json:
        from assistant.web.schemas.spending import SpendingOut

        print_json(SpendingOut.of(report).model_dump(mode="json"))
    else:
        from assistant.terminal.spending import show_spending

        show_spending(OUT, report)


def prompts() -> None:
    """List the prompts with their versions and where they are from. Yours go to the data folder, as prompts/NAME.md."""
    from assistant.adapters.prompt_files import all_prompts
    from assistant.settings import load_settings

    found = all_prompts(load_settings(GLOBALS.home).home / "prompts")
    if GLOBALS.as_json:
        told = [
            {
                "name": one.template.name,
                "version": one.template.version,
                "own": one.own,
                "file": str(one.path),
                "description": one.template.description,
            }
            for one in found
        ]
        print_json({"prompts": told})
    else:
        from assistant.terminal.spending import show_prompts

        show_prompts(OUT, [(one.template, str(one.path) if one.own else "Lore") for one in found])
