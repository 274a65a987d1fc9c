"""Views of images by PyTorch and torchvision: ../../packages/simclr/src/fixtures/augmentation.json."""

import torch
import torch.nn.functional as F
import torchvision
from fixture import write_text
from torchvision.transforms import functional as TF

SIZE = 12


def digits(tensor):
    return [round(number, 11) for number in tensor.flatten().tolist()]


def crop_by_grid(image, top, left, height, width, flipped):
    """A crop of any place and size, by bilinear samples of the whole image."""
    center = [2 * (left + width / 2) / SIZE - 1, 2 * (top + height / 2) / SIZE - 1]
    turn = -1 if flipped else 1
    theta = torch.tensor([[turn * width / SIZE, 0, center[0]], [0, height / SIZE, center[1]]], dtype=torch.float64)
    grid = F.affine_grid(theta[None], [1, *image.shape], align_corners=False)
    return F.grid_sample(image[None], grid, mode="bilinear", padding_mode="border", align_corners=False)[0]


def inner(start, extent):
    """Rows of a view that lie between the centers of the outermost rows of a crop: nothing beyond matters there."""
    places = [start + (i + 0.5) * extent / SIZE - 0.5 for i in range(SIZE)]
    return [i for i, place in enumerate(places) if start <= place <= start + extent - 1]


def main():
    random = torch.Generator().manual_seed(11)

    def draw(*shape, low=0.0, high=1.0):
        numbers = low + (high - low) * torch.rand(shape, generator=random, dtype=torch.float64)
        return (256 * numbers).round() / 256  # short in decimals, and float32 holds them

    source = draw(3, SIZE, SIZE)
    crops = []
    for box in [(0, 0, 12, 12), (1.25, 2.5, 7.75, 9.125), (0, 5.5, 4.5, 6.5), (9.5, 0, 2.5, 3.25), (4, 4, 3, 4)]:
        for flipped in (False, True):
            view = crop_by_grid(source, *box, flipped)
            crops.append({"crop": box, "flipped": flipped, "view": digits(view)})

    resized = []
    for box in [(2, 3, 6, 8), (0, 1, 9, 7), (0, 0, 12, 12)]:
        view = TF.resized_crop(source, *box, [SIZE, SIZE], antialias=True)
        resized.append({"crop": box, "rows": inner(box[0], box[2]),
                        "columns": inner(box[1], box[3]), "view": digits(view)})

    # A kernel that ends where float64 sees no more; the rows and columns whose kernel lies within the image.
    blurs = []
    for deviation, reach in [(0.25, 2), (0.5, 4)]:
        view = TF.gaussian_blur(source, [2 * reach + 1] * 2, [deviation] * 2)
        within = list(range(reach, SIZE - reach))
        blurs.append({"blur": deviation, "rows": within, "columns": within,
                      "view": digits(view)})

    # Images whose changed numbers stay within 0 and 1, where torchvision would cut them off.
    middling = draw(3, SIZE, SIZE, low=0.375, high=0.625)
    colors = []
    for brightness, contrast, saturation, gray in [
        (1.25, 1, 1, False), (1, 0.625, 1, False), (1, 1, 1.5, False), (1, 1, 0.25, False), (1, 1, 1, True),
        (0.75, 1.375, 1.25, False), (1.125, 0.75, 0.5, True),
    ]:
        view = TF.adjust_saturation(TF.adjust_contrast(TF.adjust_brightness(middling, brightness), contrast), saturation)
        if gray:
            view = TF.rgb_to_grayscale(view, 3)
        assert 0 < view.min() and view.max() < 1
        colors.append({"view": digits(view),
                        "color": {"brightness": brightness, "contrast": contrast, "saturation": saturation,
                                   "hue": 0, "gray": gray}})

    made_by = {"script": "tools/oracles/augmentation.py", "torch": torch.__version__.split("+")[0],
               "torchvision": torchvision.__version__.split("+")[0]}
    content = {"size": SIZE, "image": digits(source), "middling": digits(middling), "crops": crops,
               "resized": resized, "blurs": blurs, "colors": colors}
    write_text("augmentation.json", made_by, content, "simclr")


if __name__ == "__main__":
    main()
