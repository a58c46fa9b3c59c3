"""Stepping through the plays of a scene on whole frames, drawn or not.

`scene_setup` builds a scene with its story; `stepper` replaces the renderer's `play` and calls a
frame sink for each frame; `timing` reads the timeline off a scene that was stepped through, and
`cached_plan` caches it; `state_digest` hashes what a scene shows between plays. `fast_manim` and
`fast_curves` replace slow methods of manim (`patching`), `sound_recorder` records added sounds.
"""
