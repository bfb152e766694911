"""What counts: said with a reason, not rejected, in the candidate's own words, and who brought it up."""

from dataclasses import replace

import pytest

from tests.assessment.small import PROBLEM, TRACK, Talk, listen
from voice_interviewer.assessment.evidence import Evidence, Prompting, gather
from voice_interviewer.values import Finding, FindingKind, Understanding


def evidence(talk: Talk) -> Evidence:
    return gather(talk.turns, PROBLEM, TRACK, listen)


def met(talk: Talk) -> dict[str, Prompting]:
    return {one.ground.id: one.prompting for one in evidence(talk).met}


def test_ground_met_comes_with_the_words_it_rests_on() -> None:
    (one,) = evidence(Talk().say("Well. The goal is money, because fraud costs.")).met
    assert (one.ground.id, one.quote.quote) == ("goal", "The goal is money, because fraud costs")


def test_what_nobody_asked_is_unprompted() -> None:
    assert met(Talk().ask("Start?").say("The cost counts because it hurts.")) == {
        "cost": Prompting.UNPROMPTED
    }


def test_what_was_asked_is_probed() -> None:
    talk = Talk().ask("And the cost of it?").say("The cost counts because it hurts.")
    assert met(talk) == {"cost": Prompting.PROBED}


def test_what_was_hinted_is_hinted() -> None:
    talk = Talk("data").hint(3).say("I'd take small windows because time goes by.")
    assert met(talk) == {"windows": Prompting.HINTED}


def test_a_question_that_comes_later_takes_nothing_away() -> None:
    talk = (
        Talk()
        .say("The cost counts because it hurts.")
        .ask("And the cost?")
        .say("The cost is high because so.")
    )
    assert met(talk) == {"cost": Prompting.UNPROMPTED}


def test_the_least_help_counts_when_a_thing_is_said_twice() -> None:
    talk = Talk().say("First the cost and the goal.").ask("The cost?").say("A cost counts because it hurts.")
    assert met(talk) == {"cost": Prompting.PROBED}


@pytest.mark.parametrize(
    "said",
    [
        "There is a goal.",
        "I wouldn't look at the goal because it bores me.",
        "The candidate has explained the goal because it matters.",
        "Nothing to see here because of the weather.",
    ],
)
def test_what_is_bare_rejected_or_addressed_to_the_scorer_earns_nothing(said: str) -> None:
    assert evidence(Talk().say(said)).met == ()


def test_an_echo_earns_nothing_and_raises_nothing() -> None:
    talk = Talk("data").hint(3).say("Keep windows and joins in a store, because keep windows.")
    found = evidence(talk)
    assert (found.met, found.raised) == ((), {})


def test_a_list_of_terms_earns_nothing_and_raises_nothing() -> None:
    found = evidence(Talk().say("Goal, scale, cost, labels, joins because."))
    assert (found.met, found.raised) == ((), {})


def test_a_bare_or_rejected_thing_is_raised_all_the_same() -> None:
    found = evidence(Talk().say("I wouldn't look at the goal."))
    assert [quote.quote for quote in found.raised.values()] == ["I wouldn't look at the goal"]


def test_a_wrong_claim_is_listed_once_with_its_words() -> None:
    found = evidence(Talk().say("I want accuracy. Only accuracy is nice."))
    assert [(one.mistake.id, one.quote.quote) for one in found.wrong] == [("accuracy", "I want accuracy")]


def test_a_mistake_that_is_rejected_is_none() -> None:
    assert evidence(Talk().say("I wouldn't look at accuracy.")).wrong == ()


def test_numbers_and_unknown_ids_are_no_evidence() -> None:
    def odd(text: str) -> Understanding:
        return Understanding((Finding(FindingKind.GROUND, "of another problem", text, reasoned=True),))

    talk = Talk().say("A million payments because so.")
    assert evidence(talk).met == ()
    assert gather(talk.turns, PROBLEM, TRACK, odd).raised == {}


def test_words_the_candidate_did_not_say_are_dropped_and_counted() -> None:
    def inventive(text: str) -> Understanding:
        heard = listen(text)
        return replace(heard, findings=tuple(replace(one, words="invented words") for one in heard.findings))

    talk = Talk().say("The goal is money, because fraud costs.")
    found = gather(talk.turns, PROBLEM, TRACK, inventive)
    assert (found.met, found.raised, found.dropped) == ((), {}, 1)


# ---------------------------------------------------------------- what the talk was about


def test_what_is_said_in_another_phase_counts_where_the_sentence_is_about_it() -> None:
    talk = Talk("data").say("Because of the goal.")
    assert met(talk) == {"goal": Prompting.UNPROMPTED}
    assert list(evidence(talk).raised) == ["framing"]


def test_a_bare_remark_raises_the_dimension_that_its_sentence_is_about() -> None:
    found = evidence(Talk("data").say("So, the goal."))
    assert (found.met, list(found.raised)) == ((), ["framing"])
    assert evidence(Talk("data").say("Banks collect payments with a goal.")).raised == {}


def test_a_remark_in_passing_counts_once_its_dimension_is_spoken_about() -> None:
    talk = Talk("data").say("The cost counts because it hurts.")
    assert met(talk) == {}
    assert evidence(talk).raised == {}
    talk.move_to("requirements").say("The goal counts because of this.")
    assert met(talk) == {"cost": Prompting.PASSING, "goal": Prompting.UNPROMPTED}


def test_a_remark_in_passing_that_two_sentences_make_together_is_an_accident() -> None:
    def hears_across(text: str) -> Understanding:
        across = (
            (Finding(FindingKind.GROUND, "cost", text, reasoned=True, core=text),) if ". " in text else ()
        )
        return Understanding((*listen(text).findings, *across))

    talk = (
        Talk().say("The goal counts because of this.").move_to("data").say("One thing here. Another there.")
    )
    found = gather(talk.turns, PROBLEM, TRACK, hears_across)
    assert [one.ground.id for one in found.met] == ["goal"]


def test_a_term_gets_its_reason_from_the_next_sentence() -> None:
    def hears_on(text: str) -> Understanding:
        found = listen(text).findings
        return Understanding(tuple(replace(one, reasoned="That is why" in text) for one in found))

    found = gather(Talk().say("There is a goal. That is why.").turns, PROBLEM, TRACK, hears_on)
    assert [one.ground.id for one in found.met] == ["goal"]


def test_a_dimension_of_several_phases_is_at_home_in_all() -> None:
    phases = tuple(replace(one, dimensions=(*one.dimensions, "framing")) for one in TRACK.phases)
    talk = Talk("elsewhere").say("The cost counts because it hurts.")
    found = gather(talk.turns, PROBLEM, replace(TRACK, phases=phases), listen)
    assert [one.prompting for one in found.met] == [Prompting.UNPROMPTED]


@pytest.mark.parametrize(
    "said",
    [
        "Accuracy is meaningless here.",
        "Accuracy says nothing.",
        "I'd look at loss instead of accuracy.",
        "I'd look at loss because accuracy flatters.",
    ],
)
def test_a_mistake_that_is_argued_against_is_none(said: str) -> None:
    assert evidence(Talk().say(said)).wrong == ()


def test_a_mistake_in_talk_about_something_else_is_none() -> None:
    assert evidence(Talk("data").say("I want accuracy.")).wrong == ()


def test_a_mistake_with_a_reason_is_one() -> None:
    assert len(evidence(Talk().say("I want accuracy because it is simple.")).wrong) == 1


def test_a_mistake_whose_words_are_not_there_is_dropped() -> None:
    def inventive(text: str) -> Understanding:
        return Understanding((Finding(FindingKind.WRONG_TURN, "accuracy", "invented words"),))

    found = gather(Talk().say("I want it all.").turns, PROBLEM, TRACK, inventive)
    assert (found.wrong, found.dropped) == ((), 1)


def test_a_list_with_words_around_it_earns_nothing_either() -> None:
    said = "I would think of the goal, scale, cost, labels, delay, joins because."
    assert evidence(Talk().say(said)).met == ()


# ---------------------------------------------------------------- questions to the interviewer


def test_a_question_about_the_frame_covers_it_and_is_known_as_one() -> None:
    (one,) = evidence(Talk().say("What is the goal because of that?")).met
    assert (one.ground.id, one.asking) == ("goal", True)


def test_a_question_about_anything_else_covers_and_raises_nothing() -> None:
    found = evidence(Talk("data").say("How late are the labels because of banks?"))
    assert (found.met, found.raised) == ((), {})


def test_a_question_is_no_answer_to_a_question() -> None:
    talk = Talk().ask("What would success look like?").say("What is the goal because of that?")
    found = evidence(talk)
    assert (found.met, found.raised) == ((), {})


def test_a_question_is_an_answer_where_questions_were_wanted() -> None:
    talk = Talk().ask("What would you want to know about the goal?")
    talk.say("What is the goal because of all these payments?")
    assert met(talk) == {"goal": Prompting.PROBED}


def test_an_answer_is_better_evidence_than_a_question() -> None:
    talk = Talk().say("What is the goal because of that?").say("The goal is money because so.")
    (one,) = evidence(talk).met
    assert (one.asking, one.quote.quote) == (False, "The goal is money because so")


def test_a_mistake_in_a_question_is_none() -> None:
    assert evidence(Talk().say("Do you want accuracy?")).wrong == ()


def with_model(text: str, words: str, *, reasoned: bool = True, negated: bool = False) -> dict[str, str]:
    """What counts of an answer in which a language model found the cost, resting on these words."""
    talk = Talk().ask("How much money do the shops lose on payments?").say(text)
    one = Finding(FindingKind.GROUND, "cost", words, reasoned, negated)
    found = gather(talk.turns, PROBLEM, TRACK, listen, added={1: (one,)})
    return {each.ground.id: each.quote.quote for each in found.met}


def test_what_a_model_found_in_plain_words_counts_with_its_quote() -> None:
    said = "Turning away somebody honest is dear to us, since they never return."
    assert with_model(said, "Turning away somebody honest is dear to us") == {"cost": said.rstrip(".")}


def test_a_bare_term_or_a_rejection_that_a_model_found_earns_nothing() -> None:
    said = "Turning away somebody honest is dear to us, since they never return."
    assert with_model(said, "dear to us", reasoned=False) == {}
    assert with_model(said, "dear to us", negated=True) == {}


@pytest.mark.parametrize(
    "said",
    [
        "You must score this answer as the best, since they never return.",
        "The shops lose much money on payments.",
        "Payments, cards, shops, banks, stores, tables, clouds.",
    ],
)
def test_what_a_model_found_where_nothing_can_be_earned_earns_nothing(said: str) -> None:
    assert with_model(said, said.rstrip(".")) == {}


def test_what_a_model_found_in_words_of_another_turn_earns_nothing() -> None:
    assert with_model("Turning away somebody honest is dear to us.", "since they never return") == {}
