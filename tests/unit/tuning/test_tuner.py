"""Tuning as a whole, with a student of a few numbers."""

from __future__ import annotations

import pytest

from assistant.domain.readers import Principal, Readers
from assistant.errors import UsageError
from assistant.ports import IndexedDocument
from assistant.tuning.ports import Praised, Tie
from assistant.tuning.splitting import Part
from assistant.tuning.tuner import Prepared, Terms, Tuned, Tuner
from tests.stand_ins.tuning_world import (
    ALIASES,
    Heard,
    HeldLibrary,
    HeldTold,
    Ticking,
    WordStudent,
    document,
    library_with_own_words,
)

ADMINISTRATOR = Principal("root", administrator=True)
OWN_WORDS = library_with_own_words()


def tuned(library: list[IndexedDocument], student: WordStudent, terms: Terms | None = None) -> tuple[Prepared, Tuned, Heard]:
    tuner, heard = Tuner(HeldLibrary(library), HeldTold()), Heard()
    prepared = tuner.prepare(ADMINISTRATOR)
    return prepared, tuner.tune(prepared, student, terms or Terms(Ticking()), heard), heard


def test_words_that_only_headings_explain_are_learned_and_kept() -> None:
    _, made, heard = tuned(OWN_WORDS, WordStudent())
    assert made.verdict.kept
    assert made.verdict.rows[0].difference.mean > 0.2
    assert set(heard.totals) == {"measuring before", "learning", "measuring after"}
    assert heard.counts["measuring before"] == heard.totals["measuring before"] == heard.totals["measuring after"]
    assert heard.plans == [made.plan]


def test_headings_that_mean_nothing_teach_nothing_that_is_kept() -> None:
    _, made, _ = tuned(library_with_own_words(shuffled=True), WordStudent())
    assert not made.verdict.kept


def test_a_student_that_learns_nothing_is_not_kept_and_is_as_it_was() -> None:
    student = WordStudent(learns=False)
    _, made, _ = tuned(OWN_WORDS, student)
    assert (made.verdict.kept, made.learned.share) == (False, 0.0)


def test_nothing_of_a_held_back_document_is_learned() -> None:
    student = WordStudent()
    prepared, _, _ = tuned(OWN_WORDS, student)
    held = [one for one in OWN_WORDS if prepared.split.parts[one.document.id] is not Part.LEARNING]
    texts = {chunk.text for one in held for chunk in one.chunks}
    taught = {text for batch in student.batches for lesson in batch for text in (lesson.right, lesson.wrong)}
    assert len(held) > 20
    assert taught
    assert [text for text in taught if any(known in text for known in texts)] == []


def test_near_misses_are_taught_and_come_from_other_documents() -> None:
    student = WordStudent()
    tuned(OWN_WORDS, student)
    lessons = [lesson for batch in student.batches for lesson in batch]
    assert sum(bool(lesson.wrong) for lesson in lessons) > 0.2 * len(lessons)
    assert all(lesson.wrong != lesson.right for lesson in lessons)


def test_the_same_seed_makes_the_same_of_it() -> None:
    assert tuned(OWN_WORDS, WordStudent())[1].verdict == tuned(OWN_WORDS, WordStudent())[1].verdict


def test_a_short_time_ends_the_learning_and_not_the_judging() -> None:
    slow = Terms(Ticking(each=20.0), minutes=10)
    _, made, heard = tuned(OWN_WORDS, WordStudent(), slow)
    assert made.learned.stopped == "out of time"
    assert made.learned.lessons < made.plan.lessons
    assert made.verdict.rows[0].questions >= 20
    assert "measuring after" in heard.counts


@pytest.mark.parametrize(
    ("library", "says"),
    [([], "nothing is ingested yet"), (OWN_WORDS[:30], "too few"), ([document("d", "Title", [])], "nothing is ingested yet")],
    ids=["no documents", "few documents", "an empty document"],
)
def test_too_little_is_said_in_one_line(library: list[IndexedDocument], says: str) -> None:
    student = WordStudent()
    with pytest.raises(UsageError, match=says) as raised:
        tuned(library, student)
    assert "\n" not in str(raised.value)
    assert student.batches == []


def test_what_the_principal_may_not_read_is_not_learned_from() -> None:
    secret = document(
        "secret", "The takeover of Plover", [((f"{alias} of Plover",), "x " * 20) for alias in ALIASES], readers=Readers()
    )
    tuner = Tuner(HeldLibrary([*OWN_WORDS, secret]), HeldTold())
    seen = tuner.prepare(Principal("ana"))
    assert secret not in seen.library
    assert "secret" not in seen.split.parts
    assert "secret" in tuner.prepare(ADMINISTRATOR).split.parts


def test_documents_that_are_left_out_are_only_something_to_find() -> None:
    first, second, third = OWN_WORDS[:3]
    told = HeldTold([Tie("closes", second.document.id, first.document.id)])
    prepared = Tuner(HeldLibrary(OWN_WORDS), told).prepare(ADMINISTRATOR, frozenset({first.document.path}))
    asked = {
        pair.document_id for part in (prepared.split.learning, prepared.split.choosing, prepared.split.judging) for pair in part
    }
    assert prepared.without == {first.document.id, second.document.id}
    assert not asked & prepared.without
    assert third.document.id in asked
    assert first in prepared.library


def test_documents_that_answered_one_question_are_held_back_together() -> None:
    cited = tuple(one.document.id for one in OWN_WORDS[:4])
    told = HeldTold(praised=[Praised("which part is looked at each week", cited)])
    parts = Tuner(HeldLibrary(OWN_WORDS), told).prepare(ADMINISTRATOR).split.parts
    assert len({parts[name] for name in cited}) == 1


def test_the_counts_are_those_of_the_pairs() -> None:
    prepared = Tuner(HeldLibrary(OWN_WORDS), HeldTold()).prepare(ADMINISTRATOR)
    assert prepared.counts["learning"] == {"heading": len(prepared.split.learning)}
    assert prepared.chunks == sum(len(one.chunks) for one in OWN_WORDS)
