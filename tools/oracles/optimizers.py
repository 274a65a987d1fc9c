"""Several steps of every optimizer on given gradients: ../../packages/nn/src/fixtures/optimizers.json."""

import torch

from fixture import tolist, write

ROWS, WIDTH, STEPS = 5, 3, 6
RATES = [0.1, 0.1, 0.05, 0.2, 0.0, 0.01]  # another rate at each step, as a schedule gives

# (name and options here, the same in PyTorch)
OPTIMIZERS = [
    ("sgd", {}, torch.optim.SGD, {}),
    ("momentum", {}, torch.optim.SGD, {"momentum": 0.9}),
    ("momentum", {"momentum": 0.5, "nesterov": True}, torch.optim.SGD, {"momentum": 0.5, "nesterov": True}),
    ("momentum", {"momentum": 0.8, "weightDecay": 0.03}, torch.optim.SGD, {"momentum": 0.8, "weight_decay": 0.03}),
    ("momentum", {"momentum": 0.8, "weightDecay": 0.03, "nesterov": True}, torch.optim.SGD,
     {"momentum": 0.8, "weight_decay": 0.03, "nesterov": True}),
    ("adagrad", {}, torch.optim.Adagrad, {}),
    ("adagrad", {"initialAccumulator": 0.1, "epsilon": 1e-5}, torch.optim.Adagrad,
     {"initial_accumulator_value": 0.1, "eps": 1e-5}),
    ("adam", {}, torch.optim.Adam, {}),
    ("adam", {"beta1": 0.7, "beta2": 0.95, "epsilon": 1e-3, "weightDecay": 0.05}, torch.optim.Adam,
     {"betas": (0.7, 0.95), "eps": 1e-3, "weight_decay": 0.05}),
    ("adamW", {}, torch.optim.AdamW, {}),
    ("adamW", {"beta1": 0.7, "weightDecay": 0.2}, torch.optim.AdamW, {"betas": (0.7, 0.999), "weight_decay": 0.2}),
]


def trajectory(cls, options, start, gradients):
    parameter = start.clone().requires_grad_()
    optimizer = cls([parameter], lr=1.0, **options)
    values = []
    for rate, gradient in zip(RATES, gradients):
        optimizer.param_groups[0]["lr"] = rate
        parameter.grad = gradient.clone()
        optimizer.step()
        values.append(tolist(parameter))
    return values


def main():
    random = torch.Generator().manual_seed(3)

    def draw(*shape):
        return torch.randn(shape, generator=random, dtype=torch.float64)

    start = draw(ROWS, WIDTH)
    # Entries of a gradient are 0 now and then, as rows that no batch names are.
    dense = [draw(ROWS, WIDTH) * (torch.rand(ROWS, WIDTH, generator=random) < 0.8) for _ in range(STEPS)]
    # Rows of a table: an index that comes twice receives both.
    indices = [torch.randint(0, ROWS, (2, 3), generator=random) for _ in range(STEPS)]
    indices[0] = torch.tensor([[1, 1, 4], [1, 0, 4]])
    rows = [draw(2, 3, WIDTH) for _ in range(STEPS)]
    summed = [torch.zeros(ROWS, WIDTH, dtype=torch.float64).index_add(0, i.flatten(), r.reshape(-1, WIDTH))
              for i, r in zip(indices, rows)]
    write("optimizers.json", {
        "start": tolist(start),
        "rates": RATES,
        "dense": [tolist(g) for g in dense],
        "indices": [tolist(i) for i in indices],
        "rows": [tolist(r) for r in rows],
        "optimizers": [
            {"name": name, "options": options, "dense": trajectory(cls, theirs, start, dense),
             "rows": trajectory(cls, theirs, start, summed)}
            for name, options, cls, theirs in OPTIMIZERS
        ],
    }, package="nn")


if __name__ == "__main__":
    main()
