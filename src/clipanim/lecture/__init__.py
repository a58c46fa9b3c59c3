"""Exports of a finished film for lectures, and its captions and voice. Nothing imports manim.

`movie` reads a film; `chapter_clips` and `video_frames` cut clips and frames out of it.
Exports: `player` (HTML), `pptx_slides`, `manim_slides`, `snippets` (Quarto, reveal.js, Beamer,
HTML), `media_exports` (clips, `gif`, `webm`, poster, PNG), `transcript`, `youtube`;
`export_options` and `escaping` serve them all.
Captions: `captions` splits lines into cues and writes .srt and .vtt.
Voice: `voice` speaks lines by `speech_engines` (after `text_normalization`) or `recordings`
(of a `recording_script`), and `loudness` normalizes them.
"""
