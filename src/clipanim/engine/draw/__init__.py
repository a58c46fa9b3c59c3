"""Rasterisation: mobjects to RGBA pixels, of which only what changed is drawn again.

`canvas` holds the frame buffer and finds its dirty rectangles (`dirty_rectangles`);
`cairo_painter` strokes and fills shapes with cairo; `projection` maps shapes through the camera.
`yuv` converts the dirty rectangles to YUV for the encoder. `stills` draws single frames,
`contact_sheet` tiles them into one image, and `transparent` draws frames with an alpha channel.
"""
