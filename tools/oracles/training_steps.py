"""Steps of two tables, a matrix and a scalar together: ../../packages/nn/src/fixtures/training-steps.json.

Sparse optimizers, parameter groups, clipping by the global norm, averages of weights, and projections after the step.
"""

import math

import torch

from fixture import tolist, write

STEPS = 5
RATES = [0.1, 0.1, 0.05, 0.2, 0.02]
SHAPES = {"words.weight": (6, 2), "items.weight": (4, 3), "layer.weight": (2, 3), "scale": ()}
TABLES = ("words.weight", "items.weight")


def draw(random, *shape):
    return torch.randn(shape, generator=random, dtype=torch.float64)


def lazy_momentum(kept, nesterov, decay, start, gradients):
    """
    SGD with momentum that leaves rows which no index names as they are: there is none in PyTorch. Without decay it is
    TensorFlow's ResourceSparseApplyMomentum, with which it agreed to 2e-16.
    """
    parameter, velocity, values = start.clone(), torch.zeros_like(start), []
    for rate, gradient in zip(RATES, gradients):
        gradient = gradient.coalesce()
        rows = gradient.indices()[0]
        g = gradient.values() + decay * parameter[rows]
        velocity[rows] = kept * velocity[rows] + g
        direction = g + kept * velocity[rows] if nesterov else velocity[rows]
        parameter[rows] -= rate * direction
        values.append(tolist(parameter))
    return values


def lazy_adam(beta1, beta2, epsilon, start, gradients):
    """SparseAdam with the epsilon of Adam, which is added after the correction of bias; SparseAdam adds it before."""
    parameter, mean, squares, values = start.clone(), torch.zeros_like(start), torch.zeros_like(start), []
    for step, (rate, gradient) in enumerate(zip(RATES, gradients), 1):
        gradient = gradient.coalesce()
        rows, g = gradient.indices()[0], gradient.values()
        mean[rows] = beta1 * mean[rows] + (1 - beta1) * g
        squares[rows] = beta2 * squares[rows] + (1 - beta2) * g * g
        root = (squares[rows] / (1 - beta2**step)).sqrt() + epsilon
        parameter[rows] -= rate * mean[rows] / (1 - beta1**step) / root
        values.append(tolist(parameter))
    return values


def sparse_adam(options, start, gradients):
    parameter = start.clone().requires_grad_()
    optimizer = torch.optim.SparseAdam([parameter], lr=1.0, **options)
    values = []
    for rate, gradient in zip(RATES, gradients):
        optimizer.param_groups[0]["lr"] = rate
        parameter.grad = gradient
        optimizer.step()
        values.append(tolist(parameter))
    return values


def together(start, gradients, groups, clip=None, decay=None, project=None, cls=torch.optim.SGD):
    """Steps of all parameters; `groups` maps a name to its options, whose rate is a factor of the step's or its own."""
    parameters = {name: value.clone().requires_grad_() for name, value in start.items()}
    shared = groups.get("*", {})
    optimizer = cls([{"params": [p], **shared, **groups.get(n, {}), "name": n} for n, p in parameters.items()
                     if groups.get(n) != "frozen"], lr=1.0)
    given = {n: dict(groups[n]) for n in groups if groups[n] != "frozen"}
    model = torch.nn.Module()
    model.values = torch.nn.ParameterList(parameters.values())
    averaged = decay and torch.optim.swa_utils.AveragedModel(
        model, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(decay))
    values, norms, averages = [], [], []
    for step, rate in enumerate(RATES):
        for group in optimizer.param_groups:
            own = given.get(group["name"], {})
            group["lr"] = own["lr"] if "lr" in own else rate * own.get("scale", 1.0)
        for name, parameter in parameters.items():
            parameter.grad = None if groups.get(name) == "frozen" else gradients[name][step].clone()
        if clip:
            trained = [p for n, p in parameters.items() if groups.get(n) != "frozen"]
            norms.append(float(torch.nn.utils.clip_grad_norm_(trained, clip)))
        optimizer.step()
        if project:
            with torch.no_grad():
                project(parameters)
        if averaged:
            for target, source in zip(model.values, parameters.values()):
                target.data.copy_(source.data)
            averaged.update_parameters(model)
            averages.append({n: tolist(v) for n, v in zip(parameters, averaged.module.values)})
        values.append({name: tolist(parameter) for name, parameter in parameters.items()})
    return {"values": values, **({"norms": norms} if norms else {}), **({"averages": averages} if averages else {})}


def main():
    random = torch.Generator().manual_seed(8)
    start = {name: draw(random, *shape) for name, shape in SHAPES.items()}
    # Rows of the tables: an index that comes twice receives both, and some rows are never named.
    indices = {name: [torch.randint(0, SHAPES[name][0] - 1, (5,), generator=random) for _ in range(STEPS)]
               for name in TABLES}
    indices["words.weight"][0] = torch.tensor([1, 1, 4, 1, 0])
    rows = {name: [draw(random, 5, *SHAPES[name][1:]) for _ in range(STEPS)] for name in TABLES}
    sparse = {name: [torch.sparse_coo_tensor(i[None], r, SHAPES[name]) for i, r in zip(indices[name], rows[name])]
              for name in TABLES}
    gradients = {name: [g.to_dense() for g in sparse[name]] if name in TABLES
                 else [draw(random, *shape) for _ in range(STEPS)] for name, shape in SHAPES.items()}

    table = start["words.weight"]
    of_rows = [
        # Where epsilon is next to nothing, it does not matter where it is added.
        {"name": "adam", "options": {"sparse": True, "epsilon": 1e-30},
         "values": sparse_adam({"eps": 1e-30}, table, sparse["words.weight"])},
        {"name": "adam", "options": {"sparse": True, "beta1": 0.7, "beta2": 0.95, "epsilon": 1e-30},
         "values": sparse_adam({"betas": (0.7, 0.95), "eps": 1e-30}, table, sparse["words.weight"])},
        {"name": "adam", "options": {"sparse": True, "beta1": 0.7, "beta2": 0.95, "epsilon": 1e-3},
         "values": lazy_adam(0.7, 0.95, 1e-3, table, sparse["words.weight"])},
        *({"name": "momentum", "options": {"sparse": True, "momentum": kept, "nesterov": nesterov, "weightDecay": decay},
           "values": lazy_momentum(kept, nesterov, decay, table, sparse["words.weight"])}
          for kept, nesterov, decay in ((0.9, False, 0.0), (0.5, True, 0.0), (0.8, False, 0.1))),
    ]

    def clamp(parameters):
        parameters["scale"].clamp_(0, math.log(100))
        parameters["layer.weight"].div_(parameters["layer.weight"].norm(dim=1, keepdim=True))
        # Only the rows that moved may be out of bounds, since all begin within them.
        parameters["words.weight"].clamp_(-0.5, 0.5)
        norm = parameters["items.weight"].norm(dim=1, keepdim=True)
        parameters["items.weight"].mul_(1 / norm.clamp(min=1.0))

    bounded = {**start, "scale": torch.tensor(4.59, dtype=torch.float64), "words.weight": start["words.weight"].clamp(-0.5, 0.5),
               "items.weight": start["items.weight"] / start["items.weight"].norm(dim=1, keepdim=True).clamp(min=1.0)}
    together_cases = {
        "groups": together(start, gradients, {
            "*": {"momentum": 0.9, "weight_decay": 0.1}, "scale": {"lr": 0.003, "weight_decay": 0.0},
            "layer.weight": {"scale": 0.1}, "items.weight": "frozen"}),
        "clipped": together(start, gradients, {"*": {}}, clip=1.5),
        "clippedAdam": together(start, gradients, {"*": {}, "words.weight": "frozen"}, clip=0.7, cls=torch.optim.AdamW),
        "adagrad": together(start, gradients, {"*": {}}, clip=2.0, cls=torch.optim.Adagrad),
        "averaged": together(start, gradients, {"*": {}}, decay=0.8),
        "projected": {"start": {n: tolist(v) for n, v in bounded.items()},
                      **together(bounded, gradients, {"*": {}}, project=clamp)},
    }
    write("training-steps.json", {
        "rates": RATES,
        "shapes": {name: list(shape) for name, shape in SHAPES.items()},
        "start": {name: tolist(value) for name, value in start.items()},
        "indices": {name: [tolist(i) for i in indices[name]] for name in TABLES},
        "rows": {name: [tolist(r) for r in rows[name]] for name in TABLES},
        "dense": {name: [tolist(g) for g in gradients[name]] for name in SHAPES if name not in TABLES},
        "ofRows": of_rows,
        **together_cases,
    }, package="nn")


if __name__ == "__main__":
    main()
