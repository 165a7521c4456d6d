"""What records of decisions state is found, and nothing is made of documents that decide nothing."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.domain.decisions import Decision, Origin
from assistant.domain.documents import Link
from ingest.enrichment.clean import enrich
from ingest.enrichment.decisions.extracting import decisions_in
from ingest.formats.registry import parse

ADR = """# 4. Keep the queue

Date: 2023-01-18

## Status

{status}

## Context

We need one.

## Decision

{decision}

## Consequences

Fewer parts.
"""


def decided(text: str, path: str = "docs/adr/0004-queue.md") -> tuple[Decision, ...]:
    return decisions_in(enrich(parse(text.encode(), path)), path)


def adr(status: str = "Accepted", decision: str = "We keep the queue.", more: str = "") -> Decision:
    (found,) = decided(ADR.format(status=status, decision=decision) + more)
    return found


def test_a_record_has_its_statement_status_date_and_quotes() -> None:
    found = adr()
    assert (found.title, found.statement, found.stated) == ("4. Keep the queue", "We keep the queue.", "Accepted")
    assert (found.origin, found.proposed_on, found.decided_on) == (Origin.RECORD, date(2023, 1, 18), None)
    assert [(quote.text, quote.line) for quote in found.quotes] == [("We keep the queue.", 15), ("Accepted", 7)]


@pytest.mark.parametrize(
    ("status", "stated", "decided_on", "links"),
    [
        ("Accepted (2023-02-01)", "Accepted", date(2023, 2, 1), ()),
        ("**Accepted** on 1 February 2023 by the board", "Accepted", date(2023, 2, 1), ()),
        ("Accepted, in production since 2023-09-12", "Accepted", None, ()),
        ("living document, last touched 2025-09-02", "living document", None, ()),
        ("Draft (2023-02-01)", "Draft", None, ()),
        ("Superseded by [DNS](0015-dns.md)", "Superseded by DNS", None, (Link("superseded-by", "0015-dns.md"),)),
        (
            "Superseded by ADR-0031 (2024-06-20)",
            "Superseded by ADR-0031 (2024-06-20)",
            None,
            (Link("superseded-by", "ADR-0031"),),
        ),
        (
            "Accepted on 2023-01-18. Since then superseded by [ADR-0031](0031-x.md).",
            "superseded by ADR-0031",
            date(2023, 1, 18),
            (Link("superseded-by", "0031-x.md"),),
        ),
        (
            "Accepted\n\nSuperseded by [5. Other](0005-other.md)",
            "Superseded by 5. Other",
            None,
            (Link("superseded-by", "0005-other.md"),),
        ),
        ("Accepted\n\nSupersedes ADR-3", "Accepted", None, (Link("supersedes", "ADR-3"),)),
        ("Accepted\n\nAmended by [5. Other](0005-other.md)", "Accepted", None, ()),
        (
            "Partially superseded by [5. Other](0005-other.md)",
            "Partially superseded by 5. Other",
            None,
            (Link("amended-by", "0005-other.md"),),
        ),
        ("* Proposed 2023-01-01\n* Accepted 2023-02-01", "Accepted", date(2023, 2, 1), ()),
        ("Replaced by the message bus", "Replaced by the message bus", None, (Link("superseded-by", "the message bus"),)),
    ],
)
def test_a_status_is_told_in_the_documents_own_words(
    status: str, stated: str, decided_on: date | None, links: tuple[Link, ...]
) -> None:
    found = adr(status)
    assert (found.stated, found.decided_on, found.links) == (stated, decided_on, links)


def test_a_section_that_was_superseded_leaves_the_rest_in_force() -> None:
    found = adr(decision="We keep it.\n\n**These ranges have been superseded by [ADR #0033](0033-ranges.md).**")
    assert (found.stated, found.links) == ("Accepted", ())
    partly = adr("Partly superseded", "We keep it.\n\n**These ranges have been superseded by [ADR #0033](0033-ranges.md).**")
    assert partly.links == (Link("amended-by", "0033-ranges.md"),)


@pytest.mark.parametrize(
    ("decision", "statement"),
    [
        ("We keep it. It works.\n\nMore words.", "We keep it. It works."),
        ("Kept, for two reasons.\n\n1. It works.\n2. We know it.", "Kept, for two reasons. It works.; We know it."),
        (
            "We shall keep the queue as it is, since it has served us very well so far.\n\nMore.",
            "We shall keep the queue as it is, since it has served us very well so far.",
        ),
        ("We will:\n\n- keep it\n- name it", "We will: keep it; name it"),
        ("* one queue\n* one owner", "one queue; one owner"),
        (
            "**We** keep [it](x.md) and `name` it _well_, for all the teams that now have queues of their own.",
            "We keep it and name it well, for all the teams that now have queues of their own.",
        ),
        ('Chosen option: "Queue", because it is there.', 'Chosen option: "Queue", because it is there.'),
        (
            "Text before the choice, which is long enough to stand for itself in any case.\n\nChosen option: **Queue**.",
            "Chosen option: Queue.",
        ),
    ],
)
def test_a_statement_is_the_decisions_own_paragraph(decision: str, statement: str) -> None:
    assert adr(decision=decision).statement == statement


def test_a_decision_that_is_still_open_is_no_statement() -> None:
    assert adr("Proposed", "None yet.").statement.startswith("We need one")


HEADED = """PEP: 99
Title: A thing
Author: Ana Ruiz <a@example.org>,
  Bo Lind
{more}Created: 05-Sep-2017

Abstract
========

{text}
"""


def pep(more: str, text: str = "This PEP proposes a thing.") -> Decision:
    (found,) = decided(HEADED.format(more=more, text=text), "peps/pep-0099.rst")
    return found


@pytest.mark.parametrize(
    ("more", "links"),
    [
        ("Status: Superseded\nSuperseded-By: 734\n", {Link("superseded-by", "734")}),
        (
            "Status: Final\nReplaces: 245, 246\nRequires: 12\n",
            {Link("supersedes", "245"), Link("supersedes", "246"), Link("needs", "12")},
        ),
        (
            "Status: Final\nDiscussions-To: https://discuss.example.org/t/1\n",
            {Link("discussed-in", "https://discuss.example.org/t/1")},
        ),
        ("Status: Final\nReplaces:\n", set()),
        ("Status: Draft\nSuperseded-By: None\n", set()),
    ],
)
def test_a_header_names_other_documents(more: str, links: set[Link]) -> None:
    assert set(pep(more).links) == links


def test_a_resolution_says_when_it_was_decided_and_a_delegate_who_decided() -> None:
    found = pep("Status: Final\nPEP-Delegate: Eva Holm\nResolution: `12-May-2018 <https://discuss.example.org/t/9>`__\n")
    assert (found.decided_on, found.proposed_on, found.deciders) == (date(2018, 5, 12), date(2017, 9, 5), ("Eva Holm",))
    assert found.links == (Link("discussed-in", "https://discuss.example.org/t/9"),)


def test_of_an_abstract_the_paragraph_that_proposes_is_the_statement() -> None:
    assert pep("Status: Final\n", "Sets are slow.\n\nThis PEP adds faster sets.").statement == "This PEP adds faster sets."


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("*Note:* this RFC has been superseded by [RFC 1974][].", Link("superseded-by", "RFC 1974")),
        ("In short this RFC was superseded by RFC 2972. For details see there.", Link("superseded-by", "RFC 2972")),
        ("This RFC supersedes #1755.", Link("supersedes", "#1755")),
        ("Note: this supersedes [RFC 1977]", Link("supersedes", "RFC 1977")),
        ("This RFC was partially superseded by [RFC 1238], which loosens it.", Link("amended-by", "RFC 1238")),
        ("This section supersedes [RFC 192] with respect to defaults.", None),
        ("see RFC #1808, which this is intended to supersede.", None),
        ("The lazy crate is superseded by the standard library's.", None),
        ("This RFC replaces the old scheme by a new one.", None),
    ],
)
def test_a_sentence_by_which_a_document_speaks_of_itself_is_a_link(text: str, link: Link | None) -> None:
    (found,) = decided(
        f"- Start Date: 2014-05-01\n\n# Summary\n\nAdd it.\n\n{text}\n\n# Motivation\n\nWhy not.\n", "rfcs/0042-it.md"
    )
    assert found.links == ((link,) if link else ())
    if link and link.relation == "superseded-by":
        assert found.stated.startswith("superseded by")


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("# Glossary\n\n**RFC** — request for comments\n", "docs/glossary.md"),
        ("# How to write an ADR\n\n## Context\n\nSay why.\n\n## Decision\n", "docs/guide.md"),
        ("# Mailer\n\nStatus: active\n\n## Background\n\nSends mail.\n", "services/mailer.md"),
        ("# Retro\n\nStatus: done\n\n## What went well\n\nAll.\n\n## Alternatives\n\nNone.\n", "retros/1.md"),
        ("# {title}\n\n## Status\n\n{proposed | accepted}\n\n## Decision\n\nSay what.\n", "adr/0000-template.md"),
        ("# Design of search\n\n## Overview\n\nIt is an index.\n", "design/search.md"),
        ("# Records\n\n- [1](0001-a.md)\n", "docs/adr/README.md"),
        ("plain words", "notes.txt"),
    ],
)
def test_what_has_not_the_form_of_a_decision_is_none(text: str, path: str) -> None:
    assert decided(text, path) == ()


def test_a_log_is_as_many_decisions_as_it_has_rows() -> None:
    rows = "\n".join(
        [
            "| Decision | Status | Date | Decided by |",
            "|---|---|---|---|",
            "| Use Go | accepted | 2024-01-02 | Ana |",
            "| Use C | superseded by Use Go | | |",
        ]
    )
    first, second = decided(f"# Decisions\n\n{rows}", "docs/log.md")
    assert (first.title, first.stated, first.proposed_on, first.deciders) == ("Use Go", "accepted", date(2024, 1, 2), ("Ana",))
    assert second.links == (Link("superseded-by", "Use Go"),)
    assert first.quotes[0].text == "| Use Go | accepted | 2024-01-02 | Ana |"
