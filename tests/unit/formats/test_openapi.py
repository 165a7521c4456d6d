import json
from typing import Any

import pytest

from assistant.domain.documents import Kind
from assistant.errors import NotADocument, UnreadableDocument
from ingest.formats.registry import parse
from ingest.formats.yaml_values import load_yaml
from ingest.parsed import BlockKind, Parsed

API = """\
openapi: 3.1.0
info:
  title: Lore
  version: 1.2.0
  description: |
    Answers questions.

    # Authentication
    Send a key.
  contact: {name: Ana Ruiz}
servers: [{url: https://lore.tidewater.example/v1}]
tags: [{name: ask, description: About asking.}]
paths:
  /ask:
    parameters: [{$ref: '#/components/parameters/Trace'}]
    post:
      summary: Ask a question
      deprecated: true
      description: Cites what it says.
      parameters:
        - {name: stream, in: query, schema: {type: boolean}, description: Send events.}
      requestBody:
        content: {application/json: {schema: {$ref: '#/components/schemas/Question'}}}
      responses:
        '200': {description: The answer, content: {application/json: {schema: {$ref: '#/components/schemas/Answer'}}}}
        '429': {$ref: '#/components/responses/Busy'}
  /documents/{id}:
    get: {operationId: getDocument, responses: {default: {description: A document}}}
components:
  parameters: {Trace: {name: trace, in: header, required: true, schema: {type: string, format: uuid}}}
  responses: {Busy: {description: Too many}}
  schemas:
    Question:
      type: object
      required: [text]
      properties:
        text: {type: string, description: What is asked.}
        kinds: {type: array, items: {$ref: '#/components/schemas/Kind'}}
    Kind: {type: string, enum: [page, meeting]}
    Answer: {allOf: [{$ref: '#/components/schemas/Kind'}, {properties: {answer: {type: [string, 'null']}}}]}
"""


def read(text: str, path: str = "api/lore.yaml") -> Parsed:
    return parse(text.encode(), path)


def under(parsed: Parsed, heading: str) -> list[str]:
    """The texts between this heading and the next of its level."""
    start = next(index for index, block in enumerate(parsed.blocks) if block.text == heading)
    found = []
    for block in parsed.blocks[start + 1 :]:
        if block.kind is BlockKind.HEADING and block.level <= parsed.blocks[start].level:
            break
        found.append(block.text)
    return found


def test_the_description_has_title_version_and_contact() -> None:
    parsed = read(API)
    assert (parsed.title, parsed.kind, parsed.authors) == ("Lore 1.2.0", Kind.PAGE, ("Ana Ruiz",))
    assert [block.text for block in parsed.blocks[:4]] == [
        "Answers questions.",
        "Authentication",
        "Send a key.",
        "Servers:\n- https://lore.tidewater.example/v1",
    ]


def test_an_operation_is_a_heading_with_parameters_body_and_responses() -> None:
    assert under(read(API), "POST /ask — Ask a question") == [
        "Deprecated.",
        "Cites what it says.",
        "Parameters:\n- trace (header, string (uuid), required)\n- stream (query, boolean): Send events.",
        "Request body:\n- application/json: Question",
        "Responses:\n- 200 (Answer): The answer\n- 429: Too many",
    ]


def test_fragments_are_json_pointers() -> None:
    fragments = {block.text: block.anchor.fragment for block in read(API).blocks if block.kind is BlockKind.HEADING}
    assert fragments["GET /documents/{id} — getDocument"] == "/paths/~1documents~1{id}/get"
    assert fragments["Schema Question"] == "/components/schemas/Question"


def test_schemas_list_their_properties_and_values() -> None:
    parsed = read(API)
    assert under(parsed, "Schema Question") == [
        "Properties:\n- text (string, required): What is asked.\n- kinds (array of Kind)"
    ]
    assert under(parsed, "Schema Kind") == ["Values:\n- page\n- meeting"]
    assert under(parsed, "Schema Answer") == ["Properties:\n- answer (string or null)"]


def test_json_says_the_same_as_yaml() -> None:
    as_json = json.dumps(load_yaml(API))
    assert read(as_json, "api/lore.json") == read(API) == read(as_json, "api/lore.yml")


def test_swagger_2_is_read() -> None:
    swagger: dict[str, Any] = {
        "swagger": "2.0",
        "info": {"title": "Old", "version": "1"},
        "host": "lore.example",
        "basePath": "/v0",
        "paths": {
            "/x": {
                "get": {
                    "parameters": [{"name": "q", "in": "query", "type": "string"}],
                    "responses": {"200": {"description": "ok", "schema": {"$ref": "#/definitions/X"}}},
                }
            }
        },
        "definitions": {"X": {"properties": {"a": {"type": "integer"}}}},
    }
    parsed = read(json.dumps(swagger), "a.json")
    assert [block.text for block in parsed.blocks] == [
        "Servers:\n- lore.example/v0",
        "GET /x",
        "Parameters:\n- q (query, string)",
        "Responses:\n- 200 (X): ok",
        "Schema X",
        "Properties:\n- a (integer)",
    ]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("services:\n  web: {image: lore}\n", id="settings"),
        pytest.param("- a\n- b\n", id="a list"),
        pytest.param("openapi: 3.1.0\n", id="nothing but the word"),
        pytest.param("# openapi: once\nname: ci\n", id="a comment"),
    ],
)
def test_other_yaml_is_no_document(text: str) -> None:
    with pytest.raises(NotADocument, match="YAML"):
        read(text)


def test_references_out_of_the_description_are_named_and_not_followed() -> None:
    api = {
        "openapi": "3.0.0",
        "info": {"title": "A"},
        "paths": {
            "/a": {
                "get": {
                    "parameters": [{"$ref": "other.yaml#/P"}],
                    "responses": {"200": {"content": {"a/b": {"schema": {"$ref": "https://elsewhere.example/x.json#/Thing"}}}}},
                }
            }
        },
    }
    assert under(read(json.dumps(api)), "GET /a") == ["Parameters:\n- ", "Responses:\n- 200 (Thing)"]


def test_a_description_of_nothing_is_refused() -> None:
    with pytest.raises(UnreadableDocument, match="describes no operations"):
        read("openapi: 3.0.0\ninfo: {title: A}\n")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("a: &x [1, 2]\nb: *x\n", {"a": [1, 2], "b": [1, 2]}, id="an alias"),
        pytest.param("a: &x {k: 1}\nb: {<<: *x, l: 2}\n", {"a": {"k": 1}, "b": {"k": 1, "l": 2}}, id="a merge"),
        pytest.param("[" * 150 + "]" * 150, None, id="150 deep"),
    ],
)
def test_ordinary_yaml_is_loaded(text: str, value: object) -> None:
    assert value is None or load_yaml(text) == value
    assert load_yaml(text) is not None


@pytest.mark.parametrize("text", ["a: [", "!!python/name:os.system ''", "a: 1\n---\nb: 2\n", "? [a]\n: 1", "\t- x"])
def test_yaml_that_is_wrong_or_unsafe_is_refused(text: str) -> None:
    with pytest.raises(UnreadableDocument, match="is not valid YAML"):
        load_yaml(text)
