"""Writing a thread's resolution down, and asking about a message."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from assistant.domain.decisions import Origin
from assistant.domain.documents import Kind
from assistant.domain.extracted import Extracted, Known
from assistant.domain.inbox import Task
from assistant.domain.readers import Readers
from assistant.domain.statuses import DecisionStatus
from assistant.knowledge.decisions.lineage import Entry
from tests.stand_ins.slack_platform import Channel, Message, Person, View, links_in, pings_in
from tests.stand_ins.slack_team import KAFKA, SECRET, Team, document, team, words_in
from tests.stand_ins.slack_workplace import SITE

ROOT = "Which cache do we take for sessions?"
ENDED = "Let's go with Redis, it is there already."


async def thread(us: Team, channel: Channel | None = None, ended: str = ENDED) -> Message:
    """Ana asks, bo proposes, eve ends it; the root."""
    at = channel or us.hall
    root: Message = us.workspace.say(us.ana, at, ROOT)
    us.workspace.say(us.bo, at, "Memcached or Redis would both do, I think.", root.ts)
    us.workspace.say(us.eve if at is us.hall else us.bo, at, ended, root.ts)
    us.workspace.say(us.ana, at, "thanks", root.ts)
    return root


async def opened(us: Team, message: Message, person: Person | None = None) -> View:
    await us.hands.uses_shortcut(person or us.ana, message, "lore_save")
    return await us.form(person or us.ana)


async def saved(us: Team, message: Message, **filled: Any) -> list[str]:
    await opened(us, message)
    await us.hands.submits(us.ana, **filled)
    return await us.work()


def written(us: Team, user: str = "ana") -> list[Entry]:
    """The decisions that people wrote, as this user of lore.toml sees them."""
    principal = us.desk.members._directory.principal(user)
    entries = us.desk.knowledge.decisions.lineage(principal).entries
    return [one for one in entries if one.decision.origin is Origin.PERSON]


def lore_in(us: Team, root: Message) -> list[Message]:
    return [one for one in us.workspace.by_lore(root.channel, root.ts) if not one.only_to]


def initial(form: View, name: str) -> Any:
    element = next(one["element"] for one in form.blocks if one.get("block_id") == name)
    option = element.get("initial_option") or {}
    return element.get("initial_value") or element.get("initial_date") or option.get("value")


async def test_the_form_proposes_what_the_thread_came_to() -> None:
    async with team() as us:
        form = await opened(us, await thread(us))
        assert initial(form, "title") == ROOT
        assert initial(form, "statement") == ENDED
        assert initial(form, "status") == DecisionStatus.ACCEPTED
        assert initial(form, "people") == "Ana Ruiz, Bo Lindqvist, Eve Stone"


async def test_a_thread_without_an_end_is_proposed_as_open() -> None:
    async with team() as us:
        form = await opened(us, await thread(us, ended="Maybe we should measure both of them first"))
        assert initial(form, "status") == DecisionStatus.PROPOSED
        assert "Nobody says in the thread what was decided" in words_in(form)


async def test_from_a_reply_the_whole_thread_is_read() -> None:
    async with team() as us:
        root = await thread(us)
        reply = us.workspace.thread(us.hall, root.ts)[2]
        form = await opened(us, reply)
        assert initial(form, "title") == ROOT


async def test_what_is_saved_has_the_threads_authors_day_and_address() -> None:
    async with team() as us:
        root = await thread(us)
        assert await saved(us, root) == ["saved"]
        (entry,) = written(us)
        assert (entry.decision.title, entry.decision.statement) == (ROOT, ENDED)
        assert entry.decision.deciders == ("Ana Ruiz", "Bo Lindqvist", "Eve Stone")
        assert entry.status is DecisionStatus.ACCEPTED
        assert entry.decision.decided_on is not None
        (link,) = entry.decision.links
        assert (link.relation, root.ts.replace(".", "") in link.target) == ("discussed-in", True)


async def test_the_thread_is_told_with_a_link_to_the_page() -> None:
    async with team() as us:
        root = await thread(us)
        await saved(us, root)
        (entry,) = written(us)
        (said,) = lore_in(us, root)
        link = f"<{SITE}/decisions/{entry.id}|{ROOT}>"
        assert said.text == f"Saved: {link}. Ana Ruiz wrote it down; it can be corrected on the page."


async def test_it_is_for_those_who_are_in_the_channel() -> None:
    async with team() as us:
        await saved(us, await thread(us, us.den))
        assert len(written(us, "ana")) == len(written(us, "bo")) == 1
        eve = await us.desk.members.member(us.workspace.team_id, us.eve.id)
        assert us.desk.knowledge.decisions.lineage(eve.principal).entries == ()


def offered(form: View) -> list[str]:
    element = next(one["element"] for one in form.blocks if one.get("block_id") == "eyes")
    return [one["value"] for one in element["options"]]


@pytest.mark.parametrize("kind", ["private", "public"])
async def test_where_somebody_unknown_reads_along_it_is_for_the_writer_unless_they_choose_otherwise(kind: str) -> None:
    async with team() as us:
        guest = us.workspace.person("gil", "Gil", "gil@elsewhere.example", is_ultra_restricted=True)
        layoffs = us.workspace.channel("layoffs", [us.ana, us.bo, guest], kind=kind)
        root = await thread(us, layoffs, ended="Decision: the whole of team heron goes in March.")
        assert offered(await opened(us, root)) == ["alone"]
        await us.hands.submits(us.ana)
        await us.work()
        assert len(written(us, "ana")) == 1
        assert written(us, "bo") == []
        assert lore_in(us, root) == []


async def test_what_was_said_in_private_is_not_offered_to_everybody() -> None:
    async with team() as us:
        assert offered(await opened(us, await thread(us, us.den))) == ["here", "alone", "group:storage"]
        assert offered(await opened(us, await thread(us, us.hall))) == ["here", "alone", "group:storage", "everyone"]


async def test_what_was_said_directly_is_for_the_writer() -> None:
    async with team() as us:
        assert offered(await opened(us, await thread(us, us.workspace.direct(us.ana)))) == ["alone"]


async def test_a_channel_that_became_private_while_the_form_was_open_is_for_nobody_else() -> None:
    async with team() as us:
        await opened(us, await thread(us))
        us.hall.kind = "private"
        await us.hands.submits(us.ana, eyes="everyone")
        assert "open the form again" in us.workspace.modal(us.ana).errors["eyes"]


async def test_what_is_for_fewer_than_the_channel_is_not_told_in_it() -> None:
    async with team() as us:
        root = await thread(us)
        await saved(us, root, eyes="alone", title="A plan for three")
        assert lore_in(us, root) == []
        assert "A plan for three" in us.told(us.ana, us.hall)[-1]
        assert written(us, "bo") == []


async def test_a_group_of_lore_toml_can_be_chosen() -> None:
    async with team() as us:
        await saved(us, await thread(us), eyes="group:storage")
        (entry,) = written(us)
        assert entry.readers == Readers.parse("group:storage,user:ana")


async def test_a_thread_that_was_read_in_is_for_its_documents_readers() -> None:
    async with team() as us:
        root = await thread(us, us.den)
        read_in = document(
            "t", "Sessions", "group:slack:C0DEN,user:ana,user:bo", source="chat", path=f"{us.den.id}/{root.ts}.json"
        )
        us.extracts.hold(Known(KAFKA, Extracted()), Known(replace(read_in, kind=Kind.THREAD), Extracted()))
        form = await opened(us, root)
        assert initial(form, "eyes") == "thread"
        await us.hands.submits(us.ana)
        await us.work()
        (entry,) = written(us)
        assert entry.document is not None
        assert (entry.document.id, entry.readers) == ("t", Readers.parse("group:slack:C0DEN,user:ana,user:bo"))


async def test_a_page_that_only_looks_like_the_thread_is_not_taken_for_it() -> None:
    async with team() as us:
        root = await thread(us, us.den)
        forged = document("t", "Sessions", "everyone", source="handbook", path=f"{us.den.id}/{root.ts}.json")
        us.extracts.hold(Known(forged, Extracted()))
        await saved(us, root)
        (entry,) = written(us)
        assert entry.document is None


async def test_what_it_replaces_is_found_by_its_title() -> None:
    async with team() as us:
        await saved(us, await thread(us), title="Sessions in Memcached")
        await saved(us, await thread(us), title="Sessions in Redis", supersedes="Sessions in Memcached")
        former = next(one for one in written(us) if one.decision.title == "Sessions in Memcached")
        assert former.status is DecisionStatus.SUPERSEDED


async def test_a_former_decision_that_is_none_is_said_in_the_form() -> None:
    async with team() as us:
        await opened(us, await thread(us))
        await us.hands.submits(us.ana, supersedes="Sessions on clay tablets")
        assert "is no decision here" in us.workspace.modal(us.ana).errors["supersedes"]
        assert us.kept() == []


async def test_who_may_not_write_sees_who_may() -> None:
    async with team() as us:
        words = words_in(await opened(us, await thread(us), us.bo))
        assert "the curators of `lore.toml` may" in words
        assert "What was decided" not in words


async def test_who_lost_the_right_while_the_form_was_open_is_told_in_it() -> None:
    async with team() as us:
        await opened(us, await thread(us))
        us.desk.knowledge.curation._curators = Readers()
        await us.hands.submits(us.ana)
        assert "Only administrators and the curators" in us.workspace.modal(us.ana).errors["title"]
        assert us.kept() == []


async def test_secrets_are_taken_out_before_anything_is_kept() -> None:
    async with team() as us:
        await opened(us, await thread(us, ended=f"Let's go with the password {SECRET} for Redis."))
        await us.hands.submits(us.ana, title=f"About {SECRET}")
        assert SECRET not in str(us.kept())
        await us.work()
        (entry,) = written(us)
        assert SECRET not in f"{entry.decision.title} {entry.decision.statement}"


async def test_a_form_that_is_sent_twice_writes_one_decision() -> None:
    async with team() as us:
        root = await thread(us)
        form = await opened(us, root)
        await us.hands.submits(us.ana)
        us.workspace.modals[us.ana.id].append(form)
        await us.hands.submits(us.ana)
        await us.work()
        assert len(written(us)) == len(lore_in(us, root)) == 1


async def test_a_process_that_dies_after_writing_writes_and_tells_once() -> None:
    async with team() as us:
        root = await thread(us)
        await opened(us, root)
        await us.hands.submits(us.ana)
        await us.do(us.claimed())
        assert await us.work() == ["saved"]
        assert len(written(us)) == len(lore_in(us, root)) == 1


async def test_a_channel_that_lore_is_not_in_says_how_to_invite_it() -> None:
    async with team() as us:
        root = await thread(us)
        us.slack.faults.refuse("conversations.replies", "not_in_channel")
        assert "/invite" in words_in(await opened(us, root))


async def test_a_thread_of_bots_alone_has_nothing_to_save() -> None:
    async with team() as us:
        posted = await us.slack.client().chat_postMessage(
            channel=us.hall.id, text="Build failed", unfurl_links=False, unfurl_media=False
        )
        words = words_in(await opened(us, us.workspace.message(us.hall, posted["ts"])))
        assert "Nobody has written anything" in words


async def test_hostile_words_of_a_thread_ping_nobody_and_link_nowhere() -> None:
    async with team() as us:
        us.ana.name = "<!channel> Ana"
        root: Message = us.workspace.say(us.bo, us.hall, "<!here> see <https://evil.example|this> or evil.example?")
        us.workspace.say(us.bo, us.hall, "Decision: <@U0EVE> reads <https://evil.example|it> aloud", root.ts)
        form = await opened(us, root)
        assert pings_in(form) == []
        await us.hands.submits(us.ana)
        await us.work()
        (said,) = lore_in(us, root)
        assert pings_in(said) == []
        assert [one for one in links_in(said) if "evil" in one.url] == []


async def test_a_question_about_a_message_is_asked_in_its_thread_for_all_to_see() -> None:
    async with team() as us:
        message = us.workspace.say(us.bo, us.hall, "The message bus is slow again")
        await us.hands.uses_shortcut(us.ana, message, "lore_ask_about")
        form = await us.form(us.ana)
        assert initial(form, "question") == "What do we know about this: The message bus is slow again"
        await us.hands.submits(us.ana, question=f"Why is it slow, {SECRET}?")
        assert SECRET not in str(us.kept())
        assert await us.work() == ["asked"]
        (said,) = lore_in(us, message)
        assert said.text == "*Ana Ruiz* asks about this: Why is it slow, [redacted]?"
        (job,) = us.kept(Task.QUESTION)
        assert (job.payload["ts"], job.payload["thread"], job.payload["user"]) == (said.ts, message.ts, us.ana.id)
        assert job.payload["text"] == "Why is it slow, [redacted]?"


async def test_a_message_that_is_a_question_is_asked_as_it_is() -> None:
    async with team() as us:
        message = us.workspace.say(us.bo, us.hall, "Which message bus is it?")
        await us.hands.uses_shortcut(us.ana, message, "lore_ask_about")
        assert initial(await us.form(us.ana), "question") == "Which message bus is it?"


async def test_a_question_about_a_message_is_asked_once_though_the_process_dies() -> None:
    async with team() as us:
        message = us.workspace.say(us.bo, us.hall, "The message bus is slow again")
        await us.hands.uses_shortcut(us.ana, message, "lore_ask_about")
        await us.form(us.ana)
        await us.hands.submits(us.ana)
        job = us.claimed()
        await us.do(job)
        us.inbox.held[job.id].job = job
        await us.work()
        assert len(lore_in(us, message)) == len(us.kept(Task.QUESTION)) == 1


async def test_what_was_noted_as_asked_is_not_asked_again_where_slack_shows_nothing() -> None:
    async with team() as us:
        message = us.workspace.say(us.bo, us.hall, "The message bus is slow again")
        await us.hands.uses_shortcut(us.ana, message, "lore_ask_about")
        await us.form(us.ana)
        await us.hands.submits(us.ana)
        await us.do(us.claimed())
        us.slack.faults.refuse("conversations.replies", "not_in_channel", times=9)
        await us.work()
        assert len(lore_in(us, message)) == len(us.kept(Task.QUESTION)) == 1


async def test_where_slack_does_not_say_what_was_posted_nothing_is_posted_again() -> None:
    async with team() as us:
        root = await thread(us)
        await opened(us, root)
        await us.hands.submits(us.ana)
        await us.do(us.claimed())
        us.slack.faults.refuse("conversations.replies", "fatal_error", times=9)
        with pytest.raises(SlackApiError):  # the worker tries again later
            await us.work()
        assert len(lore_in(us, root)) == 1


@pytest.mark.parametrize("shortcut", ["lore_save", "lore_ask_about"])
async def test_outsiders_see_a_refusal_in_the_form(shortcut: str) -> None:
    async with team() as us:
        guest = us.workspace.person("gil", "Gil", "gil@elsewhere.example", is_stranger=True)
        us.hall.members.append(guest.id)
        message = us.workspace.say(us.bo, us.hall, "The message bus is slow again")
        await us.hands.uses_shortcut(guest, message, shortcut)
        assert "only answer people" in words_in(await us.form(guest))
