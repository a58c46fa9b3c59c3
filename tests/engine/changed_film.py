"""The short film with something changed in it, as a file of its own."""

from short_films import SHORT

DRIFT = '''
from manim import Animation


class Drift(Animation):
    """Adds up what it does: stepped past, it ends elsewhere than drawn."""

    def interpolate_mobject(self, alpha):
        self.mobject.shift(np.array([0.002, 0.0, 0.0]))


class Short('''
DEATH = "        os.kill(os.getpid(), signal.SIGKILL)\n"
ONCE = """        with contextlib.suppress(FileExistsError):
            os.mkdir({mark!r})
            os.kill(os.getpid(), signal.SIGKILL)
"""
START = "        picture = self.chapter"


def changed(folder, name, *changes):
    """The short film with some of its text replaced."""
    text = SHORT.read_text().replace("import numpy", "import contextlib, os, signal\nimport numpy")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = folder / f"{name}.py"
    path.write_text(text)
    return path
