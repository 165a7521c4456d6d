"""Which addresses a web source may ask."""

from __future__ import annotations

from collections.abc import Sequence

import httpx2
import pytest

from assistant.errors import UsageError
from ingest.sources.web_addresses import (
    Forbidden,
    Guard,
    canonical,
    is_local,
    is_public,
    names_a_private_host,
    origin,
)
from tests.stand_ins.web_server import Post, WebServer

OWN = "https://blog.tidewater.example/feed.xml"
PUBLIC = "93.184.216.34"


@pytest.mark.parametrize(
    "address", [PUBLIC, "8.8.8.8", "2606:2800:220:1:248:1893:25c8:1946", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_an_address_of_the_internet_is_public(address: str) -> None:
    assert is_public(address)
    assert not is_local(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.1.2.3", "10.0.0.5", "172.16.0.1", "172.31.255.255", "192.168.1.1", "::1", "fd12:3456::1",
        "::ffff:10.0.0.5", "::ffff:127.0.0.1", "64:ff9b::a00:5", "2002:a00:5::1",
    ],
)  # fmt: skip
def test_an_address_of_the_own_network_is_local_however_it_is_written(address: str) -> None:
    assert not is_public(address)
    assert is_local(address)


@pytest.mark.parametrize(
    "address",
    [
        "169.254.169.254", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "fe80::1%eth0", "fe80::1", "fec0::1",
        "100.100.100.200", "168.63.129.16", "192.0.0.192", "0.0.0.0", "::", "224.0.0.1", "ff02::1", "255.255.255.255",
        "100.64.0.1", "240.0.0.1", "fd00:ec2::254",
    ],
)  # fmt: skip
def test_a_metadata_service_and_what_is_no_host_is_neither(address: str) -> None:
    assert not is_public(address)
    assert not is_local(address)


@pytest.mark.parametrize(
    ("address", "private"),
    [
        ("http://127.0.0.1:8080/", True),
        ("http://[::1]/", True),
        ("http://10.1.2.3/wiki", True),
        ("http://localhost/", True),
        ("http://wiki/", True),
        ("https://blog.tidewater.example/", False),
        ("http://8.8.8.8/", False),
        ("http://169.254.169.254/latest/meta-data", False),
    ],
)
def test_a_location_says_by_itself_whether_it_is_inside(address: str, private: bool) -> None:
    assert names_a_private_host(address) is private


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("HTTPS://Blog.Example.ORG:443", "https://blog.example.org/"),
        ("http://example.org:80/a?b=c#part", "http://example.org/a?b=c"),
        (" https://example.org/a/ ", "https://example.org/a/"),
        ("https://münchen.example/ü", "https://xn--mnchen-3ya.example/%C3%BC"),
        ("https://example.org:8443/x", "https://example.org:8443/x"),
    ],
)
def test_an_address_has_one_spelling(address: str, expected: str) -> None:
    assert canonical(address) == expected
    assert canonical(expected) == expected


@pytest.mark.parametrize(
    "address", ["", "example.org", "ftp://example.org/", "file:///etc/passwd", "https://", "http://[::1", "javascript:alert(1)"]
)
def test_what_is_no_web_address_is_refused(address: str) -> None:
    with pytest.raises(UsageError, match="https://"):
        canonical(address)


def test_an_address_with_a_password_is_refused_without_showing_it() -> None:
    with pytest.raises(UsageError, match="token") as raised:
        canonical("https://ana:hunter2@example.org/")
    assert "hunter2" not in str(raised.value)


def test_the_origin_of_an_address_is_scheme_host_and_port() -> None:
    assert origin("https://example.org:8443/a?b") == "https://example.org:8443"
    assert origin("https://example.org:443/a") == "https://example.org"


def guard(*, private: bool = False, **hosts: Sequence[str]) -> Guard:
    """A guard of OWN in a world where names lead to these addresses."""
    known = {name.replace("_", "."): addresses for name, addresses in hosts.items()}

    def look_up(host: str, port: int) -> Sequence[str]:
        if host not in known:
            raise OSError("no such host")
        return known[host]

    return Guard(OWN, private=private, resolve=look_up)


def test_a_public_host_is_asked_at_the_address_that_was_checked() -> None:
    assert guard(other_example=[PUBLIC, "8.8.8.8"]).checked("other.example", 443) == [PUBLIC, "8.8.8.8"]


@pytest.mark.parametrize("inside", ["10.0.0.5", "169.254.169.254", "::1", "::ffff:192.168.0.1"])
def test_another_host_with_any_private_address_is_refused(inside: str) -> None:
    with pytest.raises(Forbidden, match="private address"):
        guard(other_example=[PUBLIC, inside]).checked("other.example", 443)


def test_the_own_host_may_be_inside_only_where_that_was_said() -> None:
    with pytest.raises(Forbidden, match="--set private=yes"):
        guard(blog_tidewater_example=["10.0.0.5"]).checked("blog.tidewater.example", 443)
    allowed = guard(private=True, blog_tidewater_example=["10.0.0.5"])
    assert allowed.checked("blog.tidewater.example", 443) == ["10.0.0.5"]


def test_the_own_host_inside_is_not_asked_at_other_ports() -> None:
    with pytest.raises(Forbidden):
        guard(private=True, blog_tidewater_example=["10.0.0.5"]).checked("blog.tidewater.example", 6379)


def test_the_own_host_is_never_a_metadata_service() -> None:
    with pytest.raises(Forbidden):
        guard(private=True, blog_tidewater_example=["169.254.169.254"]).checked("blog.tidewater.example", 443)


@pytest.mark.parametrize("hosts", [{}, {"other_example": []}], ids=["unknown", "without an address"])
def test_a_name_that_leads_nowhere_is_a_failure_that_may_pass(hosts: dict[str, Sequence[str]]) -> None:
    with pytest.raises(httpx2.ConnectError, match=r"other\.example"):
        guard(**hosts).checked("other.example", 443)


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://other.example/x", "gopher://other.example/1"])
def test_only_the_web_is_asked(address: str) -> None:
    with pytest.raises(Forbidden, match="not on the web"):
        guard(other_example=[PUBLIC]).handle_request(httpx2.Request("GET", address))


def test_the_next_address_is_asked_where_the_first_does_not_answer() -> None:
    with WebServer() as site:
        site.posts["/post"] = Post("Post", "Words.")
        port = int(site.address.rpartition(":")[2])
        own = Guard(f"http://wiki:{port}/", private=True, resolve=lambda host, port: ["127.0.0.2", "127.0.0.1"])
        with httpx2.Client(transport=own) as client:
            response = client.get(f"http://wiki:{port}/post")
            assert response.status_code == 200
            assert response.url == f"http://wiki:{port}/post"
