"""A film as a product: what is asked for, how it is made, and where it goes.

`requests` checks what is wanted (`lesson`, `batch` and `param_sweep` ask for several);
`making` has scenes spoken (`narration`), drawn by the engine and joined; `outputs` lets files
appear with their recipe (`image_metadata` in pictures). `exports` makes files for a lecture of
a film; of them only `transparent_film` draws again. `progress_bar` says how far it is.
"""
