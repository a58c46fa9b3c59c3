"""Short films for tests, and the frames of a video."""

import av
from places import DATA

from clipanim import engine
from clipanim.scene import catalogue

SMALL = engine.Settings(160, 90, 10)
SHORT = DATA / "short.py"


def shot(path=SHORT, chapter=None, **values):
    file = catalogue.find_scene(str(path))
    return engine.Shot(file, file.params(values), chapter)


def plain(name):
    return shot(f"{DATA / 'plain.py'}:{name}")


def frames(video):
    """The brightness of every frame, arrays of shape (height, width)."""
    with av.open(str(video)) as film:
        return [frame.to_ndarray(format="gray") for frame in film.decode(video=0)]
