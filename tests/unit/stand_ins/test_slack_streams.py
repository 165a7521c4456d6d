"""Streams, statuses, prompts, views and response_urls of the stand-in for Slack."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.models.messages.chunk import MarkdownTextChunk, TaskUpdateChunk
from slack_sdk.web.async_chat_stream import AsyncChatStream
from slack_sdk.webhook.async_client import AsyncWebhookClient

from tests.stand_ins.slack_platform import Platform
from tests.stand_ins.slack_platform.views import TRIGGER_SECONDS


class Moment:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.now = 1_790_000_000.0

    def __call__(self) -> float:
        return self.now


class Scene:
    """Ana's question in #storage."""

    def __init__(self, slack: Platform, moment: Moment) -> None:
        self.slack, self.workspace, self.moment = slack, slack.workspace, moment
        self.workspace.clock = moment
        self.ana = self.workspace.person("ana", "Ana Ruiz", "ana@tidewater.example")
        self.storage = self.workspace.channel("storage", [self.ana])
        self.asked = self.workspace.say(self.ana, self.storage, "<@U0LORE> why?")
        self.client = slack.client()

    async def stream(self, **more: Any) -> AsyncChatStream:
        return await self.client.chat_stream(
            channel=self.storage.id, thread_ts=self.asked.ts, recipient_team_id=self.workspace.team_id,
            recipient_user_id=self.ana.id, buffer_size=1, **more,
        )  # fmt: skip

    def words(self) -> list[str]:
        return [one.words for one in self.workspace.by_lore(self.storage)]

    def trigger(self) -> str:
        trigger = f"{self.ana.id}:{len(self.slack.triggers)}"
        self.slack.triggers[trigger] = self.moment()
        return trigger

    def response_url(self, **more: Any) -> AsyncWebhookClient:
        id_ = self.slack.response_urls.new(self.workspace, self.storage.id, self.ana.id, **more)
        return AsyncWebhookClient(f"{self.slack.url}/response/{id_}")


@pytest.fixture(name="scene")
async def _scene() -> AsyncIterator[Scene]:
    async with Platform() as slack:
        yield Scene(slack, Moment())


async def refusal_of(call: Any) -> str:
    with pytest.raises(SlackApiError) as refused:
        await call
    return str(refused.value.response["error"])


def modal(**more: Any) -> dict[str, Any]:
    field = {"type": "plain_text_input", "action_id": "reason"}
    block = {"type": "input", "block_id": "why", "label": {"type": "plain_text", "text": "Why?"}, "element": field}
    title, submit = {"type": "plain_text", "text": "Reason"}, {"type": "plain_text", "text": "Send"}
    return {"type": "modal", "title": title, "submit": submit, "blocks": [block], **more}


async def test_a_stream_is_seen_while_it_grows_and_as_a_message_when_it_ended(scene: Scene) -> None:
    stream = await scene.stream()
    await stream.append(markdown_text="Because ")
    assert scene.words() == ["Because "]
    await stream.append(markdown_text="**it is**")
    await stream.stop(blocks=[{"type": "divider"}], metadata={"event_type": "a", "event_payload": {}})
    message = scene.workspace.by_lore(scene.storage)[0]
    assert [one["type"] for one in message.blocks] == ["markdown", "divider"]
    assert (message.text, message.metadata) == ("Because **it is**", {"event_type": "a", "event_payload": {}})
    assert scene.slack.violations == []


async def test_tasks_are_cards_that_change_in_place(scene: Scene) -> None:
    stream = await scene.stream()
    await stream.append(chunks=[TaskUpdateChunk(id="1", title="Searching", status="in_progress")])
    await stream.append(chunks=[TaskUpdateChunk(id="1", title="Searched", status="complete", output="3 found")])
    await stream.stop(chunks=[MarkdownTextChunk(text="Found it.")])
    card, text = scene.workspace.by_lore(scene.storage)[0].blocks
    assert (card["type"], card["title"], card["status"]) == ("task_card", "Searched", "complete")
    assert text == {"type": "markdown", "text": "Found it."}
    assert scene.slack.violations == []


async def test_a_plan_holds_its_tasks(scene: Scene) -> None:
    stream = await scene.stream(task_display_mode="plan")
    await stream.append(chunks=[{"type": "plan_update", "title": "Research"}])
    await stream.append(chunks=[TaskUpdateChunk(id="1", title="Searching", status="pending")])
    plan = scene.workspace.by_lore(scene.storage)[0].shown[0]
    assert (plan["type"], plan["title"], len(plan["tasks"])) == ("plan", "Research", 1)


@pytest.mark.parametrize("name", ["recipient_user_id", "recipient_team_id"])
async def test_a_stream_in_a_channel_needs_who_it_is_for(scene: Scene, name: str) -> None:
    recipient = {"recipient_user_id": scene.ana.id, "recipient_team_id": scene.workspace.team_id}
    del recipient[name]
    call = scene.client.chat_startStream(channel=scene.storage.id, thread_ts=scene.asked.ts, **recipient)
    assert await refusal_of(call) == f"missing_{name}"


async def test_a_stream_in_direct_messages_needs_nobody(scene: Scene) -> None:
    direct = scene.workspace.direct(scene.ana)
    asked = scene.workspace.say(scene.ana, direct, "why?")
    await scene.client.chat_startStream(channel=direct.id, thread_ts=asked.ts)
    assert len(scene.workspace.by_lore(direct)) == 1


async def test_a_stream_takes_no_more_than_a_message_holds(scene: Scene) -> None:
    stream = await scene.stream()
    await stream.append(markdown_text="x" * 7_000)
    assert await refusal_of(stream.append(markdown_text="x" * 6_000)) == "msg_too_long"
    assert scene.words() == ["x" * 7_000]


async def test_a_stream_that_expires_takes_nothing_more_and_can_be_updated(scene: Scene) -> None:
    scene.slack.faults.expire_stream(after_appends=1)
    stream = await scene.stream()
    await stream.append(markdown_text="one ")
    await stream.append(markdown_text="two ")
    assert await refusal_of(stream.append(markdown_text="three")) == "message_not_in_streaming_state"
    assert scene.words() == ["one two "]
    await scene.client.chat_update(channel=scene.storage.id, ts=str(stream.ts), markdown_text="one two three")
    assert scene.words() == ["one two three"]


async def test_a_running_stream_cannot_be_updated(scene: Scene) -> None:
    stream = await scene.stream()
    await stream.append(markdown_text="x")
    call = scene.client.chat_update(channel=scene.storage.id, ts=str(stream.ts), text="y")
    assert await refusal_of(call) == "streaming_state_conflict"


async def test_a_message_that_is_no_stream_takes_no_appends(scene: Scene) -> None:
    said = await scene.client.chat_postMessage(channel=scene.storage.id, text="x", unfurl_links=False, unfurl_media=False)
    call = scene.client.chat_appendStream(channel=scene.storage.id, ts=said["ts"], markdown_text="y")
    assert await refusal_of(call) == "message_not_in_streaming_state"


async def _set_status(scene: Scene, status: str, **more: Any) -> None:
    await scene.client.assistant_threads_setStatus(channel_id=scene.storage.id, thread_ts=scene.asked.ts, status=status, **more)


async def test_a_status_stands_until_it_is_cleared(scene: Scene) -> None:
    await _set_status(scene, "is reading", loading_messages=["Reading…", "Comparing…"])
    assert scene.workspace.status(scene.storage, scene.asked.ts) == "is reading"
    await _set_status(scene, "")
    assert scene.workspace.status(scene.storage, scene.asked.ts) == ""
    assert [one.status for one in scene.workspace.statuses] == ["is reading", ""]


async def test_a_reply_takes_the_status_away(scene: Scene) -> None:
    await _set_status(scene, "is reading")
    await (await scene.stream()).append(markdown_text="x")
    assert scene.workspace.status(scene.storage, scene.asked.ts) == ""


async def test_a_status_is_gone_after_two_minutes(scene: Scene) -> None:
    await _set_status(scene, "is reading")
    scene.moment.now += 121
    assert scene.workspace.status(scene.storage, scene.asked.ts) == ""


async def test_eleven_loading_messages_are_one_too_many(scene: Scene) -> None:
    with pytest.raises(SlackApiError):
        await _set_status(scene, "is reading", loading_messages=["x"] * 11)
    assert [one.what for one in scene.slack.violations] == ["loading_messages: 11 items, must be 0 to 10"]


@pytest.mark.parametrize(("count", "works"), [(4, True), (5, False)])
async def test_there_are_at_most_four_suggested_prompts(scene: Scene, count: int, works: bool) -> None:
    prompts = [{"title": f"t{at}", "message": "m"} for at in range(count)]
    call = scene.client.assistant_threads_setSuggestedPrompts(channel_id=scene.workspace.direct(scene.ana).id, prompts=prompts)
    if works:
        await call
        assert scene.workspace.prompts["D0ANA", ""]["prompts"] == prompts
    else:
        assert await refusal_of(call) == "invalid_arguments"


async def test_suggested_prompts_stand_in_direct_messages_only(scene: Scene) -> None:
    call = scene.client.assistant_threads_setSuggestedPrompts(
        channel_id=scene.storage.id, prompts=[{"title": "t", "message": "m"}]
    )
    assert await refusal_of(call) == "channel_type_not_supported"


async def test_a_home_page_is_published_and_replaced(scene: Scene) -> None:
    for text in ("one", "two"):
        header = {"type": "header", "text": {"type": "plain_text", "text": text}}
        await scene.client.views_publish(user_id=scene.ana.id, view={"type": "home", "blocks": [header]})
    home = scene.workspace.home(scene.ana)
    assert home is not None
    assert home.blocks[0]["text"]["text"] == "two"


async def test_a_home_page_has_room_for_a_hundred_blocks(scene: Scene) -> None:
    blocks = [{"type": "divider"}] * 101
    call = scene.client.views_publish(user_id=scene.ana.id, view={"type": "home", "blocks": blocks})
    assert await refusal_of(call) == "invalid_arguments"


async def test_a_trigger_opens_one_modal(scene: Scene) -> None:
    trigger = scene.trigger()
    opened = await scene.client.views_open(trigger_id=trigger, view=modal())
    top = scene.workspace.modal(scene.ana)
    assert top is not None
    assert top.id == opened["view"]["id"]
    assert await refusal_of(scene.client.views_open(trigger_id=trigger, view=modal())) == "exchanged_trigger_id"


async def test_a_trigger_is_too_old_after_three_seconds(scene: Scene) -> None:
    trigger = scene.trigger()
    scene.moment.now += TRIGGER_SECONDS + 0.1
    assert await refusal_of(scene.client.views_open(trigger_id=trigger, view=modal())) == "expired_trigger_id"
    assert scene.workspace.modal(scene.ana) is None


async def test_a_modal_is_updated_unless_somebody_else_did_before(scene: Scene) -> None:
    opened = await scene.client.views_open(trigger_id=scene.trigger(), view=modal())
    at = {"view_id": opened["view"]["id"], "hash": opened["view"]["hash"]}
    await scene.client.views_update(**at, view=modal(private_metadata="2"))
    assert await refusal_of(scene.client.views_update(**at, view=modal(private_metadata="3"))) == "hash_conflict"
    top = scene.workspace.modal(scene.ana)
    assert top is not None
    assert top.content["private_metadata"] == "2"


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": {"type": "plain_text", "text": "x" * 25}},
        {"title": {"type": "mrkdwn", "text": "x"}},
        {"private_metadata": "x" * 3_001},
        {"submit": {"type": "plain_text", "text": "x" * 25}},
        {"colour": "red"},
    ],
    ids=["long title", "title with markup", "long metadata", "long button", "unknown field"],
)
async def test_a_modal_beyond_its_limits_is_refused(scene: Scene, wrong: dict[str, Any]) -> None:
    call = scene.client.views_open(trigger_id=scene.trigger(), view=modal(**wrong))
    assert await refusal_of(call) == "invalid_arguments"
    assert len(scene.slack.violations) == 1


async def test_a_modal_with_fields_needs_a_button_to_send_them(scene: Scene) -> None:
    view = modal()
    del view["submit"]
    assert await refusal_of(scene.client.views_open(trigger_id=scene.trigger(), view=view)) == "invalid_arguments"


async def test_a_response_url_answers_one_person_or_the_channel(scene: Scene) -> None:
    url = scene.response_url()
    quiet = {"unfurl_links": False, "unfurl_media": False}
    assert (await url.send(text="for you", **quiet)).body == "ok"
    await url.send(text="for all", response_type="in_channel", **quiet)
    assert [one.only_to for one in scene.workspace.by_lore(scene.storage)] == [scene.ana.id, ""]
    assert scene.slack.violations == []


async def test_a_response_url_replaces_or_deletes_the_message_that_it_belongs_to(scene: Scene) -> None:
    await scene.client.chat_postEphemeral(channel=scene.storage.id, user=scene.ana.id, text="first")
    message = scene.workspace.by_lore(scene.storage)[0]
    url = scene.response_url(message=message)
    await url.send(text="second", replace_original=True, unfurl_links=False, unfurl_media=False)
    assert (message.text, message.only_to) == ("second", scene.ana.id)
    await url.send(delete_original=True)
    assert scene.workspace.by_lore(scene.storage) == []


async def test_a_response_url_is_used_up_after_five_times_and_old_after_half_an_hour(scene: Scene) -> None:
    url, old = scene.response_url(), scene.response_url()
    codes = [(await url.send(text="x", unfurl_links=False, unfurl_media=False)).status_code for _ in range(6)]
    scene.moment.now += 1801
    assert codes == [200] * 5 + [404]
    assert (await old.send(text="x")).body == "expired_url"


async def test_a_response_url_wants_unfurling_off_too(scene: Scene) -> None:
    await scene.response_url().send(text="x")
    assert [one.what for one in scene.slack.violations] == ["unfurl_links is not false", "unfurl_media is not false"]
