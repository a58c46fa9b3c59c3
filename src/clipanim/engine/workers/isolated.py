"""Run task bundles in a subprocess, isolated from the process of the executor.

The process that an executor calls us in is not ours: its other threads draw from the global
random numbers, its working folder is shared, and a scene that crashes must not end it. So a
subprocess draws: it reads pickled bundles from stdin and writes pickled answers to stdout; it is
reused for the next bundle, and ends with the process that started it.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from contextlib import suppress
from typing import Any

from clipanim.engine.settings import EngineError
from clipanim.scene.author_errors import error_reason

from .bundle_worker import run_bundle
from .exit_status import died_message, exit_status, print_to_stderr
from .parent_watch import exit_with_parent
from .pool import JOIN_SECONDS, MAX_DEATHS
from .safe_start import worker_path
from .task_bundle import BundleResult, MissingFiles, TaskBundle

CODE = (
    "import sys; sys.path[:] = {path!r}; from clipanim.engine.workers.isolated import main; main()"
)


class WorkerDied(Exception):
    """The subprocess ended before it had answered; the message says how."""


class IsolatedProcess:
    """A subprocess that runs task bundles, one at a time."""

    def __init__(self) -> None:
        # Without -P, Python would look for the modules it starts with in the working folder.
        command = [sys.executable, "-P", "-c", CODE.format(path=worker_path())]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def run(self, bundle: TaskBundle) -> BundleResult | MissingFiles:
        """Send a bundle to the subprocess, and wait for its answer.

        Raises:
            WorkerDied: if the subprocess ended meanwhile.
            Exception: what was raised there.
        """
        stdin, stdout = self.process.stdin, self.process.stdout
        assert stdin is not None
        assert stdout is not None
        try:
            pickle.dump(bundle, stdin)
            stdin.flush()
            answer = pickle.load(stdout)
        except (OSError, EOFError, pickle.UnpicklingError) as error:
            raise WorkerDied(self.kill()) from error
        if isinstance(answer, Exception):
            raise answer
        return answer

    def kill(self) -> str:
        """End the subprocess and close its pipes; how it ended, if it did so by itself."""
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(JOIN_SECONDS)
        ending = exit_status(self.process.poll())
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            with suppress(OSError):
                if stream is not None:
                    stream.close()
        return ending


_idle: list[IsolatedProcess] = []


def run_isolated(bundle: TaskBundle) -> BundleResult | MissingFiles:
    """Run a bundle in a subprocess: the function that is submitted to an executor.

    Threads of the executor may call it at once; each gets a subprocess of its own.
    """
    endings = list[str]()
    for _ in range(MAX_DEATHS):
        try:
            process = _idle.pop()
        except IndexError:
            process = IsolatedProcess()
        try:
            answer = process.run(bundle)
        except WorkerDied as death:
            endings.append(str(death))
            continue
        except Exception:
            _idle.append(process)
            raise
        _idle.append(process)
        return answer
    raise EngineError(died_message(bundle.name, endings))


def main() -> None:
    """The subprocess: answer the bundles that come on stdin until it is closed."""
    exit_with_parent()
    output = os.fdopen(os.dup(1), "wb")
    print_to_stderr()  # what a scene prints is no answer
    while True:
        try:
            bundle = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        output.write(_pickled(_result_or_error(bundle)))
        output.flush()


def _result_or_error(bundle: TaskBundle) -> Any:
    try:
        return run_bundle(bundle)
    except Exception as error:
        return error
    except BaseException as error:  # such as SystemExit: the sender would end with it
        return EngineError(f"{bundle.name}: its worker ended with {error_reason(error)}")


def _pickled(answer: Any) -> bytes:
    try:
        content = pickle.dumps(answer)
        pickle.loads(content)  # some exceptions cannot be unpickled
    except Exception:
        content = pickle.dumps(EngineError(f"{type(answer).__name__}: {answer}"))
    return content
