"""Log-mel energies, MFCC, deltas and statistics of signals: ../../packages/cpc/src/fixtures/spectral-features.json."""

import numpy as np
import scipy
from fixture import write_text
from scipy.fft import dct
from scipy.signal import get_window

# samples a second, samples, and our options
CASES = [
    (8000, 1000, {}),
    (8000, 120, {}),  # shorter than a frame
    (8000, 200, {"coefficients": 5}),  # one frame exactly
    (16000, 1500, {"coefficients": 20, "deltas": 1}),
    (11025, 900, {"bands": 26, "coefficients": 26, "lowestFrequency": 60, "highestFrequency": 5000}),
    (44100, 4410, {"frameSeconds": 0.032, "hopSeconds": 0.016, "deltas": 2}),
]


def signal(random, rate, samples):
    """Two gliding tones, noise, and silence at the end, as 16-bit samples."""
    t = np.arange(samples) / rate
    x = 0.4 * np.sin(2 * np.pi * (300 * t + 900 * t**2)) + 0.2 * np.sin(2 * np.pi * 0.31 * rate * t)
    x += 0.01 * random.normal(size=samples)
    x[samples * 3 // 4:] = 0
    return np.round(x * 32767).astype(int)


def log_mel(x, rate, frameSeconds=0.025, hopSeconds=0.01, bands=40, lowestFrequency=0, highestFrequency=None):
    length, hop = int(frameSeconds * rate + 0.5), int(hopSeconds * rate + 0.5)
    x = np.pad(x, (0, max(0, length - len(x))))
    frames = np.lib.stride_tricks.sliding_window_view(x, length)[::hop] * get_window("hann", length)
    size = 1 << (length - 1).bit_length()
    power = np.abs(np.fft.rfft(frames, size)) ** 2
    hertz = np.fft.rfftfreq(size, 1 / rate)
    mel = np.linspace(*(2595 * np.log10(1 + np.array([lowestFrequency, highestFrequency or rate / 2]) / 700)), bands + 2)
    edges = 700 * (10 ** (mel / 2595) - 1)
    triangles = [np.interp(hertz, edges[i:i + 3], [0, 1, 0]) for i in range(bands)]
    return np.log(np.maximum(power @ np.array(triangles).T, 1e-10))


def regression(x):
    """The slope of the line through five frames, by least squares."""
    padded = np.pad(x, ((2, 2), (0, 0)), mode="edge")
    return np.array([np.polyfit(np.arange(-2, 3), padded[i:i + 5], 1)[0] for i in range(len(x))])


def case(random, rate, samples, options):
    x = signal(random, rate, samples)
    coefficients, deltas = options.get("coefficients", 13), options.get("deltas", 0)
    energies = log_mel(x / 32768, rate, **{k: v for k, v in options.items() if k not in ("coefficients", "deltas")})
    cepstrum = dct(energies, type=2, norm="ortho", axis=1)[:, :coefficients]
    parts = [cepstrum]
    for _ in range(deltas):
        parts.append(regression(parts[-1]))
    cepstrum = np.concatenate(parts, axis=1)
    return {"options": {"sampleRate": rate, **options}, "samples": x.tolist(), "logMel": np.round(energies, 7).tolist(),
            "mfcc": np.round(cepstrum, 7).tolist(),
            "statistics": np.r_[cepstrum.mean(axis=0), cepstrum.std(axis=0)].tolist()}


def main():
    random = np.random.default_rng(23)
    write_text("spectral-features.json",
               {"script": "tools/oracles/spectral_features.py", "numpy": np.__version__, "scipy": scipy.__version__},
               {"cases": [case(random, *c) for c in CASES]}, "cpc")


if __name__ == "__main__":
    main()
