# Book-keeping by hand in PyTorch (Bu et al. 2023): one backward pass, norms and clipped sums from saved (input, output gradient) pairs.
from __future__ import annotations

from dataclasses import dataclass
from typing import Callable

import torch
import torch.nn.functional as F
from torch import Tensor

from problem import Names, Problem
from switch_torch import Routing


@dataclass
class Pair:
    """What the backward pass leaves for one parameter: norms first, the weighted sum once the factors are known."""

    name: str
    squared_norms: Callable[[Tensor], Tensor]  # dy → (B)
    total: Callable[[Tensor, Tensor], Tensor]  # dy, factors (B) → gradient
    dy: Tensor | None = None


class Tape:
    def __init__(self) -> None:
        self.pairs: list[Pair] = []

    def tap(self, y: Tensor, pair: Pair) -> Tensor:
        self.pairs.append(pair)
        y.register_hook(lambda dy: setattr(pair, 'dy', dy))
        return y

    def clipped(self, clip_norm: float) -> tuple[dict[str, Tensor], Tensor]:
        norms = torch.stack([pair.squared_norms(pair.dy) for pair in self.pairs]).sum(0).sqrt()
        factors = (clip_norm / (norms + 1e-6)).clamp(max=1)
        return {pair.name: pair.total(pair.dy, factors) for pair in self.pairs}, norms


def linear(tape: Tape, x: Tensor, w: Tensor, name: str) -> Tensor:
    """x (B, T, in), w (in, out). Ghost norms where they are cheaper than each record's own gradient."""
    length, (inputs, outputs), saved = x.shape[1], w.shape, x.detach()
    if length * (inputs + outputs) < inputs * outputs:
        norms = lambda dy: (torch.bmm(saved, saved.mT) * torch.bmm(dy, dy.mT)).sum((1, 2))
        total = lambda dy, factors: saved.reshape(-1, inputs).t() @ (dy * factors[:, None, None]).reshape(-1, outputs)
        return tape.tap(x @ w, Pair(name, norms, total))
    kept: list[Tensor] = []

    def instantiated(dy: Tensor) -> Tensor:
        kept.append(torch.bmm(saved.mT, dy).flatten(1))  # (B, in · out)
        return torch.linalg.vector_norm(kept[0], dim=1).square()

    return tape.tap(x @ w, Pair(name, instantiated, lambda _, factors: (factors @ kept[0]).view(inputs, outputs)))


def rms_norm(tape: Tape, x: Tensor, scale: Tensor, name: str, epsilon: float) -> Tensor:
    normal = F.rms_norm(x, (x.shape[-1],), eps=epsilon)
    saved = normal.detach()
    each = lambda dy: (dy * saved).sum(1)  # (B, d)
    return tape.tap(normal * scale, Pair(name, lambda dy: each(dy).square().sum(1), lambda dy, factors: factors @ each(dy)))


def embedding(tape: Tape, table: Tensor, ids: Tensor, name: str) -> Tensor:
    same = ids[:, :, None] == ids[:, None, :]
    norms = lambda dy: (torch.bmm(dy, dy.mT) * same).sum((1, 2))

    def total(dy: Tensor, factors: Tensor) -> Tensor:
        return torch.zeros_like(table).index_add_(0, ids.reshape(-1), (dy * factors[:, None, None]).view(-1, table.shape[1]))

    return tape.tap(table[ids].requires_grad_(), Pair(name, norms, total))


def experts(tape: Tape, sorted_rows: Tensor, rows: Tensor | None, w: Tensor, routing: Routing, same: Tensor, name: str) -> Tensor:
    """Each sorted row times the matrix of its expert. Norms by Gram matrices in which only pairs of one expert count. rows: not sorted, if at hand."""
    saved = sorted_rows.detach()
    length = routing.expert.shape[1]
    y = torch.cat([x @ matrix for x, matrix in zip(sorted_rows.split(routing.counts), w)])

    def norms(dy: Tensor) -> Tensor:
        x, g = routing.unsort(saved) if rows is None else rows, routing.unsort(dy)
        return (torch.bmm(x, x.mT).mul_(torch.bmm(g, g.mT)) * same).sum((1, 2))

    def total(dy: Tensor, factors: Tensor) -> Tensor:
        weighted = dy * factors[routing.order // length][:, None]
        return torch.stack([x.t() @ g for x, g in zip(saved.split(routing.counts), weighted.split(routing.counts))])

    return tape.tap(y, Pair(name, norms, total))


def sparse_feed_forward(tape: Tape, p: dict[str, Tensor], names: Names, h: Tensor, problem: Problem) -> tuple[Tensor, Tensor]:
    routing = Routing(linear(tape, h, p[names.router], names.router), problem.balancing)
    same = routing.expert[:, :, None] == routing.expert[:, None, :]  # (B, T, T)
    inner = experts(tape, routing.sort(h), h.detach(), p[names.experts_wi], routing, same, names.experts_wi)
    outer = experts(tape, F.relu(inner), None, p[names.experts_wo], routing, same, names.experts_wo)
    return routing.unsort(outer) * routing.gate, routing.loss


def book_keeping(p: dict[str, Tensor], ids: Tensor, labels: Tensor, problem: Problem) -> tuple[dict[str, Tensor], Tensor, Tensor]:
    """Clipped sum by name, losses (B), norms (B)."""
    tape, records, length = Tape(), *ids.shape
    embedded = embedding(tape, p[Names.embedding], ids, Names.embedding)
    x, balancing = embedded, 0.0
    for i in range(problem.layers):
        names = Names(i)
        norm = lambda x, name: rms_norm(tape, x, p[name], name, problem.epsilon)
        qkv = linear(tape, norm(x, names.attention_norm), p[names.qkv], names.qkv)
        q, k, v = qkv.view(records, length, 3, problem.heads, -1).permute(2, 0, 3, 1, 4)
        attended = F.scaled_dot_product_attention(q, k, v, scale=problem.attention_scale)
        x = x + linear(tape, attended.transpose(1, 2).reshape(records, length, -1), p[names.o], names.o)
        h = norm(x, names.mlp_norm)
        if i in problem.sparse:
            y, loss = sparse_feed_forward(tape, p, names, h, problem)
            x, balancing = x + y, balancing + loss
        else:
            x = x + linear(tape, F.relu(linear(tape, h, p[names.wi], names.wi)), p[names.wo], names.wo)
    pooled = rms_norm(tape, x, p[Names.final_norm], Names.final_norm, problem.epsilon).mean(1, keepdim=True)
    logits = linear(tape, pooled, p[Names.head], Names.head)[:, 0] + p[Names.head_bias]
    tape.tap(logits, Pair(Names.head_bias, lambda dy: dy.square().sum(1), lambda dy, factors: factors @ dy))
    losses = F.cross_entropy(logits, labels, reduction='none') + balancing
    torch.autograd.grad(losses.sum(), embedded)
    with torch.no_grad():
        sums, norms = tape.clipped(problem.clip_norm)
    return sums, losses.detach(), norms
