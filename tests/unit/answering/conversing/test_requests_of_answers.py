"""What is asked of an answer, told from questions."""

from __future__ import annotations

import pytest

from assistant.answering.conversing.forms import Wish
from assistant.answering.conversing.requests import Request, recognised, without_requests
from assistant.domain.questions import Turn

WISHES = {
    Wish.SHORTER: (
        "shorter|Shorter, please.|can you make it shorter?|make that a bit shorter|tl;dr|too long|I want it shorter"
        "|kürzer bitte|Mach es kürzer|Fass das zusammen|短一点|简短一点|请概括一下|太长了|plus court"
    ),
    Wish.SHORTEST: "in one sentence|say it in one sentence please|in einem Satz|一句话总结",
    Wish.LONGER: (
        "in more detail|more detail please|tell me more|Can you elaborate?|can you explain that in more detail?|longer"
        "|ausführlicher bitte|Erkläre das genauer|详细一点|请详细说明"
    ),
    Wish.LIST: "as a list|as bullet points|could you put it as a list please|als Liste|列表形式",
    Wish.TABLE: "as a table|make it a table|als Tabelle|用表格",
    Wish.THREAD: "show me the thread|show the discussion|zeig mir den Verlauf|给我看讨论|the full thread",
    Wish.SOURCE: "show the source|sources|Zeig mir die Quelle|来源|quote it",
    Wish.WHERE: "where does it say that?|Where is that written?|who says so?|wo steht das?|出处在哪里",
    Wish.THANKS: "thanks|Thank you very much!|ok thanks|Great, thanks!|danke|vielen Dank|谢谢|好的，谢谢|merci",
    Wish.NEVER_MIND: "never mind|forget it|vergiss es|算了",
    Wish.START_OVER: "start over|new conversation|let's start over|von vorne|neues Thema|重新开始",
    Wish.FORGET: "forget this|forget everything|delete this conversation|vergiss das|忘掉这个|删除对话",
}
SAID = [(text, wish) for wish, texts in WISHES.items() for text in texts.split("|")]


@pytest.mark.parametrize(("text", "wish"), SAID, ids=[text for text, _ in SAID])
def test_a_request_is_recognised(text: str, wish: Wish) -> None:
    found = recognised(text)
    assert found is not None
    assert found.wish == wish


LANGUAGES = {
    "in Chinese": "Chinese",
    "In Chinese, please": "Chinese",
    "Chinese please": "Chinese",
    "auf Deutsch": "German",
    "bitte auf Deutsch": "German",
    "translate to French": "French",
    "translate that into Spanish": "Spanish",
    "can you say that in German?": "German",
    "and in Japanese?": "Japanese",
    "Übersetze das ins Englische": "English",
    "用中文": "Chinese",
    "请用英文回答": "English",
    "翻译成德语": "German",
    "你能用英文再说一遍吗": "English",
    "中文": "Chinese",
    "en français": "French",
    "日本語で": "Japanese",
}


@pytest.mark.parametrize(("text", "language"), LANGUAGES.items(), ids=LANGUAGES.keys())
def test_a_language_is_recognised_by_its_english_name(text: str, language: str) -> None:
    assert recognised(text) == Request(Wish.LANGUAGE, language)


QUESTIONS = (
    "How is Chinese text segmented?|in Chinese text, how are words segmented?|Chinese|translate the UI to French?|in Germany?"
    "|Which languages does the UI support?|auf Produktion?|中文分词怎么做的"
    "|shorter retention for the positions topic?|is there a shorter path?|what is too long for a title?|kurz vor dem Release?"
    "|tell me more about Kafka|more than seven days?|more about Kafka|why?|and staging?|who decided that?|in production?"
    "|list the ADRs|list all services|table of services|表格存储在哪里|列出所有服务"
    "|Show me the thread about Kafka|which thread did we discuss Kafka in?|what was said about Kafka in the meeting?"
    "|where does it say that retention is 7 days?|the source connector of Kafka|source code of the planner|open source policy"
    "|wo steht der Server?|来源系统是什么|sources of the ingest"
    "|thanks, and who decided that?|thanks! where is the runbook?|good practice for retries?"
    "|reset the password|start the service over TLS|new conversation service|forget gate of the LSTM|delete this topic?"
    "|what about Kafka instead?|谁决定的|详细设计文档在哪里"
)


@pytest.mark.parametrize("text", QUESTIONS.split("|"))
def test_a_question_is_no_request(text: str) -> None:
    assert recognised(text) is None


@pytest.mark.parametrize("text", ["", "  ", "?!", "shorter " * 50, "ok " * 40 + "!"])
def test_what_says_nothing_and_what_is_too_long_is_no_request(text: str) -> None:
    assert recognised(text) is None


@pytest.mark.parametrize(
    ("text", "number"), {"source 2": 2, "show me source 12": 12, "show [3]": 3, "Quelle 1": 1, "show the source": 0}.items()
)
def test_a_marker_may_be_named(text: str, number: int) -> None:
    assert recognised(text) == Request(Wish.SOURCE, number=number)


def you(text: str) -> Turn:
    return Turn("You", text)


def lore(text: str) -> Turn:
    return Turn("Lore", text, ours=True)


def test_requests_are_no_part_of_what_was_said_and_their_answers_are() -> None:
    said = (you("Which bus?"), lore("Kafka"), you("shorter"), lore("Kafka."), you("thanks"), you("why?"))
    assert without_requests(said) == (you("Which bus?"), lore("Kafka"), lore("Kafka."), you("why?"))


@pytest.mark.parametrize("words", ["start over", "forget this", "von vorne"])
def test_nothing_goes_on_from_before_somebody_started_over(words: str) -> None:
    said = (you("Which bus?"), lore("Kafka"), you(words), lore("All right."), you("Who owns the map?"), lore("Bo"))
    assert without_requests(said) == (you("Who owns the map?"), lore("Bo"))
