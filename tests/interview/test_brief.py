"""What the interviewer knows beforehand."""

from dataclasses import replace

from tests.interview.samples import PROBLEM, TRACK, brief, ground


def test_ground_comes_in_the_order_of_phases_with_the_problems_own() -> None:
    names = list(brief().grounds)
    assert names.index("chargebacks") < names.index("baseline")
    assert brief().grounds["scale"] is PROBLEM.ground[1]


def test_ground_of_an_unknown_phase_comes_last() -> None:
    stray = replace(PROBLEM, ground=(ground("stray", "nowhere", "data", ("stray",)),))
    assert list(brief(problem=stray).grounds)[-1] == "stray"


def test_the_problems_terms_come_before_the_tracks() -> None:
    problem = replace(PROBLEM, glossary=(replace(TRACK.glossary[0], misheard=("radish",)),))
    terms = [term.term for term in brief(problem=problem).glossary]
    assert terms == ["redis", "p99"]
    assert "radish" in brief(problem=problem).misheard


def test_words_of_the_problem_leave_out_what_everyone_says() -> None:
    own = brief().own_stems
    assert "chargeback" in own
    assert {"system", "model", "design"}.isdisjoint(own)


def test_the_problems_figures_are_known() -> None:
    assert brief().own_numbers == {10_000, 0.1, 100}


def test_everything_can_be_looked_up_by_name() -> None:
    one = brief()
    assert set(one.hints) == {1, 2, 3, 4}
    assert set(one.facts) == {"scale", "latency", "goal"}
    assert "cache-probe" in one.probes
    assert "serving" in one.phases
    assert set(one.probe_patterns) == {"store-probe", "cache-probe", "data-first"}


def test_a_prepared_brief_has_nothing_left_to_compile() -> None:
    one = brief()
    before = set(vars(one))
    one.prepare()
    assert {"ground_patterns", "fact_patterns", "wrong_turn_patterns", "probe_patterns"} <= set(
        vars(one)
    ) - before
