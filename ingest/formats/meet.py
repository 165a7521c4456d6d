"""Google Meet: what its REST API returns of a conference, as JSON.

One object with `transcriptEntries` as conferenceRecords.transcripts.entries.list gives them: `participant`, `text`,
`languageCode`, `startTime`, `endTime`
(https://developers.google.com/workspace/meet/api/reference/rest/v2/conferenceRecords.transcripts.entries). Beside it may
stand what else was fetched: `participants` (their `name` is what an entry's `participant` refers to, and `signedinUser`,
`anonymousUser` or `phoneUser` has the `displayName`), `transcript` or `conferenceRecord` with `startTime`, and a `title`, which
the API does not know. The transcript as a Google Doc is text: see `transcript`.
"""

from __future__ import annotations

from ingest.formats.json_values import Json, moment_of, object_of, objects_of, text_of
from ingest.formats.turns import Stated, Utterance, meeting, since
from ingest.parsed import Parsed

_USERS = ("signedinUser", "anonymousUser", "phoneUser")


def recognises(loaded: Json) -> bool:
    """Whether it holds entries of a transcript."""
    return any("participant" in entry and "text" in entry for entry in objects_of(loaded, "transcriptEntries")[:1])


def parse_loaded(loaded: Json, path: str) -> Parsed:
    """A meeting. A participant whose name is not there keeps the end of the resource's name, which is the same all along."""
    entries = objects_of(loaded, "transcriptEntries")
    names = {text_of(person, "name"): _display_name(person) for person in objects_of(loaded, "participants")}
    moments = [moment_of(entry, "startTime") for entry in entries]
    record, transcript = object_of(loaded, "conferenceRecord"), object_of(loaded, "transcript")
    start = moment_of(transcript, "startTime") or moment_of(record, "startTime")
    stated = Stated(
        title=text_of(loaded, "title"),
        created=start or next((moment for moment in moments if moment), None),
        updated=moment_of(transcript, "endTime") or moment_of(record, "endTime"),
        url=text_of(object_of(transcript, "docsDestination"), "exportUri"),
        language=text_of(entries[0], "languageCode"),
        fields={"attendees": [name for name in names.values() if name]},
    )
    said = (
        Utterance(_speaker(entry, names), text_of(entry, "text"), seconds)
        for entry, seconds in zip(entries, since(moments, start), strict=True)
    )
    return meeting(stated, said, path)


def _display_name(person: Json) -> str:
    return next((name for user in _USERS if (name := text_of(object_of(person, user), "displayName"))), "")


def _speaker(entry: Json, names: dict[str, str]) -> str:
    participant = text_of(entry, "participant")
    return names.get(participant) or participant.rsplit("/", 1)[-1]
