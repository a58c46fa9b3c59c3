"""The figures that README.md and docs/benchmarks.md quote; each is the output of one command.

python -m benchmarks.render         films, beside manim's own command
python -m benchmarks.scaling        how well more workers would pay
python -m benchmarks.encoder        settings of the encoder: cost, size, likeness
python -m benchmarks.start          what must answer at once
python -m benchmarks.exports        what a film is exported to: time, size
python -m benchmarks.quality        every film, as like its drawing as manim's?
python -m benchmarks.floor          merely encoding the frames of a film
python -m benchmarks.training       a sweep of trainings
python -m benchmarks.scene_frames   the frames of a moving camera
"""
