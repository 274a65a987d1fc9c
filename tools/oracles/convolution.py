"""Convolutions, pooling and erf with their gradients: ../../packages/core/src/fixtures/convolution.json."""

import torch
import torch.nn.functional as F

from fixture import tolist, write

# x, w, and the arguments of F.convNd
CONVOLUTIONS = [
    ((2, 3, 8), (2, 3, 3), {}),
    ((1, 4, 13), (6, 2, 4), {"stride": 3, "padding": 2, "groups": 2}),
    ((1, 1, 33), (3, 1, 10), {"stride": 5, "padding": 3}),
    ((1, 2, 5, 6), (3, 2, 3, 2), {"padding": 1}),
    ((1, 4, 6, 5), (4, 1, 3, 3), {"stride": (2, 1), "padding": (1, 2), "dilation": (1, 2), "groups": 4}),
    ((1, 2, 4, 5, 3), (2, 2, 2, 3, 2), {"stride": (1, 2, 1), "padding": (0, 1, 1)}),
]

# function, x, arguments
POOLS = [
    ("max", (2, 2, 9), {"kernel_size": 3, "stride": 2, "padding": 1}),
    ("max", (2, 2, 6, 4), {"kernel_size": 2}),
    ("max", (1, 2, 8, 7), {"kernel_size": (3, 2), "stride": (1, 2), "padding": (1, 1), "dilation": (2, 1)}),
    ("average", (1, 2, 6, 4), {"kernel_size": (3, 2)}),
    ("average", (1, 2, 7, 5), {"kernel_size": 3, "stride": 2, "padding": 1}),
    ("average", (1, 2, 7, 5), {"kernel_size": 3, "stride": 2, "padding": 1, "count_include_pad": False}),
]


def gradients(y, weights, inputs):
    """Of the weighted sum of y, and then of the sum of squares of those: they hold second derivatives too."""
    first = torch.autograd.grad((y * weights).sum(), inputs, create_graph=True)
    squares = sum((g * g).sum() for g in first)
    if not squares.requires_grad:
        return [tolist(g) for g in first], None
    second = torch.autograd.grad(squares, [*inputs, weights], allow_unused=True)
    return [tolist(g) for g in first], [None if g is None else tolist(g) for g in second]


def main():
    random = torch.Generator().manual_seed(11)

    def draw(shape):
        # Few digits, so that the file stays small; products have many.
        return torch.randint(-99, 100, shape, generator=random, dtype=torch.float64).div(64).requires_grad_()

    convolutions, pools = [], []
    for x_shape, w_shape, arguments in CONVOLUTIONS:
        x, w = draw(x_shape), draw(w_shape)
        y = [F.conv1d, F.conv2d, F.conv3d][len(x_shape) - 3](x, w, **arguments)
        weights = draw(y.shape)
        first, second = gradients(y, weights, [x, w])
        convolutions.append({"arguments": arguments, "x": tolist(x), "w": tolist(w), "weights": tolist(weights),
                             "y": tolist(y), "gradients": first, "second": second})
    for kind, shape, arguments in POOLS:
        count = torch.Size(shape).numel()
        # Distinct, so that a window has one largest entry.
        x = (torch.randperm(count, generator=random).double().reshape(shape) / 8 - count / 16).requires_grad_()
        functions = {"max": [F.max_pool1d, F.max_pool2d], "average": [F.avg_pool1d, F.avg_pool2d]}
        y = functions[kind][len(shape) - 3](x, **arguments)
        weights = draw(y.shape)
        first, _ = gradients(y, weights, [x])
        pools.append({"kind": kind, "arguments": arguments, "x": tolist(x), "weights": tolist(weights), "y": tolist(y),
                      "gradients": first})
    x = torch.cat([torch.linspace(-6.5, 6.5, 53, dtype=torch.float64), torch.tensor([1e-9, 1e-3, 0.1])]).requires_grad_()
    y = torch.erf(x)
    write("convolution.json", {"convolutions": convolutions, "pools": pools,
                               "erf": {"x": tolist(x), "y": tolist(y),
                                       "gradient": tolist(torch.autograd.grad(y.sum(), x)[0])}})


if __name__ == "__main__":
    main()
