"""What was said and seen in a workspace, as one HTML page that looks like Slack, to judge it by eye."""

from __future__ import annotations

import hashlib
import html
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from tests.stand_ins.slack_platform.messages import Message
from tests.stand_ins.slack_platform.people import LORE_USER, Person
from tests.stand_ins.slack_platform.transcript_blocks import blocks_html, text_html
from tests.stand_ins.slack_platform.transcript_text import Names, mrkdwn_html, plain_html
from tests.stand_ins.slack_platform.workspace import Channel, Status, View, Workspace

_STYLE = (Path(__file__).parent / "transcript.css").read_text("utf-8")
_COLOURS = ("#4a154b", "#1264a3", "#007a5a", "#b36200", "#8d3db5", "#c01343", "#3c6e71")


def transcript_html(workspace: Workspace, people: Sequence[Person], title: str = "", note: str = "") -> str:
    """One self-contained page: the channels and direct messages of these people with threads, what each alone sees, statuses,
    their Home pages, and the modals that were shown to them."""
    names = {
        **{one.id: one.handle for one in workspace.people.values()},
        **{one.id: one.name for one in workspace.channels.values()},
    }
    theirs = [one for one in workspace.channels.values() if any(person.id in one.members for person in people)]
    parts = [_channel(workspace, one, names) for one in theirs if one.messages or _prompts(workspace, one)]
    parts += [_home(workspace, one, names) for one in people if one.id in workspace.homes]
    parts += [_modals(workspace, one, names) for one in people]
    heading = plain_html(title or f"{workspace.name}, with Lore")
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{heading}</title><style>{_STYLE}</style></head>'
        f"<body><main><h1>{heading}</h1><p>{plain_html(note)}</p>{''.join(parts)}</main></body></html>"
    )


def _channel(workspace: Workspace, channel: Channel, names: Names) -> str:
    members = ", ".join(names[one] for one in channel.members if one != LORE_USER)
    sign = {"public": "#", "private": "private · "}.get(channel.kind, "")
    name = f"{sign}{channel.name}" if sign else "Direct messages with Lore"
    messages = sorted(channel.messages.values(), key=lambda one: one.ts)
    roots = [one for one in messages if one.root == one.ts or one.root not in channel.messages]
    shown = "".join(_thread(workspace, one, [two for two in messages if two.root == one.ts != two.ts], names) for one in roots)
    heading = f"<h2>{plain_html(name)}<small>{plain_html(members)}</small></h2>"
    return f"<section>{heading}{_prompts(workspace, channel)}{shown}</section>"


def _prompts(workspace: Workspace, channel: Channel) -> str:
    offered = [one for (place, _), one in workspace.prompts.items() if place == channel.id]
    if not offered:
        return ""
    prompts = "".join(f'<span class="prompt">{plain_html(one["title"])}</span>' for one in offered[-1]["prompts"])
    return f'<div class="view"><div class="hint">{plain_html(str(offered[-1]["title"]))}</div>{prompts}</div>'


def _thread(workspace: Workspace, root: Message, replies: list[Message], names: Names) -> str:
    """A message with its replies and with the statuses that stood there, all in the order in which they came."""
    entries = [(float(one.ts), _message(workspace, one, names)) for one in replies]
    at = (root.channel, root.ts)
    statuses = [one for one in workspace.statuses if (one.channel, one.thread_ts) == at]
    entries += [(one.at, _status(one)) for one in statuses if one.status]
    if workspace.status(*at):
        entries.append((workspace.clock(), '<div class="status">(this status still stands)</div>'))
    inside = "".join(shown for _, shown in sorted(entries, key=lambda one: one[0]))
    return _message(workspace, root, names) + (f'<div class="thread">{inside}</div>' if inside else "")


def _status(status: Status) -> str:
    more = f" ({' · '.join(status.loading_messages)})" if status.loading_messages else ""
    return f'<div class="status">Lore {plain_html(status.status + more)}</div>'


def _message(workspace: Workspace, message: Message, names: Names) -> str:
    writer = workspace.people.get(message.user)
    name = writer.name if writer else "another app"
    if message.deleted:
        return f'<div class="message gone">A message of {plain_html(name)} was deleted.</div>'
    badge = '<span class="app">APP</span>' if message.bot_id else ""
    time = datetime.fromtimestamp(float(message.ts), UTC).strftime("%H:%M:%S")
    only = f'<div class="only">Only visible to {plain_html(names.get(message.only_to, ""))}</div>' if message.only_to else ""
    edited = '<span class="edited">(edited)</span>' if message.edited else ""
    past = "".join(f'<div class="past">before: {plain_html(one[:300])}</div>' for one in message.past)
    streaming = "" if message.stream is None or message.stream.state == "done" else f" · stream {message.stream.state}"
    who = f'<span class="who">{plain_html(name)}</span>{badge}<span class="time">{time}{streaming}</span>'
    shown = f"{only}<div>{who}</div>{_said(message, names)}{edited}{past}{_below(message)}"
    return (
        f'<div class="message {"private" if message.only_to else ""}">{_avatar(name)}<div class="content">{shown}</div></div>'
    )


def _said(message: Message, names: Names) -> str:
    """What a person typed is in its text; what an app said is in its blocks, else in its text."""
    if message.bot_id and message.shown:
        return blocks_html(message.shown, names)
    return f"<div>{mrkdwn_html(message.text, names)}</div>"


def _below(message: Message) -> str:
    files = "".join(f'<div class="files">📎 {plain_html(str(one.get("name", "a file")))}</div>' for one in message.files)
    given = {name: users for name, users in message.reactions.items() if users}
    reactions = " ".join(f"{plain_html(f':{name}:')} {len(users)}" for name, users in given.items())
    return files + (f"<div>{reactions}</div>" if reactions else "")


def _avatar(name: str) -> str:
    colour = "#1f3a4d" if name == "Lore" else _COLOURS[hashlib.sha256(name.encode()).digest()[0] % len(_COLOURS)]
    return f'<div class="avatar" style="background:{colour}">{html.escape(name[:1])}</div>'


def _home(workspace: Workspace, person: Person, names: Names) -> str:
    view = workspace.homes[person.id]
    heading = f"<h2>Lore · Home<small>as {plain_html(person.name)} sees it</small></h2>"
    return f'<section>{heading}<div class="view">{blocks_html(view.blocks, names)}</div></section>'


def _modals(workspace: Workspace, person: Person, names: Names) -> str:
    shown = "".join(_modal(one, names) for one in workspace.shown_modals if one.user == person.id)
    heading = f"<h2>Forms<small>that {plain_html(person.name)} saw, in order</small></h2>"
    return f"<section>{heading}{shown}</section>" if shown else ""


def _modal(view: View, names: Names) -> str:
    content = view.content
    buttons = [("close", "", "Cancel"), ("submit", "primary", "")]
    shown = [(style, text_html(content.get(key) or other, names)) for key, style, other in buttons if content.get(key) or other]
    footer = " ".join(f'<span class="button {style}">{label}</span>' for style, label in shown)
    errors = "".join(f'<div class="error">{plain_html(one)}</div>' for one in view.errors.values())
    header = f"<header>{text_html(content['title'], names)}</header>"
    return f'<div class="modal">{header}<div>{blocks_html(view.blocks, names)}{errors}</div><footer>{footer}</footer></div>'
