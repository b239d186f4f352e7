"""Relief as a picture: height tints and a light from the north-west, packed as a PNG."""

from __future__ import annotations

import base64
import struct
import zlib

import numpy as np

from khasan.ground.model import F8

TINTS = (
    (0.0, (226, 233, 208)), (10.0, (236, 238, 213)), (25.0, (241, 234, 203)), (50.0, (233, 216, 175)),
    (80.0, (219, 194, 146)), (120.0, (199, 166, 117)), (160.0, (176, 138, 93)),
)  # fmt: skip
"""Height in metres and the colour of the ground there."""

_LIGHT = np.array([-0.5, 0.5, 0.7071])
_EXAGGERATION = 2.5


def tint(height: F8) -> F8:
    """Colour f8[..., 3], 0..255, of a height in metres."""
    steps = np.array([h for h, _ in TINTS])
    colours = np.array([c for _, c in TINTS], dtype=np.float64)
    return np.stack([np.interp(height, steps, colours[:, k]) for k in range(3)], axis=-1)


def relief_png(height: F8, cell_m: float) -> str:
    """A data URI of the shaded relief of a field f8[rows, cols] whose row 0 lies in the south."""
    d_north, d_east = np.gradient(height * _EXAGGERATION, cell_m)
    light = (-d_east * _LIGHT[0] - d_north * _LIGHT[1] + _LIGHT[2]) / np.sqrt(1.0 + d_east**2 + d_north**2)
    shade = np.clip(1.0 + 0.7 * (light - _LIGHT[2]), 0.5, 1.07)
    colour = np.clip(tint(height) * shade[..., None], 0, 255)
    pixels = (np.round(colour / 3.0) * 3.0).astype(np.uint8)[::-1]
    return "data:image/png;base64," + base64.b64encode(_png(pixels)).decode()


def _png(pixels: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> bytes:
    """Bytes of a PNG from u8[rows, cols, 3]; a row is stored as differences from the pixel to the left."""
    rows, cols = pixels.shape[:2]
    left = pixels.astype(np.int16)
    left[:, 1:] -= pixels[:, :-1]
    lines = np.concatenate([np.ones((rows, 1), np.uint8), (left & 0xFF).astype(np.uint8).reshape(rows, -1)], axis=1)
    header = struct.pack(">IIBBBBB", cols, rows, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(lines.tobytes(), 6)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in chunks
    )
