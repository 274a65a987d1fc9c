"""Batch and group normalization with their gradients: ../../packages/nn/src/fixtures/channel-normalization.json."""

import torch
import torch.nn.functional as F

from fixture import tolist, write

SHAPES = [(6, 4), (3, 4, 5), (2, 6, 3, 2), (1, 2, 2, 3, 2)]


def main():
    random = torch.Generator().manual_seed(11)

    def draw(*shape):
        return torch.randn(shape, generator=random, dtype=torch.float64)

    cases = []
    for shape in SHAPES:
        channels = shape[1]
        for epsilon in [1e-5, 0.3]:
            x, gain, shift = (each.requires_grad_() for each in (1 + 2 * draw(*shape), draw(channels), draw(channels)))
            mean, variance, weights = draw(channels), draw(channels).square() + 0.1, draw(*shape)
            given = {"x": tolist(x), "gain": tolist(gain), "shift": tolist(shift), "mean": tolist(mean),
                     "variance": tolist(variance), "weights": tolist(weights), "epsilon": epsilon}

            def found(y):
                return {"y": tolist(y), "gradients": [tolist(g) for g in torch.autograd.grad((y * weights).sum(),
                                                                                             (x, gain, shift))]}

            # A momentum of 1 leaves the statistics of this batch.
            running = [torch.zeros(channels, dtype=torch.float64) for _ in range(2)]
            batch = F.batch_norm(x, *running, gain, shift, training=True, momentum=1.0, eps=epsilon)
            cases.append({
                **given,
                "batch": {**found(batch), "mean": tolist(running[0]), "unbiasedVariance": tolist(running[1])},
                "given": found(F.batch_norm(x, mean, variance, gain, shift, training=False, eps=epsilon)),
                "groups": [{"groups": groups, **found(F.group_norm(x, groups, gain, shift, eps=epsilon))}
                           for groups in [1, 2, channels] if shape[2:] or groups < channels],
            })
    write("channel-normalization.json", {"cases": cases}, package="nn")


if __name__ == "__main__":
    main()
