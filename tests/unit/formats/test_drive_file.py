"""A file of Google Drive with what Drive knows about it."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from assistant.domain.documents import Anchor, Kind
from assistant.errors import UnreadableDocument
from ingest.formats.drive_file import recognises
from ingest.formats.registry import parse
from ingest.parsed import BlockKind, Parsed

DOCUMENT = "application/vnd.google-apps.document"
FILE = {
    "id": "1AbC",
    "name": "The queue",
    "mimeType": DOCUMENT,
    "createdTime": "2024-05-01T10:00:00.000Z",
    "modifiedTime": "2024-06-01T10:00:00.000Z",
    "webViewLink": "https://docs.google.example/document/d/1AbC/edit",
    "owners": [{"displayName": "Ana Ruiz"}, {"displayName": "Bo Lindqvist"}],
    "lastModifyingUser": {"displayName": "Chen Wei"},
}


def made(content: dict[str, str], folders: tuple[str, ...] = (), extension: str = ".md", **file: Any) -> Parsed:
    loaded = {"drive_file": {**FILE, **file}, "folders": list(folders), "extension": extension, **content}
    return parse(json.dumps(loaded).encode(), "1AbC", "json")


def packed(data: bytes) -> dict[str, str]:
    return {"base64": base64.b64encode(data).decode()}


def test_a_google_document_is_known_by_its_name() -> None:
    document = made({"text": "# Why {#why}\n\nIt grows.\n\n# How\n\nBy hand.\n"})
    assert document.title == "The queue"
    assert [block.text for block in document.blocks if block.kind is BlockKind.HEADING] == ["Why", "How"]
    assert document.url == FILE["webViewLink"]
    assert {(block.line, block.anchor) for block in document.blocks} == {(0, Anchor())}, "an export's places are nobody's"


@pytest.mark.parametrize("heading", ["# The queue", "# **The Queue**", "\n# the queue #"])
def test_a_heading_that_repeats_the_name_is_the_title(heading: str) -> None:
    document = made({"text": f"{heading}\n\nIt grows.\n"})
    assert document.title == "The queue"
    assert [block.text for block in document.blocks] == ["It grows."]


def test_its_people_and_dates_are_those_of_drive() -> None:
    document = made({"text": "It grows."})
    assert document.authors == ("Ana Ruiz", "Bo Lindqvist")
    assert document.created_at == datetime(2024, 5, 1, 10, tzinfo=UTC)
    assert document.updated_at == datetime(2024, 6, 1, 10, tzinfo=UTC)


def test_what_the_document_says_of_its_people_and_dates_goes_first() -> None:
    document = made({"text": "Author: Dana Novak\nDate: 2023-02-03\n\nIt grows.\n"})
    assert document.authors == ("Dana Novak",)
    assert document.created_at == datetime(2023, 2, 3, tzinfo=UTC)


@pytest.mark.parametrize("owners", [None, [], "Ana", [None], [{}]])
def test_without_owners_the_last_editor_stands_for_them_or_nobody(owners: Any) -> None:
    authors = made({"text": "It grows."}, owners=owners).authors
    assert authors == (("Chen Wei",) if not isinstance(owners, list) or not owners else ())


def test_the_folders_and_the_name_tell_kind_and_date() -> None:
    document = made({"text": "We talked."}, ("Storage", "Meetings"), name="2024-03-04 weekly", createdTime="")
    assert document.kind is Kind.MEETING
    assert document.created_at == datetime(2024, 3, 4, tzinfo=UTC)


def test_an_uploaded_file_is_read_by_its_extension_and_keeps_its_title() -> None:
    document = made(packed(b"# Limits\n\nA million jobs.\n"), name="limits-v2.md", mimeType="text/markdown")
    assert document.title == "Limits"
    assert [(block.text, block.line) for block in document.blocks] == [("A million jobs.", 3)]


def test_a_page_that_was_uploaded_is_read_as_html() -> None:
    page = b"<html><head><title>Limits</title></head><body><p>A million jobs.</p></body></html>"
    assert made(packed(page), extension=".html", name="limits", mimeType="text/html").title == "Limits"


@pytest.mark.parametrize(
    ("content", "extension", "reason"),
    [
        ({"text": ""}, ".md", "empty"),
        ({"text": " \n "}, ".md", "empty"),
        ({}, ".md", "empty"),
        ({"base64": ""}, ".txt", "empty"),
        ({"base64": "!!!!"}, ".md", "not base64"),
        ({"base64": "Zm9v*mFy"}, ".md", "not base64"),
        ({"base64": "ü"}, ".md", "not base64"),
        ({"text": "words"}, ".exe", r"form '\.exe'"),
        ({"text": "words"}, "", "form"),
        ({"base64": "AAECAwQFBgcICQ=="}, ".txt", "binary"),
    ],
)
def test_a_file_that_can_not_be_read_says_why(content: dict[str, str], extension: str, reason: str) -> None:
    with pytest.raises(UnreadableDocument, match=reason):
        made(content, extension=extension)


def test_a_file_inside_a_file_inside_a_file_comes_to_an_end() -> None:
    inner = json.dumps({"drive_file": FILE, "extension": ".md", "text": "The words."}).encode()
    for _ in range(3):
        inner = json.dumps({"drive_file": {"name": "x.json"}, "extension": ".json", **packed(inner)}).encode()
    assert [block.text for block in parse(inner, "x", "json").blocks] == ["The words."]


@pytest.mark.parametrize(
    ("loaded", "known"),
    [
        ({"drive_file": {}, "extension": ".md"}, True),
        ({"drive_file": {}}, False),
        ({"drive_file": [], "extension": ".md"}, False),
        ({"extension": ".md", "text": ""}, False),
        ("drive_file", False),
    ],
)
def test_it_is_told_by_its_keys(loaded: Any, known: bool) -> None:
    assert recognises(loaded) is known
