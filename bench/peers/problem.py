# The problem that every engine solves: parameters and records that our own engine wrote, read by name.
from __future__ import annotations

import json
from dataclasses import dataclass

import numpy as np
from safetensors import safe_open


@dataclass(frozen=True)
class Problem:
    """Switch classifier: pre-RMS-norm encoder with top-1 experts and a mean-pooled head, as in our engine."""

    parameters: dict[str, np.ndarray]  # our names and shapes: matrices are (in, out), experts (E, in, out)
    ids: np.ndarray  # (B, T)
    labels: np.ndarray  # (B)
    layers: int
    heads: int
    experts: int
    sparse: tuple[int, ...]  # blocks that have experts
    attention_scale: float
    epsilon: float  # of the RMS norms
    balancing: float  # coefficient of E · Σ f P inside each record
    clip_norm: float
    noise_multiplier: float
    learning_rate: float

    @property
    def records(self) -> int:
        return len(self.labels)

    @property
    def noise_deviation(self) -> float:
        return self.noise_multiplier * self.clip_norm


def read_problem(path: str) -> Problem:
    with safe_open(path, framework='np') as file:
        tensors = {name: file.get_tensor(name) for name in file.keys()}
        settings = json.loads(file.metadata()['settings'])
    ids = tensors.pop('ids').astype(np.int64)
    labels = tensors.pop('labels').astype(np.int64)
    settings['sparse'] = tuple(settings['sparse'])
    return Problem(parameters=tensors, ids=ids, labels=labels, **settings)


class Names:
    """Our names of the parameters of block i."""

    embedding = 'shared.weight'
    final_norm = 'encoder.final_layer_norm.weight'
    head = 'classifier.weight'
    head_bias = 'classifier.bias'

    def __init__(self, i: int):
        attention, mlp = f'encoder.block.{i}.layer.0', f'encoder.block.{i}.layer.1'
        self.attention_norm = f'{attention}.layer_norm.weight'
        self.qkv = f'{attention}.SelfAttention.qkv'
        self.o = f'{attention}.SelfAttention.o'
        self.mlp_norm = f'{mlp}.layer_norm.weight'
        self.wi, self.wo = f'{mlp}.mlp.wi', f'{mlp}.mlp.wo'
        self.router = f'{mlp}.mlp.router.classifier'
        self.experts_wi, self.experts_wo = f'{mlp}.mlp.experts.wi', f'{mlp}.mlp.experts.wo'
