"""Text files of every format that were made to break a parser, or broke on their way."""

from __future__ import annotations

import json
from collections.abc import Iterator

File = tuple[str, bytes, str | None]

BINARY = "looks like a binary file, not text"
DEEP_PAGE = "is nested too deep to be a page that somebody wrote"
NO_JSON = "is not valid JSON"
OTHER_JSON = "JSON, and not an export that Lore knows"
ALIASES = "repeats itself with aliases without end"
MAX_BYTES = 20_000_000

_WORDS = "The berth feed is pulled every minute.\n"


def hostile_texts(address: str) -> Iterator[tuple[str, File]]:
    """The extension with the name, the bytes, and the reason that a person should read; None for what is read all the same."""
    for extension, files in {
        ".txt": _plain(),
        ".md": _markdown(),
        ".rst": _restructured(address),
        ".adoc": _asciidoc(),
        ".html": _html(),
        ".xhtml": _xhtml(address),
        ".vtt": _captions(),
        ".srt": _subrip(),
        ".json": _json(),
        ".ipynb": _notebooks(),
        ".yaml": _yaml(),
    }.items():
        yield extension, ("empty", b"", "is empty")
        for file in files:
            yield extension, file


def _plain() -> Iterator[File]:
    yield "NUL bytes", b"words\0and more\0" * 1000, BINARY
    yield "invalid UTF-8", b"\xff\xfe\xff" + b"\xc3\x28\xa0\xa1" * 10_000, None
    yield "UTF-16 of odd length", b"\xff\xfe" + (_WORDS * 3).encode("utf-16-le") + b"\x41", None
    yield "one line of 20 MB", b"a" * MAX_BYTES, f"has a line of {MAX_BYTES} characters: not prose"
    yield "6 MB of short lines", b"a\n" * 3_000_000, None
    yield "10 MB of empty lines", b"x" + b"\n" * 10_000_000, None
    yield "lone surrogates", ("\udcff words " * 100).encode("utf-16", "surrogatepass"), None
    yield "base64 without end", (b"A1b2C3d4" * 20 + b"\n") * 50_000, None
    yield "a key that never ends", b"-----BEGIN RSA PRIVATE KEY-----\n" + b"MIIEpAIBAAKCAQEA0Z3V\n" * 100_000, None
    yield "beginnings of keys", b"-----BEGIN RSA PRIVATE KEY-----\n" * 50_000, None
    yield "half tokens", b"eyJ" * 200_000 + b"." + b"eyJ." * 90_000, None
    yield "passwords without values", b"password = password: token=" * 30_000, None
    yield "addresses with colons", b"://" * 300_000 + b":a@", None
    yield "speakers without end", b"".join(b"Person %d: yes\n" % number for number in range(200_000)), None
    yield "combining marks", ("a" + "\u0301" * 900_000).encode(), None
    yield "hidden characters", ("a\u200b\u200d" * 300_000).encode(), None


def _markdown() -> Iterator[File]:
    yield "quotes 50,000 deep", b"> " * 50_000 + b"words\n", None
    yield "quotes 5,000 deep on many lines", (b">" * 5_000 + b" words\n") * 100, None
    yield "lists 50,000 deep", b"- " * 50_000 + b"words\n", None
    yield "lists that step in", b"".join(b"  " * depth + b"- x\n" for depth in range(1500)), None
    yield "open brackets", b"[" * 100_000 + b"\n\n# [" + b"[" * 250 + b"\n\nwords", None
    yield "links in links", b"[a](" * 100_000, None
    yield "emphasis", b"*a_ " * 200_000 + b"\n\n# " + b"*a _b " * 40, None
    yield "ticks", b"".join(b"`" * (number % 700) + b" " for number in range(2000)), None
    yield "references", b"".join(b"[a%d]: /x\n" % number for number in range(20_000)) + b"words\n", None
    yield "50,000 columns", b"|a" * 50_000 + b"|\n" + b"|-" * 50_000 + b"|\n" + b"|x" * 10 + b"|\n", None
    yield "table of 8,000 rows", b"|a|b|\n|-|-|\n" + b"|x|y|\n" * 8_000, None
    yield "comments that never end", b"<!-- " * 100_000, None
    yield "elements that never end", b'<div style="' * 20_000 + b"\n\n" + b"<span hidden>" * 20_000 + b"words", None
    laughs = "a: &a [x, x]\n" + "".join(
        f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefghijklm", "bcdefghijklmn", strict=True)
    )
    yield "laughing front matter", f"---\n{laughs}---\n{_WORDS}".encode(), None
    yield "deep front matter", b"---\na: " + b"[" * 5_000 + b"\n---\n" + _WORDS.encode(), None
    yield "10,000 headings", b"".join(b"# same\n\n" for _ in range(10_000)), None


def _restructured(address: str) -> Iterator[File]:
    yield (
        "includes",
        b".. include:: /etc/passwd\n\n.. raw:: html\n   :file: /etc/passwd\n\n.. csv-table::\n   :file: /etc/passwd\n\n"
        + _WORDS.encode(),
        None,
    )
    yield "fetches", f".. raw:: html\n   :url: {address}rst\n\n.. csv-table::\n   :url: {address}rst\n\n{_WORDS}".encode(), None
    yield "code", b".. default-role:: raw\n.. role:: raw-html(raw)\n   :format: html\n\n" + _WORDS.encode(), None
    yield (
        "lists 2,000 deep",
        "".join(f"{'  ' * depth}- x\n\n" for depth in range(2000)).encode(),
        "is nested too deeply",
    )
    yield (
        "quotes 900 deep",
        "".join(f"{' ' * depth}x\n\n" for depth in range(900)).encode(),
        "is nested too deeply",
    )
    yield (
        "substitutions that laugh",
        b"".join(b".. |a%d| replace:: " % n + b"|a%d| " % (n + 1) * 10 + b"\n" for n in range(20)) + b"\n|a0|\n",
        None,
    )
    yield "table of 20,000 columns", b"=" + b" =" * 20_000 + b"\na" + b" b" * 20_000 + b"\n=" + b" =" * 20_000 + b"\n", None
    yield "grid", b"+" + b"-+" * 300 + b"\n" + (b"|" + b"x|" * 300 + b"\n+" + b"-+" * 300 + b"\n") * 100, None
    yield "marks", b"*`|_" * 50_000 + b"\n", None
    yield "6,000 sections", b"".join(b"Part\n====\n\nwords\n\n" for _ in range(6_000)), None


def _asciidoc() -> Iterator[File]:
    yield "includes", b"= Title\n\ninclude::/etc/passwd[]\n\n" + _WORDS.encode(), None
    yield "attributes without end", b"[" * 100_000 + b"\n" + b"[a]\n" * 100_000, None
    yield "fences without end", b"----\n====\n" * 50_001, None
    yield "colons", b"a:" * 200_000 + b"\n" + b":a" * 200_000, None


def _html() -> Iterator[File]:
    page = "<html><body>%s<p>after</p></body></html>"
    yield "10,000 deep", (page % ("<div>" * 10_000 + "bottom")).encode(), DEEP_PAGE
    yield "100,000 deep", (page % ("<b>" * 100_000 + "bottom")).encode(), DEEP_PAGE
    yield "lists 1,000 deep", (page % ("<ul><li>" * 1000 + "bottom")).encode(), None
    yield (
        "100,000 attributes",
        (page % ("<p " + " ".join(f"a{number}=1" for number in range(100_000)) + ">words</p>")).encode(),
        "has an element with more than 5000 attributes",
    )
    yield "100,000 columns", (page % ("<table><tr>" + "<td>x" * 100_000 + "</table>")).encode(), None
    yield "tags that never close", (page % ("<p" * 300_000)).encode(), None
    yield "comments that never close", b"<!--" * 200_000, "holds no text"
    yield "entities", (page % ("&amp;" * 190_000 + "&nosuch;" * 1000)).encode(), None
    yield "style without end", (page % f'<p style="{"display" * 100_000}">words</p>').encode(), None
    yield "50,000 sections", (page % ('<section id="a">x</section>\n' * 50_000)).encode(), None


def _xhtml(address: str) -> Iterator[File]:
    page = "<html><body><h1>Berths</h1><p>The berth feed. &x;</p></body></html>"
    yield "entity of a file", f'<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]>{page}'.encode(), None
    yield "entity of an address", f'<!DOCTYPE html [<!ENTITY x SYSTEM "{address}xhtml">]>{page}'.encode(), None
    yield "definition from an address", f'<!DOCTYPE html SYSTEM "{address}dtd">{page}'.encode(), None
    laughs = '<!DOCTYPE html [<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {b} "{("&" + a + ";") * 10}">' for a, b in zip("abcdefgh", "bcdefghx", strict=True)
    )
    yield "million laughs", f"{laughs}]>{page}".encode(), None


def _captions() -> Iterator[File]:
    many = b"".join(b"00:%02d.000 --> 00:59.000\n<v P%d>w\n\n" % (number % 60, number % 3) for number in range(50_000))
    yield "50,000 captions", b"WEBVTT\n\n" + many, None
    yield "no captions", b"WEBVTT\n\nNOTE nothing\n", "has no captions"
    yield "broken times", b"WEBVTT\n\n99:99:99:99 --> x\nwords\n\n-1:00.000 --> 00:01.000\nmore\n", None
    yield "times without end", b"WEBVTT\n\n" + b"00:" * 100_000 + b"00.000 --> 1\nwords\n", "has no captions"
    yield (
        "tags without end",
        b"WEBVTT\n\n00:01.000 --> 00:02.000\n" + b"<v " * 60_000 + b"\n" + b"<v.a" * 60_000 + b"> words\n",
        None,
    )


def _subrip() -> Iterator[File]:
    yield "noise", b"1\n" + b"-->\n" * 100_000, "has no captions"
    yield "numbers", b"".join(b"%d\n" % number for number in range(300_000)), "has no captions"


def _json() -> Iterator[File]:
    yield "100,000 deep", b"[" * 100_000 + b"]" * 100_000, NO_JSON
    yield "objects 100,000 deep", b'{"a":' * 100_000 + b"1" + b"}" * 100_000, NO_JSON
    yield "a number of a million digits", b'{"title": "x", "comments": [], "number": ' + b"9" * 1_000_000 + b"}", NO_JSON
    yield "not finished", b'{"title": "x", "comments": [', NO_JSON
    yield "settings", b'{"compilerOptions": {}}', OTHER_JSON
    yield "a list of 5 million numbers", b"[" + b"1," * 5_000_000 + b"1]", OTHER_JSON
    wrong = b'{"pull_request": {"title": 5, "body": ["x"], "number": "y", "user": 7}, "reviews": [1, null, {"body": 5}], '
    yield "wrong types", wrong + b'"issue_comments": [{"body": "words", "user": 7, "created_at": {}}]}', None
    refs = {f"S{number}": {"$ref": f"#/components/schemas/S{number + 1}"} for number in range(5000)}
    cycles = {"a": {"$ref": "#/components/schemas/a"}, "b": {"properties": {"b": {"$ref": "#/components/schemas/b"}}}}
    operation = {
        "summary": "Ask",
        "parameters": [{"$ref": "#/components/schemas/a"}],
        "responses": {"200": {"$ref": "#/x/../y"}},
    }
    api = {
        "openapi": "3.1.0",
        "info": {"title": "Lore"},
        "paths": {"/v1/ask": {"post": operation}},
        "components": {"schemas": {**refs, **cycles}},
    }
    yield "references in circles", json.dumps(api).encode(), None
    deep = {
        **api,
        "components": {"schemas": {"deep": {"properties": {"x": {"type": "array", "items": {"oneOf": [{"anyOf": []}] * 9}}}}}},
    }
    yield "schema of many ways", json.dumps(deep).encode(), None


def _notebooks() -> Iterator[File]:
    def notebook(cells: object, version: object = 4) -> bytes:
        return json.dumps({"nbformat": version, "cells": cells, "metadata": {}}).encode()

    printed = {"output_type": "stream", "text": ["x" * 1000 + "\n"] * 15_000}
    yield "15 MB of output", notebook([{"cell_type": "code", "source": "print()", "outputs": [printed]}]), None
    yield (
        "100,000 outputs",
        notebook([{"cell_type": "code", "source": "print()", "outputs": [{"text": "\x1b[" * 20}] * 100_000}]),
        None,
    )
    yield "a version of the future", notebook([], 99), "is not a notebook of a version that Lore reads (3 or 4)"
    yield "no cells", notebook([]), "holds no text"
    yield (
        "wrong types",
        notebook([1, None, {"cell_type": ["x"], "source": {"a": 1}}, {"cell_type": "markdown", "source": [1, "words"]}]),
        None,
    )
    yield "30,000 cells", notebook([{"cell_type": "markdown", "source": "x"}] * 30_000), "has more than 20000 cells"
    yield "a version that is a list", notebook([], [4]), "is not a notebook of a version that Lore reads (3 or 4)"
    yield "no notebook", b"[1]", "is not a notebook of a version that Lore reads (3 or 4)"


def _yaml() -> Iterator[File]:
    head = 'openapi: 3.1.0\ninfo: {title: Lore, description: "Asks."}\n'
    laughs = "x0: &x0 [lol, lol]\n" + "".join(f"x{n}: &x{n} [{', '.join([f'*x{n - 1}'] * 9)}]\n" for n in range(1, 30))
    merges = "m0: &m0 {a: 1, b: 2}\n" + "".join(
        f"m{n}: &m{n} {{<<: [{', '.join([f'*m{n - 1}'] * 9)}]}}\n" for n in range(1, 30)
    )
    yield "billion laughs", (head + laughs).encode(), ALIASES
    yield "merges of merges", (head + merges).encode(), ALIASES
    yield "contains itself", (head + "paths: &a [*a]\n").encode(), ALIASES
    yield "100,000 deep", (head + "paths: " + "[" * 100_000 + "]" * 100_000).encode(), "is nested too deeply"
    yield (
        "runs code",
        (head + "paths: !!python/object/apply:os.system ['touch /tmp/lore-escaped']\n").encode(),
        "is not valid YAML",
    )
    yield "settings", b"services:\n  web: {image: lore}\n", "YAML, and not the description of an API"
    yield "not finished", (head + "paths: {a: [").encode(), "is not valid YAML"
    yield (
        "odd keys",
        (head + "paths: {1: {get: {}}, null: {get: {summary: x}}, ? [a] : {get: 1}}\n").encode(),
        "is not valid YAML",
    )
    yield "a key that repeats itself", (head + "paths:\n" + "  /a: {get: {summary: x}}\n" * 30_000).encode(), None
    yield "a number without end", (head + "x: " + "9" * 100_000 + "\n").encode(), "is not valid YAML"
    yield "a date that is none", (head + "x: 2024-99-99\n").encode(), "is not valid YAML"
    yield "15 MB", (head + "x: " + "words " * 2_500_000).encode(), "is YAML of more than 12 MB"
