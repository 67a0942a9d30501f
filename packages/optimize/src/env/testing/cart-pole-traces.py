"""Writes cart-pole-traces.json: episodes of Gymnasium's own CartPole-v1, which cart-pole.test.ts compares with.

    pip install gymnasium && python cart-pole-traces.py > cart-pole-traces.json
"""

import json
import random

import gymnasium


def episode(seed, act, every):
    environment = gymnasium.make("CartPole-v1")
    environment.reset(seed=seed)
    state = lambda: [float(number) for number in environment.unwrapped.state]
    start, actions, states, over = state(), "", [], False
    while not over:
        action = act(state())
        _, reward, terminated, truncated, _ = environment.step(action)
        assert reward == 1
        actions += str(action)
        over = terminated or truncated
        if len(actions) % every == 0 or over:
            states.append({"step": len(actions), "state": state()})
    return {"start": start, "actions": actions, "states": states, "terminated": terminated, "truncated": truncated}


draws = random.Random(0)
by_chance = lambda _: draws.randrange(2)
balanced = lambda state: int(state[2] + 0.5 * state[3] + 0.1 * state[1] + 0.05 * state[0] > 0)
leaning = lambda state: int(state[2] + 0.5 * state[3] > 0.05)
episodes = [
    episode(1, by_chance, 1),
    episode(2, lambda _: 0, 1),
    episode(3, lambda _: 1, 1),
    episode(4, balanced, 20),
    episode(5, leaning, 10),
]
print(json.dumps({"gymnasium": gymnasium.__version__, "episodes": episodes}, indent=1))
