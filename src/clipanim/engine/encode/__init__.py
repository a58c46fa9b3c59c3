"""YUV frames to H.264 packets, and packets to MP4 files; no manim.

`encoder` encodes a segment, in which `skip_frames` repeat a frame for a few bytes; `concat` joins
segments by their packets, without encoding again, with the audio of `soundtrack` (encoded by
`audio_stream`) and the subtitles of `caption_track`.
"""
