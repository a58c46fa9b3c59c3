"""What tests of the engine share."""

import pytest
from changed_film import DRIFT, changed


@pytest.fixture
def drifting(tmp_path):
    """A film that comes out differently where its plays are skipped."""
    return changed(
        tmp_path,
        "drifting",
        ("class Short(", DRIFT.lstrip()),
        ("Draw(picture.curve, run_time=1.3)", "Drift(picture.curve, run_time=1.3)"),
        ('self.chapter("The turn")', 'self.chapter("The turn", keep=[picture.curve])'),
    )
