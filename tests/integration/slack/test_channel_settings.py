"""`/ask-settings`: who sees and who changes how Lore behaves in a channel."""

from __future__ import annotations

import json

import pytest

from assistant.domain.conversations import ChannelSettings, SettingsChange
from assistant.slack.acting.channel_settings import FOR_CHANNELS, UNCHANGED
from assistant.slack.acting.greeting import hello
from assistant.slack.acting.settings_form import LANGUAGES
from tests.stand_ins.slack_platform import LORE_USER, Person, View, links_in, pings_in
from tests.stand_ins.slack_platform import events as slack_events
from tests.stand_ins.slack_team import Team, team, words_in
from tests.stand_ins.slack_workplace import NOW

COMMAND = "/ask-settings"


async def opened(us: Team, person: Person) -> View:
    await us.hands.commands(person, us.hall, COMMAND)
    return await us.form(person)


async def changed(us: Team, person: Person, **filled: object) -> list[str]:
    await opened(us, person)
    await us.hands.submits(person, **filled)
    return await us.work()


def settings(us: Team) -> ChannelSettings:
    return us.channels.get(us.workspace.team_id, us.hall.id)


def was_set(us: Team, after: ChannelSettings, by: str = "U0BO") -> None:
    us.channels.change(SettingsChange(us.workspace.team_id, us.hall.id, by, NOW, settings(us), after))


async def test_whoever_made_the_channel_changes_everything_about_it() -> None:
    async with team() as us:
        filled = {"sources": ["handbook"], "listening": "listening", "askers": ["storage"]}
        more = {"private": "private", "language": "German", "digest": "weekly"}
        assert await changed(us, us.ana, **filled, **more) == ["changed"]
        assert settings(us) == ChannelSettings(("handbook",), True, ("storage",), "German", True, True)


async def test_a_change_is_kept_with_who_when_and_what() -> None:
    async with team() as us:
        await changed(us, us.ana, language="French")
        (change,) = us.channels.history(us.workspace.team_id, us.hall.id)
        assert (change.changed_by, change.changed_at) == (us.ana.id, NOW)
        assert (change.before, change.after) == (ChannelSettings(), ChannelSettings(language="French"))


async def test_a_change_is_confirmed_to_whoever_made_it_alone() -> None:
    async with team() as us:
        await changed(us, us.ana, language="French", digest="weekly")
        assert us.told(us.ana, us.hall) == [
            "Changed, from the next question on.\n*In which language:* Français\n*Weekly digest:* Here, once a week"
        ]
        assert us.told(us.bo, us.hall) == []


async def test_a_form_that_is_sent_as_it_was_changes_nothing() -> None:
    async with team() as us:
        was_set(us, ChannelSettings(("handbook",), askers=("storage",), language="Dutch"))
        assert await changed(us, us.ana) == ["unchanged"]
        assert us.told(us.ana, us.hall) == [UNCHANGED]
        assert len(us.channels.changes) == 1


@pytest.mark.parametrize("flag", ["is_admin", "is_owner"])
async def test_who_runs_the_workspace_may_change_it(flag: str) -> None:
    async with team() as us:
        setattr(us.bo, flag, True)
        assert await changed(us, us.bo, digest="weekly") == ["changed"]


async def test_who_administers_lore_may_change_it() -> None:
    async with team() as us:
        assert await changed(us, us.root, digest="weekly") == ["changed"]


async def test_others_see_the_settings_and_who_may_change_them() -> None:
    async with team() as us:
        was_set(us, ChannelSettings(("handbook",), listening=True))
        form = await opened(us, us.bo)
        assert not [one for one in form.blocks if one["type"] == "input"]
        assert "submit" not in form.content
        words = words_in(form)
        assert "*What I answer from:* handbook" in words
        assert "Only Ana Ruiz, who made the channel, the workspace's admins and Lore's administrators may change this" in words


async def test_who_may_no_longer_change_it_when_the_form_comes_back_changes_nothing() -> None:
    async with team() as us:
        us.bo.is_admin = True
        await opened(us, us.bo)
        us.bo.is_admin = False
        await us.hands.submits(us.bo, digest="weekly")
        us.desk.members._rosters.clear()  # five minutes later
        assert await us.work() == ["refused"]
        assert settings(us) == ChannelSettings()
        assert us.told(us.bo, us.hall)[-1].startswith("Only Ana Ruiz")


async def test_two_people_who_change_different_things_at_once_lose_nothing() -> None:
    async with team() as us:
        await opened(us, us.ana)
        await opened(us, us.root)
        await us.hands.submits(us.root, language="German")
        await us.hands.submits(us.ana, digest="weekly")
        await us.work()
        assert settings(us) == ChannelSettings(language="German", digest=True)


async def test_a_form_that_is_sent_twice_is_one_change() -> None:
    async with team() as us:
        form = await opened(us, us.ana)
        await us.hands.submits(us.ana, digest="weekly")
        us.workspace.modals[us.ana.id].append(form)
        await us.hands.submits(us.ana, digest="weekly")
        await us.work()
        assert len(us.channels.changes) == 1
        assert len(us.told(us.ana, us.hall)) == 1


async def test_a_process_that_dies_after_the_change_does_it_once() -> None:
    async with team() as us:
        await opened(us, us.ana)
        await us.hands.submits(us.ana, digest="weekly")
        await us.do(us.claimed())
        await us.work()
        assert len(us.channels.changes) == 1
        assert settings(us).digest


async def test_sources_that_a_person_may_not_see_are_not_shown_and_not_lost() -> None:
    async with team() as us:
        was_set(us, ChannelSettings(("board", "handbook")))
        form = await opened(us, us.ana)
        assert "board" not in json.dumps(form.content)
        await us.hands.submits(us.ana, sources=["handbook", "vault"])
        await us.work()
        assert set(settings(us).sources) == {"handbook", "vault", "board"}
        assert "board" not in us.told(us.ana, us.hall)[0]
        assert "1 source that you may not see" in us.told(us.ana, us.hall)[0]


async def test_no_source_chosen_is_everything() -> None:
    async with team() as us:
        was_set(us, ChannelSettings(("board", "handbook")))
        await changed(us, us.ana, sources=[])
        assert settings(us).sources == ()


async def test_the_last_changes_are_shown_newest_first_without_hidden_names() -> None:
    async with team() as us:
        was_set(us, ChannelSettings(("board",)))
        was_set(us, ChannelSettings(("board",), language="German"))
        words = words_in(await opened(us, us.ana))
        assert words.index("Deutsch") < words.index("1 source that you may not see")
        assert "Bo Lindqvist" in words
        assert "board" not in words


async def test_in_a_direct_message_settings_are_said_to_be_for_channels() -> None:
    async with team() as us:
        direct = us.workspace.direct(us.ana)
        said = await us.hands.commands(us.ana, direct, COMMAND)
        assert said.payload["text"] == FOR_CHANNELS
        assert us.workspace.modal(us.ana) is None


async def test_a_channel_that_lore_is_not_in_says_how_to_invite_it() -> None:
    async with team() as us:
        us.slack.faults.refuse("conversations.info", "channel_not_found")
        assert "/invite" in words_in(await opened(us, us.ana))


async def test_outsiders_see_no_settings() -> None:
    async with team() as us:
        guest = us.workspace.person("gil", "Gil", "gil@elsewhere.example", is_stranger=True)
        us.hall.members.append(guest.id)
        words = words_in(await opened(us, guest))
        assert "only answer people" in words
        assert "What I answer from" not in words


async def test_a_form_opens_at_once_however_slow_slack_is_with_the_channel() -> None:
    async with team() as us:
        us.slack.faults.slow("conversations.info", 0.4)
        said = await us.hands.commands(us.ana, us.hall, COMMAND)
        assert "One moment…" in words_in(us.workspace.modal(us.ana))
        assert said.ok
        await us.form(us.ana)


async def test_a_form_that_was_closed_meanwhile_is_left_alone() -> None:
    async with team() as us:
        us.slack.faults.slow("conversations.info", 0.1)
        await us.hands.commands(us.ana, us.hall, COMMAND)
        await us.hands.closes(us.ana)
        await us.until(lambda: us.slack.calls_of("views.update"))
        assert us.workspace.modal(us.ana) is None
        assert us.told(us.ana, us.hall) == []


async def test_names_of_people_and_groups_are_words_and_nothing_else() -> None:
    async with team() as us:
        us.bo.name = "<!channel> <https://evil.example|Bo>"
        was_set(us, ChannelSettings(askers=("<!here>",), language="<@U0EVE> evil.example"))
        form = await opened(us, us.eve)
        assert pings_in(form) == []
        assert [one for one in links_in(form) if "evil" in one.url] == []


async def test_every_language_can_be_chosen() -> None:
    async with team() as us:
        form = await opened(us, us.ana)
        (field,) = (one for one in form.blocks if one.get("block_id") == "language")
        assert [one["value"] for one in field["element"]["options"]][1:] == list(LANGUAGES)


async def test_lore_says_hello_once_where_it_was_invited() -> None:
    async with team() as us:
        us.hands.copies = 4
        lore = us.workspace.people[LORE_USER]
        await us.slack.courier.deliver(slack_events.joined(us.workspace, lore, us.hall.id), copies=4)
        await us.work()
        (said,) = us.workspace.by_lore(us.hall)
        assert said.words == hello("Tidewater") or said.text == hello("Tidewater")
        assert pings_in(said) == []


async def test_lore_says_hello_once_though_the_process_dies() -> None:
    async with team() as us:
        lore = us.workspace.people[LORE_USER]
        await us.slack.courier.deliver(slack_events.joined(us.workspace, lore, us.hall.id))
        job = us.claimed()
        await us.do(job)
        us.inbox.held[job.id].job = job
        await us.work()
        assert len(us.workspace.by_lore(us.hall)) == 1


async def test_others_who_join_are_not_greeted_but_the_company_is_looked_at_anew() -> None:
    async with team() as us:
        before = await us.desk.members.company(us.workspace.team_id, us.hall.id)
        newcomer = us.workspace.person("new", "New", "new@tidewater.example")
        us.desk.members._rosters.clear()  # five minutes later
        await us.hands.joins(newcomer, us.hall)
        assert await us.work() == []
        assert len(await us.desk.members.company(us.workspace.team_id, us.hall.id)) == len(before) + 1
