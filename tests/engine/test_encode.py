"""A file of H.264: every frame is there, and one that is shown again costs a few bytes."""

import itertools

import av
import numpy as np
import pytest

from clipanim.engine.boxes import Box
from clipanim.engine.convert import Converter
from clipanim.engine.encode import X264, Encoder
from clipanim.engine.repeats import Numbers, number_of, numbered, repeat_packet

SIZE = 854, 480  # where x264 would use several threads, were it allowed to


def drawn(seed=0, changes=40):
    """Pictures in which a patch changes, the patch, and how often each is shown."""
    rng, (width, height) = np.random.default_rng(seed), SIZE
    pixels = np.zeros((height, width, 4), np.uint8)
    for _ in range(changes):
        x, y = int(rng.integers(width - 40)), int(rng.integers(height - 40))
        pixels[y : y + 40, x : x + 40] = rng.integers(0, 256, 4)
        yield pixels.copy(), Box(x, y, x + 40, y + 40), int(rng.integers(1, 30))


def written(path, pictures, converter=None):
    encoder, converter = Encoder(path, *SIZE, 60), converter or Converter()
    for pixels, box, times in pictures:
        encoder.write(converter.picture(pixels, [box]), times)
    encoder.close()
    return path


def decoded(path):
    with av.open(str(path)) as film:
        film.streams.video[0].codec_context.options = {"err_detect": "explode"}
        return [frame.to_ndarray() for frame in film.decode(video=0)]


def test_a_picture_stands_for_as_many_frames_as_it_is_shown(tmp_path):
    times = [times for _, _, times in drawn()]
    frames = decoded(written(tmp_path / "film.mp4", drawn()))
    assert len(frames) == sum(times)
    n = 0
    for many in times:
        assert all((frame == frames[n]).all() for frame in frames[n : n + many])
        n += many
    changed = [not (a == b).all() for a, b in itertools.pairwise(frames)]
    assert sum(changed) == len(times) - 1


def test_repeats_do_not_lead_the_frames_after_them_astray(tmp_path):
    """Between repeats, every picture decodes as it does when none is repeated."""
    once = [(pixels, box, 1) for pixels, box, _ in drawn()]
    plain = decoded(written(tmp_path / "once.mp4", once))
    starts = np.cumsum([0, *(times for _, _, times in drawn())])[:-1]
    frames = decoded(written(tmp_path / "film.mp4", drawn()))
    for n, start in enumerate(starts):
        np.testing.assert_array_equal(frames[start], plain[n], err_msg=f"picture {n}")


def test_a_repeat_takes_a_few_bytes(tmp_path):
    picture, box, _ = next(drawn())
    sizes = [written(tmp_path / f"{n}.mp4", [(picture, box, n)]).stat().st_size for n in (10, 110)]
    assert sizes[1] - sizes[0] < 100 * 60


def test_frames_have_one_place_each_in_time(tmp_path):
    with av.open(str(written(tmp_path / "film.mp4", drawn(changes=5)))) as film:
        packets = [packet for packet in film.demux(video=0) if packet.size]
    ticks = [packet.pts for packet in packets]
    assert ticks == [packet.dts for packet in packets]
    assert len({b - a for a, b in itertools.pairwise(ticks)}) == 1
    assert packets[0].is_keyframe
    assert not packets[1].is_keyframe


def test_an_encoder_without_frames_leaves_no_file(tmp_path):
    Encoder(tmp_path / "film.mp4", *SIZE, 60).close()
    assert not (tmp_path / "film.mp4").exists()


def test_a_picture_that_is_updated_is_the_one_that_is_converted_anew():
    kept = Converter()
    for pixels, box, _ in drawn(changes=10):
        picture = kept.picture(pixels, [box])
        anew = Converter().picture(pixels, [])
        np.testing.assert_array_equal(picture.to_ndarray(), anew.to_ndarray())
    assert kept.picture(pixels, []) is None


@pytest.mark.parametrize("size", [(64, 64), (426, 240), (1080, 1920), (3840, 2160)])
def test_the_slice_of_a_repeat_can_be_numbered(size):
    packet = repeat_packet(*size, tuple(X264.items()))
    assert number_of(packet) == 1
    assert [number_of(numbered(packet, n)) for n in range(16)] == list(range(16))
    assert numbered(numbered(packet, 9), 1) == packet


def test_numbers_go_on_after_repeats_and_start_anew_with_a_key_frame():
    packet, numbers = repeat_packet(*SIZE, tuple(X264.items())), Numbers()
    numbers.of_frame(b"key", is_key=True)
    assert number_of(numbers.of_repeat(packet)) == 1
    assert number_of(numbers.of_frame(numbered(packet, 1), is_key=False)) == 2
    assert [number_of(numbers.of_repeat(packet)) for _ in range(15)][-2:] == [0, 1]
    assert numbers.of_frame(b"key", is_key=True) == b"key"
    assert number_of(numbers.of_frame(numbered(packet, 1), is_key=False)) == 1


def test_a_packet_without_a_slice_that_we_know_is_refused():
    with pytest.raises(ValueError, match="cannot be numbered"):
        number_of(b"\0\0\0\1\x65\x88")
