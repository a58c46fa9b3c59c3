"""Scene files: lookup, loading, declared parameters and recipes. Nothing here imports manim.

`catalogue` finds scene files; `scene_source` analyses their text, `loading` runs them.
`params` declares parameters, whose types are in `value_types` and `array_types`; `param_views`
shows them as click options and tables, `config` reads their values from TOML.
`story_data` serializes the computed data of a scene, `csv_table` one field of it.
`recipe` describes how a film was made, `card_text` is the text of the closing card, and
`suggest` finds the nearest known name for an error message.
"""
