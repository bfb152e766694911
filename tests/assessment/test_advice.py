"""Advice comes from this interview's evidence."""

from dataclasses import replace

import pytest

from tests.assessment.small import GROUND, PROBLEM, TRACK, Talk, listen
from voice_interviewer.assessment import advice
from voice_interviewer.assessment.bank_scorer import DimensionScore, score_dimension
from voice_interviewer.assessment.evidence import Evidence, gather

TITLES = {one.id: one.title for one in TRACK.rubric.criteria}


def scored(talk: Talk) -> tuple[list[DimensionScore], Evidence]:
    found = gather(talk.turns, PROBLEM, TRACK, listen)
    return [score_dimension(one, found, ()) for one in TRACK.rubric.criteria], found


def improvements(talk: Talk) -> list[tuple[str, str]]:
    scores, found = scored(talk)
    return [
        (one.dimension, one.text)
        for one in advice.improvements(scores, found.wrong, TITLES, found.asked.ground)
    ]


RICH = (
    Talk()
    .say("Our goal is money because fraud costs. Each cost differs because people leave.")
    .move_to("data")
    .ask("Where do the labels come from?")
    .say("From banks, the labels do, because people complain. Some windows because of bursts.")
)


def test_strengths_are_the_best_of_different_dimensions_with_their_words() -> None:
    found = advice.strengths(scored(RICH)[0])
    assert [one.text for one in found] == [
        "You brought up “Cost” before anyone asked. That is what an excellent answer does.",
        "You covered “Windows” on your own.",
        "Asked about it, you had a sound answer: “Labels”.",
    ]
    assert found[0].evidence[0].quote == "Each cost differs because people leave"


def test_fewer_strengths_where_the_evidence_holds_fewer() -> None:
    assert len(advice.strengths(scored(Talk().say("Our goal is money because of fraud."))[0])) == 1
    assert advice.strengths(scored(Talk())[0]) == ()


def test_what_a_hint_gave_away_is_no_strength() -> None:
    assert advice.strengths(scored(Talk("data").hint(3).say("Some windows because of bursts."))[0]) == ()


def test_one_dimension_gives_several_strengths_where_others_have_none() -> None:
    talk = Talk().say("A goal because yes. A scale because yes. A cost because yes. A guardrail because yes.")
    assert [one.text for one in advice.strengths(scored(talk)[0])] == [
        "You brought up “Cost” before anyone asked. That is what an excellent answer does.",
        "You brought up “Guardrail” unprompted.",
        "You covered “Goal” on your own.",
    ]


def test_no_words_are_praised_twice() -> None:
    scores, _ = scored(Talk().say("The goal counts because of this, and the scale because of that."))
    assert [one.text for one in advice.strengths(scores)] == ["You covered “Goal” on your own."]


def test_what_was_asked_is_not_called_answered() -> None:
    scores, _ = scored(Talk().say("What is the goal because of all that?"))
    assert [one.text for one in advice.strengths(scores)] == ["You asked the interviewer about “Goal”."]


def test_words_are_praised_for_what_they_fit_best() -> None:
    scores, _ = scored(Talk().say("The goal counts because of this, and the scale because of traffic."))
    (framing, *others) = scores
    better = tuple(replace(one, fit=9.0) if one.ground.id == "scale" else one for one in framing.met)
    (one,) = advice.strengths([replace(framing, met=better), *others])
    assert one.text == "You covered “Scale” on your own."


def test_words_that_fit_badly_are_praised_only_where_there_are_no_others() -> None:
    scores, _ = scored(RICH)
    mets = [met for one in scores for met in one.met]
    *vague, clear = list({met.quote: met for met in mets}.values())[:4]
    groups = [replace(scores[0], score=5, met=(replace(met, fit=1.0),)) for met in vague]
    low = replace(scores[0], score=1, met=(replace(clear, fit=9.0),))
    assert clear.quote in [quote for one in advice.strengths([*groups, low]) for quote in one.evidence]


def test_improvements_start_with_the_lowest_score() -> None:
    talk = (
        Talk()
        .say("A goal because yes. A scale because yes.")
        .move_to("data")
        .ask("And the labels?")
        .say("No.")
    )
    assert [name for name, _ in improvements(talk)] == ["data", "framing", "data"]


def test_an_improvement_says_how_it_could_sound() -> None:
    (_, text), *_ = improvements(Talk().ask("What would success look like?").say("No."))
    assert text == (
        "Framing: turn 0 asked about “Goal”, and no answer to it was heard. "
        "It could sound like: “The goal matters, because of this and that.”"
    )


def test_what_was_asked_about_comes_before_what_was_not() -> None:
    first, second, *_ = improvements(Talk().ask("How much traffic do you expect?").say("No."))
    assert first[1].startswith("Framing: turn 0 asked about “Scale”")
    assert second[1].startswith("Framing: nothing was heard on “Goal”.")


def test_an_improvement_without_a_model_answer_names_the_ground() -> None:
    scores, _ = scored(Talk().ask("What would success look like?").say("No."))
    bare = replace(scores[0], missing=(replace(GROUND[0], sounds_like=""),))
    assert advice.improvements([bare], (), TITLES, {})[0].text == "Framing: nothing was heard on “Goal”."


def test_a_wrong_claim_comes_first() -> None:
    (name, text), *_ = improvements(Talk().say("I want accuracy."))
    assert (name, text) == ("framing", "Rethink “I want accuracy”. Accuracy says nothing here.")


def test_what_never_came_up_follows_what_did() -> None:
    talk = Talk("data").ask("Where do the labels come from?").say("No.")
    assert [name for name, _ in improvements(talk)] == ["data", "data", "framing"]


def test_an_empty_interview_holds_no_advice() -> None:
    assert improvements(Talk()) == []
    assert advice.first_gap(scored(Talk())[0], TRACK) == ""


def test_the_first_gap_is_the_first_expected_one_in_the_interviews_order() -> None:
    talk = Talk("data").ask("Where do the labels come from?").say("No.")
    assert advice.first_gap(scored(talk)[0], TRACK) == "Labels (Data)"
    talk.move_to("requirements").say("Our goal is money because of fraud.")
    assert advice.first_gap(scored(talk)[0], TRACK) == "Scale (Requirements)"


def test_resources_go_by_the_widest_gaps() -> None:
    weak_framing = Talk().ask("What would success look like?").say("No.").move_to("data")
    weak_framing.say("The labels count because of this. Their delay counts because of that.")
    weak_framing.say("Such windows count because of this. Some joins count because of that.")
    assert [one.title for one in advice.resources(scored(weak_framing)[0], TRACK)] == [
        "Framing",
        "Everything",
    ]


def test_a_third_resource_comes_with_a_third_gap() -> None:
    everything_weak = Talk().ask("Goal?").say("No.").move_to("data").ask("Labels?").say("No.").ask("Windows?")
    assert len(advice.resources(scored(everything_weak)[0], TRACK)) == 3


@pytest.mark.parametrize(
    ("areas", "drill"),
    [
        ({"framing": "requirements"}, "--focus framing --minutes 20"),
        ({}, "--focus requirements --minutes 20"),
    ],
)
def test_the_drill_is_on_the_weakest_dimension_that_came_up(areas: dict[str, str], drill: str) -> None:
    talk = Talk().ask("Goal?").say("No.").move_to("data").say("Windows, because.")
    assert advice.drill(scored(talk)[0], replace(TRACK, areas=areas)) == drill


def test_a_dimension_named_like_a_phase_is_drilled_by_its_name() -> None:
    talk = Talk("data").ask("Labels?").say("No.")
    assert advice.drill(scored(talk)[0], TRACK) == "--focus data --minutes 20"


def test_after_nothing_at_all_the_drill_starts_at_the_beginning() -> None:
    assert advice.drill(scored(Talk())[0], TRACK) == "--focus framing --minutes 20"
