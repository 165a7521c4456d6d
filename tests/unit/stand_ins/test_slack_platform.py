"""The stand-in for Slack's Web API, spoken to by Slack's own client."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from tests.stand_ins.slack_platform import Channel, Message, Person, Platform, Workspace

QUIET = {"unfurl_links": False, "unfurl_media": False}


class Scene:
    """A workspace with Ana and Ben in #storage, Ana's question there, and Lore's client."""

    def __init__(self, slack: Platform) -> None:
        self.slack, self.workspace = slack, slack.workspace
        self.ana: Person = self.workspace.person("ana", "Ana Ruiz", "ana@tidewater.example")
        self.ben: Person = self.workspace.person("ben", "Ben Ode", "ben@tidewater.example")
        self.storage: Channel = self.workspace.channel("storage", [self.ana, self.ben])
        self.asked: Message = self.workspace.say(self.ana, self.storage, "<@U0LORE> why Postgres?")
        self.client: AsyncWebClient = slack.client()

    async def reply(self, **more: Any) -> str:
        said = {"channel": self.storage.id, "thread_ts": self.asked.ts, "text": "Because", **QUIET, **more}
        return str((await self.client.chat_postMessage(**said))["ts"])

    def words(self, person: Person | None = None) -> list[str]:
        return [one.words for one in self.workspace.thread(self.storage, self.asked.ts, person)][1:]

    def violations(self) -> list[str]:
        return [one.what for one in self.slack.violations]


@pytest.fixture(name="scene")
async def _scene() -> AsyncIterator[Scene]:
    async with Platform() as slack:
        yield Scene(slack)


def section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


async def refusal_of(call: Any) -> str:
    with pytest.raises(SlackApiError) as refused:
        await call
    return str(refused.value.response["error"])


async def test_a_reply_stands_in_its_thread_for_all_and_nothing_is_wrong_with_it(scene: Scene) -> None:
    await scene.reply(blocks=[section("Because *it*"), {"type": "divider"}])
    assert scene.words() == ["Because *it*"]
    assert [one.words for one in scene.workspace.seen_by(scene.ben, scene.storage)][-1] == "Because *it*"
    assert scene.slack.violations == []


async def test_somebody_outside_the_channel_sees_nothing_of_it(scene: Scene) -> None:
    await scene.reply()
    assert scene.workspace.seen_by(scene.workspace.person("cleo"), scene.storage) == []


async def test_an_ephemeral_message_is_seen_by_one_person_alone_and_by_no_method(scene: Scene) -> None:
    await scene.client.chat_postEphemeral(
        channel=scene.storage.id, user=scene.ana.id, thread_ts=scene.asked.ts, text="between us"
    )
    assert scene.words(scene.ana) == ["between us"]
    assert scene.words(scene.ben) == scene.words() == []
    read = await scene.client.conversations_replies(channel=scene.storage.id, ts=scene.asked.ts)
    assert [one["ts"] for one in read["messages"]] == [scene.asked.ts]


async def test_an_update_keeps_the_blocks_and_the_metadata_that_it_does_not_mention(scene: Scene) -> None:
    metadata = {"event_type": "lore_answer", "event_payload": {"job": "7"}}
    ts = await scene.reply(blocks=[section("old")], metadata=metadata)
    await scene.client.chat_update(channel=scene.storage.id, ts=ts, text="new")
    message = scene.workspace.message(scene.storage, ts)
    assert (message.text, message.words, message.metadata, message.past) == ("new", "old", metadata, ["old"])
    await scene.client.chat_update(channel=scene.storage.id, ts=ts, text="new", blocks=[])
    assert message.words == "new"


async def test_metadata_comes_back_only_to_who_asks_for_it(scene: Scene) -> None:
    metadata = {"event_type": "lore_answer", "event_payload": {"job": "7"}}
    await scene.reply(metadata=metadata)
    replies = {"channel": scene.storage.id, "ts": scene.asked.ts}
    assert "metadata" not in (await scene.client.conversations_replies(**replies))["messages"][1]
    with_all = await scene.client.conversations_replies(**replies, include_all_metadata=True)
    assert with_all["messages"][1]["metadata"] == metadata


async def test_a_deleted_message_is_gone(scene: Scene) -> None:
    ts = await scene.reply()
    await scene.client.chat_delete(channel=scene.storage.id, ts=ts)
    assert scene.words() == []
    assert await refusal_of(scene.client.chat_delete(channel=scene.storage.id, ts=ts)) == "message_not_found"


async def test_other_peoples_messages_can_be_neither_changed_nor_deleted(scene: Scene) -> None:
    at = {"channel": scene.storage.id, "ts": scene.asked.ts}
    assert await refusal_of(scene.client.chat_update(**at, text="mine now")) == "cant_update_message"
    assert await refusal_of(scene.client.chat_delete(**at)) == "cant_delete_message"


async def test_a_message_to_a_person_comes_to_the_direct_messages_with_them(scene: Scene) -> None:
    said = await scene.client.chat_postMessage(channel=scene.ana.id, text="hello", **QUIET)
    assert said["channel"] == scene.workspace.direct(scene.ana).id == "D0ANA"
    assert scene.workspace.seen_by(scene.ana, "D0ANA")[0].text == "hello"


@pytest.mark.parametrize(
    ("wanted", "error"),
    [
        ({"channel": "C0NOWHERE", "text": "x"}, "channel_not_found"),
        ({"channel": "C0SECRET", "text": "x"}, "channel_not_found"),
        ({"channel": "C0RANDOM", "text": "x"}, "not_in_channel"),
        ({"channel": "C0OLD", "text": "x"}, "is_archived"),
        ({"channel": "C0STORAGE", "text": "x", "thread_ts": "1.000001"}, "thread_not_found"),
        ({"channel": "C0STORAGE", "text": " "}, "no_text"),
        ({"channel": "C0STORAGE", "text": "x" * 40_001}, "msg_too_long"),
        ({"channel": "C0STORAGE", "markdown_text": "x" * 12_001}, "msg_too_long"),
        ({"channel": "C0STORAGE", "markdown_text": "x", "text": "x"}, "markdown_text_conflict"),
        ({"channel": "C0STORAGE", "text": "x", "metadata": {"event_type": "x"}}, "invalid_metadata_format"),
        ({"channel": "C0STORAGE", "text": "x", "blocks": [{"type": "header"}]}, "invalid_blocks"),
        ({"channel": "C0STORAGE", "text": "x", "username": "Boss"}, "missing_scope"),
    ],
)
async def test_a_post_that_slack_would_refuse_is_refused_with_slacks_word(
    scene: Scene, wanted: dict[str, Any], error: str
) -> None:
    scene.workspace.channel("secret", [scene.ana], kind="private", lore=False)
    scene.workspace.channel("random", [scene.ana], lore=False)
    scene.workspace.channel("old", [scene.ana], is_archived=True)
    assert await refusal_of(scene.client.chat_postMessage(**wanted, **QUIET)) == error
    assert scene.workspace.by_lore(scene.storage) == []


async def test_what_is_posted_without_turning_unfurling_off_is_a_violation(scene: Scene) -> None:
    await scene.client.chat_postMessage(channel=scene.storage.id, text="x", unfurl_links=False)
    assert scene.violations() == ["unfurl_media is not false"]


@pytest.mark.parametrize(
    ("more", "violation"),
    [
        ({"nonsense": 1}, "unknown argument nonsense"),
        ({"link_names": True}, "link_names or parse make links of names"),
        ({"parse": "full"}, "link_names or parse make links of names"),
        ({"text": "", "blocks": [section("x")]}, "blocks without text: notifications and screen readers would have nothing"),
    ],
)
async def test_what_slack_lets_pass_but_lore_must_not_send_is_a_violation(
    scene: Scene, more: dict[str, Any], violation: str
) -> None:
    await scene.reply(**more)
    assert scene.violations() == [violation]


async def test_a_reply_to_a_reply_goes_to_the_thread_and_is_a_violation(scene: Scene) -> None:
    first = await scene.reply()
    await scene.reply(thread_ts=first, text="second")
    assert scene.words() == ["Because", "second"]
    assert scene.violations() == ["thread_ts is a reply's, not its thread's"]


async def test_quiet_arguments_that_a_method_does_not_know_are_ignored_as_slack_does(scene: Scene) -> None:
    await scene.client.chat_postEphemeral(channel=scene.storage.id, user=scene.ana.id, text="x", **QUIET)
    assert scene.slack.violations == []
    await scene.client.chat_postEphemeral(channel=scene.storage.id, user=scene.ana.id, text="x", unfurl_links=True)
    assert scene.violations() == ["unknown argument unfurl_links"]


async def test_an_ephemeral_message_needs_its_reader_in_the_channel(scene: Scene) -> None:
    cleo = scene.workspace.person("cleo")
    call = scene.client.chat_postEphemeral(channel=scene.storage.id, user=cleo.id, text="x")
    assert await refusal_of(call) == "user_not_in_channel"


async def test_a_missing_scope_is_named_and_is_a_violation(scene: Scene) -> None:
    scene.slack.installation.scopes.discard("chat:write")
    with pytest.raises(SlackApiError) as refused:
        await scene.reply()
    assert (refused.value.response["error"], refused.value.response["needed"]) == ("missing_scope", "chat:write")
    assert scene.violations() == ["the scope chat:write is missing"]


async def test_the_history_of_a_channel_needs_the_scope_of_its_kind(scene: Scene) -> None:
    scene.slack.installation.scopes.discard("groups:history")
    private = scene.workspace.channel("incident", [scene.ana], kind="private")
    assert await refusal_of(scene.client.conversations_history(channel=private.id)) == "missing_scope"
    assert (await scene.client.conversations_history(channel=scene.storage.id))["ok"]


async def test_tokens_are_looked_at(scene: Scene) -> None:
    assert await refusal_of(scene.slack.client("xoxb-wrong").auth_test()) == "invalid_auth"
    scene.slack.installation.revoked = True
    assert await refusal_of(scene.client.auth_test()) == "token_revoked"


async def test_two_workspaces_have_a_token_and_people_of_their_own(scene: Scene) -> None:
    other = scene.slack.install(Workspace("T0OTHER", "Other"))
    client = scene.slack.client(other.token)
    assert (await client.auth_test())["team_id"] == "T0OTHER"
    assert await refusal_of(client.users_info(user=scene.ana.id)) == "user_not_found"


async def test_a_code_of_an_installation_is_worth_one_token(scene: Scene) -> None:
    scene.slack.codes["abc"] = Workspace("T0OTHER", "Other")
    secrets = {"client_id": "1111.2222", "client_secret": "client-secret", "code": "abc"}
    token = (await scene.client.oauth_v2_access(**secrets))["access_token"]
    assert (await scene.slack.client(token).auth_test())["team"] == "Other"
    assert await refusal_of(scene.client.oauth_v2_access(**secrets)) == "invalid_code"


async def test_members_come_in_pages_with_a_cursor(scene: Scene) -> None:
    crowd = scene.workspace.channel("all", [scene.workspace.person(f"p{at}") for at in range(25)])
    found: list[str] = []
    cursor = ""
    while True:
        page = await scene.client.conversations_members(channel=crowd.id, limit=10, cursor=cursor)
        assert len(page["members"]) <= 10
        found += page["members"]
        cursor = page["response_metadata"]["next_cursor"]
        if not cursor:
            break
    assert found == crowd.members


async def test_an_account_tells_its_address_only_to_who_may_read_addresses(scene: Scene) -> None:
    assert (await scene.client.users_info(user=scene.ana.id))["user"]["profile"]["email"] == scene.ana.email
    scene.slack.installation.scopes.discard("users:read.email")
    assert "email" not in (await scene.client.users_info(user=scene.ana.id))["user"]["profile"]


async def test_an_account_says_what_sort_it_is(scene: Scene) -> None:
    scene.ana.is_restricted, scene.ana.is_email_confirmed = True, False
    user = (await scene.client.users_info(user=scene.ana.id))["user"]
    assert (user["is_restricted"], user["is_email_confirmed"], user["deleted"]) == (True, False, False)
    scene.ana.deleted = True
    assert (await scene.client.users_info(user=scene.ana.id))["user"]["deleted"] is True


async def test_people_are_found_by_their_address(scene: Scene) -> None:
    assert (await scene.client.users_lookupByEmail(email="ANA@tidewater.example"))["user"]["id"] == scene.ana.id
    assert await refusal_of(scene.client.users_lookupByEmail(email="nobody@tidewater.example")) == "users_not_found"


async def test_the_replies_between_two_moments_can_be_asked_for(scene: Scene) -> None:
    stamps = [await scene.reply(text=str(at)) for at in range(4)]
    page = await scene.client.conversations_replies(
        channel=scene.storage.id, ts=scene.asked.ts, oldest=stamps[1], latest=stamps[2], inclusive=True
    )
    assert [one["ts"] for one in page["messages"]] == [scene.asked.ts, *stamps[1:3]]


async def test_a_page_of_a_thread_has_its_oldest_messages_whatever_it_ends_with(scene: Scene) -> None:
    for n in range(4):
        scene.workspace.say(scene.ana, scene.storage, f"reply {n}", thread=scene.asked.ts)
    where = {"channel": scene.storage.id, "ts": scene.asked.ts}
    last = scene.workspace.thread(scene.storage, scene.asked.ts)[-1]
    page = await scene.client.conversations_replies(**where, latest=last.ts, inclusive=True, limit=3)
    assert [one["text"] for one in page["messages"]] == [scene.asked.text, "reply 0", "reply 1"]
    cursor = page["response_metadata"]["next_cursor"]
    page = await scene.client.conversations_replies(**where, latest=last.ts, inclusive=True, limit=3, cursor=cursor)
    assert ([one["text"] for one in page["messages"]], page["has_more"]) == (["reply 2", "reply 3"], False)


async def test_the_history_has_no_replies_and_the_newest_first(scene: Scene) -> None:
    await scene.reply()
    later = scene.workspace.say(scene.ben, scene.storage, "lunch?")
    history = await scene.client.conversations_history(channel=scene.storage.id)
    assert [one["ts"] for one in history["messages"]] == [later.ts, scene.asked.ts]


async def test_a_reaction_can_be_given_once(scene: Scene) -> None:
    scene.slack.installation.scopes.add("reactions:write")
    at = {"channel": scene.storage.id, "name": "eyes", "timestamp": scene.asked.ts}
    await scene.client.reactions_add(**at)
    assert scene.asked.reactions == {"eyes": ["U0LORE"]}
    assert await refusal_of(scene.client.reactions_add(**at)) == "already_reacted"
    await scene.client.reactions_remove(**at)
    assert scene.asked.reactions == {"eyes": []}


async def test_a_limited_method_says_when_to_come_again_and_loses_nothing(scene: Scene) -> None:
    scene.slack.faults.limit("chat.postMessage", times=1, retry_after=0)
    scene.client.retry_handlers.append(AsyncRateLimitErrorRetryHandler(max_retry_count=2))
    await scene.reply()
    assert [one.said for one in scene.slack.calls_of("chat.postMessage")] == ["429", "ok"]
    assert scene.words() == ["Because"]


@pytest.mark.parametrize(("after", "said"), [(False, []), (True, ["Because"])], ids=["before it", "after it"])
async def test_a_connection_can_die_before_or_after_a_call_took_effect(scene: Scene, after: bool, said: list[str]) -> None:
    scene.slack.faults.drop("chat.postMessage", after=after)
    with pytest.raises(aiohttp.ClientError):
        await AsyncWebClient(token=scene.slack.token, base_url=f"{scene.slack.url}/api/", retry_handlers=[]).chat_postMessage(
            channel=scene.storage.id, thread_ts=scene.asked.ts, text="Because", **QUIET
        )
    assert scene.words() == said


async def test_a_refusal_can_be_asked_for(scene: Scene) -> None:
    scene.slack.faults.refuse("chat.postMessage", "fatal_error")
    assert await refusal_of(scene.reply()) == "fatal_error"
    assert scene.slack.violations == []


async def test_a_broken_server_answers_a_page_that_is_no_json(scene: Scene) -> None:
    scene.slack.faults.fail("chat.postMessage", status=503)
    with pytest.raises(SlackApiError):
        await scene.reply()
    assert scene.words() == []


async def test_an_unknown_method_is_a_violation(scene: Scene) -> None:
    assert await refusal_of(scene.client.api_call("chat.sing")) == "unknown_method"
    assert scene.violations() == ["no such method"]


async def test_arguments_may_come_as_a_form_with_json_in_it(scene: Scene) -> None:
    form = {
        "channel": scene.storage.id,
        "text": "x",
        "blocks": '[{"type": "divider"}]',
        "unfurl_links": "false",
        "unfurl_media": "0",
    }
    await scene.client.api_call("chat.postMessage", data=form)
    assert scene.workspace.by_lore(scene.storage)[0].blocks == [{"type": "divider"}]
    assert scene.slack.violations == []


async def test_a_permalink_leads_to_the_reply_in_its_thread(scene: Scene) -> None:
    ts = await scene.reply()
    link = (await scene.client.chat_getPermalink(channel=scene.storage.id, message_ts=ts))["permalink"]
    assert link.endswith(f"/archives/C0STORAGE/p{ts.replace('.', '')}?thread_ts={scene.asked.ts}&cid=C0STORAGE")
