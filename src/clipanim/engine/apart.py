"""A process of its own for each parcel that is being drawn.

The process that an executor calls us in is not ours: its other threads draw from the global
random numbers, its working folder is shared, and a scene that crashes must not end it. So one
beside it draws, reads parcels from its input and writes answers to its output; it is kept for
the next parcel, and ends with the one that started it.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import time
from contextlib import suppress
from threading import Thread
from typing import Any

from .crew import DEATHS
from .parcel import Answer, Missing, Parcel
from .settings import EngineError

RUN = "import sys; sys.path[:] = {path!r}; from clipanim.engine.apart import main; main()"


class Died(Exception):
    """The process ended before it had answered."""


class Apart:
    """Such a process."""

    def __init__(self) -> None:
        command = [sys.executable, "-c", RUN.format(path=sys.path)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def draw(self, parcel: Parcel) -> Answer | Missing:
        """Let it draw a parcel.

        Raises:
            Died: if it died of it.
            Exception: what went wrong there.
        """
        to, back = self.process.stdin, self.process.stdout
        assert to is not None
        assert back is not None
        try:
            pickle.dump(parcel, to)
            to.flush()
            answer = pickle.load(back)
        except (OSError, EOFError, pickle.UnpicklingError) as error:
            self.end()
            raise Died from error
        if isinstance(answer, Exception):
            raise answer
        return answer

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            with suppress(OSError):
                if stream is not None:
                    stream.close()


_idle: list[Apart] = []


def work(parcel: Parcel) -> Answer | Missing:
    """Draw a parcel: what an executor is asked to do; several at once, if it has threads."""
    for _ in range(DEATHS):
        try:
            apart = _idle.pop()
        except IndexError:
            apart = Apart()
        try:
            answer = apart.draw(parcel)
        except Died:
            continue
        except Exception:
            _idle.append(apart)
            raise
        _idle.append(apart)
        return answer
    raise EngineError(f"{parcel.name}: its worker died {DEATHS} times")


def main() -> None:
    """Draw what comes in until nothing more can come."""
    from .away import drawn_here

    Thread(target=_outlive_no_parent, args=(os.getppid(),), daemon=True).start()
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a scene prints is no answer
    while True:
        try:
            parcel = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        out.write(_pickled(_answer(drawn_here, parcel)))
        out.flush()


def _outlive_no_parent(parent: int) -> None:
    """End this process when the one that started it is gone; for a thread."""
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)


def _answer(draw: Any, parcel: Parcel) -> Any:
    try:
        return draw(parcel)
    except Exception as error:
        return error


def _pickled(answer: Any) -> bytes:
    try:
        content = pickle.dumps(answer)
        pickle.loads(content)  # some exceptions cannot be read back
    except Exception:
        content = pickle.dumps(EngineError(f"{type(answer).__name__}: {answer}"))
    return content
