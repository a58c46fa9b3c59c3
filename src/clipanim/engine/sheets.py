"""Storyboards on one sheet, and PNG files."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from clipanim.stage.typeset import font_folder

from .settings import Frame

LABEL_HEIGHT, GAP = 62, 12


def sheet(frames: Sequence[Frame], columns: int = 3) -> NDArray[np.uint8]:
    """See `clipanim.engine.sheet`."""
    height, width = frames[0].pixels.shape[:2]
    rows = -(-len(frames) // columns)
    cell_w, cell_h = width + GAP, height + LABEL_HEIGHT + GAP
    page = Image.new("RGB", (cell_w * columns + GAP, cell_h * rows + GAP), "#808080")
    pen = ImageDraw.Draw(page)
    font = ImageFont.truetype(str(font_folder() / "SourceSansPro-Regular.ttf"), 20)
    for n, frame in enumerate(frames):
        x, y = GAP + cell_w * (n % columns), GAP + cell_h * (n // columns)
        page.paste(Image.fromarray(frame.pixels[..., :3]), (x, y))
        said = frame.label.replace("⁻", "-")  # the one character that the font lacks
        label = f"{n + 1}  {frame.seconds:.1f} s  {said}"
        rows_ = textwrap.wrap(label, max(20, width // 9))[:2]
        pen.multiline_text((x + 4, y + height + 4), "\n".join(rows_), "#000000", font)
    return np.asarray(page)


def encode_png(pixels: Any) -> bytes:
    """See `clipanim.engine.encode_png`."""
    buffer = io.BytesIO()
    Image.fromarray(np.asarray(pixels)[..., :3]).save(buffer, "PNG", optimize=False)
    return buffer.getvalue()
