"""Films: the chapters of all scenes shared out to processes, drawn, encoded and joined.

A scene's state is a function of (play, frame), so a process can step past the chapters
that are not its own and draw one alone. A boundary between plays at t seconds falls on
frame floor(fps t + 1/2) of the whole film: chapters fit together to the frame.
"""

from __future__ import annotations

import multiprocessing
import queue
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from manim import Animation, Wait

from clipanim.catalogue import SceneFile
from clipanim.stage import CARD, Explainer

from .encode import Encoder
from .packets import write
from .pictures import frame_at, manim_settings, timeline
from .settings import Clip, EngineError, Settings, Shot, Timeline

USUAL_LENGTH = 50.0  # seconds; only for the progress bar of a film that does not say


@dataclass(frozen=True)
class Task:
    """One chapter of one scene, to be drawn into a file of its own; travels to a worker."""

    file: SceneFile
    values: dict[str, Any]  # parameters by name: their class exists in one process only
    chapter: str | None  # all of the scene, if None
    settings: Settings
    video: Path


@dataclass(frozen=True)
class Part:
    """A chapter that has been drawn, and the timeline of the whole film it belongs to."""

    clip: Clip
    whole: Timeline


def render(
    shots: Sequence[Shot],
    settings: Settings,
    folder: Path,
    *,
    jobs: int,
    progress: Callable[[int, int, str], None],
) -> list[Clip]:
    """See `clipanim.engine.render`."""
    tasks = [_tasks(shot, settings, folder / f"{n}") for n, shot in enumerate(shots)]
    expected = round(settings.fps * sum(_expected_length(shot) for shot in shots))
    done = 0

    def drawn(frames: int, what: str) -> None:
        nonlocal done
        done += frames
        progress(done, max(expected, done), what)

    flat = [task for group in tasks for task in group]
    draw = _in_turn if jobs == 1 or len(flat) == 1 else _shared_out
    parts = iter(draw(flat, jobs, drawn))
    progress(done, done, "")
    groups = [[next(parts) for _ in group] for group in tasks]
    return [_joined(group, folder / f"{n}.mp4") for n, group in enumerate(groups)]


def _tasks(shot: Shot, settings: Settings, folder: Path) -> list[Task]:
    folder.mkdir(parents=True, exist_ok=True)
    chapters = [shot.chapter] if shot.chapter else [*shot.file.chapters(), CARD]
    return [
        Task(shot.file, shot.params.as_dict(), chapter, settings, folder / f"{n}.mp4")
        for n, chapter in enumerate(chapters)
    ]


def _expected_length(shot: Shot) -> float:
    whole = shot.file.length or USUAL_LENGTH
    return whole / (len(shot.file.chapters()) + 1) if shot.chapter else whole


def _joined(parts: list[Part], output: Path) -> Clip:
    clips = [part.clip for part in parts if part.clip.timeline.frames]
    if len(parts) == 1:
        return clips[0]
    write(clips, output, parts[0].whole)
    return Clip(output, parts[0].whole)


def _in_turn(tasks: Sequence[Task], _jobs: int, drawn: Callable[[int, str], None]) -> list[Part]:
    return [draw(task, drawn) for task in tasks]


def _shared_out(tasks: Sequence[Task], jobs: int, drawn: Callable[[int, str], None]) -> list[Part]:
    spawn = multiprocessing.get_context("spawn")
    reports = spawn.Queue()
    pool = ProcessPoolExecutor(
        min(jobs, len(tasks)), mp_context=spawn, initializer=_start_worker, initargs=(reports,)
    )
    try:
        futures = [pool.submit(_work, task) for task in tasks]
        _watch(futures, reports, drawn)
        return [future.result() for future in futures]
    except BrokenProcessPool:
        raise EngineError("a worker process ended before its work was done") from None
    finally:
        workers = list((pool._processes or {}).values())
        for worker in workers if any(not future.done() for future in futures) else ():
            worker.kill()  # nothing of theirs is kept: they write to a private folder
        pool.shutdown(wait=True, cancel_futures=True)


def _watch(futures: list[Future[Part]], reports: Any, drawn: Callable[[int, str], None]) -> None:
    """Pass reports on until all is drawn, or the first chapter fails."""
    left = set(futures)
    while left:
        done, left = wait(left, timeout=0.1)
        for future in done:
            future.result()
        while True:
            try:
                drawn(*reports.get_nowait())
            except queue.Empty:
                break


_reports: Any = None


def _start_worker(reports: Any) -> None:
    """Leave Ctrl-C to the parent, which ends its workers itself."""
    global _reports
    _reports = reports
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _work(task: Task) -> Part:
    return draw(task, lambda frames, what: _reports.put((frames, what)))


def draw(task: Task, drawn: Callable[[int, str], None]) -> Part:
    """Draw and encode one chapter; `drawn(frames, name)` is called after every play.

    Raises:
        EngineError: if the scene fails; the message names scene, chapter and reason.
    """
    settings, folder = task.settings, task.video.parent
    with manim_settings(settings, str(folder)):
        kind = task.file.load().scene
        scene = kind(params=kind.Params.from_mapping(task.values))
        scene.only_chapter = task.chapter
        encoder = Encoder(task.video, settings.width, settings.height, settings.fps)

        def perform(animations: list[Animation], duration: float) -> None:
            first = frame_at(scene.clock, settings.fps)
            last = frame_at(scene.clock + duration, settings.fps)
            _perform(scene, animations, range(first, last), settings.fps, encoder)
            drawn(last - first, task.file.name)

        scene.performer = perform
        try:
            scene.setup()
            scene.construct()
            scene.tear_down()
        except Exception as error:
            where = f"{task.file.name}, {scene.here or 'before its first chapter'}"
            reason = f"{type(error).__name__}: {error}".partition("\n")[0]
            raise EngineError(f"{where}: {reason}") from error
        finally:
            encoder.close()
        clip = Clip(task.video, timeline(scene, settings.fps))
        scene.only_chapter = None
        return Part(clip, timeline(scene, settings.fps))


def _perform(
    scene: Explainer[Any],
    animations: list[Animation],
    frames: range,
    fps: int,
    encoder: Encoder,
) -> None:
    """Draw the frames of one play; as `manim.Scene.play_internal`, on our schedule."""
    renderer, start = scene.renderer, scene.clock
    scene.compile_animation_data(*animations)
    scene.begin_animations()
    renderer.save_static_frame_data(scene, scene.static_mobjects)
    still = len(animations) == 1 and isinstance(animations[0], Wait)
    for frame in frames[:1] if still else frames:
        if not still:
            scene.update_to_time(max(0.0, frame / fps - start))
        renderer.update_frame(scene, scene.moving_mobjects)
        encoder.write(renderer.camera.pixel_array, len(frames) if still else 1)
    for animation in animations:
        animation.finish()
        animation.clean_up_from_scene(scene)
    scene.update_mobjects(0)
    renderer.static_image = None
