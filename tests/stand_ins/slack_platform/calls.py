"""One call of a Web API method: its arguments, whose token it came with, and what Slack checks for every method."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from tests.stand_ins.slack_platform.people import LORE_USER, Person
from tests.stand_ins.slack_platform.refusals import No, Violation
from tests.stand_ins.slack_platform.workspace import Channel, Workspace

ALWAYS_TAKEN = {"token", "team_id"}
"""Bolt gives its clients a team_id for every call."""
OF_JSON = {"blocks", "metadata", "view", "chunks", "prompts", "loading_messages", "attachments"}
OF_TRUTH = {
    "unfurl_links", "unfurl_media", "reply_broadcast", "mrkdwn", "link_names", "include_all_metadata", "inclusive", "return_im",
    "include_locale", "include_num_members", "exclude_archived", "as_user", "test", "prevent_creation",
}  # fmt: skip
QUIETLY_TAKEN = {"unfurl_links", "unfurl_media"}
"""Slack ignores these where a method doesn't know them; so does the stand-in, as long as they are false."""


@dataclass(slots=True)
class Installation:
    """Lore in one workspace, as its token stands for it."""

    workspace: Workspace
    token: str
    scopes: set[str]
    revoked: bool = False


@dataclass(slots=True)
class Call:
    """What a method works with. `note` collects what Slack would let pass, but Lore must never send."""

    method: str
    arguments: dict[str, Any]
    installation: Installation
    url: str
    violations: list[Violation] = field(default_factory=list)
    stream_appends_left: int | None = None
    triggers: dict[str, float] = field(default_factory=dict)
    largest_page: int = 1000

    @property
    def workspace(self) -> Workspace:
        return self.installation.workspace

    def get(self, name: str, default: Any = "") -> Any:
        return self.arguments.get(name, default)

    def note(self, what: str) -> None:
        self.violations.append(Violation(self.method, what))

    def need(self, *scopes: str) -> None:
        """One of these scopes; No otherwise."""
        if not self.installation.scopes & set(scopes):
            needed, provided = ",".join(scopes), ",".join(sorted(self.installation.scopes))
            raise No("missing_scope", [f"the scope {' or '.join(scopes)} is missing"], needed=needed, provided=provided)

    def channel(self, name: str = "channel") -> Channel:
        """The channel, if Lore can know of it; an account's id stands for the direct messages with them."""
        id_ = str(self.get(name))
        if id_.startswith("U") and self.method.startswith(("chat.postMessage", "chat.startStream")):
            return self.workspace.direct(self.person_of(id_))
        found = self.workspace.channels.get(id_)
        if found is None or (found.kind != "public" and LORE_USER not in found.members):
            raise No("channel_not_found")
        return found

    def channel_to_write(self, name: str = "channel") -> Channel:
        channel = self.channel(name)
        if LORE_USER not in channel.members:
            raise No("not_in_channel")
        if channel.is_archived:
            raise No("is_archived")
        return channel

    def person(self, name: str = "user") -> Person:
        return self.person_of(str(self.get(name)))

    def person_of(self, id_: str) -> Person:
        found = self.workspace.people.get(id_)
        if found is None:
            raise No("user_not_found")
        return found

    def page(self, items: Sequence[Any], usual: int = 100) -> tuple[list[Any], dict[str, Any]]:
        """The items that the cursor and the limit ask for, and the metadata that leads to the next."""
        cursor = str(self.get("cursor"))
        try:
            start = int(base64.urlsafe_b64decode(cursor).decode().removeprefix("next:")) if cursor else 0
        except ValueError as error:
            raise No("invalid_cursor", ["the cursor is none of Slack's"]) from error
        limit = int(self.get("limit", usual) or usual)
        if not 1 <= limit <= 1000:
            raise No("invalid_limit", [f"limit {limit}, must be 1 to 1000"])
        end = start + min(limit, self.largest_page)
        following = base64.urlsafe_b64encode(f"next:{end}".encode()).decode() if end < len(items) else ""
        return list(items[start:end]), {"next_cursor": following}


Run: TypeAlias = Callable[[Call], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Method:
    """A method: its arguments, the scopes of which one is needed, and what it does."""

    required: frozenset[str]
    optional: frozenset[str]
    scopes: tuple[str, ...]
    run: Run

    def check(self, call: Call) -> None:
        """Raise No for what Slack refuses; note what it only ignores."""
        if self.scopes:
            call.need(*self.scopes)
        missing = sorted(name for name in self.required if call.get(name, None) in (None, ""))
        if missing:
            raise No("invalid_arguments", [f"missing required field: {name}" for name in missing])
        unknown = call.arguments.keys() - self.required - self.optional - ALWAYS_TAKEN
        quiet = {name for name in unknown & QUIETLY_TAKEN if call.get(name) is False}
        for name in sorted(unknown - quiet):
            call.note(f"unknown argument {name}")


def method(run: Run, required: str = "", optional: str = "", *scopes: str) -> Method:
    return Method(frozenset(required.split()), frozenset(optional.split()), scopes, run)


def read_arguments(body: bytes, content_type: str, query: Mapping[str, str], form: Mapping[str, str]) -> dict[str, Any]:
    """The arguments of a request, whether they came as JSON, as a form or in the address; JSON within them is read."""
    arguments: dict[str, Any] = dict(query)
    if content_type == "application/json":
        try:
            read = json.loads(body) if body else {}
        except ValueError as error:
            raise No("invalid_json", ["the body is not JSON"]) from error
        if not isinstance(read, dict):
            raise No("json_not_object", ["the body is not an object"])
        arguments |= read
    else:
        arguments |= dict(form)
    return {name: _typed(name, value) for name, value in arguments.items() if value is not None}


def _typed(name: str, value: Any) -> Any:
    if name in OF_JSON and isinstance(value, str):
        try:
            return json.loads(value)
        except ValueError as error:
            raise No("invalid_arguments", [f"{name} is not JSON"]) from error
    if name in OF_TRUTH and not isinstance(value, bool):
        return str(value).lower() in {"1", "true"}
    return value
