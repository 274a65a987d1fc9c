"""Image files with their pixels: ../../packages/simclr/src/fixtures/image-files.json.

Files are written and read by Pillow, arrays by NumPy; what Pillow cannot write, PNG with 16 bits a color, is put together
here from its chunks. Images are `[channels, height, width]`, as `openImages` must give them for `size` and `channels`;
`tolerance` is how far a byte may be from that.
"""

import base64
import gzip
import io
import struct
import zlib

import numpy as np
import PIL
from PIL import Image, ImageOps

from fixture import write_text

SIDE = 8


def base64_of(content):
    return base64.b64encode(content).decode("ascii")


def encoded(image, kind, **options):
    memory = io.BytesIO()
    image.save(memory, kind, **options)
    return memory.getvalue()


def planes(image):
    array = np.asarray(image)
    return (array[None] if array.ndim == 2 else array.transpose(2, 0, 1)).tolist()


def over_white(colors, alpha):
    share = alpha.astype(np.float64) / 255
    if colors.ndim == 3:
        share = share[..., None]
    return np.uint8(np.round(colors * share + 255 * (1 - share)))


def png_chunk(name, content):
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png16(array):
    height, width, channels = array.shape
    kind = {1: 0, 2: 4, 3: 2, 4: 6}[channels]
    rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in array)
    return (b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 16, kind, 0, 0, 0))
            + png_chunk(b"IDAT", zlib.compress(rows)) + png_chunk(b"IEND", b""))


def described(name, file, content, expected, tolerance=0):
    array = np.asarray(expected)
    return {"name": name, "file": file, "base64": base64_of(content), "channels": 1 if array.ndim == 2 else 3,
            "planes": planes(expected), "tolerance": tolerance}


def smooth(height, width):
    """An image whose colors change slowly, so that JPEG and resizing leave it nearly as it is."""
    y, x = np.mgrid[0:height, 0:width] / max(height, width)
    return np.uint8(np.round(np.stack([40 + 180 * x, 200 - 150 * y, 60 + 80 * (x + y)], -1)))


def images(random):
    rgb = random.integers(0, 256, (SIDE, SIDE, 3), dtype=np.uint8)
    alpha = random.integers(0, 256, (SIDE, SIDE), dtype=np.uint8)
    gray = random.integers(0, 256, (SIDE, SIDE), dtype=np.uint8)
    other = random.integers(0, 256, (SIDE, SIDE, 3), dtype=np.uint8)
    rgba = Image.fromarray(np.dstack([rgb, alpha]))
    palette = Image.fromarray(rgb).quantize(16)
    wide = random.integers(0, 2**16, (SIDE, SIDE, 3)).astype(np.uint16)
    soft = Image.fromarray(smooth(SIDE, SIDE))
    black_and_white = Image.fromarray(gray > 127)
    files = [
        described("colors", "x.png", encoded(Image.fromarray(rgb), "PNG"), rgb),
        described("colors over white", "x.png", encoded(rgba, "PNG"), over_white(rgb, alpha), 1),
        described("gray", "x.png", encoded(Image.fromarray(gray), "PNG"), gray),
        described("gray over white", "x.png", encoded(Image.merge("LA", [Image.fromarray(gray), Image.fromarray(alpha)]), "PNG"),
                  over_white(gray, alpha), 1),
        described("a palette", "x.png", encoded(palette, "PNG"), np.asarray(palette.convert("RGB"))),
        described("one bit", "x.png", encoded(black_and_white, "PNG"), np.asarray(black_and_white.convert("L"))),
        described("16 bits of gray", "x.png", png16(wide[..., :1]), np.uint8(wide[..., 0] >> 8), 1),
        described("16 bits a color", "x.png", png16(wide), np.uint8(wide >> 8), 1),
        described("JPEG", "x.jpg", encoded(soft, "JPEG", quality=95, subsampling=0), np.asarray(soft), 4),
        described("gray JPEG", "x.jpeg", encoded(soft.convert("L"), "JPEG", quality=95), np.asarray(soft.convert("L")), 4),
        described("WebP", "x.webp", encoded(Image.fromarray(rgb), "WEBP", lossless=True), rgb),
        described("WebP over white", "x.WEBP", encoded(rgba, "WEBP", lossless=True, exact=True), over_white(rgb, alpha), 1),
        described("the first image of an animation", "x.webp",
                  encoded(Image.fromarray(rgb), "WEBP", lossless=True, save_all=True, append_images=[Image.fromarray(other)]), rgb),
        described("JPEG by the name of PNG", "x.png", encoded(soft, "JPEG", quality=95, subsampling=0), np.asarray(soft), 4),
    ]
    # Upright it is red on the left; the camera says how it was turned.
    upright = np.zeros((SIDE, SIDE, 3), np.uint8)
    upright[:, : SIDE // 2] = [220, 30, 30]
    upright[: SIDE // 2, SIDE // 2 :] = [30, 200, 30]
    stored = {1: upright, 2: upright[:, ::-1], 3: upright[::-1, ::-1], 4: upright[::-1], 5: upright.transpose(1, 0, 2),
              6: np.rot90(upright), 7: np.rot90(upright.transpose(1, 0, 2), 2), 8: np.rot90(upright, -1)}
    for orientation, array in stored.items():
        exif = Image.Exif()
        exif[0x0112] = orientation
        content = encoded(Image.fromarray(np.ascontiguousarray(array)), "JPEG", quality=100, subsampling=0, exif=exif)
        turned = np.asarray(ImageOps.exif_transpose(Image.open(io.BytesIO(content))))
        assert np.abs(turned.astype(int) - upright).max() < 6
        files.append(described(f"EXIF orientation {orientation}", "x.jpg", content, turned, 2))
    cmyk = Image.fromarray(np.uint8(np.broadcast_to([[[0, 255, 255, 0]], [[0, 0, 0, 255]]], (2, SIDE, 4)).repeat(SIDE // 2, 0)), "CMYK")
    return {"files": files, "cmyk": base64_of(encoded(cmyk, "JPEG", quality=95))}


def resized(random):
    """An image of 60 × 44 to 16 × 16: its middle square, each pixel the mean of those it covers, nearly."""
    array = smooth(44, 60)
    square = Image.fromarray(array[:, 8:52])
    return {"width": 60, "height": 44, "base64": base64_of(encoded(Image.fromarray(array), "PNG")),
            "planes": planes(square.resize((16, 16), Image.LANCZOS)), "tolerance": 3}


def idx(array):
    return struct.pack(">HBB", 0, 8, array.ndim) + struct.pack(f">{array.ndim}I", *array.shape) + array.tobytes()


def npy(array):
    memory = io.BytesIO()
    np.save(memory, array)
    return memory.getvalue()


def arrays(random):
    gray = random.integers(0, 256, (3, 5, 5), dtype=np.uint8)
    rows = random.integers(0, 256, (3, 5, 5, 3), dtype=np.uint8)
    labels = np.array([7, 0, 9])
    return {
        "idx": base64_of(idx(gray)), "idxPacked": base64_of(gzip.compress(idx(gray), mtime=0)),
        "idxColors": base64_of(idx(rows)), "idxLabels": base64_of(idx(np.uint8(labels))),
        "npyGray": base64_of(npy(gray)), "npyRows": base64_of(npy(rows)),
        "npyPlanes": base64_of(npy(np.ascontiguousarray(rows.transpose(0, 3, 1, 2)))),
        "npyFortran": base64_of(npy(np.asfortranarray(rows))), "npyFloats": base64_of(npy(rows / 255)),
        "npyLabels": base64_of(npy(labels)), "labels": [str(value) for value in labels],
        "gray": [[image.tolist()] for image in gray], "colors": rows.transpose(0, 3, 1, 2).tolist(),
    }


def main():
    random = np.random.default_rng(5)
    made_by = {"script": "tools/oracles/image_files.py", "numpy": np.__version__, "pillow": PIL.__version__}
    write_text("image-files.json", made_by, {**images(random), "resized": resized(random), "arrays": arrays(random)}, "simclr")


if __name__ == "__main__":
    main()
