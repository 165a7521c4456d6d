"""Where a web source may go: public addresses, and its own host.

A feed or a redirect can name any address, the company's own network and the cloud's metadata service among them
(https://cheatsheetseries.owasp.org/cheatsheets/Server_Side_Request_Forgery_Prevention_Cheat_Sheet.html). Each request,
redirects included, is checked by the addresses that its host's name leads to, and goes to the very address that was checked:
a name that leads elsewhere a moment later (DNS rebinding) gains nothing.
"""

from __future__ import annotations

import ipaddress
import socket
import threading
from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

import httpx2

from assistant.errors import UnreadableDocument, UsageError

Resolve: TypeAlias = Callable[[str, int], Sequence[str]]
"""The addresses of a host and port, as text; OSError if there are none."""

_PORTS: Final = {"http": 80, "https": 443}
_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")
_SITE_LOCAL: Final = ipaddress.ip_network("fec0::/10")
"""Private addresses of old, which Python takes for global ones."""
_METADATA: Final = frozenset({"168.63.129.16", "fd00:ec2::254", "100.100.100.200", "192.0.0.192"})
"""What clouds answer secrets at besides 169.254.169.254, which is link-local."""


class Forbidden(UnreadableDocument):
    """An address that this source may not ask."""


def canonical(address: str) -> str:
    """An absolute http or https address in one spelling: host in lower case, no default port, no fragment, `/` for an
    empty path. Raises UsageError, also for one with a user or password in it."""
    try:
        url = httpx2.URL(address.strip())
    except (httpx2.InvalidURL, ValueError) as error:
        raise UsageError(f"{address[:200]} is no web address: write it with https://") from error
    if url.scheme not in _PORTS or not url.host:
        raise UsageError(f"{address[:200]} is no web address: write it with https://")
    if url.userinfo:
        raise UsageError("the address holds a password: leave it out, and set user and token for this source in lore.toml")
    return str(url.copy_with(raw_path=url.raw_path, fragment=None))


def origin(address: str) -> str:
    """`https://example.org:8443` of an address."""
    url = httpx2.URL(address)
    return f"{url.scheme}://{url.netloc.decode('ascii')}"


def is_public(address: str) -> bool:
    """Whether an IP address is one of the internet's, that nobody but its owner should mind being asked."""
    ip = _innermost(address)
    inside = ip.is_multicast or ip.is_reserved or ip in _SITE_LOCAL
    return ip.is_global and not inside and str(ip) not in _METADATA


def is_local(address: str) -> bool:
    """Whether an IP address is a private network's or this machine's, and not a metadata service's."""
    ip = _innermost(address)
    passed_by = ip.is_link_local or ip.is_multicast or ip.is_reserved or ip.is_unspecified or str(ip) in _METADATA
    return (ip.is_loopback or ip.is_private) and (not passed_by or ip.is_loopback)


def names_a_private_host(address: str) -> bool:
    """Whether the address itself says that it is inside: a private IP address, `localhost`, or a name without a dot."""
    host = httpx2.URL(address).host
    try:
        return is_local(host)
    except ValueError:
        return "." not in host.rstrip(".") or host.endswith(".localhost")


def resolve(host: str, port: int) -> Sequence[str]:
    """What the system's resolver says."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


class Guard(httpx2.BaseTransport):
    """Lets requests through to public hosts, and to the source's own one where `private` says that it may be inside.

    May be shared by several clients and threads. A connection is kept for each host by name, so that one host's certificate
    never answers for another's.
    """

    def __init__(self, own: str, *, private: bool, resolve: Resolve = resolve) -> None:
        url = httpx2.URL(own)
        self._own = url.host
        self._own_ports = {*_PORTS.values(), url.port or _PORTS[url.scheme]}
        self._private = private
        self._resolve = resolve
        self._carriers: dict[tuple[str, str], httpx2.HTTPTransport] = {}
        self._lock = threading.Lock()

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send it to the first address that answers, of those that were checked. Raises Forbidden."""
        url = request.url
        if url.scheme not in _PORTS:
            raise Forbidden(f"leads to an address that is not on the web ({url.scheme}:)")
        first, *others = self.checked(url.host, url.port or _PORTS[url.scheme])
        try:
            response = self._sent(request, first)
        except httpx2.ConnectError:
            if not others:
                raise
            response = self._sent(request, others[0])
        if response.status_code == 200 and "content-type" not in response.headers and url.path != "/robots.txt":
            # A server that is not itself for a moment: what it says can't be told from the page or feed that it should send.
            response.close()
            raise httpx2.RemoteProtocolError("the server does not say what it sends (no Content-Type)")
        return response

    def _sent(self, request: httpx2.Request, address: str) -> httpx2.Response:
        pinned = httpx2.Request(
            request.method,
            request.url.copy_with(host=address),
            headers=request.headers,
            stream=request.stream,
            extensions={**request.extensions, "sni_hostname": request.url.host},
        )
        return self._carrier(request.url.scheme, request.url.host).handle_request(pinned)

    def checked(self, host: str, port: int) -> Sequence[str]:
        """The IP addresses of this host, all of which may be asked. Raises Forbidden, or ConnectError where the name leads
        nowhere."""
        try:
            found = [one.partition("%")[0] for one in self._resolve(host, port)]
        except (OSError, UnicodeError) as error:
            raise httpx2.ConnectError(f"there is no host {host}") from error
        if not found:
            raise httpx2.ConnectError(f"there is no host {host}")
        is_own = host == self._own and port in self._own_ports
        for address in found:
            if is_public(address) or (is_own and self._private and is_local(address)):
                continue
            if is_own and is_local(address):
                raise Forbidden(f"{host} has the private address {address}: if that is meant, say --set private=yes")
            raise Forbidden(f"leads to a private address ({host}), where a web source does not go")
        return found

    def close(self) -> None:
        """Nothing: the connections are shared by several clients, and end with the process."""

    def _carrier(self, scheme: str, host: str) -> httpx2.HTTPTransport:
        with self._lock:
            if (scheme, host) not in self._carriers:
                trusted = httpx2.create_ssl_context() if scheme == "https" else False
                self._carriers[scheme, host] = httpx2.HTTPTransport(verify=trusted, trust_env=False)
            return self._carriers[scheme, host]


def _innermost(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """The address, or the IPv4 address that an IPv6 one stands for. Raises ValueError for what is none."""
    ip = ipaddress.ip_address(address.partition("%")[0].strip("[]"))
    if isinstance(ip, ipaddress.IPv4Address):
        return ip
    if ip in _NAT64:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else ip)
