"""Addresses of language model servers: whether one is on this machine, and how one is shown.

A server on this machine is reached directly: a proxy that is meant for the web would be asked for its own 127.0.0.1,
and a redirect could lead away from the machine.
"""

import ipaddress
from typing import Any, Final
from urllib.parse import SplitResult, urlsplit

_PORT_IN_A_NAME: Final = 11434
"""Ollama's port, which an address without a scheme means ("localhost", "127.0.0.1:9000")."""


def complete(address: str) -> str:
    """The address with its scheme and port. Raises ValueError for what is none."""
    bare = "://" not in address
    split = urlsplit(f"http://{address}" if bare else address)
    if split.scheme not in ("http", "https") or not split.hostname:
        raise ValueError("neither a web address nor a host's name")
    if split.port is None and bare:  # reading the port is what raises for one that is no number
        split = split._replace(netloc=f"{split.netloc}:{_PORT_IN_A_NAME}")
    return split.geturl()


def one_word(address: str) -> bool:
    """Whether it could be a host's name, and is likelier something else: no scheme, no port, no dot."""
    return not set(address) & set(":./") and address.lower() != "localhost"


def on_this_machine(address: str) -> bool:
    """Whether the host is this machine for certain: `localhost` or a loopback address. No name is looked up."""
    try:
        host = urlsplit(complete(address)).hostname
    except ValueError:
        return False
    if host is None or host == "localhost":
        return host is not None
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def for_clients(address: str) -> str:
    """Where a client finds a server that was told to listen at `address`: "0.0.0.0" means every interface there."""
    split = urlsplit(complete(address))
    try:
        everywhere = ipaddress.ip_address(split.hostname or "").is_unspecified
    except ValueError:
        everywhere = False
    if everywhere:
        split = split._replace(netloc=f"127.0.0.1:{split.port}" if split.port else "127.0.0.1")
    return split.geturl()


def shown(address: str) -> str:
    """The address for a sentence: without a user's name, password or query in it."""
    split: SplitResult = urlsplit(address)
    return split._replace(netloc=split.netloc.rpartition("@")[2], query="", fragment="").geturl()


def http_options(address: str) -> dict[str, Any]:
    """Options for an httpx client that is to reach a server at `address`."""
    if not on_this_machine(address):
        return {"follow_redirects": True}
    return {"trust_env": False, "follow_redirects": False}
