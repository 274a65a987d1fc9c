"""Gated recurrent units with first and second derivatives: ../../packages/core/src/fixtures/recurrence.json."""

import torch

from fixture import tolist, write

# steps, sequences, features, hidden units
SIZES = [(1, 1, 2, 3), (5, 3, 2, 4), (4, 2, 5, 1)]
NAMES = ["weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"]


def permuted(tensor, units):
    """Rows of the gates r, z, n in the order z, r, n, which is ONNX's; and back, since it swaps two."""
    r, z, n = tensor.split(units)
    return torch.cat([z, r, n])


def main():
    random = torch.Generator().manual_seed(5)

    def draw(shape):
        # Few digits, so that the file stays small.
        return torch.randint(-99, 100, shape, generator=random, dtype=torch.float64).div(64).requires_grad_()

    cases = []
    for steps, sequences, features, units in SIZES:
        unit = torch.nn.GRU(features, units, dtype=torch.float64)
        given = [draw(tuple(getattr(unit, name).shape)) for name in NAMES]
        with torch.no_grad():
            for name, value in zip(NAMES, given):
                getattr(unit, name).copy_(permuted(value, units))
        x, initial = draw((steps, sequences, features)), draw((sequences, units))
        y, _ = unit(x, initial.unsqueeze(0))
        weights = draw(tuple(y.shape))
        inputs = [x, *(getattr(unit, name) for name in NAMES), initial]
        first = torch.autograd.grad((y * weights).sum(), inputs, create_graph=True)
        second = torch.autograd.grad(sum((g * g).sum() for g in first), [*inputs, weights])

        def ordered(gradients):
            return [tolist(permuted(g, units) if 1 <= i <= 4 else g) for i, g in enumerate(gradients)]

        cases.append({"inputs": [tolist(each) for each in (x, *given, initial)], "weights": tolist(weights),
                      "y": tolist(y), "gradients": ordered(first), "second": ordered(second)})
    write("recurrence.json", {"cases": cases})


if __name__ == "__main__":
    main()
