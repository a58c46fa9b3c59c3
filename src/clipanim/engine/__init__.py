"""Render engine: scenes to frames, segments and films; manim is imported when it is needed.

`rendering` gives scenes to `workers` (processes, an executor or Dask), of which each plays its
scene (`play`), turns shapes to pixels (`draw`) and pixels to packets (`encode`); `store` caches
finished segments by their dependencies. `settings` holds input and output values, `profile`
measures the phases.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from clipanim.lazy import lazy_exports

from .profile import PHASES, PhaseTimes
from .settings import (
    QUALITIES,
    Certificates,
    ChapterMark,
    Clip,
    EngineError,
    Frame,
    Line,
    Progress,
    Settings,
    Shot,
    Sound,
    Timeline,
)
from .store import dependencies as dependencies  # sees from now on which files are opened
from .store.disk_space import check_disk_space, estimate_frame_count

if TYPE_CHECKING:
    from .draw.contact_sheet import contact_sheet, encode_png
    from .draw.stills import still, storyboard
    from .draw.transparent import draw_transparent
    from .encode.caption_track import Captions
    from .encode.concat import concat_clips, concat_timelines, read_comment
    from .play.cached_plan import cached_plan
    from .play.scene_setup import plan
    from .rendering import count_finished_frames, render, render_each
    from .store.story_cache import cached_story
    from .workers.dask import dask_executor

if not TYPE_CHECKING:  # which would take it that there is any name
    __getattr__, __dir__ = lazy_exports(
        __name__,
        {
            "Captions": ".encode.caption_track",
            "cached_plan": ".play.cached_plan",
            "cached_story": ".store.story_cache",
            "concat_clips": ".encode.concat",
            "concat_timelines": ".encode.concat",
            "contact_sheet": ".draw.contact_sheet",
            "count_finished_frames": ".rendering",
            "dask_executor": ".workers.dask",
            "draw_transparent": ".draw.transparent",
            "encode_png": ".draw.contact_sheet",
            "plan": ".play.scene_setup",
            "read_comment": ".encode.concat",
            "render": ".rendering",
            "render_each": ".rendering",
            "still": ".draw.stills",
            "storyboard": ".draw.stills",
        },
    )

__all__ = [
    "PHASES",
    "QUALITIES",
    "Captions",
    "Certificates",
    "ChapterMark",
    "Clip",
    "EngineError",
    "Frame",
    "Line",
    "PhaseTimes",
    "Progress",
    "Settings",
    "Shot",
    "Sound",
    "Timeline",
    "cached_plan",
    "cached_story",
    "check_disk_space",
    "concat_clips",
    "concat_timelines",
    "contact_sheet",
    "count_finished_frames",
    "dask_executor",
    "draw_transparent",
    "encode_png",
    "estimate_frame_count",
    "plan",
    "read_comment",
    "render",
    "render_each",
    "still",
    "storyboard",
]
