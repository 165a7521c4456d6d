"""People in a terminal: whom to ask and why, and who somebody is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich.console import Console
from rich.text import Text

from assistant.domain.people import Role
from assistant.knowledge.people.experts import NOBODY, Expert, Grounds
from assistant.knowledge.people.roster import Profile, Work

DID: Final = {
    Role.AUTHOR: "wrote",
    Role.REVIEWER: "reviewed",
    Role.DECIDER: "decided",
    Role.SPEAKER: "spoke",
    Role.ATTENDEE: "was there",
    Role.OWNER: "owns",
}
_WORKS: Final = 12


def show_experts(console: Console, experts: Sequence[Expert]) -> None:
    """Each with the reason in a sentence, and the documents with words of them."""
    if not experts:
        console.print(f"{NOBODY} Other words may help.")
    for number, expert in enumerate(experts, start=1):
        contact = next((alias.key for alias in expert.person.aliases if "@" in alias.key), "")
        console.print(Text(f"{number}  ") + Text(expert.person.name, style="bold") + Text(f"  {contact}", style="dim"))
        console.print(Text(f"   {expert.why}"), soft_wrap=True)
        for ground in expert.grounds:
            console.print(_place(ground), soft_wrap=True)
            console.print(Text(f"       {'said: ' if ground.are_own else ''}{ground.words}", style="dim"), soft_wrap=True)


def show_profiles(console: Console, profiles: Sequence[Profile]) -> None:
    """Each person with their aliases and why these are theirs, and what they did, newest first."""
    for profile in profiles:
        person = profile.person
        console.print(Text(person.name, style="bold") + Text("" if person.asked else "  not suggested", style="yellow"))
        for place, alias in enumerate(person.aliases):
            written = ", ".join(alias.names[:4])
            console.print(
                Text(f"  {alias.key}", style="cyan")
                + Text(f"  as {written}" if written and written.casefold() != alias.key else "")
                + Text(f"  ({alias.reason})" if alias.reason else "" if place else "  (stands for them)", style="dim"),
                soft_wrap=True,
            )
        for other in profile.namesakes:
            console.print(Text(f"  not joined: {other.name} ({other.key}), of the same name", style="yellow"), soft_wrap=True)
        if profile.topics:
            console.print(Text(f"  about: {', '.join(profile.topics)}"), soft_wrap=True)
        for work in profile.works[:_WORKS]:
            console.print(_work(work), soft_wrap=True)
        if len(profile.works) > _WORKS:
            console.print(Text(f"  … and {len(profile.works) - _WORKS} more documents", style="dim"))


def _place(ground: Grounds) -> Text:
    day = f"{ground.when:%Y-%m-%d}  " if ground.when else ""
    return Text(f"     {day}{_did(ground.roles)}  ") + Text(ground.document.title, style="cyan")


def _work(work: Work) -> Text:
    day = f"{work.when:%Y-%m-%d}" if work.when else "undated   "
    return Text(f"  {day}  {_did(work.roles)}  ") + Text(work.document.title, style="cyan")


def _did(roles: Sequence[Role]) -> str:
    return ", ".join(DID[role] for role in roles)
