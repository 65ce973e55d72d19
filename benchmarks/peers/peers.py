#!/usr/bin/python3
"""Times the deep detectors' architectures in PyTorch: one training epoch, and scoring of the whole series.

usage: peers.py DATA [--threads 2] [--out peers.csv]

DATA is the folder that holds tsb-ad/M. Same architecture, batch, windows and number of updates as the detectors of the same
id; weights, and so losses, differ. Prints a line an id and writes the figures for `vigie bench speed --deep --peers FILE`.
"""

import argparse
import csv
import gzip
import os
import statistics
import time

import numpy as np
import torch
from torch import nn

SERIES = "tsb-ad/M/063_SMD_id_7_Facility_tr_5923_1st_6506.csv.gz"
TRAIN_ROWS = 5923
VALIDATION_SHARE = 0.2
BLOCK = 1024  # rows scored together
RUNS = 3


def read(data):
    with gzip.open(os.path.join(data, SERIES), "rt") as lines:
        rows = np.array([[float(cell) for cell in line] for line in list(csv.reader(lines))[1:]])[:, :-1]
    train = rows[:TRAIN_ROWS]
    deviation = train.std(0)
    scaled = (rows - train.mean(0)) / np.where(deviation > 0, deviation, 1)
    return torch.tensor(np.clip(scaled, -10, 10), dtype=torch.float32)


def windows(rows, length):
    """Train windows [window, channel, time]: those that end before the validation part."""
    fitted = rows[: TRAIN_ROWS - int(VALIDATION_SHARE * TRAIN_ROWS)]
    return fitted.unfold(0, length, 1)


def gaussian(outputs, last, carry, rows):
    location, scale = outputs
    scale = nn.functional.softplus(scale) + 0.05
    squared = ((rows - location - last * carry) / scale) ** 2
    return 0.5 * squared + scale.log() + 0.9189385


class Forecaster(nn.Module):
    """What is common to cnn and lstm: two heads, and a carried share of the last row."""

    def __init__(self, window, told, features, channels):
        super().__init__()
        self.window = window
        self.told = told
        self.location = nn.Linear(features, channels)
        self.scale = nn.Linear(features, channels)
        self.carry = nn.Parameter(torch.full((channels,), 0.5))
        self.dropout = nn.Dropout(0.1)

    def nats(self, stretch):
        """[batch, time, channel] to [batch, time - window, channel]."""
        known = stretch[:, :-1]
        features = self.dropout(self.features(known))
        last = known[:, known.shape[1] - features.shape[1] :]
        return gaussian((self.location(features), self.scale(features)), last, self.carry, stretch[:, self.window :])

    def loss(self, batch):
        return self.nats(batch.transpose(1, 2)).mean(1).sum(1).mean()


class Cnn(Forecaster):
    batch = 32

    def __init__(self, channels):
        super().__init__(50, 32, 64, channels)
        self.layers = nn.Sequential(
            nn.Conv1d(channels, 32, 4, dilation=1), nn.ReLU(),
            nn.Conv1d(32, 32, 4, dilation=2), nn.ReLU(),
            nn.Conv1d(32, 40, 3, dilation=4), nn.ReLU(),
            nn.Conv1d(40, 64, 5, dilation=8), nn.ReLU(),
        )

    def features(self, known):
        return self.layers(known.transpose(1, 2)).transpose(1, 2)

    def score(self, rows):
        for begin in range(0, len(rows) - self.window, BLOCK):
            self.nats(rows[None, begin : begin + BLOCK + self.window])


class Lstm(Forecaster):
    batch = 32

    def __init__(self, channels):
        super().__init__(64, 64, 48, channels)
        self.layers = nn.LSTM(channels, 48, batch_first=True)

    def features(self, known):
        return self.layers(known)[0][:, self.window - 1 :]

    def score(self, rows):
        stretches = rows.unfold(0, self.window + self.told, self.told).transpose(1, 2)
        for begin in range(0, len(stretches), BLOCK // self.told):
            self.nats(stretches[begin : begin + BLOCK // self.told])


class Autoencoder(nn.Module):
    batch = 64
    window = 64
    told = 0
    stride = 16

    def __init__(self, channels):
        super().__init__()
        self.channels = channels
        convolution = lambda inputs, outputs: nn.Conv1d(inputs, outputs, 3, padding=1, padding_mode="replicate")
        self.outer = convolution(4 * channels, 64)
        self.inner = convolution(128, 64)
        self.code = nn.Linear(8 * 64, 16)
        self.positions = nn.Linear(16, 8 * 64)
        self.unfold_inner = convolution(64, 128)
        self.unfold_outer = convolution(64, 4 * channels)

    def errors(self, windows):
        """[batch, channel, time] to the same; rows are folded four, then two, to one position, and back."""
        count = len(windows)
        folded = windows.transpose(1, 2).reshape(count, 16, 4 * self.channels).transpose(1, 2)
        outer = torch.relu(self.outer(folded)).transpose(1, 2).reshape(count, 8, 128).transpose(1, 2)
        code = self.code(torch.relu(self.inner(outer)).flatten(1))
        positions = torch.relu(self.positions(code)).view(count, 8, 64).transpose(1, 2)
        inner = torch.relu(self.unfold_inner(positions)).transpose(1, 2).reshape(count, 16, 64).transpose(1, 2)
        told = self.unfold_outer(inner).transpose(1, 2).reshape(count, 64, self.channels).transpose(1, 2)
        return (windows - told) ** 2

    def loss(self, batch):
        return (self.errors(batch).mean(2) + 0.05**2).log().sum(1).mean()

    def score(self, rows):
        each = rows.unfold(0, self.window, self.stride)
        for begin in range(0, len(each), BLOCK // self.stride):
            self.errors(each[begin : begin + BLOCK // self.stride])


class Coupling(nn.Module):
    def __init__(self, dimension, hidden):
        super().__init__()
        self.given = dimension // 2
        self.changed = dimension - self.given
        self.net = nn.Sequential(
            nn.Linear(self.given, hidden), nn.ReLU(), nn.Linear(hidden, hidden), nn.ReLU(), nn.Linear(hidden, 2 * self.changed)
        )

    def forward(self, values):
        first, second = values.split([self.given, self.changed], 1)
        raw = self.net(first)
        scale = torch.tanh(raw[:, : self.changed] / 2) * 2
        mapped = second * scale.exp() + raw[:, self.changed :]
        return torch.cat([first, mapped], 1), scale.double().sum(1)


class RealNvp(nn.Module):
    batch = 128
    window = 16
    told = 0

    def __init__(self, channels, rows):
        super().__init__()
        flat = windows(rows, self.window).flatten(1)
        self.mean = flat.mean(0)
        _, values, axes = torch.linalg.svd(flat - self.mean, full_matrices=False)
        self.axes = axes[:64].T.contiguous()
        self.residual = float((values[64:] ** 2).sum() / len(flat) / (flat.shape[1] - 64)) + 0.05**2
        self.bias = nn.ParameterList([nn.Parameter(torch.zeros(64)) for _ in range(4)])
        self.log_scale = nn.ParameterList([nn.Parameter(torch.zeros(64)) for _ in range(4)])
        self.lower = nn.ParameterList([nn.Parameter(torch.zeros(64, 64)) for _ in range(4)])
        self.upper = nn.ParameterList([nn.Parameter(torch.zeros(64, 64)) for _ in range(4)])
        self.diagonal = nn.ParameterList([nn.Parameter(torch.zeros(64)) for _ in range(4)])
        self.couplings = nn.ModuleList([nn.ModuleList([Coupling(64, 64), Coupling(64, 64)]) for _ in range(4)])
        self.orders = [torch.randperm(64) for _ in range(4)]
        self.reversed = torch.arange(63, -1, -1)
        self.one = torch.eye(64)

    def nats(self, flat):
        centred = flat - self.mean
        values = centred @ self.axes
        rest = (centred**2).double().sum(1) - (values**2).double().sum(1)
        total = 0
        for block in range(4):
            values = (values + self.bias[block]) * self.log_scale[block].exp()
            lower = torch.tril(self.lower[block], -1) + self.one
            upper = torch.triu(self.upper[block], 1) + torch.diag(self.diagonal[block].exp())
            values = values @ (lower @ upper).T
            total = total + (self.log_scale[block] + self.diagonal[block]).double().sum()
            values, determinant = self.couplings[block][0](values)
            total = total + determinant
            values, determinant = self.couplings[block][1](values[:, self.reversed])
            total = total + determinant
            values = values[:, self.orders[block]]
        return 0.5 * (values**2).double().sum(1) - total + 0.5 * rest / self.residual

    def loss(self, batch):
        flat = batch.flatten(1)
        return self.nats(flat + 0.05 * torch.randn_like(flat)).mean()

    def score(self, rows):
        flat = rows.unfold(0, self.window, 1)
        for begin in range(0, len(flat), BLOCK):
            self.nats(flat[begin : begin + BLOCK].flatten(1))


def epoch(model, rows):
    """One pass over the train windows, shuffled; returns the number of updates."""
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3, weight_decay=1e-4)
    data = windows(rows, model.window + model.told)
    order = torch.randperm(len(data))
    model.train()
    steps = len(data) // model.batch
    for step in range(steps):
        optimizer.zero_grad()
        model.loss(data[order[step * model.batch : (step + 1) * model.batch]]).backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1)
        optimizer.step()
    return steps


def timed(work):
    times = []
    for _ in range(RUNS + 1):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times[1:])  # the first warms up


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("data")
    arguments.add_argument("--threads", type=int, default=2)
    arguments.add_argument("--out", default="peers.csv")
    options = arguments.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(1)
    rows = read(options.data)
    print(f"torch {torch.__version__}, {options.threads} threads, {len(rows)} rows x {rows.shape[1]} channels")
    lines = []
    for name, model in (
        ("cnn", Cnn(rows.shape[1])),
        ("lstm", Lstm(rows.shape[1])),
        ("ae", Autoencoder(rows.shape[1])),
        ("realnvp", RealNvp(rows.shape[1], rows)),
    ):
        steps = epoch(model, rows)
        learning = timed(lambda: epoch(model, rows))
        model.eval()
        with torch.no_grad():
            scoring = timed(lambda: model.score(rows))
        print(f"{name}: epoch of {steps} updates {learning:.3f} s, scoring {scoring:.3f} s", flush=True)
        lines.append([name, steps, f"{learning:.4f}", f"{scoring:.4f}"])
    with open(options.out, "w", newline="") as out:
        csv.writer(out, lineterminator="\n").writerows([["id", "updates", "epoch_s", "score_s"], *lines])


main()
