"""What is written in a channel."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Blocks = list[dict[str, Any]]


@dataclass(slots=True)
class Stream:
    """A message that is still being written. `tasks` are task cards by their id, `blocks` what came as blocks chunks."""

    recipient: str = ""
    markdown: str = ""
    tasks: dict[str, dict[str, Any]] = field(default_factory=dict)
    plan: str = ""
    blocks: Blocks = field(default_factory=list)
    display: str = "timeline"
    state: Literal["streaming", "done", "expired", "stopped"] = "streaming"

    def as_blocks(self) -> Blocks:
        """What Slack shows of it so far."""
        cards = [
            {"type": "task_card", "task_id": id_, **{key: value for key, value in task.items() if key != "id"}}
            for id_, task in self.tasks.items()
        ]
        if self.display == "plan" and cards:
            cards = [{"type": "plan", "title": self.plan or "Working", "tasks": cards}]
        text: Blocks = [{"type": "markdown", "text": self.markdown}] if self.markdown else []
        return [*cards, *text, *self.blocks]


@dataclass(slots=True)
class Message:
    """A post as it stands now. `only_to` is the account that alone sees it, "" for a post that all of the channel see."""

    channel: str
    ts: str
    user: str
    text: str = ""
    thread_ts: str = ""
    blocks: Blocks = field(default_factory=list)
    only_to: str = ""
    bot_id: str = ""
    subtype: str = ""
    metadata: dict[str, Any] | None = None
    edited: bool = False
    deleted: bool = False
    broadcast: bool = False
    files: list[dict[str, Any]] = field(default_factory=list)
    reactions: dict[str, list[str]] = field(default_factory=dict)
    stream: Stream | None = None
    past: list[str] = field(default_factory=list)
    """What it said before it was changed, oldest first."""

    @property
    def root(self) -> str:
        """The ts of the thread that it belongs to, its own for one that starts a thread."""
        return self.thread_ts or self.ts

    @property
    def shown(self) -> Blocks:
        """The blocks that a person sees, a stream's text among them."""
        if self.stream is not None and self.stream.state != "done":
            return self.stream.as_blocks()
        return self.blocks

    @property
    def words(self) -> str:
        """All words that a person reads in it, a line a text."""
        texts = list(texts_of(self.shown))
        return "\n".join(texts) if texts else self.text

    def element(self, action_id: str) -> dict[str, Any]:
        """The button, menu or the like with that id; KeyError if a person would find none."""
        return element_of(self.shown, action_id)[1]

    def as_slack(self, *, with_metadata: bool = False) -> dict[str, Any]:
        """The message object of conversations.history."""
        message: dict[str, Any] = {"type": "message", "user": self.user, "ts": self.ts, "text": self.text}
        optional = {
            "subtype": self.subtype, "bot_id": self.bot_id, "thread_ts": self.thread_ts, "blocks": self.shown,
            "files": self.files,
            "edited": {"user": self.user, "ts": self.ts} if self.edited else None,
            "reactions": [{"name": name, "users": users, "count": len(users)} for name, users in self.reactions.items()],
            "metadata": self.metadata if with_metadata else None,
        }  # fmt: skip
        message |= {key: value for key, value in optional.items() if value}
        if self.bot_id:
            message |= {"app_id": "A0LORE"}
        return message

    def as_tombstone(self) -> dict[str, Any]:
        """What holds a thread together whose first message was deleted."""
        return {
            "type": "message", "subtype": "tombstone", "user": "USLACKBOT", "text": "This message was deleted.", "hidden": True,
            "ts": self.ts, "thread_ts": self.ts,
        }  # fmt: skip


def texts_of(part: Any) -> Iterator[str]:
    """Every text in blocks that is shown, in their order; not the values, ids and addresses."""
    if isinstance(part, list):
        for one in part:
            yield from texts_of(one)
    elif isinstance(part, Mapping):
        for key, value in part.items():
            if key in {"text", "title", "label", "hint", "placeholder", "description"} and isinstance(value, str):
                yield value
            elif key not in {"value", "url", "image_url", "private_metadata", "block_id", "action_id"}:
                yield from texts_of(value)


def element_of(blocks: Any, action_id: str) -> tuple[str, dict[str, Any]]:
    """The (block_id, element) with this action id; KeyError, with those there are, if there is none."""
    found = dict(_elements(blocks))
    if action_id not in found:
        raise KeyError(f"no element {action_id}; there are {sorted(found)}")
    return found[action_id]


def elements_in(blocks: Any) -> dict[str, tuple[str, dict[str, Any]]]:
    """(block_id, element) by action id."""
    return dict(_elements(blocks))


def _elements(part: Any, block_id: str = "") -> Iterator[tuple[str, tuple[str, dict[str, Any]]]]:
    if isinstance(part, list):
        for one in part:
            yield from _elements(one, block_id)
    elif isinstance(part, Mapping):
        block_id = part.get("block_id", block_id)
        if "action_id" in part:
            yield part["action_id"], (block_id, dict(part))
        for value in part.values():
            yield from _elements(value, block_id)
