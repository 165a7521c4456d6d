"""A GitLab merge request or issue with its discussions, as `ingest/sources/gitlab.py` gathers them.

    {"merge_request": {…}, "discussions": […], "approved_by": […], "closes_issues": [addresses], "diffs": […]}
    {"issue": {…}, "discussions": […]}

The parts are as the REST API gives them (https://docs.gitlab.com/api/merge_requests/, …/api/discussions/,
…/api/issues/); all but the first may be missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, TypeAlias

from assistant.domain.documents import Kind, Link
from assistant.domain.extracted import Extracted
from assistant.domain.people import Role
from ingest.formats.assembling import shorten, title_from_path
from ingest.formats.contributors import Contributors
from ingest.formats.json_values import moment_of, number_of, object_of, objects_of, text_of, texts_of
from ingest.formats.threads import Remark, Thread, addresses, described, references, thread_blocks
from ingest.parsed import Block, BlockKind, Parsed

Json: TypeAlias = Any

_STATUS: Final = {"opened": "open", "locked": "open", "closed": "closed", "merged": "merged"}
_VERDICTS: Final = {
    "approved this merge request": "approved",
    "unapproved this merge request": "",
    "requested changes": "requested changes",
}
"""What the notes that GitLab writes itself say of a verdict; "" takes an earlier one back. Its other notes tell no more
than fields do: labels, pushes, mentions."""
_REFERENCE: Final = r"(?P<project>[\w.-]{1,100}(?:/[\w.-]{1,100})+)?(?P<mark>[#!])(?P<number>[1-9]\d{0,8})\b"
_MENTION: Final = re.compile(rf"(?<![\w/#!&.-]){_REFERENCE}")
_RELATIONS: Final = {
    "reverts": re.compile(rf"\breverts?(?:\s+merge\s+request)?\s+{_REFERENCE}", re.IGNORECASE),
    "supersedes": re.compile(rf"\b(?:supersedes?|replaces?|obsoletes?)\s+{_REFERENCE}", re.IGNORECASE),
}
_REPLACED: Final = re.compile(
    rf"\b(?:(?:superseded|replaced|obsoleted)\s+by|(?:closed|closing)\s+in\s+favou?r\s+of)\s+{_REFERENCE}", re.IGNORECASE
)
_FOLDERS: Final = {"#": "issues", "!": "merge_requests"}
_HUNK: Final = re.compile(r"@@ -(\d{1,9})(?:,\d{1,9})? \+(\d{1,9})(?:,\d{1,9})? @@")


def recognises(loaded: Json) -> bool:
    """Whether it is one of the two shapes."""
    if not isinstance(loaded, dict) or not isinstance(loaded.get("discussions", []), list):
        return False
    about = loaded.get("merge_request", loaded.get("issue"))
    return isinstance(about, dict) and "iid" in about


def parse_loaded(loaded: Json, path: str) -> Parsed:
    """The description, the threads on files, then the conversation."""
    is_review = isinstance(loaded.get("merge_request"), dict)
    about = loaded["merge_request"] if is_review else loaded["issue"]
    head = text_of(object_of(about, "diff_refs"), "head_sha")
    threads = [_thread(discussion, head, objects_of(loaded, "diffs")) for discussion in objects_of(loaded, "discussions")]
    number, author = _whole(about, "iid"), _name(object_of(about, "author"))
    title = text_of(about, "title") or title_from_path(path)
    title = shorten(f"{title} ({'!' if is_review else '#'}{number})" if number else title)
    words = _Words(_project(about), _words(about, "description"), [one.text for thread in threads for one in thread.remarks])
    replaced_by = _replacements(about, words)
    return Parsed(
        title=title,
        blocks=(Block(BlockKind.PARAGRAPH, title), *described(words.own), *thread_blocks(threads)),
        kind=Kind.CODE_REVIEW,
        authors=(author,) if author else (),
        created_at=moment_of(about, "created_at"),
        updated_at=moment_of(about, "updated_at"),
        status="superseded" if replaced_by else _status(about),
        url=text_of(about, "web_url"),
        fields=_fields(about, loaded, threads, replaced_by),
        links=tuple(_links(text_of(about, "web_url"), texts_of(loaded, "closes_issues"), words)),
        extracted=_people(about, loaded, threads),
    )


def _people(about: Json, loaded: Json, threads: Sequence[Thread]) -> Extracted:
    """Who took part, by account, with the names that GitLab shows beside them."""
    notes = [note for discussion in objects_of(loaded, "discussions") for note in objects_of(discussion, "notes")]
    persons = [*_persons(about), *_persons(loaded), *(object_of(note, "author") for note in notes)]
    known = {_name(one): (text_of(one, "name"), text_of(one, "public_email")) for one in persons if _name(one)}
    people, author = Contributors("gitlab", known), _name(object_of(about, "author"))
    people.add(Role.AUTHOR, author, moment_of(about, "created_at"))
    people.hear(threads, author)
    for name in _names(objects_of(loaded, "approved_by")):
        people.add(Role.REVIEWER, name, count=0)
    people.add(Role.DECIDER, _name(object_of(about, "merge_user")), moment_of(about, "merged_at"))
    return people.extracted


def _persons(source: Json) -> list[Json]:
    listed = [one for name in ("reviewers", "assignees", "approved_by") for one in objects_of(source, name)]
    return [*listed, object_of(source, "author"), object_of(source, "merge_user")]


@dataclass(frozen=True, slots=True)
class _Words:
    """What was written in a document, and the address of the `project` that it is in: `#7` means that one's."""

    project: str
    own: str
    talk: Sequence[str]

    @property
    def all(self) -> list[str]:
        """The description and the conversation."""
        return [self.own, *self.talk]

    def targets(self, form: re.Pattern[str], texts: Sequence[str]) -> list[str]:
        """What references of this form lead to, each once: a document of the same source, or an address."""
        found = []
        for match in references(form, texts):
            path = f"{_FOLDERS[match['mark']]}/{match['number']}"
            server = "/".join(self.project.split("/")[:3])
            found.append(_within(self.project, f"{server}/{match['project']}/-/{path}") if match["project"] else path)
        return list(dict.fromkeys(found))


def _status(about: Json) -> str:
    status = _STATUS.get(text_of(about, "state"), "")
    return "draft" if status == "open" and about.get("draft") is True else status


def _replacements(about: Json, words: _Words) -> list[str]:
    """What took its place, by its own words or, once it was closed, by the conversation's. What was merged is in force."""
    status = _status(about)
    texts = words.all if status == "closed" else [words.own]
    itself = _within(words.project, text_of(about, "web_url"))
    return [] if status == "merged" else [target for target in words.targets(_REPLACED, texts) if target != itself]


def _fields(about: Json, loaded: Json, threads: Sequence[Thread], replaced_by: Sequence[str]) -> dict[str, tuple[str, ...]]:
    found = {
        "reviewers": _names(objects_of(about, "reviewers")),
        "verdicts": tuple(f"{person}: {verdict}" for person, verdict in _verdicts(loaded).items()),
        "labels": tuple(texts_of(about, "labels")),
        "assignees": _names(objects_of(about, "assignees")),
        "merged_by": _names([object_of(about, "merge_user")]),
        "settled_at": tuple(filter(None, [text_of(about, "merged_at", "closed_at")])),
        "branch": tuple(filter(None, [text_of(about, "source_branch")])),
        "target_branch": tuple(filter(None, [text_of(about, "target_branch")])),
        "files": tuple(sorted({thread.file for thread in threads if thread.file})),
        "superseded_by": tuple(replaced_by),
    }
    return {name: values for name, values in found.items() if values}


def _verdicts(loaded: Json) -> dict[str, str]:
    """The last verdict of each reviewer. The list of approvals counts for more than what was once noted: a push may have
    taken them back without a note."""
    noted: dict[str, str] = {}
    for discussion in objects_of(loaded, "discussions"):
        for note in objects_of(discussion, "notes"):
            verdict = _VERDICTS.get(text_of(note, "body")) if note.get("system") is True else None
            if verdict is not None:
                noted[_name(object_of(note, "author"))] = verdict
    approved = dict.fromkeys(_names(objects_of(loaded, "approved_by")), "approved")
    if "approved_by" in loaded:
        noted = {person: verdict for person, verdict in noted.items() if verdict != "approved"}
    return {**{person: verdict for person, verdict in noted.items() if person and verdict}, **approved}


def _thread(discussion: Json, head: str, diffs: Sequence[Json]) -> Thread:
    """One discussion; one that holds only what GitLab itself noted is a remark on a verdict, or empty."""
    notes = [note for note in objects_of(discussion, "notes") if note.get("system") is not True or _tells_verdict(note)]
    remarks = tuple(_remark(note) for note in notes if text_of(note, "body"))
    thread = Thread(remarks, standing=_standing(notes))
    position = object_of(notes[0], "position") if notes else {}
    file = text_of(position, "new_path", "old_path")
    if not file:
        return thread
    first, last = _lines(position)
    code = _code(position, diffs) if text_of(position, "head_sha") == head else ""
    return replace(thread, file=file, line=first, last_line=last, code=code)


def _tells_verdict(note: Json) -> bool:
    return text_of(note, "body") in _VERDICTS


def _remark(note: Json) -> Remark:
    number = _whole(note, "id")
    fragment = f"note_{number}" if number else ""
    return Remark(_name(object_of(note, "author")), _words(note, "body"), text_of(note, "created_at"), fragment)


def _standing(notes: Sequence[Json]) -> str:
    """Resolved once each of its notes is; a suggestion that was taken is told too."""
    resolvable = [note for note in notes if note.get("resolvable") is True]
    if not resolvable:
        return ""
    word = "resolved" if all(note.get("resolved") is True for note in resolvable) else "unresolved"
    taken = any(suggestion.get("applied") is True for note in notes for suggestion in objects_of(note, "suggestions"))
    return f"{word}, suggestion applied" if taken else word


def _lines(position: Json) -> tuple[int, int]:
    """The first and the last line, in the file after the change, or before it for a line that went; 0 without one."""
    last = _whole(position, "new_line") or _whole(position, "old_line")
    start = object_of(object_of(position, "line_range"), "start")
    first = _whole(start, "new_line") or _whole(start, "old_line") or _from_line_code(text_of(start, "line_code"))
    return (first, last) if 0 < first <= last else (last, last)


def _from_line_code(code: str) -> int:
    """`…_5_7` is the fifth line before the change and the seventh after it; older servers give a range's ends so only."""
    match = re.fullmatch(r"[0-9a-f]{40}_(\d{1,9})_(\d{1,9})", code)
    return (int(match[2]) or int(match[1])) if match else 0


def _code(position: Json, diffs: Sequence[Json]) -> str:
    """The hunk that a thread stands on, up to its line."""
    diff: Json = next((one for one in diffs if text_of(one, "new_path") == text_of(position, "new_path")), {})
    after, before = _whole(position, "new_line"), _whole(position, "old_line")
    hunk: list[str] = []
    old = new = 0
    for line in str(diff.get("diff") or "").split("\n"):
        header = _HUNK.match(line)
        if header:
            hunk, old, new = [], int(header[1]) - 1, int(header[2]) - 1
            continue
        old += not line.startswith(("+", "\\"))
        new += not line.startswith(("-", "\\"))
        hunk.append(line)
        if (after and new == after and not line.startswith("-")) or (not after and old == before and line.startswith("-")):
            return "\n".join(hunk)
    return ""


def _links(web_url: str, closes: Sequence[str], words: _Words) -> Iterator[Link]:
    """What it closes, takes back and replaces, and what it speaks of; each once, with the relation that says most."""
    found = [("closes", _within(words.project, address)) for address in closes]
    found += [(relation, target) for relation, form in _RELATIONS.items() for target in words.targets(form, [words.own])]
    found += [("refers-to", target) for target in words.targets(_MENTION, words.all)]
    found += [("refers-to", _within(words.project, address)) for address in addresses(words.all)]
    seen = {_within(words.project, web_url)}
    for relation, target in found:
        if target not in seen:
            seen.add(target)
            yield Link(relation, target)


def _project(about: Json) -> str:
    """The address of the project; servers before 12.x write it without the dash."""
    return re.split(r"/-/|/merge_requests/|/issues/", text_of(about, "web_url"))[0]


def _within(project: str, address: str) -> str:
    """The path of a document of the same project; any other address as it is."""
    match = re.match(r"(?:/-)?/((?:issues|merge_requests)/\d{1,9})\b", address.removeprefix(project))
    return match[1] if match and project and address.startswith(f"{project}/") else address


def _name(person: Json) -> str:
    return text_of(person, "username", "name")


def _names(people: Sequence[Json]) -> tuple[str, ...]:
    return tuple(filter(None, map(_name, people)))


def _words(source: Json, name: str) -> str:
    """A text as people wrote it, with line feeds only: browsers send carriage returns too."""
    return text_of(source, name).replace("\r\n", "\n").replace("\r", "\n")


def _whole(source: Json, name: str) -> int:
    return int(number_of(source, name) or 0)
