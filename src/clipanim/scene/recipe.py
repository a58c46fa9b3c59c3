"""The recipe of a film as a JSON document: scenes, parameters, settings and package versions."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Mapping, Sequence
from importlib import metadata
from typing import Any

PACKAGES = (
    "clipanim",
    "manim",
    "numpy",
    "av",
    "pillow",
    "manimpango",
    "typst",
    "font-source-sans-pro",
)


def build_recipe(
    scenes: Sequence[Mapping[str, Any]], settings: Mapping[str, Any], **sections: Any
) -> dict[str, Any]:
    """Build the recipe of a film, from which it can be rendered again.

    Args:
        scenes: name, parameters and file digest of each scene.
        settings: the render settings.
        sections: further entries, by name.

    Returns:
        A JSON document with these, and the versions of the packages.
    """
    return {
        "versions": package_versions(),
        "scenes": list(scenes),
        "settings": dict(settings),
        **sections,
    }


def package_versions(packages: Iterable[str] = PACKAGES) -> dict[str, str]:
    """The installed versions of packages and of Python, by name; missing packages are left out."""
    versions = {}
    for package in packages:
        try:
            versions[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            if package == "clipanim":  # used from a checkout
                from clipanim import __version__

                versions[package] = __version__
    return {**versions, "python": platform.python_version()}
