"""Who may say what of decisions, and who sees it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.domain.decisions import Alternative
from assistant.domain.extracted import Known
from assistant.domain.readers import Principal, Readers
from assistant.domain.rulings import Amendment
from assistant.errors import Forbidden, NotFound, UsageError
from assistant.knowledge.decisions.book import DecisionBook, DecisionQuery
from assistant.knowledge.decisions.curation import Cited, Curation
from assistant.knowledge.memory import Memory
from tests.stand_ins.decided import NOON, Around, HeldDocuments, HeldRulings, decided_over
from tests.stand_ins.decision_world import ANA, BO, CHIEF, adr, day, ids
from tests.stand_ins.remembered import HeldExtracts

TEXT = ("We take it,\nand nothing else.", "Agreed on Monday.")
SPACES = Amendment(title="Spaces", statement="We indent with spaces.")


class World:
    """A public document, one of platform's (Ana's team) and one of data's (Bo's team); platform curates."""

    def __init__(self, *known: Known, curators: str = "group:platform") -> None:
        self.extracts = HeldExtracts()
        self.documents = HeldDocuments()
        self.rulings = HeldRulings()
        around = Around(documents=self.documents, rulings=self.rulings, curators=Readers.parse(curators))
        self.book: DecisionBook
        self.curation: Curation
        self.book, self.curation = decided_over(Memory(self.extracts), around)
        self.hold(*(known or (adr(1), adr(2, readers="group:platform"), adr(3, readers="group:data"))))

    def hold(self, *known: Known) -> None:
        self.extracts.hold(*known)
        for one in known:
            self.documents.hold(one.document, TEXT)

    def seen(self, principal: Principal) -> set[str]:
        return set(ids(self.book.search(principal, DecisionQuery())))


def test_curators_and_administrators_may_others_may_not() -> None:
    world = World()

    assert [world.curation.permits(one) for one in (CHIEF, ANA, BO)] == [True, True, False]
    confirmed = world.curation.confirm(ANA, "id1")
    assert confirmed.ruling
    assert confirmed.ruling.confirmed
    assert (confirmed.ruling.confirmed.by, confirmed.ruling.confirmed.at) == ("ana", NOON)
    for attempt in (
        lambda: world.curation.confirm(BO, "id1"),
        lambda: world.curation.correct(BO, "id1", Amendment(status="rejected")),
        lambda: world.curation.undo(BO, "id1"),
        lambda: world.curation.write(BO, SPACES),
    ):
        with pytest.raises(Forbidden, match="curators"):
            attempt()
    assert world.rulings.newest() == 1


@pytest.mark.parametrize("who", [ANA, BO], ids=["a curator", "somebody else"])
def test_what_may_not_be_read_is_not_there_whoever_asks(who: Principal) -> None:
    world = World(adr(1, readers="group:security"))

    for attempt in (
        lambda: world.curation.confirm(who, "id1"),
        lambda: world.curation.correct(who, "id1", Amendment(status="rejected")),
        lambda: world.curation.undo(who, "id1"),
    ):
        with pytest.raises(NotFound, match="no such decision, or it is not shared"):
            attempt()
    with pytest.raises(NotFound):
        world.curation.confirm(who, "nowhere")


def test_a_correction_outlives_an_edit_a_deletion_and_a_return() -> None:
    world = World()
    world.curation.correct(ANA, "id2", Amendment(status="rejected"))

    world.hold(adr(2, statement="Edited.", readers="group:platform"))
    edited = world.book.get(ANA, "id2")
    world.hold(adr(1))
    gone = world.seen(CHIEF)
    world.hold(adr(2, readers="group:platform"))
    back = world.book.get(ANA, "id2")

    assert edited.ruling
    assert (edited.status, edited.decision.statement) == ("rejected", "Edited.")
    assert edited.ruling.corrections["status"].outdated
    assert gone == {"id1"}
    assert back.ruling
    assert (back.status, back.ruling.corrections["status"].outdated) == ("rejected", False)


def test_what_was_said_of_a_restricted_document_is_not_told_when_it_is_opened() -> None:
    world = World()
    world.curation.correct(ANA, "id2", Amendment(statement="We take it because of the breach."))

    world.hold(adr(2, readers="everyone"))

    assert world.book.get(ANA, "id2").decision.statement == "We take it because of the breach."
    assert world.book.get(BO, "id2") == world.book.get(Principal("guest"), "id2")
    assert world.book.get(BO, "id2").ruling is None


def test_undoing_goes_back_step_by_step() -> None:
    world = World()
    world.curation.correct(ANA, "id1", Amendment(title="One"))
    world.curation.correct(CHIEF, "id1", Amendment(title="Two"))

    once = world.curation.undo(ANA, "id1")
    twice = world.curation.undo(ANA, "id1")

    assert once
    assert twice
    assert (once.decision.title, twice.decision.title) == ("One", adr(1).document.title)
    with pytest.raises(UsageError, match="nothing to undo"):
        world.curation.undo(ANA, "id1")


def test_undoing_leaves_alone_what_the_one_who_undoes_may_not_see() -> None:
    world = World(curators="everyone")
    world.curation.correct(ANA, "id2", Amendment(title="Ana's"))
    world.hold(adr(1), adr(2, readers="everyone"))
    world.curation.correct(BO, "id2", Amendment(deciders=("Bo",)))

    world.curation.undo(BO, "id2")

    assert world.book.get(ANA, "id2").decision.title == "Ana's"
    with pytest.raises(UsageError):
        world.curation.undo(BO, "id2")


@pytest.mark.parametrize(
    ("amendment", "why"),
    [
        (Amendment(), "nothing is corrected"),
        (Amendment(title=" \u202e\u200b "), "the title is empty"),
        (Amendment(statement=""), "the statement is empty"),
        (Amendment(title="x" * 301), "longer than 300"),
        (Amendment(status="done-ish"), "'done-ish' is no status: choose proposed, accepted"),
        (Amendment(deciders=("Ana", " ")), "the name is empty"),
        (Amendment(deciders=tuple(map(str, range(51)))), "at most 50 deciders"),
        (Amendment(alternatives=(Alternative(" "),)), "the name is empty"),
        (Amendment(alternatives=(Alternative("x"),) * 51), "at most 50 alternatives"),
        (Amendment(supersedes=("id1",)), "can't supersede itself"),
        (Amendment(supersedes=("id3",)), "no decision 'id3' that you may read"),
        (Amendment(supersedes=("nowhere",)), "no decision 'nowhere' that you may read"),
        (Amendment(discussed_in=("javascript:alert(1)",)), "is no address of a page"),
        (Amendment(discussed_in=("https://x.example/a b",)), "is no address of a page"),
        (Amendment(discussed_in=("https://x.example/" + "a" * 1000,)), "is no address of a page"),
        (Amendment(discussed_in=tuple(f"https://x.example/{n}" for n in range(51))), "at most 50 addresses"),
    ],
)
def test_what_can_not_be_right_is_refused(amendment: Amendment, why: str) -> None:
    world = World()

    with pytest.raises(UsageError, match=why):
        world.curation.correct(ANA, "id1", amendment)
    assert world.rulings.newest() == 0


def test_words_are_kept_without_what_nobody_sees() -> None:
    world = World()

    entry = world.curation.correct(
        ANA,
        "id1",
        Amendment(title="A\u202e B\n C\x00", statement=" one\n\ntwo\u200b ", deciders=(" Ana\t Ruiz ", "Ana Ruiz")),
    )

    assert (entry.decision.title, entry.decision.statement, entry.decision.deciders) == ("A B C", "one\n\ntwo", ("Ana Ruiz",))


def test_where_it_was_discussed_is_said_beside_what_it_replaces() -> None:
    world = World(adr(1), adr(2, supersedes="ADR-0001", readers="group:platform"))
    thread = "https://tidewater.slack.com/archives/C1/p1"

    entry = world.curation.correct(ANA, "id2", Amendment(discussed_in=(thread, thread)))

    assert [one.target for one in entry.decision.links if one.relation == "discussed-in"] == [thread]
    assert entry.replaces == ("id1",)


# ---- written decisions ----


def test_a_written_decision_is_for_administrators_and_its_writer_unless_it_says_otherwise() -> None:
    world = World()

    by_chief = world.curation.write(CHIEF, SPACES)
    by_ana = world.curation.write(ANA, replace(SPACES, decided_on=day("2024-01")))

    assert (by_chief.status, by_chief.readers) == ("accepted", Readers())
    assert by_ana.readers == Readers.parse("user:ana")
    assert {by_chief.id, by_ana.id} <= world.seen(CHIEF)
    assert world.seen(ANA) == {"id1", "id2", by_ana.id}
    assert world.seen(BO) == {"id1", "id3"}


@pytest.mark.parametrize(
    ("wanted", "written_from", "readers"),
    [
        ("everyone", "", "everyone,user:ana"),
        ("everyone", "doc1", "everyone,user:ana"),
        ("everyone", "doc2", "group:platform,user:ana"),
        ("group:platform", "doc1", "group:platform,user:ana"),
        ("group:platform,group:data", "doc2", "group:platform,user:ana"),
        ("", "doc2", "user:ana"),
    ],
)
def test_its_readers_are_never_more_than_those_of_what_it_is_written_from(wanted: str, written_from: str, readers: str) -> None:
    entry = World().curation.write(ANA, SPACES, written_from, readers=Readers.parse(wanted))

    assert entry.readers == Readers.parse(readers)


def test_readers_of_whom_none_may_read_the_document_are_refused() -> None:
    with pytest.raises(UsageError, match="none of these readers"):
        World().curation.write(ANA, SPACES, "doc2", readers=Readers.parse("group:data"))


def test_it_hides_and_comes_back_with_what_it_is_written_from() -> None:
    world = World()
    entry = world.curation.write(ANA, SPACES, "doc2", readers=Readers.parse("everyone"))

    world.hold(adr(1))
    without = world.seen(CHIEF)
    world.hold(adr(2, readers="group:data"))
    narrowed = [world.seen(one) for one in (ANA, BO, CHIEF)]
    world.hold(adr(2, readers="everyone"))

    assert without == {"id1"}
    assert narrowed == [set(), {"id2"}, {"id2", entry.id}]
    assert [entry.id in world.seen(one) for one in (ANA, BO, CHIEF)] == [True, False, True]


def test_evidence_stands_in_its_document() -> None:
    world = World()
    cited = [Cited("doc1", "We take it, and nothing"), Cited("handbook/adr/0002.md", "Agreed on Monday.")]

    entry = world.curation.write(ANA, SPACES, "doc1", cited, Readers.parse("everyone"))

    assert [(one.document.id, one.quote.text, one.quote.ordinal) for one in entry.evidence] == [
        ("doc1", "We take it,\nand nothing", 0),
        ("doc2", "Agreed on Monday.", 1),
    ]
    assert entry.readers == Readers.parse("group:platform,user:ana")
    assert ids(world.book.lineage(ANA).of_document("doc2")) == ["id2", entry.id]


@pytest.mark.parametrize(
    ("cited", "error", "why"),
    [
        (Cited("doc1", "We take nothing"), UsageError, "these words don't stand in 'ADR-0001"),
        (Cited("doc1", "   "), UsageError, "don't stand"),
        (Cited("doc1", "x" * 2001), UsageError, "at most 2000"),
        (Cited("doc3", "We take it"), NotFound, "no such document, or it is not shared"),
        (Cited("nowhere", "We take it"), NotFound, "no such document, or it is not shared"),
    ],
)
def test_evidence_that_does_not_stand_there_is_refused(cited: Cited, error: type[Exception], why: str) -> None:
    world = World()

    with pytest.raises(error, match=why):
        world.curation.write(ANA, SPACES, "", [cited])
    assert world.rulings.newest() == 0


def test_a_quote_whose_words_are_gone_is_not_claimed_and_no_words_are_kept() -> None:
    world = World()
    entry = world.curation.write(ANA, SPACES, "doc1", [Cited("doc1", "and nothing else."), Cited("doc1", "Agreed on Monday.")])

    world.hold(adr(1, statement="Edited."))
    world.documents.hold(adr(1).document, ["Something before.", "And here: and nothing else. Done."])

    shown = world.book.get(ANA, entry.id)
    assert [(one.quote.text, one.quote.ordinal) for one in shown.evidence] == [("and nothing else.", 1)]
    assert "nothing else" not in repr(world.rulings.read())


@pytest.mark.parametrize(
    ("amendment", "why"),
    [
        (Amendment(statement="x"), "needs a title and a statement"),
        (Amendment(title="x"), "needs a title and a statement"),
        (replace(SPACES, status="maybe"), "is no status"),
        (replace(SPACES, supersedes=("id3",)), "no decision 'id3'"),
    ],
)
def test_a_draft_that_is_not_complete_is_refused(amendment: Amendment, why: str) -> None:
    with pytest.raises(UsageError, match=why):
        World().curation.write(ANA, amendment)


@pytest.mark.parametrize(
    ("who", "amendment", "written_from", "readers", "error"),
    [
        (BO, SPACES, "", "", Forbidden),
        (ANA, Amendment(statement="x"), "", "", UsageError),
        (ANA, SPACES, "doc3", "", NotFound),
        (ANA, SPACES, "doc2", "group:data", UsageError),
    ],
    ids=["no right", "no title", "a hidden document", "other readers"],
)
def test_what_would_be_refused_is_told_beforehand(
    who: Principal, amendment: Amendment, written_from: str, readers: str, error: type[Exception]
) -> None:
    world = World()
    with pytest.raises(error):
        world.curation.check_writing(who, amendment, written_from, Readers.parse(readers))


def test_checking_writes_nothing() -> None:
    world = World()
    world.curation.check_writing(ANA, SPACES, "doc1", Readers.parse("everyone"))
    assert world.rulings.newest() == 0


def test_too_much_evidence_is_refused() -> None:
    with pytest.raises(UsageError, match="at most 20 quotes"):
        World().curation.write(ANA, SPACES, "", [Cited("doc1", "We take it")] * 21)


def test_undoing_what_wrote_it_down_removes_it() -> None:
    world = World()
    entry = world.curation.write(ANA, SPACES)
    world.curation.confirm(ANA, entry.id)

    assert world.curation.undo(ANA, entry.id) is not None
    assert world.curation.undo(ANA, entry.id) is None
    with pytest.raises(NotFound):
        world.book.get(CHIEF, entry.id)
