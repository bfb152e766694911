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
def test_what_a_model_answer_covers_at_anchor_5_is_the_same_idea(
    dimension: str, anchor: int, like: str, own: bool
) -> None:
    general = ground("lateness", "data", dimension, anchor, like=like)
    terrain = survey(PROBLEM, replace(TRACK, ground=(general,)), listen)
    piece = terrain.piece("lateness")
    assert piece is not None
    assert piece.id == ("delay" if own else "lateness")


def test_the_problems_model_answer_may_be_the_one_that_covers() -> None:
    def hears_lateness(text: str) -> Understanding:
        late = (Finding(FindingKind.GROUND, "lateness", text),) if "delay matters" in text else ()
        return Understanding(late)

    general = ground("lateness", "data", "data", 5, like="Banks take their time.")
    assert survey(PROBLEM, replace(TRACK, ground=(general,)), hears_lateness).same == {"lateness": "delay"}


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
