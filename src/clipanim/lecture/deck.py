"""A film as slides for PowerPoint, Keynote and Impress: one a chapter, with its video inside."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

from .cuts import cut, picture
from .movie import Chapter, Movie
from .needs import needed
from .notes import notes
from .words import settled, shortened

TALLEST = 720  # pixels; PowerPoint stops playing after some thirty videos that are larger
LONGEST = 12_192_000  # English metric units: the width of a 16:9 slide, 13.333 inches
TITLE_ONLY = 5  # which of the layouts has a title and nothing else
MOST = 255  # characters of the title of a file
MIDNIGHT = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip file knows

# A click, or a press on the clicker, plays the video; a click on it pauses it. As PowerPoint
# writes "Start: in click sequence".
CALL = """
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


def deck(movie: Movie, folder: Path) -> Path:
    """Write a film as slides: a title unseen, the video over all of it, what is said as notes.

    Args:
        movie: the film.
        folder: a private folder, for what is made on the way.

    Returns:
        The finished file in it: `NAME.pptx`, the same bytes every time.

    Raises:
        ExtraMissing: if python-pptx is not installed.
    """
    show = needed("pptx", "pptx").Presentation()
    show.slide_width, show.slide_height = _size(movie)
    show.core_properties.title = shortened(movie.title, MOST)
    show.core_properties.author = "clipanim"
    for chapter in movie.chapters:
        _add_slide(show, movie, chapter, folder)
    made = io.BytesIO()
    show.save(made)
    output = folder / f"{movie.video.stem}.pptx"
    _zip_again(made, output)
    return output


def _size(movie: Movie) -> tuple[int, int]:
    """Of a slide in the film's shape, in English metric units."""
    longer = max(movie.width, movie.height)
    return LONGEST * movie.width // longer, LONGEST * movie.height // longer


def _add_slide(show: Any, movie: Movie, chapter: Chapter, folder: Path) -> None:
    slide = show.slides.add_slide(show.slide_layouts[TITLE_ONLY])
    name = settled(chapter.name)
    slide.shapes.title.text = name  # behind the video: for outlines and screen readers
    poster = io.BytesIO(picture(movie, chapter.stands, TALLEST))
    clip = cut(movie, chapter, folder / f"slide{chapter.number}.mp4", TALLEST)
    size = (show.slide_width, show.slide_height)
    video = slide.shapes.add_movie(str(clip), 0, 0, *size, poster, "video/mp4")
    video.name = f"Video: {name}"
    video._element.nvPicPr.cNvPr.set("descr", f"{settled(movie.title)}: {name}")
    _set_timing(slide, video.shape_id, round(1000 * chapter.seconds))
    slide.notes_slide.notes_text_frame.text = notes(chapter)


def _set_timing(slide: Any, shape: int, milliseconds: int) -> None:
    """Say when the video of a slide plays, in place of what python-pptx says."""
    play = CALL.format(
        id=5, delay="indefinite", preset=1, command="playFrom(0.0)", duration=milliseconds,
        shape=shape,
    )  # fmt: skip
    pause = CALL.format(id=6, delay=0, preset=2, command="togglePause", duration=1, shape=shape)
    parse = needed("pptx.oxml", "pptx").parse_xml
    new = parse(TIMING.format(shape=shape, play=play, pause=pause).replace("\n", " "))
    (old,) = slide._element.xpath("p:timing")
    old.getparent().replace(old, new)


def _zip_again(made: io.BytesIO, output: Path) -> None:
    """The same parts without the time of day; videos and pictures are not compressed twice."""
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(output, "w") as target:
        for one in source.namelist():
            stored = one.endswith((".mp4", ".png", ".jpeg"))
            info = zipfile.ZipInfo(one, MIDNIGHT)
            info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            target.writestr(info, source.read(one))
