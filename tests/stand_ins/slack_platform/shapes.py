"""Small checks that are put together to the shapes of Block Kit. A check reports what is wrong, with where."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

Check: TypeAlias = Callable[[Any, str], Iterator[str]]
"""(value, where it stands) → what is wrong with it."""


def string(most: int, least: int = 1) -> Check:
    def check(value: Any, where: str) -> Iterator[str]:
        if not isinstance(value, str):
            yield f"{where}: a string is wanted"
        elif not least <= len(value) <= most:
            yield f"{where}: {len(value)} characters, must be {least} to {most}"

    return check


def boolean(value: Any, where: str) -> Iterator[str]:
    if not isinstance(value, bool):
        yield f"{where}: true or false is wanted"


def whole(value: Any, where: str) -> Iterator[str]:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        yield f"{where}: a whole number is wanted"


def anything(value: Any, where: str) -> Iterator[str]:
    yield from ()


def one_of(*values: str) -> Check:
    def check(value: Any, where: str) -> Iterator[str]:
        if value not in values:
            yield f"{where}: {value!r} is none of {', '.join(values)}"

    return check


def url(value: Any, where: str) -> Iterator[str]:
    yield from string(3000)(value, where)
    if isinstance(value, str) and not value.startswith(("http://", "https://", "mailto:")):
        yield f"{where}: not an address"


def several(check: Check, most: int, least: int = 1) -> Check:
    def check_all(value: Any, where: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield f"{where}: a list is wanted"
            return
        if not least <= len(value) <= most:
            yield f"{where}: {len(value)} items, must be {least} to {most}"
        for at, one in enumerate(value):
            yield from check(one, f"{where}[{at}]")

    return check_all


def text(most: int, *kinds: str) -> Check:
    """A text object; of plain_text or mrkdwn unless told."""
    allowed = kinds or ("plain_text", "mrkdwn")

    def check(value: Any, where: str) -> Iterator[str]:
        if not isinstance(value, Mapping) or value.get("type") not in allowed:
            kind = value.get("type") if isinstance(value, Mapping) else value
            yield f"{where}: a text object of {' or '.join(allowed)} is wanted, not {kind!r}"
            return
        yield from string(most)(value.get("text"), f"{where}.text")
        more = {"emoji"} if value["type"] == "plain_text" else {"verbatim"}
        for key in value.keys() - {"type", "text"} - more:
            yield f"{where}: unknown {key}"

    return check


def plain(most: int) -> Check:
    return text(most, "plain_text")


def shape(required: Mapping[str, Check], optional: Mapping[str, Check] | None = None) -> Check:
    """An object with these fields and no others."""
    known = {**required, **(optional or {})}

    def check(value: Any, where: str) -> Iterator[str]:
        if not isinstance(value, Mapping):
            yield f"{where}: an object is wanted"
            return
        for key in required:
            if key not in value:
                yield f"{where}: {key} is missing"
        for key, one in value.items():
            if key in known:
                yield from known[key](one, f"{where}.{key}")
            elif key != "type":
                yield f"{where}: unknown {key}"

    return check


def kinds(table: Mapping[str, Check]) -> Check:
    """An object whose `type` is one of these."""

    def check(value: Any, where: str) -> Iterator[str]:
        kind = str(value.get("type")) if isinstance(value, Mapping) else ""
        if kind not in table:
            yield f"{where}: {kind!r} is not allowed here"
            return
        yield from table[kind](value, f"{where}({kind})")

    return check


def only(table: Mapping[str, Check], *names: str) -> Check:
    """Of a table only these."""
    return kinds({name: table[name] for name in names})
