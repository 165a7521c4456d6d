"""What documents refer to, and how."""

from __future__ import annotations

import pytest

from assistant.domain.documents import Link
from ingest.enrichment.references.extracting import MAX_ADDRESSES, MAX_LINKS, links_in
from ingest.enrichment.references.links import own_number
from ingest.formats.registry import parse
from ingest.parsed import Block, BlockKind, Parsed


def of(text: str, path: str = "docs/design/a.md", title: str = "A title") -> list[tuple[str, str]]:
    blocks = (Block(BlockKind.PARAGRAPH, text, 1, text.count("\n") + 1),)
    return [(link.relation, link.target) for link in links_in(Parsed(title, blocks), path)]


def of_file(text: str, path: str = "docs/a.md") -> list[tuple[str, str]]:
    return [(link.relation, link.target) for link in links_in(parse(text.encode(), path), path)]


@pytest.mark.parametrize(
    ("text", "target"),
    [
        pytest.param("see [b](b.md)", "docs/design/b.md", id="Markdown beside"),
        pytest.param("see [b](../adr/b.md#part 'title')", "docs/adr/b.md", id="Markdown above, with a fragment and a title"),
        pytest.param("see [b](/guide/b%20c.md)", "guide/b c.md", id="from the source's root, quoted"),
        pytest.param("see [b][key] there\n\n[key]: ../b.md", "docs/b.md", id="Markdown by a label"),
        pytest.param("see [key] there\n\n[key]: ../b.md", "docs/b.md", id="Markdown by a short label"),
        pytest.param("see <https://example.org/x>", "https://example.org/x", id="address in angles"),
        pytest.param('see <a href="b.html">b</a>', "docs/design/b.html", id="HTML"),
        pytest.param("see link:../b.adoc[b]", "docs/b.adoc", id="AsciiDoc link"),
        pytest.param("see xref:b.adoc#part[b]", "docs/design/b.adoc", id="AsciiDoc xref"),
        pytest.param("see <<b.adoc#part,b>>", "docs/design/b.adoc", id="AsciiDoc reference"),
        pytest.param("see https://example.org/x[there]", "https://example.org/x", id="AsciiDoc address"),
        pytest.param("see `b <../b.rst>`_", "docs/b.rst", id="reST"),
        pytest.param("see `the plan`_\n\n.. _the plan: ../b.rst", "docs/b.rst", id="reST by a label"),
        pytest.param("see `b <plan_>`__\n\n.. _plan: ../b.rst", "docs/b.rst", id="reST by a label in angles"),
        pytest.param("see :doc:`../b`", "docs/b.md", id="reST doc role"),
        pytest.param("see :pep:`734`", "PEP 734", id="pep role"),
        pytest.param("see :pep:`the proposal <734#why>`", "PEP 734", id="pep role with words"),
        pytest.param("see :rfc:`2822`", "https://www.rfc-editor.org/rfc/rfc2822", id="rfc role"),
        pytest.param("as ADR-0019 says", "ADR 19", id="number with a hyphen"),
        pytest.param("as PEP 734 says", "PEP 734", id="number with a space"),
        pytest.param("as RFC-004 says", "RFC 4", id="an organisation's RFC"),
    ],
)
def test_a_link_is_found_in_every_syntax(text: str, target: str) -> None:
    assert of(text) == [("refers-to", target)]


@pytest.mark.parametrize(
    "text",
    [
        "![a picture](b.png)",
        "[outside](../../../etc/passwd)",
        "[a mail](mailto:ana@example.org)",
        "[a script](javascript:alert(1))",
        "[here](#part)",
        "[itself](a.md)",
        "[no scheme](//example.org/x)",
        "[data](data:text/html;base64,AAAA)",
        "as https://example.org/rfc-12/x says",
        "the MUST of RFC 2119",
        "the format of RFC 3339 and RFC 5322",
        "a[0] and b[i]",
    ],
)
def test_what_leads_to_no_document_is_left_out(text: str) -> None:
    assert of(text) == []


def test_code_refers_to_nothing() -> None:
    assert of_file("# T\n\n```\n[b](b.md) ADR-0001\n```\n") == []


def test_a_document_does_not_refer_to_itself_by_its_number() -> None:
    assert of("ADR-0019 follows ADR-0004", "adr/0019-kafka.md") == [("refers-to", "ADR 4")]
    assert of("PEP 12 follows PEP 1", "x.rst", "PEP 12 – A template") == [("refers-to", "PEP 1")]


@pytest.mark.parametrize(
    ("title", "path", "own"),
    [
        ("ADR-0019: Kafka", "x.md", ("adr", 19)),
        ("Kafka", "docs/adr/0019-kafka.md", ("adr", 19)),
        ("Kafka", "peps/pep-0734.rst", ("pep", 734)),
        ("Kafka", "rust-rfcs/0135-where.md", ("rfc", 135)),
        ("Kafka", "docs/0019-kafka.md", None),
        ("2024 in review", "notes/a.md", None),
    ],
)
def test_a_documents_own_number_is_told_by_title_name_or_folder(title: str, path: str, own: tuple[str, int] | None) -> None:
    assert own_number(title, path) == own


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("---\nrequires: ADR-0001\n---\n# T\n", [("needs", "ADR 1")], id="front matter"),
        pytest.param(
            "---\ndepends-on:\n  - b.md\n  - RFC-2\n---\n# T\n", [("needs", "docs/b.md"), ("needs", "RFC 2")], id="list"
        ),
        pytest.param(
            "---\nneeds: [b.md, c.md]\n---\n# T\n", [("needs", "docs/b.md"), ("needs", "docs/c.md")], id="inline list"
        ),
        pytest.param("# T\n\n**Prerequisites:** [b](b.md)\n", [("needs", "docs/b.md")], id="label in bold"),
        pytest.param(
            "# T\n\n- Requires: [b](b.md)\n- See also: [c](c.md)\n",
            [("needs", "docs/b.md"), ("refers-to", "docs/c.md")],
            id="items",
        ),
        pytest.param("# T\n\nImplements: RFC-002\n", [("implements", "RFC 2")], id="implements label"),
        pytest.param("# T\n\nDiscussed in: [weekly](../m/w.md)\n", [("discussed-in", "m/w.md")], id="discussed label"),
        pytest.param("# T\n\nSupersedes: ADR-0004\n", [("supersedes", "ADR 4")], id="supersedes label"),
        pytest.param(
            "# T\n\n## Prerequisites\n\n- [b](b.md)\n\n## Then\n\n[c](c.md)\n",
            [("needs", "docs/b.md"), ("refers-to", "docs/c.md")],
            id="section",
        ),
        pytest.param(
            "# T\n\n## Before you start\n\n### One\n\n[b](b.md)\n", [("needs", "docs/b.md")], id="section below a section"
        ),
        pytest.param("# 文档\n\n## 先读\n\n[b](b.md)\n", [("needs", "docs/b.md")], id="Chinese section"),
        pytest.param(
            "# T\n\nRead [b](b.md) first. Then [c](c.md).\n",
            [("needs", "docs/b.md"), ("refers-to", "docs/c.md")],
            id="read first",
        ),
        pytest.param("# T\n\n- Please read [b](b.md) before you open any.\n", [("needs", "docs/b.md")], id="read before"),
        pytest.param("# 文档\n\n请先阅读 [b](b.md)。\n", [("needs", "docs/b.md")], id="Chinese read first"),
        pytest.param(
            "# T\n\nThis depends on [b](b.md) and changes [c](c.md) where nobody would have looked for anything of the sort.\n",
            [("needs", "docs/b.md"), ("needs", "docs/c.md")],
            id="depends on",
        ),
        pytest.param("# T\n\nThis does not depend on [b](b.md).\n", [("refers-to", "docs/b.md")], id="negated"),
        pytest.param("# T\n\nThis implements RFC-002.\n", [("implements", "RFC 2")], id="implements in a sentence"),
        pytest.param(
            "# T\n\nIt was discussed in [the weekly](../m/w.md).\n", [("discussed-in", "m/w.md")], id="discussed in a sentence"
        ),
        pytest.param(
            "# T\n\nIn [your first week](b.md) you read five of them.\n",
            [("refers-to", "docs/b.md")],
            id="first of another thing",
        ),
        pytest.param("# T\n\nDiscussion: RFC-002 is not liked.\n", [("refers-to", "RFC 2")], id="minutes discuss it"),
    ],
)
def test_what_a_link_is_to_its_document_is_told_by_label_section_or_sentence(
    text: str, expected: list[tuple[str, str]]
) -> None:
    assert of_file(text) == expected


def test_bare_numbers_of_a_header_are_of_the_documents_own_series() -> None:
    text = "PEP: 501\nTitle: X\nStatus: Draft\nRequires: 701, 498\n\nAbstract\n========\n\nWords.\n"
    assert of_file(text, "peps/pep-0501.rst") == [("needs", "PEP 701"), ("needs", "PEP 498")]


def test_the_stronger_relation_takes_the_place_of_a_mention() -> None:
    assert of("ADR-0001 is old.\n\nRequires: ADR-0001") == [("needs", "ADR 1")]


def test_links_of_the_format_come_first_and_stay() -> None:
    parsed = Parsed(
        "T", (Block(BlockKind.PARAGRAPH, "[b](b.md)"),), links=(Link("closes", "issues/1.json"), Link("refers-to", "b.md"))
    )
    assert links_in(parsed, "a.md") == (Link("closes", "issues/1.json"), Link("refers-to", "b.md"))


def test_each_target_is_told_once() -> None:
    assert of("[b](b.md) [b](b.md#x) [b](./b.md)") == [("refers-to", "docs/design/b.md")]


def test_addresses_and_links_have_a_limit() -> None:
    addresses = " ".join(f"<https://example.org/{number}>" for number in range(300))
    paths = "\n\n".join(" ".join(f"[x]({part}-{number}.md)" for number in range(100)) for part in range(8))
    parsed = Parsed("T", tuple(Block(BlockKind.PARAGRAPH, text) for text in (addresses, *paths.split("\n\n"))))
    links = links_in(parsed, "a.md")
    assert len(links) == MAX_LINKS
    assert sum("://" in link.target for link in links) == MAX_ADDRESSES


def test_links_of_a_page_are_found() -> None:
    page = '<h1>T</h1><p>See <a href="../adr/1.md">it</a>, <a href="#x">here</a>, <a href="javascript:x()">bad</a>.</p>'
    assert of_file(page, "docs/a.html") == [("refers-to", "adr/1.md")]


@pytest.mark.parametrize(
    "text",
    [
        "[" * 200_000,
        "[a](" * 50_000,
        "<a href='" * 30_000,
        "`a <" * 50_000,
        "ADR-1 " * 40_000,
        "Requires: " * 20_000,
        "read " * 50_000,
        "<<a" * 50_000,
        ":doc:`" * 40_000,
        "\nRequires:\n- a" * 20_000,
        "link:a" * 40_000,
        "not depends on " * 20_000,
        "[a]: b\n" * 30_000,
    ],
    ids=lambda text: repr(text[:10]),
)
def test_hostile_text_is_read_to_its_end(text: str) -> None:
    assert len(of(text)) <= MAX_LINKS
