"""Digest of the rendering environment: versions, fonts, C libraries and processor features.

Two machines with the same digest render a scene to the same bytes.
"""

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

from clipanim.scene.recipe import PACKAGES, package_versions

PACKAGE = Path(__file__).resolve().parents[2]
SCENES = PACKAGE / "scenes"  # in the wheel; each counts for its own films only
# Shared libraries inside wheels; the name of each file there holds a digest.
BUNDLED_LIBRARY_FOLDERS = {"av": "av.libs", "numpy": "numpy.libs", "PIL": "pillow.libs"}
C_LIBRARY_NAMES = re.compile(
    r"lib(cairo|pixman-1|freetype|harfbuzz|pango(cairo|ft2)?-1\.0|fribidi|fontconfig|png16"
    r"|m|mvec)\.so\.\d+"
)
CPU_FEATURES = re.compile(  # of the processor, by which numpy and OpenBLAS choose how to compute
    r"ssse3|sse4_[12]|popcnt|avx\w*|f16c|fma[34]?|xop|amx\w*|neon|asimd\w*|fphp|sve\w*|vxe?2?|lasx|lsx"
)
CPU_VARIABLES = ("NPY_DISABLE_CPU_FEATURES", "NPY_ENABLE_CPU_FEATURES", "OPENBLAS_CORETYPE")
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
    """Versions, fonts, libraries and processor, as a JSON document; cached in the process."""
    return {
        "versions": package_versions([*PACKAGES, "pycairo"]),
        "sources": sources_digest(),
        "fonts": _fonts(),
        "libraries": _libraries(),
        "machine": f"{platform.machine()} {sys.platform}",
        "processor": _processor(),
        "variables": {name: os.environ[name] for name in CPU_VARIABLES if name in os.environ},
    }


@cache
def environment_digest() -> str:
    """The sha256 of `environment()`."""
    return hashlib.sha256(json.dumps(environment(), sort_keys=True).encode()).hexdigest()


def source_files(package: Path = PACKAGE) -> list[Path]:
    """The Python files of clipanim itself without its scenes, so that an edit of it is noticed."""
    found = []
    for folder, inner, names in os.walk(package):
        inner[:] = [one for one in inner if Path(folder, one) != SCENES]
        found += [Path(folder, name) for name in names if name.endswith(".py")]
    return sorted(found)


def sources_digest(package: Path = PACKAGE) -> str:
    """The sha256 of the names and contents of `source_files`."""
    digest = hashlib.sha256()
    for file in source_files(package):
        content = hashlib.sha256(file.read_bytes()).hexdigest()
        digest.update(f"{file.as_posix()[len(str(package)) :]}\0{content}\n".encode())
    return digest.hexdigest()


@cache
def system_fonts_digest() -> str:
    """A sha256 of the paths and sizes of the system's fonts, in which plain manim files set text.

    Not of their contents: there may be gigabytes of them.
    """
    found = []
    for place in FONT_FOLDERS:
        for folder, _, names in os.walk(os.path.expanduser(place)):
            files = [os.path.join(folder, name) for name in names]
            found += [(file, os.stat(file).st_size) for file in files if os.path.isfile(file)]
    return hashlib.sha256(json.dumps(sorted(found)).encode()).hexdigest()


def _fonts() -> dict[str, str]:
    """Digests of the font files that clipanim sets text in."""
    spec = find_spec("font_source_sans_pro")
    files = Path(spec.origin).parent.glob("files/*.[ot]tf") if spec and spec.origin else ()
    return {one.name: hashlib.sha256(one.read_bytes()).hexdigest() for one in sorted(files)}


def _libraries() -> dict[str, str]:
    """Digests of the C libraries that draw and compute."""
    import cairo

    found = {"cairo": cairo.cairo_version_string()}
    for module, folder in BUNDLED_LIBRARY_FOLDERS.items():
        spec = find_spec(module)
        place = Path(spec.origin).parents[2] / folder if spec and spec.origin else Path(folder)
        if place.is_dir():
            names = "\n".join(sorted(os.listdir(place)))
            found[folder] = hashlib.sha256(names.encode()).hexdigest()
    for place in _loaded_library_folders():
        for name in sorted(filter(C_LIBRARY_NAMES.fullmatch, os.listdir(place))):
            found[name] = hashlib.sha256((place / name).read_bytes()).hexdigest()
    return found


def _loaded_library_folders() -> list[Path]:
    """Folders of the loaded cairo and C library; the other libraries lie beside them."""
    try:
        maps = Path("/proc/self/maps").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []  # no Linux: versions have to do
    loaded = re.findall(r"(/\S*)/lib(?:cairo|c)\.so\S*$", maps, re.MULTILINE)
    return sorted(map(Path, {*loaded}))


def _processor() -> list[str]:
    """The processor's maker, and the features by which numpy chooses how to compute."""
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return [platform.processor()]
    fields: dict[str, str] = dict(re.findall(r"^([\w ]+?)\s*:[ \t]*(.*)$", text, re.MULTILINE))
    flags = {*fields.get("flags", fields.get("Features", "")).split()}
    maker = fields.get("vendor_id", fields.get("CPU implementer", ""))
    return [maker, *sorted(filter(CPU_FEATURES.fullmatch, flags))]
