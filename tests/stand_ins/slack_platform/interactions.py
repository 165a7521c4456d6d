"""The payloads of commands, clicks, forms and shortcuts, as real ones look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.stand_ins.slack_platform.delivering import Delivery
from tests.stand_ins.slack_platform.messages import Message, elements_in
from tests.stand_ins.slack_platform.people import LORE_APP, Person
from tests.stand_ins.slack_platform.views import view_as_slack
from tests.stand_ins.slack_platform.workspace import Channel, View, Workspace

SELECTED = {
    "users_select": "selected_user", "multi_users_select": "selected_users", "conversations_select": "selected_conversation",
    "multi_conversations_select": "selected_conversations", "channels_select": "selected_channel",
    "multi_channels_select": "selected_channels", "datepicker": "selected_date", "timepicker": "selected_time",
    "datetimepicker": "selected_date_time", "plain_text_input": "value", "email_text_input": "value", "url_text_input": "value",
    "number_input": "value",
}  # fmt: skip
"""Where a field's value stands in state.values and actions."""
INITIAL = {
    "users_select": "initial_user", "multi_users_select": "initial_users", "conversations_select": "initial_conversation",
    "multi_conversations_select": "initial_conversations", "channels_select": "initial_channel",
    "multi_channels_select": "initial_channels", "datepicker": "initial_date", "timepicker": "initial_time",
    "datetimepicker": "initial_date_time",
}  # fmt: skip
WITH_ONE_OPTION = {"static_select", "radio_buttons", "overflow", "external_select"}
WITH_OPTIONS = {"multi_static_select", "checkboxes", "multi_external_select"}


@dataclass(frozen=True, slots=True)
class Click:
    """Who clicks, with what Slack gives the app for answering."""

    workspace: Workspace
    person: Person
    trigger_id: str
    response_url: str

    def frame(self, kind: str) -> dict[str, Any]:
        """What every interactive payload has."""
        workspace, person = self.workspace, self.person
        return {
            "type": kind, "api_app_id": LORE_APP, "token": "verification-token", "trigger_id": self.trigger_id,
            "user": {"id": person.id, "username": person.handle, "name": person.handle, "team_id": person.team_id},
            "team": {"id": workspace.team_id, "domain": workspace.name.lower()}, "enterprise": None,
            "is_enterprise_install": False,
        }  # fmt: skip


def option_of(element: Mapping[str, Any], value: str) -> dict[str, Any]:
    """The option with this value; KeyError, since nobody could choose another."""
    groups = element.get("option_groups") or [element]
    options = {one["value"]: one for group in groups for one in group.get("options", [])}
    return dict(options[value])


def chosen(element: Mapping[str, Any], value: Any) -> dict[str, Any]:
    """How Slack tells that a person chose or wrote this in the element; None leaves it as it came."""
    kind = element["type"]
    if kind in WITH_ONE_OPTION:
        option = element.get("initial_option") if value is None else option_of(element, value)
        return {"type": kind, "selected_option": option}
    if kind in WITH_OPTIONS:
        options = element.get("initial_options", []) if value is None else [option_of(element, one) for one in value]
        return {"type": kind, "selected_options": options}
    if kind in SELECTED:
        initial = element.get(INITIAL.get(kind, "initial_value"))
        return {"type": kind, SELECTED[kind]: initial if value is None else value}
    return {"type": kind}


def state_of(blocks: list[dict[str, Any]], values: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """state.values of a view or message in which a person has filled in these values, by action id."""
    stateful = SELECTED.keys() | WITH_ONE_OPTION | WITH_OPTIONS
    found = {action: (block, one) for action, (block, one) in elements_in(blocks).items() if one["type"] in stateful}
    unknown = values.keys() - found.keys()
    if unknown:
        raise KeyError(f"nobody could fill in {sorted(unknown)}; there are {sorted(found)}")
    state: dict[str, dict[str, Any]] = {}
    for action, (block, element) in found.items():
        state.setdefault(block, {})[action] = chosen(element, values.get(action))
    return state


def unfilled(blocks: list[dict[str, Any]], state: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """The fields for which Slack's form would not let anybody submit: empty ones that aren't optional, texts too long."""
    missing = []
    for block in blocks:
        if block.get("type") != "input":
            continue
        element = block["element"]
        said = state.get(block["block_id"], {}).get(element["action_id"], {})
        value = next((one for key, one in said.items() if key != "type"), None)
        if not value and not block.get("optional", False):
            missing.append(f"{element['action_id']} is empty")
        if (
            isinstance(value, str)
            and value
            and not element.get("min_length", 0) <= len(value) <= element.get("max_length", 3000)
        ):
            missing.append(f"{element['action_id']} has {len(value)} characters")
    return missing


def _action(workspace: Workspace, block_id: str, element: Mapping[str, Any], value: Any) -> dict[str, Any]:
    """One entry of `actions`. `value` chooses: an option's value, a feedback button's, or what a field holds."""
    kind = element["type"]
    action = {"action_id": element["action_id"], "block_id": block_id, "type": kind, "action_ts": workspace.next_ts()}
    if kind == "feedback_buttons":
        buttons = (element["positive_button"], element["negative_button"])
        pressed = next(one for one in buttons if value in {one["value"], one["value"].split(":")[0]})
        return action | {"text": pressed["text"], "value": pressed["value"]}
    if kind in {"button", "icon_button"}:
        return action | {key: element[key] for key in ("text", "value", "url") if key in element}
    return action | chosen(element, value)


def message_pressed(click: Click, message: Message, action_id: str, value: Any = None) -> Delivery:
    """block_actions of an element under a message; Slack leaves out the message itself where only one person sees it."""
    blocks = with_ids(message.shown)
    block_id, element = elements_in(blocks)[action_id]
    channel = click.workspace.channels[message.channel]
    container: dict[str, Any] = {
        "type": "message", "message_ts": message.ts, "channel_id": channel.id, "is_ephemeral": bool(message.only_to),
    }  # fmt: skip
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    payload = click.frame("block_actions") | {
        "container": container, "channel": _channel(channel), "state": {"values": state_of(blocks, {})},
        "response_url": click.response_url, "actions": [_action(click.workspace, block_id, element, value)],
    }  # fmt: skip
    if not message.only_to:
        payload["message"] = message.as_slack() | {"blocks": blocks}
    return Delivery("interactive", payload)


def view_pressed(click: Click, view: View, action_id: str, value: Any, values: Mapping[str, Any]) -> Delivery:
    """block_actions of an element in a modal or on a Home page; `values` is what else is filled in."""
    block_id, element = elements_in(view.blocks)[action_id]
    filled = dict(values) if element["type"] == "button" or value is None else {**values, action_id: value}
    state = state_of(view.blocks, {key: one for key, one in filled.items() if key in elements_in(view.blocks)})
    payload = click.frame("block_actions") | {
        "container": {"type": "view", "view_id": view.id}, "view": view_as_slack(click.workspace, view, state),
        "actions": [_action(click.workspace, block_id, element, value)],
    }  # fmt: skip
    return Delivery("interactive", payload)


def submitted(click: Click, view: View, state: Mapping[str, Any]) -> Delivery:
    """view_submission."""
    shown = view_as_slack(click.workspace, view, dict(state))
    return Delivery("interactive", click.frame("view_submission") | {"view": shown, "response_urls": []})


def closed(click: Click, view: View) -> Delivery:
    """view_closed."""
    shown = view_as_slack(click.workspace, view)
    return Delivery("interactive", click.frame("view_closed") | {"view": shown, "is_cleared": False})


def shortcut(click: Click, message: Message, callback_id: str) -> Delivery:
    """A shortcut from a message's menu."""
    payload = click.frame("message_action") | {
        "callback_id": callback_id, "message_ts": message.ts, "channel": _channel(click.workspace.channels[message.channel]),
        "message": {"team": click.workspace.team_id, **message.as_slack()}, "response_url": click.response_url,
        "action_ts": click.workspace.next_ts(),
    }  # fmt: skip
    return Delivery("interactive", payload)


def command(click: Click, channel: Channel, name: str, text: str) -> Delivery:
    """A slash command."""
    workspace, person = click.workspace, click.person
    payload = {
        "token": "verification-token", "team_id": workspace.team_id, "team_domain": workspace.name.lower(),
        "channel_id": channel.id,
        "channel_name": _channel(channel)["name"], "user_id": person.id, "user_name": person.handle, "command": name,
        "text": text,
        "api_app_id": LORE_APP, "is_enterprise_install": "false", "response_url": click.response_url,
        "trigger_id": click.trigger_id,
    }  # fmt: skip
    return Delivery("slash_commands", payload)


def _channel(channel: Channel) -> dict[str, str]:
    names = {"im": "directmessage", "private": "privategroup"}
    return {"id": channel.id, "name": names.get(channel.kind, channel.name)}


def with_ids(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Blocks as they come back from Slack: each with a block_id."""
    return [{"block_id": f"b{at}", **block} for at, block in enumerate(blocks)]
