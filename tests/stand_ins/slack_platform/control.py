"""What a load test tells the stand-in when that runs as a process of its own: JSON under /_control/."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any

from aiohttp import web

from tests.stand_ins.slack_platform.hands import Hands
from tests.stand_ins.slack_platform.people import LORE_BOT
from tests.stand_ins.slack_platform.server import Called, Platform
from tests.stand_ins.slack_platform.workspace import Channel

SIGNS = {"assistant.threads.setStatus": "channel_id", "chat.postMessage": "channel", "chat.postEphemeral": "channel",
         "chat.startStream": "channel"}  # fmt: skip
"""What shows the asker that something happens, with the argument that names the channel."""


@dataclass(slots=True)
class Asked:
    """A question's times, in seconds of the stand-in's clock; 0 for what has not come. `acks` is a figure a copy."""

    channel: str
    ts: str
    at: float
    sign_at: float = 0.0
    answered_at: float = 0.0
    acks: list[float] = field(default_factory=list)
    unacknowledged: int = 0


class Control:
    """The routes, and a note of every question that was asked through them."""

    def __init__(self, slack: Platform) -> None:
        self.slack, self.hands = slack, Hands(slack)
        self.asked: dict[tuple[str, str], Asked] = {}
        slack.on_call.append(self._called)

    def routes(self) -> list[web.RouteDef]:
        """For the server's application."""
        return [
            web.post("/_control/people", self._people),
            web.post("/_control/channels", self._channels),
            web.post("/_control/says", self._says),
            web.post("/_control/faults", self._faults),
            web.post("/_control/courier", self._courier),
            web.get("/_control/state", self._state),
            web.get("/_control/asked", self._all_asked),
            web.get("/_control/thread", self._thread),
        ]

    async def _people(self, request: web.Request) -> web.Response:
        """[{handle, name, email, …}] → their ids."""
        people = [self.slack.workspace.person(**one) for one in await request.json()]
        return web.json_response([one.id for one in people])

    async def _channels(self, request: web.Request) -> web.Response:
        """[{name, members: [id], kind, …}] → their ids; a channel of kind im has one member and no name."""
        made = [self._channel(one) for one in await request.json()]
        return web.json_response([one.id for one in made])

    def _channel(self, wanted: dict[str, Any]) -> Channel:
        workspace = self.slack.workspace
        members = [workspace.people[id_] for id_ in wanted.pop("members")]
        if wanted.get("kind") == "im":
            return workspace.direct(*members)
        return workspace.channel(wanted.pop("name"), members, **wanted)

    async def _says(self, request: web.Request) -> web.Response:
        """{person, channel, text, thread, copies} → {ts, acks, unacknowledged}, when every copy was acknowledged or given
        up."""
        wanted = await request.json()
        workspace, thread = self.slack.workspace, wanted.get("thread", "")
        channel = workspace.channels[wanted["channel"]]
        message = workspace.say(workspace.people[wanted["person"]], channel, wanted["text"], thread)
        asked = self.asked[channel.id, message.ts] = Asked(channel.id, message.ts, workspace.clock())
        for delivery in self.hands.news_of(message):
            retries = wanted.get("retries", 3)
            all_said = await self.slack.courier.deliver_copies(delivery, wanted.get("copies", 1), retries=retries)
            asked.acks += [one.seconds for one in all_said if one.ok]
            asked.unacknowledged += sum(not one.ok for one in all_said)
        return web.json_response({"ts": message.ts, "acks": asked.acks, "unacknowledged": asked.unacknowledged})

    async def _faults(self, request: web.Request) -> web.Response:
        """{fault: "limit", method, times, …} → {}; the names are those of Faults."""
        wanted = await request.json()
        getattr(self.slack.faults, wanted.pop("fault"))(wanted.pop("method"), **wanted)
        return web.json_response({})

    async def _courier(self, request: web.Request) -> web.Response:
        """{listener_url, delays, ack_seconds} → {}: how news is brought from now on."""
        wanted = await request.json()
        self.slack.courier.listener_url = wanted.get("listener_url", self.slack.courier.listener_url)
        for bringer in (self.slack.courier, self.slack.sockets):
            bringer.delays = tuple(wanted.get("delays", bringer.delays))
            bringer.ack_seconds = wanted.get("ack_seconds", bringer.ack_seconds)
        return web.json_response({})

    async def _state(self, request: web.Request) -> web.Response:
        """Connections, violations, refusals, and how often each method was called."""
        return web.json_response(
            {
                "connections": len(self.slack.sockets.connections),
                "violations": [str(one) for one in self.slack.violations],
                "said": dict(Counter(f"{one.method} {one.said}" for one in self.slack.calls)),
                "ack_seconds": self.slack.sockets.seconds,
            }
        )

    async def _all_asked(self, request: web.Request) -> web.Response:
        """Every question, with its times and `answers`: the text of each of Lore's messages in its thread."""
        texts: dict[tuple[str, str], list[str]] = {}
        for channel in self.slack.workspace.channels.values():
            for one in channel.messages.values():
                if one.bot_id == LORE_BOT and not one.deleted:
                    texts.setdefault((channel.id, one.root), []).append(one.text)
        return web.json_response([{**asdict(one), "answers": texts.get(key, [])} for key, one in self.asked.items()])

    async def _thread(self, request: web.Request) -> web.Response:
        """?channel=…&ts=… → the words of a thread's messages."""
        thread = self.slack.workspace.thread(request.query["channel"], request.query["ts"])
        return web.json_response([{"user": one.user, "words": one.words} for one in thread])

    def _called(self, called: Called) -> None:
        """Note when a question got its first sign and its answer."""
        if called.said != "ok":
            return
        channel = str(called.arguments.get(SIGNS.get(called.method, "channel"), ""))
        if called.method == "chat.stopStream":
            message = self.slack.workspace.channels[channel].messages[str(called.arguments["ts"])]
            asked = self.asked.get((channel, message.root))
        else:
            asked = self.asked.get((channel, str(called.arguments.get("thread_ts", ""))))
        if asked is None:
            return
        if called.method in SIGNS and not asked.sign_at:
            asked.sign_at = called.at
        if called.method in {"chat.postMessage", "chat.postEphemeral", "chat.stopStream"}:
            asked.answered_at = called.at
