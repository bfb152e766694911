"""What a model server tells of the models it has."""

import hashlib
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

MODIFIED_AT = "2025-10-17T23:14:07.414671Z"
_THINKERS = ("qwen3", "deepseek-r1", "gpt-oss", "magistral")
_LICENCES = {
    "llama": "LLAMA 3.2 COMMUNITY LICENSE AGREEMENT\nLlama 3.2 Version Release Date: September 25, 2024\n",
    "gemma3": "Gemma Terms of Use\n\nLast modified: February 21, 2024\n",
}
_APACHE = "Apache License\nVersion 2.0, January 2004\nhttp://www.apache.org/licenses/\n"


@dataclass(frozen=True, slots=True)
class StandinModel:
    name: str
    family: str = "llama"
    parameter_size: str = "3.2B"
    quantization: str = "Q4_K_M"
    context_length: int = 131_072
    size: int = 2_019_393_189
    """Bytes on disk."""
    capabilities: tuple[str, ...] = ("completion", "tools")
    license: str = _LICENCES["llama"]
    remote_host: str = ""
    """Where Ollama passes requests for it on to: such a model is listed here, but does not run here."""

    @classmethod
    def named(cls, name: str) -> "StandinModel":
        """A model whose particulars follow from its name, as far as they can: `qwen3:4b` thinks."""
        base, _, tag = name.partition(":")
        family = base.rpartition("/")[2]
        billions = float(size[1]) if (size := re.match(r"(\d+(?:\.\d+)?)b\b", tag)) else 3.2
        thinking = ("thinking",) if family.startswith(_THINKERS) else ()
        known = next((kind for kind in _LICENCES if family.startswith(kind)), None)
        return cls(
            name=with_tag(name),
            family=known or re.sub(r"[^a-z0-9]", "", family),
            parameter_size=f"{billions:.1f}B",
            size=round(billions * 631_000_000),
            capabilities=("embedding",) if "embed" in base else ("completion", "tools", *thinking),
            license=_LICENCES[known] if known else _APACHE,
        )

    @property
    def digest(self) -> str:
        return _sha256(self.name)

    @property
    def details(self) -> dict[str, Any]:
        return {
            "parent_model": "",
            "format": "gguf",
            "family": self.family,
            "families": [self.family],
            "parameter_size": self.parameter_size,
            "quantization_level": self.quantization,
        }

    @property
    def info(self) -> dict[str, Any]:
        """The GGUF metadata that `/api/show` gives as `model_info`."""
        return {
            "general.architecture": self.family,
            "general.parameter_count": round(float(self.parameter_size.rstrip("B")) * 1e9),
            "general.quantization_version": 2,
            f"{self.family}.block_count": 28,
            f"{self.family}.context_length": self.context_length,
            f"{self.family}.embedding_length": 3072,
        }

    def layers(self) -> list[tuple[str, int]]:
        """Digest and size of each blob of a pull, the weights first."""
        small = (7_711, 3_247, 562)  # licence, template, parameters
        sizes = (self.size - sum(small), *small)
        return [(f"sha256:{_sha256(f'{self.name}/{place}')}", size) for place, size in enumerate(sizes)]


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def as_models(models: Iterable[str | StandinModel]) -> dict[str, StandinModel]:
    made = (model if isinstance(model, StandinModel) else StandinModel.named(model) for model in models)
    return {model.name: model for model in made}


def with_tag(name: str) -> str:
    """Ollama's full name: without a tag, `latest` is meant; case does not matter."""
    return (name if ":" in name.rpartition("/")[2] else f"{name}:latest").lower()


_UNITS_S = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0}
_PART = re.compile(r"(\d+\.?\d*|\.\d+)([a-zµ]*)")


def keep_alive_s(value: Any) -> float:
    """Seconds of a `keep_alive`: a number of seconds or a Go duration, below zero for ever, None for 5 min.

    Raises ValueError in Go's words for what `time.ParseDuration` refuses: "-1" and "300" among others.
    """
    if value is None:
        return 300.0
    seconds = float(value) if isinstance(value, int | float) else _go_duration_s(str(value))
    return math.inf if seconds < 0 else seconds


def _go_duration_s(text: str) -> float:
    digits = text.removeprefix("-").removeprefix("+")
    if digits == "0":
        return 0.0
    parts = _PART.findall(digits)
    if not parts or "".join(number + unit for number, unit in parts) != digits:
        raise ValueError(f'time: invalid duration "{text}"')
    for _, unit in parts:
        if not unit:
            raise ValueError(f'time: missing unit in duration "{text}"')
        if unit not in _UNITS_S:
            raise ValueError(f'time: unknown unit "{unit}" in duration "{text}"')
    seconds = sum(float(number) * _UNITS_S[unit] for number, unit in parts)
    return -seconds if text.startswith("-") else seconds
