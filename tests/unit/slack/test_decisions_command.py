"""/decisions, as the people of a workspace see it."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from assistant.domain.decisions import Alternative, Decision, Origin
from assistant.domain.documents import Kind, Link
from assistant.domain.extracted import Extracted, Known
from assistant.domain.quotes import Quote
from assistant.domain.readers import Readers
from assistant.slack.showing.decision_blocks import SHOW
from assistant.slack.working.asides import LOOKING
from tests.stand_ins.newcomers_library import Shelf, document, library
from tests.stand_ins.slack_newcomers import Office, office
from tests.stand_ins.slack_platform import Message, links_in, pings_in
from tests.stand_ins.slack_workplace import SITE

HOSTILE = "<!channel> <https://evil.example/x|click> *so* `code` @here evil.example \u202egnp"
KAFKA = f"<{SITE}/decisions/d-0019-kafka|ADR-0019: Kafka>"
RABBIT = f"<{SITE}/decisions/d-0004-rabbit|ADR-0004: RabbitMQ>"


async def _asked(there: Office, text: str, person: Any = None) -> Message:
    """The command's answer, which only the asker sees."""
    who = person or there.bo
    channel = there.workspace.channels.get("C0GENERAL") or there.workspace.channel(
        "general", [there.ana, there.bo, there.stranger]
    )
    said = await there.hands.commands(who, channel, "/decisions", text)
    assert said.status == 200
    await there.work()
    message: Message = there.workspace.seen_by(who, channel)[-1]
    assert message.only_to == who.id
    return message


def _plan(shelf: Shelf) -> Shelf:
    """A decision that is the board's alone replaced Kafka."""
    shelf.put(
        document(
            "board/0030-exit.md", "ADR-0030: Exit kafka", readers=Readers.parse("group:board"), supersedes=["adr/0019-kafka.md"]
        ),
        "We leave kafka.",
        decided="accepted",
    )
    return shelf


def _record(shelf: Shelf, **changes: Any) -> None:
    """ADR-0022, with everything that a decision can have."""
    held = document("adr/0022-tls.md", "ADR-0022: Mutual TLS", Kind.DESIGN_DOC)
    defaults: dict[str, Any] = {
        "statement": "Every service shows a certificate.",
        "origin": Origin.RECORD,
        "id": "d-tls",
        "document_id": held.id,
        "stated": "Approved",
        "proposed_on": date(2026, 2, 1),
        "decided_on": date(2026, 3, 1),
        "deciders": ("Ana Ruiz", "Bo Lindqvist", "Cy", "Di"),
        "alternatives": (Alternative("API keys", "they leak"), Alternative("Nothing")),
        "links": (Link("supersedes", "adr/0020-avro.md"),),
        "quotes": (Quote("Every service shows a certificate, always.", 3, 0),),
    }
    shelf.known[held.id] = Known(held, Extracted((Decision(**({"title": held.title} | defaults | changes)),)))
    shelf.documents.hold(held, ["Every service shows a certificate, always. TLS."])
    shelf.extracts.hold(*shelf.known.values())


async def test_decisions_are_listed_newest_first_with_what_replaced_what() -> None:
    async with office(library()) as there:
        shown = (await _asked(there, "")).words
        assert "*3 decisions*" in shown
        assert f"*{KAFKA}*\nAccepted, in force · 5 January 2026 · by Ana Ruiz · replaces {RABBIT}" in shown
        assert f"*{RABBIT}*\nSuperseded · 5 January 2026 · by Ana Ruiz · replaced by {KAFKA}" in shown


@pytest.mark.parametrize(
    ("typed", "head", "found"),
    [
        ("status:superseded", "*1 decision*, superseded", ["RabbitMQ"]),
        ("avro", "*1 decision* about “avro”", ["Avro"]),
        ("why did we run kafka status:accepted", "about “why did we run kafka”, accepted", ["Kafka"]),
        ("by:ana status:accepted", "*2 decisions*, accepted, by ana", ["Kafka", "Avro"]),
        ("as-of:2026-02-01", "*3 decisions*, as of 1 February 2026", ["Kafka", "Accepted on 1 February 2026"]),
        ("since:2026", "proposed, decided or superseded since 1 January 2026", ["Kafka"]),
    ],
)
async def test_words_and_limits_narrow_the_list(typed: str, head: str, found: list[str]) -> None:
    async with office(library()) as there:
        shown = (await _asked(there, typed)).words
        assert head in shown
        assert [words for words in found if words not in shown] == []


async def test_help_shows_how_to_ask() -> None:
    async with office(library()) as there:
        shown = (await _asked(there, "help")).words
        assert "`/decisions as-of:2024-03-01` as things stood on a day" in shown


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("status:gone", "There is no status 'gone': write one of proposed, accepted, rejected"),
        ("since:soonish", "'soonish' is no day: write since:2024-03-01"),
        ("team:nobody-s kafka", "No decision that you may read about “kafka”, of nobody-s."),
    ],
)
async def test_what_leads_to_nothing_is_said_with_the_next_step(typed: str, said: str) -> None:
    async with office(library()) as there:
        assert said in (await _asked(there, typed)).words


async def test_where_nothing_fits_what_comes_closest_is_shown() -> None:
    async with office(library()) as there:
        shown = (await _asked(there, "kafka status:withdrawn")).words
        assert "No decision that you may read about “kafka”, withdrawn." in shown
        assert "*What comes closest*" in shown
        assert KAFKA in shown


async def test_where_no_word_fits_the_newest_are_shown_as_such() -> None:
    async with office(library()) as there:
        shown = (await _asked(there, "zebra")).words
        assert "*The newest decisions*" in shown
        assert KAFKA in shown


async def test_without_any_decision_the_list_says_so() -> None:
    async with office(Shelf()) as there:
        assert "No decision that you may read is known yet." in (await _asked(there, "")).words


async def test_a_stranger_is_told_what_to_do() -> None:
    async with office(library()) as there:
        shown = (await _asked(there, "kafka", there.stranger)).words
        assert shown.startswith("I don't know you yet: ask whoever runs Lore to add your e-mail address")


@pytest.mark.parametrize(
    "typed", ["", "kafka", "exit", "status:superseded", "status:withdrawn kafka", "since:2026", "as-of:2026-06-01"]
)
async def test_a_decision_that_is_not_for_them_leaves_no_trace(typed: str) -> None:
    async with office(_plan(library())) as there:
        for_bo, for_ana = await _asked(there, typed), await _asked(there, "exit", there.ana)
        assert "0030" not in json.dumps(for_bo.blocks) + for_bo.text
        assert "ADR-0030" in for_ana.words
    async with office(library()) as without:
        assert for_bo.words == (await _asked(without, typed)).words


async def test_more_than_eight_are_on_the_page() -> None:
    shelf = library()
    for n in range(17):
        shelf.put(document(f"adr/01{n:02}-x.md", f"ADR-01{n:02}: Kafka {n}"), "kafka", decided="accepted")
    async with office(shelf) as there:
        message = await _asked(there, "status:accepted kafka")
        assert sum("accessory" in block for block in message.blocks) == 8
        assert f"and <{SITE}/decisions?q=kafka&amp;status=accepted|11 more on the page>" in message.words
    async with office(shelf, site="") as there:
        assert "and 11 more: other words or a status narrow it down" in (await _asked(there, "status:accepted kafka")).words


async def test_without_a_site_decisions_lead_to_the_originals() -> None:
    shelf = library()
    shelf.put(document("adr/0023-x.md", "ADR-0023: X", url="https://git.example/adr/23"), "x", decided="accepted")
    async with office(shelf, site="") as there:
        shown = (await _asked(there, "")).words
        assert "*<https://git.example/adr/23|ADR-0023: X>*" in shown
        assert "*ADR-0019: Kafka*" in shown


async def _shown(there: Office, person: Any, typed: str, at: int = 0) -> Any:
    message = await _asked(there, typed, person)
    await there.hands.presses(person, message, f"{SHOW}:{at}")
    for _ in range(200):
        modal = there.workspace.modal(person)
        if modal is not None and "One moment" not in json.dumps(modal.content):
            return modal
        await there.slack.client().api_test()  # lets the form's making go on
    raise AssertionError("no form was filled")


def _words(modal: Any) -> str:
    return "\n".join(Message("", "", "", blocks=[block]).words for block in modal.blocks)


@pytest.mark.parametrize(
    "words",
    [
        "ADR-0022: Mutual TLS",
        "*Accepted, in force* (its document says “Approved”) · decided 1 March 2026 · proposed 1 February 2026",
        "decided by Ana Ruiz, Bo Lindqvist and 2 more",
        "*What was decided*\nEvery service shows a certificate.",
        "*Considered and not taken*\n• API keys: they leak\n• Nothing: why not is not stated",
        "*What replaced what*",
        f"• <{SITE}/decisions/d-0020-avro|ADR-0020: Avro> (5 January 2026, superseded)",
        "↳ replaced by ADR-0022: Mutual TLS",
        f"• <{SITE}/decisions/d-tls|ADR-0022: Mutual TLS> (1 March 2026, accepted, this decision)",
        f"*Evidence*\n> Every service shows a certificate, always.\n<{SITE}/documents/0022-tls|ADR-0022: Mutual TLS>",
        f"Stands in <{SITE}/documents/0022-tls|ADR-0022: Mutual TLS> · <{SITE}/decisions/d-tls|Open its page>",
    ],
)
async def test_a_decision_opens_with_its_lineage(words: str) -> None:
    shelf = library()
    _record(shelf)
    async with office(shelf) as there:
        assert words in _words(await _shown(there, there.bo, "mutual"))


async def test_a_superseded_one_says_what_is_in_force_now() -> None:
    shelf = library()
    shelf.put(document("adr/0024-y.md", "ADR-0024: Y", supersedes=["adr/0019-kafka.md"]), "y", decided="accepted")
    async with office(shelf) as there:
        shown = _words(await _shown(there, there.bo, "rabbitmq"))
        assert f"Superseded by {KAFKA}." in shown
        assert f"In force now: <{SITE}/decisions/d-0024-y|ADR-0024: Y>." in shown


@pytest.mark.parametrize(
    ("status", "arrow"),
    [
        ("proposed", "↳ ADR-0022: Mutual TLS would replace it, and is only proposed"),
        ("rejected", "↳ ADR-0022: Mutual TLS was to replace it, and was rejected"),
    ],
)
async def test_what_only_wants_to_replace_is_told_so(status: str, arrow: str) -> None:
    shelf = library()
    _record(shelf, stated=status)
    async with office(shelf) as there:
        assert arrow in _words(await _shown(there, there.bo, "mutual"))


async def test_a_decision_that_is_no_longer_for_them_is_not_shown() -> None:
    shelf = library()
    _record(shelf)
    async with office(shelf) as there:
        message = await _asked(there, "mutual")
        hidden = document("adr/0022-tls.md", "ADR-0022: Mutual TLS", readers=Readers.parse("group:board"))
        shelf.known[hidden.id] = Known(hidden, shelf.known[hidden.id].extracted)
        shelf.extracts.hold(*shelf.known.values())
        await there.hands.presses(there.bo, message, f"{SHOW}:0")
        for _ in range(200):
            modal = there.workspace.modal(there.bo)
            if modal is not None and "One moment" not in json.dumps(modal.content):
                break
            await there.slack.client().api_test()
        assert "There is no such decision, or it is not shared with you." in _words(there.workspace.modal(there.bo))


async def test_lineage_shows_no_hidden_successor() -> None:
    async with office(_plan(library())) as there:
        assert "0030" not in json.dumps((await _shown(there, there.bo, "kafka status:accepted")).content)
        assert "ADR-0030" in _words(await _shown(there, there.ana, "exit"))


@pytest.mark.parametrize("command", ["/decisions", "/onboard"])
async def test_a_command_says_at_once_that_it_was_heard(command: str) -> None:
    async with office(library()) as there:
        channel = there.workspace.channel("general", [there.bo])
        said = await there.hands.commands(there.bo, channel, command, "kafka")
        assert (said.payload or {})["text"] == LOOKING


async def test_the_command_survives_a_process_that_dies_before_it_is_done() -> None:
    async with office(library()) as there:
        channel = there.workspace.channel("general", [there.bo])
        await there.hands.commands(there.bo, channel, "/decisions", "kafka")
        there.claimed()
        assert await there.work() == ["answered"]
        (looking, answer) = there.workspace.seen_by(there.bo, channel)
        assert looking.words == LOOKING
        assert "decision" in answer.words


async def test_an_answer_that_its_address_does_not_take_comes_directly() -> None:
    async with office(library()) as there:
        there.slack.faults.fail("response_url", status=500, times=9)
        channel = there.workspace.channel("general", [there.bo], lore=False)
        await there.hands.commands(there.bo, channel, "/decisions", "kafka")
        assert await there.work() == ["answered"]
        (direct,) = there.workspace.by_lore(there.workspace.direct(there.bo))
        assert KAFKA in direct.words


async def test_what_is_kept_of_a_command_holds_no_secret() -> None:
    async with office(library()) as there:
        channel = there.workspace.channel("general", [there.bo])
        await there.hands.commands(there.bo, channel, "/decisions", "kafka hunter2")
        assert there.claimed().payload["text"] == "kafka [redacted]"


async def test_hostile_words_make_no_link_and_no_ping() -> None:
    shelf = library()
    evil = document("adr/0666-evil.md", HOSTILE, url="javascript:alert(1)", authors=(HOSTILE,))
    shelf.put(evil, "evil", decided=HOSTILE)
    _record(
        shelf,
        title=HOSTILE,
        statement=HOSTILE,
        stated=f"accepted {HOSTILE}",
        deciders=(HOSTILE,),
        alternatives=(Alternative(HOSTILE, HOSTILE),),
        quotes=(Quote(HOSTILE, 1, 0),),
        links=(Link("supersedes", "adr/0666-evil.md"),),
    )
    async with office(shelf) as there:
        message = await _asked(there, f"{HOSTILE} evil by:{HOSTILE.partition(' ')[0]}")
        modal = await _shown(there, there.bo, "certificate")
        for shown in (message, modal):
            assert pings_in(shown) == []
            assert [one.url for one in links_in(shown) if not one.url.startswith(f"{SITE}/")] == []
        assert "click" in _words(modal)


async def test_the_longest_decision_stays_within_slacks_limits() -> None:
    shelf = library()
    long = "&<*_~`>| " * 4000
    _record(
        shelf,
        title=f"Mutual {long}",
        statement=long,
        stated=f"accepted {long}",
        deciders=tuple(f"{n} {long}" for n in range(50)),
        alternatives=tuple(Alternative(f"{n} {long}", long) for n in range(60)),
        quotes=tuple(Quote(f"{n} {long}", 1, 0) for n in range(60)),
        links=tuple(Link("supersedes", f"adr/9{n:03}-old.md") for n in range(60)),
    )
    for n in range(60):
        shelf.put(document(f"adr/9{n:03}-old.md", f"ADR-9{n:03}: {long}"), "old", decided="superseded")
    async with office(shelf) as there:
        modal = await _shown(there, there.bo, "certificate")
        assert 5 < len(modal.blocks) <= 100


async def test_five_hundred_decisions_stay_within_slacks_limits() -> None:
    shelf = library()
    for n in range(500):
        made = document(f"adr/{n + 100:04}-x.md", f"ADR-{n + 100:04}: {'&<*_~`>| ' * 60}", authors=("&" * 500, "<" * 500))
        shelf.put(made, "kafka", decided="accepted")
    async with office(shelf) as there:
        message = await _asked(there, f"status:accepted kafka {'&<>' * 300}")
        assert sum("accessory" in block for block in message.blocks) <= 8
        message = await _asked(there, "since:2020")
        assert f"and <{SITE}/decisions/timeline?after=2020-01-01|495 more on the page>" in message.words
