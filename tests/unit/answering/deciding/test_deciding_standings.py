"""How decisions stand that replaced one another, in a line behind an answer from decisions or a generator's words."""

from __future__ import annotations

from datetime import date

from assistant.answering.deciding.standings import in_a_line, standings, with_markers
from assistant.answering.deciding.words import CHINESE, ENGLISH
from assistant.domain.answers import Citation, Evidence
from assistant.domain.readers import Principal
from tests.stand_ins.disagreeing import Company

COMPANY = Company()
PAPER = COMPANY.record(1, "Paper", "We write on paper.", "Superseded", date(2020, 1, 1))
TABLETS = COMPANY.record(2, "Tablets", "We write on tablets.", "Accepted", date(2022, 1, 1), links=[("supersedes", "ADR-0001")])
ALONE = COMPANY.record(3, "Alone", "Nobody else.", "Accepted", date(2021, 1, 1))
LINEAGE = COMPANY.lineage(Principal("ana"))
QUOTES = [COMPANY.quote(PAPER, "We write on paper."), COMPANY.quote(TABLETS, "We write on tablets.")]
LINE = (
    "\n\n*How these stand: ADR-0002 “Tablets”: accepted, 2022-01-01, by Ana Ruiz; "
    "ADR-0001 “Paper”: superseded, 2020-01-01, by Ana Ruiz.*"
)


def test_what_holds_stands_first_whatever_was_cited_first() -> None:
    assert in_a_line(standings(QUOTES, LINEAGE, ENGLISH), ENGLISH) == LINE
    assert in_a_line(standings(QUOTES[::-1], LINEAGE, ENGLISH), ENGLISH) == LINE


def test_decisions_that_replaced_nothing_need_no_line() -> None:
    alone = [COMPANY.quote(ALONE, "Nobody else."), QUOTES[1]]

    assert standings(alone, LINEAGE, ENGLISH) == ()
    assert in_a_line((), ENGLISH) == ""
    assert with_markers((), Evidence(()), ENGLISH) == ("", ())


def test_a_generators_answer_gets_the_numbers_of_what_it_was_sent() -> None:
    found = standings(QUOTES, LINEAGE, ENGLISH)

    text, citations = with_markers(found, COMPANY.evidence(ALONE, TABLETS), ENGLISH)

    assert "ADR-0002 “Tablets”: accepted, 2022-01-01, by Ana Ruiz [2]" in text
    assert "ADR-0001 “Paper”: superseded, 2020-01-01, by Ana Ruiz [3]" in text
    assert [(one.marker, one.document.id) for one in citations] == [(2, "d2"), (3, "d1")]
    assert all(isinstance(one, Citation) and one.quote in one.chunk.text for one in citations)


def test_a_chinese_question_gets_a_chinese_line() -> None:
    text = in_a_line(standings(QUOTES, LINEAGE, CHINESE), CHINESE)

    assert "各自的状况：ADR-0002 “Tablets”: 已接受，2022-01-01，Ana Ruiz" in text
