"""A stand-in for Slack on the loopback address: Web API, response_urls, Socket Mode, and what everybody would see.

async with Platform() as slack:
    ana = slack.workspace.person("ana", "Ana Ruiz", "ana@tidewater.example")
    storage = slack.workspace.channel("storage", [ana])
    ...
    assert slack.violations == []
"""

from tests.stand_ins.slack_platform.delivering import SIGNING_SECRET, Delivery
from tests.stand_ins.slack_platform.hands import Hands
from tests.stand_ins.slack_platform.links import links_in, pings_in
from tests.stand_ins.slack_platform.messages import Message
from tests.stand_ins.slack_platform.people import LORE_BOT, LORE_USER, Person
from tests.stand_ins.slack_platform.process import PlatformProcess
from tests.stand_ins.slack_platform.server import APP_TOKEN, CLIENT_ID, CLIENT_SECRET, SCOPES, Platform
from tests.stand_ins.slack_platform.transcript import transcript_html
from tests.stand_ins.slack_platform.workspace import Channel, View, Workspace

__all__ = [
    "APP_TOKEN", "CLIENT_ID", "CLIENT_SECRET", "LORE_BOT", "LORE_USER", "SCOPES", "SIGNING_SECRET",
    "Channel", "Delivery", "Hands", "Message", "Person", "Platform", "PlatformProcess", "View", "Workspace",
    "links_in", "pings_in", "transcript_html",
]  # fmt: skip
