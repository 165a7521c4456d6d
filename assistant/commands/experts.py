"""The commands about people: whom to ask, who somebody is, and what curators say of their names."""

from __future__ import annotations

from typing import Annotated

import typer

from assistant.commands.session import ERR, GLOBALS, OUT, AsUser, opened, print_json

# ruff: noqa: PLC0415 - as in session.py

people = typer.Typer(
    no_args_is_help=True, help="Who somebody is in your documents, and who is whom.  Example: lore people show 'Ana Ruiz'"
)

Name = Annotated[
    str, typer.Argument(metavar="NAME", help="a name, an address, an account such as github:ana-r, or a key of lore.toml")
]


def experts(
    topic: Annotated[str, typer.Argument(help="what somebody should know about")],
    k: Annotated[int, typer.Option("-k", help="how many people at most, 1 to 20")] = 5,
    as_user: AsUser = None,
) -> None:
    """Whom to ask about a topic, by what they wrote, reviewed, decided and said, with the documents that show it."""
    with opened() as lore, ERR.status("reading…"):
        lore.check_embedder()
        found = lore.knowledge.experts.suggest(lore.principal(as_user), topic, k)
    if GLOBALS.as_json:
        from assistant.web.schemas.experts import ExpertsOut

        print_json(ExpertsOut.of(topic, found, "").model_dump(mode="json"))
    else:
        from assistant.terminal.experts import show_experts

        show_experts(OUT, found)


@people.command(epilog="Example: lore people show github:ana-r --as bo")
def show(name: Name, as_user: AsUser = None) -> None:
    """Who somebody is: their aliases, each with the reason why it is theirs, and what they did."""
    with opened() as lore:
        principal, known = lore.principal(as_user), lore.knowledge.people
        profiles = [known.profile(principal, one.id) for one in known.called(principal, name)]
    if GLOBALS.as_json:
        from assistant.web.schemas.experts import ProfileOut

        print_json({"people": [ProfileOut.of(profile, "").model_dump(mode="json") for profile in profiles]})
    else:
        from assistant.terminal.experts import show_profiles

        show_profiles(OUT, profiles)


@people.command(epilog="Example: lore people same ana@tidewater.example github:ana-r")
def same(one: Name, other: Name, as_user: AsUser = None) -> None:
    """Say that two are one person; it holds until somebody says otherwise, whatever is ingested."""
    _ruled(one, other, as_user, same=True)


@people.command(epilog="Example: lore people different github:ana-r ana@tidewater.example")
def different(alias: Name, other: Name, as_user: AsUser = None) -> None:
    """Say that an alias is not that person's; `lore people show` names the aliases."""
    _ruled(alias, other, as_user, same=False)


def _ruled(one: str, other: str, as_user: str | None, *, same: bool) -> None:
    with opened() as lore:
        principal, known = lore.principal(as_user), lore.knowledge.people
        person = (known.same if same else known.different)(principal, one, other)
        profile = known.profile(principal, person.id)
    if GLOBALS.as_json:
        from assistant.web.schemas.experts import ProfileOut

        print_json(ProfileOut.of(profile, "").model_dump(mode="json"))
    else:
        from assistant.terminal.experts import show_profiles

        show_profiles(OUT, [profile])
