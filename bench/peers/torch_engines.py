# PyTorch engines: plain training, one record at a time, vmap, Opacus by hooks and by ghost norms, and hand-written book-keeping.
from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from book_keeping import book_keeping
from problem import Problem
from switch_functional import record_loss
from switch_torch import SwitchClassifier


class Result(dict):
    """Losses (B), norms of the records' gradients (B) where the engine works them out, and the sum by our names."""


def adamw(parameters: list[Tensor], problem: Problem) -> torch.optim.Optimizer:
    return torch.optim.AdamW(parameters, lr=problem.learning_rate, weight_decay=0.0, fused=True)


def records_of(problem: Problem) -> tuple[Tensor, Tensor]:
    return torch.from_numpy(problem.ids), torch.from_numpy(problem.labels)


class Plain:
    """No clipping, no noise."""

    def __init__(self, problem: Problem):
        self.model = SwitchClassifier(problem)
        self.ids, self.labels = records_of(problem)
        self.optimizer = adamw(list(self.model.parameters()), problem)

    def step(self) -> None:
        self.optimizer.zero_grad()
        self.model(self.ids, self.labels).mean().backward()
        self.optimizer.step()

    def check(self, records: slice) -> Result:
        losses = self.model(self.ids[records], self.labels[records])
        parameters = list(self.model.parameters())
        gradients = dict(zip(parameters, torch.autograd.grad(losses.sum(), parameters)))
        return Result(losses=losses.detach().numpy(), **self.model.ours(gradients))


def noisy_update(parameters: list[Tensor], sums: list[Tensor], optimizer: torch.optim.Optimizer, problem: Problem) -> None:
    """Gaussian noise on every element of the clipped sums, the division by the expected batch size, and AdamW."""
    for parameter, clipped in zip(parameters, sums, strict=True):
        parameter.grad = (clipped + torch.randn_like(clipped) * problem.noise_deviation).div_(problem.records)
    optimizer.step()


class OneRecordLoop:
    """The definition: each record's gradient by itself. What the other engines are compared with."""

    def __init__(self, problem: Problem):
        self.problem = problem
        self.model = SwitchClassifier(problem)
        self.parameters = list(self.model.parameters())
        self.ids, self.labels = records_of(problem)
        self.optimizer = adamw(self.parameters, problem)

    def clipped(self, records: slice) -> tuple[list[Tensor], list[float], list[float]]:
        sums = [torch.zeros_like(p) for p in self.parameters]
        losses, norms = [], []
        for ids, label in zip(self.ids[records].split(1), self.labels[records].split(1)):
            loss = self.model(ids, label).sum()
            gradients = torch.autograd.grad(loss, self.parameters, materialize_grads=True)
            norm = torch.linalg.vector_norm(torch.stack(torch._foreach_norm(gradients))).item()
            torch._foreach_add_(sums, gradients, alpha=min(1.0, self.problem.clip_norm / (norm + 1e-6)))
            losses.append(loss.item())
            norms.append(norm)
        return sums, losses, norms

    def step(self) -> None:
        sums, _, _ = self.clipped(slice(None))
        noisy_update(self.parameters, sums, self.optimizer, self.problem)

    def check(self, records: slice) -> Result:
        sums, losses, norms = self.clipped(records)
        return Result(losses=np.array(losses), norms=np.array(norms), **self.model.ours(dict(zip(self.parameters, sums))))


class Opacus:
    """The library's own modules and optimizers around the model with padded experts."""

    def __init__(self, problem: Problem, ghost: bool):
        from opacus.grad_sample import GradSampleModule, GradSampleModuleFastGradientClipping
        from opacus.optimizers import DPOptimizer, DPOptimizerFastGradientClipping

        self.ghost = ghost
        self.model = SwitchClassifier(problem, padded=True)
        self.ids, self.labels = records_of(problem)
        options = {
            'noise_multiplier': problem.noise_multiplier,
            'max_grad_norm': problem.clip_norm,
            'expected_batch_size': problem.records,
            'loss_reduction': 'mean',
        }
        inner = adamw(list(self.model.parameters()), problem)
        if ghost:
            self.wrapped = GradSampleModuleFastGradientClipping(self.model, max_grad_norm=problem.clip_norm, loss_reduction='mean')
            self.optimizer = DPOptimizerFastGradientClipping(inner, **options)
        else:
            self.wrapped = GradSampleModule(self.model, loss_reduction='mean')
            self.optimizer = DPOptimizer(inner, **options)

    def backward(self, ids: Tensor, labels: Tensor) -> Tensor:
        from opacus.utils.fast_gradient_clipping_utils import DPTensorFastGradientClipping

        self.optimizer.zero_grad(set_to_none=True)
        losses = self.wrapped(ids, labels)
        if self.ghost:
            DPTensorFastGradientClipping(self.wrapped, self.optimizer, losses, 'mean').backward()
        else:
            losses.mean().backward()
        return losses.detach()

    def step(self) -> None:
        self.backward(self.ids, self.labels)
        self.optimizer.step()

    def check(self, records: slice) -> Result:
        losses = self.backward(self.ids[records], self.labels[records]).numpy()
        parameters = list(self.model.parameters())
        if self.ghost:
            norms = self.wrapped.get_norm_sample().numpy()
            sums = {p: p.grad for p in parameters}
        else:
            norms = torch.stack([p.grad_sample.flatten(1).norm(dim=1) for p in parameters]).norm(dim=0).numpy()
            self.optimizer.clip_and_accumulate()
            sums = {p: p.summed_grad for p in parameters}
        return Result(losses=losses, norms=norms, **self.model.ours(sums))


class Functional:
    """Engines that work on our names and shapes: parameters are a dictionary, and gradients another."""

    def __init__(self, problem: Problem):
        self.problem = problem
        self.parameters = {name: torch.from_numpy(value.copy()) for name, value in problem.parameters.items()}
        self.ids, self.labels = records_of(problem)
        self.optimizer = adamw(list(self.parameters.values()), problem)

    def clipped(self, ids: Tensor, labels: Tensor) -> tuple[dict[str, Tensor], Tensor | None, Tensor]:
        """The clipped sum, losses where they are at hand, and norms."""
        raise NotImplementedError

    def step(self) -> None:
        sums, _, _ = self.clipped(self.ids, self.labels)
        noisy_update(list(self.parameters.values()), [sums[name] for name in self.parameters], self.optimizer, self.problem)

    def check(self, records: slice) -> Result:
        sums, losses, norms = self.clipped(self.ids[records], self.labels[records])
        found = Result(norms=norms.numpy(), **{name: value.contiguous().numpy() for name, value in sums.items()})
        if losses is not None:
            found['losses'] = losses.numpy()
        return found


class Vmap(Functional):
    """torch.func: a vectorised gradient, in chunks of records. Data-dependent shapes cannot be vectorised, so every expert sees every row."""

    def __init__(self, problem: Problem, chunk: int):
        super().__init__(problem)
        gradient = torch.func.grad(lambda p, ids, label: record_loss(p, ids, label, problem))
        self.gradients = torch.func.vmap(gradient, in_dims=(None, 0, 0), chunk_size=chunk)

    def clipped(self, ids: Tensor, labels: Tensor) -> tuple[dict[str, Tensor], Tensor | None, Tensor]:
        each = self.gradients(self.parameters, ids, labels)
        norms = torch.stack([torch.linalg.vector_norm(g.flatten(1), dim=1) for g in each.values()]).norm(dim=0)
        factors = (self.problem.clip_norm / (norms + 1e-6)).clamp(max=1)
        return {name: (factors @ g.flatten(1)).view(g.shape[1:]) for name, g in each.items()}, None, norms


class BookKeeping(Functional):
    def clipped(self, ids: Tensor, labels: Tensor) -> tuple[dict[str, Tensor], Tensor | None, Tensor]:
        return book_keeping(self.parameters, ids, labels, self.problem)


ENGINES = {
    'torch-plain': Plain,
    'torch-loop': OneRecordLoop,
    'torch-vmap': lambda problem: Vmap(problem, chunk=8),
    'opacus-hooks': lambda problem: Opacus(problem, ghost=False),
    'opacus-ghost': lambda problem: Opacus(problem, ghost=True),
    'torch-book-keeping': BookKeeping,
}


def matrix_product():
    a, b = torch.randn(1024, 1024), torch.randn(1024, 1024)
    return lambda: a @ b


def versions() -> dict[str, str]:
    import opacus

    return {'torch': torch.__version__, 'opacus': opacus.__version__}
