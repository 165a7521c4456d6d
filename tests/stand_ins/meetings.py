"""Made-up calls, and what each recorder's export of them looks like: written from the formats' specifications, never copied
from a recording. A seed gives a call; the same seed gives the same call in every form.
"""

from __future__ import annotations

import html
import json
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby

_FIRST = ("Ana", "Bo", "Chen", "Dörte", "Efua", "François", "Grace", "Hiroshi", "Inés", "Jean-Luc", "Siân", "芳")
_LAST = (
    "Ruiz",
    "Lindqvist",
    "Wei",
    "Krüger",
    "Mensah",
    "O'Neill",
    "Hopper",
    "Tanaka",
    "Núñez",
    "de la Cruz",
    "Llewellyn",
    "王",
)
_TOPICS = ("Platform weekly", "Billing retro", "Q3 planning", "Incident review", "Search guild", "Design critique")
_WORDS = (
    "the queue drops messages when a broker restarts so we keep two replicas and retry after thirty seconds which nobody "
    "likes but it works for now until somebody measures latency at peak load with real traffic from both regions maybe "
    "Kafka PostgreSQL staging I think we'd rather ship behind a flag okay right yes no hmm 12 3.5 50% R&D <3"
).split()


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody said from one second to another."""

    speaker: str
    second: float
    until: float
    words: str


@dataclass(frozen=True, slots=True)
class Call:
    """A call that never took place."""

    title: str
    start: datetime
    people: tuple[str, ...]
    said: tuple[Said, ...]


def call(seed: int, *, overlapping: bool = False) -> Call:
    """Two to five people and up to 60 utterances, of one word to forty; long pauses, and several in a row by one person."""
    chance = random.Random(seed)
    count = chance.randint(2, 5)
    people = tuple(
        f"{first} {last}" for first, last in zip(chance.sample(_FIRST, count), chance.sample(_LAST, count), strict=True)
    )
    second, speaker, said = chance.choice((0.0, 3.25, 61.5)), people[0], list[Said]()
    for _ in range(chance.randint(3, 60)):
        speaker = chance.choice((speaker, *people))
        words = " ".join(chance.choices(_WORDS, k=chance.choice((1, 3, 8, 15, 40))))
        if chance.random() < 0.15:
            words = f"Kafka: {words}"
        until = round(second + chance.uniform(0.5, 12.0), 3)
        said.append(Said(speaker, second, until, words + chance.choice((".", "?", "!", ""))))
        pause = chance.choice((0.0, 0.4, 1.0, 9.0, 75.0, 400.0 if chance.random() < 0.1 else 0.0))
        second = round(max(second + 0.5, until - 2.0) if overlapping and chance.random() < 0.3 else until + pause, 3)
    start = datetime(2024, 1 + seed % 12, 1 + seed % 28, 9, 30, tzinfo=UTC)
    return Call(chance.choice(_TOPICS), start, people, tuple(said))


def clock(second: float, *, mark: str = ".", hours: bool = True, digits: int = 3) -> str:
    """`01:02:03.500`; without hours `02:03.500` as long as there are none; digits 0 leaves the fraction out."""
    thousandths = round(second * 1000)
    whole, rest = divmod(thousandths, 1000)
    hour, minute = divmod(whole // 60, 60)
    text = f"{minute:02}:{whole % 60:02}" + (f"{mark}{rest:03}" if digits else "")
    return f"{hour:02}:{text}" if hours or hour else text


def short_clock(second: float) -> str:
    """`0:05`, `1:02:03`: as Otter and Teams write it."""
    hour, minute = divmod(int(second) // 60, 60)
    return f"{hour}:{minute:02}:{int(second) % 60:02}" if hour else f"{minute}:{int(second) % 60:02}"


def webvtt(meeting: Call) -> str:
    """Voices as the standard has them, with ids, settings, classes, tags, notes, a style, and hours only where needed."""
    chance = random.Random(len(meeting.said))
    parts = [f"WEBVTT - {meeting.title}", f"NOTE\nrecorded {meeting.start:%Y-%m-%d}", "STYLE\n::cue { color: lime }"]
    for number, said in enumerate(meeting.said):
        times = f"{clock(said.second, hours=chance.random() < 0.5)} --> {clock(said.until)}"
        settings = chance.choice(("", " align:start position:10%", "\tline:0"))
        opened = chance.choice(("<v {}>", "<v.loud.first {}>")).format(_escaped(said.speaker))
        words = _wrapped(_escaped(said.words), chance)
        tagged = chance.choice(("{}", "<i>{}</i>", "<c.yellow>{}</c>", f"<{clock(said.second)}>{{}}")).format(words)
        parts.append(f"{f'cue {number}' + chr(10) if chance.random() < 0.5 else ''}{times}{settings}\n{opened}{tagged}</v>")
        if chance.random() < 0.1:
            parts.append("NOTE nobody said this")
    return "\n\n".join(parts) + "\n"


def srt(meeting: Call) -> str:
    """Numbers, commas, and a name before the words."""
    return "\n".join(
        f"{number}\n{clock(said.second, mark=',')} --> {clock(said.until, mark=',')}\n{said.speaker}: {_escaped(said.words)}\n"
        for number, said in enumerate(meeting.said, 1)
    )


def zoom_vtt(meeting: Call) -> str:
    """What Zoom's cloud recordings bring: numbered cues, the name before the words."""
    cues = (
        f"{number}\r\n{clock(said.second)} --> {clock(said.until)}\r\n{said.speaker}: {_escaped(said.words)}\r\n"
        for number, said in enumerate(meeting.said, 1)
    )
    return "WEBVTT\r\n\r\n" + "\r\n".join(cues)


def teams_vtt(meeting: Call) -> str:
    """What Teams downloads: ids of a call and a part, every utterance in cues of a few words, each with its voice."""
    parts = ["WEBVTT"]
    for number, said in enumerate(meeting.said):
        words = said.words.split()
        pieces = [words[start : start + 12] for start in range(0, len(words), 12)]
        length = (said.until - said.second) / len(pieces)
        for part, piece in enumerate(pieces):
            start = said.second + part * length
            name = f"{meeting.start:%Y%m%d}-5f2c-4b07-9e1a-0d5c2f6d8e11/{number}-{part}"
            text = _escaped(" ".join(piece))
            parts.append(f"{name}\n{clock(start)} --> {clock(start + length)}\n<v {said.speaker}>{text}</v>")
    return "\n\n".join(parts) + "\n"


def teams_metadata(meeting: Call) -> str:
    """Graph's metadataContent: an object a cue."""
    parts = ["WEBVTT"]
    for said in meeting.said:
        told = {
            "startDateTime": _moment(meeting, said.second),
            "endDateTime": _moment(meeting, said.until),
            "speakerName": said.speaker,
            "spokenText": said.words,
            "spokenLanguage": "en-us",
        }
        parts.append(f"{clock(said.second)} --> {clock(said.until)}\n{json.dumps(told, ensure_ascii=False)}")
    return "\n\n".join(parts) + "\n"


def teams_paragraphs(meeting: Call) -> str:
    """The paragraphs of a Word transcript, a line each."""
    head = [f"{meeting.title}-{meeting.start:%Y%m%d_%H%M%S}-Meeting Recording", f"{meeting.start:%B %d, %Y, %I:%M%p}", "24m 5s"]
    turns = [f"{said.speaker}   {short_clock(said.second)}\n{said.words}" for said in meeting.said]
    return "\n".join(
        [*head, f"{meeting.people[0]} started transcription", *turns, f"{meeting.people[0]} stopped transcription"]
    )


def speaker_lines(meeting: Call) -> str:
    """One `speaker: words` a line below a title and a date."""
    lines = [f"[{clock(said.second, digits=0)}] {said.speaker}: {said.words}" for said in meeting.said]
    return "\n".join([meeting.title, f"Date: {meeting.start:%Y-%m-%d}", f"Attendees: {', '.join(meeting.people)}", "", *lines])


def zoom_chat(meeting: Call) -> str:
    """A saved chat, each message below the line that says from whom it is."""
    return "".join(
        f"{clock(said.second, digits=0)}\tFrom {said.speaker} to Everyone:\n\t{said.words}\n" for said in meeting.said
    )


def zoom_captions(meeting: Call) -> str:
    """Closed captions as the client saves them."""
    return "".join(f"[{said.speaker}] {clock(said.second, digits=0)}\n{said.words}\n\n" for said in meeting.said)


def zoom_timeline(meeting: Call) -> str:
    """A transcript's timeline."""
    entries = [
        {"ts": clock(said.second), "end_ts": clock(said.until), "text": said.words, "users": [{"username": said.speaker}]}
        for said in meeting.said
    ]
    return json.dumps({"topic": meeting.title, "timeline": entries}, ensure_ascii=False)


def otter_text(meeting: Call) -> str:
    """Otter's text export."""
    head = f"{meeting.title}\n{meeting.start:%a, %b %d, %Y %I:%M%p} • 24:05\n\nSUMMARY KEYWORDS\nqueue, broker\n\nSPEAKERS\n"
    turns = "".join(f"{said.speaker}  {short_clock(said.second)}  \n{said.words}\n\n" for said in meeting.said)
    return f"{head}{', '.join(meeting.people)}\n\n{turns}Transcribed by https://otter.ai\n"


def otter_json(meeting: Call) -> str:
    """A conversation of Otter's web application."""
    numbers = {name: number for number, name in enumerate(meeting.people)}
    entries = [
        {"transcript": said.words, "start_offset": round(said.second * 1000), "speaker_id": numbers[said.speaker], "id": number}
        for number, said in enumerate(meeting.said)
    ]
    speakers = [{"id": number, "speaker_name": name} for name, number in numbers.items()]
    speech = {
        "title": meeting.title,
        "start_time": int(meeting.start.timestamp()),
        "speakers": speakers,
        "transcripts": entries,
    }
    return json.dumps({"status": "OK", "speech": speech})


def meet_text(meeting: Call) -> str:
    """Google Meet's document as text: a stamp every five minutes, and no other times."""
    head = [
        f"{meeting.title} ({meeting.start:%Y-%m-%d %H:%M} GMT) - Transcript",
        "Attendees",
        ", ".join(meeting.people),
        "Transcript",
    ]
    body: list[str] = []
    for number, group in groupby(meeting.said, key=lambda said: int(said.second) // 300):
        body += [clock(number * 300, digits=0), "", *(f"{said.speaker}: {said.words}" for said in group)]
    end = f"Meeting ended after {clock(meeting.said[-1].until, digits=0)} 👋"
    return "\n".join([*head, *body, end, "This editable transcript was computer generated and might contain errors."])


def meet_json(meeting: Call) -> str:
    """Entries of the REST API with the participants that they refer to."""
    names = {name: f"conferenceRecords/c1/participants/{number}" for number, name in enumerate(meeting.people)}
    kinds = ("signedinUser", "anonymousUser", "phoneUser")
    entries = [
        {
            "name": f"conferenceRecords/c1/transcripts/t1/entries/{number}",
            "participant": names[said.speaker],
            "text": said.words,
            "languageCode": "en-US",
            "startTime": _moment(meeting, said.second),
            "endTime": _moment(meeting, said.until),
        }
        for number, said in enumerate(meeting.said)
    ]
    participants = [
        {"name": resource, kinds[number % 3]: {"displayName": name}} for number, (name, resource) in enumerate(names.items())
    ]
    transcript = {"startTime": _moment(meeting, 0.0), "endTime": _moment(meeting, meeting.said[-1].until)}
    gathered = {"title": meeting.title, "transcript": transcript, "participants": participants, "transcriptEntries": entries}
    return json.dumps(gathered, sort_keys=True, separators=(",", ":"))


def fireflies_json(meeting: Call) -> str:
    """A transcript of Fireflies' GraphQL API, in its envelope for every other call."""
    sentences = [
        {
            "index": number,
            "speaker_id": meeting.people.index(said.speaker),
            "speaker_name": said.speaker,
            "text": said.words,
            "raw_text": said.words.lower(),
            "start_time": str(said.second) if number % 2 else said.second,
            "end_time": said.until,
        }
        for number, said in enumerate(meeting.said)
    ]
    transcript = {
        "id": "01J",
        "title": meeting.title,
        "date": int(meeting.start.timestamp() * 1000),
        "duration": 24.1,
        "organizer_email": "ana@tidewater.example",
        "participants": ["ana@tidewater.example"],
        "meeting_attendees": [{"displayName": name, "email": "x@tidewater.example", "name": None} for name in meeting.people],
        "sentences": sentences,
        "summary": {
            "overview": "They talked about the queue.",
            "action_items": f"**{meeting.people[0]}**\nMeasure the latency (12:03)\n\n**Unassigned**\nBook a room (14:00)\n",
            "keywords": ["queue", "broker"],
        },
    }
    return json.dumps({"data": {"transcript": transcript}} if len(meeting.said) % 2 else transcript)


def granola_json(meeting: Call) -> str:
    """A note of Granola's API with its transcript."""
    entries = [
        {
            "speaker": {"source": "speaker", "diarization_label": said.speaker},
            "text": said.words,
            "start_time": _moment(meeting, said.second),
            "end_time": _moment(meeting, said.until),
        }
        for said in meeting.said
    ]
    note = {
        "id": "not_1d3tmYTlCICgjy",
        "object": "note",
        "title": meeting.title,
        "owner": {"name": meeting.people[0], "email": "ana@tidewater.example"},
        "created_at": _moment(meeting, 0.0),
        "updated_at": _moment(meeting, 4000.0),
        "web_url": "https://notes.granola.ai/d/1d3t",
        "attendees": [{"name": name, "email": "x@tidewater.example"} for name in meeting.people],
        "summary_markdown": "### Queue\n\n- Two replicas\n\n### Action items\n\n- [ ] Measure the latency\n",
        "transcript": entries,
    }
    return json.dumps(note)


@dataclass(frozen=True, slots=True)
class Form:
    """How to write a call, the extension that such a file has, and what of it the form keeps."""

    write: Callable[[Call], str]
    extension: str
    step: float = 0.001
    """The seconds that times are rounded down to."""
    from_first: bool = False
    """Times can only be told from the first utterance."""
    titled: bool = True
    dated: bool = True
    has_attendees: bool = False
    has_lines: bool = True


FORMS: Mapping[str, Form] = {
    "webvtt": Form(webvtt, ".vtt"),
    "srt": Form(srt, ".srt", titled=False, dated=False),
    "zoom-vtt": Form(zoom_vtt, ".vtt", titled=False, dated=False),
    "teams-vtt": Form(teams_vtt, ".vtt", titled=False, dated=False),
    "teams-metadata": Form(teams_metadata, ".vtt", titled=False),
    "teams-text": Form(teams_paragraphs, ".txt", step=1),
    "speaker-lines": Form(speaker_lines, ".txt", step=1, has_attendees=True),
    "zoom-chat": Form(zoom_chat, ".txt", step=1, titled=False, dated=False),
    "zoom-captions": Form(zoom_captions, ".txt", step=1, titled=False, dated=False),
    "zoom-timeline": Form(zoom_timeline, ".json", dated=False, has_attendees=True, has_lines=False),
    "otter-text": Form(otter_text, ".txt", step=1),
    "otter-json": Form(otter_json, ".json", has_lines=False),
    "meet-text": Form(meet_text, ".txt", step=300, has_attendees=True),
    "meet-json": Form(meet_json, ".json", has_attendees=True, has_lines=False),
    "fireflies-json": Form(fireflies_json, ".json", has_attendees=True, has_lines=False),
    "granola-json": Form(granola_json, ".json", from_first=True, has_attendees=True, has_lines=False),
}


def _escaped(text: str) -> str:
    return html.escape(text, quote=False)


def _moment(meeting: Call, second: float) -> str:
    return (meeting.start + timedelta(seconds=second)).isoformat().replace("+00:00", "Z")


def _wrapped(text: str, chance: random.Random) -> str:
    """Over two lines now and then, as players show captions."""
    words: Sequence[str] = text.split(" ")
    half = len(words) // 2
    return f"{' '.join(words[:half])}\n{' '.join(words[half:])}" if half and chance.random() < 0.5 else text
