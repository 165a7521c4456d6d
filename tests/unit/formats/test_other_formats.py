from datetime import UTC, datetime

import pytest

from assistant.domain.documents import Kind
from assistant.errors import UnreadableDocument
from ingest.formats.asciidoc import parse_asciidoc
from ingest.formats.html import parse_html
from ingest.formats.plain import parse_plain
from ingest.formats.transcript import is_transcript, parse_transcript, seconds_of
from ingest.formats.webvtt import parse_webvtt
from ingest.parsed import BlockKind

ADOC = """\
= Incident response
Ana Ruiz <ana@example.org>
v1.2, 2025-04-02
:status: Accepted

// a comment
== When to page

[source,sh]
----
== not a heading
----

|===
| a | b
|===

* one
* two

[#own]
=== Escalate.Now
After 30 minutes.
"""

HTML = """\
<html lang="en"><head><title>Site | Privacy</title><meta name="author" content="Ruth Keller"><script>x()</script></head>
<body><nav>Menu</nav><h1>Data privacy</h1><p>Raw positions are deleted
after <b>13 months</b>.</p><p hidden>secret order</p><div style="display: none">also hidden</div><!-- comment -->
<h2 id="rules">Rules</h2><ul><li>one</li><li>two<ul><li>deep</li></ul></li></ul>
<table><tr><th>kind</th><th>days</th></tr><tr><td>raw</td><td>395</td></tr></table><pre>a
  b</pre></body></html>
"""


def test_asciidoc_has_headings_attributes_and_delimited_blocks() -> None:
    parsed = parse_asciidoc(ADOC, "design/incident.adoc")
    assert (parsed.title, parsed.status, parsed.authors) == ("Incident response", "accepted", ("Ana Ruiz",))
    assert parsed.updated_at == datetime(2025, 4, 2, tzinfo=UTC)
    assert [(block.kind, block.text.split("\n")[0]) for block in parsed.blocks[1:]] == [
        (BlockKind.HEADING, "When to page"),
        (BlockKind.CODE, "[source,sh]"),
        (BlockKind.TABLE, "|==="),
        (BlockKind.LIST, "* one"),
        (BlockKind.PARAGRAPH, "[#own]"),
        (BlockKind.HEADING, "Escalate.Now"),
        (BlockKind.PARAGRAPH, "After 30 minutes."),
    ]
    assert [block.anchor.fragment for block in parsed.blocks if block.kind is BlockKind.HEADING] == ["_when_to_page", "own"]


def test_html_keeps_what_a_browser_shows() -> None:
    parsed = parse_html(HTML, "handbook/privacy.html")
    assert [(block.kind, block.text) for block in parsed.blocks] == [
        (BlockKind.PARAGRAPH, "Raw positions are deleted after 13 months."),
        (BlockKind.HEADING, "Rules"),
        (BlockKind.LIST, "- one\n- two\n  - deep"),
        (BlockKind.TABLE, "kind | days\nraw | 395"),
        (BlockKind.CODE, "a\n  b"),
    ]
    assert (parsed.title, parsed.authors, parsed.language) == ("Data privacy", ("Ruth Keller",), "en")
    assert parsed.blocks[1].anchor.fragment == "rules"


def nested(depth: int) -> str:
    return "<html><body>" + "<div>" * depth + "the bottom" + "</div>" * depth + "<p>after</p></body></html>"


def test_html_two_thousand_deep_is_read() -> None:
    assert [block.text for block in parse_html(nested(2000), "a.html").blocks] == ["the bottom", "after"]


def test_html_ten_thousand_deep_is_unreadable_and_not_cut_silently() -> None:
    with pytest.raises(UnreadableDocument, match="nested too deep"):
        parse_html(nested(10_000), "a.html")


@pytest.mark.parametrize("text", ["<!-- only a comment -->", "<script>x</script>", "<html></html>"])
def test_html_without_text_is_unreadable(text: str) -> None:
    with pytest.raises(UnreadableDocument, match="no text"):
        parse_html(text, "a.html")


@pytest.mark.parametrize(
    ("text", "title", "first"),
    [
        pytest.param("Warsaw\n\nThe capital.", "Warsaw", "The capital.", id="short first line"),
        pytest.param(
            "A first paragraph.\nOf two lines.\n\nMore.", "my file", "A first paragraph.\nOf two lines.", id="no title"
        ),
        pytest.param("Only one line", "my file", "Only one line", id="a single line"),
    ],
)
def test_the_first_line_of_a_text_may_be_its_title(text: str, title: str, first: str) -> None:
    parsed = parse_plain(text, "my-file.txt")
    assert (parsed.title, parsed.blocks[0].text) == (title, first)


TALK = """\
Platform weekly
Date: 2024-11-14

Ana Ruiz: Hello.
Bo: Hi,
  all of you.
[00:01:05] Ana Ruiz: Kafka: yes or no?
Bo: Yes.
Ana Ruiz: Good.
"""


def test_a_transcript_is_a_meeting_of_turns() -> None:
    assert is_transcript(TALK)
    parsed = parse_transcript(TALK, "meetings/x.txt")
    turns = [block for block in parsed.blocks if block.kind is BlockKind.TURN]
    assert parsed.kind is Kind.MEETING
    assert parsed.created_at == datetime(2024, 11, 14, tzinfo=UTC)
    assert [turn.anchor.speaker for turn in turns] == ["Ana Ruiz", "Bo", "Ana Ruiz", "Bo", "Ana Ruiz"]
    assert turns[1].text == "Bo: Hi,\n  all of you."
    assert (turns[2].anchor.line, turns[2].anchor.seconds) == (7, 65.0)


@pytest.mark.parametrize(
    "text",
    [
        "Just prose. It has: colons.\nAnd more lines\nwithout any.\n",
        "".join(f"term{number}: what it means\n" for number in range(20)),
        "https://example.org/a\nhttps://example.org/b\n",
    ],
    ids=["prose", "glossary", "addresses"],
)
def test_other_texts_are_no_transcripts(text: str) -> None:
    assert not is_transcript(text)


VTT = """\
WEBVTT - Forum

NOTE recorded 2024-12-05

1
00:00:03.587 --> 00:00:05.000 align:start
<v Sam Adeyemi>Hi &amp; welcome.

00:00:05.000 --> 00:00:07.000
<v Sam Adeyemi>Let us <i>start</i>.</v>

01:00:07.500 --> 01:00:09.000
<v.loud Jo Bennett>Yes.
"""


def test_captions_of_one_speaker_are_one_turn() -> None:
    parsed = parse_webvtt(VTT, "meetings/2024.vtt")
    assert [(turn.text, turn.anchor.speaker, turn.anchor.seconds) for turn in parsed.blocks] == [
        ("Sam Adeyemi: Hi & welcome. Let us start.", "Sam Adeyemi", 3.587),
        ("Jo Bennett: Yes.", "Jo Bennett", 3607.5),
    ]
    assert (parsed.title, parsed.kind) == ("Forum", Kind.MEETING)
    assert parsed.created_at == datetime(2024, 12, 5, tzinfo=UTC)


def test_captions_without_text_are_unreadable() -> None:
    with pytest.raises(UnreadableDocument, match="no captions"):
        parse_webvtt("WEBVTT\n\nNOTE nothing", "a.vtt")


@pytest.mark.parametrize(("clock", "seconds"), [("02:03", 123.0), ("1:02:03.5", 3723.5), ("00:00:01,250", 1.25)])
def test_clocks_are_seconds(clock: str, seconds: float) -> None:
    assert seconds_of(clock) == seconds
