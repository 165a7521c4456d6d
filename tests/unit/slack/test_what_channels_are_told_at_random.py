"""Digests and marks over random memberships: nothing is told to a channel that one of its people may not read."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta

import pytest

from assistant.access.directory import Person as Listed
from assistant.domain.conversations import ChannelSettings, Given, Place, SettingsChange
from assistant.domain.readers import Readers
from assistant.slack.desk import QUIET
from assistant.slack.showing.digests import plan_digests
from assistant.slack.showing.marking import MARK, mark_answers
from tests.stand_ins.newcomers_library import Shelf, document
from tests.stand_ins.slack_memory import HeldChannels
from tests.stand_ins.slack_newcomers import Kept, office

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
LATELY = {"created_at": datetime(2026, 11, 18, tzinfo=UTC), "updated_at": datetime(2026, 11, 18, tzinfo=UTC)}
USERS = [f"u{n}" for n in range(8)]
CHANNELS = 25


def _readers(chance: random.Random) -> frozenset[str]:
    """A document's audience: everyone, nobody, some groups, some users."""
    if chance.random() < 0.35:
        return frozenset({"everyone"})
    groups = [f"group:g{n}" for n in range(4) if chance.random() < 0.5]
    users = [f"user:{user}" for user in USERS if chance.random() < 0.15]
    return frozenset(groups + users)


class _World:
    """People in nested groups, and pairs of decisions of which the newer replaces the older, each with its own audience."""

    def __init__(self, seed: int) -> None:
        chance = random.Random(seed)
        self.shelf = Shelf()
        self.shelf.groups = {f"g{n}": tuple(user for user in USERS if chance.random() < 0.5) for n in range(4)}
        self.shelf.groups["g0"] += ("group:g1",)
        self.audiences: dict[str, frozenset[str]] = {}
        self.members = {f"C0R{n}": [user for user in USERS if chance.random() < 0.4] or ["u0"] for n in range(CHANNELS)}
        self.older = {n: _readers(chance) for n in range(6)}
        self.newer = {n: _readers(chance) for n in range(6)}
        for n, audience in self.older.items():
            self._put(f"old{n}", audience)

    def replace(self) -> None:
        """The newer ones are decided."""
        for n, audience in self.newer.items():
            self._put(f"new{n}", audience, supersedes=[f"old{n}.md"], **LATELY)

    def may_read(self, user: str, name: str) -> bool:
        """By brute force, from the names alone."""
        names, groups = self.audiences[name], {group for group, people in self.shelf.groups.items() if user in people}
        groups |= {"g0"} if "g1" in groups else set()
        return "everyone" in names or f"user:{user}" in names or any(f"group:{group}" in names for group in groups)

    def all_may_read(self, channel: str, name: str) -> bool:
        return all(self.may_read(user, name) for user in self.members[channel])

    def _put(self, name: str, audience: frozenset[str], **more: object) -> None:
        self.audiences[name] = audience
        self.shelf.put(document(f"{name}.md", f"Title of {name}", readers=Readers(audience), **more), name, decided="accepted")


def _channels(world: _World) -> HeldChannels:
    held = HeldChannels()
    for channel in world.members:
        held.change(SettingsChange("T0TIDE", channel, "U", MONDAY, ChannelSettings(), ChannelSettings(digest=True)))
    return held


@pytest.mark.parametrize("seed", range(8))
async def test_a_channel_hears_only_of_what_all_of_its_people_may_read(seed: int) -> None:
    world = _World(seed)
    people = tuple(Listed(user, email=f"{user}@tidewater.example") for user in USERS)
    async with office(world.shelf, Kept(people, channels=_channels(world)), MONDAY) as there:
        accounts = {user: there.workspace.person(user, user, f"{user}@tidewater.example") for user in USERS}
        given: dict[tuple[str, int], Place] = {}
        for channel, users in world.members.items():
            at = there.workspace.channel(channel.removeprefix("C0"), [accounts[user] for user in users])
            for n in world.older:
                posted = await there.slack.client().chat_postMessage(channel=at.id, text=f"answer {n}", **QUIET)
                place = given[channel, n] = Place("T0TIDE", at.id, str(posted["ts"]))
                kept = Given(
                    place, place.ts, place.ts, f"a{n}", accounts[users[0]].id, (f"old{n}",), MONDAY - timedelta(days=40)
                )
                there.desk.given.keep(kept)
        world.replace()
        assert await plan_digests(there.desk, MONDAY) == CHANNELS
        await there.work()
        await mark_answers(there.desk, MONDAY, pause_s=0)
        told = 0
        for channel in world.members:
            said = json.dumps([(one.text, one.blocks) for one in there.workspace.by_lore(channel)])
            for name in world.audiences:
                if not world.all_may_read(channel, name):
                    assert f"Title of {name}" not in said, (channel, name)
            for n in world.older:
                marked = any(
                    block.get("block_id") == MARK for block in there.workspace.message(channel, given[channel, n].ts).blocks
                )
                assert marked is (world.all_may_read(channel, f"old{n}") and world.all_may_read(channel, f"new{n}"))
                told += marked
        assert told or all(not world.all_may_read(channel, "new0") for channel in world.members)
