"""The terrain: the problem's ground and the track's, each idea once."""

from dataclasses import replace

import pytest

from tests.assessment.small import GROUND, PROBLEM, TRACK, ground, listen
from voice_interviewer.assessment.ground import survey
from voice_interviewer.values import Finding, FindingKind, Ground, Understanding


def pieces(*general: Ground) -> dict[str, int]:
    terrain = survey(PROBLEM, replace(TRACK, ground=general), listen)
    return {one.id: one.anchor for one in terrain.pieces.values()}


OWN = {one.id: one.anchor for one in GROUND if one.id != "labels"}


def test_ground_of_one_id_is_the_problems() -> None:
    assert pieces(ground("goal", "requirements", "framing", 5)) == OWN


def test_the_tracks_own_ground_is_added() -> None:
    assert pieces(ground("labels", "data", "data", 3)) == OWN | {"labels": 3}


@pytest.mark.parametrize(
    ("dimension", "anchor", "like", "own"),
    [
        ("data", 5, "The delay is long because of banks.", True),
        ("data", 5, "It takes a while because of banks.", False),
        ("data", 3, "The delay is long because of banks.", False),
        ("framing", 5, "The delay is long because of banks.", False),
    ],
)
def test_two_whose_model_answers_cover_each_other_at_anchor_5_are_the_same_idea(
    dimension: str, anchor: int, like: str, own: bool
) -> None:
    general = ground("lateness", "data", dimension, anchor, like=like)
    problem = replace(
        PROBLEM,
        ground=tuple(replace(one, sounds_like=f"{one.sounds_like} That lateness.") for one in PROBLEM.ground),
    )
    terrain = survey(problem, replace(TRACK, ground=(general,)), hears_lateness)
    piece = terrain.piece("lateness")
    assert piece is not None
    assert piece.id == ("delay" if own else "lateness")


@pytest.mark.parametrize("like", ["The delay is long because of banks.", "Banks take their time."])
def test_two_of_which_only_one_covers_the_other_stay_two(like: str) -> None:
    general = ground("lateness", "data", "data", 5, like=like)
    assert survey(PROBLEM, replace(TRACK, ground=(general,)), hears_lateness).same == {}


def hears_lateness(text: str) -> Understanding:
    late = (Finding(FindingKind.GROUND, "lateness", text),) if "lateness" in text else ()
    return Understanding((*listen(text).findings, *late))


def test_ground_of_another_problem_is_no_piece() -> None:
    assert survey(PROBLEM, TRACK, listen).piece("of another problem") is None


def test_what_is_touched_is_told_by_its_piece() -> None:
    terrain = survey(PROBLEM, TRACK, listen)
    heard = Understanding(
        (
            Finding(FindingKind.GROUND, "goal", "x"),
            Finding(FindingKind.GROUND, "of another problem", "x"),
            Finding(FindingKind.NUMBER, "scale", "x"),
        )
    )
    assert terrain.touched(heard) == {"goal"}
