"""What a document states beside its text is as clean as its text."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

import pytest

from assistant.domain.documents import Anchor, Link
from ingest.enrichment.clean import enrich
from ingest.enrichment.hidden_text import WARNING
from ingest.formats.registry import parse
from ingest.parsed import Block, BlockKind, Parsed

# Put together here, so that no scanner takes this file for a leak.
AWS = "AKIA" + "Q7TIDEW4TERX2B9F"
GONE = "[redacted: AWS access key]"
TEXT = (Block(BlockKind.PARAGRAPH, "Nothing to see.", 1, 1),)


def stated(parsed: Parsed) -> Iterator[str]:
    """All that a document says, wherever it stands."""
    yield from (parsed.title, *parsed.authors, parsed.status, parsed.language, parsed.url)
    yield from (one for name, values in parsed.fields.items() for one in (name, *values))
    yield from (link.target for link in parsed.links)
    for block in parsed.blocks:
        yield from (block.text, block.anchor.fragment, block.anchor.file, block.anchor.speaker)


def everywhere(text: str) -> Parsed:
    anchor = Anchor(fragment=text, file=text, speaker=text)
    return Parsed(
        text,
        (*TEXT, Block(BlockKind.TURN, text, 2, 2, anchor=anchor)),
        authors=("Ana", text),
        status=text,
        language=text,
        url=f"https://wiki.example/{text}",
        fields={"reviewers": (text, "Bo"), text: ("x",)},
        links=(Link("closes", text), Link("refers-to", "a.md")),
    )


@pytest.mark.parametrize(
    "hidden",
    ["\x1b[31m", "\x1b]8;;", "\x9b", "\x07", "\u202e", "\U000e0041\U000e0042\U000e0043", "\u200b\u200b\u200b", "\x00"],
    ids=ascii,
)
def test_hidden_text_is_gone_wherever_it_stands_and_told_once(hidden: str) -> None:
    parsed = enrich(everywhere(f"Eve {hidden}X"))
    said = list(stated(parsed))
    assert not any(unicodedata.category(one) in {"Cc", "Cf"} for text in said for one in text)
    assert parsed.authors[0] == "Ana"
    assert parsed.authors[1] == parsed.title == parsed.status
    assert parsed.warnings == (WARNING,)


def test_a_secret_is_gone_wherever_it_stands() -> None:
    parsed = enrich(everywhere(f"key {AWS}"))
    assert not any(AWS in text for text in stated(parsed))
    assert parsed.title == parsed.status == parsed.authors[1] == parsed.fields["reviewers"][0] == f"key {GONE}"
    assert parsed.fields["reviewers"][1] == "Bo"
    assert {f"secret redacted: AWS access key ({where})" for where in ("title", "author", "status", "reviewers")} <= set(
        parsed.warnings
    )
    assert not any(AWS in warning for warning in parsed.warnings)


def test_a_secret_that_hidden_characters_break_in_two_is_found_in_a_field() -> None:
    broken = f"{AWS[:9]}\x1b{AWS[9:]}"
    assert enrich(Parsed("T", TEXT, fields={"labels": (broken,)})).fields == {"labels": (GONE,)}


@pytest.mark.parametrize("target", [f"https://x.example/?id={AWS}", "https://ana:h4rbour@x.example/a"], ids=["query", "user"])
def test_a_link_or_an_address_with_a_secret_leads_nowhere(target: str) -> None:
    parsed = enrich(Parsed("T", TEXT, url=target, links=(Link("closes", target), Link("closes", "b.md"))))
    assert (parsed.url, parsed.links) == ("", (Link("closes", "b.md"),))
    assert [warning.rpartition(" ")[2] for warning in parsed.warnings] == ["(address)", "(link)"]


def test_a_title_an_author_and_a_status_are_one_line() -> None:
    parsed = enrich(Parsed("a\n\tb", TEXT, authors=("Eve\nOdd", "\x1b"), status="ac\ncepted", fields={"agenda": ("a\nb",)}))
    assert (parsed.title, parsed.authors, parsed.status) == ("a b", ("Eve Odd",), "ac cepted")
    assert parsed.fields == {"agenda": ("a\nb",)}


@pytest.mark.parametrize(
    ("path", "file"),
    [
        pytest.param("a.md", '---\ntitle: T\nauthor: "Eve \\e[31m X"\n---\n\nHello there.\n', id="an author in YAML"),
        pytest.param("a.md", "# A \x1b[31mtitle\n\nHello \x1b[2Jthere.\n", id="raw in Markdown"),
        pytest.param("a.html", "<title>a&#27;[31m</title><h1>b&#155;c</h1><p>Hello &#27;there.</p>", id="entities in HTML"),
        pytest.param("a.md", "# A title\n\n```\nls \x1b[31mred\n```\n", id="raw in code"),
    ],
)
def test_no_file_gets_a_control_character_in(path: str, file: str) -> None:
    parsed = enrich(parse(file.encode(), path))
    assert not [one for text in stated(parsed) for one in text if unicodedata.category(one) == "Cc" and one not in "\n\t"]


def test_what_is_clean_stays_the_same_object() -> None:
    parsed = everywhere("plain")
    assert enrich(parsed) is parsed
