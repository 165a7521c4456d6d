"""Held-back questions over a pool of chunks."""

from __future__ import annotations

import pytest

from assistant.domain.documents import Kind
from assistant.ports import IndexedDocument
from assistant.tuning.mining import mined
from assistant.tuning.pairs import Origin, Pair
from assistant.tuning.ports import Tie
from assistant.tuning.trial import PER_DOCUMENT, Asking, Trial, make_trials, over_pool, scores
from tests.stand_ins.tuning_world import WordStudent, document

TEXTS = [
    "A vessel at anchor hardly moves, so that one look each minute is enough for everybody here.",
    "Billing closes its books on the last day of a month and sends what is owed to customers.",
    "Backups are written at night to another town and tried out in full twice every single year.",
    "Telemetry of the engines is thinned out after a week, since nobody looks at older seconds.",
]
LIBRARY = [
    document(
        f"d{place}", f"Rules of {word}", [((f"Chapter {word}", f"Things about {word}"), text), (("More",), f"{text} {word}")]
    )
    for place, (word, text) in enumerate(zip("anchors books towns engines".split(), TEXTS, strict=True))
]


def trial_of(origin: Origin, library: list[IndexedDocument] = LIBRARY, texts: int = 400) -> Trial:
    (trial,) = make_trials([pair for pair in mined(library, [], []) if pair.origin is origin], library, texts)
    return trial


@pytest.mark.parametrize(
    ("origin", "lost", "kept"),
    [(Origin.TITLE, "Rules of", "Things about"), (Origin.HEADING, "Things about", "Rules of")],
)
def test_every_text_has_the_form_that_is_asked_of(origin: Origin, lost: str, kept: str) -> None:
    """Were the right ones alone without the title, what has none would be right."""
    texts = trial_of(origin).texts
    assert [text for text in texts if lost in text] == []
    assert sum(kept in text for text in texts) >= len(LIBRARY)


def test_each_form_has_a_trial_of_its_own() -> None:
    trials = make_trials(mined(LIBRARY, [], []), LIBRARY, 400)
    assert sorted(len(trial.askings) for trial in trials) == [4, 4]


def test_a_part_below_its_heading_is_searched_without_the_question() -> None:
    one = document("d", "Feeds", [(("Pace of reading",), TEXTS[0]), (("Pace of reading", "At night"), TEXTS[1])])
    (trial,) = make_trials([Pair("Pace of reading", TEXTS[0], Origin.HEADING, "d", one.chunks[0].key)], [one], 100)
    ((row, other),) = trial.askings[0].instead.items()
    assert "Pace of reading" in trial.texts[row]
    assert trial.texts[other] == f"Feeds\n{TEXTS[1]}"
    assert len(trial.owners) == 2 < len(trial.texts)


def test_what_counts_is_the_text_without_the_question() -> None:
    trial = Trial(
        (Asking("anchors", "t", frozenset({"right"}), frozenset(), {0: 2}),),
        ("anchors", "anchors and books", "books"),
        ("right", "wrong"),
    )
    assert scores([trial], WordStudent()) == [pytest.approx(0.6309, abs=1e-4)]


def test_documents_rank_by_their_best_chunk() -> None:
    trial = Trial(
        (Asking("anchors", "t", frozenset({"b"}), frozenset()),), ("books", "towns", "anchors", "engines"), ("a", "b", "b", "c")
    )
    assert scores([trial], WordStudent()) == [1.0]


def test_the_document_that_asks_is_neither_right_nor_wrong() -> None:
    issue = document("issue", "Anchors drag at night", [((), f"Anchors drag at night again. {TEXTS[0]}")], Kind.CODE_REVIEW)
    change = document("change", "Look twice", [((), TEXTS[0])], Kind.CODE_REVIEW)
    library = [issue, change, *LIBRARY]
    pairs = [pair for pair in mined(library, [Tie("closes", "change", "issue")], []) if pair.origin is Origin.LINK]
    (trial,) = make_trials([pair for pair in pairs if pair.document_id == "change"], library, 100)
    assert (trial.askings[0].relevant, trial.askings[0].ignored) == (frozenset({"change"}), frozenset({"issue"}))
    assert scores([trial], WordStudent())[0] > 0.3


def test_a_question_of_two_documents_is_answered_by_either() -> None:
    pairs = [
        Pair("About what", TEXTS[0], Origin.PRAISED, "d0", LIBRARY[0].chunks[0].key),
        Pair("about What?", TEXTS[1], Origin.PRAISED, "d1", LIBRARY[1].chunks[0].key),
    ]
    (trial,) = make_trials(pairs, LIBRARY, 100)
    assert [asking.relevant for asking in trial.askings] == [frozenset({"d0", "d1"})]


def test_the_pool_is_filled_with_other_documents_up_to_its_size() -> None:
    many = [document(f"x{place}", f"Title {place}", [((), f"{TEXTS[0]} {place}")] * 40) for place in range(10)]
    pairs = [Pair("About what", TEXTS[0], Origin.PRAISED, "x0", many[0].chunks[0].key)]
    (trial,) = make_trials(pairs, many, 100)
    assert 100 <= len(trial.texts) < 100 + PER_DOCUMENT
    assert "x0" in trial.owners
    assert make_trials(pairs, many, 100) == [trial]


def test_the_chunk_that_answers_is_in_the_pool_however_late_it_comes() -> None:
    long = document("long", "Title", [((), f"{TEXTS[1]} {place}") for place in range(60)])
    (trial,) = make_trials([Pair("About what", "", Origin.PRAISED, "long", long.chunks[55].key)], [long], 20)
    assert any(text.endswith("55") for text in trial.texts)


def test_questions_of_people_are_asked_over_whole_texts() -> None:
    asking = Asking("What hardly moves at anchor?", "people", frozenset({"d0"}), frozenset())
    trial = over_pool([asking], LIBRARY, 100)
    assert len(trial.texts) == len(trial.owners) == 8
    assert "Rules of anchors" in trial.texts[0]
    assert scores([trial], WordStudent()) == [1.0]


def test_no_questions_have_no_scores() -> None:
    assert make_trials([], LIBRARY, 100) == []
    assert scores([], WordStudent()) == []
