"""deploy/slack/manifest.json: what Slack takes, what it needs for what Lore does, and that it is in step with the code."""

from __future__ import annotations

import json
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from assistant.slack.app import hear
from assistant.slack.installed.scopes import SCOPES
from assistant.slack.talking.status import Statuses
from tests.stand_ins.slack_platform.conversations import HISTORY, READ
from tests.stand_ins.slack_platform.server import METHODS

ROOT = Path(__file__).parents[3]
MANIFEST: dict[str, Any] = json.loads((ROOT / "deploy/slack/manifest.json").read_text("utf-8"))
FEATURES, SETTINGS = MANIFEST["features"], MANIFEST["settings"]
EVENTS = set(SETTINGS["event_subscriptions"]["bot_events"])
BOT_SCOPES = set(MANIFEST["oauth_config"]["scopes"]["bot"])

LEFT_ALONE = {"app_context_changed"}
"""Part of an agent's events; Lore needn't know what people look at, and acknowledges it without looking."""
SCOPES_OF_EVENTS = {
    "app_mention": {"app_mentions:read"},
    "message.channels": {"channels:history"},
    "message.groups": {"groups:history"},
    "message.im": {"im:history"},
    "message.mpim": {"mpim:history"},
    "agent_session_stopped": {"assistant:write"},
    "member_joined_channel": {"channels:read", "groups:read"},
    "member_left_channel": {"channels:read", "groups:read"},
}
"""By Slack's reference of events; those that aren't here need none."""


class Recording:
    """Takes the place of a Bolt app and writes down what it is asked to listen for."""

    def __init__(self) -> None:
        self.heard: dict[str, set[str]] = {}

    def __getattr__(self, kind: str) -> Any:
        def listen(what: object) -> Any:
            if isinstance(what, str):
                self.heard.setdefault(kind, set()).add(what)
            return lambda *_, **__: None

        return listen


@pytest.fixture(name="heard")
def _heard() -> dict[str, set[str]]:
    app = Recording()
    hear(
        cast("Any", app),
        cast("Any", SimpleNamespace()),
        cast("Any", SimpleNamespace(nudge=lambda: None)),
        Statuses(cast("Any", None)),
    )
    return app.heard


def test_every_command_of_the_code_is_in_the_manifest_and_the_other_way_round(heard: dict[str, set[str]]) -> None:
    assert {one["command"] for one in FEATURES["slash_commands"]} == heard["command"]


def test_every_shortcut_of_the_code_is_in_the_manifest_and_the_other_way_round(heard: dict[str, set[str]]) -> None:
    listened = heard.get("shortcut", set()) | heard.get("message_shortcut", set())
    assert {one["callback_id"] for one in FEATURES["shortcuts"]} == listened
    assert {one["type"] for one in FEATURES["shortcuts"]} == {"message"}


def test_every_event_of_the_code_is_in_the_manifest_and_the_other_way_round(heard: dict[str, set[str]]) -> None:
    subscribed = {one.partition(".")[0] for one in EVENTS} - LEFT_ALONE
    assert subscribed == heard["event"]


def test_messages_come_from_public_and_private_channels_and_direct_messages_to_one_and_to_several() -> None:
    assert {"message.channels", "message.groups", "message.im", "message.mpim"} <= EVENTS


def test_the_manifest_asks_for_the_scopes_of_the_code_and_no_others() -> None:
    assert sorted(SCOPES) == MANIFEST["oauth_config"]["scopes"]["bot"]
    assert "user" not in MANIFEST["oauth_config"]["scopes"]


@pytest.mark.parametrize("event", sorted(SCOPES_OF_EVENTS))
def test_an_event_comes_with_its_scopes(event: str) -> None:
    assert event in EVENTS
    assert SCOPES_OF_EVENTS[event] <= BOT_SCOPES


def _called() -> set[str]:
    """The Web API methods that the code in assistant/slack calls."""
    names = {name.replace(".", "_"): name for name in METHODS} | {"auth_test": "auth.test"}
    text = "\n".join(path.read_text("utf-8") for path in sorted((ROOT / "assistant/slack").rglob("*.py")))
    calls = set(re.findall(r"\.((?:chat|conversations|users|views|assistant|reactions|team|auth)_[a-zA-Z_]+)\(", text))
    unknown = calls - names.keys() - {"chat_stream"}
    assert not unknown, f"the stand-in for Slack doesn't know {sorted(unknown)}"
    return {names[one] for one in calls & names.keys()}


def test_every_method_that_the_code_calls_has_one_of_its_scopes() -> None:
    lacking = {
        name: METHODS[name].scopes for name in _called() if METHODS[name].scopes and not set(METHODS[name].scopes) & BOT_SCOPES
    }
    assert lacking == {}


def test_channels_that_people_invite_lore_to_can_be_read() -> None:
    kinds = ("public", "private")
    assert {READ[kind] for kind in kinds} | {HISTORY[kind] for kind in kinds} <= BOT_SCOPES


def test_addresses_are_asked_for_since_they_tell_who_somebody_is() -> None:
    assert {"users:read", "users:read.email"} <= BOT_SCOPES


def test_commands_and_shortcuts_have_their_scope() -> None:
    assert "commands" in BOT_SCOPES
    assert SETTINGS["interactivity"] == {"is_enabled": True}


def test_it_is_an_agent_with_a_home_and_messages() -> None:
    assert FEATURES["app_home"] == {
        "home_tab_enabled": True,
        "messages_tab_enabled": True,
        "messages_tab_read_only_enabled": False,
    }
    assert "assistant_view" not in FEATURES
    assert "assistant:write" in BOT_SCOPES
    assert "app_home_opened" in EVENTS


def test_it_can_be_used_without_a_public_address_and_by_whole_organisations() -> None:
    assert SETTINGS["socket_mode_enabled"] is True
    assert SETTINGS["org_deploy_enabled"] is True
    assert SETTINGS["token_rotation_enabled"] is False
    assert "request_url" not in SETTINGS["event_subscriptions"]


LENGTHS = [
    ("name", MANIFEST["display_information"]["name"], 1, 35),
    ("description", MANIFEST["display_information"]["description"], 1, 140),
    ("long description", MANIFEST["display_information"]["long_description"], 175, 4000),
    ("bot's name", FEATURES["bot_user"]["display_name"], 1, 80),
    ("agent's description", FEATURES["agent_view"]["agent_description"], 1, 300),
    *((one["command"], one["command"], 2, 32) for one in FEATURES["slash_commands"]),
    *((f"{one['command']} described", one["description"], 1, 2000) for one in FEATURES["slash_commands"]),
    *((f"{one['command']} hint", one["usage_hint"], 1, 1000) for one in FEATURES["slash_commands"]),
    *((one["callback_id"], one["name"], 1, 24) for one in FEATURES["shortcuts"]),
    *((f"{one['callback_id']} described", one["description"], 1, 150) for one in FEATURES["shortcuts"]),
]


@pytest.mark.parametrize(("text", "least", "most"), [one[1:] for one in LENGTHS], ids=[one[0] for one in LENGTHS])
def test_every_text_is_as_long_as_slack_takes_it(text: str, least: int, most: int) -> None:
    assert least <= len(text) <= most


def test_there_are_at_most_four_suggested_prompts_each_with_a_title_and_a_message() -> None:
    prompts = FEATURES["agent_view"]["suggested_prompts"]
    assert 1 <= len(prompts) <= 4
    assert all(set(one) == {"title", "message"} and one["title"] and one["message"] for one in prompts)


def test_there_are_no_fields_that_slack_does_not_know() -> None:
    assert set(MANIFEST) == {"_metadata", "display_information", "features", "oauth_config", "settings"}
    assert set(FEATURES) == {"app_home", "bot_user", "agent_view", "shortcuts", "slash_commands"}
    assert {key for one in FEATURES["slash_commands"] for key in one} == {
        "command",
        "description",
        "usage_hint",
        "should_escape",
    }
    assert {key for one in FEATURES["shortcuts"] for key in one} == {"name", "type", "callback_id", "description"}
    assert set(SETTINGS) == {
        "event_subscriptions",
        "interactivity",
        "org_deploy_enabled",
        "socket_mode_enabled",
        "token_rotation_enabled",
    }


def test_the_set_up_page_names_every_scope_and_every_command() -> None:
    page = (ROOT / "deploy/slack/README.md").read_text("utf-8")
    assert [scope for scope in BOT_SCOPES if f"`{scope}`" not in page] == []
    assert [one["command"] for one in FEATURES["slash_commands"] if f"`{one['command']}`" not in page] == []
