"""DEAP on the same problems with the same budgets. Prints one JSON object. Debian's python3-deap has what it needs."""

import json
import random
import sys
import time

from deap import algorithms, base, benchmarks, creator, tools

creator.create("Several", base.Fitness, weights=(-1.0, -1.0))
creator.create("Candidate", list, fitness=creator.Several)
creator.create("One", base.Fitness, weights=(-1.0,))
creator.create("Single", list, fitness=creator.One)


def nsga2(seed, population, generations):
    """As in DEAP's own example of NSGA-II on ZDT1."""
    random.seed(seed)
    variables = 30
    box = base.Toolbox()
    box.register("gene", random.random)
    box.register("candidate", tools.initRepeat, creator.Candidate, box.gene, variables)
    box.register("population", tools.initRepeat, list, box.candidate)
    box.register("evaluate", benchmarks.zdt1)
    box.register("mate", tools.cxSimulatedBinaryBounded, low=0.0, up=1.0, eta=20.0)
    box.register("mutate", tools.mutPolynomialBounded, low=0.0, up=1.0, eta=20.0, indpb=1.0 / variables)
    box.register("select", tools.selNSGA2)
    started = time.perf_counter()
    parents = box.population(n=population)
    for one in parents:
        one.fitness.values = box.evaluate(one)
    parents = box.select(parents, len(parents))
    for _ in range(generations):
        children = [box.clone(one) for one in tools.selTournamentDCD(parents, len(parents))]
        for one, other in zip(children[::2], children[1::2]):
            if random.random() <= 0.9:
                box.mate(one, other)
            box.mutate(one)
            box.mutate(other)
        for one in children:
            one.fitness.values = box.evaluate(one)
        parents = box.select(parents + children, population)
    seconds = time.perf_counter() - started
    return {"ms": seconds * 1000, "points": [one.fitness.values for one in parents]}


def genetic(seed, function, bound, population, generations):
    """DEAP's simple algorithm with the balanced settings of the tuning guide."""
    random.seed(seed)
    box = base.Toolbox()
    box.register("gene", random.uniform, -bound, bound)
    box.register("candidate", tools.initRepeat, creator.Single, box.gene, 20)
    box.register("population", tools.initRepeat, list, box.candidate)
    box.register("evaluate", function)
    box.register("mate", tools.cxBlend, alpha=0.5)
    box.register("mutate", tools.mutGaussian, mu=0, sigma=0.1 * 2 * bound, indpb=0.2)
    box.register("select", tools.selTournament, tournsize=3)
    started = time.perf_counter()
    best = tools.HallOfFame(1)
    # The first population counts as a generation, as it does here.
    algorithms.eaSimple(
        box.population(n=population), box, 0.8, 0.2, generations - 1, halloffame=best, verbose=False
    )
    return {"ms": (time.perf_counter() - started) * 1000, "best": best[0].fitness.values[0]}


seeds = json.loads(sys.argv[1])
print(
    json.dumps(
        {
            "zdt1": [nsga2(seed, 100, 250) for seed in seeds],
            "rastrigin": [genetic(seed, benchmarks.rastrigin, 5.12, 50, 100) for seed in seeds],
            "ackley": [genetic(seed, benchmarks.ackley, 32.768, 50, 100) for seed in seeds],
        }
    )
)
