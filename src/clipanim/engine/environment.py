"""What a film is made with, apart from its scene: two machines that agree draw the same bytes."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import re
import sys
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from clipanim.recipe import PARTS, versions

PACKAGE = Path(__file__).resolve().parents[1]
SCENES = PACKAGE / "scenes"  # in the wheel; each counts for its own films only
# What wheels bring along; the name of each file there holds a digest.
BUNDLED = {"av": "av.libs", "numpy": "numpy.libs", "PIL": "pillow.libs"}
LIBRARIES = re.compile(
    r"lib(cairo|pixman-1|freetype|harfbuzz|pango(cairo|ft2)?-1\.0|fribidi|fontconfig|png16"
    r"|m|mvec)\.so\.\d+"
)
FEATURES = re.compile(  # of the processor, by which numpy and OpenBLAS choose how to compute
    r"ssse3|sse4_[12]|popcnt|avx\w*|f16c|fma[34]?|xop|amx\w*|neon|asimd\w*|fphp|sve\w*|vxe?2?|lasx|lsx"
)
VARIABLES = ("NPY_DISABLE_CPU_FEATURES", "NPY_ENABLE_CPU_FEATURES", "OPENBLAS_CORETYPE")
FONT_FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "/etc/fonts",
    "~/.fonts",
    "~/.local/share/fonts",
    "~/.config/fontconfig",
    "/Library/Fonts",
    "~/Library/Fonts",
    "C:/Windows/Fonts",
)


@cache
def environment() -> dict[str, Any]:
    """Versions, fonts, libraries and processor, as JSON can hold them; asked once a process."""
    return {
        "versions": versions([*PARTS, "pycairo"]),
        "sources": sources_digest(),
        "fonts": _fonts(),
        "libraries": _libraries(),
        "machine": f"{platform.machine()} {sys.platform}",
        "processor": _processor(),
        "variables": {name: os.environ[name] for name in VARIABLES if name in os.environ},
    }


@cache
def environment_digest() -> str:
    """The sha256 of `environment()`."""
    return hashlib.sha256(json.dumps(environment(), sort_keys=True).encode()).hexdigest()


def sources(package: Path = PACKAGE) -> list[Path]:
    """The files of clipanim itself, but for its scenes, so that an edit of it is noticed."""
    found = []
    for folder, inner, names in os.walk(package):
        inner[:] = [one for one in inner if Path(folder, one) != SCENES]
        found += [Path(folder, name) for name in names if name.endswith(".py")]
    return sorted(found)


def sources_digest(package: Path = PACKAGE) -> str:
    """The sha256 of the names and contents of those files."""
    digest = hashlib.sha256()
    for file in sources(package):
        content = hashlib.sha256(file.read_bytes()).hexdigest()
        digest.update(f"{file.as_posix()[len(str(package)) :]}\0{content}\n".encode())
    return digest.hexdigest()


@cache
def system_fonts_digest() -> str:
    """A digest of which fonts the system has: plain manim files set their text in these.

    Names and sizes have to do: there may be gigabytes of them.
    """
    found = []
    for place in FONT_FOLDERS:
        for folder, _, names in os.walk(os.path.expanduser(place)):
            files = [os.path.join(folder, name) for name in names]
            found += [(file, os.stat(file).st_size) for file in files if os.path.isfile(file)]
    return hashlib.sha256(json.dumps(sorted(found)).encode()).hexdigest()


def _fonts() -> dict[str, str]:
    """The digests of the font files that films are set in."""
    spec = find_spec("font_source_sans_pro")
    files = Path(spec.origin).parent.glob("files/*.[ot]tf") if spec and spec.origin else ()
    return {one.name: hashlib.sha256(one.read_bytes()).hexdigest() for one in sorted(files)}


def _libraries() -> dict[str, str]:
    """The C libraries that draw and compute, by digest."""
    import cairo

    found = {"cairo": cairo.cairo_version_string()}
    for module, folder in BUNDLED.items():
        spec = find_spec(module)
        place = Path(spec.origin).parents[1] / folder if spec and spec.origin else Path(folder)
        if place.is_dir():
            names = "\n".join(sorted(os.listdir(place)))
            found[folder] = hashlib.sha256(names.encode()).hexdigest()
    for place in _system_folders():
        for name in sorted(filter(LIBRARIES.fullmatch, os.listdir(place))):
            found[name] = hashlib.sha256((place / name).read_bytes()).hexdigest()
    return found


def _system_folders() -> list[Path]:
    """Where the cairo lies that is loaded, and the C library; the rest lies beside them."""
    try:
        maps = Path("/proc/self/maps").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []  # no Linux: versions have to do
    loaded = re.findall(r"(/\S*)/lib(?:cairo|c)\.so\S*$", maps, re.MULTILINE)
    return sorted(map(Path, {*loaded}))


def _processor() -> list[str]:
    """The maker and the features that decide how numpy computes."""
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return [platform.processor()]
    told: dict[str, str] = dict(re.findall(r"^([\w ]+?)\s*:[ \t]*(.*)$", text, re.MULTILINE))
    flags = {*told.get("flags", told.get("Features", "")).split()}
    maker = told.get("vendor_id", told.get("CPU implementer", ""))
    return [maker, *sorted(filter(FEATURES.fullmatch, flags))]
