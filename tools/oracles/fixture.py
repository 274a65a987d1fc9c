"""Writing of fixtures: JSON beside the tests that read them, numbers with all their digits."""

import json
import pathlib

PACKAGES = pathlib.Path(__file__).resolve().parents[2] / "packages"


def tolist(tensor):
    return tensor.detach().tolist()


def write(name, content, package="core"):
    import torch  # here, since fixtures by other libraries are written without it

    made_by = {"script": f"tools/oracles/{name.removesuffix('.json').replace('-', '_')}.py",
               "torch": torch.__version__.split("+")[0]}
    write_text(name, made_by, content, package)


def write_text(name, made_by, content, package):
    folder = PACKAGES / package / "src" / "fixtures"
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"madeBy": made_by, **content}, separators=(",", ":"), allow_nan=False)
    (folder / name).write_text(text + "\n", encoding="utf-8")
    print(f"{folder / name}: {len(text) / 1024:.0f} KiB")
