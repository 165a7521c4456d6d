"""What people do in Slack, with all that Slack then tells the app."""

from __future__ import annotations

import secrets
from typing import Any

from tests.stand_ins.slack_platform import events, interactions
from tests.stand_ins.slack_platform.delivering import Delivery
from tests.stand_ins.slack_platform.interactions import Click
from tests.stand_ins.slack_platform.messages import Message
from tests.stand_ins.slack_platform.people import LORE_BOT, LORE_USER, Person
from tests.stand_ins.slack_platform.refusals import No, Violation
from tests.stand_ins.slack_platform.server import Platform
from tests.stand_ins.slack_platform.socket_mode import Acknowledged
from tests.stand_ins.slack_platform.views import change, check_view, new_view, show
from tests.stand_ins.slack_platform.workspace import Channel, View, Workspace

NOT_BROUGHT = Acknowledged(200, None, 0.0, 0)


class Hands:
    """The hands of a workspace's people. Each method changes what is seen and brings the app what Slack would."""

    def __init__(self, slack: Platform, workspace: Workspace | None = None) -> None:
        self.slack = slack
        self.workspace = workspace or slack.workspace
        self.copies = 1
        """How often each event is brought, acknowledged or not."""

    async def _event(self, delivery: Delivery) -> Acknowledged:
        """Bring it, if Lore has subscribed to it."""
        if events.subscription_of(delivery) not in self.slack.subscribed:
            return NOT_BROUGHT
        return await self.slack.courier.deliver(delivery, copies=self.copies)

    async def says(self, person: Person, channel: Channel, text: str, thread: str = "", **more: Any) -> Message:
        """Write a message. Where Lore is a member it hears of it, as a mention too if it is one (never in direct messages)."""
        message = self.workspace.say(person, channel, text, thread, **more)
        for delivery in self.news_of(message):
            await self._event(delivery)
        return message

    def news_of(self, message: Message) -> list[Delivery]:
        """The events that Slack makes of a message: none, one, or two."""
        channel = self.workspace.channels[message.channel]
        if LORE_USER not in channel.members:
            return []
        mention = f"<@{LORE_USER}>" in message.text and channel.kind != "im"
        told = [events.mentioned(self.workspace, message)] if mention else []
        told.append(events.posted(self.workspace, message))
        return [one for one in told if events.subscription_of(one) in self.slack.subscribed]

    async def edits(self, message: Message, text: str) -> Acknowledged:
        """Change what one has written."""
        before = message.as_slack()
        message.past.append(message.words)
        message.text, message.blocks, message.edited = text, [], True
        return await self._event(events.edited(self.workspace, message, before))

    async def deletes(self, message: Message) -> Acknowledged:
        """Take back what one has written."""
        message.deleted = True
        return await self._event(events.deleted(self.workspace, message))

    async def hears_itself(self, message: Message) -> Acknowledged:
        """Bring Lore the event of its own message, as Slack does."""
        return await self._event(events.posted(self.workspace, message))

    async def opens(self, person: Person, tab: str = "home") -> Acknowledged:
        """Open Lore's page: its Home, or the messages with it."""
        return await self._event(events.home_opened(self.workspace, person, tab))

    async def stops(self, person: Person, message: Message) -> Acknowledged:
        """Press stop in the thread of a message; streams in it are stopped by Slack."""
        running = [
            one
            for one in self.workspace.thread(message.channel, message.root)
            if one.stream is not None and one.stream.state == "streaming"
        ]
        for one in running:
            if one.stream is not None:
                one.stream.state = "stopped"
        told = events.session_stopped(self.workspace, person, message, [one.ts for one in running])
        return await self._event(told)

    async def joins(self, person: Person, channel: Channel) -> Acknowledged:
        """Become a member."""
        if person.id not in channel.members:
            channel.members.append(person.id)
        return await self._event(events.joined(self.workspace, person, channel.id))

    async def leaves(self, person: Person, channel: Channel) -> Acknowledged:
        """Leave a channel."""
        channel.members.remove(person.id)
        return await self._event(events.joined(self.workspace, person, channel.id, left=True))

    async def uninstalls(self) -> Acknowledged:
        """Take Lore out of the workspace: its token is revoked, and Slack tells both."""
        for one in self.slack.installations.values():
            if one.workspace is self.workspace:
                one.revoked = True
        await self._event(events.tokens_revoked(self.workspace))
        return await self._event(events.uninstalled(self.workspace))

    async def presses(
        self, person: Person, where: Message | View, action_id: str, value: Any = None, **filled: Any
    ) -> Acknowledged:
        """Use a button, menu or the like that stands there; KeyError if none does. `value` chooses an option or a thumb."""
        if isinstance(where, Message):
            click = self._click(person, where.channel, where)
            delivery = interactions.message_pressed(click, where, action_id, value)
        else:
            click = self._click(person)
            delivery = interactions.view_pressed(click, where, action_id, value, filled)
        return await self.slack.courier.deliver(delivery)

    async def submits(self, person: Person, **filled: Any) -> Acknowledged:
        """Fill in the modal on top and send it. `filled` is by action id; ValueError where the form wouldn't let them."""
        view = self.workspace.modals[person.id][-1]
        state = interactions.state_of(view.blocks, filled)
        missing = interactions.unfilled(view.blocks, state)
        if missing:
            raise ValueError("; ".join(missing))
        said = await self.slack.courier.deliver(interactions.submitted(self._click(person), view, state))
        if said.ok:
            self._after_submission(person, view, said.payload or {})
        return said

    async def closes(self, person: Person) -> Acknowledged | None:
        """Close the modal on top; the app hears of it where it asked to."""
        view = self.workspace.modals[person.id].pop()
        if not view.content.get("notify_on_close", False):
            return None
        return await self.slack.courier.deliver(interactions.closed(self._click(person), view))

    async def commands(self, person: Person, channel: Channel, name: str, text: str = "") -> Acknowledged:
        """Type a slash command; what Lore says at once only they see."""
        delivery = interactions.command(self._click(person, channel.id), channel, name, text)
        said = await self.slack.courier.deliver(delivery)
        if said.payload and said.payload.get("text"):
            only_to = "" if said.payload.get("response_type") == "in_channel" else person.id
            blocks = said.payload.get("blocks", [])
            at = self.workspace.next_ts()
            self.workspace.post(Message(channel.id, at, LORE_USER, said.payload["text"], "", blocks, only_to, LORE_BOT))
        return said

    async def uses_shortcut(self, person: Person, message: Message, callback_id: str) -> Acknowledged:
        """Choose a shortcut from a message's menu."""
        click = self._click(person, message.channel, message)
        return await self.slack.courier.deliver(interactions.shortcut(click, message, callback_id))

    def _click(self, person: Person, channel: str = "", message: Message | None = None) -> Click:
        trigger = f"{person.id}:{secrets.token_hex(8)}"
        self.slack.triggers[trigger] = self.workspace.clock()
        url = ""
        if channel:
            id_ = self.slack.response_urls.new(self.workspace, channel, person.id, message)
            url = f"{self.slack.url}/response/{id_}"
        return Click(self.workspace, person, trigger, url)

    def _after_submission(self, person: Person, view: View, answer: dict[str, Any]) -> None:
        """Do what the app's answer to a form asks for."""
        stack = self.workspace.modals[person.id]
        action = answer.get("response_action")
        view.errors = answer.get("errors", {}) if action == "errors" else {}
        try:
            if action == "errors":
                self._check_errors(view)
                show(self.workspace, view)
            elif action == "clear":
                stack.clear()
            elif action == "update":
                change(view, check_view(answer.get("view"), "modal"))
                show(self.workspace, view)
            elif action == "push":
                stack.append(new_view(person.id, check_view(answer.get("view"), "modal"), stack[0].id))
                show(self.workspace, stack[-1])
            elif view in stack:
                stack.remove(view)
        except No as no:
            self.slack.violations += [Violation("view_submission", what) for what in no.problems]

    def _check_errors(self, view: View) -> None:
        inputs = {block["block_id"] for block in view.blocks if block.get("type") == "input"}
        unknown = view.errors.keys() - inputs
        if unknown or not view.errors:
            raise No("invalid_arguments", [f"errors name no input block: {sorted(unknown)}"])
