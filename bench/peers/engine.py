# One peer as a child process: `engine.py NAME PROBLEM THREADS` reads requests, a line of JSON each, and answers with one.
from __future__ import annotations

import json
import os
import sys
import time
import warnings

import numpy as np
from safetensors.numpy import save_file

from problem import read_problem


def load(name: str, threads: int):
    """The module of the engine's library, told how many threads it may use before it starts any."""
    if name.startswith('jax'):
        os.environ['JAX_PLATFORMS'] = 'cpu'
        os.environ['XLA_FLAGS'] = f'--xla_cpu_multi_thread_eigen={"true" if threads > 1 else "false"}'
        import jax_engines

        return jax_engines
    import torch

    torch.set_num_threads(threads)
    import torch_engines

    return torch_engines


def timed(work) -> dict[str, float]:
    """Milliseconds of the processor, over all threads, and of the clock."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return {'cpu': 1000 * (time.process_time() - cpu), 'wall': 1000 * (time.perf_counter() - wall)}


def main() -> None:
    name, path, threads = sys.argv[1], sys.argv[2], int(sys.argv[3])
    replies, sys.stdout = sys.stdout, sys.stderr  # What libraries print is no reply.
    warnings.filterwarnings('ignore')
    reply = lambda value: print(json.dumps(value), file=replies, flush=True)
    module = load(name, threads)
    engine = module.ENGINES[name](read_problem(path))
    product = module.matrix_product()
    reply({'versions': module.versions()})
    for line in sys.stdin:
        request = json.loads(line)
        match request['do']:
            case 'check':
                result = engine.check(slice(request['from'], request['from'] + request['records']))
                save_file({key: np.ascontiguousarray(value, dtype=np.float32) for key, value in result.items()}, request['to'])
                reply({})
            case 'step':
                reply(timed(engine.step))
            case 'product':
                reply(timed(product))
            case unknown:
                raise ValueError(f'Unknown request: {unknown}')


if __name__ == '__main__':
    main()
