"""crosspoint_train on a toy data set: it learns, repeats to the byte, and refuses bad input."""
# SPDX-License-Identifier: Apache-2.0
import pathlib
import random
import re
import struct
import subprocess
import sys
import tempfile


def write_split(folder, part, count, largest_label, side=6):
    """Images that are bright in the left or the right half, with noise; label 0 or the largest."""
    draw = random.Random(part)
    images, labels = bytearray(), bytearray()
    for _ in range(count):
        right = draw.random() < 0.5
        labels.append(largest_label if right else 0)
        for k in range(side * side):
            bright = (k % side >= side // 2) == right
            images.append(draw.randrange(100, 256) if bright else draw.randrange(0, 156))
    (folder / f"{part}-images-idx3-ubyte").write_bytes(
        struct.pack(">IIII", 0x803, count, side, side) + images)
    (folder / f"{part}-labels-idx1-ubyte").write_bytes(struct.pack(">II", 0x801, count) + labels)


def convolutions(train, folder):
    """Both nets of convolutions learn; a run that stops and goes on gives the same bytes."""
    small = folder / "small"
    small.mkdir()
    write_split(small, "train", 129, 9, side=8)
    write_split(small, "t10k", 60, 9, side=8)
    for net, width in (("vgg", 4), ("resnet18", 3)):
        flags = ["--data", small, "--net", net, "--width", width, "--batch", 16, "--shift", 0,
                 "--flip", "false", "--lr", 0.02, "--weight-ber", 0.001, "--epochs", 4]
        whole, parts = small / f"{net}.npz", small / f"{net}_parts.npz"
        code, text = train(*flags, "--out", whole)
        assert code == 0 and " 0 in double" in text, text
        correct = int(re.search(r"integer network: (\d+) of 60", text).group(1))
        assert correct >= 50, text
        checkpoint = small / f"{net}.checkpoint"
        code, text = train(*flags, "--out", parts, "--checkpoint", checkpoint, "--stop-after", 2)
        assert code == 0 and "epoch   3" not in text and not parts.exists(), text
        code, text = train(*flags, "--out", parts, "--checkpoint", checkpoint)
        assert code == 0 and "2 epochs were done before" in text, text
        assert whole.read_bytes() == parts.read_bytes(), "a resumed run gave other bytes"
        code, text = train(*flags, "--out", parts, "--checkpoint", checkpoint, "--seed", 2)
        assert code == 3 and "error[4206]" in text, text


def several_bits(train, folder, common):
    """The file of a network of several bits, run by NumPy, has the accuracy that was stated."""
    try:
        import numpy as np
    except ImportError:
        print("skipped: the file of several bits (no NumPy)")
        return
    path = folder / "bits.npz"
    code, text = train(*common, "--weight-bits", 4, "--activation-bits", 3, "--out", path)
    assert code == 0 and " 0 in double" in text, text
    correct = int(re.search(r"integer network: (\d+) of 100", text).group(1))
    assert correct >= 95, text
    net = np.load(path)
    assert net["schema"] == 3 and net["weight_bits"] == 4 and net["activation_bits"] == 3
    data = (folder / "t10k-images-idx3-ubyte").read_bytes()[16:]
    a = np.frombuffer(data, np.uint8).reshape(100, -1).astype(np.int64)
    for k in range(3):
        w, last = net[f"w{k}"].astype(np.int64), k == 2
        assert w.min() >= -7 and w.max() <= 7 and len(np.unique(w)) > 8
        z = a @ w
        if not last:
            t = net[f"t{k}"]
            assert t.shape == (33, 7) and (np.diff(t, axis=1) >= 0).all()
            a = (z[:, :, None] >= t[None]).sum(axis=2)
            assert len(np.unique(a)) == 8
    labels = np.frombuffer((folder / "t10k-labels-idx1-ubyte").read_bytes()[8:], np.uint8)
    assert (z.argmax(axis=1) == labels).sum() == correct


def cifar(train, folder):
    """Color images in the layout of CIFAR-10: red or blue."""
    draw = random.Random(1)

    def write(name, count):
        out = bytearray()
        for _ in range(count):
            red = draw.random() < 0.5
            planes = (230, 90, 30) if red else (30, 90, 230)
            out.append(3 if red else 7)
            for level in planes:
                out += bytes(level + draw.randrange(-25, 26) for _ in range(1024))
        (folder / name).write_bytes(out)

    folder.mkdir()
    for k in range(1, 6):
        write(f"data_batch_{k}.bin", 8)
    write("test_batch.bin", 20)
    code, text = train("--data", folder, "--net", "vgg", "--width", 2, "--epochs", 3, "--batch", 8,
                       "--lr", 0.02, "--out", folder / "cifar.npz")
    assert code == 0 and " 0 in double" in text, text
    assert int(re.search(r"integer network: (\d+) of 20", text).group(1)) >= 18, text


def main():
    program = sys.argv[1]

    def train(*flags):
        done = subprocess.run([program, *map(str, flags)], capture_output=True, text=True)
        return done.returncode, done.stdout + done.stderr

    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        write_split(folder, "train", 257, 9)  # the last batch of 32 holds one image
        write_split(folder, "t10k", 100, 9)
        common = ["--data", folder, "--epochs", 8, "--batch", 32, "--hidden", 33, "--shift", 0,
                  "--flip", "false", "--lr", 0.02]
        outputs = []
        for k, seed in enumerate((5, 5, 6)):
            code, text = train(*common, "--seed", seed, "--out", folder / f"m{k}.npz")
            assert code == 0, text
            outputs.append((folder / f"m{k}.npz").read_bytes())
            correct = int(re.search(r"integer network: (\d+) of 100", text).group(1))
            assert correct >= 95, text
            assert " 0 in double" in text, text
        assert outputs[0] == outputs[1], "the same command gave other bytes"
        assert outputs[0] != outputs[2], "the seed has no effect"

        code, text = train(*common, "--holdout", 50, "--out", folder / "none.npz")
        assert code == 0 and "held back: " in text and not (folder / "none.npz").exists(), text

        # Bit errors change what is learned; color images and convolutions take the same way.
        code, text = train(*common, "--seed", 5, "--weight-ber", 0.02, "--activation-ber", 0.02,
                           "--out", folder / "errors.npz")
        assert code == 0 and (folder / "errors.npz").read_bytes() != outputs[0], text
        convolutions(train, folder)
        several_bits(train, folder, common)
        cifar(train, folder / "cifar")

        def refused(expected_code, message, *flags):
            code, text = train(*flags)
            assert code == expected_code and message in text, (flags, code, text)

        refused(2, "--out", "--epochs", 1)
        refused(2, "--epochs", "--out", folder / "x.npz", "--epochs", 0)
        refused(2, "--unknown", "--out", folder / "x.npz", "--unknown")
        refused(2, "error[4204]", *common, "--out", folder / "x.npz", "--net", "vgg16")
        refused(3, "error[4205]", *common, "--out", folder / "x.npz", "--net", "vgg")
        refused(2, "error[4208]", *common, "--out", folder / "x.npz", "--weight-bits", 4)
        refused(2, "error[4209]", *common, "--out", folder / "x.npz", "--weight-bits", 4,
                "--activation-bits", 4, "--weight-ber", 0.1)
        refused(2, "--stop-after", "--out", folder / "x.npz", "--stop-after", 1)
        refused(5, "error[4207]", *common, "--out", folder / "x.npz",
                "--checkpoint", folder / "missing" / "c")
        (folder / "text").write_text("no checkpoint")
        refused(3, "error[4206]", *common, "--out", folder / "x.npz",
                "--checkpoint", folder / "text")
        refused(3, "error[4004]", "--out", folder / "x.npz", "--data", folder / "missing")
        refused(5, "error[4201]", *common, "--out", folder / "missing" / "x.npz")
        refused(3, "error[4203]", *common, "--out", folder / "x.npz", "--holdout", 256)
        write_split(folder, "t10k", 10, 10)
        refused(3, "error[4111]", *common, "--out", folder / "x.npz")
        write_split(folder, "t10k", 10, 9, side=5)
        refused(3, "error[4110]", *common, "--out", folder / "x.npz")
        (folder / "train-images-idx3-ubyte").write_bytes(b"\0\0\x08\x03\0\0")
        refused(3, "error[4003]", *common, "--out", folder / "x.npz")
        assert not (folder / "x.npz").exists()


main()
