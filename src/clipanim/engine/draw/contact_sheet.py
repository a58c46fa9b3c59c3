"""Contact sheets: the frames of a storyboard tiled into one image; and PNG encoding."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from clipanim.engine.settings import Frame
from clipanim.stage.text.typeset import font_folder

LABEL_HEIGHT, GAP = 62, 12


def contact_sheet(frames: Sequence[Frame], columns: int = 3) -> NDArray[np.uint8]:
    """Tile frames of one size with their labels; RGB, uint8, shape (height, width, 3)."""
    height, width = frames[0].pixels.shape[:2]
    rows = -(-len(frames) // columns)
    cell_width, cell_height = width + GAP, height + LABEL_HEIGHT + GAP
    page = Image.new("RGB", (cell_width * columns + GAP, cell_height * rows + GAP), "#808080")
    draw = ImageDraw.Draw(page)
    font = ImageFont.truetype(str(font_folder() / "SourceSansPro-Regular.ttf"), 20)
    for n, frame in enumerate(frames):
        x, y = GAP + cell_width * (n % columns), GAP + cell_height * (n // columns)
        page.paste(Image.fromarray(frame.pixels[..., :3]), (x, y))
        text = frame.label.replace("⁻", "-")  # the one character that the font lacks
        label = f"{n + 1}  {frame.seconds:.1f} s  {text}"
        wrapped = textwrap.wrap(label, max(20, width // 9))[:2]
        draw.multiline_text((x + 4, y + height + 4), "\n".join(wrapped), "#000000", font)
    return np.asarray(page)


def encode_png(pixels: Any) -> bytes:
    """Encode uint8 pixels of shape (height, width, 3 or 4) as an RGB PNG file."""
    buffer = io.BytesIO()
    Image.fromarray(np.asarray(pixels)[..., :3]).save(buffer, "PNG", optimize=False)
    return buffer.getvalue()
