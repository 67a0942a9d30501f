"""PPO in PyTorch, in the manner of CleanRL's ppo.py, with the settings that it is given. Prints one JSON object.

Leaner than that script where it costs PyTorch nothing: environments are plain Python without wrappers, distributions check no arguments, and
all runs in one thread, which is the fastest for networks this small. Debian's python3-torch has what it needs.
"""

import json
import math
import random
import sys
import time

import torch
from torch import nn
from torch.distributions.categorical import Categorical


class CartPole:
    """CartPole-v1 by the equations of Gymnasium."""

    def reset(self):
        self.steps = 0
        self.state = [random.uniform(-0.05, 0.05) for _ in range(4)]
        return self.state

    def step(self, action):
        x, x_dot, theta, theta_dot = self.state
        force = 10.0 if action == 1 else -10.0
        cosine = math.cos(theta)
        sine = math.sin(theta)
        pull = (force + 0.05 * theta_dot * theta_dot * sine) / 1.1
        angular = (9.8 * sine - cosine * pull) / (0.5 * (4.0 / 3.0 - 0.1 * cosine * cosine / 1.1))
        acceleration = pull - 0.05 * angular * cosine / 1.1
        x += 0.02 * x_dot
        x_dot += 0.02 * acceleration
        theta += 0.02 * theta_dot
        theta_dot += 0.02 * angular
        self.state = [x, x_dot, theta, theta_dot]
        self.steps += 1
        terminated = abs(x) > 2.4 or abs(theta) > 12 * 2 * math.pi / 360
        return self.state, 1.0, terminated, self.steps >= 500


def layer(inputs, outputs, gain=math.sqrt(2)):
    linear = nn.Linear(inputs, outputs)
    nn.init.orthogonal_(linear.weight, gain)
    nn.init.zeros_(linear.bias)
    return linear


def network(inputs, hidden, outputs, gain):
    return nn.Sequential(
        layer(inputs, hidden), nn.Tanh(), layer(hidden, hidden), nn.Tanh(), layer(hidden, outputs, gain)
    )


def train(seed, budget, s):
    random.seed(seed)
    torch.manual_seed(seed)
    count = s["environments"]
    steps = s["rollout_steps"] // count
    policy = network(4, s["hidden"], 2, 0.01)
    value = network(4, s["hidden"], 1, 1.0)
    parameters = [*policy.parameters(), *value.parameters()]
    optimiser = torch.optim.Adam(parameters, lr=s["learning_rate"], eps=1e-5)
    worlds = [CartPole() for _ in range(count)]
    running = [0.0] * count
    returns = []
    size = steps * count
    seen = torch.zeros((steps, count, 4))
    actions = torch.zeros((steps, count))
    logs = torch.zeros((steps, count))
    values = torch.zeros((steps, count))
    now = torch.tensor([world.reset() for world in worlds])
    taken = 0
    started = time.perf_counter()
    while taken < budget:
        share = 1 - taken / (s["iterations"] * s["rollout_steps"])
        optimiser.param_groups[0]["lr"] = s["final_learning_rate"] + share * (
            s["learning_rate"] - s["final_learning_rate"]
        )
        rewards, following, goes_on = [], [], []
        for t in range(steps):
            with torch.no_grad():
                distribution = Categorical(logits=policy(now), validate_args=False)
                action = distribution.sample()
                logs[t] = distribution.log_prob(action)
                values[t] = value(now).squeeze(1)
            seen[t] = now
            actions[t] = action
            observations, row, cut_values, on = [], [], [0.0] * count, [1.0] * count
            for e, (world, chosen) in enumerate(zip(worlds, action.tolist())):
                observation, reward, terminated, truncated = world.step(chosen)
                running[e] += reward
                row.append(reward)
                if terminated or truncated:
                    on[e] = 0.0
                    if not terminated:
                        with torch.no_grad():
                            cut_values[e] = value(torch.tensor([observation])).item()
                    returns.append(running[e])
                    running[e] = 0.0
                    observation = world.reset()
                observations.append(observation)
            now = torch.tensor(observations)
            rewards.append(row)
            following.append(cut_values)
            goes_on.append(on)
        with torch.no_grad():
            after = value(now).squeeze(1)
            rewards, following, goes_on = map(torch.tensor, (rewards, following, goes_on))
            advantages = torch.zeros((steps, count))
            last = torch.zeros(count)
            for t in reversed(range(steps)):
                delta = rewards[t] + s["gamma"] * (goes_on[t] * after + following[t]) - values[t]
                last = delta + s["gamma"] * s["lambda"] * goes_on[t] * last
                advantages[t] = last
                after = values[t]
        taken += size
        flat = [seen.reshape(size, 4), actions.reshape(size), logs.reshape(size)]
        flat += [advantages.reshape(size), (advantages + values).reshape(size)]
        for _ in range(s["epochs"]):
            diverged = 0.0
            for at in torch.randperm(size).split(s["minibatch"]):
                x, a, old, advantage, target = (one[at] for one in flat)
                distribution = Categorical(logits=policy(x), validate_args=False)
                change = distribution.log_prob(a) - old
                ratio = change.exp()
                with torch.no_grad():
                    diverged += (ratio - 1 - change).sum().item()
                advantage = (advantage - advantage.mean()) / (advantage.std() + 1e-8)
                clipped = ratio.clamp(1 - s["clip"], 1 + s["clip"])
                surrogate = -torch.min(ratio * advantage, clipped * advantage).mean()
                value_loss = 0.5 * ((value(x).squeeze(1) - target) ** 2).mean()
                loss = surrogate - s["entropy"] * distribution.entropy().mean() + value_loss
                optimiser.zero_grad()
                loss.backward()
                nn.utils.clip_grad_norm_(policy.parameters(), s["max_gradient_norm"])
                nn.utils.clip_grad_norm_(value.parameters(), s["max_gradient_norm"])
                optimiser.step()
            if diverged / size > 1.5 * s["target_kl"]:
                break
    seconds = time.perf_counter() - started
    latest = returns[-100:]
    return {"steps": taken, "seconds": seconds, "reward": sum(latest) / len(latest)}


torch.set_num_threads(1)
asked = json.loads(sys.argv[1])
print(json.dumps(train(asked["seed"], asked["steps"], asked["settings"])))
