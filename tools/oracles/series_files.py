"""Sound and array files with their samples, and resampling: ../../packages/cpc/src/fixtures/series-files.json.

WAV files are written and read by libsndfile, by SciPy and by Python's own module, arrays by NumPy, the resampling is
SciPy's with the filter that `resample.ts` describes.
"""

import base64
import io
import wave

import numpy as np
import scipy
import scipy.io.wavfile
import scipy.signal
import soundfile

from fixture import write_text

READ = ["PCM_U8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE"]
REFUSED = ["ULAW", "ALAW", "IMA_ADPCM", "MS_ADPCM", "GSM610"]
RATIOS = [(8000, 16000, 90), (16000, 8000, 300), (44100, 16000, 400), (8000, 11025, 60), (48000, 44100, 100)]


def base64_of(content):
    return base64.b64encode(content).decode("ascii")


def sndfile_wav(samples, container, subtype):
    memory = io.BytesIO()
    soundfile.write(memory, samples, 8000, subtype=subtype, format=container)
    return memory.getvalue()


def scipy_wav(samples):
    memory = io.BytesIO()
    scipy.io.wavfile.write(memory, 8000, samples)
    return memory.getvalue()


def python_wav(samples, width):
    memory = io.BytesIO()
    with wave.open(memory, "wb") as file:
        file.setnchannels(samples.shape[1])
        file.setsampwidth(width)
        file.setframerate(8000)
        file.writeframes(b"".join(int(x).to_bytes(width, "little", signed=width > 1) for x in samples.ravel()))
    return memory.getvalue()


def described(name, content):
    samples, rate = soundfile.read(io.BytesIO(content), dtype="float64", always_2d=True)
    return {"name": name, "rate": rate, "samples": np.float32(samples.T).tolist(), "base64": base64_of(content)}


def wav_files(random):
    files = []
    for container in ["WAV", "WAVEX", "RF64"]:
        for i, subtype in enumerate(READ):
            channels = 1 + i % 3
            samples = np.concatenate([random.uniform(-1, 1, (5, channels)), np.full((1, channels), -1.0)])
            files.append(described(f"libsndfile {container} {subtype}", sndfile_wav(samples, container, subtype)))
    for dtype, low, high in [("uint8", 0, 256), ("int16", -2**15, 2**15), ("int32", -2**31, 2**31)]:
        samples = np.concatenate([random.integers(low, high, (5, 2)), [[low, high - 1]]]).astype(dtype)
        files.append(described(f"SciPy {dtype}", scipy_wav(samples)))
    for dtype in ["float32", "float64"]:
        files.append(described(f"SciPy {dtype}", scipy_wav(random.normal(0, 2, (5, 1)).astype(dtype))))
    for width in [1, 2, 3, 4]:
        low = 0 if width == 1 else -2 ** (8 * width - 1)
        samples = random.integers(low, low + 2 ** (8 * width), (3, 1))
        files.append(described(f"Python {8 * width} bits", python_wav(samples, width)))
    return files


def npy_files(random):
    files = []
    for dtype in ["<f4", ">f4", "<f8", ">f8", "<i2", ">i2", "<i4", ">i4", "<i8", "|u1"]:
        for shape, order in [((3,), "C"), ((3, 2), "C"), ((3, 2), "F")]:
            version = [(1, 0), (2, 0), (3, 0)][len(files) % 3]
            array = np.array(random.integers(0, 200, shape) - (0 if dtype == "|u1" else 100), dtype=dtype, order=order)
            if "f" in dtype:
                array = np.array(array / 7, dtype=dtype, order=order)
            memory = io.BytesIO()
            np.lib.format.write_array(memory, array, version=version)
            files.append({"name": f"{dtype} {shape} {order} version {version[0]}", "base64": base64_of(memory.getvalue()),
                          "samples": np.float32(array.reshape(3, -1).T).tolist()})
    return files


def resampled(random):
    half_width, attenuation = 64, 100
    transition = 2 * (attenuation - 7.95) / (2.285 * 2 * np.pi * 2 * half_width)
    cases = []
    for rate, to, length in RATIOS:
        divisor = np.gcd(rate, to)
        up, down = to // divisor, rate // divisor
        slower = max(up, down)
        taps = scipy.signal.firwin(2 * half_width * slower + 1, (1 - transition / 2) / slower,
                                   window=("kaiser", 0.1102 * (attenuation - 8.7)))
        x = random.integers(-64, 65, length) / 64
        cases.append({"from": rate, "to": to, "input": x.tolist(),
                      "output": scipy.signal.resample_poly(x, up, down, window=taps).tolist()})
    return cases


def main():
    random = np.random.default_rng(4)
    refused = [{"codec": subtype, "base64": base64_of(sndfile_wav(np.zeros(40), "WAV", subtype))} for subtype in REFUSED]
    flac = sndfile_wav(np.zeros(4), "FLAC", "PCM_16")
    made_by = {"script": "tools/oracles/series_files.py", "numpy": np.__version__, "scipy": scipy.__version__,
               "soundfile": soundfile.__version__, "libsndfile": soundfile.__libsndfile_version__}
    write_text("series-files.json", made_by, {"wav": wav_files(random), "refused": refused, "flac": base64_of(flac),
                                              "npy": npy_files(random), "resampled": resampled(random)}, "cpc")


if __name__ == "__main__":
    main()
