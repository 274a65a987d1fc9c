"""Several steps of LARS on a matrix, a stack of filters and a bias: ../../packages/nn/src/fixtures/lars.json.

PyTorch has no LARS. Its SGD makes the step of momentum, at a rate of 1 and of gradients that carry the rate of each
step and the layer's ratio, which are written here from the papers.
"""

import torch

from fixture import tolist, write

STEPS = 6
RATES = [4.8, 4.8, 2.0, 9.0, 0.0, 0.5]  # another rate at each step, as a schedule gives
OPTIONS = [
    {},
    {"momentum": 0.5, "weightDecay": 0.03, "trustCoefficient": 0.02},
    {"momentum": 0.0, "weightDecay": 0.0},
]


def trust_ratio(parameter, update, coefficient):
    size, length = torch.linalg.vector_norm(parameter), torch.linalg.vector_norm(update)
    return coefficient * size / length if size > 0 and length > 0 else torch.ones((), dtype=torch.float64)


def trajectory(options, start, gradients):
    momentum, decay = options.get("momentum", 0.9), options.get("weightDecay", 1e-6)
    coefficient = options.get("trustCoefficient", 0.001)
    parameter = start.clone().requires_grad_()
    optimizer = torch.optim.SGD([parameter], lr=1.0, momentum=momentum)
    values = []
    for rate, gradient in zip(RATES, gradients):
        update = gradient
        if parameter.dim() > 1:
            update = gradient + decay * parameter.detach()
            update = trust_ratio(parameter.detach(), update, coefficient) * update
        parameter.grad = rate * update
        optimizer.step()
        values.append(tolist(parameter))
    return values


def main():
    random = torch.Generator().manual_seed(11)

    def draw(*shape):
        return torch.randn(shape, generator=random, dtype=torch.float64)

    cases = []
    for name, shape in [("matrix", (4, 3)), ("filters", (2, 3, 2, 2)), ("bias", (5,)), ("temperature", ())]:
        gradients = [draw(*shape) for _ in range(STEPS)]
        gradients[2] = torch.zeros(shape, dtype=torch.float64)
        cases.append((name, draw(*shape), gradients))
    cases.append(("matrix from zeros", torch.zeros(4, 3, dtype=torch.float64), [draw(4, 3) for _ in range(STEPS)]))
    write("lars.json", {
        "rates": RATES,
        "cases": [
            {"name": name, "shape": list(start.shape), "start": tolist(start.flatten()),
             "gradients": [tolist(g.flatten()) for g in gradients],
             "runs": [{"options": options, "values": [tolist(torch.tensor(v, dtype=torch.float64).flatten()) for v in
                                                      trajectory(options, start, gradients)]} for options in OPTIONS]}
            for name, start, gradients in cases
        ],
    }, package="nn")


if __name__ == "__main__":
    main()
