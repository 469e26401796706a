# The Switch classifier as PyTorch modules: what plain training, the one-record loop and Opacus run.
from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from problem import Names, Problem


class FeedForward(nn.Module):
    def __init__(self, d: int, d_ff: int):
        super().__init__()
        self.wi = nn.Linear(d, d_ff, bias=False)
        self.wo = nn.Linear(d_ff, d, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        return self.wo(F.relu(self.wi(x)))


class Routing:
    """Top-1 decision for h (B, T, d), and the order in which experts see the rows: sorted by expert, then by row."""

    def __init__(self, logits: Tensor, balancing: float):
        experts = logits.shape[-1]
        probabilities = torch.softmax(logits, -1)  # (B, T, E)
        self.expert = probabilities.argmax(-1)  # (B, T)
        self.hot = F.one_hot(self.expert, experts).to(logits.dtype)
        self.gate = probabilities.gather(-1, self.expert[..., None])  # (B, T, 1)
        self.loss = (self.hot.mean(1) * probabilities.mean(1)).sum(1) * (balancing * experts)  # (B)
        flat = self.expert.reshape(-1)
        self.order = flat.argsort(stable=True)
        self.counts = torch.bincount(flat, minlength=experts).tolist()
        self.position = torch.empty_like(self.order)
        self.position[self.order] = torch.arange(len(self.order))

    def sort(self, rows: Tensor) -> Tensor:
        """(B, T, n) → (B · T, n), sorted"""
        return rows.reshape(-1, rows.shape[-1]).index_select(0, self.order)

    def unsort(self, rows: Tensor) -> Tensor:
        """(B · T, n), sorted → (B, T, n)"""
        return rows.index_select(0, self.position).view(*self.expert.shape, -1)


class SparseFeedForward(nn.Module):
    """Dropless top-1 experts. Opacus takes the first dimension for the records, so for it rows are padded per record."""

    def __init__(self, d: int, d_ff: int, experts: int, balancing: float, padded: bool):
        super().__init__()
        self.balancing = balancing
        self.padded = padded
        self.router = nn.Linear(d, experts, bias=False)
        self.experts = nn.ModuleList([FeedForward(d, d_ff) for _ in range(experts)])

    def forward(self, h: Tensor) -> tuple[Tensor, Tensor]:
        routing = Routing(self.router(h), self.balancing)
        parts = routing.sort(h).split(routing.counts)
        outputs = self.padded_experts(parts, routing) if self.padded else [expert(x) for expert, x in zip(self.experts, parts)]
        return routing.unsort(torch.cat(outputs)) * routing.gate, routing.loss

    def padded_experts(self, parts: tuple[Tensor, ...], routing: Routing) -> list[Tensor]:
        """Runs expert e on (B, most rows that one record has in e, d): the extra batch dimension of Opacus."""
        records, length = routing.expert.shape
        hot = routing.hot.long()
        rank = routing.sort((((hot.cumsum(1) - 1) * hot).sum(-1))[..., None])[:, 0]  # of a row among those of its record and expert
        record = routing.order // length
        outputs = []
        for expert, x, ranks, owners in zip(self.experts, parts, rank.split(routing.counts), record.split(routing.counts)):
            most = int(ranks.max()) + 1 if len(ranks) else 1
            place = owners * most + ranks
            padded = x.new_zeros(records * most, x.shape[1]).index_copy(0, place, x)
            y = expert(padded.view(records, most, -1))
            outputs.append(y.reshape(records * most, -1).index_select(0, place))
        return outputs


class Block(nn.Module):
    def __init__(self, problem: Problem, i: int, padded: bool):
        super().__init__()
        names, shapes = Names(i), {name: value.shape for name, value in problem.parameters.items()}
        d, inner = shapes[names.o][1], shapes[names.o][0]
        self.heads, self.scale = problem.heads, problem.attention_scale
        self.attention_norm = nn.RMSNorm(d, eps=problem.epsilon)
        self.qkv = nn.Linear(d, 3 * inner, bias=False)
        self.o = nn.Linear(inner, d, bias=False)
        self.mlp_norm = nn.RMSNorm(d, eps=problem.epsilon)
        if i in problem.sparse:
            self.mlp = SparseFeedForward(d, shapes[names.experts_wi][2], problem.experts, problem.balancing, padded)
        else:
            self.mlp = FeedForward(d, shapes[names.wi][1])

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor | float]:
        records, length, _ = x.shape
        qkv = self.qkv(self.attention_norm(x)).view(records, length, 3, self.heads, -1)
        q, k, v = qkv.permute(2, 0, 3, 1, 4)
        attended = F.scaled_dot_product_attention(q, k, v, scale=self.scale)
        x = x + self.o(attended.transpose(1, 2).reshape(records, length, -1))
        h = self.mlp_norm(x)
        if isinstance(self.mlp, SparseFeedForward):
            y, loss = self.mlp(h)
            return x + y, loss
        return x + self.mlp(h), 0.0


class SwitchClassifier(nn.Module):
    def __init__(self, problem: Problem, padded: bool = False):
        super().__init__()
        vocabulary, d = problem.parameters[Names.embedding].shape
        self.embedding = nn.Embedding(vocabulary, d)
        self.blocks = nn.ModuleList([Block(problem, i, padded) for i in range(problem.layers)])
        self.final_norm = nn.RMSNorm(d, eps=problem.epsilon)
        self.head = nn.Linear(d, problem.parameters[Names.head].shape[1])
        self.load(problem)

    def forward(self, ids: Tensor, labels: Tensor) -> Tensor:
        """Loss of each record: cross entropy and balancing loss. ids (B, T), labels (B) → (B)"""
        x = self.embedding(ids)
        balancing: Tensor | float = 0.0
        for block in self.blocks:
            x, loss = block(x)
            balancing = balancing + loss
        logits = self.head(self.final_norm(x).mean(1))
        return F.cross_entropy(logits, labels, reduction='none') + balancing

    def places(self) -> dict[str, list[nn.Parameter]]:
        """Our name → the parameters that it is made of: one, or one an expert."""
        places = {
            Names.embedding: [self.embedding.weight],
            Names.final_norm: [self.final_norm.weight],
            Names.head: [self.head.weight],
            Names.head_bias: [self.head.bias],
        }
        for i, block in enumerate(self.blocks):
            names = Names(i)
            places[names.attention_norm] = [block.attention_norm.weight]
            places[names.qkv], places[names.o] = [block.qkv.weight], [block.o.weight]
            places[names.mlp_norm] = [block.mlp_norm.weight]
            if isinstance(block.mlp, SparseFeedForward):
                places[names.router] = [block.mlp.router.weight]
                places[names.experts_wi] = [expert.wi.weight for expert in block.mlp.experts]
                places[names.experts_wo] = [expert.wo.weight for expert in block.mlp.experts]
            else:
                places[names.wi], places[names.wo] = [block.mlp.wi.weight], [block.mlp.wo.weight]
        return places

    def load(self, problem: Problem) -> None:
        with torch.no_grad():
            for name, parameters in self.places().items():
                value = torch.from_numpy(problem.parameters[name])
                for parameter, part in zip(parameters, value if value.dim() == 3 else [value], strict=True):
                    parameter.copy_(part if name == Names.embedding or part.dim() == 1 else part.t())

    def ours(self, gradients: dict[nn.Parameter, Tensor]) -> dict[str, np.ndarray]:
        """Gradients by our names, in our shapes."""
        result = {}
        for name, parameters in self.places().items():
            parts = [gradients[p].detach() for p in parameters]
            if name != Names.embedding and parts[0].dim() == 2:
                parts = [part.t() for part in parts]
            result[name] = (torch.stack(parts) if '.experts.' in name else parts[0]).contiguous().numpy()
        return result
