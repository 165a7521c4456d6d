"""Secrets in documents, replaced by a word on what they were.

The patterns of detect-secrets 1.5.0 whose form alone gives a secret away, plus whole private keys, passwords in URLs,
and values assigned to names such as `password` that look random. Its detectors of random text alone are not used: on
prose they find words.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from detect_secrets.plugins.artifactory import ArtifactoryDetector
from detect_secrets.plugins.aws import AWSKeyDetector
from detect_secrets.plugins.azure_storage_key import AzureStorageKeyDetector
from detect_secrets.plugins.base import RegexBasedDetector
from detect_secrets.plugins.cloudant import CloudantDetector
from detect_secrets.plugins.discord import DiscordBotTokenDetector
from detect_secrets.plugins.github_token import GitHubTokenDetector
from detect_secrets.plugins.gitlab_token import GitLabTokenDetector
from detect_secrets.plugins.ibm_cloud_iam import IbmCloudIamDetector
from detect_secrets.plugins.ibm_cos_hmac import IbmCosHmacDetector
from detect_secrets.plugins.jwt import JwtTokenDetector
from detect_secrets.plugins.mailchimp import MailchimpDetector
from detect_secrets.plugins.npm import NpmDetector
from detect_secrets.plugins.pypi_token import PypiTokenDetector
from detect_secrets.plugins.sendgrid import SendGridDetector
from detect_secrets.plugins.slack import SlackDetector
from detect_secrets.plugins.softlayer import SoftlayerDetector
from detect_secrets.plugins.square_oauth import SquareOAuthDetector
from detect_secrets.plugins.stripe import StripeDetector
from detect_secrets.plugins.telegram_token import TelegramBotTokenDetector
from detect_secrets.plugins.twilio import TwilioKeyDetector

from ingest.parsed import Block

# Each detector with what a text has to hold, in lower case, for it to find anything: looking for these is much faster.
_DETECTORS: tuple[tuple[RegexBasedDetector, tuple[str, ...]], ...] = (
    (ArtifactoryDetector(), ("akc", "ap")),
    (AWSKeyDetector(), ("akia", "asia", "abia", "acca", "a3t", "aws")),
    (AzureStorageKeyDetector(), ("accountkey=",)),
    (CloudantDetector(), ("cloudant", "cl_", "cl-")),
    (DiscordBotTokenDetector(), (".",)),
    (GitHubTokenDetector(), ("ghp_", "gho_", "ghu_", "ghs_", "ghr_")),
    (GitLabTokenDetector(), ("gl", "gr1348941")),
    (IbmCloudIamDetector(), ("ibm", "cloud", "iam", "api")),
    (IbmCosHmacDetector(), ("cos", "secret", "hmac")),
    (MailchimpDetector(), ("-us",)),
    (NpmDetector(), ("_authtoken",)),
    (PypiTokenDetector(), ("pypi-",)),
    (SendGridDetector(), ("sg.",)),
    (SlackDetector(), ("xox", "hooks.slack")),
    (SoftlayerDetector(), ("softlayer", "sl_", "sl-")),
    (SquareOAuthDetector(), ("sq0csp",)),
    (StripeDetector(), ("k_live_",)),
    (TelegramBotTokenDetector(), (":",)),
    (TwilioKeyDetector(), ("ac", "sk")),
)
_LONG_WORD = re.compile(r"[\w+/=.:-]{13,}")
"""The shortest of those secrets has thirteen characters; most blocks of prose hold no such word with a digit in it."""

# Forms that detect-secrets 1.5.0 does not know, knows in part only (of a JSON Web Token it leaves the
# signature), or looks for in quadratic time (OpenAI's).
_OWN: tuple[tuple[str, str, re.Pattern[str]], ...] = (
    ("GitHub token", "github_pat_", re.compile(r"(?<!\w)github_pat_\w{22,255}")),
    ("Google API key", "aiza", re.compile(r"(?<![\w-])AIza[\w-]{35}(?![\w-])")),
    ("Slack token", "xapp-", re.compile(r"(?<!\w)xapp-\d-[A-Za-z0-9-]{20,200}")),
    ("model provider's key", "sk-", re.compile(r"(?<![\w-])sk-(?:ant|proj|svcacct|admin)-[\w-]{20,300}")),
    ("OpenAI token", "t3blbkfj", re.compile(r"(?<![\w-])sk-[\w-]{20,200}T3BlbkFJ[\w-]{20,200}")),
    ("password in a URL", "://", re.compile(r"://[^\s/:@\"'`<>]{0,100}:(?P<secret>[^\s/\"'`<>]{1,200})@(?=[\w\[])")),
)
_KEY = re.compile(r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY[A-Z ]{0,10}-----")
_KEY_END = re.compile(r"-----END [A-Z0-9 ]{0,60}-----")
_KEY_LINES = re.compile(r"(?:[\s\\]{0,100}(?:[A-Za-z0-9+/=]{16,}|(?:Proc-Type|DEK-Info|Comment|Version): [^\n]{0,200}))*")
_JWT = re.compile(r"(?<![\w-])eyJ[\w=-]{10,4000}\.[\w=-]{10,8000}(?:\.[\w=+/-]{0,2000})?")
_ASSIGNED = re.compile(
    r"(?:password|passwd|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key|auth[_-]?key|credentials?)[\w-]{0,20}[\"']?"
    r"\s{0,3}(?:=>|:=|=|:)\s{0,3}[\"'`]?(?P<secret>[^\s\"'`,;<>()\[\]{}|]{8,200})",
    re.IGNORECASE,
)
_ASSIGNED_HINTS = ("pass", "pwd", "secret", "token", "key", "credential")
_DIGIT = re.compile("[0-9]")
_PLACEHOLDER = re.compile(
    r"(?:\W*(?:user)?(?:password|passwd|pass|pwd|secret|token|pw|x{3,}|example|changeme|redacted|your[\w-]*|my[\w-]*)\W*|\W+|[$%{<\[*].*)",
    re.IGNORECASE,
)
MIN_ENTROPY = 3.2
"""Bits a character (Shannon, as detect-secrets measures it) from which an assigned value looks random."""


@dataclass(frozen=True, slots=True)
class _Find:
    """A secret's place in a text and what it is."""

    start: int
    end: int
    name: str


def redact(text: str, *, in_key: bool = False) -> tuple[str, list[tuple[str, int]]]:
    """The text with `[redacted: …]` for each secret, and for each what it was and how many lines stood before it.

    `in_key` says that the text before ended inside a private key.
    """
    finds = _without_overlaps(chain(_private_keys(text, in_key=in_key), _finds(text)))
    if not finds:
        return text, []
    parts: list[str] = []
    position = 0
    for find in finds:
        parts += [text[position : find.start], f"[redacted: {find.name}]"]
        position = find.end
    parts.append(text[position:])
    return "".join(parts), [(find.name, text.count("\n", 0, find.start)) for find in finds]


def redact_blocks(blocks: Sequence[Block]) -> tuple[tuple[Block, ...], tuple[str, ...]]:
    """The blocks without secrets, and a warning for each that names what it was and its line, never the secret."""
    cleaned: list[Block] = []
    warnings: list[str] = []
    in_key = False
    for block in blocks:
        text, found = redact(block.text, in_key=in_key)
        for name, lines_before in found:
            warnings.append(f"secret redacted: {name}" + (f" (line {block.line + lines_before})" if block.line else ""))
        cleaned.append(replace(block, text=text) if found else block)
        in_key = bool(found) and (in_key or bool(_KEY.search(block.text))) and not _KEY_END.search(block.text)
    return tuple(cleaned), tuple(warnings)


def _private_keys(text: str, *, in_key: bool) -> Iterator[_Find]:
    """Whole keys, and what stands of a key that an empty line cuts in two, so that two blocks have a part each."""
    starts = [(0, 0)] if in_key else []
    done, has_end = 0, True
    for begin, body in starts + [match.span() for match in _KEY.finditer(text)]:
        if begin < done:
            continue
        closing = _KEY_END.search(text, body) if has_end else None
        has_end = closing is not None
        lines = _KEY_LINES.match(text, body)
        end = closing.end() if closing else lines.end() if lines else body
        if end > body:  # otherwise somebody only mentions the line that keys begin with
            done = end
            yield _Find(begin, end, "private key")


def _finds(text: str) -> Iterator[_Find]:
    lower = text.lower()
    yield from _known_forms(text, lower)
    for name, hint, pattern in _OWN:
        for match in pattern.finditer(text) if hint in lower else ():
            group = "secret" if "secret" in match.groupdict() else 0
            if not _PLACEHOLDER.fullmatch(match[group]):
                yield _Find(match.start(group), match.end(group), name)
    for match in _JWT.finditer(text) if "eyJ" in text else ():
        if JwtTokenDetector.is_formally_valid(match[0]):
            yield _Find(match.start(), match.end(), "JSON web token")
    for match in _ASSIGNED.finditer(text) if any(hint in lower for hint in _ASSIGNED_HINTS) else ():
        if looks_random(match["secret"]):
            yield _Find(match.start("secret"), match.end("secret"), "assigned secret")


def _known_forms(text: str, lower: str) -> Iterator[_Find]:
    """What the detectors of detect-secrets find; every form they know has a digit in it but for rare accidents."""
    if not any(_DIGIT.search(word[0]) for word in _LONG_WORD.finditer(text)):
        return
    for detector, hints in _DETECTORS:
        if not any(hint in lower for hint in hints):
            continue
        for pattern in detector.denylist:
            for match in pattern.finditer(text):
                if _stands_alone(text, match) and _DIGIT.search(match[0]):
                    yield _Find(match.start(), match.end(), _name(detector.secret_type))


def looks_random(value: str) -> bool:
    """Whether a value assigned to a name such as `password` is one, and not a word, a path, or the name of a variable."""
    if _PLACEHOLDER.fullmatch(value) or "://" in value or value.startswith(("/", "./", "$")):
        return False
    has_digit = any(character.isdigit() for character in value)
    has_letter = any(character.isalpha() for character in value)
    return has_digit and has_letter and _entropy(value) >= MIN_ENTROPY


def _entropy(value: str) -> float:
    return -sum(count / len(value) * math.log2(count / len(value)) for count in Counter(value).values())


def _stands_alone(text: str, match: re.Match[str]) -> bool:
    """Whether the match is not the middle of a longer word, such as a hash or a picture in base 64."""
    before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
    return not (before.isalnum() and match[0][0].isalnum()) and not (after.isalnum() and match[0][-1].isalnum())


def _without_overlaps(finds: Iterable[_Find]) -> list[_Find]:
    """In the order of the text; of two that overlap, the one that begins first, and of those the longer."""
    kept: list[_Find] = []
    for find in sorted(finds, key=lambda found: (found.start, -found.end)):
        if not kept or find.start >= kept[-1].end:
            kept.append(find)
    return kept


def _name(secret_type: str) -> str:
    """`AWS Access Key` as it stands in a sentence: `AWS access key`."""
    first, *rest = secret_type.split()
    return " ".join([first, *(word.lower() if word.istitle() else word for word in rest)])
