"""H.264 files: every frame is there, and a repeated one costs a few bytes."""

import itertools

import av
import numpy as np
import pytest

from clipanim.engine.draw.dirty_rectangles import PixelRect
from clipanim.engine.draw.yuv import YuvConverter
from clipanim.engine.encode.encoder import X264, Encoder
from clipanim.engine.encode.skip_frames import (
    FrameNumbering,
    read_frame_num,
    skip_frame_packet,
    with_frame_num,
)

SIZE = 854, 480  # where x264 would use several threads, were it allowed to


def random_pictures(seed=0, changes=40):
    """Pictures in which a patch changes, the patch, and for how many frames each is shown."""
    rng, (width, height) = np.random.default_rng(seed), SIZE
    pixels = np.zeros((height, width, 4), np.uint8)
    for _ in range(changes):
        x, y = int(rng.integers(width - 40)), int(rng.integers(height - 40))
        pixels[y : y + 40, x : x + 40] = rng.integers(0, 256, 4)
        yield pixels.copy(), PixelRect(x, y, x + 40, y + 40), int(rng.integers(1, 30))


def encode(path, pictures):
    encoder, converter = Encoder(path, *SIZE, 60), YuvConverter()
    for pixels, rect, repeat in pictures:
        encoder.write(converter.convert(pixels, [rect]), repeat)
    encoder.close()
    return path


def decode(path):
    with av.open(str(path)) as film:
        film.streams.video[0].codec_context.options = {"err_detect": "explode"}
        return [frame.to_ndarray() for frame in film.decode(video=0)]


def test_a_picture_stands_for_as_many_frames_as_it_is_shown(tmp_path):
    repeats = [repeat for _, _, repeat in random_pictures()]
    frames = decode(encode(tmp_path / "film.mp4", random_pictures()))
    assert len(frames) == sum(repeats)
    n = 0
    for repeat in repeats:
        assert all((frame == frames[n]).all() for frame in frames[n : n + repeat])
        n += repeat
    changed = [not (a == b).all() for a, b in itertools.pairwise(frames)]
    assert sum(changed) == len(repeats) - 1


def test_skip_frames_do_not_change_how_the_frames_after_them_decode(tmp_path):
    """Between repeats, every picture decodes as it does when none is repeated."""
    once = [(pixels, rect, 1) for pixels, rect, _ in random_pictures()]
    plain = decode(encode(tmp_path / "once.mp4", once))
    starts = np.cumsum([0, *(repeat for _, _, repeat in random_pictures())])[:-1]
    frames = decode(encode(tmp_path / "film.mp4", random_pictures()))
    for n, start in enumerate(starts):
        np.testing.assert_array_equal(frames[start], plain[n], err_msg=f"picture {n}")


def test_a_skip_frame_takes_a_few_bytes(tmp_path):
    picture, rect, _ = next(random_pictures())
    sizes = [encode(tmp_path / f"{n}.mp4", [(picture, rect, n)]).stat().st_size for n in (10, 110)]
    assert sizes[1] - sizes[0] < 100 * 60


def test_frames_have_a_constant_duration_and_no_reordering(tmp_path):
    with av.open(str(encode(tmp_path / "film.mp4", random_pictures(changes=5)))) as film:
        packets = [packet for packet in film.demux(video=0) if packet.size]
    ticks = [packet.pts for packet in packets]
    assert ticks == [packet.dts for packet in packets]
    assert len({b - a for a, b in itertools.pairwise(ticks)}) == 1
    assert packets[0].is_keyframe
    assert not packets[1].is_keyframe


def test_an_encoder_without_frames_leaves_no_file(tmp_path):
    Encoder(tmp_path / "film.mp4", *SIZE, 60).close()
    assert not (tmp_path / "film.mp4").exists()


def test_an_incremental_conversion_equals_a_full_one():
    converter = YuvConverter()
    for pixels, rect, _ in random_pictures(changes=10):
        updated = converter.convert(pixels, [rect])
        full = YuvConverter().convert(pixels, [])
        np.testing.assert_array_equal(updated.to_ndarray(), full.to_ndarray())
    assert converter.convert(pixels, []) is None


@pytest.mark.parametrize("size", [(64, 64), (426, 240), (1080, 1920), (3840, 2160)])
def test_the_frame_num_of_a_skip_frame_can_be_read_and_changed(size):
    packet = skip_frame_packet(*size, tuple(X264.items()))
    assert read_frame_num(packet) == 1
    assert [read_frame_num(with_frame_num(packet, n)) for n in range(16)] == list(range(16))
    assert with_frame_num(with_frame_num(packet, 9), 1) == packet


def test_frame_num_counts_skip_frames_and_restarts_with_a_key_frame():
    packet, numbering = skip_frame_packet(*SIZE, tuple(X264.items())), FrameNumbering()
    numbering.number_encoded(b"key", is_key=True)
    assert read_frame_num(numbering.number_skip_frame(packet)) == 1
    assert read_frame_num(numbering.number_encoded(with_frame_num(packet, 1), is_key=False)) == 2
    assert [read_frame_num(numbering.number_skip_frame(packet)) for _ in range(15)][-2:] == [0, 1]
    assert numbering.number_encoded(b"key", is_key=True) == b"key"
    assert read_frame_num(numbering.number_encoded(with_frame_num(packet, 1), is_key=False)) == 1


def test_a_packet_without_a_slice_that_we_know_is_refused():
    with pytest.raises(ValueError, match="cannot be numbered"):
        read_frame_num(b"\0\0\0\1\x65\x88")
