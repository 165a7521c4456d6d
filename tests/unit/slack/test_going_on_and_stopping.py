"""A thread that Lore follows: what is for it there, and who wants quiet."""

from __future__ import annotations

import pytest

from assistant.slack.hearing.meant_for_us import goes_on, says_stop

LORE = "U0LORE"

GOING_ON = (
    "why?",
    "and why?",
    "Since when?",
    "who decided that?",
    "and who decided that?",
    "what about staging?",
    "What about staging",
    "how about the mobile app?",
    "and for the mobile app?",
    "is it still in force?",
    "does it also apply to contractors?",
    "and in 2023?",
    "Is that also true for the EU region?",
    "are you sure?",
    "which one?",
    "for example?",
    "can you give an example?",
    "could you explain the second point?",
    "tell me more about the second option",
    "explain the trade-off",
    "more details please",
    "Who was against it?",
    "thanks, and who owns it now?",
    "Great. What replaced it?",
    "And what did we use before?",
    "How long are they kept?",
    "How do we rotate the signing keys?",
    "was it replaced?",
    "did they consider Pulsar?",
    "warum?",
    "und seit wann?",
    "et pourquoi ?",
    "为什么？",
    "那测试环境呢？",
    "いつからですか？",
)

TALKING_AMONG_THEMSELVES = (
    "thanks!",
    "ah, got it",
    "ok?",
    "really?",
    "what?",
    "why not?",
    "does that help?",
    "does that make sense?",
    "did it help?",
    "<@U2> why?",
    "<@U2> what about staging?",
    "what do you think?",
    "wdyt",
    "I'll do it tomorrow",
    "we should write that down, no?",
    "so what?",
    "what now?",
    "can we meet tomorrow?",
    "lunch?",
    "who's in?",
    "how nice is that?",
    "and then I restarted it",
    "that explains it",
    "the list of owners is in the wiki",
    "> why?\nbecause.",
    "<https://wiki.example/why?>",
    "真的吗？",
)

STOPPING = (
    "stop",
    "Stop.",
    "STOP!",
    "please stop",
    "stop please",
    "<@U0LORE> stop",
    "stop, <@U0LORE>",
    "lore, be quiet",
    "Lore: quiet please",
    "stop following",
    "stop following this thread",
    "stop answering here",
    "please don't answer here",
    "don't reply to every message",
    "Do not respond in this thread please",
    "you can stop now",
    "ok you can stop answering now, thanks",
    "thanks, that's all",
    "That's all for now, thank you!",
    "thanks that's all I needed",
    "that’s enough",
    "no more answers please",
    "shut up",
    "shhh",
    "unfollow",
    "unfollow this thread",
    "leave us alone",
    "we'll take it from here, thanks",
    "we're done here",
    "stop :octagonal_sign:",
    "stopp",
    "bitte nicht mehr antworten",
    "danke, das war's",
    "merci, c'est tout",
    "eso es todo, gracias",
    "停",
    "别回答了",
    "もういいです",
    "やめてください",
)

NOT_STOPPING = (
    "",
    "thanks!",
    "how do we stop the ingest?",
    "stop the deploy",
    "Please stop the consumer before you migrate.",
    "don't stop",
    "stop?",
    "should we stop?",
    "that's it",
    "that's all in the wiki",
    "don't answer that question from the auditors without legal",
    "be quiet about the launch until Friday",
    "I told them to stop following the old runbook",
    "stop words are removed by the analyser",
    "<@U2> stop",
    "`stop`",
    "```\nstop\n```",
    "> stop\nwhy?",
    "enough disk space?",
    "you can leave the flag on",
    "leave the old queue",
    "done",
    "ok",
)


@pytest.mark.parametrize("text", GOING_ON)
def test_a_followed_thread_goes_on_with_little(text: str) -> None:
    assert goes_on(text, LORE)


@pytest.mark.parametrize("text", TALKING_AMONG_THEMSELVES)
def test_people_may_talk_among_themselves_in_a_followed_thread(text: str) -> None:
    assert not goes_on(text, LORE)


@pytest.mark.parametrize("text", STOPPING)
def test_whoever_wants_quiet_gets_it(text: str) -> None:
    assert says_stop(text, LORE)


@pytest.mark.parametrize("text", NOT_STOPPING)
def test_the_word_alone_stops_nothing(text: str) -> None:
    assert not says_stop(text, LORE)
