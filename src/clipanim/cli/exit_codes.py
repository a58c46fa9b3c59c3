"""Exit codes of the command: errors become one line on stderr, signals a clean end."""

from __future__ import annotations

import errno
import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Any

import click

from clipanim.api import EngineError, SettingError
from clipanim.files import WriteError
from clipanim.film.outputs import OutputError
from clipanim.film.param_sweep import SweepError
from clipanim.lecture.errors import ExportError, VoiceError, VoiceMissing
from clipanim.lecture.extras import ExtraMissing
from clipanim.lecture.movie import MovieError
from clipanim.scene.catalogue import SceneError
from clipanim.scene.config import ConfigError
from clipanim.scene.csv_table import FieldError
from clipanim.scene.params import ParamError

BAD_INPUT = (
    SceneError, ParamError, ConfigError, OutputError, SettingError, FieldError, SweepError,
    VoiceError, ExportError, MovieError,
)  # fmt: skip
FAILED, PARTLY_FAILED = 1, 75
SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")


class Interrupted(KeyboardInterrupt):
    """A signal that asks us to stop; what is open is closed on the way out."""

    def __init__(self, number: int):
        super().__init__(number)
        self.number = number


def run_for_exit_code(work: Callable[[], Any], debug: bool) -> int:
    """Do the work and return the exit code, having said in one line what went wrong."""
    try:
        with _signals_as_exceptions():
            code = work()
        _flush()
        return code if isinstance(code, int) else 0
    except click.exceptions.Exit as done:
        return done.exit_code
    except KeyboardInterrupt as stop:
        with suppress(OSError, ValueError):
            for note in getattr(stop, "__notes__", ()):
                click.echo(note, err=True)
        number = stop.number if isinstance(stop, Interrupted) else signal.SIGINT
        return 128 + number
    except Exception as error:
        if isinstance(error, OSError) and error.errno == errno.EPIPE:
            _discard_output()  # whoever read us has seen enough
            return 0
        with suppress(OSError, ValueError):
            print_error(error, debug)
        return error.exit_code if isinstance(error, click.ClickException) else FAILED
    except BaseException as error:  # sys.exit() in code that is not ours: we return our codes
        with suppress(OSError, ValueError):
            print_error(error, debug)
        return FAILED


def print_error(error: BaseException, debug: bool = False, what: str = "") -> None:
    """Say on stderr what went wrong."""
    if debug:
        click.echo("".join(traceback.format_exception(error)), err=True, nl=False)
    if isinstance(error, click.ClickException):
        error.show()
    else:
        click.echo(f"Error: {what}{error_text(error)}", err=True)


def error_text(error: BaseException) -> str:
    """One line about an error; of one that nobody foresaw, also its kind and place."""
    text = " ".join(str(error).split())
    if isinstance(
        error,
        (*BAD_INPUT, EngineError, WriteError, VoiceMissing, ExtraMissing, click.ClickException),
    ):
        return text
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    frames = traceback.extract_tb(error.__traceback__)
    place = f" ({Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
    named = f"{type(error).__name__}: {text}" if text else type(error).__name__
    return f"{named}{place}; --debug shows the traceback"


@contextmanager
def _signals_as_exceptions() -> Iterator[None]:
    """Turn SIGTERM and SIGHUP into an exception, so that temporary files go away.

    The first signal counts; those that follow do not disturb the cleaning up.
    """
    home = os.getpid()
    before: dict[signal.Signals, Any] = {}

    def stop(number: int, frame: FrameType | None) -> None:
        if os.getpid() != home:  # a worker that inherited this
            os._exit(128 + number)
        for one in before:
            signal.signal(one, signal.SIG_IGN)
        raise Interrupted(number)

    for name in SIGNALS:
        number = getattr(signal, name, None)  # there is no SIGHUP on Windows
        if number is None or signal.getsignal(number) in (signal.SIG_IGN, None):
            continue  # nohup means it
        with suppress(ValueError):  # not the main thread: the signals belong to someone else
            before[number] = signal.signal(number, stop)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()


def _discard_output() -> None:
    """Let what is still buffered go nowhere, or Python complains about it as it ends."""
    with suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except OSError:
                os.dup2(nowhere, stream.fileno())
