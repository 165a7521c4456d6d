"""Answers in channels of random members over documents of random readers: does any say what a member may not read?

    python -m tests.benchmarks.slack_channels --answers 500

Real application, bolt and worker over Slack's stand-in. The oracle knows nothing of Lore: it works out from the drawn groups
who may read what, and looks for each document's own word in everything that was shown in public.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from tests.stand_ins.slack_office import Office, furnished, office
from tests.stand_ins.slack_platform import Channel, Person

PEOPLE = ("ana", "bo", "cy", "dee", "eli", "fay", "gus", "hal")
GROUPS = ("red", "green", "blue", "all")
WORDS = "heron osprey plover curlew avocet dunlin godwit whimbrel turnstone sanderling knot ruff".split()
DAYS = {word: f"{101 + number} days" for number, word in enumerate(WORDS)}
"""What each document says, and no other."""


@dataclass
class Drawn:
    """An organisation: who is in which group, who reads which document (by its word), and who administers."""

    groups: dict[str, set[str]]
    readers: dict[str, str]
    administrators: set[str]

    @classmethod
    def by(cls, dice: random.Random) -> Drawn:
        groups = {name: {f"user:{one}" for one in PEOPLE if dice.random() < 0.5} for name in GROUPS[:3]}
        groups["all"] = {"group:red", f"group:{dice.choice(GROUPS)}"}  # nested, and at times in itself
        choices = ["everyone", "everyone", *(f"group:{name}" for name in GROUPS), "group:nobody", "", "user:ana,group:blue"]
        return cls(groups, {word: dice.choice(choices) for word in WORDS}, {one for one in PEOPLE if dice.random() < 0.1})

    def may_read(self, person: str, word: str) -> bool:
        readers = self.readers[word].split(",")
        return person in self.administrators or any(self._lets_in(name, person, set()) for name in readers if name)

    def _lets_in(self, name: str, person: str, seen: set[str]) -> bool:
        if name in {"everyone", f"user:{person}"}:
            return True
        if not name.startswith("group:") or name in seen:
            return False
        members = self.groups.get(name.removeprefix("group:"), set())
        return any(self._lets_in(member, person, seen | {name}) for member in members)

    @property
    def settings(self) -> str:
        people = "".join(
            f'[people.{one}]\nname = "{one.title()}"\nemail = "{one}@x.example"\n'
            f"administrator = {str(one in self.administrators).lower()}\n"
            for one in PEOPLE
        )
        groups = "".join(f"{name} = {sorted(members)}\n" for name, members in self.groups.items())
        return f'[embedder]\nmodel = "hashing"\n{people}[groups]\n{groups}'


@dataclass
class Tally:
    """What came of it. `leaks` are (channel's members, word)."""

    public: int = 0
    private: int = 0
    not_found: int = 0
    refused: int = 0
    leaks: list[tuple[str, str]] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)

    @property
    def answers(self) -> int:
        return self.public + self.private + self.not_found + self.refused

    def add(self, other: Tally) -> None:
        self.public += other.public
        self.private += other.private
        self.not_found += other.not_found
        self.refused += other.refused
        self.leaks += other.leaks
        self.violations += other.violations


async def ask_around(folder: Path, dice: random.Random, answers: int) -> Tally:
    """Draw an organisation, and have so many questions asked in channels whose members come and go."""
    drawn, tally = Drawn.by(dice), Tally()
    files = {word: {f"{word}.md": f"# The {word}\n\nThe {word} service keeps its data for {DAYS[word]}.\n"} for word in WORDS}
    home = furnished(folder / "home", files, drawn.settings, drawn.readers)
    async with office(home) as there:
        people = {one: there.slack.workspace.person(one, one.title(), f"{one}@x.example") for one in PEOPLE}
        guest = there.slack.workspace.person("guest", "Guest", "guest@y.example", is_restricted=True)
        channels = [there.slack.workspace.channel(f"room{number}", list(people.values())[:1]) for number in range(3)]
        while tally.answers < answers:
            channel = dice.choice(channels)
            await _come_and_go(there, channel, [*people.values(), *([guest] if dice.random() < 0.1 else [])], dice)
            present = [one for one in people.values() if one.id in channel.members]
            if present:
                await _ask(there, channel, (dice.choice(present), dice.choice(WORDS)), drawn, tally)
        tally.violations += there.violations
    return tally


async def _come_and_go(there: Office, channel: Channel, people: list[Person], dice: random.Random) -> None:
    for person in people:
        if dice.random() < 0.3:
            if person.id in channel.members:
                await there.hands.leaves(person, channel)
            else:
                await there.hands.joins(person, channel)


async def _ask(there: Office, channel: Channel, asking: tuple[Person, str], drawn: Drawn, tally: Tally) -> None:
    asker, word = asking
    members = [one for one in PEOPLE if f"U0{one.upper()}" in channel.members]
    has_guest = "U0GUEST" in channel.members
    asked = await there.hands.says(asker, channel, f"<@U0LORE> how many days does the {word} service keep its data?")
    await there.idle()
    shown = [one for one in there.slack.workspace.by_lore(channel, thread=asked.ts) if not one.only_to]
    told = [one for one in there.slack.workspace.seen_by(asker, channel) if one.only_to and one.ts > asked.ts]
    for message in shown:
        words = message.words.casefold()
        for other in WORDS:
            # The question's own word says nothing: its document is known by its length of time.
            mark = DAYS[other] if other == word else other
            if mark in words and (has_guest or not all(drawn.may_read(one, other) for one in members)):
                tally.leaks.append((f"{','.join(members)}{'+guest' if has_guest else ''}", other))
    if shown:
        found = DAYS[word] in shown[0].words
        tally.public, tally.not_found = tally.public + found, tally.not_found + (not found)
    elif told:
        tally.private += 1
    else:
        tally.refused += 1


def measured(answers: int, seed: int, organisations: int = 5) -> Tally:
    """So many answers over several organisations."""
    total = Tally()
    for number in range(organisations):
        with tempfile.TemporaryDirectory() as folder:
            dice = random.Random(f"{seed}:{number}")
            total.add(asyncio.run(ask_around(Path(folder), dice, -(-answers // organisations))))
    return total


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--answers", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    tally = measured(chosen.answers, chosen.seed)
    print(
        f"{tally.answers} answers in channels: {tally.public} in public, {tally.private} to the asker alone, "
        f"{tally.not_found} found nothing, {tally.refused} said nothing; {len(tally.leaks)} leaks, "
        f"{len(tally.violations)} broken limits"
    )
    for leak in tally.leaks[:10]:
        print("  leak:", *leak)
    return 1 if tally.leaks or tally.violations or tally.refused else 0


if __name__ == "__main__":
    sys.exit(main())
