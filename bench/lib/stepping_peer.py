"""What the peers of step benchmarks share: files of a folder, and steps when they are told to make them.

    peer.py FOLDER THREADS [FLAG…]     each line of standard input has steps and lossEvery as JSON

Flags say how PyTorch runs: --compile by torch.compile, --bf16 in bfloat16 where autocast thinks it safe; what else a peer
knows is its own.
"""

import json
import pathlib
import platform
import sys
import time

import safetensors.torch
import torch


def begin():
    """Takes the arguments: the folder, its configuration, and flags."""
    folder, threads = pathlib.Path(sys.argv[1]), int(sys.argv[2])
    torch.set_num_threads(threads)
    torch.set_num_interop_threads(1)
    return folder, json.loads((folder / "configuration.json").read_text()), sys.argv[3:]


def parameters_of(folder):
    return safetensors.torch.load_file(folder / "parameters.safetensors")


def mixed_precision(flags):
    """What a forward pass runs in."""
    return torch.autocast("cpu", torch.bfloat16, enabled="--bf16" in flags)


def compiled(loss_of, flags):
    return torch.compile(loss_of) if "--compile" in flags else loss_of


def tell(message):
    print(json.dumps(message), flush=True)


def serve(folder, make_step):
    """Answers every order; make_step makes a step with a batch and returns its loss."""
    batches = [safetensors.torch.load_file(path) for path in
               sorted(folder.glob("batch-*.safetensors"), key=lambda path: int(path.stem.split("-")[1]))]
    kernels = torch.backends.cpu.get_cpu_capability()
    tell({"version": f"PyTorch {torch.__version__} with kernels for {kernels}, Python {platform.python_version()}"})
    made = 0
    for line in sys.stdin:
        order = json.loads(line)
        losses = []
        begin, before = time.perf_counter(), time.process_time()
        for _ in range(order["steps"]):
            loss = make_step(batches[made % len(batches)])
            made += 1
            if made % order["lossEvery"] == 0:
                losses.append(loss.item())
        tell({"seconds": time.perf_counter() - begin, "cpuSeconds": time.process_time() - before, "losses": losses})
