"""What tuning learns from corrections: the better source is right, and what misled is wrong."""

from __future__ import annotations

import numpy as np

from assistant.adapters.system_clock import FixedClock
from assistant.domain.asked import Asked, Complaint, Outcome, Rating
from assistant.domain.documents import Document, Kind
from assistant.domain.extracted import Extracted, Known
from assistant.domain.readers import Principal, Readers
from assistant.knowledge.health.hearing import Hearing
from assistant.knowledge.health.judged import JudgedQuestions
from assistant.knowledge.memory import Memory
from assistant.knowledge.references import References
from assistant.tuning.mining import mined
from assistant.tuning.negatives import lessons, shelf_of
from assistant.tuning.pairs import Origin, Pair
from assistant.tuning.ports import Praised
from assistant.tuning.told import FromMemory
from tests.stand_ins.asked_questions import HeldQuestions
from tests.stand_ins.remembered import HeldExtracts
from tests.stand_ins.tuning_world import document, word_vector
from tests.stand_ins.upkept import NOW

RIGHT = "The vessel feed is read each minute by one reader, since calls are few and minutes are many."
COPY = "The vessel feed is read each minute by one reader, since calls are few and minutes are many!"
NEAR = "The vessel feed was once read each hour by many readers, before calls were limited by the port."
QUESTION = "vessel feed read each minute calls"


def wrong_of(*misled: str) -> str:
    """The near miss of a pair of `right`, where a person said that these documents do not answer."""
    library = [document(name, name, [((), text)]) for name, text in (("right", RIGHT), ("copy", COPY), ("near", NEAR))]
    pair = Pair(QUESTION, RIGHT, Origin.PRAISED, "right", library[0].chunks[0].key, misled=misled)
    (lesson,) = lessons([pair], np.stack([word_vector(QUESTION)]), shelf_of(library), [])
    return lesson.wrong


def test_what_misled_is_taught_to_be_wrong_however_near_it_is() -> None:
    assert COPY in wrong_of("copy")
    assert NEAR in wrong_of("near")


def test_without_a_word_on_it_what_is_as_near_is_not() -> None:
    assert NEAR in wrong_of()


def test_what_misled_and_is_not_learned_from_is_looked_for_elsewhere() -> None:
    assert NEAR in wrong_of("gone")


def test_pairs_of_a_corrected_question_carry_what_misled() -> None:
    library = [document("right", "The feed", [((), RIGHT)])]
    found = mined(library, [], [Praised("how often is the feed read each minute", ("right",), ("near",))])
    assert [one.misled for one in found if one.origin is Origin.PRAISED] == [("near",)]
    assert {one.misled for one in found if one.origin is not Origin.PRAISED} <= {()}


def test_the_memory_tells_what_misled_as_far_as_it_may_be_read() -> None:
    held = [Document(name, "docs", f"{name}.md", name, Kind.PAGE, "0", Readers.parse("everyone")) for name in ("bus", "old")]
    held.append(Document("hidden", "docs", "hidden.md", "hidden", Kind.PAGE, "0", Readers.parse("group:board")))
    questions = HeldQuestions()
    questions.keep(Asked("a1", "Which bus do we use?", NOW, Outcome.ANSWERED, "bo", cited=("old", "hidden")))
    questions.rate(Rating("a1", "bo", False, "", NOW, Complaint.WRONG, "bus"))
    memory = Memory(HeldExtracts(Known(one, Extracted()) for one in held))
    told = FromMemory(References(memory), JudgedQuestions(Hearing(questions, Readers(), FixedClock(NOW)), memory))
    assert told.praised(Principal("bo")) == [Praised("Which bus do we use?", ("bus",), ("old",))]
    assert told.praised(Principal("", administrator=True)) == [Praised("Which bus do we use?", ("bus",), ("old", "hidden"))]
