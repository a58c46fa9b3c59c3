"""Export a film as .pptx slides for PowerPoint, Keynote and Impress: a chapter each, with video."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

from .chapter_clips import cut_chapter
from .escaping import sanitize_text, truncate_text
from .extras import require_extra
from .movie import Chapter, Movie
from .speaker_notes import speaker_notes
from .video_frames import frame_png

MAX_HEIGHT = 720  # pixels; PowerPoint stops playing after some thirty videos that are larger
LONGER_SIDE_EMU = 12_192_000  # English metric units: the width of a 16:9 slide, 13.333 inches
TITLE_ONLY_LAYOUT = 5  # index of the layout "Title Only"
MAX_TITLE_CHARACTERS = 255  # of the document properties
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time of a zip entry

# A click, or a press on the clicker, plays the video; a click on it pauses it. As PowerPoint
# writes "Start: in click sequence".
MEDIA_COMMAND = """
<p:par><p:cTn id="{id}" fill="hold"><p:stCondLst><p:cond delay="{delay}"/></p:stCondLst>
<p:childTnLst><p:par><p:cTn id="{id}1" fill="hold"><p:stCondLst><p:cond delay="0"/></p:stCondLst>
<p:childTnLst><p:par><p:cTn id="{id}2" presetID="{preset}" presetClass="mediacall"
presetSubtype="0" fill="hold" nodeType="clickEffect"><p:stCondLst><p:cond delay="0"/></p:stCondLst>
<p:childTnLst><p:cmd type="call" cmd="{command}"><p:cBhvr><p:cTn id="{id}3" dur="{duration}"
fill="hold"/><p:tgtEl><p:spTgt spid="{shape}"/></p:tgtEl></p:cBhvr></p:cmd></p:childTnLst></p:cTn>
</p:par></p:childTnLst></p:cTn></p:par></p:childTnLst></p:cTn></p:par>"""
TIMING = """
<p:timing xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"><p:tnLst><p:par>
<p:cTn id="1" dur="indefinite" restart="never" nodeType="tmRoot"><p:childTnLst>
<p:seq concurrent="1" nextAc="seek"><p:cTn id="2" dur="indefinite" nodeType="mainSeq">
<p:childTnLst>{play}</p:childTnLst></p:cTn>
<p:prevCondLst><p:cond evt="onPrev" delay="0"><p:tgtEl><p:sldTgt/></p:tgtEl></p:cond>
</p:prevCondLst><p:nextCondLst><p:cond evt="onNext" delay="0"><p:tgtEl><p:sldTgt/></p:tgtEl>
</p:cond></p:nextCondLst>
</p:seq><p:video><p:cMediaNode vol="80000"><p:cTn id="3" fill="hold" display="0"><p:stCondLst>
<p:cond delay="indefinite"/></p:stCondLst></p:cTn><p:tgtEl><p:spTgt spid="{shape}"/></p:tgtEl>
</p:cMediaNode></p:video><p:seq concurrent="1" nextAc="seek"><p:cTn id="4" restart="whenNotActive"
fill="hold" evtFilter="cancelBubble" nodeType="interactiveSeq"><p:stCondLst><p:cond evt="onClick"
delay="0"><p:tgtEl><p:spTgt spid="{shape}"/></p:tgtEl></p:cond></p:stCondLst><p:endSync evt="end"
delay="0"><p:rtn val="all"/></p:endSync><p:childTnLst>{pause}</p:childTnLst></p:cTn><p:nextCondLst>
<p:cond evt="onClick" delay="0"><p:tgtEl><p:spTgt spid="{shape}"/></p:tgtEl></p:cond>
</p:nextCondLst></p:seq></p:childTnLst></p:cTn></p:par></p:tnLst></p:timing>"""


def export_pptx(movie: Movie, folder: Path) -> Path:
    """Export a film as slides: a hidden title, the full-size video, and speaker notes.

    Args:
        movie: the film.
        folder: a private folder for the clips and the result.

    Returns:
        The finished file in it: `NAME.pptx`, the same bytes every time.

    Raises:
        ExtraMissing: if python-pptx is not installed.
    """
    presentation = require_extra("pptx", "pptx").Presentation()
    presentation.slide_width, presentation.slide_height = _slide_size(movie)
    presentation.core_properties.title = truncate_text(movie.title, MAX_TITLE_CHARACTERS)
    presentation.core_properties.author = "clipanim"
    for chapter in movie.chapters:
        _add_slide(presentation, movie, chapter, folder)
    made = io.BytesIO()
    presentation.save(made)
    output = folder / f"{movie.video.stem}.pptx"
    _rewrite_zip(made, output)
    return output


def _slide_size(movie: Movie) -> tuple[int, int]:
    """Width and height of a slide in the film's aspect ratio, in English metric units."""
    longer = max(movie.width, movie.height)
    return LONGER_SIDE_EMU * movie.width // longer, LONGER_SIDE_EMU * movie.height // longer


def _add_slide(presentation: Any, movie: Movie, chapter: Chapter, folder: Path) -> None:
    slide = presentation.slides.add_slide(presentation.slide_layouts[TITLE_ONLY_LAYOUT])
    name = sanitize_text(chapter.name)
    slide.shapes.title.text = name  # behind the video: for outlines and screen readers
    poster = io.BytesIO(frame_png(movie, chapter.hold_frame, MAX_HEIGHT))
    clip = cut_chapter(movie, chapter, folder / f"slide{chapter.number}.mp4", MAX_HEIGHT)
    size = (presentation.slide_width, presentation.slide_height)
    video = slide.shapes.add_movie(str(clip), 0, 0, *size, poster, "video/mp4")
    video.name = f"Video: {name}"
    video._element.nvPicPr.cNvPr.set("descr", f"{sanitize_text(movie.title)}: {name}")
    _set_video_timing(slide, video.shape_id, round(1000 * chapter.seconds))
    slide.notes_slide.notes_text_frame.text = speaker_notes(chapter)


def _set_video_timing(slide: Any, shape: int, milliseconds: int) -> None:
    """Replace the timing that python-pptx writes: a click plays the video, a click on it pauses."""
    play = MEDIA_COMMAND.format(
        id=5, delay="indefinite", preset=1, command="playFrom(0.0)", duration=milliseconds,
        shape=shape,
    )  # fmt: skip
    pause = MEDIA_COMMAND.format(
        id=6, delay=0, preset=2, command="togglePause", duration=1, shape=shape
    )
    parse = require_extra("pptx.oxml", "pptx").parse_xml
    new = parse(TIMING.format(shape=shape, play=play, pause=pause).replace("\n", " "))
    (old,) = slide._element.xpath("p:timing")
    old.getparent().replace(old, new)


def _rewrite_zip(made: io.BytesIO, output: Path) -> None:
    """Rewrite a zip file reproducibly, without timestamps; media are stored uncompressed."""
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(output, "w") as target:
        for one in source.namelist():
            stored = one.endswith((".mp4", ".png", ".jpeg"))
            info = zipfile.ZipInfo(one, ZIP_EPOCH)
            info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            target.writestr(info, source.read(one))
