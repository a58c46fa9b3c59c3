"""The layout check finds what it is for: each case is one defect, and its absence."""

import pytest
from manim import Scene

from clipanim import audit
from clipanim.engine.play.scene_setup import manim_settings
from clipanim.engine.settings import Settings
from clipanim.stage import Arrow, Label, Path, at, text, theme
from clipanim.stage.camera import StageCamera

SETTINGS = Settings(480, 270, 10)


class Screen(Scene):
    """A scene that shows some shapes and says nothing."""

    current_line: Label | None = None


@pytest.fixture
def findings(tmp_path):
    def measure(*shapes):
        with manim_settings(SETTINGS, str(tmp_path)):
            screen = Screen(camera_class=StageCamera)
            screen.add(*(shape() for shape in shapes))
            return {kind for kind, _ in audit.measure(screen)}

    return measure


def word(x=300, y=400, words="a label", **how):
    return lambda: text(words, **how).at(x, y)


def line(y=400, **how):
    return lambda: Path([at(200, y), at(900, y)], **how)


@pytest.mark.parametrize(
    ("shapes", "kinds"),
    [
        pytest.param([word(), line(600)], set(), id="all is well"),
        pytest.param([word(), word(320, 410)], {"text over text"}, id="two labels overlap"),
        pytest.param([word(), word(300, 460)], set(), id="two labels one above the other"),
        pytest.param([word(), line(390)], {"text near a line"}, id="a line through a label"),
        pytest.param([word(), line(410)], {"text near a line"}, id="a line just below a label"),
        pytest.param([word(), line(440)], set(), id="a line well below a label"),
        pytest.param([word(1850)], {"outside the frame"}, id="a label leaves the frame"),
        pytest.param([line(1000)], {"in the narration band"}, id="a line in the narration band"),
        pytest.param([word(size=18)], {"small text"}, id="type below 22 px"),
        pytest.param([word(color="#333842")], {"faint text"}, id="type that is hard to see"),
        pytest.param(
            [lambda: Arrow(at(200, 500), at(600, 500), "#262C37")],
            {"faint mark"},
            id="an arrow that is hard to see",
        ),
    ],
)
def test_a_defect_is_found_and_only_a_defect(findings, shapes, kinds):
    assert findings(*shapes) == kinds


def test_a_label_may_stand_close_to_the_line_that_it_names(findings):
    by_colour = word(color=theme.raw)
    assert findings(by_colour, line(410, color=theme.raw)) == set()
    named = Path([at(200, 410), at(900, 410)])
    assert findings(lambda: text("a label").at(300, 400).naming(named), lambda: named) == set()


def test_a_halo_lets_a_label_stand_over_a_line(findings):
    assert findings(line(390), lambda: text("a label").at(300, 400).halo()) == set()


def test_shrunk_type_is_measured_as_it_is_seen(findings):
    assert findings(lambda: text("a label", 34).at(300, 400).scale(0.5)) == {"small text"}
