"""Addresses: which are this machine for certain, and what of one may be shown."""

import pytest

from voice_interviewer.engines.address import (
    complete,
    for_clients,
    http_options,
    on_this_machine,
    one_word,
    shown,
)


@pytest.mark.parametrize(
    "address",
    [
        "http://localhost:11434",
        "http://LOCALHOST/v1",
        "https://localhost",
        "localhost:11434",
        "http://127.0.0.1:8000/v1",
        "127.0.0.1",
        "http://127.3.2.1",
        "http://[::1]:11434",
        "http://user:secret@127.0.0.1:11434",
    ],
)
def test_this_machine_is_known_by_its_name_or_a_loopback_address(address: str) -> None:
    assert on_this_machine(address)
    assert http_options(address) == {"trust_env": False, "follow_redirects": False}


@pytest.mark.parametrize(
    "address",
    [
        "http://localhost.evil.example",
        "http://localhost@evil.example",
        "http://127.0.0.1@evil.example:11434",
        "http://127.0.0.1:pass@evil.example",
        "http://127.0.0.1.evil.example",
        "http://evil.example//localhost",
        "http://evil.example/?http://127.0.0.1",
        "http://evil.example#//localhost",
        "http://192.168.1.5:11434",
        "http://0.0.0.0:11434",
        "http://[2001:db8::1]",
        "http://127.1",
        "http://2130706433",
        "gpu-box:11434",
        "ftp://localhost",
        "http://[::1",
        "http://localhost:port",
        "http://",
        "",
    ],
)
def test_anything_else_is_not(address: str) -> None:
    assert not on_this_machine(address)
    assert http_options(address).get("trust_env", True)


@pytest.mark.parametrize(
    ("address", "whole"),
    [
        ("localhost", "http://localhost:11434"),
        ("localhost:9", "http://localhost:9"),
        ("http://localhost", "http://localhost"),
        ("https://box/ollama", "https://box/ollama"),
        ("[::1]", "http://[::1]:11434"),
    ],
)
def test_an_address_without_a_scheme_means_ollamas_port(address: str, whole: str) -> None:
    assert complete(address) == whole


@pytest.mark.parametrize(
    "address", ["", "http://", "http://[::1", "http://box:port", "ftp://box", "file:///x"]
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - which words urllib finds is its own business
        complete(address)


@pytest.mark.parametrize(
    ("address", "doubtful"),
    [
        ("notaurl", True),
        ("", True),
        ("localhost", False),
        ("box:1", False),
        ("box.lan", False),
        ("http://box", False),
    ],
)
def test_one_word_is_likelier_a_mistake_than_a_host(address: str, doubtful: bool) -> None:
    assert one_word(address) is doubtful


@pytest.mark.parametrize(
    ("listening", "client"),
    [
        ("0.0.0.0", "http://127.0.0.1:11434"),
        ("0.0.0.0:9000", "http://127.0.0.1:9000"),
        ("http://[::]:11434", "http://127.0.0.1:11434"),
        ("http://0.0.0.0", "http://127.0.0.1"),
        ("gpu-box", "http://gpu-box:11434"),
        ("127.0.0.1:8000", "http://127.0.0.1:8000"),
    ],
)
def test_a_server_that_listens_everywhere_is_found_here(listening: str, client: str) -> None:
    assert for_clients(listening) == client


@pytest.mark.parametrize(
    ("address", "text"),
    [
        ("http://user:secret@box:8000/v1?key=secret#secret", "http://box:8000/v1"),
        ("https://secret@[::1]:1/v1", "https://[::1]:1/v1"),
        ("http://127.0.0.1:11434", "http://127.0.0.1:11434"),
    ],
)
def test_nothing_secret_of_an_address_is_shown(address: str, text: str) -> None:
    assert shown(address) == text
