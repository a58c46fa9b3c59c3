"""Thresholds from a history of norms, and what each would have clipped."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clipanim.numerics import (
    autoclip_thresholds,
    log_histogram,
    norm_band,
    percentile_threshold,
    share_clipped,
    skipped_updates,
)

histories = st.lists(
    st.one_of(st.floats(0, 1e6), st.sampled_from([np.inf, np.nan])), min_size=1, max_size=60
)
BROKEN = [1.0, np.inf, 3.0, np.nan]


def test_the_band_is_half_to_ten_times_the_average():
    assert norm_band([1.0, 3.0]) == (1.0, 2.0, 20.0)
    assert norm_band(BROKEN) == (1.0, 2.0, 20.0)
    assert norm_band([4.0], low=0.25, high=2.0) == (1.0, 4.0, 8.0)


def test_a_percentile_leaves_out_what_is_not_finite():
    assert percentile_threshold([1.0, 2.0, 3.0, 4.0, 5.0], 75) == 4.0
    assert percentile_threshold(BROKEN, 100) == 3.0


@given(histories, st.floats(0, 100))
def test_autoclip_takes_the_percentile_of_all_norms_so_far(norms, percent):
    thresholds = autoclip_thresholds(norms, percent)
    for k, threshold in enumerate(thresholds):
        past = np.array(norms[: k + 1])
        finite = past[np.isfinite(past)]
        expected = np.percentile(finite, percent) if finite.size else np.inf
        assert threshold == pytest.approx(expected, rel=1e-12, abs=1e-12)


def test_autoclip_at_10_percent_clips_most_updates():
    norms = np.random.default_rng(seed=0).lognormal(size=2000)
    clipped = norms > autoclip_thresholds(norms)
    assert clipped.mean() == pytest.approx(0.9, abs=0.02)


@given(st.lists(st.floats(1e-9, 1e9), min_size=1, max_size=15), st.integers(1, 12))
def test_every_norm_is_counted_in_the_bin_that_holds_it(norms, bins):
    histogram = log_histogram(norms, bins)
    assert histogram.counts.sum() == len(norms)
    assert (histogram.counts[0], histogram.counts[-1]) > (0, 0)
    for low, high, count in zip(
        histogram.edges[:-1], histogram.edges[1:], histogram.counts, strict=True
    ):
        inside = sum(low <= norm < high for norm in norms)
        at_border = sum(np.isclose(norm, [low, high], rtol=1e-12).any() for norm in norms)
        assert abs(count - inside) <= at_border


def test_the_histogram_has_a_border_at_every_power_of_ten_and_says_what_it_leaves_out():
    histogram = log_histogram([0.0, 0.5, 20.0, np.inf, np.nan], bins_per_decade=2)
    np.testing.assert_allclose(histogram.edges[1::2], [1.0, 10.0], rtol=1e-14)
    assert (histogram.counts.tolist(), histogram.left_out) == ([1, 0, 0, 1], 3)


@given(histories, st.floats(1e-3, 1e6))
def test_the_share_clipped_is_that_of_the_norms_not_within_the_threshold(norms, threshold):
    beyond = np.mean([not norm <= threshold for norm in norms])
    assert share_clipped(norms, threshold) == pytest.approx(beyond, abs=1e-12)


def test_a_larger_threshold_never_clips_more():
    shares = share_clipped(np.random.default_rng(0).lognormal(size=300), np.logspace(-3, 3, 50))
    assert (np.diff(shares) <= 0).all()
    assert (shares[0], shares[-1]) == (1.0, 0.0)


def test_a_spike_is_skipped_and_does_not_widen_the_limit_for_the_next():
    norms = np.random.default_rng(seed=1).lognormal(sigma=0.3, size=300)
    norms[[120, 121, 200]] = [50.0, 50.0, np.nan]
    skipped = skipped_updates(norms)
    assert np.flatnonzero(skipped).tolist() == [120, 121, 200]


def test_the_limit_is_mean_plus_four_sigmas_of_the_logarithms():
    calm = np.exp([0.0, 1.0] * 20)  # mean 1/2, standard deviation 1/2: the limit is 5/2
    for above, expected in ((2.49, False), (2.51, True)):
        assert skipped_updates([*calm, np.exp(above)])[-1] == expected


def test_before_the_warm_up_is_over_nothing_finite_is_skipped():
    assert skipped_updates([1.0, 1e6, np.inf, 1e9, 0.0]).tolist() == [0, 0, 1, 0, 0]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        pytest.param(lambda: norm_band([np.nan]), "none of the norms", id="nothing finite"),
        pytest.param(lambda: log_histogram([0.0]), "none of the norms", id="all zero"),
        pytest.param(lambda: log_histogram([1.0], 0), "bins_per_decade .* got 0", id="bins"),
        pytest.param(lambda: autoclip_thresholds([1.0], 101), "0 to 100, got 101", id="percent"),
        pytest.param(lambda: share_clipped([], 1.0), r"k >= 1, got \(0,\)", id="no history"),
        pytest.param(lambda: skipped_updates([1.0], 0.0), "sigmas must be > 0", id="sigmas"),
        pytest.param(lambda: skipped_updates([1.0], warm_up=1), "warm_up >= 2", id="warm-up"),
    ],
)
def test_a_bad_argument_is_refused_and_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
