"""The colours keep the contrasts that the page on looks promises."""

import pytest

from clipanim.audit import contrast
from clipanim.stage import theme

TEXT = ("ink", "muted", "raw", "clipped", "value_text", "state", "emphasis")
MARKS = ("raw", "clipped", "value", "state", "axis")


@pytest.mark.parametrize("name", theme.PALETTES)
@pytest.mark.parametrize("ground", ["background", "panel"])
def test_text_can_be_read(name, ground):
    palette = theme.PALETTES[name]
    for colour in TEXT:
        assert contrast(getattr(palette, colour), getattr(palette, ground)) >= 4.5, colour


@pytest.mark.parametrize("name", theme.PALETTES)
def test_marks_can_be_seen(name):
    palette = theme.PALETTES[name]
    for colour in MARKS:
        assert contrast(getattr(palette, colour), palette.background) >= 3.0, colour


def test_colours_are_looked_up_when_asked_for():
    before = theme.ink
    with theme.using("light"):
        assert theme.ink == theme.PALETTES["light"].ink
    assert theme.ink == before


def test_an_unknown_theme_is_named():
    with pytest.raises(ValueError, match="'sepia' is not one of dark, light"), theme.using("sepia"):
        pass


def test_contrast_is_that_of_the_web_guidelines():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)
