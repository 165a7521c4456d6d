"""Mail through a server of the organisation's own, by the standard library's smtplib."""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import formatdate, make_msgid, parseaddr
from typing import Final

from assistant.errors import DeliveryFailed, SettingsError, UsageError

_ADDRESS: Final = re.compile(r"[^@\s,;:<>()\[\]\"\\]+@[^@\s,;:<>()\[\]\"\\]+")
_PATIENCE_S: Final = 30.0
_TLS_PORT: Final = 465
"""Where TLS begins with the first byte (RFC 8314) instead of by STARTTLS."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed over; see [mail] of lore.toml."""

    host: str
    port: int
    sender: str
    starttls: bool = True
    user: str = ""
    password: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """What is sent: the same words as text and as HTML."""

    subject: str
    text: str
    html: str


class Mailer:
    """Sends letters, to each address its own. Blocks, for half a minute a step at most."""

    def __init__(self, server: MailServer) -> None:
        """Raises SettingsError where something is missing, or a password would go over an open line."""
        if not server.host or not _ADDRESS.fullmatch(parseaddr(server.sender)[1]):
            raise SettingsError("mail needs a server and a sender: set host and sender under [mail] of lore.toml")
        if server.user and not (server.starttls or server.port == _TLS_PORT):
            raise SettingsError("[mail] has a user, and the connection is not encrypted: set starttls, or leave the user out")
        self._server = server

    def send(self, letter: Letter, addresses: Sequence[str]) -> None:
        """Hand it over for every address. Raises DeliveryFailed that names those who did not get it, and UsageError for what
        is no address, before anything is sent."""
        for address in addresses:
            if not _ADDRESS.fullmatch(address):
                raise UsageError(f"'{address}' is no mail address: write it as name@domain")
        sent: list[str] = []
        try:
            with self._connected() as connection:
                for address in addresses:
                    connection.send_message(self._message(letter, address))
                    sent.append(address)
        except (OSError, smtplib.SMTPException, MessageError) as error:
            missing = ", ".join(address for address in addresses if address not in sent)
            reason = " ".join(str(error).split())[:300]
            raise DeliveryFailed(
                f"the mail to {missing} could not be handed to {self._server.host} ({reason}): check [mail] of lore.toml"
            ) from error

    def _connected(self) -> smtplib.SMTP:
        server, context = self._server, ssl.create_default_context()
        if server.port == _TLS_PORT:
            connection: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=_PATIENCE_S, context=context)
        else:
            connection = smtplib.SMTP(server.host, server.port, timeout=_PATIENCE_S)
            if server.starttls:
                connection.starttls(context=context)
        if server.user:
            connection.login(server.user, server.password)
        return connection

    def _message(self, letter: Letter, address: str) -> EmailMessage:
        message = EmailMessage()
        message["Subject"] = " ".join(letter.subject.split())
        message["From"] = self._server.sender
        message["To"] = address
        message["Date"] = formatdate()
        message["Message-ID"] = make_msgid(domain=parseaddr(self._server.sender)[1].rpartition("@")[2])
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(letter.text)
        message.add_alternative(letter.html, subtype="html")
        return message
