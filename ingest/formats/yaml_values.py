"""YAML that somebody else wrote, as plain values: bounded, without tags that run code."""

from __future__ import annotations

import gc
from typing import Any, Final, TypeAlias

import yaml

from assistant.errors import UnreadableDocument

Value: TypeAlias = Any

MAX_TEXT: Final = 12_000_000
MAX_DEPTH: Final = 200
MAX_VALUES: Final = 1_000_000
"""Values, those that aliases repeat counted each time; the largest public description of an API has 300,000."""

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load_yaml(text: str) -> Value:
    """The one document in the text. Raises UnreadableDocument."""
    if len(text) > MAX_TEXT:
        raise UnreadableDocument(f"is YAML of more than {MAX_TEXT // 1_000_000} MB")
    collects = gc.isenabled()
    gc.disable()  # nothing becomes garbage here, and the collector would walk the growing tree again and again
    try:
        return _loaded(text)
    except (yaml.YAMLError, ValueError, TypeError, AttributeError, KeyError, RecursionError, OverflowError) as error:
        raise UnreadableDocument("is not valid YAML") from error
    finally:
        if collects:
            gc.enable()


def _loaded(text: str) -> Value:
    _check_depth(text)
    loader = _Loader(text)
    try:
        root = loader.get_single_node()
        if root is None:
            raise UnreadableDocument("is empty")
        _check_size(root)
        return loader.construct_document(root)
    finally:
        loader.dispose()


def _check_depth(text: str) -> None:
    """Composing recurses in C, where a nesting that is too deep would end the process instead of raising an error."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                raise UnreadableDocument("is nested too deeply")
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _check_size(root: yaml.Node) -> None:
    """Count values with every alias written out: a few lines of aliases of aliases can mean billions of values."""
    sizes: dict[int, int] = {}
    waiting: list[tuple[yaml.Node, bool]] = [(root, False)]
    above: set[int] = set()
    while waiting:
        node, is_done = waiting.pop()
        parts = _parts(node)
        if is_done:
            above.discard(id(node))
            sizes[id(node)] = 1 + sum(sizes[id(part)] for part in parts)
            if sizes[id(node)] > MAX_VALUES:
                raise UnreadableDocument("repeats itself with aliases without end")
        elif id(node) in above:
            raise UnreadableDocument("repeats itself with aliases without end")
        elif id(node) not in sizes:
            above.add(id(node))
            waiting.append((node, True))
            waiting.extend((part, False) for part in parts if id(part) not in sizes)


def _parts(node: yaml.Node) -> list[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        return [part for pair in node.value for part in pair]
    return list(node.value) if isinstance(node, yaml.SequenceNode) else []
