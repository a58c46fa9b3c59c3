"""Scenes drawn by any executor, also on other machines: nothing is shared but what travels.

Each worker plays the scene and draws every so-manieth segment; which, is settled beforehand.
"""

from __future__ import annotations

import os
import platform
import re
import tempfile
from collections.abc import Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from dataclasses import replace
from pathlib import Path

from clipanim.catalogue import SceneError, SceneFile

from . import apart
from .crew import Drawn, Outcome
from .depends import ABSENT, digest_now, is_settled, manim_configs
from .desk import manifest_of, recall, remember
from .environment import environment_digest, system_fonts_digest
from .manifest import Manifest, key_of_shot
from .parcel import Answer, Missing, Parcel, Unpacked, contents, modules_of, shelf, unpacked
from .settings import EngineError
from .store import Store
from .work import Part, Share, Task, segment_file

SPARE = 2  # parts for each worker, so that who is done early takes another
GAP = 99  # segments in a row that are not kept; then no more are looked for
WORD = re.compile(r"[^\s'\"`,;()\[\]]+")


class Away:
    """Gives scenes to an executor, in parts.

    Args:
        executor: any; its workers can import clipanim, and may have nothing else in common.
        workers: how many draw at once.
        drawn: told of what comes back.
    """

    def __init__(self, executor: Executor, workers: int, drawn: Drawn):
        self.executor, self.workers, self.drawn = executor, workers, drawn

    def draw(self, tasks: Mapping[int, Task]) -> Iterator[tuple[int, Outcome]]:
        """Let scenes be drawn; each comes with its outcome as soon as it is known."""
        count = max(1, min(self.workers, -(-SPARE * self.workers // len(tasks))))
        errands = {n: Errand(task, count) for n, task in tasks.items()}
        sent = {future: n for n, one in errands.items() for future in one.send(self.executor)}
        try:
            while sent:
                done, _ = wait(sent, return_when=FIRST_COMPLETED)
                for future in done:
                    n = sent.pop(future)
                    if n not in errands:
                        continue  # it failed before
                    more, outcome = errands[n].take(future, self.executor, self.drawn)
                    sent.update(dict.fromkeys(more, n))
                    if outcome is not None:
                        del errands[n]
                        yield n, outcome
        finally:
            for future in sent:
                future.cancel()


class Errand:
    """A scene that is being drawn elsewhere."""

    def __init__(self, task: Task, count: int):
        self.task, self.store, self.folder = task, Store(task.store), os.getcwd()
        self.kept = {} if task.anew else self._recalled()
        have = frozenset(self.kept)
        self.parts = [Part(n, count, have) for n in range(count)] if not task.anew else [Part(0, 1)]
        self.files = contents(modules_of(task.file) | self._recorded())
        self.answers: dict[int, Answer] = {}
        self.out: dict[Future[Answer | Missing], tuple[Part, set[str]]] = {}  # and files sent

    def _recalled(self) -> dict[int, dict[int, str]]:
        """The segments that are kept already, put in their places."""
        found, number, last = dict[int, dict[int, str]](), 0, 0
        while number - last <= GAP:
            known = manifest_of(self.task, self.store, number).lookup()
            target = segment_file(self.task.folder, number)
            if known is not None:
                states = recall(known, self.store, target)
                if target.exists():
                    found[number], last = states, number
            number += 1
        return found

    def _recorded(self) -> set[str]:
        """What the scene was seen to depend on when it was drawn before."""
        shot, settings = self.task.shot, self.task.settings
        whole = Manifest(self.store, key_of_shot(shot, settings)).files()
        return (whole | manifest_of(self.task, self.store, 0).files()) - _settings_of_manim()

    def send(self, executor: Executor) -> list[Future[Answer | Missing]]:
        """Send all parts."""
        return [self._send(executor, part) for part in self.parts]

    def _send(self, executor: Executor, part: Part) -> Future[Answer | Missing]:
        task = self.task
        parcel = Parcel(
            files=self.files,
            folder=self.folder,
            path=str(task.file.path),
            scene_name=task.file.scene_name,
            values=task.values,
            spoken=task.spoken,
            chapter=task.chapter,
            settings=task.settings,
            part=part,
            anew=task.anew,
            environment=_environment(task.file),
        )
        future = executor.submit(apart.work, parcel)
        self.out[future] = part, {*self.files}
        return future

    def take(
        self, future: Future[Answer | Missing], executor: Executor, drawn: Drawn
    ) -> tuple[list[Future[Answer | Missing]], Outcome | None]:
        """Take an answer: what is sent again because of it, and the outcome once it is known."""
        part, sent = self.out.pop(future)
        try:
            answer = future.result()
            if wanted := self._wanted(answer, sent):
                self.files = {**self.files, **wanted}
                return [self._send(executor, part)], None
            assert isinstance(answer, Answer)
            self._keep(answer, drawn)
        except Exception as error:
            return [], self._explained(error)
        self.answers[part.number] = answer
        if len(self.answers) < len(self.parts):
            return [], None
        shares = [one.share for one in self.answers.values()]
        kept = {play: state for states in self.kept.values() for play, state in states.items()}
        return [], [replace(shares[0], kept=kept), *shares[1:]]

    def _wanted(self, answer: Answer | Missing, sent: set[str]) -> dict[str, bytes]:
        """Files that are here, and that the scene looked for in vain.

        Raises:
            EngineError: if a file is not here either, or is another one there.
        """
        if isinstance(answer, Missing):
            found = contents({*answer.paths} - sent)
            if not found:
                raise EngineError(answer.problem)
            return found
        name, wanted = self.task.file.name, set[str]()
        for path, there in answer.share.files.items():
            full = os.path.join(self.folder, path)
            here = digest_now(full)
            if there == ABSENT != here and path not in _settings_of_manim():
                wanted.add(full)
            elif there != here and is_settled({path: there}):
                raise EngineError(f"{name}: {path} is another file on {answer.where} than here")
        return contents(wanted)

    def _keep(self, answer: Answer, drawn: Drawn) -> None:
        """Put the segments that came in their places, and into the store."""
        for number, content in answer.segments.items():
            target = segment_file(self.task.folder, number)
            target.write_bytes(content)
            manifest = manifest_of(self.task, self.store, number)
            remember(manifest, target, answer.share.files, answer.share.drawn[number])
        lengths = {one.number: len(one.frames) for one in answer.share.segments}
        frames = sum(lengths.get(number, 0) for number in answer.segments)
        drawn(frames, self.task.file.name)

    def _explained(self, error: Exception) -> Exception:
        name = self.task.file.name
        if type(error).__name__ == "KilledWorker":  # of dask, which may not be there
            deaths = getattr(error, "allowed_failures", 0) + 1
            return EngineError(f"{name}: its worker died {deaths} times")
        if isinstance(error, BrokenExecutor):
            return EngineError(f"{name}: the executor broke: {error}")
        return error


def drawn_here(parcel: Parcel) -> Answer | Missing:
    """Draw a parcel in this process."""
    with unpacked(parcel) as files:
        file = SceneFile(Path(files.here(parcel.path)), parcel.scene_name)
        here = platform.node() or "a worker"
        if parcel.environment != _environment(file):
            raise EngineError(f"{here}: other versions, fonts, libraries or processor than here")
        with tempfile.TemporaryDirectory(prefix="clipanim-") as scratch:
            return _drawn(parcel, file, files, Path(scratch), here)


def _drawn(
    parcel: Parcel, file: SceneFile, files: Unpacked, scratch: Path, where: str
) -> Answer | Missing:
    from .draw import draw

    task = Task(
        file,
        parcel.values,
        parcel.chapter,
        parcel.settings,
        scratch,
        shelf(),
        parcel.spoken,
        anew=parcel.anew,
        part=parcel.part,
    )
    try:
        share = draw(task, lambda frames, name: None)
    except (EngineError, SceneError, OSError) as error:
        if missing := _missing(error, files):
            return Missing(missing, str(error))
        raise
    segments = {n: segment_file(scratch, n).read_bytes() for n in share.drawn}
    return Answer(_as_there(share, files), segments, where)


def _missing(error: BaseException | None, files: Unpacked) -> tuple[str, ...]:
    """Files that were not found and that the sender may have, if an error comes of that.

    Not every library says which file it was but in words.
    """
    found: list[str] = []
    while error is not None:
        if isinstance(error, OSError):
            named = [error.filename] if isinstance(error.filename, str) else []
            found += named or [word.rstrip(".:") for word in WORD.findall(str(error))]
        error = error.__cause__ or error.__context__
    return tuple(path for one in found if (path := files.sent(one)))


def _as_there(share: Share, files: Unpacked) -> Share:
    """A share with the paths of the sender."""
    sounds = [replace(one, file=files.there(one.file)) for one in share.timeline.sounds]
    return replace(
        share,
        files={files.there(path): digest for path, digest in share.files.items()},
        timeline=replace(share.timeline, sounds=tuple(sounds)),
    )


def _environment(file: SceneFile) -> str:
    """The digest of all that must be the same on two machines for a scene."""
    return environment_digest() + (system_fonts_digest() if file.is_plain else "")


def _settings_of_manim() -> set[str]:
    """manim reads these when it is imported: they cannot be sent."""
    return {str(one) for one in manim_configs()}
