"""Slack through its own client, against a stand-in for its Web API: documents, and what happens to them."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import SourceError, UnreadableDocument, UsageError
from ingest.opening import PagesInMemory
from ingest.ports import Gone, Listed, Reached, Skipped
from ingest.sources import slack
from tests.stand_ins.slack_reading import DAY, THREAD, changed, cursor, document, listing, now, opened, paths, words
from tests.stand_ins.slack_world import ANA, BO, CHEN, SlackWorld, day, stamp


@pytest.fixture
def world(tmp_path: Path) -> Iterator[SlackWorld]:
    with SlackWorld(tmp_path) as made:
        yield made


def test_a_thread_is_one_document_with_its_speakers(world: SlackWorld) -> None:
    parsed = document(world, THREAD)
    assert parsed.title == "How many jobs does queue 1 hold? (#general)"
    assert parsed.authors == ("Ana Ruiz", "Chen Wei")
    assert [block.text for block in parsed.blocks] == [
        "Ana Ruiz: How many jobs does queue 1 hold?",
        "Chen Wei: It held 100 then.",
        "Chen Wei: It held 200 then.",
        "Chen Wei: It held 300 then.",
    ]
    assert parsed.url == f"https://tidewater.slack.com/archives/C0GENERAL/p{stamp(7).replace('.', '')}"


def test_messages_without_replies_are_a_document_a_day(world: SlackWorld) -> None:
    parsed = document(world, DAY)
    assert parsed.title == f"#general on {day(7)}"
    assert [block.text for block in parsed.blocks] == ["Chen Wei: Release 1 is out.", "Ana Ruiz: Thanks, deploying it."]


def test_nothing_changed_names_nothing_and_asks_for_no_old_replies(world: SlackWorld) -> None:
    before = cursor(opened(world))
    world.server.asked.clear()
    assert changed(world, before) == (set(), set())
    assert world.server.calls("conversations.replies") == []


def test_a_reply_written_days_later_is_found_after_the_cursor(world: SlackWorld) -> None:
    before = cursor(opened(world))
    world.workspace.say("C0GENERAL", now(), "We settled on plovers.", BO, stamp(7))
    assert changed(world, before) == ({THREAD}, set())
    assert "Bo Lindqvist: We settled on plovers." in words(world, THREAD)


def test_a_first_reply_moves_a_message_from_its_day_to_a_thread(world: SlackWorld) -> None:
    before = cursor(opened(world))
    world.workspace.say("C0GENERAL", now(), "Roll it back!", BO, stamp(7, 11))
    new = f"C0GENERAL/{stamp(7, 11)}.json"
    assert changed(world, before) == ({new, DAY}, set())
    assert words(world, DAY) == "Ana Ruiz: Thanks, deploying it."
    assert words(world, new) == "Chen Wei: Release 1 is out.\nBo Lindqvist: Roll it back!"


def test_a_day_whose_only_message_got_a_reply_is_gone(world: SlackWorld) -> None:
    world.workspace.delete("C0GENERAL", stamp(7, 12))
    before = cursor(opened(world))
    world.workspace.say("C0GENERAL", now(), "Roll it back!", BO, stamp(7, 11))
    assert changed(world, before) == ({f"C0GENERAL/{stamp(7, 11)}.json"}, {DAY})


def test_a_late_reply_beyond_the_window_comes_with_the_full_comparison(world: SlackWorld) -> None:
    source = opened(world, lookback="3")
    version = listing(source)[THREAD].version
    before = cursor(opened(world, lookback="3"))
    world.workspace.say("C0GENERAL", now(), "We settled on plovers.", BO, stamp(7))
    assert changed(world, before, lookback="3") == (set(), set())
    assert listing(opened(world, lookback="3"))[THREAD].version != version


def test_an_old_thread_is_listed_without_its_replies_and_read_with_them(world: SlackWorld) -> None:
    source = opened(world, lookback="3")
    found = listing(source)
    assert world.server.calls("conversations.replies") == []
    assert b"It held 300 then." in (source.read(found[THREAD]) or b"")


def test_a_reply_in_another_ones_place_shows_though_there_are_as_many(world: SlackWorld) -> None:
    version = listing(opened(world, lookback="3"))[THREAD].version
    world.workspace.delete("C0GENERAL", stamp(6, 12))
    world.workspace.say("C0GENERAL", stamp(5), "It held 400 then.", CHEN, stamp(7))
    assert listing(opened(world, lookback="3"))[THREAD].version != version


def test_a_reply_that_was_also_sent_to_the_channel_stands_in_its_thread_once(world: SlackWorld) -> None:
    before = cursor(opened(world, lookback="3"))
    world.workspace.say("C0GENERAL", now(), "We settled on plovers.", BO, stamp(7), subtype="thread_broadcast")
    came, _ = changed(world, before, lookback="3")
    assert came == {THREAD}, "its root is older than the window, and the broadcast tells of it all the same"
    found = listing(opened(world))
    assert words(world, THREAD).count("plovers") == 1
    assert not any("plovers" in words(world, path) for path in found if path.startswith("C0GENERAL/") and path != THREAD)


@pytest.mark.parametrize("path", [THREAD, DAY], ids=["a root", "a message without replies"])
def test_an_edit_is_found_after_the_cursor(world: SlackWorld, path: str) -> None:
    before = cursor(opened(world))
    world.edit(path)
    assert changed(world, before) == ({path}, set())
    assert "heliotrope" in words(world, path)
    updated = document(world, path).updated_at
    assert updated is not None
    assert time.time() - updated.timestamp() < 100


def test_an_edit_of_a_fresh_reply_is_found_after_the_cursor(world: SlackWorld) -> None:
    reply = world.workspace.say("C0GENERAL", now(), "We settled on plovers.", BO, stamp(7))
    before = cursor(opened(world))
    world.workspace.edit("C0GENERAL", reply, "We settled on herons.", now())
    assert changed(world, before) == ({THREAD}, set())


def test_an_edit_of_an_old_reply_comes_with_the_full_comparison(world: SlackWorld) -> None:
    version = listing(opened(world))[THREAD].version
    before = cursor(opened(world))
    world.workspace.edit("C0GENERAL", stamp(6, 10), "It held nothing.", now())
    assert changed(world, before) == (set(), set())
    assert listing(opened(world))[THREAD].version != version


def test_a_reaction_that_settles_a_thread_makes_it_resolved(world: SlackWorld) -> None:
    before = cursor(opened(world))
    messages = world.workspace.channels["C0GENERAL"].messages
    messages[stamp(7)]["reactions"] = [{"name": "eyes", "users": [BO], "count": 1}]
    assert changed(world, before) == (set(), set())
    messages[stamp(7)]["reactions"].append({"name": "white_check_mark", "users": [ANA], "count": 1})
    assert changed(world, before) == ({THREAD}, set())
    assert document(world, THREAD).status == "resolved"


def test_a_deleted_root_leaves_its_replies(world: SlackWorld) -> None:
    before = cursor(opened(world))
    world.workspace.delete("C0GENERAL", stamp(7))
    assert changed(world, before) == ({THREAD}, set())
    assert words(world, THREAD).startswith("Chen Wei: It held 100 then.")
    assert "This message was deleted" not in words(world, THREAD)


def test_a_deleted_reply_is_gone_from_its_thread(world: SlackWorld) -> None:
    before = cursor(opened(world))
    world.workspace.delete("C0GENERAL", stamp(6, 11))
    assert changed(world, before) == ({THREAD}, set())
    assert "200" not in words(world, THREAD)


def test_a_thread_that_lost_all_replies_goes_back_to_its_day(world: SlackWorld) -> None:
    before = cursor(opened(world))
    held = listing(opened(world))[THREAD]
    for hour in (10, 11, 12):
        world.workspace.delete("C0GENERAL", stamp(6, hour))
    assert changed(world, before) == ({DAY}, {THREAD})
    assert opened(world).read(held) is None
    assert words(world, DAY).startswith("Ana Ruiz: How many jobs")


@pytest.mark.parametrize("path", [THREAD, DAY], ids=["a thread", "a day"])
def test_what_was_deleted_altogether_is_gone(world: SlackWorld, path: str) -> None:
    before = cursor(opened(world))
    world.remove(path)
    assert changed(world, before) == (set(), {path})
    assert path not in listing(opened(world))


def test_what_nobody_said_is_left_out_and_a_yes_is_kept(world: SlackWorld) -> None:
    say = world.workspace.say
    say("C0STORAGE", stamp(2, 1), "<@U0BO> has joined the channel", BO, subtype="channel_join")
    say("C0STORAGE", stamp(2, 2), ":tada: :+1::skin-tone-2:", BO)
    say("C0STORAGE", stamp(2, 3), "build 17 passed", subtype="bot_message", username="CI", bot_id="B0CI")
    path = f"C0STORAGE/{day(2)}.json"
    assert path not in listing(opened(world))
    say("C0STORAGE", stamp(2, 4), "yes", ANA)
    assert words(world, path) == "Ana Ruiz: yes"
    assert words(world, path, bots="yes") == "CI: build 17 passed\nAna Ruiz: yes"


def test_a_thread_under_a_bots_message_is_kept_with_it(world: SlackWorld) -> None:
    root = world.workspace.say(
        "C0STORAGE", stamp(2), "Disk full on db-3", subtype="bot_message", username="Alerts", bot_id="B1"
    )
    world.workspace.say("C0STORAGE", stamp(2, 10), "I moved the snapshots.", BO, root)
    assert words(world, f"C0STORAGE/{root}.json") == "Alerts: Disk full on db-3\nBo Lindqvist: I moved the snapshots."


def test_a_person_who_posts_through_an_app_is_no_bot(world: SlackWorld) -> None:
    world.workspace.say("C0STORAGE", stamp(2), "Posted with a shortcut.", ANA, bot_id="B0SHORTCUT")
    assert words(world, f"C0STORAGE/{day(2)}.json") == "Ana Ruiz: Posted with a shortcut."


def test_a_renamed_channel_keeps_its_paths_and_all_of_it_comes_again(world: SlackWorld) -> None:
    before = cursor(opened(world))
    old = listing(opened(world))
    world.workspace.channels["C0GENERAL"].name = "everybody"
    came, gone = changed(world, before)
    assert came == {path for path in old if path.startswith("C0GENERAL/")}
    assert not gone
    assert listing(opened(world)).keys() == old.keys()
    assert document(world, THREAD).title.endswith("(#everybody)")


def test_a_renamed_person_changes_what_they_wrote(world: SlackWorld) -> None:
    before = cursor(opened(world))
    world.workspace.add_user(CHEN, "Chen Wei-Ling", "chen@tidewater.example")
    came, gone = changed(world, before)
    assert {THREAD, DAY} <= came
    assert not gone


def test_a_channel_that_is_gone_takes_its_documents_along(world: SlackWorld) -> None:
    before = cursor(opened(world))
    held = {path for path in world.paths() if path.startswith("C0STORAGE/")}
    del world.workspace.channels["C0STORAGE"]
    assert changed(world, before) == (set(), held)
    assert not held & listing(opened(world)).keys()


def test_a_channel_that_the_app_was_invited_to_comes_as_a_whole(world: SlackWorld) -> None:
    channel = world.workspace.channels["C0STORAGE"]
    bot = channel.members.pop(0)
    source = opened(world, lookback="3")
    items = list(source.listing())
    assert [item for item in items if isinstance(item, Skipped) and item.path == "#storage" and "/invite" in item.reason]
    channel.members.append(bot)
    came, _ = changed(world, items[-1].cursor, lookback="3")  # type: ignore[union-attr]
    assert came == {path for path in world.paths() if path.startswith("C0STORAGE/")}


def test_an_archived_channel_stays_as_it_was_though_the_app_was_put_out(world: SlackWorld) -> None:
    pages = PagesInMemory()
    before = listing(opened(world, pages))
    world.workspace.say("C0GENERAL", now(), "We settled on plovers.", BO, stamp(7))
    *_, reached = opened(world, pages).changes(cursor(opened(world, pages)))
    before = listing(opened(world, pages))
    world.workspace.channels["C0GENERAL"].archived = True
    source = opened(world, pages)
    assert listing(source) == before
    with pytest.raises(UnreadableDocument, match="archived"):
        source.read(before[THREAD])
    assert isinstance(reached, Reached)
    assert paths(opened(world, pages).changes(cursor(opened(world, pages))), Gone) == set()


def test_what_a_quick_look_found_stays_when_the_channel_is_archived(world: SlackWorld) -> None:
    pages = PagesInMemory()
    source = opened(world, pages, lookback="3")
    old, since = set(listing(source)), cursor(source)
    new = world.workspace.say("C0GENERAL", stamp(1), "A new thread.", ANA)
    world.workspace.say("C0GENERAL", now(), "And its answer.", BO, new)
    assert paths(opened(world, pages, lookback="3").changes(since), Listed) == {f"C0GENERAL/{new}.json"}
    world.workspace.channels["C0GENERAL"].archived = True
    assert listing(opened(world, pages)).keys() == {*old, f"C0GENERAL/{new}.json"}
    assert paths(opened(world, pages).changes(since), Gone) == set()


def test_what_has_left_the_window_is_not_taken_for_gone(world: SlackWorld) -> None:
    before = cursor(opened(world))
    assert changed(world, before, lookback="3") == (set(), set())


def test_a_history_in_disorder_is_an_error_and_lists_no_day_twice(world: SlackWorld) -> None:
    world.server.in_disorder = True
    with pytest.raises(SourceError, match="in disorder"):
        listing(opened(world))


def test_an_archived_channel_that_was_never_read_is_named_as_skipped(world: SlackWorld) -> None:
    world.workspace.channels["C0GENERAL"].archived = True
    assert "#general" in paths(opened(world).listing(), Skipped)


def test_a_users_token_goes_on_reading_an_archived_channel(world: SlackWorld) -> None:
    before = listing(opened(world))
    world.workspace.channels["C0GENERAL"].archived = True
    world.server.is_users_token = True
    assert listing(opened(world)) == before
    assert "queue 1" in words(world, THREAD)


def test_what_the_listing_read_is_not_asked_for_again(world: SlackWorld) -> None:
    source = opened(world)
    found = listing(source)
    world.server.asked.clear()
    assert all(source.read(one) for one in found.values())
    assert world.server.asked == []


def test_what_is_read_later_has_the_bytes_that_were_listed(world: SlackWorld) -> None:
    for ts in (stamp(6, 0), stamp(6), stamp(5, 0)):
        world.workspace.say("C0GENERAL", f"{float(ts):.6f}", "Said at midnight, or on the day after.", ANA)
    source = opened(world)
    found = listing(source)
    assert all(source.read(one) == opened(world).read(one) for one in found.values())


def test_the_bytes_hold_nothing_that_changes_by_itself(world: SlackWorld) -> None:
    path, message = THREAD, world.workspace.channels["C0GENERAL"].messages[stamp(7)]
    message |= {"user_profile": {"image_72": "https://a.example/2.png"}, "last_read": "1.1", "subscribed": True}
    data = opened(world).read(Listed(path)) or b""
    assert b"png" not in data
    assert set(json.loads(data)["messages"][0]) == {"ts", "user", "text"}


def test_a_document_over_the_limit_is_named_and_not_read(world: SlackWorld) -> None:
    world.workspace.say("C0GENERAL", stamp(7, 13), "word " * 300_000, ANA)
    source = opened(world)
    with pytest.raises(UnreadableDocument, match="more than"):
        source.read(listing(source)[DAY])


@pytest.mark.parametrize(
    ("options", "prefixes"),
    [
        ({"channels": "general"}, {"C0GENERAL"}),
        ({"channels": "#storage, G0SECRET"}, {"C0STORAGE", "G0SECRET"}),
        ({"private": "no"}, {"C0GENERAL", "C0STORAGE"}),
        ({}, {"C0GENERAL", "C0STORAGE", "G0SECRET"}),
    ],
    ids=["by name", "by name and id", "public", "all"],
)
def test_channels_are_chosen_by_name_or_id(world: SlackWorld, options: dict[str, str], prefixes: set[str]) -> None:
    assert {path.partition("/")[0] for path in listing(opened(world, **options))} == prefixes


def test_a_chosen_channel_that_is_not_there_is_named(world: SlackWorld) -> None:
    assert paths(opened(world, channels="general,genral").listing(), Skipped) == {"#genral"}


def test_what_is_older_than_the_first_day_is_left_out(world: SlackWorld) -> None:
    found = listing(opened(world, channels="general", since=day(8)))
    assert found.keys() == {THREAD, DAY}


@pytest.mark.parametrize(
    "options",
    [
        {"since": "last week"},
        {"lookback": "0"},
        {"lookback": "a month"},
        {"bots": "maybe"},
        {"private": ""},
        {"api": "slack.com"},
    ],
    ids=str,
)
def test_an_option_that_cannot_be_used_is_refused(world: SlackWorld, options: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match=r"can't be used|is not a day|is no address"):
        opened(world, **options)


@pytest.mark.parametrize(
    ("location", "settled"),
    [
        ("tidewater", "https://tidewater.slack.com"),
        ("Tidewater.slack.com/", "https://tidewater.slack.com"),
        ("https://tidewater.slack.com/archives/C1", "https://tidewater.slack.com"),
        ("tidewater.enterprise.slack.com", "https://tidewater.enterprise.slack.com"),
        ("https://agency.slack-gov.com", "https://agency.slack-gov.com"),
    ],
)
def test_a_workspace_is_named_in_several_ways(location: str, settled: str) -> None:
    assert slack.settle(location) == settled


@pytest.mark.parametrize("location", ["", "https://tidewater.example", "a b", "https://slack.com.evil.example", "-.slack.com"])
def test_what_is_no_workspace_is_refused(location: str) -> None:
    with pytest.raises(UsageError, match=r"tidewater\.slack\.com"):
        slack.settle(location)
