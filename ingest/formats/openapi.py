"""OpenAPI 3 and Swagger 2 descriptions of HTTP APIs, in YAML or JSON: a heading an operation, then the schemas.

Follows https://spec.openapis.org/oas/v3.1.0 and https://spec.openapis.org/oas/v2.0. A fragment is the JSON Pointer of what
it is about (RFC 6901). References within the description are followed, others are named only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, TypeAlias

from assistant.domain.documents import Anchor, Kind
from assistant.errors import NotADocument, UnreadableDocument
from ingest.formats.assembling import shorten, title_from_path
from ingest.formats.json_values import object_of, objects_of, text_of
from ingest.formats.markdown import blocks_of_markdown
from ingest.formats.yaml_values import load_yaml
from ingest.parsed import Block, BlockKind, Parsed

Json: TypeAlias = Any

MAX_OPERATIONS: Final = 20_000
MAX_LINES: Final = 300
"""Of a list of parameters or properties."""
MAX_DESCRIPTION: Final = 20_000
MAX_LINE_TEXT: Final = 500
MAX_REFERENCES: Final = 10

_METHODS: Final = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
_NAMES_ITSELF = re.compile(r"""^(?:\{\s*)?["']?(?:openapi|swagger)["']?\s*:""", re.MULTILINE)


def recognises(loaded: Json) -> bool:
    """Whether it says of itself that it is one."""
    return isinstance(loaded, dict) and ("openapi" in loaded or "swagger" in loaded) and isinstance(loaded.get("info"), dict)


def parse_openapi(text: str, path: str) -> Parsed:
    """YAML that holds a description; NotADocument for any other YAML, such as a program's configuration."""
    if not _NAMES_ITSELF.search(text):
        raise NotADocument("YAML, and not the description of an API")
    loaded = load_yaml(text)
    if not recognises(loaded):
        raise NotADocument("YAML, and not the description of an API")
    return parse_loaded(loaded, path)


def parse_loaded(loaded: Json, path: str) -> Parsed:
    """The description, the operations in their order, the schemas. Raises UnreadableDocument."""
    info = object_of(loaded, "info")
    title, version = text_of(info, "title"), text_of(info, "version")
    api = _Api(loaded)
    blocks = (*_opening(loaded, info), *api.operations(), *api.schemas())
    if not blocks:
        raise UnreadableDocument("describes no operations")
    contact = text_of(object_of(info, "contact"), "name")
    return Parsed(
        title=shorten(f"{title} {version}".strip()) if title else title_from_path(path),
        blocks=blocks,
        kind=Kind.PAGE,
        authors=(contact,) if contact else (),
    )


def _opening(loaded: Json, info: Json) -> Iterator[Block]:
    yield from _prose(text_of(info, "summary", "description"), Anchor(fragment="/info"))
    servers = [text_of(server, "url") for server in objects_of(loaded, "servers")]
    servers = servers or [f"{text_of(loaded, 'host')}{text_of(loaded, 'basePath')}"]
    yield from _listed("Servers", [f"- {server}" for server in servers if server], Anchor(fragment="/servers"))
    for tag in objects_of(loaded, "tags")[:MAX_LINES]:
        if text_of(tag, "description"):
            yield Block(BlockKind.HEADING, text_of(tag, "name") or "Tag", level=1, anchor=Anchor(fragment="/tags"))
            yield from _prose(text_of(tag, "description"), Anchor(fragment="/tags"))


@dataclass(frozen=True, slots=True)
class _Api:
    """One description, in which references are looked up."""

    loaded: Mapping[str, Json]

    def operations(self) -> Iterator[Block]:
        """For each operation its heading, description, parameters, body and responses."""
        count = 0
        for address, shared in object_of(self.loaded, "paths").items():
            path_item = self._resolved(shared)
            for method in _METHODS:
                operation = path_item.get(method)
                if isinstance(operation, dict):
                    count += 1
                    if count > MAX_OPERATIONS:
                        raise UnreadableDocument(f"describes more than {MAX_OPERATIONS} operations")
                    yield from self._operation(str(address), method, operation, objects_of(path_item, "parameters"))

    def schemas(self) -> Iterator[Block]:
        """For each named schema its properties."""
        holder, pointer = (object_of(object_of(self.loaded, "components"), "schemas"), "/components/schemas")
        if not holder:
            holder, pointer = object_of(self.loaded, "definitions"), "/definitions"
        for name, schema in holder.items():
            if not isinstance(schema, dict):
                continue
            anchor = Anchor(fragment=f"{pointer}/{_escaped(str(name))}")
            body = [
                *_prose(text_of(schema, "description", "title"), anchor),
                *_listed("Properties", self._properties(schema), anchor),
                *_listed("Values", [f"- {value}" for value in _values(schema)], anchor),
            ]
            if body:
                yield Block(BlockKind.HEADING, f"Schema {name}", level=1, anchor=anchor)
                yield from body

    def _operation(self, address: str, method: str, operation: Json, shared: Sequence[Json]) -> Iterator[Block]:
        anchor = Anchor(fragment=f"/paths/{_escaped(address)}/{method}")
        summary = " ".join(text_of(operation, "summary", "operationId").split())
        heading = f"{method.upper()} {address}" + (f" — {summary}" if summary else "")
        yield Block(BlockKind.HEADING, shorten(heading), level=1, anchor=anchor)
        if operation.get("deprecated") is True:
            yield Block(BlockKind.PARAGRAPH, "Deprecated.", anchor=anchor)
        yield from _prose(text_of(operation, "description"), anchor)
        parameters = [*shared, *objects_of(operation, "parameters")]
        yield from _listed("Parameters", [self._parameter(self._resolved(each)) for each in parameters[:MAX_LINES]], anchor)
        body = self._resolved(object_of(operation, "requestBody"))
        yield from _listed("Request body", [*_line(text_of(body, "description")), *self._content(body)], anchor)
        answers = object_of(operation, "responses").items()
        yield from _listed("Responses", [self._response(str(code), self._resolved(answer)) for code, answer in answers], anchor)

    def _parameter(self, parameter: Json) -> str:
        schema = object_of(parameter, "schema") or parameter
        facts = [text_of(parameter, "in"), self._type(schema), "required" if parameter.get("required") is True else ""]
        return _described(text_of(parameter, "name"), facts, text_of(parameter, "description"))

    def _response(self, code: str, answer: Json) -> str:
        kinds = [self._type(object_of(media, "schema")) for media in object_of(answer, "content").values()]
        kinds = kinds or [self._type(object_of(answer, "schema"))]
        return _described(code, [next(filter(None, kinds), "")], text_of(answer, "description"))

    def _content(self, body: Json) -> list[str]:
        return [f"- {name}: {self._type(object_of(media, 'schema'))}" for name, media in object_of(body, "content").items()]

    def _properties(self, schema: Json) -> list[str]:
        """Its own properties and those of the schemas that it is made of."""
        required = schema.get("required")
        needed = {name for name in required if isinstance(name, str)} if isinstance(required, list) else set()
        parts = [schema, *map(self._resolved, objects_of(schema, "allOf")[:20])]
        lines = []
        for name, each in ((name, each) for part in parts for name, each in object_of(part, "properties").items()):
            if isinstance(each, dict):
                facts = [self._type(each), "required" if name in needed else ""]
                values = ", ".join(_values(each))
                about = " ".join(filter(None, [text_of(each, "description"), f"One of {values}." if values else ""]))
                lines.append(_described(str(name), facts, about))
        return lines

    def _type(self, schema: Json, depth: int = 0) -> str:
        """A schema in a few words: `array of Document`, `string (date-time)`."""
        if not isinstance(schema, dict) or not schema or depth > 3:
            return ""
        reference = schema.get("$ref")
        if isinstance(reference, str):
            return reference.rpartition("/")[2][:100]
        for word in ("oneOf", "anyOf", "allOf"):
            if objects_of(schema, word):
                parts = [self._type(each, depth + 1) for each in objects_of(schema, word)[:10]]
                return (" and " if word == "allOf" else " or ").join(filter(None, parts))
        if schema.get("type") == "array":
            return f"array of {self._type(object_of(schema, 'items'), depth + 1) or 'anything'}"
        kind = schema.get("type")
        name = " or ".join(str(each) for each in kind[:5]) if isinstance(kind, list) else kind if isinstance(kind, str) else ""
        form = text_of(schema, "format")
        return f"{name} ({form})" if name and form else name

    def _resolved(self, value: Json) -> Json:
        """What a reference within the description leads to; of one that leads nowhere or round in circles, nothing."""
        for _ in range(MAX_REFERENCES):
            if not isinstance(value, dict):
                return {}
            reference = value.get("$ref")
            if not isinstance(reference, str):
                return value
            value = self._at(reference)
        return {}

    def _at(self, reference: str) -> Json:
        if not reference.startswith("#/") or len(reference) > 1000:
            return {}
        found: Json = self.loaded
        for step in reference[2:].split("/"):
            key = step.replace("~1", "/").replace("~0", "~")
            found = found.get(key) if isinstance(found, dict) else None
        return found


def _escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")


def _values(schema: Json) -> list[str]:
    values = schema.get("enum")
    return (
        [str(value)[:100] for value in values[:50] if isinstance(value, str | int | float)] if isinstance(values, list) else []
    )


def _described(name: str, facts: Iterable[str], description: str) -> str:
    stated = ", ".join(filter(None, facts))
    about = " ".join(description[:MAX_LINE_TEXT].split())
    return f"- {name}" + (f" ({stated})" if stated else "") + (f": {about}" if about else "")


def _line(text: str) -> list[str]:
    return [f"- {' '.join(text[:MAX_LINE_TEXT].split())}"] if text else []


def _listed(title: str, lines: Sequence[str], anchor: Anchor) -> Iterator[Block]:
    if lines:
        more = [f"- and {len(lines) - MAX_LINES} more"] if len(lines) > MAX_LINES else []
        yield Block(BlockKind.LIST, "\n".join([f"{title}:", *lines[:MAX_LINES], *more]), anchor=anchor)


def _prose(description: str, anchor: Anchor) -> Iterator[Block]:
    """A description is Markdown; its own headings stand below the operation's."""
    for block in blocks_of_markdown(description[:MAX_DESCRIPTION]):
        yield replace(block, level=block.level and min(block.level + 1, 6), line=0, last_line=0, anchor=anchor)
