"""Runs models in one runtime, for check_runtimes.py, whose Python may be another one: it needs the runtime and NumPy.

    run_exported.py openvino|onnxruntime JOBS

JOBS is a JSON file of jobs: the path of a model, of an .npz file with its feeds, and of the one that its outputs go to.
Output i is `i` there, since names hold slashes. Prints the runtime and its version.
"""

import json
import sys

import numpy


def onnxruntime_runner():
    import onnxruntime

    def run(model, feeds):
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 4
        return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"]).run(None, feeds)

    return f"onnxruntime {onnxruntime.__version__}", run


def openvino_runner():
    import openvino

    # Otherwise it computes in bfloat16 where the processor can.
    core = openvino.Core()
    core.set_property("CPU", {"INFERENCE_PRECISION_HINT": "f32"})

    def run(model, feeds):
        compiled = core.compile_model(core.read_model(model), "CPU")
        results = compiled({name: value for name, value in feeds.items()})
        return [results[i] for i in range(len(compiled.outputs))]

    return f"openvino {openvino.__version__.split('-')[0]}", run


def main():
    kind, jobs = sys.argv[1:]
    title, run = {"openvino": openvino_runner, "onnxruntime": onnxruntime_runner}[kind]()
    for job in json.loads(open(jobs, encoding="utf-8").read()):
        with numpy.load(job["feeds"]) as feeds:
            given = {name: feeds[f"{i}"] for i, name in enumerate(job["names"])}
        try:
            outputs = run(job["model"], given)
            numpy.savez(job["outputs"], **{f"{i}": value for i, value in enumerate(outputs)})
        except Exception as error:  # Whatever a runtime throws, the others and the other files still count.
            message = next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)
            print(f"{job['model']}: {message}", file=sys.stderr)
    print(title)


if __name__ == "__main__":
    main()
