# The loss of one record as a function of parameters by name, for torch.func: every expert sees every row, masked.
from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

from problem import Names, Problem


def rms_norm(x: Tensor, scale: Tensor, epsilon: float) -> Tensor:
    return x * torch.rsqrt(x.square().mean(-1, keepdim=True) + epsilon) * scale


def record_loss(p: dict[str, Tensor], ids: Tensor, label: Tensor, problem: Problem) -> Tensor:
    """ids (T), label () → ()"""
    x = p[Names.embedding][ids]  # (T, d)
    balancing = 0.0
    for i in range(problem.layers):
        names = Names(i)
        x = x + attention(rms_norm(x, p[names.attention_norm], problem.epsilon) @ p[names.qkv], problem) @ p[names.o]
        h = rms_norm(x, p[names.mlp_norm], problem.epsilon)
        if i in problem.sparse:
            y, loss = experts(p, names, h, problem)
            x, balancing = x + y, balancing + loss
        else:
            x = x + F.relu(h @ p[names.wi]) @ p[names.wo]
    pooled = rms_norm(x, p[Names.final_norm], problem.epsilon).mean(0)
    return F.cross_entropy(pooled @ p[Names.head] + p[Names.head_bias], label) + balancing


def attention(qkv: Tensor, problem: Problem) -> Tensor:
    """(T, 3 · H · dKv) → (T, H · dKv)"""
    length = qkv.shape[0]
    q, k, v = qkv.view(length, 3, problem.heads, -1).permute(1, 2, 0, 3)
    weights = torch.softmax(q @ k.transpose(1, 2) * problem.attention_scale, -1)
    return (weights @ v).transpose(0, 1).reshape(length, -1)


def experts(p: dict[str, Tensor], names: Names, h: Tensor, problem: Problem) -> tuple[Tensor, Tensor]:
    probabilities = torch.softmax(h @ p[names.router], -1)  # (T, E)
    hot = (probabilities == probabilities.amax(-1, keepdim=True)).to(h.dtype).detach()
    loss = (hot.mean(0) * probabilities.mean(0)).sum() * (problem.balancing * problem.experts)
    gate = (probabilities * hot).sum(-1, keepdim=True)
    # Masked between the two matrices, so that rows of other experts are zero in the second.
    inner = F.relu(torch.einsum('td,edf->etf', h, p[names.experts_wi])) * hot.t()[:, :, None]
    return torch.einsum('etf,efd->td', inner, p[names.experts_wo]) * gate, loss
