"""Who may read what of Slack, what its app must be allowed, and how its refusals and failures are met."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.domain.readers import Readers
from assistant.errors import SourceError
from ingest.ports import Listed
from tests.stand_ins.slack_reading import PATIENCE, THREAD, cursor, listing, now, opened, thread, words
from tests.stand_ins.slack_server import SCOPES, TEAM
from tests.stand_ins.slack_world import ANA, BO, CHEN, GUEST, SlackWorld, stamp
from tests.stand_ins.stumbling_server import Fault


@pytest.fixture
def world(tmp_path: Path) -> Iterator[SlackWorld]:
    with SlackWorld(tmp_path) as made:
        yield made


def readers(world: SlackWorld, path: str) -> tuple[Readers | None, Mapping[str, frozenset[str]]]:
    source = opened(world)
    return listing(source)[path].readers, source.audiences()


def test_a_public_channel_is_read_by_the_full_members(world: SlackWorld) -> None:
    world.workspace.add_user("U0GONE", "Gone Person", "gone@tidewater.example", deleted=True)
    world.workspace.add_user("U0OTHER", "Other Org", "other@partner.example", team_id="T0PARTNER")
    world.workspace.add_user("U0SINGLE", "Single Guest", "single@contractor.example", is_ultra_restricted=True)
    world.workspace.add_user("U0SHY", "Shy Person")
    who, groups = readers(world, THREAD)
    assert who == Readers(frozenset({f"group:slack:{TEAM}"}))
    assert groups[f"slack:{TEAM}"] == {
        "user:ana@tidewater.example", "user:bo@tidewater.example", "user:chen@tidewater.example", "user:slack:U0SHY",
    }  # fmt: skip


def test_an_account_of_another_workspace_of_the_organisation_counts_if_it_is_in_this_one(world: SlackWorld) -> None:
    world.workspace.add_user("W0GRID", "Grid", "g@t.example", team_id="T9", enterprise_user={"teams": [TEAM]})
    world.workspace.add_user("W1GRID", "Else", "e@t.example", team_id="T9", enterprise_user={"teams": ["T8"]})
    _, groups = readers(world, THREAD)
    assert "user:g@t.example" in groups[f"slack:{TEAM}"]
    assert "user:e@t.example" not in groups[f"slack:{TEAM}"]


def test_a_guest_reads_the_public_channels_that_they_are_in(world: SlackWorld) -> None:
    who, groups = readers(world, thread("C0STORAGE", 7))
    assert who == Readers(frozenset({f"group:slack:{TEAM}", "group:slack:C0STORAGE"}))
    assert groups["slack:C0STORAGE"] == {"user:gil@contractor.example"}
    assert "slack:C0GENERAL" not in groups


def test_a_private_channel_is_read_by_those_who_are_in_it(world: SlackWorld) -> None:
    world.workspace.add_user("U0OTHER", "Other Org", "other@partner.example", team_id="T0PARTNER")
    world.workspace.channels["G0SECRET"].members += [GUEST, "U0OTHER", "U0UNKNOWN"]
    who, groups = readers(world, thread("G0SECRET", 7))
    assert who == Readers(frozenset({"group:slack:G0SECRET"}))
    assert groups["slack:G0SECRET"] == {
        "user:ana@tidewater.example", "user:chen@tidewater.example", "user:gil@contractor.example",
    }  # fmt: skip


def test_a_channel_made_private_comes_again_with_its_readers(world: SlackWorld) -> None:
    before = cursor(opened(world, lookback="3"))
    world.workspace.channels["C0GENERAL"].private = True
    items = [item for item in opened(world, lookback="3").changes(before) if isinstance(item, Listed)]
    assert {item.path for item in items} == {path for path in world.paths() if path.startswith("C0GENERAL/")}
    assert {item.readers for item in items} == {Readers(frozenset({"group:slack:C0GENERAL"}))}


def test_a_private_channels_name_is_told_in_no_other_channel(world: SlackWorld) -> None:
    root = world.workspace.say("C0GENERAL", stamp(2), "See <#G0SECRET> and <#C0STORAGE>", ANA)
    world.workspace.say("C0GENERAL", now(), "I did.", BO, root)
    data = opened(world).read(Listed(f"C0GENERAL/{root}.json")) or b""
    assert b"acquisition" not in data
    assert "#private-channel and #storage" in words(world, f"C0GENERAL/{root}.json")


def test_without_addresses_people_are_named_by_their_accounts(world: SlackWorld) -> None:
    world.server.scopes.discard("users:read.email")
    _, groups = readers(world, THREAD)
    assert groups[f"slack:{TEAM}"] == {f"user:slack:{one}" for one in (ANA, BO, CHEN)}


def test_direct_messages_are_never_asked_for(world: SlackWorld) -> None:
    world.workspace.add_channel("G0MPIM", "mpdm-ana--bo-1", [ANA, BO], private=True, direct=True)
    world.workspace.say("G0MPIM", stamp(2), "between us", ANA)
    items = list(opened(world).listing())
    assert not any(item.path.startswith("G0MPIM") for item in items if isinstance(item, Listed))
    assert {call["channel"] for call in world.server.calls("conversations.history")} == {"C0GENERAL", "C0STORAGE", "G0SECRET"}
    assert [call["types"] for call in world.server.calls("conversations.list")] == ["public_channel,private_channel"] * 2


@pytest.mark.parametrize("scope", [scope for scope in SCOPES if scope != "users:read.email"])
def test_a_missing_scope_is_named(world: SlackWorld, scope: str) -> None:
    world.server.scopes.discard(scope)
    with pytest.raises(SourceError, match=f"add the scope {scope} "):
        listing(opened(world))


def test_without_private_channels_no_scope_for_them_is_needed(world: SlackWorld) -> None:
    world.server.scopes -= {"groups:read", "groups:history"}
    assert {path[:2] for path in listing(opened(world, private="no"))} == {"C0"}


@pytest.mark.parametrize("code", ["invalid_auth", "token_revoked", "token_expired", "account_inactive"])
def test_a_refused_token_is_said_with_the_next_step(world: SlackWorld, code: str) -> None:
    world.server.refusal = code
    with pytest.raises(SourceError, match=rf"refuses the token \({code}\).*lore.toml") as raised:
        listing(opened(world))
    assert world.access.token not in str(raised.value)


def test_a_token_of_another_workspace_is_refused(world: SlackWorld) -> None:
    world.server.url = "https://elsewhere.slack.com/"
    with pytest.raises(SourceError, match=r"belongs to https://elsewhere\.slack\.com"):
        listing(opened(world))


def test_a_missing_token_is_said_before_anything_is_asked(world: SlackWorld) -> None:
    world.access = replace(world.access, token="")
    with pytest.raises(SourceError, match="has no token"):
        opened(world)


@pytest.mark.parametrize("fault", list(Fault), ids=lambda fault: fault.value)
def test_each_fault_is_waited_out(world: SlackWorld, fault: Fault) -> None:
    before = listing(opened(world))
    source = opened(world)
    world.server.fail_next(fault, fault)
    assert listing(source) == before


@pytest.mark.parametrize("code", ["internal_error", "service_unavailable", "ratelimited"])
def test_errors_that_slack_calls_its_own_are_waited_out_and_then_said(world: SlackWorld, code: str) -> None:
    world.server.refusal = code
    with pytest.raises(SourceError, match=f"does not answer .{code}"):
        listing(opened(world))
    assert len(world.server.calls("conversations.list")) == PATIENCE.attempts


def test_a_long_rate_limit_ends_the_run_with_the_time_to_come_back(world: SlackWorld) -> None:
    world.server.retry_after = 600
    with pytest.raises(SourceError, match="come back in 10 minutes"):
        listing(opened(world))
    assert len(world.server.asked) == 1


def test_nothing_that_people_wrote_is_logged(world: SlackWorld, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        world.server.fail_next(Fault.RESET, Fault.NOT_JSON)
        listing(opened(world))
    assert "queue" not in caplog.text
    assert world.access.token not in caplog.text
