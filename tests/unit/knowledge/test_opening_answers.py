"""Answers opened later: who may, what became of their sources, and nothing of what may not be read."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import replace

import pytest

from assistant.domain.answer_records import AnswerRecord, Looked
from assistant.domain.asked import Asked, Complaint, Interface, Outcome, Rating
from assistant.domain.documents import Document, Kind
from assistant.domain.extracted import Extracted, Known
from assistant.domain.provenance import Look
from assistant.domain.readers import Principal, Readers
from assistant.errors import NotFound
from assistant.knowledge.provenance import wording
from assistant.knowledge.provenance.opened import OpenedAnswer, Since
from assistant.knowledge.provenance.opening import Provenance
from assistant.knowledge.use_cases import Knowledge
from tests.stand_ins.answer_records import HeldRecords
from tests.stand_ins.answered import FULL, NOON, record_of_chunks
from tests.stand_ins.asked_questions import HeldQuestions, Listened
from tests.stand_ins.decided import Around, HeldDocuments
from tests.stand_ins.decision_world import adr
from tests.stand_ins.remembered import HeldExtracts, knowledge_over

ROOT, ANA, BO = Principal("root", administrator=True), Principal("ana"), Principal("bo")
BUS = Document("bus", "docs", "bus.md", "The bus", Kind.PAGE, "bus", Readers.parse("everyone"))
PAY = Document("pay", "hr", "pay.md", "What leads earn", Kind.PAGE, "pay", Readers.parse("user:ana"))
TEXTS = {"bus": ["Kafka has six brokers.", "It keeps seven days."], "pay": ["A lead earns a lot."]}


class World:
    """Documents that change, and one answer that ana was given."""

    def __init__(self, *known: Known) -> None:
        self.extracts = HeldExtracts()
        self.documents = HeldDocuments((one, TEXTS[one.id]) for one in (BUS, PAY))
        self.questions, self.records = HeldQuestions(), HeldRecords()
        self.known = [Known(BUS, Extracted()), Known(PAY, Extracted()), *known]
        self.extracts.hold(*self.known)
        self.questions.keep(Asked("a1", "Which bus?", NOON, Outcome.ANSWERED, "ana", interface=Interface.PAGE, confidence=0.7))

    def keep(self, *ids: str, model: str = "", record: AnswerRecord | None = None) -> AnswerRecord:
        """Keep the answer as one made from the first chunks of these documents."""
        chunks = [self.documents.chunks(id_)[0] for id_ in ids]
        made = record or record_of_chunks(*chunks, model=model)
        self.records.keep(made)
        return made

    def change(self, document: Document, *texts: str) -> None:
        """Let a document be another from now on."""
        self.documents.hold(document, texts)
        self.known = [Known(document, one.extracted) if one.document.id == document.id else one for one in self.known]
        self.extracts.hold(*self.known)

    def remove(self, document_id: str) -> None:
        self.documents.drop(document_id)
        self.known = [one for one in self.known if one.document.id != document_id]
        self.extracts.hold(*self.known)
        self.records.forget_words_of([document_id])

    @property
    def knowledge(self) -> Knowledge:
        listened = Listened(self.questions, records=self.records)
        return knowledge_over(self.extracts, around=Around(documents=self.documents), listened=listened)

    @property
    def provenance(self) -> Provenance:
        return self.knowledge.provenance

    def open(self, who: Principal = ANA) -> OpenedAnswer:
        return self.provenance.open(who, "a1")


@pytest.fixture
def world() -> World:
    return World()


def test_the_asker_and_administrators_open_it_whole(world: World) -> None:
    kept = world.keep("bus", "pay", model="openai:small")
    for who in (ANA, ROOT):
        opened = world.open(who)
        assert (opened.asked.question, opened.record, opened.is_withheld) == ("Which bus?", kept, False)
        assert [(one.number, one.document.id, one.since) for one in opened.sent] == [
            (1, "bus", Since.SAME),
            (2, "pay", Since.SAME),
        ]
        assert [(one.document.id, one.score) for one in opened.found] == [("bus", 1.0), ("pay", 0.9)]
        assert all(one.is_as_it_was for one in opened.documents)


@pytest.mark.parametrize(
    ("who", "answer_id"),
    [(BO, "a1"), (Principal(""), "a1"), (ANA, "a9"), (ROOT, "a9"), (ANA.among([ANA]), "a1"), (ANA, "check")],
    ids=["another person", "nobody", "unknown", "unknown to an administrator", "the asker in company", "Lore's own"],
)
def test_for_others_it_is_as_one_that_there_is_not(world: World, who: Principal, answer_id: str) -> None:
    world.keep("bus")
    world.questions.keep(Asked("check", "?", NOON, Outcome.ANSWERED, "ana", interface=Interface.CHECK))
    with pytest.raises(NotFound) as refused:
        world.provenance.open(who, answer_id)
    with pytest.raises(NotFound) as unknown:
        world.provenance.open(ANA, "never")
    assert str(refused.value) == str(unknown.value)


def test_nobody_by_no_name_opens_what_the_local_administrator_asked(world: World) -> None:
    world.questions.keep(Asked("a1", "?", NOON, Outcome.ANSWERED, ""))
    world.keep("bus")
    with pytest.raises(NotFound):
        world.open(Principal(""))
    assert world.open(Principal("", administrator=True)).record is not None


def test_words_that_drew_on_what_may_no_longer_be_read_are_withheld_and_the_rest_stays(world: World) -> None:
    world.keep("bus", "pay", model="openai:small")
    world.change(replace(PAY, readers=Readers.parse("group:hr")), *TEXTS["pay"])
    opened = world.open()
    assert opened.is_withheld
    assert opened.record is not None
    assert opened.record.making is not None
    assert (opened.record.shown, opened.record.making.returned, opened.record.cited) == ("", "", ())
    assert opened.record.making.model == "openai:small"
    assert [(one.number, one.document.id) for one in opened.sent] == [(None, "bus")], "a number would tell how many there were"
    assert [one.document.id for one in opened.found] == ["bus"]
    assert [one.document.id for one in opened.documents] == ["bus"]
    assert "pay" not in str(opened)
    assert not world.open(ROOT).is_withheld, "an administrator may read it"


def test_a_document_that_was_only_found_costs_its_own_line_alone(world: World) -> None:
    record = world.keep("bus", "pay")
    world.keep(record=replace(record, words_from=frozenset({"bus"}), cited=record.cited[:1]))
    world.change(replace(PAY, readers=Readers.parse("group:hr")), *TEXTS["pay"])
    opened = world.open()
    assert (opened.is_withheld, [one.document.id for one in opened.found]) == (False, ["bus"])
    assert [one.number for one in opened.cited] == [1]


def test_what_drew_on_a_removed_document_has_no_words_left_for_anybody(world: World) -> None:
    world.keep("bus", "pay")
    world.remove("pay")
    for who, told in ((ANA, "may not read, or that is gone"), (ROOT, "is gone. Its words were deleted")):
        opened = world.open(who)
        assert opened.record is not None
        assert (opened.is_withheld, opened.record.shown) == (True, "")
        assert told in wording.withheld_words(opened)


def test_who_does_not_administer_is_not_told_whether_it_is_gone_or_hidden() -> None:
    hidden, gone = World(), World()
    for world in (hidden, gone):
        world.keep("bus", "pay")
    hidden.change(replace(PAY, readers=Readers.parse("group:hr")), *TEXTS["pay"])
    gone.remove("pay")
    one, other = hidden.open(), gone.open()
    assert (one.found, one.sent, one.documents, one.is_emptied) == (other.found, other.sent, other.documents, other.is_emptied)
    assert wording.withheld_words(one) == wording.withheld_words(other)


def test_chunks_that_changed_say_so_and_moved_ones_are_the_same(world: World) -> None:
    world.keep("bus", record=record_of_chunks(*world.documents.chunks("bus")))
    world.change(replace(BUS, content_hash="2"), "A new first chunk.", "It keeps seven days.")
    opened = world.open()
    assert [(one.since, one.chunk and one.chunk.text) for one in opened.found] == [
        (Since.CHANGED, "A new first chunk."),
        (Since.SAME, "It keeps seven days."),
    ]
    assert [(one.is_changed, one.is_past) for one in opened.documents] == [(True, False)]
    world.change(replace(BUS, content_hash="3"), "It keeps seven days.")
    assert [one.since for one in world.open().found] == [Since.CHANGED, Since.SAME]
    world.change(replace(BUS, content_hash="4"), "Nothing is as it was.")
    assert [(one.since, one.chunk is None) for one in world.open().found] == [(Since.CHANGED, False), (Since.GONE, True)]


def test_chunks_are_not_read_again_from_a_version_with_other_readers(world: World) -> None:
    world.keep("bus")
    view = world.knowledge.memory.seen_by(ANA)  # noqa: F841 - the memory has seen it before it changes
    world.documents.hold(replace(BUS, readers=Readers.parse("group:hr")), ["Salaries."])
    opened = world.open()
    assert [one.chunk for one in opened.found] == [None]
    assert "Salaries" not in str(opened)


def test_what_replaced_a_cited_decision_since_is_named() -> None:
    old, new = adr(4, "accepted", "2022-03"), adr(19, "accepted", "2023-05", supersedes="ADR-0004")
    world = World(old, new)
    record = record_of_chunks(*[replace(one, document_id="doc4") for one in world.documents.chunks("bus")[:1]])
    world.keep(record=replace(record, cited=(replace(record.cited[0], document_hash="4"),)))
    (since,) = world.open().documents
    assert ([entry.id for entry in since.replaced_by], since.is_changed) == (["id19"], False)
    assert wording.since_in_words(since) == ["replaced since by ADR-0019: choice 19"]
    known = replace(record.cited[0], document_hash="4", held=False)
    world.keep(record=replace(record, cited=(known,)))
    assert world.open().documents[0].is_as_it_was, "it was replaced when the answer was made, and the answer could say so"


def test_a_trail_has_no_words_where_one_of_its_documents_may_not_be_read(world: World) -> None:
    trail = (Looked(Look.FOLLOWED, "What leads earn", "it is linked", ("bus", "pay")),)
    world.keep("bus", record=replace(world.keep("bus"), trail=trail, trail_from=frozenset({"pay"})))
    (step,) = world.open().trail
    assert (step.about, [one.id for one in step.found]) == ("What leads earn", ["bus", "pay"])
    world.change(replace(PAY, readers=Readers.parse("group:hr")), *TEXTS["pay"])
    (step,) = world.open().trail
    assert (step.about, step.why, [one.id for one in step.found]) == ("", "", ["bus"])
    assert not world.open().is_withheld


def test_an_answer_of_an_earlier_version_opens_without_a_record(world: World) -> None:
    opened = world.open()
    assert (opened.record, opened.asked.question, opened.found) == (None, "Which bus?", ())


def test_the_askers_rating_is_shown_and_others_words_to_administrators_without_names(world: World) -> None:
    world.keep("bus")
    world.questions.rate(Rating("a1", "ana", False, "old", NOON, Complaint.OUTDATED, "pay", "Seven brokers"))
    world.questions.rate(Rating("a1", "bo", True, "fine", NOON))
    opened = world.open()
    assert opened.rating is not None
    assert (opened.rating.complaint, opened.better, opened.others) == ("outdated", PAY, ())
    told = world.open(ROOT).others
    assert [(one.reason, one.user) for one in told] == [("fine", "")]
    world.change(replace(PAY, readers=Readers.parse("group:hr")), *TEXTS["pay"])
    assert world.open().better is None


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        (ANA, ["a3", "a1"]),
        (BO, ["a2"]),
        (ROOT, ["a3", "a2", "a1"]),
        (Principal(""), []),
        (ROOT.among([ROOT]), []),
    ],
    ids=["one's own", "another's own", "all, for administrators", "nobody", "in company"],
)
def test_the_newest_are_listed_for_those_who_may_open_them(world: World, who: Principal, expected: list[str]) -> None:
    asked = world.questions.get("a1")
    assert asked is not None
    for number, asker in ((2, "bo"), (3, "ana")):
        world.questions.keep(replace(asked, id=f"a{number}", asker=asker, asked_at=asked.asked_at.replace(hour=12 + number)))
    world.questions.keep(replace(asked, id="check", interface=Interface.CHECK))
    assert [one.id for one in world.provenance.lately(who, 10)] == expected
    assert [one.id for one in world.provenance.lately(who, 1)] == expected[:1]


def test_nothing_of_a_hidden_document_is_in_what_anybody_opens_whatever_was_sent() -> None:
    """Random answers over random documents: no title, text or path of one that the opener may not read."""
    draw = random.Random(7)
    opened = withheld = 0
    for _ in range(150):
        world = World()
        documents = [_random_document(draw, number) for number in range(6)]
        for one in documents:
            world.documents.hold(one, [f"text of {one.id} {draw.random()}"])
        world.extracts.hold(*(Known(one, Extracted()) for one in documents))
        used = draw.sample(documents, draw.randint(1, 4))
        chunks = [world.documents.chunks(one.id)[0] for one in used]
        shown = " ".join(
            f"{one.title} says {chunk.text} [{n}]" for n, (one, chunk) in enumerate(zip(used, chunks, strict=True))
        )
        world.keep(record=record_of_chunks(*chunks, shown=shown, model=draw.choice(["", "m"])))
        found = world.open()
        hidden = [one for one in documents if not one.readers.permit(ANA)]
        assert not _traces(hidden, found)
        opened, withheld = opened + 1, withheld + found.is_withheld
        assert found.is_withheld == any(one in hidden for one in used)
    assert 20 < withheld < opened


def _random_document(draw: random.Random, number: int) -> Document:
    readers = Readers.parse(draw.choice(["everyone", "everyone", "user:ana", "group:board", ""]))
    return replace(BUS, id=f"doc-{number}", path=f"path-{number}.md", title=f"Title-{number}", readers=readers)


def _traces(hidden: Iterable[Document], opened: OpenedAnswer) -> list[str]:
    told = str(opened)
    return [mark for one in hidden for mark in (one.id, one.path, one.title) if mark in told]


def test_a_full_record_tells_its_repairs_cost_and_stages_in_words() -> None:
    making = FULL.making
    assert making is not None
    assert wording.repairs_in_words(making.repairs) == [
        "1 marker was removed: it pointed to no source",
        "2 links were removed: they led elsewhere",
    ]
    assert wording.tokens_in_words(making) == "about 1,200 sent, 40 returned"
    assert wording.cost_in_words(replace(making, cached=False)) == "0.0012 EUR"
    assert wording.cost_in_words(making).startswith("nothing")
    assert wording.stages_in_words(replace(FULL.stages, total=1234.0), making) == [
        ("Search", "20 ms"),
        ("Reading", "32 ms"),
        ("Model's first words", "120 ms"),
        ("In all", "1.2 s"),
    ]
