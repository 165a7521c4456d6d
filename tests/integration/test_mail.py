"""Mail through a real SMTP server on this machine."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from assistant.adapters.mail import Letter, Mailer, MailServer
from assistant.errors import DeliveryFailed, SettingsError, UsageError

LETTER = Letter("What happened — 发布\r\nBcc: eve@evil.example", "plain *words* 发布\n", "<p>words &amp; 发布</p>\n")
SENDER = "Lore <lore@tidewater.example>"


class Inbox:
    """Takes every message but those to `refused`."""

    def __init__(self) -> None:
        self.received: list[tuple[list[str], EmailMessage]] = []

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        if address.startswith("refused"):
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        message = BytesParser(policy=default).parsebytes(envelope.content)
        assert isinstance(message, EmailMessage)
        self.received.append((list(envelope.rcpt_tos), message))
        return "250 kept"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def server(inbox: Inbox) -> Iterator[MailServer]:
    controller = Controller(inbox, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield MailServer("127.0.0.1", controller.port, SENDER, starttls=False)
    controller.stop()


def test_each_address_gets_its_own_message_in_two_forms(inbox: Inbox, server: MailServer) -> None:
    Mailer(server).send(LETTER, ["ana@tidewater.example", "bo@tidewater.example"])
    assert [to for to, _ in inbox.received] == [["ana@tidewater.example"], ["bo@tidewater.example"]]
    for (address,), message in inbox.received:
        assert message["To"] == address
        assert (message["From"], message["Auto-Submitted"]) == (SENDER, "auto-generated")
        assert message["Subject"] == "What happened — 发布 Bcc: eve@evil.example", "a title made a header"
        assert message["Bcc"] is None
        assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
        plain, html = (part.get_content().replace("\r\n", "\n") for part in message.iter_parts())
        assert (plain, html) == (LETTER.text, LETTER.html)


def test_who_did_not_get_it_is_named(inbox: Inbox, server: MailServer) -> None:
    with pytest.raises(DeliveryFailed, match=r"refused@x\.example, late@x\.example.*no such mailbox"):
        Mailer(server).send(LETTER, ["first@x.example", "refused@x.example", "late@x.example"])
    assert [to for to, _ in inbox.received] == [["first@x.example"]]


def test_a_server_that_is_not_there_is_one_line(server: MailServer) -> None:
    gone = MailServer("127.0.0.1", free_port(), SENDER, starttls=False)
    with pytest.raises(DeliveryFailed, match=r"127\.0\.0\.1 .*check \[mail\]"):
        Mailer(gone).send(LETTER, ["ana@x.example"])


def test_nothing_is_sent_where_encryption_is_asked_for_and_not_offered(inbox: Inbox, server: MailServer) -> None:
    strict = MailServer(server.host, server.port, SENDER, starttls=True)
    with pytest.raises(DeliveryFailed, match="STARTTLS"):
        Mailer(strict).send(LETTER, ["ana@x.example"])
    assert inbox.received == []


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for another name, that nobody signed but itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.evil.example")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, now - timedelta(days=1), now + timedelta(days=1))
    signed = builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file = tmp_path / "certificate.pem"
    file.write_bytes(private + signed)
    return file


def test_no_password_goes_to_a_server_that_cannot_prove_who_it_is(inbox: Inbox, certificate: Path) -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    tried: list[Any] = []

    def authenticate(*arguments: Any) -> AuthResult:
        tried.append(arguments)
        return AuthResult(success=True)

    controller = Controller(inbox, hostname="127.0.0.1", port=free_port(), tls_context=context, authenticator=authenticate)
    controller.start()
    try:
        with pytest.raises(DeliveryFailed, match="CERTIFICATE_VERIFY_FAILED"):
            Mailer(MailServer("127.0.0.1", controller.port, SENDER, user="u", password="p")).send(LETTER, ["a@x.example"])
    finally:
        controller.stop()
    assert (tried, inbox.received) == ([], [])


@pytest.mark.parametrize(
    "address",
    ["ana", "ana@", "@x.example", "a@x.example, b@x.example", "a@x.example\r\nRCPT TO:<b@x>", "Ana <a@x.example>", ""],
)
def test_what_is_no_address_is_refused_before_anything_is_sent(inbox: Inbox, server: MailServer, address: str) -> None:
    with pytest.raises(UsageError, match="no mail address"):
        Mailer(server).send(LETTER, ["fine@x.example", address])
    assert inbox.received == []


@pytest.mark.parametrize(
    "server",
    [
        MailServer("", 587, SENDER),
        MailServer("mail.x.example", 587, ""),
        MailServer("mail.x.example", 587, "nobody"),
        MailServer("mail.x.example", 25, SENDER, starttls=False, user="lore", password="secret"),
    ],
    ids=["no host", "no sender", "no address as sender", "a password over an open line"],
)
def test_settings_that_cannot_work_are_refused_by_name(server: MailServer) -> None:
    with pytest.raises(SettingsError, match=r"mail"):
        Mailer(server)
