"""👍 and 👎 below an answer: kept at once, and for 👎 a form that asks why."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, Final

from slack_bolt.async_app import AsyncAck, AsyncApp

from assistant.domain.asked import COMPLAINTS, Complaint
from assistant.domain.inbox import Job
from assistant.domain.readers import Principal
from assistant.errors import Forbidden, NotFound, UsageError
from assistant.knowledge.health.feedback import Feedback, Remark
from assistant.knowledge.health.judged import BETTER_SOURCE
from assistant.slack.actions import DOWN, FEEDBACK, UP
from assistant.slack.desk import Desk
from assistant.slack.rendering.escaping import mrkdwn
from assistant.slack.wording import modals
from assistant.slack.wording.modals import Filled, Option
from assistant.slack.wording.opening import open_now
from assistant.slack.wording.privately import Aside, tell
from assistant.slack.working.putting import of_form, of_press, put
from assistant.slack.working.worker import Doing, Handler

WHY: Final = "lore_feedback_why"
"""The form's callback id."""
THANKS_UP: Final = "Thanks, noted."
THANKS_DOWN: Final = "Thanks. It is kept with the question, for whoever looks after the documents."
THANKS_BETTER: Final = (
    "Thanks. The source that you named is kept with the question: Lore is measured and tuned by such words, and the question "
    "stays open until it is answered from there."
)
THANKS_UNKNOWN: Final = (
    "Thanks. I can't tell which document you mean as the better source, so I kept your words as they are. "
    "Press 👎 again to give its link, its path or its title."
)
GONE: Final = "I no longer keep this answer, so I can't keep your word with it. Ask again to rate a new one."
NOT_KEPT: Final = "Questions are not recorded here, so your word can't be kept. Whoever runs Lore can turn that on."
_LONGEST_WORDS: Final = 1200
_LONGEST_SOURCE: Final = 400


def listen(app: AsyncApp, desk: Desk) -> None:
    """Register the buttons and the form."""

    async def pressed(ack: AsyncAck, body: dict[str, Any]) -> None:
        value = str(body["actions"][0].get("value") or "")
        answer_id = value.removeprefix(UP).removeprefix(DOWN)
        is_helpful = value.startswith(UP)
        said = {"answer": answer_id, "helpful": is_helpful, "thank": is_helpful}
        await _keep(desk, Aside.of(body), of_press(body["trigger_id"]), said)
        await ack()
        if not is_helpful:
            await open_now(desk, body, _form(answer_id, Aside.of(body)))

    async def explained(ack: AsyncAck, view: dict[str, Any]) -> None:
        filled = Filled(view)
        aside = Aside.of_json(filled.metadata["aside"])
        said = {"answer": filled.metadata["answer"], "helpful": False, "thank": True}
        said |= await asyncio.to_thread(_remarked, filled, desk.redact)
        await _keep(desk, aside, of_form(filled.view_id), said)
        await ack()

    app.action(FEEDBACK)(pressed)
    app.view(WHY)(explained)


async def handle_feedback(desk: Desk, job: Job, doing: Doing) -> str:  # noqa: ARG001 - a Handler's arguments
    """Keep a rating as the person's who pressed."""
    said = job.payload
    aside = Aside.of_json(said["aside"])
    if not desk.knowledge.feedback.is_open:
        await tell(desk, aside, NOT_KEPT, job=job)
        return "not recorded"
    try:
        member = await desk.members.member(aside.team, aside.account)
        thanks = await asyncio.to_thread(_rate, desk.knowledge.feedback, member.principal, said)
    except Forbidden as error:
        await tell(desk, aside, mrkdwn(modals.sentence(str(error))), job=job)
        return "refused"
    except NotFound:
        await tell(desk, aside, GONE, job=job)
        return "gone"
    if said["thank"]:
        await tell(desk, aside, thanks, job=job)
    return "rated"


def _rate(feedback: Feedback, principal: Principal, said: Mapping[str, Any]) -> str:
    """Keep it, and say what becomes of it. A better source that can't be told stays among the words."""
    give = partial(feedback.give_as_reader, principal, said["answer"], helpful=said["helpful"])
    if "reason" not in said:
        give()
        return THANKS_UP if said["helpful"] else THANKS_DOWN
    remark = Remark(said["reason"], said.get("complaint", ""), said.get("better", ""))
    try:
        rating = give(remark=remark)
    except UsageError:
        give(remark=replace(remark, better="", reason=f"{remark.reason}\n{BETTER_SOURCE} {remark.better}".strip()))
        return THANKS_UNKNOWN
    return THANKS_BETTER if rating.better else THANKS_DOWN


JOBS: Mapping[str, Handler] = {FEEDBACK: handle_feedback}


def _remarked(filled: Filled, redact: Callable[[str], str]) -> dict[str, str]:
    """What is kept of the form, without secrets. A choice that an earlier version offered is none."""
    chosen = filled.choice("reason")
    return {
        "reason": redact(filled.text("words")),
        "complaint": chosen if chosen in set(Complaint) else "",
        "better": redact(filled.text("better")),
    }


def _form(answer_id: str, aside: Aside) -> modals.View:
    reasons = [Option(value, label) for value, label in COMPLAINTS.items()]
    better = modals.typed("better", "A better source", most=_LONGEST_SOURCE, lines=False)
    blocks = [
        modals.one_in_view_of("reason", "What was not right?", reasons),
        modals.optional(modals.typed("words", "In your words", most=_LONGEST_WORDS)),
        modals.optional(modals.hinted(better, "A link, or where to find it. It helps most of all.")),
    ]
    return modals.form(WHY, "What was not right?", blocks, "Send", {"answer": answer_id, "aside": aside.as_json()})


async def _keep(desk: Desk, aside: Aside, id_: str, said: Mapping[str, Any]) -> None:
    """What one person says of one answer is done in its order: the reason comes after the vote."""
    await put(desk, aside, id_, {"name": FEEDBACK, **said}, f"feedback:{aside.team}:{aside.account}:{said['answer']}")
