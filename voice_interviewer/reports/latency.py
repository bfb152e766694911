"""Every reply's stage times as `latency.json` (spec/product.md), their percentiles, and the stage to blame."""

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from voice_interviewer.values import Parts, TurnTrace

BUDGET = 0.8
"""Seconds from speech end to the first audible sample (spec/conversation.md, the median with a fast recogniser)."""
BUDGET_WHISPER_CPU = 1.3
"""The same with Whisper on a CPU, whose every call takes about half a second on two cores (spec/conversation.md)."""

_STAGES = (
    ("recognition", "possible_end", "recognised"),
    ("first token", "recognised", "first_token"),
    ("first sentence", "first_token", "first_sentence"),
    ("speech", "first_sentence", "first_audio"),
)
"""The chain a reply goes through while the end of the turn is being decided: name, and the times it lies between."""


def budget_for(stt: str) -> float:
    """The seconds a reply may take with the recogniser of this name (`Parts.stt`)."""
    return BUDGET_WHISPER_CPU if stt.startswith("whisper") and stt.endswith("(CPU)") else BUDGET


def summed_up(traces: Sequence[TurnTrace]) -> str:
    """How fast the interviewer was, in a sentence; "" where no reply was timed."""
    response = [one.response for one in traces if one.response is not None]
    processing = [one.processing for one in traces if one.processing is not None]
    if not response or not processing:
        return ""
    half, most, half_own, most_own = (
        percentile(times, percent) or 0.0 for times in (response, processing) for percent in (50, 95)
    )
    return (
        f"Answered in {half:.2f} s (median; 95 % within {most:.2f} s), "
        f"of which the program's own delay was {half_own:.2f} s (95 % within {most_own:.2f} s)."
    )


def percentile(values: Iterable[float], percent: float) -> float | None:
    """The `percent`-th percentile, linear between the two nearest ranks; None of nothing.

    Hyndman and Fan's definition 7, numpy's default: rank (n - 1) * percent / 100 from 0. Used for every percentile the
    program prints.
    """
    ordered = sorted(values)
    if not ordered:
        return None
    rank = (len(ordered) - 1) * percent / 100
    low = math.floor(rank)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (rank - low)


def overran(trace: TurnTrace, budget: float = BUDGET) -> str | None:
    """The stage that made a reply late: None within the budget.

    "wait" where the silence the policy chose to wait for fills the budget alone; otherwise the longest link of the
    chain recognition, first token, first sentence, speech, playback. A stage without times has no length; a late reply
    without any has "unknown".
    """
    if trace.response is None or trace.response <= budget:
        return None
    if trace.waited is not None and trace.waited >= budget:
        return "wait"
    lengths = {
        name: end - start
        for name, before, after in _STAGES
        if (start := getattr(trace, before)) is not None and (end := getattr(trace, after)) is not None
    }
    ready = max((at for at in (trace.decided_end, trace.first_audio) if at is not None), default=None)
    if ready is not None and trace.first_sample is not None:
        lengths["playback"] = trace.first_sample - ready
    return max(lengths, key=lambda name: lengths[name]) if lengths else "unknown"


def to_dict(
    traces: Sequence[TurnTrace],
    parts: Parts,
    *,
    cut_ins: int,
    barge_ins: int,
    budget: float = BUDGET,
) -> dict[str, Any]:
    """`latency.json`: seconds on the recording's clock; a stage that did not happen is absent. Beside the documented
    keys a reply over the budget has `overran`, the stage to blame."""
    return {
        "schema": 1,
        "budget": budget,
        "parts": {"stt": parts.stt, "llm": parts.llm, "tts": parts.tts, "vad": parts.vad},
        "turns": [_reply(trace, budget) for trace in traces],
        "summary": {
            **_percentiles("response", [one.response for one in traces]),
            **_percentiles("processing", [one.processing for one in traces]),
            "cut_ins": cut_ins,
            "barge_ins": barge_ins,
        },
    }


def to_json(
    traces: Sequence[TurnTrace], parts: Parts, *, cut_ins: int, barge_ins: int, budget: float = BUDGET
) -> str:
    """The text of `latency.json`."""
    written = to_dict(traces, parts, cut_ins=cut_ins, barge_ins=barge_ins, budget=budget)
    return json.dumps(written, ensure_ascii=False, indent=1) + "\n"


def _reply(trace: TurnTrace, budget: float) -> dict[str, Any]:
    written = {
        key: round(value, 3) if isinstance(value, float) else value
        for key, value in asdict(trace).items()
        if value is not None
    }
    late = overran(trace, budget)
    return written if late is None else written | {"overran": late}


def _percentiles(name: str, times: Iterable[float | None]) -> dict[str, dict[str, float]]:
    """p50 and p95 under `name`; nothing where no reply has this time."""
    known = [time for time in times if time is not None]
    found = {key: percentile(known, percent) for key, percent in (("p50", 50), ("p95", 95))}
    return (
        {name: {key: round(value, 3) for key, value in found.items() if value is not None}} if known else {}
    )
