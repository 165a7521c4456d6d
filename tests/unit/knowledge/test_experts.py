"""Whom to ask, and why; who may say who is whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from assistant.access.directory import Directory, Person
from assistant.adapters.system_clock import FixedClock
from assistant.domain.decisions import Decision, Origin
from assistant.domain.documents import Document, Kind
from assistant.domain.extracted import Extracted, Known
from assistant.domain.hits import Hit
from assistant.domain.people import Contribution, Role
from assistant.domain.quotes import Quote
from assistant.domain.readers import Principal, Readers
from assistant.errors import Forbidden, NotFound, UsageError
from assistant.knowledge.memory import Memory
from assistant.knowledge.people.experts import Experts, is_about
from assistant.knowledge.people.identities import identities_in
from assistant.knowledge.people.ranking import Weights, ranked
from assistant.knowledge.people.roster import People
from tests.stand_ins.acquaintances import people_over
from tests.stand_ins.decided import Around, HeldDocuments, WordSearcher
from tests.stand_ins.remembered import HeldExtracts, HeldPlaces

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ADMIN = Principal("", administrator=True)
GUEST = Principal("guest")
KAFKA = "The broker keeps messages of Kafka for seven days."
DOCKS = "Docks are found by their outline."


class Library:
    """Documents with what people did in them, and both use cases over them."""

    def __init__(self, *people: Person, curators: str = "") -> None:
        self._known: list[Known] = []
        self.documents = HeldDocuments()
        self.extracts = HeldExtracts()
        self._directory = Directory(people, {})
        self._curators = Readers.parse(curators)
        self.people, self.experts = self._wired()

    def put(
        self, name: str, text: str, *parts: Contribution, years: float = 0, readers: str = "everyone", kind: Kind = Kind.PAGE
    ) -> None:
        when = NOW - timedelta(days=365 * years)
        document = Document(name, "docs", f"{name}.md", f"About {name}", kind, "0", Readers.parse(readers), updated_at=when)
        self.documents.hold(document, [text])
        decisions = (Decision(f"Use {name}", "We do.", Origin.RECORD, name, name, deciders=tuple(one.name for one in parts)),)
        self._known.append(Known(document, Extracted(decisions=decisions, contributions=parts)))
        self.extracts.hold(*self._known)

    def named(self, topic: str, principal: Principal = ADMIN, k: int = 5) -> list[str]:
        return [one.person.name for one in self.experts.suggest(principal, topic, k)]

    def _wired(self) -> tuple[People, Experts]:
        around = Around(
            searcher=WordSearcher(self.documents), directory=self._directory, curators=self._curators, clock=FixedClock(NOW)
        )
        return people_over(Memory(self.extracts), HeldPlaces(), around)


def did(name: str, role: Role = Role.AUTHOR, *, count: int = 1, email: str = "", quote: str = "") -> Contribution:
    return Contribution(role, name, email, count=count, quotes=(Quote(quote, 1, 0),) if quote else ())


# ---- whom ----


def test_who_wrote_about_the_topic_is_named_with_the_reason_and_the_document() -> None:
    library = Library()
    library.put("kafka", KAFKA, did("Ana Ruiz"))
    library.put("docks", DOCKS, did("Bo Berg"))

    (ana,) = library.experts.suggest(ADMIN, "kafka broker")

    assert (ana.person.name, ana.why) == ("Ana Ruiz", "Wrote 1 document about this, last in November 2026.")
    (ground,) = ana.grounds
    assert (ground.document.id, ground.roles, ground.words, ground.are_own) == ("kafka", (Role.AUTHOR,), KAFKA, False)


def test_several_parts_are_told_by_the_strongest_in_each_document() -> None:
    library = Library()
    library.put("one", KAFKA, did("Ana Ruiz"), did("Ana Ruiz", Role.DECIDER))
    library.put("two", KAFKA, did("Ana Ruiz", Role.REVIEWER), years=1)
    library.put("three", KAFKA, did("Ana Ruiz", Role.SPEAKER), years=2)

    (ana,) = library.experts.suggest(ADMIN, "kafka")

    assert ana.why == "Wrote 1, reviewed 1 and spoke in 1 document about this, last in November 2026."


@pytest.mark.parametrize(
    ("stronger", "weaker"),
    [(Role.AUTHOR, Role.REVIEWER), (Role.REVIEWER, Role.SPEAKER), (Role.OWNER, Role.DECIDER)],
)
def test_a_stronger_part_in_a_document_goes_first(stronger: Role, weaker: Role) -> None:
    library = Library()
    library.put("kafka", KAFKA, did("Aa Weak", weaker), did("Zz Strong", stronger))

    assert library.named("kafka") == ["Zz Strong", "Aa Weak"]


def test_newer_work_goes_before_older() -> None:
    library = Library()
    library.put("old", KAFKA, did("Aa Old"), years=9)
    library.put("new", KAFKA, did("Zz New"))

    assert library.named("kafka") == ["Zz New", "Aa Old"]


def test_more_documents_about_the_topic_go_before_one() -> None:
    library = Library()
    library.put("one", KAFKA, did("Zz Often"))
    library.put("two", KAFKA, did("Zz Often"))
    library.put("three", KAFKA, did("Aa Once"))

    assert library.named("kafka") == ["Zz Often", "Aa Once"]


def test_who_is_in_everything_is_held_back_behind_who_is_in_this() -> None:
    library = Library()
    for number in range(30):
        library.put(f"other{number}", DOCKS, did("Aa Everywhere"))
    library.put("kafka", KAFKA, did("Aa Everywhere"), did("Zz Here"))

    assert library.named("kafka") == ["Zz Here", "Aa Everywhere"]


def test_who_says_the_chunk_goes_before_who_speaks_elsewhere_in_the_meeting() -> None:
    library = Library()
    meeting = "Zz Voice: The broker of Kafka is full again."
    library.put("weekly", meeting, did("Aa Silent", Role.SPEAKER, count=9), did("Zz Voice", Role.SPEAKER), kind=Kind.MEETING)

    voice, silent = library.experts.suggest(ADMIN, "kafka broker")

    assert (voice.person.name, silent.person.name) == ("Zz Voice", "Aa Silent")
    assert (voice.grounds[0].words, voice.grounds[0].are_own) == ("The broker of Kafka is full again.", True)


def test_initials_before_words_are_the_voice_of_whom_they_stand_for() -> None:
    library = Library()
    spoken = replace(did("Ana Ruiz", Role.SPEAKER), label="ARZ")
    library.put("weekly", "ARZ: The broker of Kafka is full.", spoken, did("Bo Berg", Role.SPEAKER), kind=Kind.MEETING)

    assert library.named("kafka broker")[0] == "Ana Ruiz"


def test_who_only_was_there_is_not_named() -> None:
    library = Library()
    library.put("weekly", KAFKA, did("Ana Ruiz", Role.ATTENDEE), kind=Kind.MEETING)

    assert library.named("kafka") == []


def test_who_took_the_minutes_counts_for_less_than_who_spoke() -> None:
    library = Library()
    library.put("weekly", KAFKA, did("Aa Scribe"), did("Zz Voice", Role.SPEAKER), kind=Kind.MEETING)

    assert library.named("kafka") == ["Zz Voice", "Aa Scribe"]


def test_who_left_or_opted_out_is_not_suggested_and_the_next_one_is() -> None:
    library = Library(Person("ana", "Ana Ruiz", left=True), Person("bo", "Bo Berg", suggest=False))
    library.put("kafka", KAFKA, did("Ana Ruiz"), did("Bo Berg"), did("Cy Dahl"))

    assert library.named("kafka", k=1) == ["Cy Dahl"]


def test_a_topic_without_evidence_names_nobody() -> None:
    library = Library()
    library.put("kafka", KAFKA, did("Ana Ruiz"))

    assert library.named("zebra husbandry") == []


@pytest.mark.parametrize(("similarity", "about"), [(0.5, True), (0.1, False)])
def test_a_chunk_without_the_words_is_about_the_topic_if_it_is_near(similarity: float, *, about: bool) -> None:
    library = Library()
    library.put("kafka", KAFKA)
    document, chunks = next(iter(library.documents.all()))

    assert is_about(Hit(document, chunks[0], 1.0, similarity), "zebra husbandry") is about


def test_a_topic_in_characters_without_spaces_is_found_by_its_pairs() -> None:
    library = Library()
    library.put("data", "位置数据的质量规则", did("刘梅"))
    document, chunks = next(iter(library.documents.all()))

    assert is_about(Hit(document, chunks[0], 1.0), "数据质量")
    assert not is_about(Hit(document, chunks[0], 1.0), "发布流程")


def test_the_same_hits_give_the_same_order_whatever_the_order_of_documents() -> None:
    known = [
        Known(
            Document(str(number), "docs", f"{number}.md", "Kafka", Kind.PAGE, "0", Readers.parse("everyone")),
            Extracted(contributions=(did(f"Person {number}"),)),
        )
        for number in range(6)
    ]
    held = HeldDocuments((one.document, [KAFKA]) for one in known)
    hits = [Hit(document, chunks[0], 1.0, 0.9) for document, chunks in held.all()]

    forwards = ranked(hits, identities_in(known), NOW, Weights())
    backwards = ranked(hits[::-1], identities_in(known[::-1]), NOW, Weights())

    assert [one.person.name for one in forwards] == [one.person.name for one in backwards]


@pytest.mark.parametrize(("topic", "k"), [("  ", 5), ("kafka", 0), ("kafka", 21)])
def test_an_empty_topic_and_another_k_are_refused(topic: str, k: int) -> None:
    with pytest.raises(UsageError):
        Library().experts.suggest(ADMIN, topic, k)


def test_for_an_abstention_the_asker_is_not_sent_to_themselves() -> None:
    library = Library(Person("ana", "Ana Ruiz"))
    library.put("kafka", KAFKA, did("Ana Ruiz"), did("Bo Berg"))
    hits = [Hit(document, chunks[0], 1.0, 0.9) for document, chunks in library.documents.all()]

    assert [one.person.name for one in library.experts.experts_for(Principal("ana"), "kafka", hits)] == ["Bo Berg"]
    assert [one.person.name for one in library.experts.experts_for(GUEST, "kafka", hits, 1)] == ["Ana Ruiz"]


# ---- what may not be read ----


def test_a_hidden_document_leaves_no_trace_in_who_is_named_and_why() -> None:
    with_it, without_it = Library(), Library()
    for library in (with_it, without_it):
        library.put("kafka", KAFKA, did("Ana Ruiz"))
        library.put("two", KAFKA, did("Bo Berg", Role.REVIEWER))
    with_it.put(
        "secret", KAFKA, did("Bo Berg", email="bo@x.example"), did("Ana Ruiz", email="other@x.example"), readers="group:x"
    )

    assert with_it.experts.suggest(GUEST, "kafka") == without_it.experts.suggest(GUEST, "kafka")
    assert with_it.people.seen_by(GUEST).everybody == without_it.people.seen_by(GUEST).everybody
    assert with_it.experts.suggest(ADMIN, "kafka") != with_it.experts.suggest(GUEST, "kafka")


def test_who_is_only_in_hidden_documents_is_the_same_as_nobody() -> None:
    library = Library()
    library.put("secret", KAFKA, did("Ana Ruiz"), readers="group:x")
    (ana,) = library.people.called(ADMIN, "ana ruiz")

    for ask in (lambda: library.people.called(GUEST, "ana ruiz"), lambda: library.people.profile(GUEST, ana.id)):
        with pytest.raises(NotFound):
            ask()


# ---- one person ----


def test_a_profile_has_documents_newest_first_decisions_and_topics() -> None:
    library = Library()
    library.put("kafka", KAFKA, did("Ana Ruiz", quote="Author: Ana Ruiz"), years=2)
    library.put("docks", DOCKS, did("Ana Ruiz", Role.REVIEWER), did("Ana Ruiz", Role.DECIDER))
    (ana,) = library.people.called(ADMIN, "ana")

    profile = library.people.profile(ADMIN, ana.id)

    assert [(work.document.id, work.roles) for work in profile.works] == [
        ("docks", (Role.REVIEWER, Role.DECIDER)),
        ("kafka", (Role.AUTHOR,)),
    ]
    assert [words.text for words in profile.works[1].words] == ["Author: Ana Ruiz"]
    assert [one.id for one in profile.decisions] == ["docks", "kafka"]
    assert set(profile.topics) == {"kafka", "docks"}


# ---- who is whom ----


def namesakes(curators: str = "") -> Library:
    library = Library(curators=curators)
    library.put("one", KAFKA, did("Alex Kim", email="alex@x.example"))
    library.put("two", KAFKA, did("Alex Kim", email="alex@y.example"))
    return library


def test_two_are_joined_by_a_curator_and_stay_so_after_an_ingest() -> None:
    library = namesakes("user:cy")
    cy = Principal("cy")

    joined = library.people.same(cy, "alex@x.example", "alex@y.example")
    library.put("three", DOCKS, did("Bo Berg"))

    assert [alias.key for alias in joined.aliases] == ["alex@x.example", "alex@y.example"]
    assert len(library.people.called(cy, "alex kim")) == 1
    assert library.people.called(cy, "alex kim")[0].aliases[1].reason == "cy said so on 22 November 2026"


def test_an_alias_is_parted_from_all_others_and_stays_so() -> None:
    library = Library()
    library.put("one", KAFKA, did("Ana Ruiz", email="a@x.example"))
    library.put("two", KAFKA, Contribution(Role.AUTHOR, "Ana Ruiz", account="github:ana"))
    library.put("three", KAFKA, did("Ana Ruiz"))
    assert len(library.people.seen_by(ADMIN).everybody) == 1

    library.people.different(ADMIN, "github:ana", "a@x.example")
    library.put("four", DOCKS, did("Bo Berg"))

    keys = [{alias.key for alias in one.aliases} for one in library.people.seen_by(ADMIN).everybody]
    assert {"github:ana"} in keys
    assert not any({"github:ana", "a@x.example"} <= one for one in keys)


def test_what_was_parted_can_be_joined_again() -> None:
    library = namesakes()
    library.people.same(ADMIN, "alex@x.example", "alex@y.example")
    library.people.different(ADMIN, "alex@y.example", "alex@x.example")
    assert len(library.people.seen_by(ADMIN).everybody) == 2

    library.people.same(ADMIN, "alex@x.example", "alex@y.example")

    assert len(library.people.seen_by(ADMIN).everybody) == 1


def test_who_is_no_curator_says_nothing_of_names() -> None:
    library = namesakes("user:cy")

    for say in (library.people.same, library.people.different):
        with pytest.raises(Forbidden, match="curators"):
            say(GUEST, "alex@x.example", "alex@y.example")
    assert not library.people.permits(GUEST)


@pytest.mark.parametrize(
    ("one", "other", "error", "said"),
    [
        ("alex kim", "alex@x.example", UsageError, "may mean"),
        ("alex@x.example", "alex@x.example", UsageError, "one person already"),
        ("alex@x.example", "nobody@x.example", NotFound, "nobody called"),
    ],
    ids=["a name that two have", "the same one", "nobody"],
)
def test_a_join_that_cannot_be_says_why(one: str, other: str, error: type[Exception], said: str) -> None:
    with pytest.raises(error, match=said):
        namesakes().people.same(ADMIN, one, other)


def test_two_who_are_two_already_can_not_be_parted() -> None:
    with pytest.raises(UsageError, match="two people already"):
        namesakes().people.different(ADMIN, "alex@x.example", "alex@y.example")
