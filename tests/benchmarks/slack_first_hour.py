"""A newcomer's first hour with Lore in Slack, as a page to look at.

    lore --home HOME demo --ingest-only
    python -m tests.benchmarks.slack_first_hour HOME first-hour.html

The sample company's Jonas has just joined the apps team. Everything on the page was said by the real application over Slack's
stand-in, with the embedder that HOME names; nothing is written by hand but what people type and press.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from assistant.bootstrap import Lore
from tests.stand_ins.slack_office import at_work, nothing_waits
from tests.stand_ins.slack_platform import Channel, Hands, Message, Person, Platform
from tests.stand_ins.slack_platform.transcript import transcript_html

PEOPLE = {
    "jonas": "Jonas Weber", "lars": "Lars Okafor", "jo": "Jo Bennett", "ana": "Ana Ruiz", "helen": "Helen Strand",
    "ruth": "Ruth Keller",
}  # fmt: skip


@dataclass
class Hour:
    """The workspace, and who acts in it."""

    slack: Platform
    hands: Hands
    lore: Lore
    people: dict[str, Person]

    async def says(self, who: str, channel: Channel, text: str, thread: str = "") -> Message:
        said = await self.hands.says(self.people[who], channel, text, thread=thread)
        await self.settled()
        return said

    async def settled(self) -> None:
        async with asyncio.timeout(120):
            while not nothing_waits(self.lore):
                await asyncio.sleep(0.02)

    def answer(self, channel: Channel, asked: Message) -> Message:
        return self.slack.workspace.by_lore(channel, thread=asked.ts)[-1]


async def first_hour(home: Path) -> tuple[str, list[str]]:
    """The page, and every limit of Slack's that was broken."""
    async with Platform() as slack:
        people = {
            handle: slack.workspace.person(handle, name, f"{handle}@tidewater.example", is_owner=handle == "helen")
            for handle, name in PEOPLE.items()
        }
        async with at_work(home, slack) as (lore, _, _):
            hour = Hour(slack, Hands(slack), lore, people)
            await _live(hour)
            shown = [people["jonas"], people["lars"], people["helen"]]
            page = transcript_html(
                slack.workspace, shown, "Jonas' first hour", "Made by the real handlers over a stand-in for Slack."
            )
            return page, [str(one) for one in slack.violations]


async def _live(hour: Hour) -> None:
    people, workspace = hour.people, hour.slack.workspace
    apps = workspace.channel("apps", [people[one] for one in ("jonas", "lars", "jo")])
    direct = workspace.direct(people["jonas"])
    await hour.hands.opens(people["jonas"], tab="home")
    await hour.settled()
    asked = await hour.says("jonas", apps, "<@U0LORE> why did we move from RabbitMQ to Kafka?")
    await hour.says("jonas", apps, "and who decided that?", thread=asked.ts)
    await hour.says("lars", apps, "thanks, I had forgotten that", thread=asked.ts)
    await hour.hands.presses(people["jonas"], hour.answer(apps, asked), "lore_feedback", "up")
    await hour.settled()
    lost = await hour.says("jonas", apps, "<@U0LORE> which coffee machine is in the harbour office?")
    await hour.hands.presses(people["jonas"], hour.answer(apps, lost), "lore_ask_person")
    await hour.hands.commands(people["jonas"], apps, "/ask", "What replaced ADR-0004?")
    await hour.settled()
    told = [one for one in workspace.seen_by(people["jonas"], apps) if one.only_to and "Share" in one.words]
    for message in told[-1:]:  # what was not found has nothing to share
        await hour.hands.presses(people["jonas"], message, "lore_share")
    await hour.settled()
    await hour.says("jonas", direct, "Until when do we keep raw positions?")
    await hour.says("jonas", direct, "How do I get an image of the gateway into staging?")
    await hour.hands.commands(people["jonas"], apps, "/decisions", "kafka")
    await hour.hands.commands(people["jonas"], apps, "/onboard", "")
    await hour.settled()
    thread = await hour.says("lars", apps, "Should the app keep drafts on the phone or on the server?")
    await hour.says("jo", apps, "On the phone they are lost with it. I would say the server.", thread=thread.ts)
    await hour.says("lars", apps, "Agreed: drafts are kept on the server, for 30 days.", thread=thread.ts)
    await hour.hands.uses_shortcut(people["lars"], thread, "lore_save")
    await hour.hands.commands(people["lars"], apps, "/ask-settings", "")
    await asyncio.sleep(2)  # forms are filled in after they have opened, outside of the inbox


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("home", type=Path)
    parser.add_argument("out", type=Path)
    chosen = parser.parse_args()
    os.environ.setdefault("LORE_SITE", "https://lore.tidewater.example")  # so that sources have somewhere to lead
    page, violations = asyncio.run(first_hour(chosen.home))
    chosen.out.write_text(page, encoding="utf-8")
    print(f"{chosen.out}: {len(page):,} characters; {len(violations)} of Slack's limits broken")
    for violation in violations:
        print("  ", violation)
    return 1 if violations else 0


if __name__ == "__main__":
    sys.exit(main())
