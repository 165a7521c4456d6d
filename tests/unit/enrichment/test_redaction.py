import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.enrichment.clean import enrich
from ingest.enrichment.hidden_text import WARNING
from ingest.enrichment.redaction import looks_random, redact, redact_blocks
from ingest.parsed import Block, BlockKind, Parsed

# Put together here, so that no scanner takes this file for a leak.
AWS = "AKIA" + "Q7TIDEW4TERX2B9F"
GITHUB = "ghp_" + "a1B2c3D4e5F6g7H8i9J0" * 2
KEY = "-----BEGIN RSA " + "PRIVATE KEY-----"
KEY_END = "-----END RSA " + "PRIVATE KEY-----"
LINE = "MIIEpAIBAAKCAQEA7bq98Zt3kQ0vY2m5w8x1r4u7"


def jwt() -> str:
    parts = [
        base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in ({"alg": "HS256"}, {"sub": "ana"})
    ]
    return ".".join([*parts, "c2lnbmF0dXJl"])


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        pytest.param(f"id: {AWS}.", "id: [redacted: AWS access key].", id="AWS access key"),
        pytest.param(f"use {GITHUB[:40]} to push", "use [redacted: GitHub token] to push", id="GitHub token"),
        pytest.param("glpat-" + "x1y2z3" * 4, "[redacted: GitLab token]", id="GitLab token"),
        pytest.param("AIza" + "b1C2d3E" * 5, "[redacted: Google API key]", id="Google API key"),
        pytest.param("sk-" + "proj-" + "a1b2c3d4" * 5, "[redacted: model provider's key]", id="model provider's key"),
        pytest.param(
            "postgres://beacon:h4rbour@db.example.org/x",
            "postgres://beacon:[redacted: password in a URL]@db.example.org/x",
            id="URL",
        ),
        pytest.param(
            "amqp://u:p@ss:w@host", "amqp://u:[redacted: password in a URL]@host", id="URL with an at sign in the password"
        ),
        pytest.param('db_password = "kX9#mQ2$vL7p"', 'db_password = "[redacted: assigned secret]"', id="assignment"),
        pytest.param("API_KEY: 8f3kq0v2m5w8x1r4", "API_KEY: [redacted: assigned secret]", id="YAML"),
        pytest.param(f"a\n{KEY}\n{LINE}\n{LINE}\n{KEY_END}\nb", "a\n[redacted: private key]\nb", id="private key"),
        pytest.param(f"{KEY}\n{LINE}\n{LINE}", "[redacted: private key]", id="private key without an end"),
        pytest.param(f"Bearer {jwt()}", "Bearer [redacted: JSON web token]", id="JSON web token"),
    ],
)
def test_secrets_are_replaced_by_what_they_were(text: str, clean: str) -> None:
    assert redact(text)[0] == clean


@pytest.mark.parametrize(
    "text",
    [
        "The password must be rotated every 90 days, and the token expires.",
        "postgres://user:password@localhost/db and https://{user}:{pass}@host",
        "token: AbstractTokenFactory, secret = get_secret_from_vault",
        "See https://example.org:8080/a@b and mail ana@example.org.",
        f"sha256:{'0123456789abcdef' * 4}",
        f"data: {'x' * 30}{AWS}{'y' * 30}",
        f"A key begins with {KEY} and ends elsewhere.",
        "password=${DB_PASSWORD_2} or <your-password-1>",
        "刘梅：令牌有效期为15分钟。",
    ],
)
def test_prose_and_placeholders_are_left_alone(text: str) -> None:
    assert redact(text) == (text, [])


def test_a_warning_names_the_type_and_the_line_and_not_the_secret() -> None:
    blocks, warnings = redact_blocks([Block(BlockKind.CODE, f"a\nb\nid: {AWS}", 10, 12)])
    assert warnings == ("secret redacted: AWS access key (line 12)",)
    assert AWS not in blocks[0].text


def test_a_private_key_over_two_blocks_is_gone_from_both() -> None:
    texts = [f"{KEY}\nProc-Type: 4,ENCRYPTED", f"{LINE}\n{LINE}\n{KEY_END}\nprose", "more prose"]
    blocks, _ = redact_blocks([Block(BlockKind.PARAGRAPH, text) for text in texts])
    assert not any(LINE in block.text for block in blocks)
    assert blocks[1].text.endswith("prose")
    assert blocks[2].text == "more prose"


@pytest.mark.parametrize(
    ("value", "random"),
    [("kX9#mQ2$vL7p", True), ("aaaaaaa1", False), ("my_token_name", False), ("changeme", False), ("/run/secrets/db1", False)],
)
def test_only_values_that_look_random_are_secrets(value: str, random: bool) -> None:
    assert looks_random(value) is random


def test_a_secret_broken_by_hidden_characters_is_found() -> None:
    broken = AWS[:10] + "\u200b" + AWS[10:]
    parsed = enrich(Parsed(f"Keys {AWS}", (Block(BlockKind.PARAGRAPH, broken, 1, 1),), warnings=("earlier",)))
    assert parsed.blocks[0].text == "[redacted: AWS access key]"
    assert parsed.title == "Keys [redacted: AWS access key]"
    assert parsed.warnings == ("earlier", "secret redacted: AWS access key (title)", "secret redacted: AWS access key (line 1)")


def test_hidden_text_is_a_warning() -> None:
    parsed = enrich(Parsed("T", (Block(BlockKind.PARAGRAPH, "a <!-- b -->", 1, 1),)))
    assert (parsed.blocks[0].text, parsed.warnings) == ("a", (WARNING,))


def test_a_clean_document_is_the_same_object() -> None:
    parsed = Parsed("T", (Block(BlockKind.PARAGRAPH, "nothing to see", 1, 1),))
    assert enrich(parsed) is parsed


@given(st.text(max_size=200))
def test_any_text_is_scanned(text: str) -> None:
    clean, found = redact(text)
    assert (clean == text) == (not found)
