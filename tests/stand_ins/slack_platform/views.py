"""views.open, views.push, views.update and views.publish."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import Any

from tests.stand_ins.slack_platform.blocks import problems_in_view
from tests.stand_ins.slack_platform.calls import Call, Method, method
from tests.stand_ins.slack_platform.people import LORE_APP, LORE_BOT
from tests.stand_ins.slack_platform.refusals import No
from tests.stand_ins.slack_platform.workspace import View, Workspace

TRIGGER_SECONDS = 3.0
MOST_MODALS = 3


def view_as_slack(workspace: Workspace, view: View, state: dict[str, Any] | None = None) -> dict[str, Any]:
    """The view object of Slack's answers and payloads."""
    content = {"private_metadata": "", "callback_id": "", "external_id": "", "title": None, "submit": None, "close": None}
    return content | view.content | {
        "id": view.id, "team_id": workspace.team_id, "state": {"values": state or {}}, "hash": view.hash,
        "previous_view_id": None, "root_view_id": view.root_id or view.id, "app_id": LORE_APP, "bot_id": LORE_BOT,
        "app_installed_team_id": workspace.team_id,
    }  # fmt: skip


def numbered(content: dict[str, Any]) -> dict[str, Any]:
    """The content with an id for every block and acting element that has none, as Slack gives them."""
    blocks = [{"block_id": f"b{at}", **block} for at, block in enumerate(content.get("blocks", []))]
    return {**content, "blocks": blocks}


def new_view(user: str, content: dict[str, Any], root_id: str = "") -> View:
    return View(f"V0{secrets.token_hex(5).upper()}", user, numbered(content), secrets.token_hex(8), root_id)


def check_view(content: Any, kind: str) -> dict[str, Any]:
    """Raise No for content that Slack would refuse."""
    problems = problems_in_view(content)
    if problems:
        raise No("invalid_arguments", problems)
    if content["type"] != kind:
        raise No("invalid_arguments", [f"view: type {content['type']!r}, must be {kind!r}"])
    checked: dict[str, Any] = content
    return checked


def _user_of_trigger(call: Call) -> str:
    """Whose click it was; each trigger opens one view, within three seconds."""
    trigger = str(call.get("trigger_id"))
    user, _, rest = trigger.partition(":")
    if user not in call.workspace.people or not rest:
        raise No("invalid_trigger_id", ["trigger_id is none of Slack's"])
    made = call.triggers.pop(trigger, None)
    if made is None:
        raise No("exchanged_trigger_id")
    if call.workspace.clock() - made > TRIGGER_SECONDS:
        raise No("expired_trigger_id")
    return user


def _open(call: Call) -> dict[str, Any]:
    content = check_view(call.get("view"), "modal")
    user = _user_of_trigger(call)
    view = new_view(user, content)
    call.workspace.modals[user] = [view]
    show(call.workspace, view)
    return {"view": view_as_slack(call.workspace, view)}


def _push(call: Call) -> dict[str, Any]:
    content = check_view(call.get("view"), "modal")
    user = _user_of_trigger(call)
    stack = call.workspace.modals.setdefault(user, [])
    if len(stack) >= MOST_MODALS:
        raise No("push_limit_reached", ["more than three modals"])
    stack.append(new_view(user, content, stack[0].id if stack else ""))
    show(call.workspace, stack[-1])
    return {"view": view_as_slack(call.workspace, stack[-1])}


def show(workspace: Workspace, view: View) -> None:
    """Remember what a person is shown."""
    workspace.shown_modals.append(replace(view, errors=dict(view.errors)))


def change(view: View, content: dict[str, Any]) -> None:
    view.content, view.hash = numbered(content), secrets.token_hex(8)


def _update(call: Call) -> dict[str, Any]:
    external = call.get("external_id")
    modals = [one for stack in call.workspace.modals.values() for one in stack]
    found = next((one for one in modals if external and one.content.get("external_id") == external), None)
    view = found if external else call.workspace.view(str(call.get("view_id")))
    if view is None:
        raise No("not_found")
    content = check_view(call.get("view"), view.content["type"])
    if call.get("hash") and call.get("hash") != view.hash:
        raise No("hash_conflict")
    change(view, content)
    if content["type"] == "modal":
        show(call.workspace, view)
    return {"view": view_as_slack(call.workspace, view)}


def _publish(call: Call) -> dict[str, Any]:
    content = check_view(call.get("view"), "home")
    user = call.person("user_id")
    standing = call.workspace.homes.get(user.id)
    if standing is None:
        standing = call.workspace.homes[user.id] = new_view(user.id, content)
    elif call.get("hash") and call.get("hash") != standing.hash:
        raise No("hash_conflict")
    else:
        change(standing, content)
    return {"view": view_as_slack(call.workspace, standing)}


VIEWS: dict[str, Method] = {
    "views.open": method(_open, "view trigger_id", "interactivity_pointer"),
    "views.push": method(_push, "view trigger_id", "interactivity_pointer"),
    "views.update": method(_update, "view", "view_id external_id hash"),
    "views.publish": method(_publish, "view user_id", "hash"),
}
