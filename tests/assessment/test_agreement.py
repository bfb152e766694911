"""The measures of agreement, on cases worked out by hand."""

from math import isnan

import pytest

from tests.assessment.agreement import spearman, weighted_kappa


def test_the_same_scores_agree_wholly() -> None:
    assert weighted_kappa([(1, 1), (3, 3), (5, 5)]) == 1.0


def test_scores_that_only_chance_would_give_agree_in_nothing() -> None:
    assert weighted_kappa([(1, 1), (1, 5), (5, 1), (5, 5)]) == pytest.approx(0.0)


def test_far_errors_weigh_more_than_near_ones() -> None:
    near = weighted_kappa([(1, 1), (2, 3), (5, 5)])
    far = weighted_kappa([(1, 1), (2, 5), (5, 5)])
    assert near == pytest.approx(1 - (1 / 3) / (51 / 9))
    assert far < near < 1.0


def test_raters_who_never_vary_say_nothing() -> None:
    assert isnan(weighted_kappa([(3, 3), (3, 3)]))
    assert isnan(spearman([(1.0, 2.0), (3.0, 2.0)]))


def test_rank_correlation_is_about_order_and_ties_share_a_rank() -> None:
    assert spearman([(1, 10.0), (2, 100.0), (3, 1000.0)]) == pytest.approx(1.0)
    assert spearman([(1, 3.0), (2, 2.0), (3, 1.0)]) == pytest.approx(-1.0)
    assert spearman([(1, 1.0), (2, 1.0), (3, 2.0)]) == pytest.approx(0.866, abs=0.001)
