"""A language model that scores, over real connections to the stand-in servers: good ones, bad ones, and none at all."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import aclosing
from typing import Any

import pytest

from tests.assessment.test_sentences import assessed
from tests.assessment.test_transcripts import JUNK, turns_of
from tests.standins import judges
from tests.standins._core import ChatRequest
from tests.standins._http import RequestRecord
from tests.standins.ollama import Fault, FaultKind, OllamaStandin
from tests.standins.openai import OpenAIStandin
from voice_interviewer.assessment.model_scorer import SEEDS, TEMPERATURE, Result
from voice_interviewer.assessment.quotes import Quote
from voice_interviewer.assessment.scorecard import Assessed
from voice_interviewer.engines.ollama import OllamaModel
from voice_interviewer.engines.openai import OpenAIModel
from voice_interviewer.live.memory import Memory
from voice_interviewer.live.scoring import ModelScorer

MODEL = "llama3.2:3b"
AT_ONCE: dict[str, Any] = {"first_token_s": 0, "tokens_per_s": 0, "prompt_tokens_per_s": 0}
CONTEXT = 16_384
INSTEAD = "This is the problem bank's score: "


def ollama(replies: Callable[[ChatRequest], str], **settings: Any) -> OllamaStandin:
    return OllamaStandin([MODEL], replies=replies, **AT_ONCE | settings)


class Told:
    """How far it was said to be."""

    def __init__(self) -> None:
        self.steps: list[tuple[int, int]] = []

    def __call__(self, done: int, whole: int) -> None:
        self.steps.append((done, whole))


async def run(
    server: OllamaStandin | OpenAIStandin, one: Assessed, told: Told | None = None, **settings: Any
) -> dict[str, Result]:
    if isinstance(server, OllamaStandin):
        model: OllamaModel | OpenAIModel = OllamaModel(server.url, MODEL, CONTEXT)
    else:
        model = OpenAIModel(server.url, MODEL, None)
    async with aclosing(model):
        scorer = ModelScorer(model, Memory(settings.pop("context", CONTEXT)), one, told or Told(), **settings)
        if scorer.due:
            await scorer.run()
        return {result.score.id: result for result in scorer.results()}


def by_bank(one: Assessed) -> dict[str, int | None]:
    return {score.id: score.score for score in one.scores}


def scores(results: dict[str, Result]) -> dict[str, int | None]:
    return {name: result.score.score for name, result in results.items()}


def bodies(records: Sequence[RequestRecord]) -> list[str]:
    return [str(record.body["messages"][-1]["content"]) for record in records]


# ---------------------------------------------------------------- models that answer


@pytest.mark.parametrize("kind", ["ollama", "openai"])
async def test_a_model_scores_over_both_protocols(kind: str) -> None:
    one, told = assessed("strong"), Told()
    made = (
        ollama(judges.sensible)
        if kind == "ollama"
        else OpenAIStandin([MODEL], replies=judges.sensible, context_length=CONTEXT, **AT_ONCE)
    )
    with made as server:
        results = await run(server, one, told)
        asked = server.generations
    assert all(result.by_model for result in results.values())
    assert told.steps == [(number, 8) for number in range(9)]
    for result in results.values():
        quotes = [proof for proof in result.score.evidence if isinstance(proof, Quote)]
        assert quotes
        assert all(quote.quote in one.session.turns[quote.turn].text for quote in quotes)
        assert result.score.justification in {"A reason. More numbers.", "A reason.", "More numbers."}
    sent = [record.body for record in asked]
    schema = sent[0].get("format") or sent[0]["response_format"]["json_schema"]["schema"]
    assert list(schema["properties"])[:2] == ["sentences", "score"]
    first = [body.get("options", body) for body in sent[:3]]
    assert [options["seed"] for options in first] == list(SEEDS)
    assert {options["temperature"] for options in first} == {TEMPERATURE}


async def test_the_server_keeps_the_interview_in_its_cache() -> None:
    with ollama(judges.sensible) as server:
        await run(server, assessed("strong"))
        asked = [record for record in server.generations if "Interviewer:" in bodies([record])[0]]
    assert asked[0].cached_tokens == 0
    assert all(
        record.cached_tokens > 0.6 * record.prompt_tokens for record in asked[1:] if _follows(record, server)
    )


def _follows(record: RequestRecord, server: OllamaStandin) -> bool:
    """Whether the request before it was about the whole interview, too."""
    before = server.generations[(record.generation or 0) - 1]
    return "Interviewer:" in bodies([before])[0]


async def test_high_scores_are_doubted_without_the_conversation_and_low_ones_with_it() -> None:
    def extreme(request: ChatRequest) -> str:
        high = "The dimension: Serving" in judges.wanted(request)
        scores = judges.allowed(request)
        return judges.reply(
            list(judges.shown(request))[:2], scores[0] if high == (len(scores) < 5) else scores[-1]
        )

    with ollama(extreme) as server:
        results = await run(server, assessed("strong"))
        second = [text for text in bodies(server.generations) if "A first reading scored" in text]
    assert len(second) == 8
    high = [text for text in second if "scored this 5" in text]
    assert ["The dimension: Serving" in text for text in high] == [True]
    assert "Interviewer:" not in high[0]
    assert results["serving"].score.score == 4
    assert results["serving"].score.range == (4, 5)


async def test_low_scores_get_a_second_chance_over_the_whole_interview() -> None:
    def stern(request: ChatRequest) -> str:
        second = len(judges.allowed(request)) < 5
        return judges.reply(
            list(judges.shown(request))[-2:], 2 if second else 1, lower="You named a fallback."
        )

    with ollama(stern) as server:
        results = await run(server, assessed("strong"))
        second_looks = [text for text in bodies(server.generations) if "scored this 1" in text]
    assert len(second_looks) == 8
    assert all("Interviewer:" in text for text in second_looks)
    assert set(scores(results).values()) == {2}
    assert results["data"].score.justification.startswith("You named a fallback.")


async def test_a_model_that_points_to_nothing_leaves_what_the_bank_found_and_is_counted() -> None:
    one = assessed("strong")
    with ollama(judges.inventive) as server:
        results = await run(server, one)
    assert scores(results) == by_bank(one)
    assert {result.dropped for result in results.values()} == {3}
    assert all("named no sentence" in result.score.justification for result in results.values())


@pytest.mark.parametrize("name", JUNK)
async def test_junk_scores_nothing_with_a_model_that_obeys_it(name: str) -> None:
    one = assessed(name)
    with ollama(judges.obedient) as server:
        results = await run(server, one)
        assert server.generations == []
    assert scores(results) == by_bank(one)


async def test_an_order_to_the_scorer_never_reaches_it() -> None:
    with ollama(judges.obedient) as server:
        await run(server, assessed("average-with-injection"))
        asked = server.generations
    assert any("Give me a five" in turn.text for turn in turns_of("average-with-injection"))
    inside = [text.split("<interview>")[1].split("</interview>")[0] for text in bodies(asked)]
    assert not any("Give me a five" in text for text in inside)
    assert "I'd measure precision and recall" in inside[0]


async def test_hints_cap_a_generous_model() -> None:
    one = assessed("hints")
    with ollama(judges.obedient) as server:
        results = await run(server, one)
    capped = {name for hint in one.given if hint.level == 3 for name in hint.dimensions}
    assert capped
    assert all((results[name].score.score or 0) <= 3 for name in capped)
    assert results["communication"].score.score is None, "what did not come up is not for a model to score"


# ---------------------------------------------------------------- models that do not


async def test_nonsense_is_asked_for_once_more_and_then_the_banks_score_stands() -> None:
    one = assessed("average")
    with ollama(judges.rambling) as server:
        results = await run(server, one)
        asked = server.generations
    assert scores(results) == by_bank(one)
    assert len(asked) == 16
    assert asked[1].body["messages"][:2] == asked[0].body["messages"]
    assert all(
        result.score.justification.endswith(f"{INSTEAD}the language model's replies could not be used.")
        for result in results.values()
    )


async def test_a_reply_that_is_mended_counts() -> None:
    def second_try(request: ChatRequest) -> str:
        return judges.sensible(request) if len(request.messages) > 2 else judges.rambling(request)

    with ollama(second_try) as server:
        results = await run(server, assessed("average"))
    assert all(result.by_model for result in results.values())


@pytest.mark.parametrize(
    "kind", [FaultKind.CLOSE_MID_STREAM, FaultKind.HTTP_ERROR, FaultKind.STALL_MID_STREAM, FaultKind.GARBAGE]
)
async def test_a_model_that_dies_half_way_keeps_what_it_scored(kind: FaultKind) -> None:
    one = assessed("average")

    def later(record: RequestRecord) -> Fault | None:
        return Fault(kind) if (record.generation or 0) >= 9 else None

    with ollama(judges.sensible, faults=later) as server:
        results = await run(server, one, patience=0.5, loading=5.0)
        assert len(server.generations) == 10, "it is not asked again"
    done = [name for name, result in results.items() if result.by_model]
    assert 2 <= len(done) < 8
    for name, result in results.items():
        if name not in done:
            assert result.score.score == by_bank(one)[name]
            assert result.score.justification.endswith(f"{INSTEAD}the language model did not answer.")


async def test_an_interview_too_long_for_the_model_is_shown_in_part_then_left_to_the_bank() -> None:
    one = assessed("strong")
    with ollama(judges.sensible) as server:
        results = await run(server, one, context=2600)
        asked = server.generations
    assert all(record.truncated_messages == 0 and record.prompt_tokens < 2600 for record in asked)
    assert any(result.by_model for result in results.values())
    with ollama(judges.sensible) as server:
        results = await run(server, one, context=900)
        assert server.generations == []
    assert scores(results) == by_bank(one)
    assert results["data"].score.justification.endswith("the interview is too long for the language model.")


async def test_a_server_that_refuses_the_whole_gets_a_part() -> None:
    one = assessed("strong")
    with OpenAIStandin([MODEL], replies=judges.sensible, context_length=2600, **AT_ONCE) as server:
        results = await run(server, one, context=None)
        refused = [record for record in server.generations if record.status == 400]
    assert len(refused) == 1, "what it refused once is not sent again"
    assert sum(result.by_model for result in results.values()) >= 4


async def test_a_server_that_cuts_the_interview_without_a_word_is_noticed() -> None:
    one = assessed("strong")
    with ollama(judges.sensible) as server:
        model = OllamaModel(server.url, MODEL, 2600)
        async with aclosing(model):
            scorer = ModelScorer(model, Memory(None), one, Told())
            await scorer.run()
        cut = [record for record in server.generations if record.prompt_tokens >= 2600]
    assert len(cut) == 1
    assert any(result.by_model for result in scorer.results())


# ---------------------------------------------------------------- several at once, and stopping


async def test_several_dimensions_at_once_where_the_server_can() -> None:
    with OpenAIStandin(
        [MODEL],
        replies=judges.sensible,
        context_length=CONTEXT,
        parallel=4,
        **AT_ONCE | {"first_token_s": 0.02},
    ) as server:
        results = await run(server, assessed("strong"), at_once=4)
        asked = server.generations
    assert all(result.by_model for result in results.values())
    spans = [(record.received_at, record.ended_at or 0.0) for record in asked]
    together = max(sum(start <= at < end for start, end in spans) for at, _ in spans)
    assert together == 4
    assert all(record.queued_s < 0.05 for record in asked)


async def test_stopped_in_the_middle_it_keeps_what_it_has() -> None:
    one = assessed("average")
    with ollama(judges.sensible, tokens_per_s=400) as server:
        model = OllamaModel(server.url, MODEL, CONTEXT)
        async with aclosing(model):
            task: asyncio.Task[None]

            def tell(done: int, whole: int) -> None:
                if done == 2:
                    asyncio.get_running_loop().call_soon(task.cancel)

            scorer = ModelScorer(model, Memory(CONTEXT), one, tell)
            task = asyncio.create_task(scorer.run())
            await asyncio.wait([task])
        assert server.wait_until(lambda: all(record.ended_at is not None for record in server.generations))
    assert task.cancelled()
    done = [result.by_model for result in scorer.results()]
    assert done == [True, True, *[False] * 6]
    assert scorer.results()[-1].score.justification.endswith(
        f"{INSTEAD}scoring by the language model was stopped."
    )
