# JAX engines: plain training with grouped products, and jax_privacy's clipped gradients at a given micro-batch.
from __future__ import annotations

import jax
import jax.numpy as jnp
import jax_privacy
import numpy as np
import optax

from problem import Names, Problem

Parameters = dict[str, jax.Array]


def rms_norm(x: jax.Array, scale: jax.Array, epsilon: float) -> jax.Array:
    return x * jax.lax.rsqrt(jnp.square(x).mean(-1, keepdims=True) + epsilon) * scale


def losses(p: Parameters, ids: jax.Array, labels: jax.Array, problem: Problem, grouped: bool) -> jax.Array:
    """ids (B, T), labels (B) → (B). Grouped: rows sorted by expert; else every expert sees every row, masked."""
    records, length = ids.shape
    x, balancing = p[Names.embedding][ids], 0.0
    for i in range(problem.layers):
        names = Names(i)
        qkv = rms_norm(x, p[names.attention_norm], problem.epsilon) @ p[names.qkv]
        q, k, v = jnp.moveaxis(qkv.reshape(records, length, 3, problem.heads, -1), (2, 3), (0, 2))
        weights = jax.nn.softmax(jnp.einsum('bhtc,bhsc->bhts', q, k) * problem.attention_scale, -1)
        x = x + jnp.einsum('bhts,bhsc->bthc', weights, v).reshape(records, length, -1) @ p[names.o]
        h = rms_norm(x, p[names.mlp_norm], problem.epsilon)
        if i in problem.sparse:
            y, loss = experts(p, names, h, problem, grouped)
            x, balancing = x + y, balancing + loss
        else:
            x = x + jax.nn.relu(h @ p[names.wi]) @ p[names.wo]
    logits = rms_norm(x, p[Names.final_norm], problem.epsilon).mean(1) @ p[Names.head] + p[Names.head_bias]
    return optax.softmax_cross_entropy_with_integer_labels(logits, labels) + balancing


def experts(p: Parameters, names: Names, h: jax.Array, problem: Problem, grouped: bool) -> tuple[jax.Array, jax.Array]:
    probabilities = jax.nn.softmax(h @ p[names.router], -1)  # (B, T, E)
    expert = jnp.argmax(probabilities, -1)
    hot = jax.nn.one_hot(expert, problem.experts)
    loss = (hot.mean(1) * probabilities.mean(1)).sum(1) * (problem.balancing * problem.experts)
    gate = (probabilities * hot).sum(-1, keepdims=True)
    wi, wo = p[names.experts_wi], p[names.experts_wo]
    if grouped:
        order = jnp.argsort(expert.reshape(-1))
        counts = jnp.bincount(expert.reshape(-1), length=problem.experts)
        inner = jax.nn.relu(jax.lax.ragged_dot(h.reshape(-1, h.shape[-1])[order], wi, counts))
        y = jax.lax.ragged_dot(inner, wo, counts)[jnp.argsort(order)].reshape(h.shape)
    else:
        inner = jax.nn.relu(jnp.einsum('btd,edf->betf', h, wi)) * jnp.swapaxes(hot, 1, 2)[..., None]
        y = jnp.einsum('betf,efd->btd', inner, wo)
    return y * gate, loss


class Engine:
    """One compiled step, and the compiled gradient alone for the check."""

    def __init__(self, problem: Problem):
        self.problem = problem
        self.ids, self.labels = jnp.asarray(problem.ids), jnp.asarray(problem.labels)
        self.parameters = {name: jnp.asarray(value) for name, value in problem.parameters.items()}
        self.optimizer = optax.adamw(problem.learning_rate, weight_decay=0.0)
        self.state = self.optimizer.init(self.parameters)
        self.key = jax.random.key(int.from_bytes(np.random.default_rng().bytes(4), 'little'))
        self.compiled = jax.jit(self.update, donate_argnums=(0, 1))
        self.compiled_total = jax.jit(self.total)

    def mean(self, p: Parameters, key: jax.Array, ids: jax.Array, labels: jax.Array) -> Parameters:
        """What the optimizer gets."""
        raise NotImplementedError

    def total(self, p: Parameters, ids: jax.Array, labels: jax.Array) -> Parameters:
        """The sum over records, without noise."""
        raise NotImplementedError

    def update(self, p: Parameters, state: optax.OptState, key: jax.Array, ids: jax.Array, labels: jax.Array):
        updates, state = self.optimizer.update(self.mean(p, key, ids, labels), state, p)
        return optax.apply_updates(p, updates), state

    def step(self) -> None:
        self.key, key = jax.random.split(self.key)
        self.parameters, self.state = self.compiled(self.parameters, self.state, key, self.ids, self.labels)
        jax.block_until_ready(self.parameters)

    def check(self, records: slice) -> dict[str, np.ndarray]:
        ids, labels = self.ids[records], self.labels[records]
        total = self.compiled_total(self.parameters, ids, labels)
        each = losses(self.parameters, ids, labels, self.problem, grouped=False)
        return {'losses': np.asarray(each), **{name: np.asarray(value) for name, value in total.items()}}


class Plain(Engine):
    def total(self, p: Parameters, ids: jax.Array, labels: jax.Array) -> Parameters:
        return jax.grad(lambda p: losses(p, ids, labels, self.problem, grouped=True).sum())(p)

    def mean(self, p: Parameters, key: jax.Array, ids: jax.Array, labels: jax.Array) -> Parameters:
        return jax.tree.map(lambda g: g / self.problem.records, self.total(p, ids, labels))


class JaxPrivacy(Engine):
    def __init__(self, problem: Problem, micro_batch: int):
        one = lambda p, ids, label: losses(p, ids[None], label[None], problem, grouped=False)[0]
        clipped = lambda size: jax_privacy.clipped_grad(
            one, argnums=0, batch_argnums=(1, 2), keep_batch_dim=False, l2_clip_norm=problem.clip_norm, microbatch_size=size
        )
        self.total = clipped(1)  # For the check: its records need not fill whole micro-batches.
        self.total_in_micro_batches = clipped(micro_batch)
        super().__init__(problem)

    def mean(self, p: Parameters, key: jax.Array, ids: jax.Array, labels: jax.Array) -> Parameters:
        clipped = self.total_in_micro_batches(p, ids, labels)
        keys = dict(zip(clipped, jax.random.split(key, len(clipped))))
        noise = lambda name: self.problem.noise_deviation * jax.random.normal(keys[name], clipped[name].shape)
        return {name: (clipped[name] + noise(name)) / self.problem.records for name in clipped}


ENGINES = {
    'jax-plain': Plain,
    'jax-privacy-1': lambda problem: JaxPrivacy(problem, 1),
    'jax-privacy-8': lambda problem: JaxPrivacy(problem, 8),
}


def matrix_product():
    a = jnp.ones((1024, 1024))
    product = jax.jit(lambda a, b: a @ b)
    return lambda: product(a, a).block_until_ready()


def versions() -> dict[str, str]:
    return {'jax': jax.__version__, 'jax_privacy': jax_privacy.__version__, 'optax': optax.__version__}
