"""Decisions as CSV and as Markdown."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace

import pytest
from markdown_it import MarkdownIt

from assistant.domain.decisions import Alternative
from assistant.domain.extracted import Extracted, Known
from assistant.domain.rulings import Amendment
from assistant.knowledge.decisions.book import DecisionQuery
from assistant.knowledge.decisions.export import COLUMNS, as_csv, as_markdown
from assistant.knowledge.memory import Memory
from tests.stand_ins.decided import Around, decided_over
from tests.stand_ins.decision_world import CHIEF, adr, lineage_of
from tests.stand_ins.remembered import HeldExtracts


def with_alternatives(known: Known, *alternatives: Alternative) -> Known:
    (decision,) = known.extracted.decisions
    return replace(known, extracted=Extracted((replace(decision, alternatives=alternatives),)))


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_csv_has_a_line_of_names_and_a_line_for_each() -> None:
    first = with_alternatives(
        adr(1, on="2020-01", proposed="2019-12", deciders=["Ana", "Bo"]), Alternative("b", "slow"), Alternative("c")
    )
    lineage = lineage_of(first, adr(2, on="2021-01", supersedes="ADR-1", statement='He said "no",\nand left.'))

    text = as_csv(lineage.entries, lineage)
    newer, older = rows(text)

    assert text.startswith(",".join(COLUMNS) + "\r\n")
    assert text.count("\r\n") == 3
    assert newer["statement"] == 'He said "no",\nand left.'
    assert (newer["replaces"], newer["replaced_by"]) == ("ADR-0001: choice 1", "")
    assert (older["status"], older["stated"], older["replaced_by"]) == ("superseded", "accepted", "ADR-0002: choice 2")
    assert (older["proposed_on"], older["decided_on"], older["deciders"]) == ("2019-12-01", "2020-01-01", "Ana; Bo")
    assert older["alternatives"] == "b: slow\nc"
    assert (older["source"], older["path"]) == ("handbook", "adr/0001.md")


@pytest.mark.parametrize(
    "formula", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\n=1", "＝1", '=HYPERLINK("https://x")']
)
def test_a_formula_is_text(formula: str) -> None:
    lineage = lineage_of(adr(1, statement=formula, deciders=[formula]))

    (row,) = rows(as_csv(lineage.entries, lineage))

    assert row["statement"] == f"'{formula}"
    assert row["deciders"] == f"'{formula}"


def test_markdown_tells_all_of_it() -> None:
    first = with_alternatives(adr(1, on="2020-01", deciders=["Ana"]), Alternative("b", "too\nslow"), Alternative("c"))
    lineage = lineage_of(first, adr(2, on="2021-01", supersedes="ADR-1", statement="One.\n\nTwo *three*."))

    text = as_markdown(lineage.entries, lineage, "Decisions of Tidewater")

    assert text.startswith("# Decisions of Tidewater\n\n## ADR-0002: choice 2\n\n- Status: accepted (accepted)\n")
    assert "\n> One.\n>\n> Two *three*.\n" in text
    assert "- Replaced by: ADR-0002: choice 2" in text
    assert "- Replaces: ADR-0001: choice 1" in text
    assert "- Deciders: Ana" in text
    assert "\nConsidered and not taken:\n\n- b: too slow\n- c\n" in text
    assert "- Where: handbook/adr/0001.md" in text


@pytest.mark.parametrize(
    "hostile", ["[x](https://out.example)", "![x](https://out.example)", "<img src=x>", "<https://out.example>", "&lt;b>"]
)
def test_no_link_image_or_element_of_a_document_gets_into_markdown(hostile: str) -> None:
    known = with_alternatives(adr(1, title=hostile, statement=hostile, deciders=[hostile]), Alternative(hostile, hostile))
    lineage = lineage_of(known)

    text = as_markdown(lineage.entries, lineage)

    assert hostile not in text
    for mark in "[<&":
        assert all(text[place - 1] == "\\" for place, one in enumerate(text) if one == mark)


def test_a_title_stays_one_line() -> None:
    lineage = lineage_of(adr(1, title="a\n# b `c`"))

    assert "## ADR-0001: a \\# b \\`c\\`\n" in as_markdown(lineage.entries, lineage)


def test_both_say_who_said_what() -> None:
    book, curation = decided_over(Memory(HeldExtracts([adr(1)])), Around())
    curation.correct(CHIEF, "id1", Amendment(status="rejected"))
    curation.confirm(CHIEF, "id1")
    curation.write(CHIEF, Amendment(title="Spaces", statement="We indent with spaces."))
    entries, lineage = book.search(CHIEF, DecisionQuery()), book.lineage(CHIEF)

    found = {row["title"]: (row["confirmed_by"], row["corrected_by"], row["source"]) for row in rows(as_csv(entries, lineage))}

    assert found == {"ADR-0001: choice 1": ("chief", "chief", "handbook"), "Spaces": ("", "", "")}
    assert "- Status corrected by chief, confirmed by chief on 2026-11-22" in as_markdown(entries, lineage)
    assert "- Written by chief" in as_markdown(entries, lineage)


@pytest.mark.parametrize(
    "hostile",
    [
        r"\[x\](https://evil.example)",
        r"\<img src=x>",
        "see https://evil.example/x now",
        "see www.evil.example now",
        "write to eve@evil.example",
        "![x](https://evil.example/p.png)",
        "<script>alert(1)</script>",
    ],
)
def test_no_link_and_no_markup_of_a_document_gets_through_markdown(hostile: str) -> None:
    known = with_alternatives(adr(1, statement=f"We {hostile}"), Alternative(hostile, hostile))
    lineage = lineage_of(known)

    text = as_markdown(lineage.entries, lineage)
    html = MarkdownIt("commonmark", {"html": True}).render(text)

    assert not re.search(r"https?://|www\.|\w@\w", text)  # what GitHub makes links of without being told
    assert "<a " not in html
    assert "<img" not in html
    assert "<script" not in html
    assert "evil" in html or "alert" in html or "img" in html
