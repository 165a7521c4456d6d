"""Forms in Slack: what they are made of, and what was filled in (https://docs.slack.dev/reference/views). Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, TypeAlias

from assistant.slack.rendering.escaping import cut, plain
from assistant.slack.wording import kit
from assistant.slack.wording.kit import Block

View: TypeAlias = dict[str, Any]

LONGEST_INPUT: Final = 3000
MOST_OPTIONS: Final = kit.MOST_OPTIONS
_TITLE: Final = 24
_LABEL: Final = 150
_METADATA: Final = 3000
_MOST_BUTTONS: Final = 10


@dataclass(frozen=True, slots=True)
class Option:
    """Something to choose: what is kept (at most 75 characters), and what is shown."""

    value: str
    label: str


def form(callback_id: str, title: str, blocks: Sequence[Block], submit: str = "", metadata: object = None) -> View:
    """A form; without `submit` something to read. `metadata` is JSON that comes back when it is sent; ValueError for more
    than 3,000 characters of it."""
    kept = "" if metadata is None else json.dumps(metadata, separators=(",", ":"))
    if len(kept) > _METADATA:
        raise ValueError("a form remembers at most 3,000 characters")
    view: View = {
        "type": "modal",
        "callback_id": callback_id,
        "title": kit.plain_text(title, _TITLE),
        "close": kit.plain_text("Cancel" if submit else "Close", _TITLE),
        "blocks": list(blocks)[: kit.MOST_IN_A_VIEW],
        "private_metadata": kept,
    }
    return view | ({"submit": kit.plain_text(submit, _TITLE)} if submit else {})


def message(title: str, text: str) -> View:
    """A form that only says something. `text` is mrkdwn of at most 3,000 characters: it can't be cut any more."""
    return form("lore_said", title, [kit.section(text)])


def typed(name: str, label: str, initial: str = "", most: int = LONGEST_INPUT, *, lines: bool = True) -> Block:
    """Words to type, on several lines or one."""
    element: Block = {"type": "plain_text_input", "action_id": name, "multiline": lines, "max_length": most}
    return asked(name, label, element | ({"initial_value": cut(initial, most)} if initial else {}))


def one_of(name: str, label: str, options: Sequence[Option], chosen: str = "") -> Block:
    """A menu of which one is chosen, by its value."""
    return _one(name, label, ("static_select", options[:MOST_OPTIONS]), chosen)


def one_in_view_of(name: str, label: str, options: Sequence[Option], chosen: str = "") -> Block:
    """The same with everything in view: for a few (10 at most)."""
    return _one(name, label, ("radio_buttons", options[:_MOST_BUTTONS]), chosen)


def some_of(name: str, label: str, options: Sequence[Option], chosen: Sequence[str] = ()) -> Block:
    """A menu of which any number is chosen, none too."""
    shown = [kit.option(one.label, one.value) for one in options[:MOST_OPTIONS]]
    initial = [one for one in shown if one["value"] in chosen]
    element: Block = {"type": "multi_static_select", "action_id": name, "options": shown}
    return optional(asked(name, label, element | ({"initial_options": initial} if initial else {})))


def somebody(name: str, label: str, chosen: str = "") -> Block:
    """A menu of the people of the workspace; `chosen` is an account."""
    element: Block = {"type": "users_select", "action_id": name}
    return asked(name, label, element | ({"initial_user": chosen} if chosen else {}))


def a_day(name: str, label: str, initial: date | None = None) -> Block:
    """A day to pick."""
    element: Block = {"type": "datepicker", "action_id": name}
    return asked(name, label, element | ({"initial_date": initial.isoformat()} if initial else {}))


def asked(name: str, label: str, element: Block) -> Block:
    """Something to fill in, found again in `Filled` under its name."""
    return {"type": "input", "block_id": name, "label": kit.plain_text(label, _LABEL), "element": element, "optional": False}


def optional(block: Block) -> Block:
    """The same, that may be left out."""
    return block | {"optional": True}


def hinted(block: Block, words: str) -> Block:
    """The same, with a word of help below."""
    return block | {"hint": kit.plain_text(words, _LABEL)}


class Filled:
    """What somebody filled in, by the names of the fields."""

    def __init__(self, view: Mapping[str, Any]) -> None:
        self._elements = {one.get("block_id"): one["element"] for one in view.get("blocks") or () if "element" in one}
        self._values: Mapping[str, Any] = (view.get("state") or {}).get("values") or {}
        self.view_id = str(view.get("id") or "")
        self.metadata: Any = json.loads(view.get("private_metadata") or "null")

    def text(self, name: str) -> str:
        """What was typed, without the space around it."""
        return str(self._element(name).get("value") or "").strip()

    def choice(self, name: str) -> str:
        """The value of the chosen option, or ""."""
        return str((self._element(name).get("selected_option") or {}).get("value") or "")

    def choices(self, name: str) -> tuple[str, ...]:
        """The values of the chosen options."""
        return tuple(str(one["value"]) for one in self._element(name).get("selected_options") or ())

    def day(self, name: str) -> date | None:
        """The day that was picked."""
        return day_of(str(self._element(name).get("selected_date") or ""))

    def was_chosen(self, name: str) -> tuple[str, ...]:
        """The values that were chosen when the form was opened."""
        element = self._elements.get(name) or {}
        options = [element["initial_option"]] if "initial_option" in element else element.get("initial_options") or ()
        return tuple(str(one["value"]) for one in options)

    def asks(self, name: str) -> bool:
        """Whether the form has such a field."""
        return name in self._elements

    def person(self, name: str) -> str:
        """The account that was chosen, or ""."""
        return str(self._element(name).get("selected_user") or "")

    def _element(self, name: str) -> Mapping[str, Any]:
        found: Mapping[str, Any] = (self._values.get(name) or {}).get(name) or {}
        return found


def day_of(text: str) -> date | None:
    """A day as `2026-11-22`; None for nothing."""
    return date.fromisoformat(text) if text else None


def wrong(**fields: str) -> dict[str, Any]:
    """What `ack` takes to keep a form open, with what is wrong by field."""
    return {"response_action": "errors", "errors": {name: plain(sentence(text)) for name, text in fields.items()}}


def sentence(text: str) -> str:
    """An error's line as a sentence: with a capital, and with a stop at the end."""
    said = text.strip()
    return f"{said[:1].upper()}{said[1:]}" + ("" if said.endswith((".", "?", "…")) else ".")


def _one(name: str, label: str, menu: tuple[str, Sequence[Option]], chosen: str) -> Block:
    kind, options = menu
    shown = [kit.option(one.label, one.value) for one in options]
    initial = next((one for one in shown if one["value"] == chosen), None)
    element: Block = {"type": kind, "action_id": name, "options": shown}
    return asked(name, label, element | ({"initial_option": initial} if initial else {}))
